import { setTimeout as delay } from 'node:timers/promises';
import { explain } from '../engine/diagnosis/explain.ts';
import { formatDuration, type Text, text } from '../i18n/text.ts';
import { type Area, type Finding, type Judgement, unknown } from './finding.ts';
import type { Machine } from './machine.ts';

/** One look at the machine: facts are gathered first and judged afterwards, so that each system can be judged on any. */
export interface ProbeParts<Facts> {
  /** The id of its finding, or what its findings' ids begin with. */
  readonly id: string;
  readonly area: Area;
  readonly title: Text;
  /** Gathers the facts; may throw. `undefined` when there is nothing to judge on this machine. */
  collect(machine: Machine, signal: AbortSignal): Promise<Facts | undefined>;
  /** Pure. */
  judge(facts: Facts): readonly Judgement[];
}

/** A probe without the type of its facts. */
export interface Probe {
  readonly id: string;
  /** It loads so much that it begins when the others have ended. */
  readonly heavy?: true;
  /** Its findings: never throws, ends within `patience` milliseconds. */
  examine(machine: Machine, patience: number, signal?: AbortSignal): Promise<readonly Finding[]>;
}

/** Makes a probe of its two halves. */
export function defineProbe<Facts>(parts: ProbeParts<Facts>): Probe {
  const { id, area, title } = parts;
  return {
    id,
    async examine(machine, patience, signal) {
      const own = new AbortController();
      const all = signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]);
      try {
        const facts = await Promise.race([parts.collect(machine, all), tooLate(patience, all)]);
        if (facts === undefined) return [];
        return parts.judge(facts).map(judgement => ({ ...judgement, area }));
      } catch (error) {
        signal?.throwIfAborted();
        return [{ ...unknown(id, title, (await explain(error)).text), area }];
      } finally {
        own.abort();
      }
    },
  };
}

class TooLate extends Error {
  readonly text: Text;
  constructor(patience: number) {
    super(`No answer within ${patience} ms.`);
    this.text = text(lang =>
      lang === 'fr'
        ? `Pas de réponse en ${formatDuration(patience, lang)}.`
        : `No answer within ${formatDuration(patience, lang)}.`,
    );
  }
}

async function tooLate(patience: number, signal: AbortSignal): Promise<never> {
  await delay(patience, undefined, { signal });
  throw new TooLate(patience);
}
