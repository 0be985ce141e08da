import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AwsKey, randomAwsAccount, randomAwsKey, randomPassword, randomToken } from './credentials.ts';
import { codeOf, SandboxError } from './errors.ts';
import { configPath, sandboxFolder } from './paths.ts';
import { chooseFreePort } from './ports.ts';

export const SERVICES = ['postgres', 's3', 'snowflake'] as const;
export type ServiceName = (typeof SERVICES)[number];

interface Kept {
  readonly port: number;
  /** The service has run on this port, so that profiles may name it: it is not changed any more. */
  readonly settled: boolean;
}

/** The sandbox of one home: chosen once and kept, because profiles and tools of the student name it. */
export interface SandboxConfig {
  readonly version: 1;
  /** What a client of the host proves to know: only this user can read it. */
  readonly token: string;
  readonly postgres: Kept & { readonly user: string; readonly password: string };
  readonly s3: Kept & {
    /** The student's AWS account. */
    readonly account: string;
    readonly region: string;
    readonly admin: AwsKey;
  };
  readonly snowflake: Kept & {
    readonly account: string;
    readonly user: string;
    readonly password: string;
    /** The user in Snowflake's own AWS account that assumes the student's role (`STORAGE_AWS_IAM_USER_ARN`). */
    readonly iam: AwsKey & { readonly arn: string };
  };
}

async function newConfig(): Promise<SandboxConfig> {
  const taken = new Set<number>();
  for (const _ of SERVICES) taken.add(await chooseFreePort(taken));
  const [postgres = 0, s3 = 0, snowflake = 0] = taken;
  return {
    version: 1,
    token: randomToken(),
    postgres: { port: postgres, settled: false, user: 'postgres', password: randomPassword() },
    s3: { port: s3, settled: false, account: randomAwsAccount(), region: 'eu-west-3', admin: randomAwsKey() },
    snowflake: {
      port: snowflake,
      settled: false,
      account: 'shopstream',
      // The handout's own.
      user: 'STUDENT',
      password: randomPassword(),
      iam: { arn: `arn:aws:iam::${randomAwsAccount()}:user/snowflake-sandbox`, ...randomAwsKey() },
    },
  };
}

/**
 * The configuration of a home's sandbox, made when there is none. Two processes that make one at once get the same.
 * @throws SandboxError `SANDBOX_CONFIG` when the file is damaged; the system's error when the home cannot be written.
 */
export async function loadConfig(home: string): Promise<SandboxConfig> {
  const existing = readConfig(home);
  if (existing !== undefined) return existing;
  const config = await newConfig();
  mkdirSync(sandboxFolder(home), { recursive: true, mode: 0o700 });
  const temporary = writeAside(home, config);
  try {
    // A link fails where a file is already: the first of two wins, and the file is whole from its first moment.
    linkSync(temporary, configPath(home));
  } catch (error) {
    if (codeOf(error, '') !== 'EEXIST') {
      // A file system without hard links.
      renameSync(temporary, configPath(home));
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  return readConfig(home) ?? config;
}

/** The configuration of a home's sandbox, or `undefined` when it has none yet. @throws SandboxError `SANDBOX_CONFIG` when it is damaged. */
export function readConfig(home: string): SandboxConfig | undefined {
  let content: string;
  try {
    content = readFileSync(configPath(home), 'utf8');
  } catch (error) {
    if (codeOf(error, '') === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = parse(content);
  if (!isConfig(parsed)) throw damaged(home);
  return parsed;
}

/** Replaces the configuration of a home in one move. */
export function saveConfig(home: string, config: SandboxConfig): void {
  renameSync(writeAside(home, config), configPath(home));
}

/** Writes to the disk beside the file, readable by this user alone; returns the path. */
function writeAside(home: string, config: SandboxConfig): string {
  const temporary = `${configPath(home)}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return temporary;
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const AWS_KEY = { accessKeyId: '', secretAccessKey: '' };
/** One value of the right kind for every field. */
const SHAPE: SandboxConfig = {
  version: 1,
  token: '',
  postgres: { port: 0, settled: false, user: '', password: '' },
  s3: { port: 0, settled: false, account: '', region: '', admin: AWS_KEY },
  snowflake: { port: 0, settled: false, account: '', user: '', password: '', iam: { arn: '', ...AWS_KEY } },
};

function isConfig(value: unknown): value is SandboxConfig {
  return hasShape(value, SHAPE) && value.version === 1;
}

function hasShape<T>(value: unknown, shape: T): value is T {
  if (typeof shape !== 'object' || shape === null) return typeof value === typeof shape;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(shape).every(([key, inner]) =>
    hasShape((value as Record<string, unknown>)[key], inner),
  );
}

function damaged(home: string): SandboxError {
  const path = configPath(home);
  return new SandboxError({
    code: 'SANDBOX_CONFIG',
    text: {
      fr: `Le fichier ${path} est illisible : les ports et les mots de passe du bac à sable y étaient.`,
      en: `The file ${path} cannot be read: it held the sandbox's ports and passwords.`,
    },
    advice: {
      fr: `Remettez-le depuis une sauvegarde, ou supprimez le dossier ${sandboxFolder(home)} et relancez le TP : tout y sera refait.`,
      en: `Restore it from a backup, or delete the folder ${sandboxFolder(home)} and start the lab again: everything in it is made anew.`,
    },
  });
}
