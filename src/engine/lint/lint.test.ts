import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { lab } from '../../../steps/index.ts';
import { same } from '../../i18n/text.ts';
import type { ChapterDefinition } from '../../lab/chapter.ts';
import { packageRoot } from '../../lab/content.ts';
import type { ChoiceQuestion, QuestionDefinition } from '../../lab/question.ts';
import { type AnyStep, defineStep } from '../../lab/step.ts';
import { lintContent } from './lint.ts';

const LESSON = '## Why\n\nBecause of `this` and **that**.\n\n- one\n- two\n\n```sql\nSELECT 1;\n```\n';

const whole = (name: string, changes: Partial<AnyStep> = {}): AnyStep =>
  defineStep({
    name,
    title: same('A step'),
    handout: '1.2',
    needs: [],
    prerequisites: async () => [],
    execute: async () => {},
    verify: async () => ({ checks: [] }),
    commands: () => [{ language: 'shell', title: same('psql'), code: 'psql' }],
    ...changes,
  });

const chapterOf = (
  steps: readonly AnyStep[],
  changes: Partial<ChapterDefinition> = {},
): ChapterDefinition => ({
  id: 'one',
  folder: '01-one',
  title: same('One'),
  steps,
  questions: [asked('why'), asked('how')],
  ...changes,
});

const asked = (id: string, changes: Partial<ChoiceQuestion> = {}): QuestionDefinition => ({
  id,
  kind: 'choice',
  step: 'one.a',
  needs: [],
  text: same('Why?'),
  options: [
    { id: 'so', text: same('So.') },
    { id: 'not', text: same('Not so.') },
  ],
  find: () => ({ language: 'sql', title: same('psql'), code: 'SELECT 1;' }),
  answer: async () => ({ right: 'so', why: {}, explanation: same('So it is.') }),
  ...changes,
});

const roots: string[] = [];
after(() => Promise.all(roots.map(root => rm(root, { recursive: true }))));

