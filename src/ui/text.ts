import { type LabEvent, type Problem, type StepEvent, unsaid } from '../engine/events.ts';
import type { StepResult } from '../engine/validate.ts';
import { formatDuration, type Lang, same, say, type Text } from '../i18n/text.ts';
import type { Lab, Step } from '../lab/chapter.ts';
import type { Check, Measured, Sample } from '../lab/check.ts';
import { VERDICT_SIGNS } from './glyphs.ts';
import { sanitize } from './sanitize.ts';
import { table } from './table.ts';

/** Writes a run as plain lines, top to bottom: for pipes, CI and whoever has no terminal. */
export class TextReporter {
  readonly #lab: Lab;
  readonly #lang: Lang;
  readonly #write: (line: string) => void;

  constructor(lab: Lab, lang: Lang, write: (line: string) => void) {
    this.#lab = lab;
    this.#lang = lang;
    this.#write = write;
  }

  event(event: LabEvent): void {
    switch (event.event) {
      case 'step':
        return this.#step(event);
      case 'log':
        return this.#write(`    | ${sanitize(event.line)}`);
      case 'end':
        return this.#end(event);
      case 'progress':
        // Only ends are told: a log is read afterwards.
        if (event.done === event.total) this.#write(`    | ${say(event.label, this.#lang)} ${event.done}`);
        return;
      case 'fact':
        return this.#write(`    | ${say(FACTS[event.name], this.#lang)} ${event.value}`);
    }
  }

  result(result: StepResult): void {
    const { step, verdict, ms } = result;
    const sign = VERDICT_SIGNS[verdict];
    this.#title(step);
    this.#write(`  ${sign.glyph} ${say(VALIDATED[verdict], this.#lang)} (${formatDuration(ms, this.#lang)})`);
    this.#checks(result.checks);
    if (verdict === 'failed') this.#problem(result.problem);
  }

  problem(problem: Problem): void {
    this.#problem(problem);
  }

  #step(event: StepEvent): void {
    const { phase } = event;
    const step = this.#lab.steps.find(({ id }) => id === event.id);
    if (step === undefined) return;
    switch (phase) {
      case 'checking':
      case 'verifying':
        return;
      case 'prerequisites':
        if (event.checks === undefined) this.#title(step);
        else if (event.checks.length > 0) this.#section(PREREQUISITES, event.checks);
        return;
      case 'executing':
        return this.#write(`  ▶ ${say(EXECUTING, this.#lang)}`);
      case 'undoing':
        return this.#title(step);
      case 'undone':
        return this.#write(`  ✓ ${say(UNDONE, this.#lang)}`);
      case 'skipped':
        this.#title(step);
        return this.#outcome('✓', ALREADY, event);
      case 'verified':
        return this.#outcome('✓', VERIFIED, event);
      case 'failed':
        return this.#outcome('✗', FAILED, event);
      case 'blocked':
        return this.#write(`  ✗ ${say(BLOCKED, this.#lang)}`);
      case 'interrupted':
        return this.#write(`  ~ ${say(INTERRUPTED, this.#lang)}`);
    }
  }

  #outcome(glyph: string, words: Text, event: StepEvent): void {
    this.#write(`  ${glyph} ${say(words, this.#lang)} (${formatDuration(event.ms ?? 0, this.#lang)})`);
    if (event.problem !== undefined) this.#problem(event.problem);
    // The verdicts come last: they are what a log is read for.
    for (const sample of event.samples ?? []) this.#sample(sample);
    this.#checks(event.checks ?? []);
  }

  #title(step: Step): void {
    const position = this.#lab.steps.indexOf(step) + 1;
    this.#write('');
    this.#write(
      `[${position}/${this.#lab.steps.length}] ${step.id} — ${say(step.definition.title, this.#lang)}`,
    );
  }

  #section(title: Text, checks: readonly Check[]): void {
    this.#write(`  ${say(title, this.#lang)}`);
    this.#checks(checks);
  }

  #checks(checks: readonly Check[]): void {
    const width = Math.max(0, ...checks.map(check => say(check.label, this.#lang).length));
    for (const check of checks) {
      const { glyph } = VERDICT_SIGNS[check.verdict];
      this.#write(
        `    ${glyph} ${say(check.label, this.#lang).padEnd(width)}  ${this.#compared(check)}`.trimEnd(),
      );
      if (check.message !== undefined) this.#paragraph('      ', check.message);
    }
  }

  #compared(check: Check): string {
    if (check.verdict === 'unknown' && check.expected === null && check.actual === null) return '';
    return `${say(EXPECTED, this.#lang)} ${measured(check.expected, this.#lang)}  ${say(ACTUAL, this.#lang)} ${measured(check.actual, this.#lang)}`;
  }

  #sample(sample: Sample): void {
    this.#write(`    ${say(sample.title, this.#lang)}`);
    const rows = sample.rows.map(row => row.map(value => measured(value, this.#lang)));
    for (const line of table(sample.columns, rows)) this.#write(`      ${line}`);
  }

  #problem(problem: Problem | undefined): void {
    if (problem === undefined) return;
    this.#paragraph('    ', problem.text);
    if (problem.advice !== undefined) this.#paragraph('    → ', problem.advice);
    const raw = unsaid(problem);
    if (raw !== undefined)
      this.#paragraph('    (', same(`${problem.code === undefined ? '' : `${problem.code}: `}${raw})`));
  }

  /** Words of one or several lines, which all begin below the first. */
  #paragraph(start: string, words: Text): void {
    const [first, ...rest] = sanitize(say(words, this.#lang)).split('\n');
    this.#write(`${start}${first}`);
    for (const line of rest) this.#write(`${' '.repeat(start.length)}${line}`);
  }

  #end(event: Extract<LabEvent, { event: 'end' }>): void {
    this.#write('');
    const { executed, verified, failed, interrupted } = event;
    this.#write(say(interrupted ? STOPPED : summary(executed, verified, failed), this.#lang));
  }
}

