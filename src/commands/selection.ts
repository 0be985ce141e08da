import { type Lab, type Step, selectSteps } from '../lab/chapter.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';

/** What `--all` means: every step, the optional chapters only when they were asked for. */
export function allSteps(lab: Lab, options: Options): readonly Step[] {
  return lab.steps.filter(step => !(step.chapter.optional ?? false) || options.withAirflow);
}

/**
 * The steps that a command's words name; without words, `fallback`.
 * @throws UsageError naming the words that are neither a step nor a chapter.
 */
export function chosenSteps(
  lab: Lab,
  options: Options,
  fallback: readonly Step[] | undefined,
): readonly Step[] {
  if (options.all) return allSteps(lab, options);
  if (options.words.length === 0) {
    if (fallback !== undefined) return fallback;
    throw new UsageError({
      fr: 'Nommez une étape ou un chapitre, ou dites --all.',
      en: 'Name a step or a chapter, or say --all.',
    });
  }
  const { steps, unknown } = selectSteps(lab, options.words);
  const [first] = unknown;
  if (first === undefined) return steps;
  throw new UsageError(
    {
      fr: `« ${first} » n'est ni une étape ni un chapitre.`,
      en: `"${first}" is neither a step nor a chapter.`,
    },
    suggestion(lab, first),
  );
}

function suggestion(lab: Lab, word: string) {
  const chapter = lab.chapters.find(({ id }) => word.startsWith(`${id}.`));
  const known =
    chapter === undefined
      ? lab.chapters.map(({ id }) => id)
      : lab.steps.flatMap(step => (step.chapter === chapter ? [step.id] : []));
  return { fr: `Choix possibles : ${known.join(', ')}.`, en: `Possible choices: ${known.join(', ')}.` };
}
