import type { Text } from '../../src/i18n/text.ts';
import { failed, type HintContext } from '../../src/lab/lab.ts';

/** Why the database is not as it should be: absent, another lab's, or made with the wrong encoding. */
export function databaseHints(seen: HintContext): readonly Text[] {
  if (failed(seen, 'lineage') !== undefined) {
    return [
      {
        fr: "La base existe, mais elle porte la marque d'un autre TP : un ancien dossier de travail, ou un camarade sur le même serveur. Si elle est à vous, « shopstream progress rebuild » la reprend ; sinon, renommez-la : ALTER DATABASE shopstream RENAME TO shopstream_ancien;",
        en: 'The database exists, but bears the mark of another lab: an old working folder, or a fellow student on the same server. If it is yours, "shopstream progress rebuild" takes it over; if not, rename it: ALTER DATABASE shopstream RENAME TO shopstream_old;',
      },
    ];
  }
  if (failed(seen, 'create-right') !== undefined) {
    return [
      {
        fr: "Vous n'êtes pas connecté comme postgres : créer une base demande l'attribut CREATEDB. \\du, dans psql, montre qui l'a.",
        en: 'You are not connected as postgres: making a database takes the attribute CREATEDB. \\du in psql shows who has it.',
      },
    ];
  }
  if (failed(seen, 'database') !== undefined) {
    return [
      {
        fr: "La base n'existe pas sur ce serveur. Si vous venez de la créer dans pgAdmin, c'était sans doute sur un autre serveur (un autre port), ou la commande a été sélectionnée sans être exécutée (F5).",
        en: 'There is no such database on this server. If you have just made it in pgAdmin, it was probably on another server (another port), or the command was selected without being executed (F5).',
      },
    ];
  }
  if (failed(seen, 'encoding') !== undefined) {
    return [
      {
        fr: "La base a pris l'encodage du modèle template1 : CREATE DATABASE sans TEMPLATE = template0 ne permet pas d'en choisir un autre.",
        en: 'The database took the encoding of template1: CREATE DATABASE without TEMPLATE = template0 lets nobody choose another.',
      },
    ];
  }
  return [];
}
