import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { hintsFor } from '../../src/engine/hints.ts';
import { questionsOf } from '../../src/engine/questions.ts';
import type { Lang } from '../../src/i18n/text.ts';
import { commandsByHand } from '../../src/lab/by-hand.ts';
import type { LabSettings } from '../../src/lab/settings.ts';
import type { ReportMade } from '../../src/ui/report/made.ts';
import type { SettingsSource } from '../../src/ui/settings.ts';
import { ASCII, UNICODE } from '../../src/ui/tui/glyphs.ts';
import { layoutOf } from '../../src/ui/tui/layout.ts';
import type { Brush } from '../../src/ui/tui/page/brush.ts';
import { byHandPage } from '../../src/ui/tui/page/by-hand.ts';
import { commandsPage } from '../../src/ui/tui/page/commands.ts';
import { helpPage } from '../../src/ui/tui/page/help.ts';
import { hintLines } from '../../src/ui/tui/page/hint.ts';
import { lessonPage } from '../../src/ui/tui/page/lesson.ts';
import { questionsPage } from '../../src/ui/tui/page/questions.ts';
import { reportPage } from '../../src/ui/tui/page/report.ts';
import { settingsPage } from '../../src/ui/tui/page/settings.ts';
import { cells } from '../../src/ui/tui/text/cells.ts';
import { type Line, lineCells, plain } from '../../src/ui/tui/text/line.ts';
import { placesOf } from '../../src/ui/tui/view/places.ts';
import { lab } from '../../steps/index.ts';
import { newWorld } from './fixture/lab.ts';
import { questionedSession } from './fixture/questions.ts';
import { KEY, Screen } from './screen.ts';

