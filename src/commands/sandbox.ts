import { existsSync } from 'node:fs';
import process from 'node:process';
import { say, type Text } from '../i18n/text.ts';
import type { Placement, ServiceName } from '../lab/placement.ts';
import type { HostStatus, SandboxConfig } from '../sandbox/host/client.ts';
import { bucketOf, REGION } from './bucket.ts';
import { type Context, readContext } from './context.ts';
import { onInterrupt } from './interrupt.ts';
import { tellNotices } from './notices.ts';
import type { Options } from './options.ts';
import { targetPlaces } from './places.ts';
import { formatEnvironment } from './shell-format.ts';
import { UsageError } from './usage.ts';

/** `sandbox up | down | status | env`: the local services for one's own tools. */
export async function sandbox(options: Options): Promise<number> {
  const context = readContext(options);
  tellNotices(context.notices, context.lang);
  const [action] = options.words;
  switch (action) {
    case 'up':
      return up(context);
    case 'down':
      return down(context);
    case 'status':
      return status(context);
    case 'env':
      return env(context);
    default:
      throw new UsageError({
        fr: 'sandbox attend up, down, status ou env.',
        en: 'sandbox wants up, down, status or env.',
      });
  }
}

async function up(context: Context): Promise<number> {
  const { attachSandbox, keepSandbox } = await import('../sandbox/host/client.ts');
  const interruption = onInterrupt();
  try {
    const attached = await attachSandbox(context.places.home, { signal: interruption.signal });
    await keepSandbox(context.places.home);
    await attached.release();
    tell(context, UP);
    showStatus(context, attached.status);
    return 0;
  } finally {
    interruption.dispose();
  }
}

async function down(context: Context): Promise<number> {
  const { sandboxDown } = await import('../sandbox/host/client.ts');
  tell(context, (await sandboxDown(context.places.home)) ? DOWN : NOTHING_RAN);
  return 0;
}

async function status(context: Context): Promise<number> {
  const { sandboxStatus } = await import('../sandbox/host/client.ts');
  const found = await sandboxStatus(context.places.home);
  if (found === undefined) tell(context, STOPPED);
  else showStatus(context, found);
  return 0;
}

/** Works with the services stopped: ports and credentials are chosen once and kept. */
async function env(context: Context): Promise<number> {
  const { loadConfig, sandboxStatus } = await import('../sandbox/host/client.ts');
  const config = await loadConfig(context.places.home);
  const variables = await variablesFor(context, config);
  process.stdout.write(formatEnvironment(variables, context.options.format));
  const running = await sandboxStatus(context.places.home).catch(() => undefined);
  if (running === undefined) process.stderr.write(`! ${say(STOPPED_WARNING, context.lang)}\n`);
  return 0;
}

async function variablesFor(
  context: Context,
  config: SandboxConfig,
): Promise<Readonly<Record<string, string>>> {
  const [{ sandboxConnections, placesOf }, { toolEnvironment }, { createVault }] = await Promise.all([
    import('../targets/sandbox.ts'),
    import('../targets/environment.ts'),
    import('../adapters/vault.ts'),
  ]);
  const connections = sandboxConnections(config);
  const bucket = bucketOf(context.preferences, context.placement, REGION);
  const places = placesOf(bucket, targetPlaces(context.places));
  const labKey = existsSync(places.vault) ? await createVault(places.vault).labUserKey() : undefined;
  const key = context.options.as === 'admin' ? undefined : labKey;
  return ofSandbox(toolEnvironment(connections, key, places), context.placement);
}

/** The services to which a variable leads, by its name's beginning. */
const LEADS: readonly (readonly [RegExp, ServiceName])[] = [
  [/^PG/, 'postgres'],
  [/^AWS_/, 'aws'],
  [/^SNOWFLAKE_/, 'snowflake'],
];

/** Without the variables of services that are elsewhere: they would lead the person's tools past their own accounts. */
function ofSandbox(
  variables: Readonly<Record<string, string>>,
  placement: Placement,
): Readonly<Record<string, string>> {
  const isElsewhere = (name: string) =>
    LEADS.some(([begins, service]) => begins.test(name) && placement[service] === 'cloud');
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isElsewhere(name)));
}

function showStatus(context: Context, { services }: HostStatus): void {
  for (const { name, state, port, error } of services) {
    const why = error === undefined ? '' : `  ${error.message}`;
    process.stdout.write(
      `${name.padEnd(10)} ${say(STATES[state], context.lang).padEnd(10)} 127.0.0.1:${port}${why}\n`,
    );
  }
}

function tell(context: Context, words: Text): void {
  process.stdout.write(`${say(words, context.lang)}\n`);
}

const STATES = {
  stopped: { fr: 'arrêté', en: 'stopped' },
  starting: { fr: 'démarre', en: 'starting' },
  ready: { fr: 'prêt', en: 'ready' },
  stopping: { fr: "s'arrête", en: 'stopping' },
  failed: { fr: 'en échec', en: 'failed' },
} as const;
const UP: Text = {
  fr: 'Le bac à sable tourne, et continuera après cette commande. Pour l’arrêter : shopstream sandbox down',
  en: 'The sandbox runs, and goes on after this command. To stop it: shopstream sandbox down',
};
const DOWN: Text = { fr: 'Le bac à sable est arrêté.', en: 'The sandbox is stopped.' };
const NOTHING_RAN: Text = { fr: 'Le bac à sable ne tournait pas.', en: 'The sandbox was not running.' };
const STOPPED: Text = {
  fr: 'Le bac à sable est arrêté. Pour le démarrer : shopstream sandbox up',
  en: 'The sandbox is stopped. To start it: shopstream sandbox up',
};
const STOPPED_WARNING: Text = {
  fr: 'Les services sont arrêtés : ces valeurs serviront après « shopstream sandbox up ».',
  en: 'The services are stopped: these values will serve after "shopstream sandbox up".',
};
