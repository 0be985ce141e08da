// connect on a real terminal and without one: secrets typed unseen, asked for once, never kept.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, test } from 'node:test';
import { packageRoot } from '../../src/lab/content.ts';
import { ACCOUNT, type CloudAccounts, openCloudAccounts, PASSWORD, USER } from '../helpers/cloud-accounts.ts';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';
import { Terminal } from '../tui/terminal.ts';

const ALTERNATE_SCREEN = '\u001b[?1049h';

let accounts: CloudAccounts;
let machine: LabMachine;

before(async () => {
  accounts = await openCloudAccounts();
  machine = await newMachine();
  for (const name of Object.keys(machine.environment))
    if (/^(?:AWS|SNOWFLAKE|PG)/.test(name)) delete machine.environment[name];
  Object.assign(machine.environment, accounts.environment, {
    SNOWFLAKE_HOME: join(accounts.folder, 'none'),
  });
});
after(async () => {
  await machine.dispose();
  await accounts.close();
});

/** The settings of somebody who logs in with a password. */
async function settle(): Promise<void> {
  const settings = { account: ACCOUNT, user: USER, login: 'password' };
  for (const [name, value] of Object.entries(settings))
    assert.equal((await machine.run(['config', 'set', `snowflake.${name}`, value])).code, 0);
}

const onTerminal = (...args: readonly string[]) =>
  new Terminal(process.execPath, [join(packageRoot, 'dist', 'app', 'cli.js'), ...args], {
    columns: 160,
    rows: 50,
    env: machine.environment,
  });

test('without a terminal: what is set is tested, what is missing is said, and the exit code tells them apart', async () => {
  const overview = await machine.run(['connect', '--json']);
  assert.equal(overview.code, 0);
  assert.deepEqual(
    JSON.parse(overview.stdout).services.map((look: { service: string; status: string }) => [
      look.service,
      look.status,
    ]),
    [
      ['postgres', 'stopped'],
      ['aws', 'stopped'],
      ['snowflake', 'stopped'],
    ],
  );
  const unset = await machine.run(['connect', 'snowflake']);
  assert.equal(unset.code, 2);
  assert.match(unset.stdout, /pas encore réglé[\s\S]*snowflake\.account/);
  const aws = await machine.run(['connect', 'aws', '--lang', 'en']);
  assert.equal(aws.code, 0, aws.stdout);
  assert.match(aws.stdout, /AWS account ••••••••4321/);
  assert.equal((await machine.run(['connect', 'mysql'])).code, 2);
});

test('on a terminal the password is typed unseen, corrected, and kept nowhere', {
  skip: process.platform === 'win32',
}, async () => {
  const terminal = onTerminal('connect', 'snowflake');
  try {
    await terminal.shows('ORGANISATION-COMPTE');
    terminal.write(`${ACCOUNT}\r`);
    await terminal.shows('Votre utilisateur Snowflake');
    terminal.write(`${USER}\r`);
    await terminal.shows('Navigateur (SSO)');
    terminal.write('4\r');
    await terminal.shows('Mot de passe Snowflake –');
    terminal.write(`\u001b[200~${PASSWORD}xy\u001b[201~\u007f\u007f\r`);
    await terminal.shows('✓ Snowflake : répond');
    assert.equal(await terminal.exit, 0);
    assert.ok(!terminal.written.includes(PASSWORD), 'the password is not shown');
    for (const file of await readdir(machine.home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!(await readFile(join(file.parentPath, file.name), 'utf8')).includes(PASSWORD), file.name);
    }
  } finally {
    terminal.dispose();
  }
});

test('a command on a terminal asks once for the secret that is nowhere, and Ctrl-C leaves', {
  skip: process.platform === 'win32',
}, async () => {
  await settle();
  const asked = onTerminal('--target', 'cloud', 'sql', 'snowflake', 'SELECT CURRENT_USER() AS QUI');
  try {
    await asked.shows('Mot de passe Snowflake – INES');
    asked.write(`${PASSWORD}\r`);
    await asked.shows('INES');
    assert.equal(await asked.exit, 0);
    assert.equal(asked.written.split('Mot de passe Snowflake').length, 2, 'asked once');
    assert.ok(!asked.written.includes(PASSWORD));
  } finally {
    asked.dispose();
  }
  const left = onTerminal('--target', 'cloud', 'sql', 'snowflake', 'SELECT 1');
  try {
    await left.shows('Mot de passe Snowflake – INES');
    left.write('\u0003');
    assert.equal(await left.exit, 130);
  } finally {
    left.dispose();
  }
});

test('the screen opens only after what it needs was asked for', {
  skip: process.platform === 'win32',
}, async () => {
  await settle();
  const terminal = onTerminal('--target', 'cloud');
  try {
    await terminal.shows('Mot de passe Snowflake – INES');
    assert.ok(!terminal.written.includes(ALTERNATE_SCREEN));
    terminal.write(`${PASSWORD}\r`);
    await terminal.shows('Continuer ?');
    terminal.write('o\r');
    await terminal.shows('ouverture');
    assert.ok(terminal.written.includes(ALTERNATE_SCREEN));
    assert.ok(!terminal.written.includes(PASSWORD));
    await terminal.press('q');
    assert.equal(await terminal.exit, 0);
  } finally {
    terminal.dispose();
  }
});
