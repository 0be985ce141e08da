import type { ParameterValue, Session } from '../session.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** What drivers are told about a session; unknown to none of them, needed by some. */
const TOLD: Readonly<Record<string, ParameterValue>> = {
  AUTOCOMMIT: true,
  TIMEZONE: 'UTC',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TYPE_MAPPING: 'TIMESTAMP_NTZ',
  BINARY_OUTPUT_FORMAT: 'HEX',
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY: 3600,
  CLIENT_PREFETCH_THREADS: 4,
  CLIENT_MEMORY_LIMIT: 1536,
  CLIENT_RESULT_CHUNK_SIZE: 160,
  CLIENT_TELEMETRY_ENABLED: false,
  // 0 would mean "never" to the Python connector and "always" to the Node one: staged binds need internal stages.
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 1_000_000,
  QUERY_CONTEXT_CACHE_SIZE: 5,
  JS_TREAT_INTEGER_AS_BIGINT: false,
  PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'JSON',
};

/** A session's parameters as answers carry them. */
export function toldParameters(session: Session): readonly { name: string; value: ParameterValue }[] {
  return Object.entries(TOLD).map(([name, value]) => ({
    name,
    value: session.parameters.get(name) ?? value,
  }));
}

/** SESSION_PARAMETERS of a login, and `parameters` of a statement: names in upper case; what is no plain value is left out. */
export function parametersOf(value: unknown): ReadonlyMap<string, ParameterValue> {
  const fields: Fields = fieldsOf(value);
  const parameters = new Map<string, ParameterValue>();
  for (const [name, entry] of Object.entries(fields)) {
    if (typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean')
      parameters.set(name.toUpperCase(), entry);
  }
  return parameters;
}
