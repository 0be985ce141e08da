import type { Text } from '../../i18n/text.ts';
import { LabError } from '../../lab/errors.ts';
import type { TargetKind } from '../../lab/settings.ts';

const EXPORT_AGAIN: Text = {
  fr: "Refaites-le sur l'ordinateur d'origine : « shopstream progress export FICHIER ».",
  en: 'Make it again on the computer it comes from: "shopstream progress export FILE".',
};

export function notProgress(path: string): LabError {
  return refusal(
    {
      fr: `${path} n'est pas un fichier de progression du TP.`,
      en: `${path} is not a progress file of the lab.`,
    },
    EXPORT_AGAIN,
  );
}

export function damaged(path: string): LabError {
  return refusal(
    {
      fr: `Le fichier de progression ${path} est abîmé ou incomplet ; rien n'a été repris.`,
      en: `The progress file ${path} is damaged or incomplete; nothing was imported.`,
    },
    EXPORT_AGAIN,
  );
}

export function tooNew(path: string, app: string): LabError {
  return refusal(
    {
      fr: `${path} a été écrit par une version plus récente du programme (${app}).`,
      en: `${path} was written by a newer version of the program (${app}).`,
    },
    {
      fr: "Installez cette version ici, puis recommencez l'import.",
      en: 'Install that version here, then import again.',
    },
  );
}

/** The file tells of the other target's systems. */
export function otherTarget(path: string, target: TargetKind): LabError {
  return refusal(
    {
      fr: `${path} est la progression de la cible ${target}.`,
      en: `${path} is the progress of the target ${target}.`,
    },
    { fr: `Ajoutez --target ${target}.`, en: `Add --target ${target}.` },
  );
}

function refusal(text: Text, advice: Text): LabError {
  return new LabError(text, { advice, exitCode: 2 });
}
