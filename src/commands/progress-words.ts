import { type Text, text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';

export const USAGE: Text = {
  fr: 'progress attend « export FICHIER », « import FICHIER » ou « rebuild ».',
  en: 'progress wants "export FILE", "import FILE" or "rebuild".',
};

export const NOTHING_YET: Text = {
  fr: "Il n'y a pas encore de progression à exporter.",
  en: 'There is no progress to export yet.',
};

export const RUN_OR_REBUILD: Text = {
  fr: 'Commencez le TP, ou retrouvez ce qui est fait avec « shopstream progress rebuild ».',
  en: 'Begin the lab, or find what is done with "shopstream progress rebuild".',
};

/** The data carry the mark of a journal that is not this one. */
export const FOREIGN: Text = {
  fr: 'Les données de cette machine portent la marque d’un autre journal. « shopstream progress rebuild » en refait le journal à partir de ce qui est là.',
  en: 'The data on this machine carry the mark of another journal. "shopstream progress rebuild" makes its journal again from what is there.',
};

export function exported(path: string, done: number, total: number): Text {
  return {
    fr: `Progression écrite dans ${path} : ${done} étape${plural(done)} faite${plural(done)} sur ${total}, sans aucun secret.`,
    en: `Progress written to ${path}: ${done} of ${total} steps done, no secret inside.`,
  };
}

export function imported(done: number, skipped: number): Text {
  return {
    fr: `Repris : ${done} étape${plural(done)} à revérifier ici, ${skipped} passée${plural(skipped)}.`,
    en: `Imported: ${done} step${done === 1 ? '' : 's'} to verify here, ${skipped} skipped.`,
  };
}

export function kept(ids: readonly string[]): Text {
  return {
    fr: `Déjà connues ici, inchangées : ${ids.join(', ')}.`,
    en: `Known here already, unchanged: ${ids.join(', ')}.`,
  };
}

export function unknownSteps(ids: readonly string[]): Text {
  const shown = ids.slice(0, 10).map(id => id.replace(/[^\w.-]/g, '?').slice(0, 60));
  return {
    fr: `Étapes que cette version du TP ne connaît pas, laissées de côté : ${shown.join(', ')}${ids.length > 10 ? '…' : ''}.`,
    en: `Steps that this version of the lab does not know, left out: ${shown.join(', ')}${ids.length > 10 ? '…' : ''}.`,
  };
}

export function toCheckLater(steps: number): Text {
  return {
    fr: `Le bac à sable de cette machine est encore vide : « shopstream run » refera ce qui manque, et vérifiera ${steps > 1 ? `ces ${steps} étapes` : 'cette étape'}.`,
    en: `The sandbox of this machine is still empty: "shopstream run" makes what is missing, and verifies ${steps > 1 ? `these ${steps} steps` : 'this step'}.`,
  };
}

export function adopted(keptAs: string | undefined): Text {
  return text(lang => {
    const said =
      lang === 'fr'
        ? 'Les données portent la marque d’un autre journal : un nouveau journal est ouvert pour elles.'
        : 'The data carry the mark of another journal: a new one is begun for them.';
    if (keptAs === undefined) return said;
    return lang === 'fr'
      ? `${said} L’ancien est gardé dans ${keptAs}.`
      : `${said} The old one is kept in ${keptAs}.`;
  });
}

export function standing(done: number, total: number, next: string | undefined): Text {
  return text(lang => {
    const so =
      lang === 'fr'
        ? `${done} étape${plural(done)} sur ${total} vérifiée${plural(done)} ici.`
        : `${done} of ${total} steps verified here.`;
    if (next === undefined) return so;
    return lang === 'fr' ? `${so} À suivre : ${next}` : `${so} Next: ${next}`;
  });
}

export function unwritable(path: string, cause: NodeJS.ErrnoException): LabError {
  if (cause.code === 'EEXIST') {
    return new LabError(
      { fr: `Le fichier ${path} existe déjà.`, en: `The file ${path} exists already.` },
      {
        advice: {
          fr: 'Donnez un autre nom, ou ajoutez --yes pour le remplacer.',
          en: 'Give another name, or add --yes to replace it.',
        },
        exitCode: 2,
      },
    );
  }
  return new LabError(
    {
      fr: `Le fichier ${path} ne peut pas être écrit (${cause.code ?? ''}).`,
      en: `The file ${path} cannot be written (${cause.code ?? ''}).`,
    },
    {
      advice: {
        fr: 'Choisissez un dossier qui existe et où vous pouvez écrire.',
        en: 'Choose a folder that exists and that you may write to.',
      },
      exitCode: 2,
      cause,
    },
  );
}

export function unreadable(path: string, cause: NodeJS.ErrnoException): LabError {
  return new LabError(
    {
      fr: `Le fichier ${path} ne peut pas être lu (${cause.code ?? ''}).`,
      en: `The file ${path} cannot be read (${cause.code ?? ''}).`,
    },
    {
      advice: {
        fr: 'Vérifiez son nom et vos droits.',
        en: 'Check its name and your rights.',
      },
      exitCode: 2,
      cause,
    },
  );
}

function plural(count: number): string {
  return count > 1 ? 's' : '';
}
