import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../../i18n/text.ts';
import { defineChapter } from '../../lab/chapter.ts';
import { defineQuestion } from '../../lab/question.ts';
import { questionSections } from './questions.ts';

const AT = '2026-01-05T10:00:00.000Z';

const question = (id: string) =>
  defineQuestion({
    id,
    kind: 'number',
    step: 'data.load',
    needs: [],
    text: same(`${id}?`),
    find: () => ({ language: 'sql', title: same('psql'), code: 'SELECT 1;' }),
    answer: async () => ({ value: 1, mistakes: [], explanation: same('One.') }),
  });

const silent = defineChapter({ id: 'silent', folder: '01', title: same('Silent'), steps: [] });
const asking = defineChapter({
  ...silent,
  id: 'data',
  title: same('Data'),
  questions: ['first', 'third', 'wrong', 'open'].map(question),
});

test('the report tells at which try each question was answered', () => {
  const state = {
    steps: {},
    questions: {
      'data.first': { tries: 1, right: true, at: AT },
      'data.third': { tries: 3, right: true, at: AT },
      'data.wrong': { tries: 2, right: false, at: AT },
    },
  };
  const [section, ...others] = questionSections([silent, asking], state, 'fr');
  assert.ok(section !== undefined && others.length === 0);
  const [words, table, ...more] = section.blocks;
  assert.ok(words?.kind === 'paragraph' && table?.kind === 'table' && more.length === 0);
  assert.match(words.text, /^2 réponses justes sur 4\./);
  assert.deepEqual(
    table.table.rows.map(({ cells, tone }) => `${cells.join(' ')} ${tone}`),
    [
      'first? juste au premier essai good',
      'third? juste après 3 essais good',
      'wrong? 2 essais, pas encore juste bad',
      'open? sans réponse unknown',
    ],
  );
  assert.deepEqual(questionSections([silent], state, 'fr'), []);
});
