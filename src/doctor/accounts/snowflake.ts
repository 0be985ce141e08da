import type { PortSource } from '../../ports/source.ts';
import { type Judgement, ok, warning } from '../finding.ts';

export interface SnowflakeSession {
  readonly user: string;
  readonly role: string | null;
  readonly warehouse: string | null;
  readonly region: string | null;
  readonly version: string | null;
}

/** Roles that may create the storage integration of the lab. */
const STRONG_ROLES = ['ACCOUNTADMIN'];

/** Who is logged in to Snowflake, and whether the role is the one that the handout works with. */
export function judgeSnowflakeSession(session: SnowflakeSession): readonly Judgement[] {
  const { role, region, version, warehouse } = session;
  const title = { fr: `Snowflake : rôle ${role ?? 'aucun'}`, en: `Snowflake: role ${role ?? 'none'}` };
  const evidence = { role, region, version, warehouse };
  if (role !== null && STRONG_ROLES.includes(role)) return [ok('snowflake-session', title, evidence)];
  return [
    warning('snowflake-session', title, {
      cause: {
        fr: "Ce rôle ne peut pas créer d'intégration de stockage ; l'énoncé travaille avec ACCOUNTADMIN.",
        en: 'This role cannot create a storage integration; the handout works with ACCOUNTADMIN.',
      },
      fix: {
        fr: 'Choisissez le rôle ACCOUNTADMIN dans les réglages de la connexion, ou demandez le droit CREATE INTEGRATION.',
        en: 'Choose the role ACCOUNTADMIN in the connection settings, or ask for the right CREATE INTEGRATION.',
      },
      evidence,
    }),
  ];
}

const text = (value: string | number | boolean | null | undefined) =>
  value === null || value === undefined ? null : String(value);

const SESSION =
  'SELECT CURRENT_USER() AS U, CURRENT_ROLE() AS R, CURRENT_WAREHOUSE() AS W, CURRENT_REGION() AS G, CURRENT_VERSION() AS V';

/** One login. @throws WarehouseError when it is refused or nothing answers. */
export async function lookAtSnowflake(
  source: PortSource,
  signal?: AbortSignal,
): Promise<readonly Judgement[]> {
  const { warehouse } = await source.openReaders(['warehouse'], signal);
  const { rows } = await warehouse.query(SESSION, [], signal);
  const row = rows[0] ?? {};
  return judgeSnowflakeSession({
    user: text(row['U']) ?? '',
    role: text(row['R']),
    warehouse: text(row['W']),
    region: text(row['G']),
    version: text(row['V']),
  });
}
