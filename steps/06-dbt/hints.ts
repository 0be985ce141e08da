import type { Text } from '../../src/i18n/text.ts';
import { failed, type HintContext } from '../../src/lab/lab.ts';

/** Why a dbt command cannot do its work: no Python, no dbt, no project, no profile, or another connection. */
export function dbtHints(seen: HintContext): readonly Text[] {
  const raw = seen.problem?.raw ?? '';
  if (failed(seen, 'python') !== undefined || /^PYTHON_/.test(seen.problem?.code ?? '')) return [NO_PYTHON];
  if (failed(seen, 'dbt-installed') !== undefined) return [NO_DBT];
  if (failed(seen, 'project-present') !== undefined) return [NO_PROJECT];
  if (failed(seen, 'profile-present') !== undefined || /Could not find profile/i.test(raw))
    return [NO_PROFILE];
  if (/Env var required but not provided/i.test(raw)) return [NO_VALUES];
  if (failed(seen, 'schema') !== undefined) return [OTHER_SCHEMA];
  return [];
}

/** Why a mart is not as it should be: absent, or built on something that was different. */
export function martHints(seen: HintContext): readonly Text[] {
  const own = dbtHints(seen);
  if (own.length > 0) return own;
  const kinds = seen.checks.filter(({ id, verdict }) => id.endsWith('-kind') && verdict === 'failed');
  if (kinds.some(({ actual }) => actual === null)) return [NOT_BUILT];
  const isWrong = seen.checks.some(({ verdict }) => verdict === 'failed');
  return isWrong && kinds.length === 0 ? [OLD_BUILD] : [];
}

/** Why a published view is not as it should be: what it shows was never built, or was built again without it. */
export function publishHints(seen: HintContext): readonly Text[] {
  if (seen.prerequisites.some(({ id, verdict }) => id.endsWith('-built') && verdict === 'failed'))
    return [NOT_BUILT];
  const views = seen.checks.filter(({ id, verdict }) => id.endsWith('-view') && verdict === 'failed');
  if (views.some(({ actual }) => actual === null)) return [NO_VIEW];
  if (views.length > 0) return [TABLE_IN_PLACE];
  return [];
}

const NO_PYTHON: Text = {
  fr: "dbt a besoin d'un Python 3.10 à 3.13 que ce terminal trouve : après une installation, ouvrez un nouveau terminal. Sous Windows, le « python » du Microsoft Store n'est qu'un raccourci vers la boutique.",
  en: 'dbt needs a Python 3.10 to 3.13 that this terminal finds: after installing one, open a new terminal. On Windows, the "python" of the Microsoft Store is only a shortcut to the shop.',
};
const NO_DBT: Text = {
  fr: "dbt n'est pas installé pour ce TP : l'étape « Installer dbt » ci-dessus l'installe, ou reconnaît l'environnement .venv de votre espace de travail.",
  en: 'dbt is not installed for this lab: the step “Install dbt” above installs it, or recognises the environment .venv of your workspace.',
};
const NO_PROJECT: Text = {
  fr: 'Le dossier shopstream_dbt n’a pas de dbt_project.yml : le projet n’est pas créé, ou dbt init a été lancé dans un autre dossier.',
  en: 'The folder shopstream_dbt has no dbt_project.yml: the project is not made, or dbt init was run in another folder.',
};
const NO_PROFILE: Text = {
  fr: 'dbt ne trouve pas son profil. Celui du TP est dans .dbt/ de votre espace de travail, pas dans ~/.dbt : donnez DBT_PROFILES_DIR, et gardez le nom shopstream_dbt en première ligne.',
  en: 'dbt does not find its profile. The lab’s is in .dbt/ of your workspace, not in ~/.dbt: set DBT_PROFILES_DIR, and keep the name shopstream_dbt on its first line.',
};
const NO_VALUES: Text = {
  fr: 'Le profil lit ses valeurs dans des variables d’environnement, et ce terminal ne les a pas : « shopstream sandbox env » les donne.',
  en: 'The profile reads its values from environment variables, and this terminal does not have them: "shopstream sandbox env" gives them.',
};
const OTHER_SCHEMA: Text = {
  fr: 'Le profil donne un autre schéma cible que CORE : toutes les relations changeraient de schéma, car dbt fait suivre ce nom de celui du dossier.',
  en: 'The profile gives another target schema than CORE: every relation would change its schema, as dbt puts the folder’s name behind this one.',
};
const NOT_BUILT: Text = {
  fr: 'La relation n’existe pas : dbt ne l’a pas encore construite, ou elle a été supprimée. Le journal de dbt run dit SKIP quand un modèle dont elle dépend a échoué.',
  en: 'The relation does not exist: dbt has not built it yet, or it was dropped. The log of dbt run says SKIP when a model that it stands on failed.',
};
const OLD_BUILD: Text = {
  fr: 'La table est là, mais pas avec ce qui est attendu : elle a été construite avant un changement des données, ou le modèle a été modifié. dbt run la reconstruit ; si l’écart reste, il est dans le SQL du modèle.',
  en: 'The table is there, but not with what is expected: it was built before the data changed, or the model was edited. dbt run builds it again; if the difference stays, it is in the model’s SQL.',
};
const NO_VIEW: Text = {
  fr: 'La vue n’est pas dans MARTS. Si vous venez de la créer, elle est sans doute dans un autre schéma : « USE SCHEMA MARTS » vaut pour la feuille où il a été exécuté.',
  en: 'The view is not in MARTS. If you have just made it, it is probably in another schema: "USE SCHEMA MARTS" holds for the worksheet in which it was run.',
};
const TABLE_IN_PLACE: Text = {
  fr: 'Une table porte le nom de la vue : CREATE VIEW ne la remplace pas. Supprimez-la, puis publiez de nouveau.',
  en: 'A table bears the name of the view: CREATE VIEW does not replace it. Drop it, then publish again.',
};
