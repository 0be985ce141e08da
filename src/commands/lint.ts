import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Environment } from '../engine/environment.ts';
import { lintCycles } from '../engine/lint/cycle.ts';
import { type Finding, finding } from '../engine/lint/finding.ts';
import { lintContent } from '../engine/lint/lint.ts';
import { lintAnswers } from '../engine/lint/questions.ts';
import { type Lang, say } from '../i18n/text.ts';
import type { Lab } from '../lab/chapter.ts';
import { packageRoot } from '../lab/content.ts';
import { errorMessage, LabError } from '../lab/errors.ts';
import { bucketName, type LabSettings } from '../lab/settings.ts';
import { removeSandbox } from '../sandbox/host/remove.ts';
import { openSandbox } from '../targets/sandbox.ts';
import { sanitize } from '../ui/sanitize.ts';
import { onInterrupt } from './interrupt.ts';
import { chooseLanguage, systemLocale } from './language.ts';
import type { Options } from './options.ts';
import { targetPlaces } from './places.ts';
import { allSteps, chosenSteps } from './selection.ts';
import { UsageError } from './usage.ts';

/**
 * `lint [--full [STEP or CHAPTER…]]`, for authors: the faults of the lab's content, each with what to do. It reads and
 * writes nothing of this person's lab; `--full` works in a sandbox of its own that is removed afterwards.
 */
export async function lint(options: Options): Promise<number> {
  requireSources();
  if (!options.full && options.words.length > 0) throw new UsageError(WORDS_WITHOUT_FULL);
  const lang = chooseLanguage({
    option: options.lang,
    environment: process.env,
    saved: undefined,
    system: systemLocale,
  });
  const lab = await loadLab();
  const found = 'text' in lab ? [lab] : [...lintContent(lab.chapters, packageRoot)];
  for (const fault of found) tell(fault, lang);
  if (options.full && !('text' in lab)) found.push(...(await lintFully(lab, options, lang)));
  process.stdout.write(`${say(summary(found.length), lang)}\n`);
  return found.length === 0 ? 0 : 1;
}

const WORDS_WITHOUT_FULL = {
  fr: 'lint contrôle tout le contenu ; seul lint --full prend des étapes ou des chapitres.',
  en: 'lint checks all of the content; only lint --full takes steps or chapters.',
};

/** @throws LabError (exit code 2): an installed package holds no sources to look at. */
function requireSources(): void {
  if (existsSync(join(packageRoot, 'steps', 'index.ts'))) return;
  throw new LabError(
    {
      fr: 'lint regarde les sources des étapes, que le paquet installé ne contient pas.',
      en: 'lint looks at the sources of the steps, which the installed package does not hold.',
    },
    {
      advice: {
        fr: 'Lancez-le dans une copie du dépôt : npm start -- lint',
        en: 'Run it in a clone of the repository: npm start -- lint',
      },
      exitCode: 2,
    },
  );
}

/** The lab, or why its chapters do not fit together. */
async function loadLab(): Promise<Lab | Finding> {
  try {
    return (await import('../../steps/index.ts')).lab;
  } catch (error) {
    const why = errorMessage(error);
    return finding(
      'steps/index.ts',
      { fr: `Le TP ne se charge pas : ${why}`, en: `The lab does not load: ${why}` },
      {
        fr: "Corrigez l'étape que nomme ce message, dans son fichier ou dans chapter.ts.",
        en: 'Mend the step that this message names, in its file or in chapter.ts.',
      },
    );
  }
}

async function lintFully(lab: Lab, options: Options, lang: Lang): Promise<readonly Finding[]> {
  const steps = chosenSteps(lab, options, allSteps(lab, options));
  const interruption = onInterrupt();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'shopstream-lint-')));
  const home = join(folder, 'home');
  const environment = throwAway(home, join(folder, 'workspace'), lang);
  const found: Finding[] = [];
  try {
    for await (const { step, findings } of lintCycles(lab, steps, environment, interruption.signal)) {
      process.stdout.write(`${findings.length === 0 ? '✓' : '✗'} ${step.id}\n`);
      for (const fault of findings) tell(fault, lang);
      found.push(...findings);
    }
    // Behind a step that is not green, questions only wait for it.
    if (found.length > 0) return found;
    for await (const { question, findings } of lintAnswers(lab, steps, environment, interruption.signal)) {
      process.stdout.write(`${findings.length === 0 ? '✓' : '✗'} ${question.id}\n`);
      for (const fault of findings) tell(fault, lang);
      found.push(...findings);
    }
    return found;
  } finally {
    await environment.ports.close();
    await removeSandbox(home);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    interruption.dispose();
  }
}

/** Its tools are its own too: the reset of `dbt.install` removes them. */
function throwAway(home: string, workspace: string, lang: Lang): Environment {
  const bucket = bucketName('lint');
  const settings: LabSettings = {
    target: 'sandbox',
    student: 'lint',
    bucket,
    region: 'eu-west-3',
    lang,
    workspace,
    scale: undefined,
    seed: undefined,
    lineage: randomUUID(),
  };
  const ports = openSandbox(bucket, targetPlaces({ home, workspace, tools: join(home, 'tools') }));
  return { settings, ports, exportDate: undefined, wasDone: () => false };
}

function tell({ where, text, advice }: Finding, lang: Lang): void {
  process.stdout.write(`${where}\n  ✗ ${sanitize(say(text, lang))}\n  → ${sanitize(say(advice, lang))}\n`);
}

function summary(faults: number) {
  if (faults === 0) return { fr: 'Rien à corriger.', en: 'Nothing to mend.' };
  return {
    fr: `${faults} point${faults > 1 ? 's' : ''} à corriger.`,
    en: `${faults} thing${faults > 1 ? 's' : ''} to mend.`,
  };
}
