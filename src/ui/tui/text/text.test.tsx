import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString, Text } from 'ink';
import { cells, cut, cutMiddle, pad } from './cells.ts';
import { clean, cleanOutput } from './clean.ts';
import { highlight } from './highlight.ts';
import { cutLine, line, lineCells, plain, span, spread, wrap } from './line.ts';
import { markdown } from './markdown.ts';
import { table } from './table.ts';

test('widths are those that ink draws with', () => {
  const samples = [
    'abc',
    'Éléonore',
    'e\u0301le\u0300ve',
    '1\u202f000\u00a0€',
    '美咲さん',
    '데이터',
    '👩‍💻 ok',
    '✓ ✗ ○ ▶ ━ ▏',
    'ｆｕｌｌ',
    '☃️',
  ];
  for (const sample of samples) {
    const rows = (text: string) =>
      renderToString(<Text wrap="hard">{text}</Text>, { columns: cells(sample) }).split('\n').length;
    assert.equal(rows(sample), 1, `${sample} takes ${cells(sample)} cells at most`);
    assert.equal(rows(`${sample}x`), 2, `${sample} takes ${cells(sample)} cells at least`);
  }
});

test('cutting and padding count cells, never halves of a character', () => {
  assert.equal(cut('Éléonore', 5), 'Éléo…');
  assert.equal(cut('美咲さん', 4), '美…');
  assert.equal(cutMiddle('raw/postgres/users/users.csv', 13), 'raw/po…rs.csv');
  assert.equal(cutMiddle('美咲さん', 5), '美…ん');
  assert.equal(pad('美', 4), '美  ');
  assert.equal(pad('7', 3, 'right'), '  7');
  assert.equal(plain(cutLine([span('abc'), span('def', 'bad')], 4)), 'abc…');
  assert.equal(plain(cutLine([span('abc'), span('def', 'bad')], 3)), 'ab…');
  assert.equal(plain(spread(line('left'), line('right'), 12)), 'left   right');
});

test('text of programs cannot act on the terminal', () => {
  assert.equal(clean('\u001b]52;c;ZXZpbA==\u0007ok\u001b[2J\u202egnp.exe'), 'okgnp.exe');
  assert.equal(clean('a\tb\nc'), 'a    b c');
  assert.equal(cleanOutput('10 %\r50 %\r100 %\r\n'), '100 %');
});

test('wrapping keeps every word and its looks, hangs, and breaks what is too long', () => {
  const of = [span('Créer la '), span('base', 'strong'), span(', puis les tables.')];
  const rows = wrap(of, 14, 2);
  assert.deepEqual(rows.map(plain), ['Créer la base,', '  puis les', '  tables.']);
  assert.ok(rows[0]?.some(({ text, style }) => text === 'base' && style === 'strong'));
  for (const width of [1, 2, 3, 7]) {
    const broken = wrap(line('un identifiant_vraiment_très_long'), width, 4);
    for (const row of broken) assert.ok(lineCells(row) <= width);
    assert.equal(broken.map(plain).join('').replaceAll(' ', ''), 'unidentifiant_vraiment_très_long');
  }
  assert.deepEqual(wrap(line('1\u202f000 lignes'), 8).map(plain), ['1\u202f000', 'lignes']);
});

test('a lesson is drawn with its headings, lists, code and bold', () => {
  const source = [
    '## Pourquoi `COPY`',
    '',
    'Un **seul** ordre',
    'suffit.',
    '',
    '- un',
    '- deux, qui',
    '  continue',
    '1. premier',
    '',
    '```sql',
    'SELECT 1; -- un',
    '  FROM t;',
    '```',
    'Fin.',
  ].join('\n');
  const drawn = markdown(source, 40);
  assert.deepEqual(drawn.map(plain), [
    'Pourquoi COPY',
    '',
    'Un seul ordre suffit.',
    '',
    '  • un',
    '  • deux, qui continue',
    '  1. premier',
    '',
    '    SELECT 1; -- un',
    '      FROM t;',
    '',
    'Fin.',
  ]);
  assert.equal(drawn[2]?.find(({ text }) => text === 'seul')?.style, 'strong');
  assert.equal(drawn[8]?.find(({ text }) => text === 'SELECT')?.style, 'keyword');
});

test('code is coloured by language, and never changed', () => {
  const samples = [
    ['sql', "COPY INTO t FROM @s -- l'été\nWHERE a = 'it''s' AND b >= 12.5"],
    ['python', "def f(x): return f'{x}' # non"],
    ['shell', "aws s3 ls --profile 'a b' # voir"],
    ['text', "n'importe -- quoi"],
  ] as const;
  for (const [language, code] of samples)
    assert.equal(plain(highlight(code.replace('\n', ' '), language)), code.replace('\n', ' '));
  assert.equal(highlight("'--' x", 'sql')[0]?.style, 'string');
  assert.equal(highlight('a-b --flag', 'shell').find(({ text }) => text === '--flag')?.style, 'accent');
});

test('a table fits its width: wide columns give way, then the last ones go and are counted', () => {
  const row = (...texts: readonly string[]) => texts.map(text => ({ text, right: /^\d+$/.test(text) }));
  const drawn = (width: number) =>
    table(
      ['id', 'email', 'prénom'],
      [row('1', 'une.adresse.vraiment.longue@exemple.fr', 'Zoë'), row('12', 'b@c.fr', '美咲')],
      width,
      n => `+${n}`,
    );
  assert.deepEqual(drawn(80).map(plain), [
    'id  email                         prénom',
    ' 1  une.adresse.vraiment.longue…  Zoë   ',
    '12  b@c.fr                        美咲  ',
  ]);
  assert.match(plain(drawn(30)[1] ?? []), /^ 1 {2}une\.adresse\S*… {2}Zoë/);
  for (const width of [80, 40, 24, 16])
    for (const of of drawn(width)) assert.ok(lineCells(of) <= width, `${width}: ${plain(of)}`);
  assert.match(plain(drawn(18)[0] ?? []), /\+[12]$/);
});
