#!/usr/bin/env python3
"""Exporte les tables PostgreSQL de ShopStream vers le Data Lake S3 (TP, section 1.7).

    pip install boto3 psycopg2-binary
    python export_to_s3.py [AAAA-MM-JJ]

La connexion vient des variables d'environnement : PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE pour PostgreSQL,
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION (et AWS_ENDPOINT_URL pour le bac à sable) pour S3,
SHOPSTREAM_BUCKET pour le bucket. La commande « shopstream sandbox env » les affiche toutes.
Aucun mot de passe ni aucune clé ne doit être écrit dans ce fichier.
"""

import os
import sys
import tempfile
from datetime import date

import boto3
from botocore.exceptions import BotoCoreError, ClientError

try:
    import psycopg2 as pilote
except ImportError:  # psycopg 3 convient aussi
    import psycopg as pilote

TABLES = ["users", "products", "orders", "order_items", "crm_contacts"]

# C'est PostgreSQL qui écrit le CSV : un cadre pandas garderait toute la table en mémoire
# et transformerait les entiers qui peuvent être absents (user_id) en nombres à virgule.
COPIE_CSV = "COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)"

# Une ligne JSON par événement. Le format csv, avec des séparateurs qui n'apparaissent jamais,
# évite que COPY double les barres obliques inverses du JSON.
COPIE_JSON = (
    "COPY (SELECT row_to_json(t) FROM (SELECT * FROM {table} ORDER BY id) t)"
    " TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
)


def copier(connexion, sql, fichier):
    """Écrit le résultat d'un COPY dans un fichier et renvoie le nombre de lignes."""
    with connexion.cursor() as curseur:
        if hasattr(curseur, "copy_expert"):  # psycopg2
            curseur.copy_expert(sql, fichier)
        else:  # psycopg 3
            with curseur.copy(sql) as morceaux:
                for morceau in morceaux:
                    fichier.write(morceau)
        return curseur.rowcount


def exporter(table, sql, cle, bucket):
    print(f"\nExport de la table '{table}'...")
    with tempfile.TemporaryFile() as fichier:
        print("Connexion à PostgreSQL...")
        connexion = pilote.connect("", options="-c timezone=UTC -c datestyle=ISO")
        try:
            print("Connexion PostgreSQL réussie")
            lignes = copier(connexion, sql.format(table=table), fichier)
        finally:
            connexion.close()
        print(f"{lignes} lignes extraites de PostgreSQL")

        fichier.seek(0)
        print("Connexion à AWS S3...")
        s3 = boto3.client("s3")
        s3.list_objects_v2(Bucket=bucket, Prefix="raw/", MaxKeys=1)
        print("Connexion S3 réussie")
        # Les gros fichiers partent en plusieurs morceaux (multipart) sans tenir en mémoire.
        s3.upload_fileobj(fichier, bucket, cle)
    print(f"Uploadé vers s3://{bucket}/{cle}")


def main():
    jour = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else date.today()
    bucket = os.environ.get("SHOPSTREAM_BUCKET")
    if not bucket:
        sys.exit("SHOPSTREAM_BUCKET n'est pas définie : donnez le nom de votre bucket.")
    dossier, suffixe = jour.isoformat(), jour.strftime("%Y%m%d")

    for table in TABLES:
        exporter(table, COPIE_CSV, f"raw/postgres/{table}/{dossier}/{table}_{suffixe}.csv", bucket)
    exporter("events", COPIE_JSON, f"raw/events/{dossier}/events_{suffixe}.json", bucket)

    print("\n=====\nEXPORT TERMINE AVEC SUCCES\n=====")
    if "AWS_ENDPOINT_URL" not in os.environ:  # le bac à sable n'a pas de console web
        print(f"\nVérifiez dans S3 : https://s3.console.aws.amazon.com/s3/buckets/{bucket}")


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):  # les consoles Windows ne sont pas toutes en UTF-8
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        main()
    except (BotoCoreError, ClientError, pilote.Error) as erreur:
        sys.exit(f"L'export s'est arrêté : {erreur}")
