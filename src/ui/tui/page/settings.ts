import {
  changeables,
  placeWords,
  SERVICE_TITLES,
  type SettingsSheet,
  words as settingWords,
} from '../../settings.ts';
import { cells, pad } from '../text/cells.ts';
import { BLANK, type Line, line, paragraphs, span, wrap } from '../text/line.ts';
import type { Brush } from './brush.ts';
import { shortTitle } from './map.ts';

/** Who one is, where each chapter works, where the files are; what can be changed has the digit that changes it. */
export function settingsPage(sheet: SettingsSheet, brush: Brush): readonly Line[] {
  const { lang, width } = brush;
  const titles = [
    settingWords.student[lang],
    settingWords.language[lang],
    ...sheet.services.map(({ service }) => SERVICE_TITLES[service]),
  ];
  const column = Math.max(...titles.map(cells));
  const changeable = (number: number, value: string): readonly Line[] =>
    wrap(
      [
        span(String(number), 'key'),
        span(`  ${pad(titles[number - 1] ?? '', column)}  `, 'dim'),
        span(value, 'strong'),
      ],
      width,
      column + 5,
    );
  const below = (text: string): readonly Line[] =>
    wrap([span(' '.repeat(column + 5)), span(text, 'dim')], width, column + 5);
  const first = changeables(sheet).findIndex(({ kind }) => kind === 'target') + 1;
  return [
    line(settingWords.you[lang], 'title'),
    ...changeable(1, sheet.student),
    ...changeable(2, settingWords.languageName(lang)),
    BLANK,
    line(settingWords.where[lang], 'title'),
    ...sheet.services.flatMap(({ service, target, chapters, state }, at) => [
      ...changeable(first + at, placeWords(service, target)[lang]),
      ...below(state[lang]),
      ...below(settingWords.chapters(chapters.map(chapter => shortTitle(chapter, lang)).join(', '))[lang]),
    ]),
    ...paragraphs(settingWords.connect[lang], width),
    BLANK,
    line(settingWords.files[lang], 'title'),
    ...fileLines(sheet, brush),
  ];
}

function fileLines({ files }: SettingsSheet, { lang, width }: Brush): readonly Line[] {
  const column = Math.max(0, ...files.map(({ label }) => cells(label[lang])));
  return files.flatMap(({ label, path }) =>
    wrap([span(`${pad(label[lang], column)}  `, 'dim'), span(path)], width, Math.min(column + 2, 4)),
  );
}
