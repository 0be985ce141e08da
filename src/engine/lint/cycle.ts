import { LANGS, type Text, text } from '../../i18n/text.ts';
import type { Lab, Step } from '../../lab/chapter.ts';
import { type Check, overall, type Verdict } from '../../lab/check.ts';
import type { Environment } from '../environment.ts';
import type { LabEvent, Problem } from '../events.ts';
import { resetSteps } from '../reset.ts';
import { runSteps } from '../run.ts';
import { verifyStep } from '../verify.ts';
import { type Finding, finding } from './finding.ts';

/**
 * Takes each step through its full cycle in the lab's order: red before, green after its action, red again after its
 * reset, green again after a second action. A step without `undo` only looks: it may be green from the start. Yields each
 * step with its faults; stops at the first step that does not become green, as nothing behind it could be judged.
 *
 * The environment must be empty, and is left with the steps done.
 * @param chosen the steps to judge; those before them in the lab are done first, as far as they stand on them.
 */
export async function* lintCycles(
  lab: Lab,
  chosen: readonly Step[],
  environment: Environment,
  signal: AbortSignal,
): AsyncGenerator<{ readonly step: Step; readonly findings: readonly Finding[] }> {
  const needed = withFoundations(lab, chosen);
  for (const step of lab.steps.filter(candidate => needed.has(candidate.id))) {
    signal.throwIfAborted();
    const cycle = new Cycle(lab, step, environment, signal);
    const isGreen = chosen.includes(step) ? await cycle.whole() : await cycle.execute();
    if (chosen.includes(step) || !isGreen) yield { step, findings: cycle.findings };
    if (!isGreen) return;
  }
}

/** The ids of steps and of all that they stand on. */
function withFoundations(lab: Lab, steps: readonly Step[]): ReadonlySet<string> {
  const needed = new Set(steps.map(({ id }) => id));
  for (const step of lab.steps.toReversed()) {
    if (needed.has(step.id)) for (const id of step.after) needed.add(id);
  }
  return needed;
}

class Cycle {
  readonly findings: Finding[] = [];
  readonly #lab: Lab;
  readonly #step: Step;
  readonly #environment: Environment;
  readonly #signal: AbortSignal;

  constructor(lab: Lab, step: Step, environment: Environment, signal: AbortSignal) {
    this.#lab = lab;
    this.#step = step;
    // Nothing counts as done, so that an action that only shows something runs each time.
    this.#environment = { ...environment, wasDone: () => false };
    this.#signal = signal;
  }

  /** Returns whether the step is green in the end. */
  async whole(): Promise<boolean> {
    const makes = this.#step.definition.undo !== undefined;
    await this.#look(makes, BEFORE);
    if (!(await this.execute())) return false;
    if (!makes) return this.execute();
    if (!(await this.#reset())) return false;
    await this.#look(true, AFTER_RESET);
    return this.execute();
  }

  /** Prerequisites, action, verification; returns whether it is green. */
  async execute(): Promise<boolean> {
    // Executed even when it is green already: its action is judged here, not only what it finds.
    const forced: Step = { ...this.#step, definition: { ...this.#step.definition, demonstrates: true } };
    const last = await lastOf(runSteps(this.#lab, [forced], this.#environment, this.#signal));
    this.#signal.throwIfAborted();
    if (last?.phase === 'verified') return true;
    if (last?.checks !== undefined) this.#advised(last.checks);
    this.#tell(notGreen(last), {
      fr: 'Corrigez prerequisites, execute ou verify, puis relancez « shopstream lint --full ».',
      en: 'Mend prerequisites, execute or verify, then run "shopstream lint --full" again.',
    });
    return false;
  }

  async #look(mustBeRed: boolean, when: Text): Promise<void> {
    const { checks, problem } = await verifyStep(this.#step, this.#environment, this.#signal);
    this.#advised(checks);
    const verdict = overall(checks);
    if (verdict === 'failed' || (verdict === 'passed' && !mustBeRed)) return;
    this.#tell(notRed(verdict, when, problem), {
      fr: "verify doit regarder ce qu'execute fait, et le dire « failed » quand il n'y est pas ; si l'étape ne fait que regarder, elle n'a pas d'undo.",
      en: 'verify must look at what execute makes, and call it "failed" when it is not there; a step that only looks has no undo.',
    });
  }

  async #reset(): Promise<boolean> {
    const last = await lastOf(resetSteps([this.#step], this.#environment, this.#signal));
    this.#signal.throwIfAborted();
    if (last?.phase === 'undone') return true;
    this.#tell(
      text(lang => (lang === 'fr' ? `undo échoue${why(last, lang)}.` : `undo fails${why(last, lang)}.`)),
      {
        fr: 'undo retire ce que execute a fait, et réussit même si une partie manque déjà.',
        en: 'undo removes what execute made, and succeeds even when part of it is gone already.',
      },
    );
    return false;
  }

  #advised(checks: readonly Check[]): void {
    for (const { id, verdict, message } of checks) {
      if (verdict !== 'failed') continue;
      if (message !== undefined && LANGS.every(lang => message[lang].trim() !== '')) continue;
      const said = text(lang =>
        lang === 'fr'
          ? `Le contrôle ${id} échoue sans rien conseiller.`
          : `The check ${id} fails without advice.`,
      );
      if (this.findings.some(known => known.text.en === said.en)) continue;
      this.#tell(said, {
        fr: 'Donnez-lui un « message » : ce qui manque, et comment y remédier.',
        en: 'Give it a "message": what is missing, and how to mend it.',
      });
    }
  }

  #tell(said: Text, advice: Text): void {
    this.findings.push(finding(this.#step.id, said, advice));
  }
}

type StepEvent = Extract<LabEvent, { event: 'step' }>;

/** The step's last event that says how it went. */
async function lastOf(events: AsyncGenerator<LabEvent>): Promise<StepEvent | undefined> {
  let last: StepEvent | undefined;
  for await (const event of events) if (event.event === 'step') last = event;
  return last;
}

function notGreen(last: StepEvent | undefined): Text {
  return text(lang =>
    lang === 'fr'
      ? `L'étape n'est pas verte après execute${why(last, lang)}.`
      : `The step is not green after execute${why(last, lang)}.`,
  );
}

function notRed(verdict: Verdict, when: Text, problem: Problem | undefined): Text {
  return text(lang => {
    const reason = problem === undefined ? '' : ` (${problem.raw ?? problem.text[lang]})`;
    const is = verdict === 'passed' ? GREEN[lang] : `${UNJUDGED[lang]}${reason}`;
    return lang === 'fr' ? `verify ${is} ${when.fr}.` : `verify ${is} ${when.en}.`;
  });
}

function why(last: StepEvent | undefined, lang: 'fr' | 'en'): string {
  const failed = (last?.checks ?? []).filter(check => check.verdict !== 'passed').map(({ id }) => id);
  const words =
    last?.problem === undefined ? failed.join(', ') : (last.problem.raw ?? last.problem.text[lang]);
  return words === '' ? '' : ` (${words})`;
}

const BEFORE: Text = { fr: 'avant que rien ne soit fait', en: 'before anything is done' };
const AFTER_RESET: Text = { fr: 'après la remise à zéro', en: 'after the reset' };
const GREEN: Text = { fr: 'est déjà vert', en: 'is green' };
const UNJUDGED: Text = { fr: 'ne peut pas juger', en: 'cannot judge' };
