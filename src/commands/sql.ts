import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { Cell } from '../ports/warehouse.ts';
import { WAREHOUSE_DATABASE } from '../targets/connections.ts';
import { sanitize } from '../ui/sanitize.ts';
import { table } from '../ui/table.ts';
import { tellNotices } from './notices.ts';
import { openReadOnly } from './open-lab.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';
import { withLab } from './with-lab.ts';

/** `sql postgres|snowflake QUERY` or `--file FILE`: runs statements and prints the last one's rows. */
export async function sql(options: Options): Promise<number> {
  const [system, ...words] = options.words;
  const query = (options.file === undefined ? words.join(' ') : readScript(options.file)).trim();
  if ((system !== 'postgres' && system !== 'snowflake') || query === '') {
    throw new UsageError({
      fr: 'sql attend « postgres » ou « snowflake », puis une requête entre guillemets ou --file FICHIER.',
      en: 'sql wants "postgres" or "snowflake", then a query in quotes or --file FILE.',
    });
  }
  const ask = system === 'postgres' ? askPostgres : askSnowflake;
  return withLab(options, openReadOnly, async ({ session, notices }, { lang }, { signal }) => {
    tellNotices(notices, lang);
    print(await ask(session.ports, query, signal));
    return 0;
  });
}

/** @throws UsageError when there is no such file. */
function readScript(path: string): string {
  try {
    // Notepad puts a mark at the start.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError({
      fr: `Le fichier ${path} ne peut pas être lu (${code ?? ''}).`,
      en: `The file ${path} cannot be read (${code ?? ''}).`,
    });
  }
}

interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

type Source = Awaited<ReturnType<typeof openReadOnly>>['session']['ports'];

/** In a transaction, so that several statements hold together and one that fails leaves nothing behind. */
async function askPostgres(ports: Source, query: string, signal: AbortSignal): Promise<Rows> {
  const [{ postgres }, { splitStatements }] = await Promise.all([
    ports.open(['postgres'], signal),
    import('../adapters/warehouse-script.ts'),
  ]);
  return postgres.transaction(async tx => {
    let rows: Rows['rows'] = [];
    for (const statement of splitStatements(query)) rows = await tx.query(statement, [], signal);
    return { columns: Object.keys(rows[0] ?? {}), rows };
  }, signal);
}

/** In the lab's database, once there is one: a session of the connector keeps its context for one script only. */
async function askSnowflake(ports: Source, query: string, signal: AbortSignal): Promise<Rows> {
  const { warehouse } = await ports.open(['warehouse'], signal);
  const found = await warehouse.query(`SHOW DATABASES LIKE '${WAREHOUSE_DATABASE}'`, [], signal);
  const context = found.rows.length === 0 ? '' : `USE DATABASE ${WAREHOUSE_DATABASE};\n`;
  const last = (await warehouse.script(context + query, signal)).at(-1);
  return { columns: last?.columns ?? [], rows: last?.rows ?? [] };
}

function print({ columns, rows }: Rows): void {
  const cells = rows.map(row => columns.map(column => cell(row[column] as Cell | object | undefined)));
  const lines = columns.length === 0 ? [] : table(columns, cells);
  process.stdout.write([...lines, `(${rows.length})`, ''].join('\n'));
}

function cell(value: Cell | object | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'object') return sanitize(JSON.stringify(value));
  return sanitize(String(value)).replaceAll('\n', ' ');
}
