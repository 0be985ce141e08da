import type { Text } from '../i18n/text.ts';

export const HELP: Text = {
  fr: `ShopStream Lab : un pipeline de données moderne, étape par étape.

Usage : shopstream [COMMANDE] [OPTIONS]     (dans une copie du dépôt : npm start -- COMMANDE …)

Sans commande, dans un terminal : l'écran du TP, à la première étape à faire.

Commandes
  run [ÉTAPE ou CHAPITRE…] [--all]   contrôle les prérequis, exécute, vérifie ; saute ce qui est déjà fait
  validate [ÉTAPE ou CHAPITRE…]      vérifie seulement, sans rien modifier
  status                             où vous en êtes, d'après le journal
  reset ÉTAPE… | --all               défait des étapes, de la dernière à la première
  plan                               ce que le TP crée sur vos comptes, avec quels droits, à quel coût
  cleanup                            supprime tout ce que le TP a créé sur vos comptes, puis vérifie
  sandbox up|down|status|env         les services locaux, pour vos propres outils
  sql postgres|snowflake "REQUÊTE"   exécute une requête et affiche un tableau ; --file FICHIER : un script
  next-day [--date AAAA-MM-JJ]       une journée d'activité de plus dans PostgreSQL, à faire avancer par run --all
  pipeline [--date AAAA-MM-JJ]       le graphe de tâches d'Airflow, exécuté et dessiné par le TP lui-même
  airflow [--port N] [-- ARGS]       Airflow et son interface, jusqu'à Ctrl-C ; -- ARGS : une commande d'Airflow
  dashboard [--export FICHIER]       vos marts en trois pages interactives, dans le navigateur ; --export : un fichier HTML
  report [--out DOSSIER]             votre compte rendu, en HTML et en Markdown : rapport/ de vos fichiers
  grade DOSSIER                      note les rapports signés d'un groupe, hors ligne : repère copies et falsifications
  config get|set|unset|path          les réglages : student, seed, lang, target
  connect [SERVICE] [--test]         vos propres PostgreSQL, AWS et Snowflake : les régler pas à pas, les essayer
  doctor [--fix] [--all]             examine la machine : chaque problème, sa cause, son remède ; --fix corrige
  logs                               où se trouvent les journaux
  progress export|import FICHIER     emporte votre progression sur un autre ordinateur
  progress rebuild                   journal perdu ou d'un autre TP : le refait en inspectant les vrais systèmes
  lint [--full [ÉTAPE…]]             pour les auteurs : contrôle les textes, les étapes et leur cycle complet

Options
  --target sandbox|cloud   sur cette machine (défaut) ou sur vos comptes AWS et Snowflake
  --lang fr|en             la langue
  --home DOSSIER           réglages, progression et données (SHOPSTREAM_HOME)
  --workspace DOSSIER      vos fichiers : projet dbt, scripts (SHOPSTREAM_WORKSPACE)
  --json                   run, validate, status, plan, cleanup, doctor, grade : du JSON sur la sortie standard
  --yes                    ne demande pas de confirmation
  --no-color               sans couleur (NO_COLOR)
  ACCESSIBLE=1             variable d'environnement : le TP en lignes simples, pour lecteurs d'écran
  --help, --version

Options de run
  --scale N                multiplie le nombre de lignes ; un grand export part en parties de
                           100 Mo, ou de SHOPSTREAM_PART_BYTES octets
  --seed TEXTE             un autre jeu de données ; « student » : le vôtre, d'après le réglage student
                           (pour toujours : config set seed student)
  --date AAAA-MM-JJ        la date d'export
  --with-airflow           avec le chapitre facultatif Airflow (610 Mo)

Options de validate
  --junit F, --html F, --md F   le résultat pour l'intégration continue, pour un navigateur, en Markdown
  --report F               un rapport signé à remettre, que grade sait vérifier

Options de grade
  --csv F, --html F        les notes pour un tableur, et une page à lire
  --roster F               la liste des inscrits (CSV) : montre qui n'a rien remis
  --weights F              votre barème (modèle : assets/grade/weights.json)

Options de dashboard
  --port N                 un port choisi plutôt qu'un port libre
  --no-open                affiche l'adresse sans ouvrir le navigateur

Options de sandbox env
  --format sh|powershell|cmd|json
  --as admin               les clés AWS de l'administrateur plutôt que celles de l'utilisateur du TP

Codes de sortie : 0 tout est en ordre · 1 quelque chose a échoué · 2 usage, autre instance ou élément manquant · 130 interrompu`,
  en: `ShopStream Lab: a modern data pipeline, step by step.

Usage: shopstream [COMMAND] [OPTIONS]     (in a clone: npm start -- COMMAND …)

Without a command, on a terminal: the lab's screen, at the first step to do.

Commands
  run [STEP or CHAPTER…] [--all]     checks prerequisites, executes, verifies; skips what is already done
  validate [STEP or CHAPTER…]        verifies only, changes nothing
  status                             where you are, from the journal
  reset STEP… | --all                undoes steps, the last one first
  plan                               what the lab makes in your accounts, with which rights, at what cost
  cleanup                            removes all that the lab made in your accounts, then checks
  sandbox up|down|status|env         the local services, for your own tools
  sql postgres|snowflake "QUERY"     runs a query and prints a table; --file FILE: a script
  next-day [--date YYYY-MM-DD]       one more business day in PostgreSQL, for run --all to move on
  pipeline [--date YYYY-MM-DD]       Airflow's task graph, run and drawn by the lab itself
  airflow [--port N] [-- ARGS]       Airflow and its interface, until Ctrl-C; -- ARGS: a command of Airflow's
  dashboard [--export FILE]          your marts as three interactive pages, in the browser; --export: one HTML file
  report [--out DIR]                 your lab report, as HTML and Markdown: rapport/ of your files
  grade DIR                          grades a group's signed reports, offline: shows copies and forgeries
  config get|set|unset|path          the settings: student, seed, lang, target
  connect [SERVICE] [--test]         your own PostgreSQL, AWS and Snowflake: set up step by step, and tested
  doctor [--fix] [--all]             examines the machine: each problem, its cause, its cure; --fix mends
  logs                               where the logs are
  progress export|import FILE        takes your progress to another computer
  progress rebuild                   a lost or foreign journal: makes it again by inspecting the real systems
  lint [--full [STEP…]]              for authors: checks texts, steps, and their full cycle

Options
  --target sandbox|cloud   on this machine (default) or on your own AWS and Snowflake accounts
  --lang fr|en             the language
  --home DIR               settings, progress and data (SHOPSTREAM_HOME)
  --workspace DIR          your files: dbt project, scripts (SHOPSTREAM_WORKSPACE)
  --json                   run, validate, status, plan, cleanup, doctor, grade: JSON on standard output
  --yes                    do not ask for confirmation
  --no-color               without colour (NO_COLOR)
  ACCESSIBLE=1             environment variable: the lab in plain lines, for screen readers
  --help, --version

Options of run
  --scale N                multiplies the number of rows; a large export leaves in parts of
                           100 MB, or of SHOPSTREAM_PART_BYTES bytes
  --seed TEXT              another data set; "student": your own, from the setting student
                           (for good: config set seed student)
  --date YYYY-MM-DD        the export date
  --with-airflow           with the optional chapter Airflow (610 MB)

Options of validate
  --junit F, --html F, --md F   the result for continuous integration, for a browser, as Markdown
  --report F               a signed report to hand in, which grade can check

Options of grade
  --csv F, --html F        the marks for a spreadsheet, and a page to read
  --roster F               who is enrolled (CSV): shows who handed in nothing
  --weights F              your own weights (model: assets/grade/weights.json)

Options of dashboard
  --port N                 a chosen port rather than a free one
  --no-open                prints the address without opening the browser

Options of sandbox env
  --format sh|powershell|cmd|json
  --as admin               the administrator's AWS keys rather than those of the lab's user

Exit codes: 0 all holds · 1 something failed · 2 usage, another instance, or something missing · 130 interrupted`,
};
