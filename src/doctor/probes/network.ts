import { access } from 'node:fs/promises';
import { type Judgement, ok, problem, warning } from '../finding.ts';
import { defineProbe } from '../probe.ts';

type Env = Readonly<Record<string, string | undefined>>;

const PROXIES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

/** Whether a proxy is set, and spares this machine's own addresses. */
export function judgeProxy(env: Env): readonly Judgement[] {
  const title = { fr: 'Proxy', en: 'Proxy' };
  const set = PROXIES.filter(name => (env[name] ?? '') !== '');
  if (set.length === 0) return [ok('proxy', { fr: 'Pas de proxy', en: 'No proxy' })];
  const exceptions = env['NO_PROXY'] || env['no_proxy'] || '';
  const missing = ['127.0.0.1', 'localhost'].filter(host => !covers(exceptions, host));
  const evidence = { ...Object.fromEntries(set.map(name => [name, env[name] ?? ''])), no_proxy: exceptions };
  const malformed = set.filter(name => !/^\w+:\/\/|^[\w.-]+:\d+/.test(env[name] ?? ''));
  if (malformed.length > 0) {
    return [
      problem('proxy', title, {
        cause: {
          fr: `${malformed.join(', ')} n'a pas la forme http://serveur:port.`,
          en: `${malformed.join(', ')} does not look like http://server:port.`,
        },
        fix: {
          fr: "Corrigez la variable : l'adresse du proxy de votre établissement, par exemple http://proxy.univ.fr:3128.",
          en: "Correct the variable: your institution's proxy, for example http://proxy.univ.fr:3128.",
        },
        evidence,
      }),
    ];
  }
  if (missing.length === 0) return [ok('proxy', title, evidence)];
  return [
    problem('proxy', title, {
      cause: {
        fr: `${set.join(', ')} sans exception pour ${missing.join(' et ')} : l'AWS CLI, dbt et les connecteurs Python enverraient au proxy ce qui est pour cette machine.`,
        en: `${set.join(', ')} without an exception for ${missing.join(' and ')}: the AWS CLI, dbt and Python connectors would send to the proxy what is for this machine.`,
      },
      fix: {
        fr: `Ajoutez-les à NO_PROXY : NO_PROXY=${[exceptions, ...missing].filter(Boolean).join(',')}`,
        en: `Add them to NO_PROXY: NO_PROXY=${[exceptions, ...missing].filter(Boolean).join(',')}`,
      },
      evidence,
    }),
  ];
}

function covers(exceptions: string, host: string): boolean {
  return exceptions
    .split(/[\s,]+/)
    .map(entry => entry.replace(/:\d+$/, '').replace(/^\*?\./, ''))
    .some(
      entry => entry === '*' || entry === host || (host === '127.0.0.1' && /^127\.0\.0\.0\/8$/.test(entry)),
    );
}

export const proxyProbe = defineProbe<Env>({
  id: 'proxy',
  area: 'network',
  title: { fr: 'Proxy', en: 'Proxy' },
  collect: async ({ env }) => env,
  judge: judgeProxy,
});

/** Files of certificate authorities that variables name. */
const AUTHORITIES = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'AWS_CA_BUNDLE',
];

export interface AuthorityFacts {
  readonly name: string;
  readonly path: string;
  readonly there: boolean;
}

/** Whether the certificate files that variables name exist: Node passes over a missing one in silence, Python fails. */
export function judgeAuthorities(files: readonly AuthorityFacts[]): readonly Judgement[] {
  const title = { fr: 'Certificats ajoutés', en: 'Added certificates' };
  const missing = files.filter(({ there }) => !there);
  const evidence = Object.fromEntries(files.map(({ name, path }) => [name, path]));
  if (missing.length === 0) return [ok('ca-certificates', title, evidence)];
  return [
    warning('ca-certificates', title, {
      cause: {
        fr: `${missing.map(({ name, path }) => `${name} nomme ${path}`).join(' ; ')}, qui n'existe pas.`,
        en: `${missing.map(({ name, path }) => `${name} names ${path}`).join('; ')}, which does not exist.`,
      },
      fix: {
        fr: 'Corrigez le chemin, ou retirez la variable : les téléchargements de Python échoueraient.',
        en: 'Correct the path, or remove the variable: downloads by Python would fail.',
      },
      evidence,
    }),
  ];
}

export const authoritiesProbe = defineProbe<readonly AuthorityFacts[]>({
  id: 'ca-certificates',
  area: 'network',
  title: { fr: 'Certificats ajoutés', en: 'Added certificates' },
  collect: ({ env }) =>
    Promise.all(
      AUTHORITIES.flatMap(name => {
        const path = env[name];
        if (path === undefined || path === '') return [];
        return [
          access(path).then(
            () => ({ name, path, there: true }),
            () => ({ name, path, there: false }),
          ),
        ];
      }),
    ),
  judge: judgeAuthorities,
});
