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
  // Within the quotes of `set "NAME=value"` only the percent sign keeps its meaning.
  cmd: (name, value) => `set "${name}=${value.replaceAll('%', '%%')}"`,
};
