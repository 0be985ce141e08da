import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWarehouse } from '../../../src/adapters/warehouse.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';
import { type AnyStep, type Check, type LabSettings, overall } from '../../../src/lab/lab.ts';
import type { Ports } from '../../../src/ports/ports.ts';
import type { Warehouse } from '../../../src/ports/warehouse.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { startSnowflake } from '../../../src/sandbox/snowflake/main.ts';
import { powerBi } from '../chapter.ts';
import { makeMarts } from './marts.ts';

/** The chapter with a real warehouse of a small shop and a workspace of its own. */
export interface Environment {
  readonly workspace: Workspace;
  readonly warehouse: Warehouse;
  execute(name: string): Promise<readonly string[]>;
  undo(name: string): Promise<void>;
  verify(name: string): Promise<readonly Check[]>;
  prerequisites(name: string): Promise<readonly Check[]>;
  /** The steps whose verification fails, in order, and what their failed checks say. */
  red(): Promise<readonly Red[]>;
  close(): Promise<void>;
}

export interface Red {
  readonly step: string;
  readonly words: string;
}

const PASSWORD = 'pa$$ "word"';

/** Starts it; close it afterwards. */
export async function startEnvironment(): Promise<Environment> {
  const folder = await mkdtemp(join(tmpdir(), 'power bi é '));
  const endpoint = await startSnowflake({
    port: 0,
    dataDir: join(folder, 'snowflake'),
    account: 'lab',
    user: 'STUDENT',
    password: PASSWORD,
    storage: {
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-west-3',
      iamUserArn: '',
      accessKeyId: '',
      secretAccessKey: '',
    },
  });
  const opened = createWarehouse({
    account: 'lab',
    user: 'STUDENT',
    authentication: { kind: 'password', password: PASSWORD },
    role: 'ACCOUNTADMIN',
    endpoint: { host: '127.0.0.1', port: endpoint.port, protocol: 'http' },
  });
  const close = async () => {
    await opened.close();
    await endpoint.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await makeMarts(opened.port);
  } catch (error) {
    await close();
    throw error;
  }
  const workspace = createWorkspace(join(folder, 'TP'));
  return { ...stepsOf(opened.port, workspace), warehouse: opened.port, workspace, close };
}

function stepsOf(
  warehouse: Warehouse,
  workspace: Workspace,
): Pick<Environment, 'execute' | 'undo' | 'verify' | 'prerequisites' | 'red'> {
  const settings: LabSettings = {
    target: 'sandbox',
    student: 'ines',
    bucket: 'shopstream-datalake-ines',
    region: 'eu-west-3',
    lang: 'fr',
    workspace: '/home/ines/ShopStreamTP',
    scale: undefined,
    seed: undefined,
    lineage: 'test',
    shell: 'sh',
  };
  const context = (lines: string[] = []) => ({
    ports: { warehouse, workspace } as Ports,
    settings,
    signal: new AbortController().signal,
    exportDate: () => '2026-01-01',
    progress: () => undefined,
    log: (line: string) => void lines.push(line),
  });
  const verify = async (name: string) => (await stepNamed(name).verify(context())).checks;
  return {
    async execute(name) {
      const lines: string[] = [];
      await stepNamed(name).execute(context(lines));
      return lines;
    },
    undo: async name => stepNamed(name).undo?.(context()),
    verify,
    prerequisites: name => stepNamed(name).prerequisites(context()),
    async red() {
      const verified = await Promise.all(
        powerBi.steps.map(async ({ name }) => ({ step: name, checks: await verify(name) })),
      );
      return verified
        .filter(({ checks }) => overall(checks) !== 'passed')
        .map(({ step, checks }) => ({
          step,
          words: checks
            .filter(({ verdict }) => verdict === 'failed')
            .map(({ id, message }) => `${id}: ${message?.fr ?? ''}`)
            .join('\n'),
        }));
    },
  };
}

function stepNamed(name: string): AnyStep {
  const found = powerBi.steps.find(step => step.name === name);
  if (found === undefined) throw new Error(`There is no step ${name}.`);
  return found;
}
