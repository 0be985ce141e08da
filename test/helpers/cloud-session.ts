import { join } from 'node:path';
import process from 'node:process';
import type { LabEvent } from '../../src/engine/events.ts';
import { type EndEvent, Session } from '../../src/engine/session.ts';
import { isLabEvent } from '../../src/engine/state.ts';
import type { Text } from '../../src/i18n/text.ts';
import { selectSteps } from '../../src/lab/chapter.ts';
import { packageRoot } from '../../src/lab/content.ts';
import type { Placement } from '../../src/lab/placement.ts';
import type { LabSettings } from '../../src/lab/settings.ts';
import type { CloudSettings } from '../../src/targets/cloud/settings.ts';
import { openTarget } from '../../src/targets/target.ts';
import { lab } from '../../steps/index.ts';
import { ACCOUNT, type CloudAccounts, USER } from './cloud-accounts.ts';
import { SHARED_TOOLS } from './lab-process.ts';

export const BUCKET = 'shopstream-datalake-ines';
const CLOUD: Placement = { postgres: 'sandbox', aws: 'cloud', snowflake: 'cloud' };

/** How a run of steps ended, and all that a person is told of it. */
export interface Told {
  readonly end: EndEvent;
  readonly fr: string;
  readonly en: string;
  /** Entries of the catalogue that were named. */
  readonly diagnoses: readonly string[];
  /** Lines that the steps logged. */
  readonly log: readonly string[];
  /** Every event, as JSON: what journal, logs and `--json` are made of. */
  readonly everything: string;
}

/** What differs from a person for whom everything is in order. */
export interface Difference {
  readonly settings?: CloudSettings;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs steps on the cloud's accounts in this process, as the program does: the same target, engine and diagnosis. The
 * environment is the process's own for that time.
 */
export async function runOnCloud(
  cloud: CloudAccounts,
  ids: readonly string[],
  difference: Difference = {},
): Promise<Told> {
  const restore = inEnvironment({ ...cloud.environment, ...difference.environment });
  const settings: CloudSettings = {
    'snowflake.account': ACCOUNT,
    'snowflake.user': USER,
    'snowflake.key': cloud.keyFile,
    ...difference.settings,
  };
  const workspace = join(cloud.folder, 'workspace');
  const labSettings: LabSettings = {
    target: 'cloud',
    placement: CLOUD,
    student: 'ines',
    bucket: BUCKET,
    region: 'eu-west-3',
    lang: 'fr',
    workspace,
    scale: undefined,
    seed: undefined,
    lineage: '0c10d000-0000-4000-8000-000000000001',
  };
  const places = {
    home: join(cloud.folder, 'home'),
    workspace,
    tools: SHARED_TOOLS,
    assets: `${packageRoot}/assets`,
  };
  const ports = openTarget(CLOUD, labSettings, places, settings);
  const session = new Session({ lab, settings: labSettings, ports });
  const events: LabEvent[] = [];
  session.subscribe(event => {
    if (isLabEvent(event)) events.push(event);
  });
  try {
    const { steps } = selectSteps(lab, ids);
    const end = await session.run(steps, new AbortController().signal);
    return { end, ...toldIn(events), everything: JSON.stringify(events) };
  } finally {
    await ports.close();
    restore();
  }
}

function inEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = { ...process.env };
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return () => {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  };
}

/** What is shown of the steps that did not go well. */
function toldIn(events: readonly LabEvent[]): Pick<Told, 'fr' | 'en' | 'diagnoses' | 'log'> {
  const texts: Text[] = [];
  const diagnoses: string[] = [];
  const log: string[] = [];
  for (const event of events) {
    if (event.event === 'log') log.push(event.line);
    if (event.event !== 'step') continue;
    const { problem, checks = [], phase } = event;
    if (phase !== 'failed' && phase !== 'blocked') continue;
    const unheld = checks.filter(({ verdict }) => verdict !== 'passed');
    const named = [problem?.diagnosis, ...unheld.map(({ diagnosis }) => diagnosis)];
    const words = [problem?.text, problem?.advice, ...unheld.map(({ message }) => message)];
    texts.push(...[...words, ...named.flatMap(one => [one?.cause, one?.fix])].flatMap(text => text ?? []));
    diagnoses.push(...named.flatMap(one => one?.id ?? []));
  }
  return {
    fr: texts.map(({ fr }) => fr).join('\n'),
    en: texts.map(({ en }) => en).join('\n'),
    diagnoses: [...new Set(diagnoses)],
    log,
  };
}
