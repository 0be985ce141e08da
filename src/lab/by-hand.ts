import type { Text } from '../i18n/text.ts';
import { type Lang, say } from '../i18n/text.ts';
import type { PortName } from '../ports/ports.ts';
import type { Step } from './chapter.ts';
import { placeOf, SERVICE_OF_PORT } from './placement.ts';
import type { LabSettings } from './settings.ts';
import { connectionLine, programFor, quoted, shellFor, workspacePath } from './shells.ts';
import type { Command } from './step.ts';

/** Where a step's commands are kept as files, for whoever cannot copy them from the screen. */
const FOLDER = 'commandes';

/** Ports of what the handout does as AWS's administrator. */
const ADMINISTRATION: ReadonlySet<PortName> = new Set<PortName>(['identity', 'objectStoreAdmin']);

/**
 * All that a person needs to do a step by hand: its own commands, on the sandbox preceded by what gives their terminal the
 * connections, and each script of SQL followed by how to run it without another tool.
 */
export function commandsByHand(step: Step, settings: LabSettings): readonly Command[] {
  const own = step.definition.commands(settings);
  if (!isHere(step, settings)) return own;
  const scripted = own.flatMap((command, at) => {
    const system = systemOf(step, command);
    return system === undefined ? [command] : [command, runScript(step, at, system, settings)];
  });
  const connect = connection(step, own, settings);
  return connect === undefined ? scripted : [connect, ...scripted];
}

/** Whether a step works on something in the sandbox: a service there, or nothing but this machine while all is there. */
function isHere({ definition: { needs } }: Step, settings: LabSettings): boolean {
  const services = needs.flatMap(port => SERVICE_OF_PORT[port] ?? []);
  return services.length === 0
    ? settings.target === 'sandbox'
    : services.some(service => placeOf(settings, service) === 'sandbox');
}

/** The files of a step's commands by their path in the workspace: one that holds them all, and each script of SQL. */
export function commandFiles(step: Step, settings: LabSettings, lang: Lang): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const parts = commandsByHand(step, settings).map(({ title, code }) => `# ${say(title, lang)}\n${code}\n`);
  files.set(sheetPath(step), `# ${say(step.definition.title, lang)} (${step.id})\n\n${parts.join('\n')}`);
  step.definition.commands(settings).forEach((command, at) => {
    if (systemOf(step, command) !== undefined) files.set(scriptPath(step, at), command.code);
  });
  return files;
}

/** The file that holds all commands of a step, relative to the workspace. */
export function sheetPath(step: Step): string {
  return `${FOLDER}/${step.id}.txt`;
}

function scriptPath(step: Step, at: number): string {
  return `${FOLDER}/${step.id}-${at + 1}.sql`;
}

/** Where `shopstream sql` would run a script; not what only psql understands, nor what makes the database itself. */
function systemOf(
  { definition: { needs } }: Step,
  { language, code }: Command,
): 'postgres' | 'snowflake' | undefined {
  if (language !== 'sql' || code.trimStart().startsWith('\\')) return undefined;
  if (needs.includes('warehouse')) return code.includes('{{') ? undefined : 'snowflake';
  return needs.includes('postgres') && !needs.includes('postgresAdmin') ? 'postgres' : undefined;
}

function runScript(step: Step, at: number, system: string, settings: LabSettings): Command {
  const file = quoted(workspacePath(settings, ...scriptPath(step, at).split('/')), shellFor(settings));
  return {
    language: 'shell',
    title: WITHOUT_TOOL,
    code: `${programFor(settings)} sql ${system} --file ${file}`,
  };
}

function connection(step: Step, own: readonly Command[], settings: LabSettings): Command | undefined {
  const { needs } = step.definition;
  const inShell = own.filter(({ language }) => language === 'shell');
  if (inShell.length === 0 || inShell.some(({ code }) => code.includes('sandbox env'))) return undefined;
  if (!needs.some(port => SERVICE_OF_PORT[port] !== undefined)) return undefined;
  const as = needs.some(port => ADMINISTRATION.has(port)) ? 'admin' : 'lab';
  return { language: 'shell', title: CONNECT, code: connectionLine(settings, as) };
}

const CONNECT: Text = {
  fr: "D'abord, une fois par terminal : les adresses et les clés du TP",
  en: 'First, once in each terminal: the addresses and keys of the lab',
};

const WITHOUT_TOOL: Text = {
  fr: 'Ou le même script, depuis un terminal',
  en: 'Or the same script, from a terminal',
};
