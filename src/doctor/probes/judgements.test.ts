// Every verdict from facts alone: what this machine cannot be is judged as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_SANDBOX } from '../../lab/placement.ts';
import { judgeAwsIdentity, judgeAwsRights } from '../accounts/aws.ts';
import { judgeOwnPostgres } from '../accounts/postgres.ts';
import { judgeSnowflakeSession } from '../accounts/snowflake.ts';
import { discreet } from '../discreet.ts';
import { interpret } from '../look/answer.ts';
import { parseLsof, parseProcNet } from '../look/listeners.ts';
import { isAtLeast } from '../look/program.ts';
import { judgeIssuer, judgeSkew } from './accounts.ts';
import { diskNeeds, judgeDisk } from './disk.ts';
import { judgeLocation, judgeRights } from './folders.ts';
import { judgeClock, judgeLocale, judgeTerminal } from './locale.ts';
import { judgeProxy } from './network.ts';
import { judgeNode, judgePrograms } from './node.ts';
import { judgeServicePort, judgeUsualPort, type ServicePort } from './ports.ts';
import { judgePython } from './python.ts';
import { judgeSandbox } from './sandbox.ts';
import { judgeAccount, judgeArchitecture, judgeMemory } from './system.ts';
import { judgeVariables } from './variables.ts';
import { judgeInsideWsl } from './wsl.ts';

type Judged = readonly { readonly id: string; readonly status: string }[];
const status = (judgements: Judged) => judgements.map(found => found.status);
const bad = (judgements: Judged) => judgements.filter(found => found.status !== 'ok').map(found => found.id);

test('versions are compared by number', () => {
  assert.ok(isAtLeast('24.21.0', '22.18'));
  assert.ok(isAtLeast('22.18', '22.18.0'));
  assert.ok(!isAtLeast('22.9.9', '22.18.0'));
  const node = { app: '1.0.0', path: '/usr/bin/node', own: false, minimum: '22.18', onPath: null };
  assert.deepEqual(bad(judgeNode({ ...node, version: '20.20.2' })), ['node']);
  assert.deepEqual(bad(judgeNode({ ...node, version: '24.21.0' })), []);
  assert.deepEqual(bad(judgePrograms({ git: null, aws: null, npm: null, psql: null })), [
    'git',
    'aws-cli',
    'npm',
  ]);
});

test('Python: absent, too new, 32 bits, or no longer needed', () => {
  const facts = { platform: 'win32', environment: false } as const;
  const found = { kind: 'unsuitable', path: 'C:\\Python314\\python.exe', version: '3.14.0' } as const;
  assert.deepEqual(status(judgePython({ ...facts, search: { kind: 'missing' } })), ['problem']);
  const [tooNew] = judgePython({ ...facts, search: found });
  assert.match(tooNew?.cause?.fr ?? '', /3\.14\.0 ne convient pas/);
  assert.match(tooNew?.fix?.en ?? '', /winget install Python/);
  assert.deepEqual(status(judgePython({ ...facts, environment: true, search: found })), ['warning']);
});

test('processors and systems', () => {
  const facts = { glibc: null, translated: false };
  assert.deepEqual(status(judgeArchitecture({ ...facts, platform: 'linux', arch: 'x64', glibc: '2.36' })), [
    'ok',
  ]);
  const [musl] = judgeArchitecture({ ...facts, platform: 'linux', arch: 'x64' });
  assert.match(musl?.cause?.en ?? '', /no glibc/);
  const [arm] = judgeArchitecture({ ...facts, platform: 'win32', arch: 'arm64' });
  assert.match(arm?.fix?.fr ?? '', /Node « x64 »/);
  assert.deepEqual(status(judgeArchitecture({ ...facts, platform: 'win32', arch: 'ia32' })), ['problem']);
  assert.deepEqual(
    status(judgeArchitecture({ ...facts, platform: 'darwin', arch: 'x64', translated: true })),
    ['warning'],
  );
  assert.deepEqual(status(judgeMemory(1e9, 2)), ['problem']);
  assert.deepEqual(status(judgeMemory(3e9, 2)), ['warning']);
  // A laptop of 4 GB, less what its firmware keeps.
  assert.deepEqual(status(judgeMemory(3.8 * 1024 ** 3, 2)), ['ok']);
  assert.deepEqual(status(judgeAccount({ isRoot: true, standIn: 'nobody', sudo: false })), ['ok']);
  assert.deepEqual(status(judgeAccount({ isRoot: true, standIn: 'nobody', sudo: true })), ['warning']);
  assert.deepEqual(status(judgeAccount({ isRoot: true, standIn: null, sudo: false })), ['problem']);
});

