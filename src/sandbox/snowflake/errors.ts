/** Where in the text that the client sent a mistake stands; both as Snowflake counts them (line from 1, position from 0). */
export interface ErrorPlace {
  readonly line: number;
  readonly position: number;
}

/**
 * An error as Snowflake sends it: a six-digit code, an SQLSTATE and a text. It becomes an answer with
 * `success: false` under HTTP 200, never an HTTP error: the drivers would retry those for minutes.
 */
export class SnowflakeError extends Error {
  readonly code: string;
  readonly sqlState: string;
  readonly place: ErrorPlace | undefined;

  constructor(code: string, sqlState: string, message: string, place?: ErrorPlace) {
    super(message);
    this.name = 'SnowflakeError';
    this.code = code;
    this.sqlState = sqlState;
    this.place = place;
  }
}

function compilation(code: string, sqlState: string, detail: string): SnowflakeError {
  return new SnowflakeError(code, sqlState, `SQL compilation error:\n${detail}`);
}

/** What an object is called in Snowflake's messages. */
export type ObjectKind =
  | 'Object'
  | 'Database'
  | 'Schema'
  | 'Table'
  | 'View'
  | 'Sequence'
  | 'Stage'
  | 'File format'
  | 'Integration'
  | 'Warehouse'
  | 'Resource monitor'
  | 'Role'
  | 'User';

/** 002003: the object is missing, or the role may not see it (one text on purpose). */
export function doesNotExist(kind: ObjectKind, name: string): SnowflakeError {
  const state = kind === 'Database' || kind === 'Schema' ? '02000' : '42S02';
  return compilation('002003', state, `${kind} '${name}' does not exist or not authorized.`);
}

/** 002002: the name is taken. */
export function alreadyExists(name: string): SnowflakeError {
  return compilation('002002', '42710', `Object '${name}' already exists.`);
}

/** 002043: USE, SHOW or DESCRIBE of something that is not there. */
export function cannotPerform(): SnowflakeError {
  return compilation('002043', '02000', 'Object does not exist, or operation cannot be performed.');
}

/** 002203: the name belongs to an object of another kind. */
export function otherKind(found: string, wanted: string): SnowflakeError {
  return new SnowflakeError(
    '002203',
    '42601',
    `SQL compilation error: Object found is of type '${found}', not specified type '${wanted}'.`,
  );
}

/** 001003: the text cannot be parsed; `found` is the offending word, `<EOF>` at the end. */
export function syntaxError(found: string, place: ErrorPlace): SnowflakeError {
  return new SnowflakeError(
    '001003',
    '42000',
    `SQL compilation error:\nsyntax error line ${place.line} at position ${place.position} unexpected '${found}'.`,
    place,
  );
}

/** 000904: no such column. */
export function invalidIdentifier(name: string, place?: ErrorPlace): SnowflakeError {
  const where = place === undefined ? '' : ` line ${place.line} at position ${place.position}`;
  return new SnowflakeError(
    '000904',
    '42000',
    `SQL compilation error: error${where}\ninvalid identifier '${name}'`,
    place,
  );
}

/** 002140: no such function. */
export function unknownFunction(name: string, place?: ErrorPlace): SnowflakeError {
  return new SnowflakeError('002140', '42601', `SQL compilation error:\nUnknown function ${name}`, place);
}

/** 001008 and its kin: a property or argument whose value is not allowed. */
export function invalidValue(value: string, property: string): SnowflakeError {
  return compilation('001008', '22023', `invalid value [${value}] for parameter '${property}'`);
}

/** 001423 is Snowflake's code for a statement that has no such option. */
export function invalidProperty(property: string, object: string): SnowflakeError {
  return compilation('001423', '22023', `invalid property '${property}' for '${object}'`);
}

/** 000002: something that Snowflake itself can do and the sandbox cannot. Never a wrong answer instead. */
export function unsupported(feature: string, place?: ErrorPlace): SnowflakeError {
  return new SnowflakeError(
    '000002',
    '0A000',
    `Unsupported feature '${feature}'. The ShopStream sandbox does not support it; a Snowflake account may.`,
    place,
  );
}

/** 090105: the statement needs a current database and the session has none. */
export function noCurrentDatabase(statement: string): SnowflakeError {
  return new SnowflakeError(
    '090105',
    '22000',
    `Cannot perform ${statement}. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.`,
  );
}

/** 090106: the statement needs a current schema and the session has none. */
export function noCurrentSchema(statement: string): SnowflakeError {
  return new SnowflakeError(
    '090106',
    '22000',
    `Cannot perform ${statement}. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.`,
  );
}

/** 000606: the statement computes and the session has no warehouse. */
export function noActiveWarehouse(): SnowflakeError {
  return new SnowflakeError(
    '000606',
    '57P03',
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.\n",
  );
}

/** 003001: the role may not do it. `object` for example `account 'LAB'` or `schema 'STAGING'`. */
export function insufficientPrivileges(object: string): SnowflakeError {
  return new SnowflakeError(
    '003001',
    '42501',
    `SQL access control error:\nInsufficient privileges to operate on ${object}`,
  );
}

/** 000604: the client aborted the statement. */
export function canceled(): SnowflakeError {
  return new SnowflakeError('000604', '57014', 'SQL execution canceled');
}

/** 000603: something went wrong inside the sandbox itself. */
export function internalError(message: string): SnowflakeError {
  return new SnowflakeError('000603', 'XX000', `SQL execution internal error:\n${message}`);
}
