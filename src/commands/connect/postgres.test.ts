// A server of one's own: a real one, entered as a person would, rightly and wrongly.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, beforeEach, test } from 'node:test';
import { createPostgres } from '../../adapters/postgres.ts';
import { removePostgres, startPostgres } from '../../sandbox/postgres/main.ts';
import type { RunningService } from '../../sandbox/service.ts';
import type { CloudSettings } from '../../targets/cloud/settings.ts';
import { examineOwn, type ServiceLook } from './examine.ts';

const OWNER = { user: 'prof', password: 'le mot de passe:à moi' };
let folder: string;
let server: RunningService;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-postgres-'));
  server = await startPostgres({ port: 0, dataDir: join(folder, 'pg'), ...OWNER });
  const { port, close } = createPostgres({
    host: '127.0.0.1',
    port: server.port,
    ...OWNER,
    database: 'postgres',
  });
  await port.execute(`CREATE ROLE eleve LOGIN PASSWORD 'petit'`);
  await close();
});
after(async () => {
  await server.stop();
  await removePostgres(join(folder, 'pg'));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('PG')) delete process.env[name];
  process.env['PGPASSFILE'] = join(folder, 'none');
});

const examine = (settings: CloudSettings = {}): Promise<ServiceLook> =>
  examineOwn('postgres', {
    settings: {
      ...{ 'postgres.host': 'localhost', 'postgres.port': String(server.port), 'postgres.user': OWNER.user },
      ...settings,
    },
    places: { home: folder, workspace: folder, tools: folder },
    signal: new AbortController().signal,
  });

function told({ status, problem, findings }: ServiceLook) {
  const { fr = '', en = '' } = problem?.text ?? {};
  return { status, id: problem?.diagnosis?.id, fr, en, findings: findings.map(found => found.status) };
}

test('the password comes from the environment or from the file that psql reads', async () => {
  process.env['PGPASSWORD'] = OWNER.password;
  const look = await examine();
  assert.deepEqual(told(look).findings, ['ok']);
  assert.match(look.findings[0]?.title.fr ?? '', /^Votre PostgreSQL : \d+/);
  assert.match(look.where?.fr ?? '', /^127\.0\.0\.1:\d+, sans TLS$/);
  delete process.env['PGPASSWORD'];
  const file = join(folder, 'pgpass');
  process.env['PGPASSFILE'] = file;
  const line = `other:*:*:*:no\nlocalhost:${server.port}:*:prof:le mot de passe\\:à moi\n`;
  await writeFile(file, line, { mode: 0o600 });
  assert.equal((await examine()).status, 'answers');
  if (process.platform === 'win32') return;
  // One that others can read is passed over, as psql does.
  await chmod(file, 0o644);
  assert.equal((await examine()).status, 'failed');
});

test('a role that may not create a database is told the right that is missing', async () => {
  process.env['PGPASSWORD'] = 'petit';
  const look = await examine({ 'postgres.user': 'eleve' });
  assert.deepEqual(told(look).findings, ['problem']);
  assert.match(look.findings[0]?.fix?.en ?? '', /CREATEDB/);
});

test('wrong password, no password, TLS where the server has none, wrong host, wrong port', async () => {
  const none = told(await examine());
  assert.equal(none.status, 'failed');
  process.env['PGPASSWORD'] = 'mal-saisi';
  const wrong = told(await examine());
  const tls = told(await examine({ 'postgres.tls': 'yes' }));
  const port = told(await examine({ 'postgres.port': '9' }));
  const host = told(await examine({ 'postgres.host': 'nulle-part.invalid' }));
  const seen = { none, wrong, tls, port, host };
  for (const [name, { status, id, fr, en }] of Object.entries(seen)) {
    assert.equal(status, 'failed', name);
    assert.ok(id !== undefined, `${name} is a known error: ${fr}`);
    assert.ok(fr !== en && !fr.includes('mal-saisi') && !en.includes('mal-saisi'));
  }
  assert.match(wrong.fr, /mot de passe/i);
  assert.match(tls.en, /SSL|TLS/);
  assert.match(host.fr, /nulle-part\.invalid|introuvable|adresse/);
});

test('somebody who can be asked is asked once for the password', async () => {
  const asked: string[] = [];
  const look = await examineOwn('postgres', {
    settings: {
      'postgres.host': '127.0.0.1',
      'postgres.port': String(server.port),
      'postgres.user': OWNER.user,
    },
    places: { home: folder, workspace: folder, tools: folder },
    signal: new AbortController().signal,
    ask: async ({ name, of }) => {
      asked.push(`${name} ${of}`);
      return OWNER.password;
    },
  });
  assert.equal(look.status, 'answers');
  assert.deepEqual(asked, [`PGPASSWORD prof@127.0.0.1:${server.port}`]);
});
