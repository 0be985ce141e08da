import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lang, Text } from '../i18n/text.ts';
import { LabError } from '../lab/errors.ts';
import type { Cube } from './cube.ts';
import { dashboardPage, messagePage, type Page, type PageAssets } from './page.ts';

/** What went wrong, and what to do about it. */
export interface Problem {
  readonly text: Text;
  readonly advice: Text;
}

export interface DashboardOptions {
  readonly assets: PageAssets;
  readonly lang: Lang;
  /** `undefined`: any free port. */
  readonly port: number | undefined;
  /** The figures already read. */
  readonly first: Cube;
  /** Reads the marts again. */
  read(): Promise<Cube>;
  /** What to tell when that fails. */
  explain(error: unknown): Promise<Problem>;
}

export interface Dashboard {
  /** With the token: whoever has it may read the figures. */
  readonly url: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Milliseconds for which figures count as fresh: opening the page right after the start asks nothing twice. */
const FRESH = 5000;

/**
 * Serves the dashboard on loopback: `/?token=…` the page, `/data?token=…` the figures of now.
 * @throws LabError (exit code 2) when the port is taken or may not be used.
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const token = randomBytes(24).toString('base64url');
  const figures = keepFresh(options);
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { assets, lang, explain } = options;
    const send = (status: number, { html, policy }: Page) =>
      reply(response, request, status, 'text/html; charset=utf-8', html, policy);
    const refuse = (status: number, { text, advice }: Problem) =>
      send(status, messagePage(assets, lang, text, advice));
    // A name that somebody else's address server points to this machine is not ours.
    if (![host(), host().replace('127.0.0.1', 'localhost')].includes(request.headers.host ?? ''))
      return refuse(403, WRONG_HOST);
    const url = new URL(request.url ?? '/', 'http://dashboard');
    if (!isSame(url.searchParams.get('token') ?? '', token)) return refuse(403, WRONG_TOKEN);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(405, ONLY_READ);
    }
    if (url.pathname !== '/' && url.pathname !== '/data') return refuse(404, NOT_HERE);
    if (url.pathname === '/') {
      try {
        return send(200, dashboardPage(assets, { lang, live: true, cube: await figures(FRESH) }));
      } catch (error) {
        return refuse(503, await explain(error));
      }
    }
    const body = await figures(0).then(
      cube => ({ cube }),
      async error => ({ problem: await explain(error) }),
    );
    reply(response, request, 200, 'application/json', JSON.stringify(body), "default-src 'none'");
  };

  await listen(server, options.port);
  return {
    url: `http://${host()}/?token=${token}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One reading at a time, shared by who asks meanwhile; the last one again while it is younger than `age` ms. */
function keepFresh({ first, read }: Pick<DashboardOptions, 'first' | 'read'>) {
  let last = { cube: first, at: performance.now() };
  let reading: Promise<Cube> | undefined;
  return (age: number): Promise<Cube> => {
    if (performance.now() - last.at < age) return Promise.resolve(last.cube);
    reading ??= read()
      .then(cube => {
        last = { cube, at: performance.now() };
        return cube;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
}

function listen(server: ReturnType<typeof createServer>, port: number | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(port === undefined ? error : notListening(port, error)));
    server.listen({ host: '127.0.0.1', port: port ?? 0, exclusive: true }, () => resolve());
  });
}

/** Compares in a time that does not depend on how much is right. */
function isSame(given: string, wanted: string): boolean {
  const digest = (words: string) => createHash('sha256').update(words).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function reply(
  response: ServerResponse,
  request: IncomingMessage,
  status: number,
  type: string,
  body: string,
  policy: string,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': `${policy}; frame-ancestors 'none'`,
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function notListening(port: number, cause: NodeJS.ErrnoException): LabError {
  const taken = cause.code === 'EADDRINUSE';
  return new LabError(
    taken
      ? {
          fr: `Le port ${port} est déjà pris par un autre programme.`,
          en: `Port ${port} is taken by another program.`,
        }
      : {
          fr: `Le port ${port} ne peut pas être ouvert (${cause.code ?? ''}).`,
          en: `Port ${port} cannot be opened (${cause.code ?? ''}).`,
        },
    {
      advice: {
        fr: 'Donnez un autre numéro avec --port, ou laissez --port de côté : un port libre est choisi.',
        en: 'Give another number with --port, or leave --port out: a free port is chosen.',
      },
      exitCode: 2,
      cause,
    },
  );
}

const OPEN_THE_ADDRESS: Text = {
  fr: "Ouvrez l'adresse complète que « shopstream dashboard » affiche dans le terminal : elle change à chaque lancement.",
  en: 'Open the whole address that "shopstream dashboard" prints in the terminal: it changes with every start.',
};
const WRONG_TOKEN = {
  text: {
    fr: 'Cette adresse ne donne pas accès au tableau de bord.',
    en: 'This address does not open the dashboard.',
  },
  advice: OPEN_THE_ADDRESS,
};
const WRONG_HOST = {
  text: {
    fr: 'Le tableau de bord ne répond que sous le nom 127.0.0.1.',
    en: 'The dashboard answers under the name 127.0.0.1 only.',
  },
  advice: OPEN_THE_ADDRESS,
};
const ONLY_READ = {
  text: {
    fr: 'Le tableau de bord se lit, et rien de plus.',
    en: 'The dashboard is to be read, and nothing more.',
  },
  advice: OPEN_THE_ADDRESS,
};
const NOT_HERE = {
  text: { fr: "Il n'y a rien à cette adresse.", en: 'There is nothing at this address.' },
  advice: OPEN_THE_ADDRESS,
};