test('locale, terminal, clock, WSL', () => {
  assert.deepEqual(status(judgeLocale('linux', { LANG: 'fr_FR.UTF-8' })), ['ok']);
  // LC_ALL outweighs LANG.
  assert.deepEqual(status(judgeLocale('linux', { LANG: 'fr_FR.UTF-8', LC_ALL: 'C' })), ['warning']);
  assert.deepEqual(status(judgeLocale('linux', {})), ['warning']);
  assert.deepEqual(status(judgeLocale('darwin', {})), ['ok']);
  assert.deepEqual(status(judgeLocale('win32', {})), []);
  const terminal = { platform: 'win32', interactive: true, columns: 120, rows: 30 } as const;
  assert.deepEqual(status(judgeTerminal({ ...terminal, env: {} })), ['warning']);
  assert.deepEqual(status(judgeTerminal({ ...terminal, env: { WT_SESSION: 'x' } })), ['ok']);
  assert.deepEqual(status(judgeTerminal({ ...terminal, env: { WT_SESSION: 'x' }, rows: 10 })), ['warning']);
  const now = Date.UTC(2026, 10, 24);
  assert.deepEqual(status(judgeClock(now, now - 1000, 'Europe/Paris')), ['ok']);
  assert.deepEqual(status(judgeClock(Date.UTC(2001, 0, 1), null, 'Europe/Paris')), ['problem']);
  assert.deepEqual(status(judgeClock(now, now + 3 * 86_400_000, 'Europe/Paris')), ['warning']);
  const wsl1 = 'Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0)';
  const wsl2 = 'Linux version 5.15.153.1-microsoft-standard-WSL2 (root@941d701f84f1)';
  assert.deepEqual(status(judgeInsideWsl(wsl1, ['/home/ines'])), ['problem']);
  assert.deepEqual(status(judgeInsideWsl(wsl2, ['/home/ines'])), ['ok']);
  assert.deepEqual(status(judgeInsideWsl(wsl2, ['/mnt/c/Users/Ines/TP'])), ['warning']);
  assert.deepEqual(status(judgeInsideWsl('Linux version 6.1.0-18-amd64', ['/home/ines'])), []);
});

test('synchronised, networked and accented folders', () => {
  const where = (home: string, platform: NodeJS.Platform, workspace = home, network: 'home'[] = []) =>
    judgeLocation({ platform, folders: { home, workspace, tools: home }, network, oneDrive: undefined });
  assert.deepEqual(status(where('C:\\Users\\Ines\\AppData\\Local\\ShopStreamLab', 'win32')), ['ok']);
  const [oneDrive] = where('C:\\lab', 'win32', 'C:\\Users\\Ines\\OneDrive - Université Paris\\TP');
  assert.equal(oneDrive?.status, 'warning');
  assert.match(oneDrive?.cause?.fr ?? '', /OneDrive synchronise/);
  const iCloud = '/Users/ines/Library/Mobile Documents/com~apple~CloudDocs/TP';
  assert.match(where('/Users/ines/lab', 'darwin', iCloud)[0]?.cause?.en ?? '', /iCloud/);
  assert.deepEqual(status(where('/home/ines/Dropbox/lab', 'linux')), ['warning']);
  assert.deepEqual(status(where('\\\\serveur\\etudiants\\ines', 'win32')), ['problem']);
  assert.deepEqual(status(where('/home/ines', 'linux', '/home/ines', ['home'])), ['problem']);
  // An accent is no trouble: the database goes elsewhere, and that is said.
  const [accent] = where('C:\\Users\\Élève\\lab', 'win32');
  assert.equal(accent?.status, 'ok');
  assert.equal(accent?.evidence['database_elsewhere'], true);
});

test('rights and room', () => {
  const facts = {
    name: 'home',
    path: '/x/lab',
    nearest: '/x',
    refusal: null,
    mode: 0o700,
    foreign: false,
  } as const;
  assert.deepEqual(status(judgeRights(facts)), ['ok']);
  assert.deepEqual(status(judgeRights({ ...facts, mode: 0o755 })), ['warning']);
  assert.match(
    judgeRights({ ...facts, refusal: 'EACCES', foreign: true })[0]?.cause?.fr ?? '',
    /autre compte/,
  );
  assert.match(judgeRights({ ...facts, refusal: 'EROFS' })[0]?.cause?.en ?? '', /read-only/);
  const rooms = (free: number) => diskNeeds(false).map(need => ({ need, path: '/x', free }));
  assert.deepEqual(bad(judgeDisk(rooms(2e9))), []);
  assert.ok(judgeDisk(rooms(1e6)).every(found => found.status === 'problem'));
});

