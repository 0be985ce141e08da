import type { LabSettings, MaterialsContext } from '../../src/lab/lab.ts';
import { readContent } from '../../src/lab/lab.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { type Dataset, dataset, TABLE_COLUMNS, TABLE_NAMES, type TableName } from './generator/dataset.ts';
import { counterStatement, markScript, TRUNCATE } from './load.ts';
import { type Wanted, wantedDataset } from './wanted.ts';

/** Beyond it the CSV files are hundreds of megabytes: such data is loaded by the lab alone. */
export const LARGEST_CSV_SCALE = 10;

/** The psql lines that load the CSV files. */
export function copyLines(): string {
  return TABLE_NAMES.map(
    table =>
      `\\copy ${table} (${TABLE_COLUMNS[table].join(', ')}) FROM 'data/${table}.csv' WITH (FORMAT csv, HEADER)`,
  ).join('\n');
}

function loadScript(): string {
  return `-- Charge les fichiers du dossier data dans la base shopstream (TP, section 1.4).
-- À lancer depuis ce dossier :  psql -d shopstream -f load.sql
\\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';

BEGIN;
${TRUNCATE};

-- Dans cet ordre : une table ne peut citer que des lignes qui existent déjà.
${copyLines()}

-- Les compteurs des identifiants reprennent après la dernière ligne.
${TABLE_NAMES.map(table => `${counterStatement(table)};`).join('\n')}

-- La marque qui dit au TP quelles données se trouvent ici.
\\ir data/mark.sql
COMMIT;
`;
}

/**
 * Writes what a person needs to do the chapter and the export by hand: the data set as CSV, the psql and Python scripts
 * that load it, and the Python script that exports it to S3. A file that the student edited is kept beside the new one; those
 * of `present` (relative to `scripts`) are left alone.
 */
export async function writeScripts(
  workspace: Workspace,
  settings: Pick<LabSettings, 'lineage'>,
  { scale, seed }: Wanted,
  present: ReadonlySet<string> = new Set(),
): Promise<void> {
  const write = async (name: string, content: () => string): Promise<void> => {
    if (!present.has(name)) await workspace.write(`scripts/${name}`, content());
  };
  await write('export_to_s3.py', () => readContent('assets/scripts/export_to_s3.py'));
  if (scale > LARGEST_CSV_SCALE) return;
  await write('load.sql', loadScript);
  await write('load_data.py', () => readContent('assets/scripts/load_data.py'));
  await write('data/mark.sql', () => markScript({ lineage: settings.lineage, seed, scale }));
  const data = dataset(scale, seed);
  // One table after the other: at the largest scale the six together are 20 MB of text.
  for (const table of TABLE_NAMES) await write(`data/${table}.csv`, () => csvFile(data, table));
}

/** The same before the chapter is done by hand: what is there stays as the student has it. */
export async function addScripts({ ports: { workspace }, settings }: MaterialsContext): Promise<void> {
  const present = new Set(await workspace.list('scripts'));
  await writeScripts(workspace, settings, wantedDataset(settings, undefined), present);
}

function csvFile(data: Dataset, table: TableName): string {
  return Buffer.concat([...data.csvChunks(table)]).toString();
}
