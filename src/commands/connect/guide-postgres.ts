import type { Text } from '../../i18n/text.ts';
import { type Changes, type Guide, placing } from './guide.ts';
import { failedChoice } from './outcome.ts';

/** PostgreSQL: the lab's own, or a server of one's own. Returns whether what was chosen works. */
export async function guidePostgres(guide: Guide): Promise<boolean> {
  const which = await guide.choose(WHICH, [THE_LABS, ONES_OWN]);
  if (which === 0) {
    await guide.keep(placing('postgres', undefined));
    return true;
  }
  for (;;) {
    const changes = await ownServer(guide);
    const { status } = await guide.examine('postgres', changes);
    const next = status === 'answers' ? 'keep' : await failedChoice(guide);
    if (next === 'leave') return false;
    if (next === 'again') continue;
    await guide.keep({ ...changes, ...placing('postgres', 'cloud') });
    return status === 'answers';
  }
}

async function ownServer(guide: Guide): Promise<Changes> {
  const { preferences, env } = guide;
  const host = await guide.ask(HOST, preferences['postgres.host'] ?? env['PGHOST'] ?? '127.0.0.1');
  let port: string;
  do port = await guide.ask(PORT, preferences['postgres.port'] ?? env['PGPORT'] ?? '5432');
  while (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535);
  const user = await guide.ask(USER, preferences['postgres.user'] ?? env['PGUSER'] ?? 'postgres');
  const isLocal = host === 'localhost' || host.startsWith('127.');
  // A server of this machine hardly ever has a certificate; one elsewhere is not to be talked to in clear.
  const tls = await guide.choose(TLS, isLocal ? [WITHOUT, WITH] : [WITH, WITHOUT]);
  return {
    'postgres.host': host,
    'postgres.port': port,
    'postgres.user': user,
    'postgres.tls': (tls === 0) === isLocal ? 'no' : 'yes',
  };
}

const WHICH: Text = { fr: 'Quel PostgreSQL ?', en: 'Which PostgreSQL?' };
const THE_LABS: Text = {
  fr: 'Celui du TP, sur cette machine : rien à installer',
  en: "The lab's, on this machine: nothing to install",
};
const ONES_OWN: Text = { fr: 'Votre propre serveur', en: 'A server of your own' };
const HOST: Text = { fr: 'Adresse du serveur', en: 'Address of the server' };
const PORT: Text = { fr: 'Port', en: 'Port' };
const USER: Text = { fr: 'Rôle (utilisateur)', en: 'Role (user)' };
const TLS: Text = { fr: 'Connexion chiffrée ?', en: 'Encrypted connection?' };
const WITH: Text = { fr: 'TLS, certificat vérifié', en: 'TLS, certificate checked' };
const WITHOUT: Text = {
  fr: 'Sans TLS (serveur de cette machine)',
  en: 'Without TLS (a server of this machine)',
};
