import type { Options } from './options.ts';
import { watchOutput } from './output.ts';
import { UsageError } from './usage.ts';

type Command = (options: Options) => Promise<number>;

/** Each command is loaded when it is asked for. `sandbox` and `config` read their own words. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  validate: async () => (await import('./validate.ts')).validate,
  status: async () => (await import('./status.ts')).status,
  reset: async () => (await import('./reset.ts')).reset,
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
  sql: async () => (await import('./sql.ts')).sql,
  plan: async () => (await import('./plan.ts')).plan,
  cleanup: async () => (await import('./cleanup.ts')).cleanup,
  'next-day': async () => (await import('./next-day.ts')).nextDay,
  pipeline: async () => (await import('./pipeline.ts')).pipeline,
  airflow: async () => (await import('./airflow.ts')).airflow,
  grade: async () => (await import('./grade.ts')).grade,
  config: async () => (await import('./config.ts')).config,
  dashboard: async () => (await import('./dashboard.ts')).dashboard,
  report: async () => (await import('./report.ts')).report,
  connect: async () => (await import('./connect.ts')).connect,
  doctor: async () => (await import('./doctor.ts')).doctor,
  logs: async () => (await import('./logs.ts')).logs,
  progress: async () => (await import('./progress.ts')).progress,
  lint: async () => (await import('./lint.ts')).lint,
};

/** Picks the command; without one, the lab's screen on a terminal, and plain lines elsewhere. Returns the exit code. */
export async function dispatch(options: Options): Promise<number> {
  const { command } = options;
  watchOutput(options);
  if (command === undefined) return (await import('./start.ts')).start(options);
  const load = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (load === undefined) {
    throw new UsageError({
      fr: `La commande « ${command} » n'existe pas. Commandes : ${Object.keys(COMMANDS).join(', ')}.`,
      en: `There is no command "${command}". Commands: ${Object.keys(COMMANDS).join(', ')}.`,
    });
  }
  refuseExtraWords(command, options.words);
  return (await load())(options);
}

/** How many words each command takes; the others take any number. */
const MOST_WORDS: Readonly<Record<string, number>> = {
  status: 0,
  plan: 0,
  cleanup: 0,
  doctor: 0,
  connect: 1,
  logs: 0,
  sandbox: 1,
  progress: 2,
  report: 0,
  grade: 1,
  dashboard: 0,
  'next-day': 0,
  pipeline: 0,
};

/** A word that would be passed over may be a mistake about what the command does. */
function refuseExtraWords(command: string, words: readonly string[]): void {
  const extra = words[MOST_WORDS[command] ?? words.length];
  if (extra === undefined) return;
  const before = [command, ...words.slice(0, MOST_WORDS[command])].join(' ');
  throw new UsageError({
    fr: `« ${before} » n'attend rien de plus, pas même « ${extra} ».`,
    en: `"${before}" takes nothing more, not even "${extra}".`,
  });
}
