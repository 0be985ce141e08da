import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { same } from '../../src/i18n/text.ts';
import { type CheckContext, defineQuestion, type QuestionDefinition } from '../../src/lab/lab.ts';
import { PROFILE } from '../03-s3/names.ts';
import { postgresFigures, told } from '../figures.ts';
import { CSV_TABLES, currentExport, exportPrefix, exportsOf, LAKE } from './objects.ts';
import { RowCounter } from './row-counter.ts';

const secondDay = defineQuestion({
  id: 'second-day',
  kind: 'number',
  step: 'export.tables',
  needs: ['objectStore', 'postgres'],
  unit: { fr: 'lignes', en: 'rows' },
  text: {
    fr: "Au prochain export, à une autre date, un second fichier complet s'ajoutera sous raw/postgres/orders/. Combien de lignes le COPY de l'énoncé, qui lit tout ce dossier, chargerait-il alors dans une table vide ?",
    en: "At the next export, on another date, a second complete file will join the first below raw/postgres/orders/. How many rows would the handout's COPY, which reads that whole folder, then load into an empty table?",
  },
  find: ({ bucket }) => ({
    language: 'shell',
    title: { fr: 'Dans un terminal : les fichiers déjà là', en: 'In a terminal: the files that are there' },
    code: `aws s3 ls s3://${bucket}/${exportPrefix('orders')} --recursive --profile ${PROFILE}`,
  }),
  async answer(context) {
    const { ports, signal } = context;
    const [files, { orders }] = await Promise.all([
      orderFiles(context),
      postgresFigures(ports.postgres, ['orders'], 'SELECT count(*) AS orders FROM orders', signal),
    ]);
    const there = files.reduce((sum, { rows }) => sum + rows, 0);
    return {
      value: there + orders,
      mistakes: [
        {
          value: orders,
          why: {
            fr: "C'est ce que contient un seul fichier. Le COPY de l'énoncé ne choisit pas de date : il lit tous les fichiers du dossier.",
            en: "This is what one file holds. The handout's COPY chooses no date: it reads every file of the folder.",
          },
        },
        {
          value: there + orders + files.length + 1,
          why: {
            fr: 'La première ligne de chaque fichier est son en-tête : SKIP_HEADER = 1 la saute.',
            en: 'The first line of each file is its header: SKIP_HEADER = 1 skips it.',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(there)} lignes dans ${files.length === 1 ? 'le fichier déjà là' : `les ${n(files.length)} fichiers déjà là`}, plus ${n(orders)} au prochain export : ${n(there + orders)}, et chaque commande en double. Le TP charge donc depuis le dossier d'une seule date.`,
        n =>
          `${n(there)} rows in ${files.length === 1 ? 'the file that is there' : `the ${n(files.length)} files that are there`}, and ${n(orders)} more at the next export: ${n(there + orders)}, with every order twice. That is why the lab loads from the folder of one date.`,
      ),
    };
  },
});

/** The files of every dated export of orders, with their rows. */
async function orderFiles(
  context: CheckContext<'objectStore' | 'postgres'>,
): Promise<readonly { readonly key: string; readonly rows: number }[]> {
  const { ports, settings, signal } = context;
  const objects = await ports.objectStore.list(settings.bucket, LAKE, signal);
  const keys = exportsOf(objects, 'orders').flatMap(({ inParts, key, parts }) => (inParts ? parts : [key]));
  return Promise.all(keys.map(async key => ({ key, rows: (await countLines(context, 'orders', key)).rows })));
}

/** The rows of an exported file and its lines; a compressed one is decompressed on the way. */
async function countLines(
  { ports, settings, signal }: CheckContext<'objectStore'>,
  table: (typeof CSV_TABLES)[number],
  key: string,
): Promise<{ readonly rows: number; readonly lines: number }> {
  const counter = new RowCounter(table);
  let lines = 0;
  const object = await ports.objectStore.get(settings.bucket, key, signal);
  const stream = key.endsWith('.gz') ? pipeline(object, createGunzip(), () => {}) : object;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    counter.push(chunk);
    for (const byte of chunk) if (byte === 10) lines += 1;
  }
  return { rows: counter.rows, lines };
}

