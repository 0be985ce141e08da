import { readFile } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import process from 'node:process';
import { formatNumber, type Text, text } from '../../i18n/text.ts';
import { unprivilegedAccount } from '../../sandbox/postgres/account.ts';
import { binariesPackage } from '../../sandbox/postgres/platform.ts';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { ask } from '../look/program.ts';
import { defineProbe } from '../probe.ts';

const GIGABYTE = 1024 ** 3;

/** Bytes as a person reads them. */
export function formatBytes(bytes: number): Text {
  return text(lang =>
    bytes >= GIGABYTE
      ? `${formatNumber(bytes / GIGABYTE, lang, 1)} ${lang === 'fr' ? 'Go' : 'GB'}`
      : `${formatNumber(Math.floor(bytes / 1024 ** 2), lang)} ${lang === 'fr' ? 'Mo' : 'MB'}`,
  );
}

export interface ArchitectureFacts {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** glibc's version (Linux); `null` where there is none, as on Alpine. */
  readonly glibc: string | null;
  /** Whether this Node runs translated on another processor. */
  readonly translated: boolean;
}

/** Whether the sandbox's native programs exist for this processor and system. */
export function judgeArchitecture(facts: ArchitectureFacts): readonly Judgement[] {
  const { platform, arch, glibc, translated } = facts;
  const title = { fr: `Système : ${platform}, ${arch}`, en: `System: ${platform}, ${arch}` };
  const evidence = { platform, arch, glibc, translated };
  if (binariesPackage(platform, arch) === undefined) {
    const onArm = platform === 'win32' && arch === 'arm64';
    return [
      problem('architecture', title, {
        cause: {
          fr: 'Aucun PostgreSQL n’est fourni pour ce processeur et ce système.',
          en: 'No PostgreSQL is provided for this processor and system.',
        },
        fix: onArm
          ? {
              fr: 'Installez le Node « x64 » de nodejs.org : Windows sur ARM l’exécute, avec le PostgreSQL x64.',
              en: 'Install the "x64" Node from nodejs.org: Windows on ARM runs it, with the x64 PostgreSQL.',
            }
          : {
              fr: 'Utilisez un Node 64 bits sous Windows x64, macOS, ou Linux x64/arm64.',
              en: 'Use a 64-bit Node on Windows x64, macOS, or Linux x64/arm64.',
            },
        evidence,
      }),
    ];
  }
  if (platform === 'linux' && glibc === null) {
    return [
      problem('architecture', title, {
        cause: {
          fr: 'Ce Linux n’a pas glibc (Alpine utilise musl) : les programmes de PostgreSQL et de DuckDB n’y démarrent pas.',
          en: 'This Linux has no glibc (Alpine uses musl): the programs of PostgreSQL and DuckDB do not start here.',
        },
        fix: {
          fr: 'Utilisez une distribution qui l’a, comme Debian ou Ubuntu.',
          en: 'Use a distribution that has it, such as Debian or Ubuntu.',
        },
        evidence,
      }),
    ];
  }
  if (!translated) return [ok('architecture', title, evidence)];
  return [
    warning('architecture', title, {
      cause: {
        fr: 'Ce Node est traduit pour un autre processeur (Rosetta) : tout marche, plus lentement.',
        en: 'This Node is translated for another processor (Rosetta): everything works, more slowly.',
      },
      fix: {
        fr: 'Installez le Node « arm64 » pour aller plus vite.',
        en: 'Install the "arm64" Node to go faster.',
      },
      evidence,
    }),
  ];
}

export const architectureProbe = defineProbe<ArchitectureFacts>({
  id: 'architecture',
  area: 'machine',
  title: { fr: 'Système et processeur', en: 'System and processor' },
  async collect({ platform, arch }, signal) {
    return {
      platform,
      arch,
      glibc: platform === 'linux' ? glibcVersion() : null,
      translated: await isTranslated(platform, arch, signal),
    };
  },
  judge: judgeArchitecture,
});

function glibcVersion(): string | null {
  // Without this a report looks up the names of every connection's other end. (Newer than the types of Node.)
  Reflect.set(process.report, 'excludeNetwork', true);
  const { header } = process.report.getReport() as {
    readonly header?: { readonly glibcVersionRuntime?: string };
  };
  return header?.glibcVersionRuntime ?? null;
}

