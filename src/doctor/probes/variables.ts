import { join } from 'node:path';
import { same, type Text } from '../../i18n/text.ts';
import type { Placement } from '../../lab/placement.ts';
import { type ShellKind, shellOf } from '../../lab/shells.ts';
import { readConfig } from '../../sandbox/host/config.ts';
import { toolEnvironment } from '../../targets/environment.ts';
import { sandboxConnections } from '../../targets/sandbox.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Variables that change what tools do, by the tool. */
interface Family {
  readonly id: string;
  readonly title: Text;
  readonly names: RegExp;
  readonly cause: Text;
  /** Whose variables they are, when it is a service of the lab. */
  readonly service?: keyof Placement;
}

const FAMILIES: readonly Family[] = [
  {
    id: 'env-postgres',
    service: 'postgres',
    title: { fr: 'Variables de PostgreSQL', en: 'PostgreSQL variables' },
    names:
      /^PG(?:HOST|HOSTADDR|PORT|USER|DATABASE|PASSWORD|PASSFILE|SERVICE|SERVICEFILE|SSLMODE|SSLROOTCERT|OPTIONS|CLIENTENCODING)$/,
    cause: {
      fr: 'psql et les autres clients PostgreSQL de ce terminal se connecteront là où ces variables le disent, et non au TP.',
      en: 'psql and other PostgreSQL clients of this terminal will connect where these variables say, not to the lab.',
    },
  },
  {
    id: 'env-aws',
    service: 'aws',
    title: { fr: "Variables d'AWS", en: 'AWS variables' },
    names:
      /^AWS_(?:PROFILE|DEFAULT_PROFILE|ENDPOINT_URL(?:_\w+)?|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|REGION|DEFAULT_REGION|CONFIG_FILE|SHARED_CREDENTIALS_FILE)$/,
    cause: {
      fr: "L'AWS CLI de ce terminal utilisera ces variables avant le profil que le TP a écrit.",
      en: 'The AWS CLI of this terminal will take these variables before the profile that the lab wrote.',
    },
  },
  {
    id: 'env-snowflake',
    service: 'snowflake',
    title: { fr: 'Variables de Snowflake', en: 'Snowflake variables' },
    names: /^SNOWFLAKE_\w+$/,
    cause: {
      fr: 'Les outils Snowflake de ce terminal utiliseront ces variables et non celles du TP.',
      en: "Snowflake tools of this terminal will use these variables, not the lab's.",
    },
  },
  {
    id: 'env-dbt',
    title: { fr: 'Variables de dbt', en: 'dbt variables' },
    names: /^DBT_(?:PROFILES_DIR|PROJECT_DIR|TARGET|PROFILE|TARGET_PATH|LOG_PATH|ENGINE_\w+)$/,
    cause: {
      fr: 'Un dbt lancé dans ce terminal lira un autre profil ou un autre projet que celui du TP.',
      en: "A dbt started in this terminal will read another profile or project than the lab's.",
    },
  },
  {
    id: 'env-python',
    title: { fr: 'Variables de Python', en: 'Python variables' },
    names: /^PYTHON(?:HOME|PATH|STARTUP|EXECUTABLE|USERBASE)$/,
    cause: {
      fr: 'Elles font prendre à Python les bibliothèques d’une autre installation : dbt lancé dans ce terminal peut échouer dès l’import.',
      en: 'They make Python take the libraries of another installation: dbt started in this terminal may fail at its first import.',
    },
  },
  {
    id: 'env-node',
    title: { fr: 'Variables de Node', en: 'Node variables' },
    names: /^NODE_(?:OPTIONS|PATH|REPL_EXTERNAL_MODULE)$/,
    cause: {
      fr: 'Elles changent ce que Node charge au démarrage, dans chaque service du TP.',
      en: 'They change what Node loads at its start, in every service of the lab.',
    },
  },
];

/** Never shown, not even in part; nor is who the person is. */
const SECRET = /USER|PASSWORD|SECRET|TOKEN|ACCESS_KEY_ID|PRIVATE_KEY|PASSPHRASE/i;

