import type { ParameterValue } from '../session.ts';
import { badRequest } from './answer.ts';
import { type Bindings, readBindings } from './bindings.ts';
import { fieldsOf, flagField, textField } from './fields.ts';
import { parametersOf } from './parameters.ts';

/** What a client asks to run. */
export interface QueryRequest {
  /** Chosen by the client; the same id again is the same request again. */
  readonly requestId: string | undefined;
  readonly sqlText: string;
  readonly describeOnly: boolean;
  readonly asynchronous: boolean;
  readonly bindings: Bindings;
  /** Of this request alone, over those of the session. */
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

/** Reads the body of a query-request. Throws a SnowflakeError when it has no text. */
export function readQueryRequest(body: unknown, requestId: string | undefined): QueryRequest {
  const fields = fieldsOf(body);
  const sqlText = textField(fields, 'sqlText');
  if (sqlText === undefined) throw badRequest('The request has no statement (sqlText).');
  return {
    requestId,
    sqlText,
    describeOnly: flagField(fields, 'describeOnly'),
    asynchronous: flagField(fields, 'asyncExec'),
    bindings: readBindings(fields['bindings']),
    parameters: parametersOf(fields['parameters']),
  };
}
