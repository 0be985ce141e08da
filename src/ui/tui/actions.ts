import type { Dispatch } from 'react';
import { progressOf } from '../../engine/state.ts';
import type { Text } from '../../i18n/text.ts';
import type { Step } from '../../lab/chapter.ts';
import { overall } from '../../lab/check.ts';
import { invitation } from '../question-words.ts';
import type { ReportMade } from '../report/made.ts';
import { remaining } from './keys/situation.ts';
import type { Conductor, Ended } from './live/conductor.ts';
import { liveOf } from './live/live.ts';
import { knownOf } from './page/verification.ts';
import { said } from './sentences.ts';
import type { Message, ViewAction } from './view/view.ts';

/** What a person can ask the lab for, and what the screen says when it has ended. */
export interface Actions {
  run(step: Step): Promise<void>;
  /** One more hint, from the step as it stands now. */
  hint(step: Step): Promise<void>;
  /** Does a step for the person, and notes that. */
  assist(step: Step): Promise<void>;
  runAll(): Promise<void>;
  verify(step: Step): Promise<void>;
  verifyAll(): Promise<void>;
  reset(step: Step): Promise<void>;
  skip(step: Step, reason: string): Promise<void>;
  /** Runs what mends a step; an undoing has been agreed to. */
  fix(steps: readonly Step[]): Promise<void>;
  /** Undoes a step and does it again. */
  redo(step: Step): Promise<void>;
  /** Writes the report and shows it. */
  report(make: (signal: AbortSignal) => Promise<ReportMade>): Promise<void>;
}

/**
 * `show`: brings a step's verification to the screen, when the person has not gone elsewhere meanwhile.
 * @param questionsKey what opens a chapter's questions
 */
export function actionsOf(
  conductor: Conductor,
  dispatch: Dispatch<ViewAction>,
  show: (step: Step) => void,
  questionsKey = 'u',
): Actions {
  const { session } = conductor;
  const say = (tone: Message['tone'], text: Text) => dispatch({ do: 'say', message: { tone, text } });
  const stateOf = (step: Step) => progressOf(session.state, step.id).state;

  /** At the end of a chapter: that its questions wait. */
  function invite({ chapter }: Step): void {
    const text = invitation(session.lab, session.state, chapter, questionsKey);
    if (text !== undefined) dispatch({ do: 'add', message: { tone: 'good', text } });
  }

  /** The value of what ended well; otherwise says how it ended. */
  function ending<T>(ended: Ended<T>): { readonly value: T; readonly ms: number } | undefined {
    switch (ended.kind) {
      case 'done':
        return ended;
      case 'stopped':
        say('warn', said.stopped);
        return undefined;
      case 'broken':
        say('bad', said.failedToStart(ended.problem));
        return undefined;
      case 'refused':
        return undefined;
    }
  }

  const actions: Actions = {
    async run(step) {
      dispatch({ do: 'begin-run' });
      const ended = ending(await conductor.run([step]));
      if (ended === undefined) return;
      show(step);
      if (ended.value.interrupted) say('warn', said.stopped);
      else if (stateOf(step) === 'verified')
        say('good', ended.value.executed > 0 ? said.done(ended.ms) : said.heldAlready);
      if (stateOf(step) === 'verified') invite(step);
    },

    async hint(step) {
      const { live, state } = conductor.snapshot();
      // A hint reads the state; a step that nobody has looked at is looked at first.
      if (knownOf(progressOf(state, step.id), liveOf(live, step.id)) === undefined)
        await conductor.watch(step);
      dispatch({ do: 'hint' });
    },

    async assist(step) {
      if (ending(await conductor.assist(step)) !== undefined) await actions.run(step);
    },

    async runAll() {
      dispatch({ do: 'begin-run' });
      const steps = remaining(session.lab, session.state);
      const ended = ending(await conductor.run(steps));
      if (ended === undefined) return;
      const { executed, interrupted, failed } = ended.value;
      const stuck = steps.find(step => !step.optional && stateOf(step) !== 'verified');
      const last = stuck ?? steps.at(-1);
      if (last !== undefined) show(last);
      if (interrupted) say('warn', said.stopped);
      else if (failed > 0 && stuck !== undefined) say('bad', said.stoppedAt(stuck.definition.title));
      else if (remaining(session.lab, session.state).length === 0)
        say('good', said.ranToTheEnd(executed, ended.ms));
      else say('good', said.ranAll(executed, ended.ms));
    },

    async verify(step) {
      const ended = ending(await conductor.verify([step]));
      const result = ended?.value.results[0];
      if (ended === undefined || result === undefined) return;
      show(step);
      const verdict = overall(result.checks);
      if (verdict === 'passed') {
        say('good', said.holds(ended.ms));
        invite(step);
      } else
        say(verdict === 'failed' ? 'bad' : 'warn', verdict === 'failed' ? said.holdsNot : said.holdsUnknown);
    },

    async verifyAll() {
      const ended = ending(await conductor.verify(session.lab.steps));
      if (ended === undefined) return;
      const required = ended.value.results.filter(({ step }) => !step.optional);
      const passed = required.filter(({ verdict }) => verdict === 'passed').length;
      say(passed === required.length ? 'good' : 'warn', said.verifiedAll(passed, required.length, ended.ms));
    },

    async reset(step) {
      const ended = ending(await conductor.reset(step));
      if (ended === undefined) return;
      show(step);
      if (ended.value.interrupted) say('warn', said.stopped);
      else if (ended.value.failed === 0) say('good', said.reset);
    },

    async fix(steps) {
      dispatch({ do: 'begin-run' });
      const ended = ending(await conductor.run(steps));
      if (ended === undefined) return;
      const wrong = steps.find(step => !step.optional && stateOf(step) !== 'verified');
      const last = wrong ?? steps.at(-1);
      if (last !== undefined) show(last);
      if (ended.value.interrupted) say('warn', said.stopped);
      else if (wrong !== undefined) say('bad', said.notFixed(wrong.definition.title));
      else say('good', said.fixed(ended.value.executed, ended.ms));
    },

    async redo(step) {
      const undone = ending(await conductor.reset(step));
      if (undone === undefined) return;
      if (undone.value.failed === 0 && !undone.value.interrupted) return actions.fix([step]);
      show(step);
      say(
        undone.value.interrupted ? 'warn' : 'bad',
        undone.value.interrupted ? said.stopped : said.notFixed(step.definition.title),
      );
    },

    async report(make) {
      const ended = ending(await conductor.report(make));
      if (ended !== undefined) dispatch({ do: 'report', report: ended.value });
    },

    async skip(step, reason) {
      if (ending(await conductor.skip(step, reason)) !== undefined) say('plain', said.skipped);
    },
  };
  return actions;
}