const headerLine = defineQuestion({
  id: 'header-line',
  kind: 'number',
  step: 'export.tables',
  needs: ['objectStore'],
  unit: { fr: 'lignes', en: 'lines' },
  text: {
    fr: "Combien de lignes de texte compte le fichier CSV d'users que vous venez d'exporter ?",
    en: 'How many lines of text has the CSV file of users that you have just exported?',
  },
  find: ({ bucket }) => ({
    language: 'shell',
    title: {
      fr: 'Dans un terminal : tous les exports d’users, l’un après l’autre',
      en: 'In a terminal: all exports of users, one after another',
    },
    code: `aws s3 cp s3://${bucket}/${exportPrefix('users')} . --recursive --profile ${PROFILE}`,
  }),
  async answer(context) {
    const { ports, settings, signal } = context;
    const objects = await ports.objectStore.list(settings.bucket, LAKE, signal);
    const found = currentExport(objects, 'users');
    if (found === undefined) throw new Error('There is no export of users.');
    const files = found.inParts ? found.parts : [found.key];
    const counts = await Promise.all(files.map(key => countLines(context, 'users', key)));
    const lines = counts.reduce((sum, count) => sum + count.lines, 0);
    const rows = counts.reduce((sum, count) => sum + count.rows, 0);
    const headers = files.length;
    return {
      value: lines,
      mistakes: [
        {
          value: rows,
          why: {
            fr: "C'est le nombre d'utilisateurs. Ouvrez le fichier : que dit sa première ligne ?",
            en: 'This is how many users there are. Open the file: what does its first line say?',
          },
        },
      ],
      explanation: told(
        n =>
          `${n(rows)} utilisateurs et ${headers === 1 ? "une ligne d'en-tête, qui nomme" : `une ligne d'en-tête dans chacune des ${n(headers)} parties, qui nomme`} les colonnes : ${n(lines)}. Si le format de fichier oublie SKIP_HEADER = 1, Snowflake essaie de lire « id » comme un nombre, et le chargement échoue.`,
        n =>
          `${n(rows)} users and one line of header${headers === 1 ? '' : ` in each of the ${n(headers)} parts`}, which names the columns: ${n(lines)}. When the file format forgets SKIP_HEADER = 1, Snowflake tries to read “id” as a number, and the load fails.`,
      ),
    };
  },
});

const TABLES = [...CSV_TABLES, 'events'] as const;

const heaviest = defineQuestion({
  id: 'heaviest-file',
  kind: 'choice',
  step: 'export.events',
  needs: ['objectStore'],
  text: {
    fr: 'Lequel de ces exports occupe le plus de place dans le data lake ?',
    en: 'Which of these exports takes the most room in the data lake?',
  },
  options: TABLES.map(table => ({ id: table.replace('_', '-'), text: same(table) })),
  find: ({ bucket }) => ({
    language: 'shell',
    title: { fr: 'Dans un terminal', en: 'In a terminal' },
    code: `aws s3 ls s3://${bucket}/raw/ --recursive --human-readable --profile ${PROFILE}`,
  }),
  async answer({ ports, settings, signal }) {
    const objects = await ports.objectStore.list(settings.bucket, LAKE, signal);
    const sizes = TABLES.map(table => {
      const found = currentExport(objects, table);
      if (found === undefined) throw new Error(`There is no export of ${table}.`);
      return { table, size: found.size };
    }).toSorted((a, b) => b.size - a.size);
    const [first, second] = sizes;
    if (first === undefined || second === undefined) throw new Error('There is no export.');
    const kilobytes = (size: number) => Math.round(size / 1000);
    return {
      right: first.table.replace('_', '-'),
      why: Object.fromEntries(
        sizes.map(({ table, size }) => [
          table.replace('_', '-'),
          told(
            n => `${table} : ${n(kilobytes(size))} ko.`,
            n => `${table}: ${n(kilobytes(size))} kB.`,
          ),
        ]),
      ),
      explanation: told(
        n =>
          `${first.table} pèse ${n(kilobytes(first.size))} ko, devant ${second.table} (${n(kilobytes(second.size))} ko). Le nombre de lignes ne dit pas tout : en JSON, chaque ligne répète le nom de toutes ses colonnes ; en CSV, l'en-tête ne le dit qu'une fois.`,
        n =>
          `${first.table} weighs ${n(kilobytes(first.size))} kB, before ${second.table} (${n(kilobytes(second.size))} kB). Rows are not everything: in JSON each line repeats the name of all its columns; in CSV the header says it once.`,
      ),
    };
  },
});

/** What the files in the data lake hold, and what becomes of them on another day. */
export const questions: readonly QuestionDefinition[] = [secondDay, headerLine, heaviest];