test('a proxy must spare this machine', () => {
  const HTTP_PROXY = 'http://ines:motdepasse@proxy.univ.fr:3128';
  assert.deepEqual(status(judgeProxy({})), ['ok']);
  const [uncovered] = judgeProxy({ HTTP_PROXY });
  assert.equal(uncovered?.status, 'problem');
  assert.match(uncovered?.fix?.fr ?? '', /NO_PROXY=127\.0\.0\.1,localhost/);
  assert.deepEqual(status(judgeProxy({ HTTP_PROXY, NO_PROXY: 'localhost,127.0.0.1' })), ['ok']);
  assert.deepEqual(status(judgeProxy({ https_proxy: HTTP_PROXY, no_proxy: '*' })), ['ok']);
  assert.match(judgeProxy({ HTTP_PROXY, NO_PROXY: 'localhost' })[0]?.cause?.en ?? '', /for 127\.0\.0\.1:/);
  assert.deepEqual(status(judgeProxy({ HTTP_PROXY: 'proxy', NO_PROXY: '*' })), ['problem']);
});

test('variables that lead tools elsewhere, and how to be rid of them in each shell', () => {
  const facts = { placement: ALL_SANDBOX, shell: 'sh', expected: {} } as const;
  assert.deepEqual(bad(judgeVariables({ ...facts, env: { PATH: '/bin' } })), []);
  const env = {
    PGSSLMODE: 'require',
    AWS_PROFILE: 'perso',
    PYTHONHOME: '/opt/python',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    SNOWFLAKE_PASSWORD: 'Secret-123',
  };
  const judged = judgeVariables({ ...facts, env });
  assert.deepEqual(bad(judged), ['env-postgres', 'env-aws', 'env-snowflake', 'env-python', 'env-tls']);
  assert.doesNotMatch(JSON.stringify(judged), /Secret-123/);
  const fixOf = (shell: 'powershell' | 'cmd') =>
    judgeVariables({ ...facts, shell, env }).find(({ id }) => id === 'env-postgres')?.fix?.en ?? '';
  assert.match(fixOf('powershell'), /Remove-Item Env:PGSSLMODE/);
  assert.match(fixOf('cmd'), /set PGSSLMODE=/);
  // What `sandbox env` sets is as it should be, and one's own account is reached by one's own variables.
  assert.deepEqual(
    bad(judgeVariables({ ...facts, env: { PGHOST: '127.0.0.1' }, expected: { PGHOST: '127.0.0.1' } })),
    [],
  );
  assert.deepEqual(
    bad(
      judgeVariables({
        ...facts,
        placement: { ...ALL_SANDBOX, aws: 'cloud' },
        env: { AWS_PROFILE: 'perso' },
      }),
    ),
    [],
  );
});

const PORT: ServicePort = {
  service: 'postgres',
  port: 26_000,
  answer: { kind: 'postgres' },
  owner: { pid: 812, name: 'postgres.exe' },
  status: undefined,
  recognised: false,
  config: 'C:\\lab\\sandbox\\config.json',
  platform: 'win32',
};

test('a port is free, ours, left over, or taken', () => {
  assert.equal(judgeServicePort({ ...PORT, answer: { kind: 'nothing' }, owner: null }).status, 'ok');
  const taken = judgeServicePort(PORT);
  assert.equal(taken.status, 'problem');
  assert.match(
    taken.cause?.fr ?? '',
    /^Un serveur PostgreSQL \(postgres\.exe, pid 812\) occupe le port 26000/,
  );
  assert.match(taken.fix?.en ?? '', /Stop-Process -Id 812/);
  assert.equal(taken.repair, undefined);
  assert.match(judgeServicePort({ ...PORT, recognised: true }).title.en, /left behind/);
  const ready = { name: 'postgres', state: 'ready', port: 26_000, pid: 99, since: '' } as const;
  assert.equal(judgeServicePort({ ...PORT, recognised: true, status: ready }).status, 'ok');
  // Another server took the place of one that is said to be ready.
  assert.equal(judgeServicePort({ ...PORT, status: ready }).status, 'problem');
  assert.equal(judgeUsualPort({ port: 5432, answer: { kind: 'postgres' }, owner: null }).status, 'warning');
  assert.equal(
    judgeUsualPort({ port: 9000, answer: { kind: 'http', server: 'MinIO' }, owner: null }).status,
    'ok',
  );
});

test('first bytes of servers', () => {
  const kind = (bytes: string | number[]) => interpret(Buffer.from(bytes as string))?.kind;
  assert.equal(kind('N'), 'postgres');
  assert.equal(kind('S'), 'postgres');
  assert.deepEqual(interpret(Buffer.from('HTTP/1.1 400 Bad Request\r\nServer: nginx/1.24.0\r\n\r\n')), {
    kind: 'http',
    server: 'nginx/1.24.0',
  });
  assert.equal(kind('SSH-2.0-OpenSSH_9.2\r\n'), 'named');
  assert.deepEqual(interpret(Buffer.from('J\0\0\0\x0a8.0.36\0rest', 'latin1')), {
    kind: 'named',
    server: 'MySQL',
  });
  assert.equal(kind(''), undefined);
});

