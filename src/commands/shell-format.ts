import type { EnvFormat } from './options.ts';

/** Environment variables as lines that a shell can evaluate, or as JSON. Every value is quoted for its shell. */
export function formatEnvironment(variables: Readonly<Record<string, string>>, format: EnvFormat): string {
  if (format === 'json') return `${JSON.stringify(variables, null, 2)}\n`;
  const line = LINES[format];
  return Object.entries(variables)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');
}

const LINES: Readonly<Record<Exclude<EnvFormat, 'json'>, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  // The quotes enclose name and value, so that nothing in the value but a whole `%NAME%` keeps a meaning; the lines are
  // for typing or for `for /f`, where doubling the sign, as in a batch file, would put two of them into the value.
  cmd: (name, value) => `set "${name}=${value}"`,
};
