/** What an account-level CREATE needs. Source: https://docs.snowflake.com/en/user-guide/security-access-control-privileges */
const ON_ACCOUNT =
  /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:TRANSIENT\s+)?(DATABASE|WAREHOUSE|ROLE|USER|(?:STORAGE\s+)?INTEGRATION)\b/i;
const IN_SCHEMA =
  /^CREATE\s+(?:OR\s+REPLACE\s+)?(?:TRANSIENT\s+|TEMPORARY\s+|SECURE\s+)*(TABLE|VIEW|STAGE|FILE\s+FORMAT|SEQUENCE)\b/i;
/** Objects that messages name with their kind: `Insufficient privileges to operate on table 'T'`. */
const NAMED =
  /Insufficient privileges to operate on (database|schema|table|warehouse|stage|integration) '([^']+)'/i;

/**
 * The GRANT that would have let a refused statement pass; `undefined` when nobody can tell. Snowflake names the object that
 * was refused and not the right.
 * @param message Snowflake's words of error 003001.
 */
export function missingGrant(sql: string, message: string, role: string): string | undefined {
  const statement = withoutComments(sql);
  const grant = (right: string, on: string) => `GRANT ${right} ON ${on} TO ROLE ${role};`;
  const created = ON_ACCOUNT.exec(statement)?.[1]?.toUpperCase();
  if (created !== undefined) return grant(`CREATE ${created.replace(/^STORAGE\s+/, '')}`, 'ACCOUNT');
  const [, kind, name] = NAMED.exec(message) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const object = `${kind.toUpperCase()} ${name}`;
  const verb = /^\w+/.exec(statement)?.[0].toUpperCase() ?? '';
  switch (kind.toLowerCase()) {
    case 'database':
      return grant(/^CREATE\b.*\bSCHEMA\b/i.test(statement) ? 'CREATE SCHEMA' : 'USAGE', object);
    case 'schema': {
      const made = IN_SCHEMA.exec(statement)?.[1]?.toUpperCase().replace(/\s+/, ' ');
      return grant(made === undefined ? 'USAGE' : `CREATE ${made}`, object);
    }
    case 'table':
      return grant(TABLE_RIGHTS[verb] ?? 'OWNERSHIP', object);
    case 'warehouse':
      return grant(verb === 'ALTER' ? 'MODIFY, OPERATE' : verb === 'DROP' ? 'OWNERSHIP' : 'USAGE', object);
    default:
      return grant(verb === 'ALTER' || verb === 'DROP' ? 'OWNERSHIP' : 'USAGE', object);
  }
}

const TABLE_RIGHTS: Readonly<Record<string, string>> = {
  SELECT: 'SELECT',
  WITH: 'SELECT',
  INSERT: 'INSERT',
  COPY: 'INSERT',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  TRUNCATE: 'TRUNCATE',
};

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '');
}