test('who listens on Linux and macOS', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 23456 1 0 100 0 0 10 0
   1: 0100007F:1538 0100007F:C822 01 00000000:00000000 00:00000000 00000000   999        0 99999 1 0 20 4 30 10 -1`;
  assert.deepEqual([...parseProcNet(table)], [['23456', 5432]]);
  const lsof = 'p501\ncpostgres\nf7\nn127.0.0.1:5432\nf8\nn[::1]:5432\np733\ncControlCenter\nf9\nn*:7000\n';
  assert.deepEqual(
    [...parseLsof(lsof)],
    [
      [5432, { pid: 501, name: 'postgres' }],
      [7000, { pid: 733, name: 'ControlCenter' }],
    ],
  );
});

test('the sandbox: new, stopped, running, failing', () => {
  const facts = { config: 'good', status: undefined, failures: [], leftovers: [] } as const;
  assert.deepEqual(status(judgeSandbox({ ...facts, config: 'none' })), ['ok']);
  assert.deepEqual(status(judgeSandbox(facts)), ['ok']);
  assert.deepEqual(status(judgeSandbox({ ...facts, leftovers: ['s3'] })), ['problem']);
  const why = { text: { fr: 'cause', en: 'cause' }, exitCode: 1 } as const;
  const service = { name: 's3', state: 'failed', port: 1, since: '' } as const;
  const running = { pid: 1, kept: true, owners: 0, services: [service] };
  assert.deepEqual(bad(judgeSandbox({ ...facts, status: running, failures: [{ service, why }] })), [
    'service-s3',
  ]);
});

test('one’s own accounts', () => {
  const own = { account: '123456789012', userId: 'X' };
  const [user] = judgeAwsIdentity({ ...own, arn: 'arn:aws:iam::123456789012:user/ines' });
  assert.equal(user?.status, 'ok');
  assert.equal(user?.evidence['account'], '••••••••9012');
  assert.deepEqual(status(judgeAwsIdentity({ ...own, arn: 'arn:aws:iam::123456789012:root' })), ['warning']);
  const [rights] = judgeAwsRights({ ...own, arn: 'arn:aws:iam::123456789012:user/ines' }, ['iam:GetRole']);
  assert.equal(rights?.status, 'warning');
  assert.match(rights?.cause?.fr ?? '', /iam:GetRole/);
  assert.match(
    rights?.fix?.en ?? '',
    /--user-name ines --policy-arn arn:aws:iam::aws:policy\/IAMFullAccess$/,
  );
  const session = { user: 'INES', warehouse: null, region: 'AWS_EU_WEST_3', version: '9.36.0' };
  assert.deepEqual(status(judgeSnowflakeSession({ ...session, role: 'ACCOUNTADMIN' })), ['ok']);
  assert.deepEqual(status(judgeSnowflakeSession({ ...session, role: 'PUBLIC' })), ['warning']);
  assert.deepEqual(status(judgeSkew(2000)), ['ok']);
  assert.deepEqual(status(judgeSkew(-5 * 60_000)), ['warning']);
  assert.deepEqual(status(judgeSkew(20 * 60_000)), ['problem']);
  assert.deepEqual(status(judgeSkew(2 * 60_000, 'Snowflake')), ['problem']);
  assert.deepEqual(status(judgeIssuer('Amazon', true, undefined)), ['ok']);
  assert.deepEqual(status(judgeIssuer('Fortinet', false, undefined)), ['problem']);
  assert.deepEqual(status(judgeIssuer('Université de Paris', true, '/etc/ca.pem')), ['warning']);
  assert.deepEqual(status(judgeOwnPostgres({ version: '16.2', createdb: false })), ['problem']);
});

test('nobody is named', () => {
  assert.equal(discreet('in D:\\Users\\Élève Dupont\\TP or C:\\Users\\Ines', ''), 'in ~\\TP or ~');
  assert.equal(discreet('C:\\Users\\Élève Dupont\\TP', 'C:\\Users\\Élève Dupont'), '~\\TP');
  assert.equal(discreet('/home/ines/TP and /Users/ines', '/home/ines'), '~/TP and ~');
  assert.equal(discreet('/rootfs and /root/x', '/root'), '/rootfs and ~/x');
  assert.equal(discreet('http://ines:secret@proxy:3128', '/home/x'), 'http://•••@proxy:3128');
});
