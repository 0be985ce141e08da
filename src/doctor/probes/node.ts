import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import process from 'node:process';
import { same } from '../../i18n/text.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { isAtLeast, programVersion } from '../look/program.ts';
import { defineProbe } from '../probe.ts';

export interface NodeFacts {
  readonly app: string;
  /** The Node that runs this program. */
  readonly version: string;
  readonly path: string;
  /** Whether it is the one that the lab fetched for itself. */
  readonly own: boolean;
  /** The oldest that the package declares. */
  readonly minimum: string;
  /** The `node` that the student's terminal finds. */
  readonly onPath: string | null;
}

/** Whether the Node that runs is one the lab can rely on. */
export function judgeNode(facts: NodeFacts): readonly Judgement[] {
  const { version, minimum, onPath, own, path, app } = facts;
  const evidence = { version, path, minimum, own, on_path: onPath };
  const node = isAtLeast(version, minimum)
    ? ok('node', same(`Node ${version}`), evidence)
    : problem('node', same(`Node ${version}`), {
        cause: {
          fr: `Cette version de Node est trop ancienne : le TP demande ${minimum} ou plus récent.`,
          en: `This version of Node is too old: the lab wants ${minimum} or newer.`,
        },
        fix: {
          fr: 'Lancez le TP par « npm start », qui apporte son propre Node, ou installez la version LTS de nodejs.org.',
          en: 'Start the lab with "npm start", which brings its own Node, or install the LTS version from nodejs.org.',
        },
        evidence,
      });
  return [ok('lab-version', same(`ShopStream Lab ${app}`), { version: app }), node];
}

export const nodeProbe = defineProbe<NodeFacts>({
  id: 'node',
  area: 'tools',
  title: same('Node'),
  async collect({ root, app, env }, signal) {
    const declared: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const { engines } = declared as { readonly engines?: { readonly node?: string } };
    const found = await programVersion('node', env, signal).catch(() => undefined);
    return {
      app,
      version: process.versions.node,
      path: process.execPath,
      own: process.execPath.startsWith(join(root, '.node') + sep),
      minimum: /\d[\d.]*/.exec(engines?.node ?? '')?.[0] ?? '22.18',
      onPath: found?.version ?? null,
    };
  },
  judge: judgeNode,
});

/** Packages with programs of this system's own, which a copied `node_modules` or a refused download lacks. */
export interface PackageFacts {
  readonly missing: readonly string[];
  readonly present: readonly string[];
}

/** Whether the native packages are there. */
export function judgePackages({ missing, present }: PackageFacts): readonly Judgement[] {
  const title = { fr: 'Paquets du TP', en: "The lab's packages" };
  if (missing.length === 0) return [ok('packages', title, { present: present.join(', ') })];
  return [
    problem('packages', title, {
      cause: {
        fr: `Il manque, pour ce système : ${missing.join(', ')}. Le dossier node_modules vient peut-être d'une autre machine, ou son installation a été interrompue.`,
        en: `Missing for this system: ${missing.join(', ')}. The node_modules folder may come from another machine, or its installation was interrupted.`,
      },
      fix: {
        fr: 'Supprimez le dossier node_modules du TP, puis relancez « npm start ».',
        en: 'Delete the lab\'s node_modules folder, then run "npm start" again.',
      },
      evidence: { missing: missing.join(', ') },
    }),
  ];
}

/** What a warning says about an optional program. */
export interface ProgramFacts {
  readonly git: string | null;
  readonly aws: string | null;
  readonly npm: string | null;
  readonly psql: string | null;
}

/** Git, the AWS CLI, npm and psql: what each is for, and that the lab goes on without. */
export function judgePrograms({ git, aws, npm, psql }: ProgramFacts): readonly Judgement[] {
  return [
    git === null
      ? warning('git', same('git'), {
          cause: {
            fr: 'git est absent : « dbt debug » le signale comme une erreur, et le TP continue sans lui.',
            en: 'git is absent: "dbt debug" reports it as an error, and the lab goes on without it.',
          },
          fix: {
            fr: 'Installez git (git-scm.com), puis ouvrez un nouveau terminal.',
            en: 'Install git (git-scm.com), then open a new terminal.',
          },
          evidence: { version: null },
        })
      : ok('git', same(`git ${git}`), { version: git }),
    judgeAws(aws),
    npm === null
      ? warning('npm', same('npm'), {
          cause: {
            fr: 'npm est introuvable dans ce terminal : le TP installé fonctionne, mais ne pourra pas être mis à jour.',
            en: 'npm is not found in this terminal: the installed lab works, but cannot be updated.',
          },
          fix: {
            fr: 'Installez Node depuis nodejs.org (npm est avec), puis ouvrez un nouveau terminal.',
            en: 'Install Node from nodejs.org (npm comes with it), then open a new terminal.',
          },
          evidence: { version: null },
        })
      : ok('npm', same(`npm ${npm}`), { version: npm }),
    psql === null
      ? ok(
          'psql',
          {
            fr: 'psql absent (facultatif : « shopstream sql » le remplace)',
            en: 'psql absent (optional: "shopstream sql" replaces it)',
          },
          { version: null },
        )
      : ok('psql', same(`psql ${psql}`), { version: psql }),
  ];
}

/** `aws login`, which the lab recommends for one's own account, came with this version (November 2025). */
const AWS_LOGIN = '2.32';

function judgeAws(version: string | null): Judgement {
  if (version !== null) {
    const login = isAtLeast(version, AWS_LOGIN);
    return ok('aws-cli', same(`AWS CLI ${version}`), { version, aws_login: login });
  }
  return warning('aws-cli', same('AWS CLI'), {
    cause: {
      fr: "La commande aws est absente : les contrôles qui l'appellent restent « inconnus », sans rien bloquer.",
      en: 'The aws command is absent: the checks that call it stay "unknown", and nothing is blocked.',
    },
    fix: {
      fr: "Installez l'AWS CLI version 2 (aws.amazon.com/cli), puis ouvrez un nouveau terminal.",
      en: 'Install the AWS CLI version 2 (aws.amazon.com/cli), then open a new terminal.',
    },
    evidence: { version: null },
  });
}