async function isTranslated(platform: NodeJS.Platform, arch: string, signal: AbortSignal): Promise<boolean> {
  if (platform !== 'darwin' || arch !== 'x64') return false;
  const { text: answer } = await ask('/usr/sbin/sysctl', ['-in', 'sysctl.proc_translated'], signal);
  return answer.trim() === '1';
}

/** What the services, dbt and a browser need together. */
const MEMORY = { least: 2 * GIGABYTE, wanted: 4 * GIGABYTE } as const;

/** Whether there is memory enough; both in bytes. */
export function judgeMemory(total: number, processors: number): readonly Judgement[] {
  const size = formatBytes(total);
  const title = text(lang =>
    lang === 'fr' ? `Mémoire : ${size.fr}, ${processors} cœurs` : `Memory: ${size.en}, ${processors} cores`,
  );
  const evidence = { total_bytes: total, processors };
  // Firmware keeps a part of what is installed.
  if (total > MEMORY.wanted * 0.85) return [ok('memory', title, evidence)];
  const blame = total < MEMORY.least * 0.85 ? problem : warning;
  return [
    blame('memory', title, {
      cause: {
        fr: 'Les services du TP, dbt et un navigateur demandent ensemble environ 2 Go, 4 Go pour être à l’aise.',
        en: "The lab's services, dbt and a browser together want about 2 GB, 4 GB to be comfortable.",
      },
      fix: {
        fr: 'Fermez les autres programmes ; dans une machine virtuelle ou un conteneur, donnez-lui plus de mémoire.',
        en: 'Close other programs; in a virtual machine or container, give it more memory.',
      },
      evidence,
    }),
  ];
}

export const memoryProbe = defineProbe({
  id: 'memory',
  area: 'machine',
  title: { fr: 'Mémoire', en: 'Memory' },
  async collect() {
    const limit = process.constrainedMemory();
    // Without a limit some systems answer with an absurdly large number, others with 0.
    const total = limit > 0 && limit < totalmem() ? limit : totalmem();
    return { total, free: freemem(), processors: cpus().length };
  },
  judge: ({ total, processors }) => judgeMemory(total, processors),
});

export interface AccountFacts {
  readonly isRoot: boolean;
  /** The account that PostgreSQL would run as instead. */
  readonly standIn: string | null;
  /** Root by sudo, in another user's home. */
  readonly sudo: boolean;
}

/** Root: PostgreSQL refuses it, the launcher copes, files of sudo are a trap. */
export function judgeAccount({ isRoot, standIn, sudo }: AccountFacts): readonly Judgement[] {
  const title = { fr: 'Compte utilisé', en: 'Account in use' };
  const evidence = { root: isRoot, sudo, postgres_account: standIn };
  if (!isRoot) return [ok('account', title, evidence)];
  if (standIn === null) {
    return [
      problem('account', title, {
        cause: {
          fr: 'PostgreSQL refuse de tourner en root, et cette machine n’a pas de compte « nobody » pour le porter.',
          en: 'PostgreSQL refuses to run as root, and this machine has no account "nobody" to carry it.',
        },
        fix: {
          fr: 'Lancez le TP depuis un compte ordinaire.',
          en: 'Start the lab from an ordinary account.',
        },
        evidence,
      }),
    ];
  }
  if (sudo) {
    return [
      warning('account', title, {
        cause: {
          fr: 'Le TP est lancé par sudo : ses fichiers appartiendront à root, et ne seront plus modifiables sans sudo.',
          en: 'The lab is started with sudo: its files will belong to root, and cannot be changed without sudo.',
        },
        fix: { fr: 'Lancez-le sans sudo.', en: 'Start it without sudo.' },
        evidence,
      }),
    ];
  }
  return [
    ok(
      'account',
      {
        fr: `Compte root : PostgreSQL tournera sous le compte « ${standIn} »`,
        en: `Account root: PostgreSQL will run as the account "${standIn}"`,
      },
      evidence,
    ),
  ];
}

export const accountProbe = defineProbe<AccountFacts>({
  id: 'account',
  area: 'machine',
  title: { fr: 'Compte utilisé', en: 'Account in use' },
  async collect({ platform, isRoot, env }) {
    if (platform === 'win32') return undefined;
    const passwd = isRoot ? await readFile('/etc/passwd', 'utf8').catch(() => '') : '';
    return {
      isRoot,
      standIn: unprivilegedAccount(passwd)?.name ?? null,
      sudo: isRoot && (env['SUDO_USER'] ?? 'root') !== 'root',
    };
  },
  judge: judgeAccount,
});