/** A package with a lab of one chapter, steps `a` and `b`, without a fault but for the files that `changes` replaces. */
async function packageWith(changes: Readonly<Record<string, string | undefined>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'shopstream-lint-test-'));
  roots.push(root);
  const lessons = ['a', 'b', 'opening', 'recap'].flatMap(name => [`${name}.fr.md`, `${name}.en.md`]);
  const files: Record<string, string | undefined> = {
    'sql/postgres/used.sql': 'SELECT 1;',
    'steps/01-one/a.ts': "const script = sqlScript('postgres/used.sql');",
    ...Object.fromEntries(lessons.map(file => [`steps/01-one/${file}`, LESSON])),
    ...changes,
  };
  for (const [path, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

test('the lab itself has no fault', () => {
  assert.deepEqual(lintContent(lab.chapters, packageRoot), []);
});

test('what a step or a chapter declares wrongly is found', async () => {
  const root = await packageWith({});
  const found = (chapter: ChapterDefinition) =>
    lintContent([chapter], root).map(({ where, text }) => `${where}: ${text.en}`);
  assert.deepEqual(found(chapterOf([whole('a'), whole('b')])), []);
  const faults: readonly [Partial<AnyStep>, RegExp][] = [
    [{ title: { fr: 'Une étape', en: ' ' } }, /^one\.b: A title is empty \(en\)/],
    [{ handout: 'page 3' }, /^one\.b: "page 3" is not a section/],
    [{ after: ['one.c'] }, /^one\.b: "after" names one\.c/],
    [{ after: ['one.b'] }, /^one\.b: "after" names one\.b/],
    [{ commands: () => [] }, /^one\.b: The step has no commands/],
    [
      { commands: () => [{ language: 'sql', title: same('x'), code: '' }] },
      /^one\.b: The command "x" is empty/,
    ],
    [{ commands: () => [{ language: 'shell', title: same('x'), code: '$ ls' }] }, /prompt sign/],
    [
      {
        commands: () => {
          throw new Error('not ready');
        },
      },
      /^one\.b: commands\(\) fails: not ready/,
    ],
  ];
  for (const [changes, expected] of faults) {
    const [only, ...others] = found(chapterOf([whole('a'), whole('b', changes)]));
    assert.match(only ?? '', expected);
    assert.deepEqual(others, []);
  }
  assert.match(
    found(chapterOf([whole('a'), whole('b'), whole('a')])).join(),
    /^one\.a: Two steps have this id/,
  );
  assert.match(
    found(chapterOf([whole('a'), whole('b')], { title: same('') })).join(),
    /^one: A title is empty/,
  );
  assert.match(found(chapterOf([whole('a'), whole('b'), whole('myStep')])).join(), /"myStep" is not an id/);
});

test('a text or a script that is missing, superfluous or not as the terminal shows it is found', async () => {
  const chapter = chapterOf([whole('a'), whole('b')]);
  const faults: readonly [Readonly<Record<string, string | undefined>>, RegExp][] = [
    [{ 'steps/01-one/b.en.md': undefined }, /^steps\/01-one\/b\.en\.md: This text is absent or empty/],
    [
      { 'steps/01-one/opening.fr.md': ' \n' },
      /^steps\/01-one\/opening\.fr\.md: This text is absent or empty/,
    ],
    [{ 'steps/01-one/old.fr.md': LESSON }, /^steps\/01-one\/old\.fr\.md: This text belongs to no step/],
    [{ 'sql/postgres/old.sql': '' }, /^sql\/postgres\/old\.sql: No step uses this file/],
    [
      { 'steps/01-one/b.ts': "sqlScript(\n  'postgres/gone.sql', {});" },
      /^steps\/01-one\/b\.ts: The file sql\/postgres\/gone\.sql is used, but absent/,
    ],
    [{ 'steps/01-one/a.fr.md': '# Titre\n' }, /^steps\/01-one\/a\.fr\.md:1: A lesson has no such level/],
    [{ 'steps/01-one/a.fr.md': 'x\n\n| a | b |\n' }, /a\.fr\.md:3: A lesson has neither tables/],
    [{ 'steps/01-one/a.fr.md': '- x\n  - y\n' }, /a\.fr\.md:2: A lesson has no such list/],
    [{ 'steps/01-one/a.fr.md': 'see [this](http://x)\n' }, /a\.fr\.md:1: A lesson has neither links/],
    [{ 'steps/01-one/a.fr.md': 'a **bold word\n' }, /a\.fr\.md:1: A backtick or/],
    [{ 'steps/01-one/a.fr.md': 'x\n\n```sql\nSELECT\n' }, /a\.fr\.md:3: This block of code is not closed/],
    [{ 'steps/01-one/a.fr.md': `\`\`\`\n${'x'.repeat(77)}\n\`\`\`\n` }, /a\.fr\.md:2: This code has more/],
  ];
  for (const [changes, expected] of faults) {
    const [only, ...others] = lintContent([chapter], await packageWith(changes));
    assert.match(`${only?.where}: ${only?.text.en}`, expected);
    assert.deepEqual(others, []);
  }
});

test('a chapter with too few questions, or with one that nobody could answer, is found', async () => {
  const root = await packageWith({});
  const found = (changes: Partial<ChapterDefinition>) =>
    lintContent([chapterOf([whole('a'), whole('b')], changes)], root).map(
      ({ where, text }) => `${where}: ${text.en}`,
    );
  assert.deepEqual(found({}), []);
  assert.deepEqual(found({ questions: [], optional: true }), []);
  const faults: readonly [readonly QuestionDefinition[], RegExp][] = [
    [[asked('why')], /^one: The chapter has 1 question; it needs 2 to 4/],
    [['a', 'b', 'c', 'd', 'e'].map(id => asked(id)), /^one: The chapter has 5 questions/],
    [[asked('why'), asked('why')], /^one\.why: Two questions have this id/],
    [[asked('why'), asked('How many')], /^one\.How many: An id/],
    [[asked('why'), asked('how', { step: 'one.c' })], /^one\.how: The question is about one\.c/],
    [[asked('why'), asked('how', { text: { fr: 'Pourquoi ?', en: '' } })], /^one\.how: A text is empty/],
    [[asked('why'), asked('how', { options: [{ id: 'so', text: same('So.') }] })], /^one\.how: The answers/],
  ];
  for (const [questions, expected] of faults) {
    const [only, ...others] = found({ questions });
    assert.match(only ?? '', expected);
    assert.deepEqual(others, []);
  }
});
