import { isFinal, type Problem, type StepEvent, type StepPhase } from '../../../engine/events.ts';
import type { Recorded } from '../../../engine/state.ts';
import type { StepResult } from '../../../engine/validate.ts';
import type { Text } from '../../../i18n/text.ts';
import type { Check, Sample, Verdict } from '../../../lab/check.ts';
import { cleanOutput } from '../text/clean.ts';

/** What is kept of a step's output: the end of it. */
export const LOG_LINES = 500;

export interface LogEntry {
  /** Counts up inside its step. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

export interface Progress {
  readonly label: Text;
  readonly done: number;
  readonly total: number | undefined;
  /** When it was first heard of, and what was done by then: what the rate is computed from. */
  readonly since: number;
  readonly from: number;
  /** Units a second; `undefined` until it can be told. */
  readonly rate: number | undefined;
}

/** What the last look at a step found. */
export interface Found {
  readonly checks: readonly Check[];
  readonly samples: readonly Sample[];
  readonly problem: Problem | undefined;
  /** Of a verification that was asked for alone; a run's verdict is the step's state. */
  readonly verdict: Verdict | undefined;
  readonly at: number;
}

/** What this sitting has seen of one step, beyond what the journal keeps. */
export interface StepLive {
  readonly phase: StepPhase | undefined;
  readonly prerequisites: readonly Check[] | undefined;
  readonly found: Found | undefined;
  readonly progress: readonly Progress[];
  readonly log: readonly LogEntry[];
}

export type Live = Readonly<Record<string, StepLive>>;

/** Something that happened, and when (milliseconds since the epoch). */
export type Happening =
  | { readonly kind: 'event'; readonly event: Recorded; readonly at: number }
  | { readonly kind: 'looked'; readonly result: StepResult; readonly at: number };

const NOTHING: StepLive = {
  phase: undefined,
  prerequisites: undefined,
  found: undefined,
  progress: [],
  log: [],
};

export function liveOf(live: Live, id: string): StepLive {
  return Object.hasOwn(live, id) ? (live[id] ?? NOTHING) : NOTHING;
}

/** What is known after several happenings. They come in batches: a program may print thousands of lines a second. */
export function foldLive(live: Live, happenings: readonly Happening[]): Live {
  const next: Record<string, StepLive> = { ...live };
  // Lines that follow one another are put to the log together, so that a flood costs no copying.
  let lines: { readonly id: string; readonly entries: LogEntry[] } | undefined;
  const settle = () => {
    if (lines === undefined) return;
    const before = next[lines.id] ?? NOTHING;
    next[lines.id] = { ...before, log: [...before.log, ...lines.entries].slice(-LOG_LINES) };
    lines = undefined;
  };
  for (const happening of happenings) {
    const id = idOf(happening);
    if (id === undefined) continue;
    if (happening.kind === 'event' && happening.event.event === 'log') {
      if (lines?.id !== id) settle();
      lines ??= { id, entries: [] };
      const last = lines.entries.at(-1) ?? next[id]?.log.at(-1);
      lines.entries.push({
        number: (last?.number ?? 0) + 1,
        at: happening.at,
        text: cleanOutput(happening.event.line),
      });
      continue;
    }
    settle();
    const before = next[id] ?? NOTHING;
    next[id] =
      happening.kind === 'looked'
        ? looked(before, happening.result, happening.at)
        : told(before, happening.event, happening.at);
  }
  settle();
  return next;
}

function idOf(happening: Happening): string | undefined {
  if (happening.kind === 'looked') return happening.result.step.id;
  const { event } = happening;
  return event.event === 'end' || event.event === 'fact' || event.event === 'answered' ? undefined : event.id;
}

function looked(before: StepLive, result: StepResult, at: number): StepLive {
  return {
    ...before,
    found: {
      checks: result.checks,
      samples: result.samples ?? [],
      problem: result.problem,
      verdict: result.verdict,
      at,
    },
  };
}

function told(before: StepLive, event: Recorded, at: number): StepLive {
  switch (event.event) {
    case 'step':
      return stepTold(before, event, at);
    case 'progress':
      return { ...before, progress: measured(before.progress, event, at) };
    case 'log':
    case 'skip':
    case 'assist':
    case 'answered':
    case 'import':
    case 'fact':
    case 'end':
      return before;
  }
}

function stepTold(before: StepLive, event: StepEvent, at: number): StepLive {
  const { phase } = event;
  if (phase === 'prerequisites' || phase === 'blocked') {
    return event.checks === undefined
      ? { ...NOTHING, phase, found: before.found }
      : {
          ...before,
          phase,
          prerequisites: event.checks,
          ...(phase === 'blocked' ? { found: undefined } : {}),
        };
  }
  if (phase === 'undoing') return { ...NOTHING, phase };
  if (phase === 'undone' || phase === 'interrupted' || !isFinal(phase)) return { ...before, phase };
  const found: Found = {
    checks: event.checks ?? [],
    samples: event.samples ?? [],
    problem: event.problem,
    verdict: undefined,
    at,
  };
  return { ...before, phase, found };
}

/** Rates jump about at first; they are told once there is this much to go by (milliseconds). */
const RATE_AFTER = 150;

function measured(
  before: readonly Progress[],
  event: Extract<Recorded, { event: 'progress' }>,
  at: number,
): readonly Progress[] {
  const known = before.findIndex(({ label }) => label.en === event.label.en);
  const old = before[known];
  const since = old?.since ?? at;
  const from = old?.from ?? event.done;
  const rate = at - since >= RATE_AFTER ? ((event.done - from) / (at - since)) * 1000 : old?.rate;
  const now = { label: event.label, done: event.done, total: event.total, since, from, rate };
  return old === undefined ? [...before, now] : before.with(known, now);
}
