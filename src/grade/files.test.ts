import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineChapter, defineLab } from '../lab/chapter.ts';
import { LabError } from '../lab/errors.ts';
import { defineStep } from '../lab/step.ts';
import { csvField, parseCsv, separatorOf } from './csv-text.ts';
import { decodeDoctor, summarise } from './doctor.ts';
import { bySlug, readRoster } from './roster.ts';
import { parseWeights } from './weights.ts';

test('no cell of a CSV is a formula', () => {
  for (const formula of [
    "=cmd|' /C calc'!A0",
    '+1',
    '-1+2',
    '@SUM(A1)',
    '\t=1',
    ' =1',
    '\u00a0=1',
    '|x',
    '＝1',
  ])
    assert.match(csvField(formula), /^"?'/, formula);
  assert.equal(csvField('Inès Élodie'), 'Inès Élodie');
  assert.equal(csvField('a;b "c"\nd'), '"a;b ""c""\nd"');
});

test('CSV is read as spreadsheets write it', () => {
  const text = 'a;b\r\n"x ""y""; z";"two\nlines"\r\n\r\n;\nlast;1';
  assert.deepEqual(parseCsv(text, separatorOf(text)), [
    ['a', 'b'],
    ['x "y"; z', 'two\nlines'],
    ['last', '1'],
  ]);
  assert.equal(separatorOf('"a;b;c",d\n'), ',');
  assert.equal(separatorOf('a\tb\tc'), '\t');
});

function students(bytes: Buffer) {
  const roster = readRoster(bytes);
  assert.equal(roster.kind, 'roster');
  return roster.kind === 'roster' ? roster.students : [];
}

test('a roster is read in the encodings and with the headers of French and English programs', () => {
  const french =
    'Numéro étudiant;Nom;Prénom;Adresse de courriel;Groupe\r\n42;Évrard;Inès;ines.e@example.org;TD 1\r\n';
  const expected = [
    {
      name: 'Inès Évrard',
      group: 'TD 1',
      slugs: ['42', 'ines-e-example-org', 'ines-e', 'ines-evrard', 'evrard-ines'],
    },
  ];
  const windows = Buffer.from(french, 'latin1');
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(french, 'utf16le')]);
  for (const bytes of [Buffer.from(french), Buffer.from(`\ufeff${french}`), windows, utf16])
    assert.deepEqual(students(bytes), expected);
  const english = '"Last name","First name","Student ID"\n"Smith, Jr","Ann","a1"\n,,\n';
  assert.deepEqual(students(Buffer.from(english)), [
    { name: 'Ann Smith, Jr', group: '', slugs: ['a1', 'ann-smith-jr', 'smith-jr-ann'] },
  ]);
});

test('a roster that cannot be used says why', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('x;y\n1;2\n'),
    Buffer.from('nom\n'),
    Buffer.from([0, 1, 2, 0]),
  ])
    assert.equal(readRoster(bytes).kind, 'unusable');
});

test('a name that two people share names neither, their ids still do', () => {
  const found = bySlug(students(Buffer.from('id,nom,prenom\n1,Martin,Léa\n2,Martin,Léa\n')));
  assert.deepEqual([...found.keys()], ['1', '2']);
});

const step = (name: string) =>
  defineStep({
    name,
    title: { fr: name, en: name },
    needs: [],
    prerequisites: async () => [],
    execute: async () => {},
    verify: async () => ({ checks: [] }),
    commands: () => [],
  });
const lab = defineLab([
  defineChapter({ id: 'a', folder: 'a', title: { fr: 'a', en: 'a' }, steps: [step('one'), step('two')] }),
]);
const FORMAT = '"format":"shopstream-weights"';

test('weights keep their defaults, and errors name what is wrong', () => {
  const { outOf, steps, checks } = parseWeights(
    `{${FORMAT},"steps":{"a.one":3},"checks":{"a.one:rows":0}}`,
    lab,
  );
  assert.deepEqual([outOf, steps, checks], [20, { 'a.one': 3 }, { 'a.one:rows': 0 }]);
  for (const [json, words] of [
    ['{', /JSON/],
    ['{}', /format/],
    [`{${FORMAT},"outof":20}`, /outof/],
    [`{${FORMAT},"outOf":"20"}`, /outOf/],
    [`{${FORMAT},"steps":{"a.three":1}}`, /a\.three/],
    [`{${FORMAT},"steps":{"a.one":-1}}`, /a\.one/],
    [`{${FORMAT},"chapters":[1]}`, /chapters/],
    [`{${FORMAT},"checks":{"a.one":1}}`, /a\.one/],
    [`{${FORMAT},"seed":"x"}`, /seed/],
  ] as const)
    assert.throws(
      () => parseWeights(json, lab),
      (error: unknown) => error instanceof LabError && error.exitCode === 2 && words.test(error.message),
      json,
    );
});

test("the doctor's findings are summed up over machines, the gravest first", () => {
  const machine = (...findings: object[]) => ({ ...decodeDoctor({ findings }), file: 'x' });
  const files = [
    machine(
      { id: 'git', status: 'ok', title: 'Git' },
      { id: 'disk', status: 'warning', title: 'Disk', fix: 'f' },
    ),
    machine({ id: 'git', status: 'problem', title: 'Git' }, { id: 'disk', status: 'warning', title: 'Disk' }),
  ];
  assert.deepEqual(
    summarise(files).map(({ id, problem, warning }) => [id, problem, warning]),
    [
      ['git', 1, 0],
      ['disk', 0, 2],
    ],
  );
  assert.throws(() => decodeDoctor({ findings: [{ id: 1 }] }));
});
