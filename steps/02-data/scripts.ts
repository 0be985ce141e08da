import type { LabSettings, MaterialsContext } from '../../src/lab/lab.ts';
import { readContent } from '../../src/lab/lab.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { type Dataset, dataset, TABLE_COLUMNS, TABLE_NAMES } from './generator/dataset.ts';
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
  const files = new Map([['export_to_s3.py', readContent('assets/scripts/export_to_s3.py')]]);
  if (scale <= LARGEST_CSV_SCALE) {
    files.set('load.sql', loadScript());
    files.set('load_data.py', readContent('assets/scripts/load_data.py'));
    files.set('data/mark.sql', markScript({ lineage: settings.lineage, seed, scale }));
    csvFiles(dataset(scale, seed)).forEach((csv, name) => void files.set(name, csv));
  }
  for (const [name, content] of files) {
    if (!present.has(name)) await workspace.write(`scripts/${name}`, content);
  }
}

/** The same before the chapter is done by hand: what is there stays as the student has it. */
export async function addScripts({ ports: { workspace }, settings }: MaterialsContext): Promise<void> {
  const present = new Set(await workspace.list('scripts'));
  await writeScripts(workspace, settings, wantedDataset(settings, undefined), present);
}

function csvFiles(data: Dataset): Map<string, string> {
  return new Map(
    TABLE_NAMES.map(table => [`data/${table}.csv`, Buffer.concat([...data.csvChunks(table)]).toString()]),
  );
}
