import { type Text, text } from '../../src/i18n/text.ts';
import {
  type Check,
  changeFolder,
  defineStep,
  expectEqual,
  expectThat,
  shellFor,
  workspacePath,
} from '../../src/lab/lab.ts';
import { addFiles, removeFiles } from './files.ts';
import {
  contentOf,
  MODEL_FILES,
  PROFILE_FILE,
  PROJECT,
  PROJECT_FILE,
  PROJECT_FILES,
  SOURCES_FILE,
} from './project.ts';
import { unresolvedUses } from './unresolved.ts';

const RERUN: Text = {
  fr: 'Exécutez cette étape : elle ajoute ce qui manque et ne touche pas à vos fichiers.',
  en: 'Run this step: it adds what is missing and leaves your files alone.',
};

/** What dbt needs to find in a file: as a student would write it, and as it is recognised. */
interface Needed {
  readonly line: string;
  readonly pattern: RegExp;
}

const NEEDED = {
  project: { line: 'name: shopstream_dbt', pattern: /^name:\s*['"]?shopstream_dbt/m },
  profile: { line: 'shopstream_dbt:', pattern: /^shopstream_dbt:/m },
  sources: { line: '- name: staging', pattern: /^\s*- name:\s*staging\b/m },
} as const;

/** A file that is there and says what dbt needs to find in it. */
function fileCheck(id: string, path: string, content: string | undefined, needed: Needed): Check {
  return expectThat(
    id,
    text(() => path),
    content !== undefined && needed.pattern.test(content),
    {
      expected: true,
      actual: content === undefined ? null : needed.pattern.test(content),
      message: text(lang =>
        content === undefined
          ? `${path} ${lang === 'fr' ? 'est absent.' : 'is absent.'} ${RERUN[lang]}`
          : lang === 'fr'
            ? `${path} ne contient pas la ligne « ${needed.line} ». Corrigez-le, ou supprimez-le et exécutez cette étape.`
            : `${path} does not hold the line "${needed.line}". Correct it, or remove it and run this step.`,
      ),
    },
  );
}

export const initProject = defineStep({
  name: 'init-project',
  title: { fr: 'Créer le projet dbt et son profil', en: 'Create the dbt project and its profile' },
  handout: '1.9.2',
  needs: ['workspace', 'dbt'],
  after: ['dbt.install'],

  async prerequisites() {
    return [];
  },

  prepare: ports => ports.dbt.warm(),

  async execute({ ports, log }) {
    await addFiles(ports.workspace, PROJECT_FILES, log);
  },

  async verify({ ports }) {
    const read = (path: string) => ports.workspace.read(path);
    const [project, profile, sources, models, files, unresolved] = await Promise.all([
      read(PROJECT_FILE.path),
      read(PROFILE_FILE.path),
      read(SOURCES_FILE.path),
      Promise.all(MODEL_FILES.map(file => read(file.path))),
      ports.workspace.list(`${PROJECT}/models`),
      unresolvedUses(ports.workspace),
    ]);
    const missing = MODEL_FILES.filter((_, index) => models[index] === undefined);
    return {
      checks: [
        fileCheck('project', PROJECT_FILE.path, project, NEEDED.project),
        fileCheck('profile', PROFILE_FILE.path, profile, NEEDED.profile),
        fileCheck('sources', SOURCES_FILE.path, sources, NEEDED.sources),
        expectEqual(
          'models',
          { fr: 'Modèles du tableau 1.1', en: 'Models of table 1.1' },
          {
            expected: MODEL_FILES.length,
            actual: MODEL_FILES.length - missing.length,
            query: `ls ${PROJECT}/models/*/*.sql`,
            message: text(
              lang =>
                `${lang === 'fr' ? 'Modèles absents' : 'Missing models'}: ${missing.map(({ path }) => path).join(', ')}. ${RERUN[lang]}`,
            ),
          },
        ),
        expectEqual(
          'references',
          {
            fr: 'Noms cités par les modèles et introuvables',
            en: 'Names that models use and nothing declares',
          },
          {
            expected: 0,
            actual: unresolved.length,
            query: `grep -nE "ref\\(|source\\(|var\\(" -r ${PROJECT}/models`,
            message: {
              fr: `Aucun modèle, aucune source et aucune variable de dbt_project.yml ne s’appelle ainsi : ${unresolved.join(' ; ')}. Corrigez le nom, ou supprimez le fichier et exécutez cette étape, qui l’écrit de nouveau.`,
              en: `No model, no source and no variable of dbt_project.yml has this name: ${unresolved.join('; ')}. Correct the name, or remove the file and run this step, which writes it again.`,
            },
          },
        ),
      ],
      samples: [
        {
          title: { fr: 'Les modèles du projet', en: 'The project’s models' },
          query: `ls ${PROJECT}/models/*/*.sql`,
          columns: ['FILE'],
          rows: files.filter(file => file.endsWith('.sql')).map(file => [`models/${file}`]),
        },
      ],
    };
  },

  async undo({ ports, log }) {
    await removeFiles(ports.workspace, PROJECT_FILES, log);
    for (const made of ['target', 'logs']) await ports.workspace.remove(`${PROJECT}/${made}`);
  },

  watches: [PROJECT],

  commands(settings) {
    return [
      {
        language: 'shell',
        title: {
          fr: 'À la main : dbt pose ses questions, puis vous écrivez les fichiers ci-dessous',
          en: 'By hand: dbt asks its questions, then you write the files below',
        },
        code: `${changeFolder(workspacePath(settings), shellFor(settings))}\ndbt init ${PROJECT}`,
      },
      ...[PROFILE_FILE, PROJECT_FILE, SOURCES_FILE, ...MODEL_FILES].map(file => ({
        language: file.path.endsWith('.sql') ? ('sql' as const) : ('text' as const),
        title: text(() => file.path),
        code: contentOf(file),
        file: file.asset,
      })),
    ];
  },
});
