import { readJournal } from '../../src/engine/journal/reader.ts';
import { type EndEvent, Session } from '../../src/engine/session.ts';
import type { StepResult } from '../../src/engine/validate.ts';
import { selectSteps } from '../../src/lab/chapter.ts';
import { packageRoot } from '../../src/lab/content.ts';
import { bucketName, type LabSettings } from '../../src/lab/settings.ts';
import { loadConfig, type SandboxConfig } from '../../src/sandbox/host/client.ts';
import type { LazyPorts } from '../../src/targets/lazy-ports.ts';
import { openSandbox } from '../../src/targets/sandbox.ts';
import { lab } from '../../steps/index.ts';
import { type LabMachine, SHARED_TOOLS } from './lab-process.ts';

/** The lab of a machine, opened in the test's own process: what the screen does, without the screen. */
export interface LabSession {
  readonly settings: LabSettings;
  readonly ports: LazyPorts;
  /** Ports, passwords and keys of the machine's sandbox. */
  readonly config: SandboxConfig;
  /** `validate`, every step. */
  validate(): Promise<readonly StepResult[]>;
  /** `run --all`, or of the steps of these ids: the steps that were executed, and how it ended. */
  run(
    ids?: readonly string[],
  ): Promise<{ readonly executed: readonly string[]; readonly end: EndEvent; readonly problems: string }>;
  close(): Promise<void>;
}

/** Opens the lab of a machine on which it was run before. */
export async function openSession(machine: LabMachine): Promise<LabSession> {
  const { state, header } = await readJournal(`${machine.home}/journal/sandbox.ndjson`, lab);
  const bucket = bucketName('etudiant');
  const ports = openSandbox(bucket, {
    home: machine.home,
    workspace: machine.workspace,
    tools: SHARED_TOOLS,
    assets: `${packageRoot}/assets`,
  });
  const settings: LabSettings = {
    target: 'sandbox',
    student: 'etudiant',
    bucket,
    region: 'eu-west-3',
    lang: 'fr',
    workspace: machine.workspace,
    scale: undefined,
    seed: undefined,
    lineage: header?.lineage ?? '',
  };
  const session = new Session({ lab, settings, ports, state });
  const signal = new AbortController().signal;
  return {
    settings,
    ports,
    config: await loadConfig(machine.home),
    validate: () => session.verify(lab.steps, signal),
    run: async ids => {
      const executed: string[] = [];
      const problems: unknown[] = [];
      const stop = session.subscribe(event => {
        if (event.event !== 'step') return;
        if (event.phase === 'executing') executed.push(event.id);
        if (event.phase === 'failed' || event.phase === 'blocked') problems.push(event);
      });
      // `run --all` leaves optional chapters out.
      const all = lab.steps.filter(({ chapter }) => chapter.optional !== true);
      const end = await session.run(ids === undefined ? all : selectSteps(lab, ids).steps, signal);
      stop();
      return { executed, end, problems: JSON.stringify(problems, null, 1) };
    },
    close: () => ports.close(),
  };
}
