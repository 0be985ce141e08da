import type { Text } from '../../../src/i18n/text.ts';

/** A file that Power BI needs is not there. */
export function absent(path: string): Text {
  return {
    fr: `${path} est absent : Power BI Desktop refuserait d'ouvrir le projet. Enregistrez-le de nouveau (Fichier > Enregistrer), ou exécutez l'étape power-bi.project.`,
    en: `${path} is absent: Power BI Desktop would refuse to open the project. Save it again (File > Save), or run the step power-bi.project.`,
  };
}

/** A file of JSON that is not JSON. */
export function damaged(path: string, why: string): Text {
  return {
    fr: `${path} est abîmé (${why}). Enregistrez de nouveau le projet dans Power BI Desktop, ou supprimez ce fichier et exécutez l'étape qui le crée.`,
    en: `${path} is damaged (${why}). Save the project again in Power BI Desktop, or remove this file and run the step that makes it.`,
  };
}

/** A file of TMDL that cannot be understood, with the line. */
export function notTmdl(path: string, line: number, words: string): Text {
  return {
    fr: `${path}, ligne ${line} : ce n'est pas du TMDL (« ${words.trim()} »). Vérifiez l'indentation, faite de tabulations, ou enregistrez de nouveau le projet.`,
    en: `${path}, line ${line}: this is not TMDL ("${words.trim()}"). Check the indentation, made of tabs, or save the project again.`,
  };
}

/** A file of a version that did not exist when the lab was made. */
export function newer(path: string, version: string): Text {
  return {
    fr: `${path} est d'une version que ce TP ne connaît pas (${version}). Mettez le TP à jour, ou enregistrez le projet avec une version plus ancienne de Power BI Desktop.`,
    en: `${path} is of a version that this lab does not know (${version}). Update the lab, or save the project with an older version of Power BI Desktop.`,
  };
}

/** A report that shows a model of the Power BI service. */
export function noLocalModel(path: string): Text {
  return {
    fr: `${path} : le rapport lit un modèle publié, que le TP ne peut pas regarder. Enregistrez un projet qui contient son modèle (mode Importer).`,
    en: `${path}: the report reads a published model, which the lab cannot look at. Save a project that holds its model (Import mode).`,
  };
}

/** A .pbix, which is one closed file. */
export function isPbix(path: string): Text {
  return {
    fr: `${path} est un fichier .pbix, que seul Power BI Desktop sait lire. Ouvrez-le, puis Fichier > Enregistrer sous, type « Projet Power BI (*.pbip) », dans le même dossier.`,
    en: `${path} is a .pbix file, which only Power BI Desktop can read. Open it, then File > Save as, type "Power BI project (*.pbip)", in the same folder.`,
  };
}
