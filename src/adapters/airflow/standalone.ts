import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningOrchestrator } from '../../ports/orchestrator.ts';
import type { Line } from '../../ports/shell.ts';
import {
  AIRFLOW_USER,
  type AirflowPlaces,
  type AirflowPrograms,
  passwordFile,
  processEnvironment,
} from './environment.ts';
import { type ProcessGroup, startGroup } from './group.ts';

/** How long Airflow may take to be ready, in milliseconds: a new home on a busy laptop took a minute. */
const LIMIT = 300_000;

/** What starting the whole of Airflow takes. */
export interface StandaloneOptions {
  readonly places: AirflowPlaces;
  readonly paths: AirflowPrograms;
  readonly connections: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly onLine: (line: Line) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts `airflow standalone` on loopback and waits until interface and scheduler answer.
 * @throws an error of code `EADDRINUSE` when the port is taken, `AIRFLOW_FAILED` when it ended or was not ready in time
 */
export async function startStandalone(
  options: StandaloneOptions,
): Promise<{ readonly group: ProcessGroup; readonly running: RunningOrchestrator }> {
  const { places, paths, connections, onLine, signal } = options;
  const port = await choosePort(places, options.port);
  const password = await givePassword(places);
  const env = processEnvironment(places, paths, connections, port);
  const last: string[] = [];
  const told = (line: Line) => {
    last.push(line.text);
    if (last.length > 20) last.shift();
    onLine(line);
  };
  const script = join(places.assetsDir, 'standalone.py');
  const group = await startGroup(paths.python, [script], env, places.homeDir, told);
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, group, last, signal);
  } catch (error) {
    await group.stop();
    throw error;
  }
  const ended = group.ended.then(() => group.stop());
  return { group, running: { url, user: AIRFLOW_USER, password, ended, stop: () => group.stop() } };
}

/** The port that was asked for, else the one of the last time when it is free, else a free one. */
async function choosePort(places: AirflowPlaces, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return listenOnce(wanted);
  const file = join(places.homeDir, 'port');
  const before = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = await listenOnce(before).catch(() => listenOnce(0));
  await writeFile(file, String(port));
  return port;
}

/** The port that a server got; 0 asks for any. @throws the system's error when it is taken */
function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

/** The password of the interface, drawn once. */
async function givePassword(places: AirflowPlaces): Promise<string> {
  const file = passwordFile(places);
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, unknown>;
  const before = known[AIRFLOW_USER];
  if (typeof before === 'string') return before;
  const password = randomBytes(18).toString('base64url');
  await writeFile(file, JSON.stringify({ [AIRFLOW_USER]: password }), { mode: 0o600 });
  return password;
}

async function untilReady(
  url: string,
  group: ProcessGroup,
  last: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let code: number | undefined;
  void group.ended.then(found => {
    code = found;
  });
  const end = Date.now() + LIMIT;
  while (!(await isHealthy(url))) {
    signal?.throwIfAborted();
    const reason =
      code !== undefined ? `ended with code ${code}` : Date.now() > end ? 'is not ready' : undefined;
    if (reason !== undefined) {
      throw Object.assign(new Error(`Airflow ${reason}.\n${last.join('\n')}`), { code: 'AIRFLOW_FAILED' });
    }
    await delay(300, undefined, signal === undefined ? {} : { signal });
  }
}

/** Whether interface, scheduler and DAG processor say that they are well. */
async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v2/monitor/health`, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) return false;
    const health = (await response.json()) as Readonly<
      Record<string, { readonly status?: string } | undefined>
    >;
    return ['metadatabase', 'scheduler', 'dag_processor'].every(part => health[part]?.status === 'healthy');
  } catch {
    return false;
  }
}
