import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Lang, Text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import {
  overallTarget,
  PLACED_CHAPTERS,
  type Placement,
  placementKey,
  placementOf,
} from '../lab/placement.ts';
import { studentSlug, type TargetKind } from '../lab/settings.ts';
import { chooseLanguage, systemLocale } from './language.ts';
import type { Options } from './options.ts';
import { findPlaces, journalPath, type Places } from './places.ts';
import { type Preferences, readPreferences } from './preferences.ts';

/** Who is sitting here, where, in which language: what every command needs. */
export interface Context {
  readonly options: Options;
  readonly lang: Lang;
  readonly places: Places;
  readonly preferences: Preferences;
  /** Where each service is. */
  readonly placement: Placement;
  /** The placement as one word. */
  readonly target: TargetKind;
  /** File of the progress, which each placement has for itself. */
  readonly journal: string;
  readonly student: string;
  /** To be told before anything else, for example that the settings were damaged. */
  readonly notices: readonly Text[];
}

/** Reads settings from options, environment and preferences, the strongest first. Makes the home when it is absent. */
export function readContext(options: Options): Context {
  const places = findPlaces(options);
  requireWritable(places.home, '--home');
  const { preferences, notice } = readPreferences(places.home);
  const lang = chooseLanguage({
    option: options.lang,
    environment: process.env,
    saved: preferences.lang,
    system: systemLocale,
  });
  const placement = placementFor(preferences, options.target);
  return {
    options,
    lang,
    places,
    preferences,
    placement,
    target: overallTarget(placement),
    journal: journalPath(places.home, placementKey(placement)),
    student: studentSlug(preferences.student ?? 'etudiant'),
    notices: notice === undefined ? [] : [notice],
  };
}

/**
 * Where each service is: `--target` moves everything, whatever was chosen for single chapters.
 * @throws LabError (exit code 2) when the chosen targets are a mix that cannot work.
 */
export function placementFor(preferences: Preferences, option: TargetKind | undefined): Placement {
  const chosen = PLACED_CHAPTERS.flatMap(chapter => {
    const target = preferences[`target.${chapter}`];
    // Where PostgreSQL is does not hang on the accounts that --target is about.
    const counts = option === undefined || chapter === 'postgres' || chapter === 'data';
    return counts && isTarget(target) ? [[chapter, target] as const] : [];
  });
  const everything = option ?? (isTarget(preferences.target) ? preferences.target : 'sandbox');
  const placement = placementOf(everything, Object.fromEntries(chosen));
  if (!('refused' in placement)) return placement;
  throw new LabError(placement.refused, {
    advice: {
      fr: 'Changez ce choix avec « shopstream config set target.CHAPITRE sandbox » ou « cloud ».',
      en: 'Change that choice with "shopstream config set target.CHAPTER sandbox" or "cloud".',
    },
    exitCode: 2,
  });
}

const isTarget = (value: string | undefined): value is TargetKind => value === 'sandbox' || value === 'cloud';

/**
 * Makes a folder and makes sure that it can be written.
 * @throws LabError (exit code 2) naming it otherwise.
 */
export function requireWritable(folder: string, option: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') throw notAFolder(folder, option);
    const full = code === 'ENOSPC';
    throw new LabError(
      full
        ? { fr: `Le disque de ${dirname(folder)} est plein.`, en: `The disk of ${dirname(folder)} is full.` }
        : {
            fr: `Le dossier ${folder} ne peut pas être lu et écrit (${code ?? ''}).`,
            en: `The folder ${folder} cannot be read and written (${code ?? ''}).`,
          },
      {
        advice: full
          ? { fr: 'Libérez de la place, puis recommencez.', en: 'Free some space, then try again.' }
          : {
              fr: `Corrigez vos droits sur ce dossier, ou choisissez-en un autre avec ${option}.`,
              en: `Mend your rights on that folder, or choose another with ${option}.`,
            },
        exitCode: 2,
        cause,
      },
    );
  }
}

/** Something on the way to the folder is a file. */
function notAFolder(path: string, option: string): LabError {
  return new LabError(
    { fr: `${path} n'est pas un dossier.`, en: `${path} is not a folder.` },
    {
      advice: { fr: `Choisissez un dossier avec ${option}.`, en: `Choose a folder with ${option}.` },
      exitCode: 2,
    },
  );
}
