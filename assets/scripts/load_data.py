#!/usr/bin/env python3
"""Charge les fichiers CSV du dossier data dans la base shopstream (TP, section 1.4).

    pip install psycopg2-binary
    python load_data.py

La connexion vient des variables PGHOST, PGPORT, PGUSER, PGPASSWORD et PGDATABASE
(« shopstream sandbox env » les affiche). Les tables doivent exister ; leur contenu est remplacé.
"""

import sys
from pathlib import Path

try:
    import psycopg2 as pilote
except ImportError:  # psycopg 3 convient aussi
    import psycopg as pilote

DOSSIER = Path(__file__).resolve().parent / "data"

# Dans cet ordre : une table ne peut citer que des lignes qui existent déjà.
TABLES = ["users", "products", "orders", "order_items", "events", "crm_contacts"]


def charger(curseur, table):
    """Un seul COPY par table : des milliers de lignes en un aller-retour, là où INSERT en ferait un par ligne."""
    with open(DOSSIER / f"{table}.csv", "rb") as fichier:
        entete = fichier.readline().decode().strip()
        sql = f"COPY {table} ({entete}) FROM STDIN WITH (FORMAT csv)"
        if hasattr(curseur, "copy_expert"):  # psycopg2
            curseur.copy_expert(sql, fichier)
        else:  # psycopg 3
            with curseur.copy(sql) as copie:
                while morceau := fichier.read(65536):
                    copie.write(morceau)
    lignes = curseur.rowcount
    # Le compteur de la colonne id doit reprendre après la dernière ligne chargée.
    curseur.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    return lignes


def main():
    connexion = pilote.connect("")
    try:
        with connexion, connexion.cursor() as curseur:  # une seule transaction : tout ou rien
            curseur.execute(f"TRUNCATE {', '.join(TABLES)}")
            totaux = {}
            for table in TABLES:
                print(f"Chargement de {table}...")
                totaux[table] = charger(curseur, table)
            # La marque dit au TP quelles données il trouve ici.
            curseur.execute((DOSSIER / "mark.sql").read_text(encoding="utf-8"))
    finally:
        connexion.close()

    print("\nGENERATION TERMINEE AVEC SUCCES\n\nRécapitulatif :")
    for table, lignes in totaux.items():
        print(f"- {table.replace('_', ' ').title().replace('Crm', 'CRM')} : {lignes}")


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # les consoles Windows ne sont pas toutes en UTF-8
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        main()
    except (OSError, pilote.Error) as erreur:
        sys.exit(f"Le chargement s'est arrêté, rien n'a été modifié : {erreur}")
