import type { PostgresRow } from '../../ports/postgres.ts';
import type { PortSource } from '../../ports/source.ts';
import { type Judgement, ok, problem } from '../finding.ts';

/** What one's own PostgreSQL server says of itself and of the role. */
export interface OwnPostgres extends PostgresRow {
  readonly version: string;
  /** Whether the role may create the lab's database. */
  readonly createdb: boolean;
}

const OWN_POSTGRES = `SELECT current_setting('server_version') AS version, rolsuper OR rolcreatedb AS createdb
FROM pg_roles WHERE rolname = current_user`;

/** Whether one's own PostgreSQL server answers, to a role that may do what the lab asks. */
export function judgeOwnPostgres({ version, createdb }: OwnPostgres): readonly Judgement[] {
  const title = { fr: `Votre PostgreSQL : ${version}`, en: `Your PostgreSQL: ${version}` };
  const evidence = { version, createdb };
  if (createdb) return [ok('own-postgres', title, evidence)];
  return [
    problem('own-postgres', title, {
      cause: {
        fr: 'Ce rôle ne peut pas créer de base de données : l’étape postgres.create-database échouerait (42501).',
        en: 'This role cannot create a database: the step postgres.create-database would fail (42501).',
      },
      fix: {
        fr: 'Utilisez le rôle postgres, ou donnez-lui le droit : ALTER ROLE … CREATEDB;',
        en: 'Use the role postgres, or grant the right: ALTER ROLE … CREATEDB;',
      },
      evidence,
    }),
  ];
}

/** @throws the driver's error when the server cannot be asked. */
export async function lookAtPostgres(
  source: PortSource,
  signal?: AbortSignal,
): Promise<readonly Judgement[]> {
  const { postgresAdmin } = await source.openReaders(['postgresAdmin'], signal);
  const [row] = await postgresAdmin.query<OwnPostgres>(OWN_POSTGRES, [], signal);
  return judgeOwnPostgres(row ?? { version: '?', createdb: false });
}