export interface VariableFacts {
  readonly env: Env;
  readonly placement: Placement;
  readonly shell: ShellKind;
  /** Values that `sandbox env` gives: a terminal that is set up for the sandbox is as it should be. */
  readonly expected: Env;
}

/** Which variables of this terminal lead tools elsewhere. */
export function judgeVariables(facts: VariableFacts): readonly Judgement[] {
  const families = FAMILIES.map(family => judgeFamily(family, facts));
  return [...families, judgeTlsCheck(facts)];
}

function judgeFamily(family: Family, { env, placement, shell, expected }: VariableFacts): Judgement {
  const { id, title, cause, names, service } = family;
  const set = Object.keys(env).filter(name => names.test(name) && (env[name] ?? '') !== '');
  const ours = set.filter(name => expected[name] !== undefined && expected[name] === env[name]);
  const strange = set.filter(name => !ours.includes(name)).toSorted();
  // One's own account is reached by one's own variables.
  const isWanted = service !== undefined && placement[service] === 'cloud';
  const evidence = Object.fromEntries(
    strange.map(name => [name, SECRET.test(name) ? '•••' : (env[name] ?? '').slice(0, 200)]),
  );
  if (strange.length === 0 || isWanted) return ok(id, title, evidence);
  return warning(
    id,
    { fr: `${title.fr} : ${strange.join(', ')}`, en: `${title.en}: ${strange.join(', ')}` },
    {
      cause,
      fix: unset(strange, shell),
      evidence,
    },
  );
}

function unset(names: readonly string[], shell: ShellKind): Text {
  const command = {
    sh: `unset ${names.join(' ')}`,
    powershell: names.map(name => `Remove-Item Env:${name}`).join('; '),
    cmd: names.map(name => `set ${name}=`).join(' & '),
  }[shell];
  return {
    fr: `Dans ce terminal : ${command}`,
    en: `In this terminal: ${command}`,
  };
}

function judgeTlsCheck({ env, shell }: VariableFacts): Judgement {
  const name = 'NODE_TLS_REJECT_UNAUTHORIZED';
  const title = same(name);
  if (env[name] !== '0') return ok('env-tls', { fr: 'Contrôle des certificats', en: 'Certificate checking' });
  return problem('env-tls', title, {
    cause: {
      fr: 'Le contrôle des certificats est coupé : un intermédiaire peut lire vos mots de passe AWS et Snowflake.',
      en: 'Certificate checking is off: somebody in the middle can read your AWS and Snowflake passwords.',
    },
    fix: {
      fr: `${unset([name], shell).fr}. Derrière un pare-feu qui inspecte, donnez plutôt son certificat par NODE_EXTRA_CA_CERTS.`,
      en: `${unset([name], shell).en}. Behind an inspecting firewall, give its certificate in NODE_EXTRA_CA_CERTS instead.`,
    },
    evidence: { [name]: '0' },
  });
}

export const variablesProbe = defineProbe<VariableFacts>({
  id: 'env',
  area: 'variables',
  title: { fr: "Variables d'environnement", en: 'Environment variables' },
  async collect({ env, placement, platform, places }) {
    return {
      env,
      placement,
      shell: shellOf(platform, env),
      expected: await expectedValues(places.home, places.workspace),
    };
  },
  judge: judgeVariables,
});

/** What `sandbox env` says, as far as it is told without starting anything. */
async function expectedValues(home: string, workspace: string): Promise<Env> {
  try {
    const config = readConfig(home);
    if (config === undefined) return {};
    const connections = sandboxConnections(config);
    const profiles = join(workspace, '.dbt');
    const values = toolEnvironment(connections, undefined, { bucket: '', profiles });
    // The keys of the lab's own user serve as well as the administrator's.
    const own = process.env['AWS_ENDPOINT_URL'] === values['AWS_ENDPOINT_URL'];
    const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
    return own ? { ...values, ...Object.fromEntries(keys.map(key => [key, process.env[key]])) } : values;
  } catch {
    return {};
  }
}
