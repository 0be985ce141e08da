import type { Step } from '../lab/chapter.ts';
import { localDate } from '../lab/date.ts';
import { Channel } from './channel.ts';
import { explain } from './diagnosis/explain.ts';
import { diagnosisContext, type Environment } from './environment.ts';
import type { LabEvent } from './events.ts';
import { reporting } from './run.ts';

/** Undoes steps in reverse order: each drops what it made, and only that. Stops at the first that fails. */
export async function* resetSteps(
  steps: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
): AsyncGenerator<LabEvent> {
  const channel = new Channel<LabEvent>();
  const finished = undoAll(steps.toReversed(), environment, signal, event => channel.push(event)).finally(
    () => channel.close(),
  );
  yield* channel;
  await finished;
}

async function undoAll(
  steps: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
  emit: (event: LabEvent) => void,
): Promise<void> {
  let executed = 0;
  for (const step of steps) {
    const failure = await undoOne(step, environment, signal, emit);
    if (failure !== 0) {
      emit({
        event: 'end',
        executed,
        verified: 0,
        failed: 1,
        interrupted: failure === 130,
        exitCode: failure,
      });
      return;
    }
    executed += 1;
  }
  emit({ event: 'end', executed, verified: 0, failed: 0, interrupted: false, exitCode: 0 });
}

async function undoOne(
  step: Step,
  environment: Environment,
  signal: AbortSignal,
  emit: (event: LabEvent) => void,
): Promise<number> {
  const { settings, ports } = environment;
  try {
    signal.throwIfAborted();
    emit({ event: 'step', id: step.id, phase: 'undoing' });
    if (step.definition.undo !== undefined) {
      const opened = await ports.open(step.definition.needs, signal);
      await step.definition.undo({
        ports: opened,
        settings,
        signal,
        exportDate: () => environment.exportDate ?? localDate(),
        ...reporting(step, emit, () => ports.secrets()),
      });
    }
    emit({ event: 'step', id: step.id, phase: 'undone' });
    return 0;
  } catch (error) {
    if (signal.aborted) {
      emit({ event: 'step', id: step.id, phase: 'interrupted' });
      return 130;
    }
    emit({
      event: 'step',
      id: step.id,
      phase: 'failed',
      problem: await explain(error, diagnosisContext(environment)),
    });
    return 1;
  }
}
