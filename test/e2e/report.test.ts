import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LabMachine, newMachine } from '../helpers/lab-process.ts';

describe('report', () => {
  let machine: LabMachine;
  before(async () => {
    machine = await newMachine();
  });
  after(async () => machine.dispose());

  const read = (name: string, folder = join(machine.workspace, 'rapport')) =>
    readFile(join(folder, name), 'utf8');

  /** Nothing of this machine, nor of its keys, is in what is handed in. */
  const assertPrivate = async (texts: readonly string[]) => {
    const { stdout } = await machine.run(['sandbox', 'env', '--format', 'json', '--as', 'admin']);
    const values = JSON.parse(stdout) as Record<string, string>;
    const secrets = Object.entries(values).flatMap(([name, value]) =>
      /PASSWORD|SECRET|ACCESS_KEY/.test(name) ? [value] : [],
    );
    assert.ok(secrets.length >= 3);
    for (const text of texts) {
      for (const hidden of [...secrets, machine.home, machine.workspace])
        assert.ok(!text.includes(hidden), `the report holds ${hidden}`);
      assert.doesNotMatch(text, /(?:AKIA|ASIA)[A-Z0-9]{16}/);
    }
  };

  test('a lab that has barely begun: says what is missing', async () => {
    assert.equal((await machine.run(['run', 'postgres'])).code, 0);
    const { code, stdout, stderr } = await machine.run(['report', '--lang', 'en']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      stdout.trim().split('\n'),
      ['rapport.html', 'rapport.md'].map(name => join(machine.workspace, 'rapport', name)),
    );
    const texts = [await read('rapport.html'), await read('rapport.md')];
    for (const text of texts) {
      assert.match(text, /What is missing[\s\S]*data\.generate/);
      assert.match(text, /Revenue by month: no data yet/);
      assert.match(text, /Student: …/);
    }
    await assertPrivate(texts);
  });

  test("a finished lab: the real values, queries, times and charts; a student's own edits are kept beside", async () => {
    await appendFile(join(machine.workspace, 'rapport', 'rapport.md'), '\nMa conclusion.\n');
    assert.equal((await machine.run(['config', 'set', 'student', 'Inès', 'Élodie'])).code, 0);
    const ran = await machine.run([]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const { code, stderr } = await machine.run(['report']);
    assert.equal(code, 0, stderr);
    const [html, markdown] = [await read('rapport.html'), await read('rapport.md')];
    for (const text of [html, markdown]) {
      assert.match(text, /Étudiant\(e\) : Inès Élodie/);
      assert.match(text, /Toutes les étapes obligatoires sont vérifiées/);
      assert.match(text, /15\u202f112/);
      assert.match(text, /7\u202f320\u202f915\u00a0€/);
      assert.match(text, /1\u202f621,47\u00a0€/, 'the average basket: 7,320,915.45 over 4,515 orders');
      assert.match(text, /SELECT count\(\*\) FROM order_items;/);
      assert.match(text, /exécutée et vérifiée en/);
    }
    await assertPrivate([html, markdown]);
    assert.equal(html.match(/<svg /g)?.length, 6);
    assert.doesNotMatch(html, /<(?:script|link|img)\b|(?:src|href)="(?!#)/);
    assert.match(stderr, /votre version est gardée dans/);
    const copies = (await readdir(join(machine.workspace, 'rapport'))).filter(name =>
      name.includes('.copie-'),
    );
    assert.equal(copies.length, 1);
    assert.match(await read(copies[0] ?? ''), /Ma conclusion\./);
  });

  test('another folder; one that cannot be; words that do not belong', async () => {
    const out = join(machine.workspace, 'à rendre');
    assert.equal((await machine.run(['report', '--out', out])).code, 0);
    assert.match(await read('rapport.html', out), /^<!doctype html>/);
    const file = join(machine.workspace, 'fichier');
    await writeFile(file, '');
    const refused = await machine.run(['report', '--out', file]);
    assert.equal(refused.code, 1, refused.stderr);
    assert.match(refused.stderr, /n’a pas pu être écrit[\s\S]*--out/);
    assert.equal((await machine.run(['report', 'postgres'])).code, 2);
    assert.equal((await machine.run(['status', '--out', out])).code, 2);
  });
});
