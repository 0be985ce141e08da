/** The values of a profile's target that the lab can look at; connection values come from the environment. */
export interface ProfileValues {
  readonly database: string | undefined;
  readonly warehouse: string | undefined;
  readonly schema: string | undefined;
}

/** Reads the values of `profiles.yml` that are written out, or the defaults of their `env_var`. */
export function profileValues(text: string): ProfileValues {
  return {
    database: scalarOf(text, 'database'),
    warehouse: scalarOf(text, 'warehouse'),
    schema: scalarOf(text, 'schema'),
  };
}

function scalarOf(text: string, key: string): string | undefined {
  const line = new RegExp(`^\\s+${key}:\\s*(.+?)\\s*$`, 'm').exec(text)?.[1];
  if (line === undefined) return undefined;
  if (line.includes('env_var(')) return /,\s*['"]([^'"]+)['"]\s*\)/.exec(line)?.[1];
  return line.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2');
}
