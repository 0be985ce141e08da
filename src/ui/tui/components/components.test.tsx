import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'ink';
import { defineLab } from '../../../lab/chapter.ts';
import { ASCII, UNICODE } from '../glyphs.ts';
import { BLANK, line, span } from '../text/line.ts';
import { ActivityRow } from './activity-row.tsx';
import { Rows } from './rows.tsx';

test('rows are drawn one under another, and what does not fit is left out', () => {
  const lines = [line('un'), BLANK, [span('trois ', 'strong'), span('mots ici', 'bad')], line('quatre')];
  assert.equal(
    renderToString(<Rows lines={lines} width={9} height={3} />, { columns: 20 }),
    'un\n\ntrois mo…',
  );
});

test('the activity row says what goes on and how to stop it', () => {
  const lab = defineLab([]);
  const draw = (
    activity: Parameters<typeof ActivityRow>[0]['activity'],
    lang: 'fr' | 'en',
    glyphs = UNICODE,
  ) =>
    renderToString(
      <ActivityRow activity={activity} lab={lab} live={{}} brush={{ lang, width: 60, glyphs }} />,
      { columns: 60 },
    );
  const about = { steps: 22, current: undefined, since: Date.now(), stopping: false };
  assert.match(draw({ kind: 'verify', ...about }, 'fr'), /^⠋ vérification de 22 étapes +\^C arrêter$/);
  // Looking in the background is put aside by whatever the person does: there is nothing to stop.
  assert.match(draw({ kind: 'inspect', ...about }, 'en'), /^⠋ inspecting 22 steps on the real systems$/);
  assert.match(draw({ kind: 'run', ...about, stopping: true }, 'fr', ASCII), /^- arrêt en cours…$/);
});
