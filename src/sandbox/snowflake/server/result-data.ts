import type { ResultColumn, StatementResult, WireCell } from '../result.ts';
import type { Session } from '../session.ts';
import type { ChunkStore } from './chunks.ts';
import { toldParameters } from './parameters.ts';

/** The statements of a request with several, as its answer names them. */
export interface Children {
  readonly ids: readonly string[];
  readonly types: readonly number[];
}

/** What an answer says beside its result. */
export interface AnswerDetails {
  /** Bind variables that the statement has, whether it was given values or not. */
  readonly binds: number;
  readonly children?: Children;
}

/** `data` of an answer; the rest of its fields nobody here reads. */
export interface ResultData {
  readonly rowset: readonly (readonly WireCell[])[];
}

/** `data` of the answer of a statement that succeeded, with the session's context after it. */
export async function resultData(
  session: Session,
  queryId: string,
  result: StatementResult,
  chunkStore: ChunkStore,
  more: AnswerDetails,
): Promise<ResultData> {
  const context = {
    parameters: toldParameters(session),
    finalDatabaseName: session.database,
    finalSchemaName: session.schema,
    finalWarehouseName: session.warehouse,
    finalRoleName: session.role,
  };
  const { inline, chunks } = await chunkStore.split(result);
  const rest = {
    ...context,
    rowtype: result.columns.map(rowType),
    total: result.rows.length,
    returned: result.rows.length,
    ...(chunks.length === 0 ? {} : { chunks, chunkHeaders: {} }),
    queryId,
    databaseProvider: null,
    numberOfBinds: more.binds,
    arrayBindSupported: more.binds > 0 && isInsert(result),
    statementTypeId: result.statementTypeId,
    version: 1,
    sendResultTime: Date.now(),
    queryResultFormat: 'json',
    ...(more.children === undefined
      ? {}
      : { resultIds: more.children.ids.join(','), resultTypes: more.children.types.join(',') }),
  };
  return { rowset: inline, ...rest };
}

function isInsert(result: StatementResult): boolean {
  return result.columns[0]?.name === 'number of rows inserted';
}

function rowType(column: ResultColumn): object {
  return {
    name: column.name,
    database: '',
    schema: '',
    table: '',
    nullable: column.nullable,
    type: column.type,
    length: column.length,
    byteLength: column.length,
    scale: column.scale,
    precision: column.precision,
    collation: null,
  };
}
