import type { Text } from '../i18n/text.ts';
import type { Step } from '../lab/chapter.ts';
import type { Check } from '../lab/check.ts';
import type { LabSettings } from '../lab/settings.ts';
import type { Problem } from './events.ts';
import { joined } from './verify.ts';

/** How far a person let themselves be helped: pointed at it, told the cause, shown the commands. Then it is done for them. */
export type HintLevel = 0 | 1 | 2 | 3;

export const LAST_HINT: HintLevel = 3;

export function nextHint(level: HintLevel): HintLevel {
  return level === 0 ? 1 : level === 1 ? 2 : 3;
}

/** What the last look at a step found. */
export interface Known {
  /** Of the prerequisites, when they were looked at. */
  readonly prerequisites: readonly Check[];
  readonly checks: readonly Check[];
  readonly problem: Problem | undefined;
}

/** What to look at, and why it is not right. */
export interface Hints {
  /** What to look at, without the answer. */
  readonly nudge: Text;
  /** The most likely causes, in order, each with what to do. */
  readonly causes: readonly Text[];
}

/** More causes than these confuse: the first ones explain the others. */
const MOST = 3;

/**
 * What helps with a step as it stands now: what its author knows of such a state (`own`) comes first; a problem explains
 * more than a prerequisite, and a prerequisite more than a check that fails because of it.
 */
export function hintsFor({ prerequisites, checks, problem }: Known, own: readonly Text[] = []): Hints {
  const missing = wrong(prerequisites);
  const failed = wrong(checks);
  const told = missing.length > 0 ? missing : failed;
  const causes = told.flatMap(({ message }) => message ?? []);
  const all = [...own, ...(problem === undefined ? [] : [joined(problem)]), ...causes];
  return { nudge: nudge(problem, missing, failed), causes: unique(all).slice(0, MOST) };
}

/** The step's own hints for what was found; none when all is well. */
export function ownHints(step: Step, settings: LabSettings, known: Known): readonly Text[] {
  const { prerequisites, checks, problem } = known;
  if (problem === undefined && wrong(prerequisites).length === 0 && wrong(checks).length === 0) return [];
  return step.definition.hints?.({ prerequisites, checks, problem, settings }) ?? [];
}

function nudge(problem: Problem | undefined, missing: readonly Check[], failed: readonly Check[]): Text {
  const [first] = missing.length > 0 ? missing : failed;
  if (problem !== undefined) return PROBLEM;
  if (first === undefined) return NOTHING_WRONG;
  return missing.length > 0 ? before(first) : look(first, failed.length);
}

function wrong(checks: readonly Check[]): readonly Check[] {
  return checks.filter(({ verdict, informative }) => verdict !== 'passed' && informative !== true);
}

/** Checks that fail together often say the same. */
function unique(texts: readonly Text[]): readonly Text[] {
  return [...new Map(texts.map(text => [text.en, text])).values()];
}

const PROBLEM: Text = {
  fr: "Ce n'est pas votre commande qui est en cause d'abord : quelque chose n'a pas répondu, ou a refusé. Qui devait répondre ici ?",
  en: 'It is not your command in the first place: something did not answer, or refused. Who was to answer here?',
};

const NOTHING_WRONG: Text = {
  fr: 'Tout ce qui est attendu est là : rien ne manque à cette étape.',
  en: 'All that is expected is there: nothing is missing from this step.',
};

const before = ({ label }: Check): Text => ({
  fr: `Regardez d'abord ce sur quoi cette étape s'appuie : « ${label.fr} ».`,
  en: `Look first at what this step stands on: “${label.en}”.`,
});

function look({ label }: Check, failed: number): Text {
  const others = failed - 1;
  return {
    fr:
      others === 0
        ? `Une seule chose n'est pas comme il faut : « ${label.fr} ». Qu'est-ce qui, dans la leçon, crée ou change cela ?`
        : `Commencez par « ${label.fr} » : ${others === 1 ? "l'autre point en dépend peut-être" : `les ${others} autres points en dépendent peut-être`}. Qu'est-ce qui, dans la leçon, crée ou change cela ?`,
    en:
      others === 0
        ? `One thing is not as it should be: “${label.en}”. What makes or changes it in the lesson?`
        : `Begin with “${label.en}”: the other ${others === 1 ? 'point' : `${others} points`} may depend on it. What makes or changes it in the lesson?`,
  };
}