/** A value as plain lines show it: digits without grouping, so that it can be searched for and pasted into a query. */
export function measured(value: Measured, lang: Lang): string {
  if (value === null) return say(NOTHING, lang);
  if (typeof value === 'boolean') return say(value ? YES : NO, lang);
  return sanitize(String(value)).replaceAll('\n', ' ');
}

function summary(executed: number, verified: number, failed: number): Text {
  const steps = (count: number) => `${count} étape${count > 1 ? 's' : ''}`;
  const done = (count: number) => `${count} exécutée${count > 1 ? 's' : ''}`;
  const each = (count: number) => `${count} step${count === 1 ? '' : 's'}`;
  if (executed === 0 && failed === 0 && verified > 0) {
    return {
      fr: `Rien à exécuter : ${steps(verified)} déjà en ordre.`,
      en: `Nothing to execute: ${each(verified)} already in order.`,
    };
  }
  return {
    fr: `Terminé : ${done(executed)}, ${verified} en ordre, ${failed} à corriger.`,
    en: `Finished: ${executed} executed, ${verified} in order, ${failed} to mend.`,
  };
}

const STOPPED: Text = {
  fr: 'Interrompu : ce qui est fait reste fait.',
  en: 'Interrupted: what is done stays done.',
};
const FACTS = { 'export-date': { fr: "Date d'export :", en: 'Export date:' } } as const;
const VALIDATED = {
  passed: { fr: 'vérifié', en: 'verified' },
  failed: { fr: 'à corriger', en: 'to mend' },
  unknown: { fr: 'inconnu', en: 'unknown' },
} as const;
const PREREQUISITES: Text = { fr: 'Avant de commencer', en: 'Before it starts' };
const EXECUTING: Text = { fr: 'exécution', en: 'executing' };
const UNDONE: Text = { fr: 'défait', en: 'undone' };
const ALREADY: Text = { fr: 'déjà fait, vérifié', en: 'already done, verified' };
const VERIFIED: Text = { fr: 'fait et vérifié', en: 'done and verified' };
const FAILED: Text = { fr: 'à corriger', en: 'to mend' };
const BLOCKED: Text = { fr: 'un prérequis manque', en: 'a prerequisite is missing' };
const INTERRUPTED: Text = {
  fr: 'interrompu ; la même commande reprendra ici',
  en: 'interrupted; the same command goes on from here',
};
const EXPECTED: Text = { fr: 'attendu', en: 'expected' };
const ACTUAL: Text = { fr: 'obtenu', en: 'actual' };
const NOTHING: Text = { fr: '(rien)', en: '(nothing)' };
const YES: Text = { fr: 'oui', en: 'yes' };
const NO: Text = { fr: 'non', en: 'no' };