const SIZES = [
  [50, 14],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const LANGS: readonly Lang[] = ['fr', 'en'];

const SETTINGS: LabSettings = {
  target: 'sandbox',
  student: 'ines',
  bucket: 'shopstream-datalake-ines',
  region: 'eu-west-3',
  lang: 'fr',
  workspace: '/home/inès/ShopStreamTP',
  scale: undefined,
  seed: undefined,
  lineage: 'sizes',
};

const SHEET = {
  student: 'Inès Lefèvre-Beaumont 美咲',
  services: [
    {
      service: 'postgres',
      target: 'sandbox',
      chapters: lab.chapters.slice(0, 2),
      state: { fr: 'en marche, 127.0.0.1:5433', en: 'running, 127.0.0.1:5433' },
    },
    {
      service: 'snowflake',
      target: 'cloud',
      chapters: lab.chapters.slice(4),
      state: { fr: 'pas encore renseigné', en: 'not filled in yet' },
    },
  ],
  files: [{ label: { fr: 'Vos fichiers', en: 'Your files' }, path: '/home/inès/Documents/ShopStreamTP' }],
} as const;

const REPORT: ReportMade = {
  document: {
    lang: 'fr',
    contents: 'Sommaire',
    title: 'TP Cloud : Pipeline Moderne',
    subtitle: 'Étudiant(e) : Inès Lefèvre-Beaumont 美咲',
    sections: [
      {
        number: '1',
        title: 'Résumé',
        blocks: [
          { kind: 'paragraph', text: 'Toutes les étapes sont vérifiées sur les vrais systèmes.' },
          { kind: 'facts', items: [['Durée des exécutions', '12,5 secondes']] },
          { kind: 'list', items: ['Première étape assistée', 'Deuxième étape'] },
        ],
      },
    ],
  },
  files: ['/home/inès/ShopStreamTP/rapport/rapport.html', '/home/inès/ShopStreamTP/rapport/rapport.md'],
  kept: [],
  problems: [],
};

/** Every page that the real lab's texts make for this width. */
function realPages(brush: Brush): readonly (readonly [name: string, lines: readonly Line[]])[] {
  const settings = { ...SETTINGS, lang: brush.lang };
  const steps = lab.steps.flatMap(step => [
    [`${step.id} commands`, commandsPage(step.definition.commands(settings), brush)] as const,
    [
      `${step.id} by hand`,
      byHandPage(step, settings, { copied: 0, sheet: '/c/x.txt' }, undefined, undefined, brush),
    ] as const,
    [
      `${step.id} hint`,
      hintLines(
        3,
        hintsFor({ prerequisites: [], checks: [], problem: undefined }, [step.definition.title]),
        commandsByHand(step, settings),
        brush,
      ),
    ] as const,
  ]);
  const questions = lab.chapters.flatMap(chapter =>
    questionsOf(chapter).map((question, at, all) => {
      const sight = { looking: true, asked: undefined, judged: undefined, problem: undefined };
      const sheet = { question, at: at + 1, of: all.length, progress: undefined, sight };
      return [question.id, questionsPage(sheet, settings, brush)] as const;
    }),
  );
  const where = { workspace: SETTINGS.workspace, logs: '/home/inès/logs/lab.log', notices: [] };
  return [
    ...placesOf(lab).map(place => [`${place.chapter.id} ${place.kind}`, lessonPage(place, brush)] as const),
    ...steps,
    ...questions,
    ['help', helpPage(where, brush)],
    ['settings', settingsPage(SHEET, brush)],
    ['report', reportPage(REPORT, brush)],
  ];
}

test('no line of the real lab is wider than the screen, whatever its size, language and signs', () => {
  let pages = 0;
  for (const [columns, rows] of SIZES) {
    for (const lang of LANGS) {
      for (const glyphs of [UNICODE, ASCII]) {
        const width = layoutOf(columns, rows).text;
        for (const [name, lines] of realPages({ lang, width, glyphs })) {
          assert.ok(lines.length > 0, `${name} is empty`);
          for (const line of lines) {
            assert.ok(lineCells(line) <= width, `${name} at ${columns} columns: ${plain(line)}`);
          }
          pages += 1;
        }
      }
    }
  }
  assert.ok(pages > 1000);
});

const settings: SettingsSource = {
  read: async () => SHEET,
  change: async () => undefined,
};

/** The screens of the lab, each with the keys that lead to it from the one before, and words that it shows. */
const SCREENS: readonly (readonly [
  name: string,
  keys: readonly string[],
  shows: Readonly<Record<Lang, RegExp>>,
])[] = [
  ['welcome', [], { fr: /Bon retour/, en: /Welcome back/ }],
  ['map', [KEY.enter, KEY.tab], { fr: /Carte du TP/, en: /Map of the lab/ }],
  ['opening', [KEY.tab, 'p', 'p'], { fr: /ouverture/, en: /opening/ }],
  ['lesson', ['n'], { fr: /Pourquoi cette étape/, en: /\[1 Lesson\]|1 Lesson/ }],
  ['commands', ['2'], { fr: /psql -h/, en: /psql -h/ }],
  ['verification', ['v'], { fr: /correct/, en: /correct/ }],
  ['log', ['n', KEY.enter, 'l'], { fr: /CREATE DATABASE/, en: /CREATE DATABASE/ }],
  ['by hand', ['m'], { fr: /À vous/, en: /Your turn/ }],
  ['hint', ['m', 'n', 'n', 'h', 'h'], { fr: /Indice 2/, en: /Hint 2/ }],
  ['rows', ['n', 'v', 'd'], { fr: /personne1/, en: /personne1/ }],
  ['questions', ['u'], { fr: /Combien de commandes/, en: /How many orders/ }],
  ['report', ['u', 'R'], { fr: /Votre rapport est écrit/, en: /Your report is written/ }],
  ['settings', [','], { fr: /Où travaille|Étudiant/, en: /Where each|Student/ }],
  ['help', ['?'], { fr: /Les touches/, en: /The keys/ }],
];

/** Waits until nothing is drawn any more. */
async function still(screen: Screen): Promise<void> {
  for (let writes = -1; writes !== screen.writes; ) {
    writes = screen.writes;
    await after(50);
  }
}

/** Presses a key and waits for what it changes; whether it has changed anything. */
async function turned(screen: Screen, key: string): Promise<boolean> {
  const before = screen.text();
  await screen.press(key);
  for (let waited = 0; waited < 500 && screen.text() === before; waited += 10) await after(10);
  await still(screen);
  return screen.text() !== before;
}

/** Rows one after another without their spaces: a word that was broken at the end of a row is whole again. */
function joined(rows: readonly string[]): string {
  return rows.join('').replace(/\s/g, '');
}

/** The rows of the page alone: no header, no help line, no map beside it. */
function pageRows(screen: Screen): readonly string[] {
  const rows = screen.rows();
  const first = rows.findIndex((row, at) => at > 0 && /[─━]{9}/.test(row)) + 1;
  return rows.slice(first, -2).map(row => row.slice(row.indexOf('│') + 1));
}

/** All that can be read of a page by scrolling it from its beginning to its end. */
async function readAll(screen: Screen, read: () => readonly string[]): Promise<readonly string[]> {
  await still(screen);
  const isMap = /Carte du TP|Map of the lab/.test(screen.text());
  if (isMap || /\d+\/\d+ ↑/.test(screen.text())) await turned(screen, KEY.home);
  const all = [...read()];
  const more = async () =>
    // A map is read step by step: the header has the whole of what is under the cursor.
    isMap
      ? await turned(screen, KEY.down)
      : /\d+\/\d+ .↓/.test(screen.text()) && (await turned(screen, KEY.pageDown));
  while (await more()) all.push(...read());
  return all;
}

// Most of it is waiting: both languages at once.
describe('every screen can be read whole at every size, down to 50×14', { concurrency: true }, () => {
  for (const lang of LANGS)
    test(lang, async t => {
      const world = newWorld();
      world.connected = true;
      const done = { state: 'verified' as const, checks: [], at: '2026-01-05T10:00:00.000Z', ms: 1200 };
      const state = { steps: { 'postgres.connect': done, 'postgres.create-database': done } };
      const workspace = await mkdtemp(join(tmpdir(), 'shopstream-tailles-'));
      const screen = new Screen(questionedSession(world, { state, workspace }), {
        lang,
        settings,
        report: async () => REPORT,
        lookEvery: 3_600_000,
      });
      t.after(async () => {
        await screen.close();
        await rm(workspace, { recursive: true, force: true });
      });
      for (const [name, keys, shows] of SCREENS) {
        for (const key of keys) {
          await screen.press(key);
          await still(screen);
        }
        await screen.shows(shows[lang]);
        // The map stands beside the page on wide screens: what it says is read where it has the screen to itself.
        const [width, height] = name === 'map' ? SIZES[1] : SIZES[3];
        screen.resize(width, height);
        const whole = await readAll(screen, () => pageRows(screen));
        const words = new Set(whole.join(' ').match(/\p{L}{4,}/gu));
        assert.ok(words.size > 0, name);
        for (const [columns, rows] of SIZES) {
          screen.resize(columns, rows);
          const read = await readAll(screen, () => {
            const shown = screen.rows();
            assert.equal(shown.at(-1), '', `${name} at ${columns}×${rows}: the last row stays free`);
            assert.ok(
              shown.some(row => row.includes('?')),
              `${name} at ${columns}×${rows}: no help line`,
            );
            for (const row of shown) assert.ok(cells(row) <= columns, `${name}: ${row}`);
            return [...shown, ...pageRows(screen)];
          });
          const text = joined(read);
          const cut = [...words].filter(word => !text.includes(word));
          assert.deepEqual(cut, [], `${name} at ${columns}×${rows}`);
        }
        screen.resize(80, 24);
        await still(screen);
      }
    });
});
