import type { EChartsOption } from 'echarts';
import type { Overview } from '../model/overview.ts';
import { WORDS } from '../model/words.ts';
import { axisLook, type Bubble, base, colourOf, FONT, type Look, type Mark, tooltip } from './common.ts';

/** Horizontal bars leave room for the amounts at their ends. */
const ROOM: NonNullable<EChartsOption['grid']> = {
  left: 4,
  right: 64,
  top: 4,
  bottom: 4,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
};

/** Horizontal bars, the longest on top, each with its amount at its end. */
export function barChart(marks: readonly Mark[], look: Look, summary: string, bubble: Bubble): EChartsOption {
  const { palette, formats } = look;
  const sorted = marks.filter(({ value }) => value !== 0).sort((a, b) => b.value - a.value);
  const total = sorted.reduce((sum, { value }) => sum + value, 0);
  return {
    ...base(look, summary),
    grid: ROOM,
    tooltip: {
      ...tooltip(look, 'item'),
      formatter: (params: unknown) => {
        const mark = sorted[(params as { readonly dataIndex: number }).dataIndex];
        return mark === undefined
          ? ''
          : bubble(mark.name, [[formats.share(mark.value / total), formats.euroCents(mark.value)]]);
      },
    },
    xAxis: { type: 'value', show: false, max: 'dataMax' },
    yAxis: {
      type: 'category',
      inverse: true,
      data: sorted.map(({ name }) => name),
      ...axisLook(look),
      axisLabel: { color: palette.ink, fontFamily: FONT, fontSize: 12.5 },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        barCategoryGap: '34%',
        cursor: 'pointer',
        data: sorted.map(mark => ({
          id: mark.code,
          value: mark.value,
          name: mark.code,
          itemStyle: { color: colourOf(mark, look), borderRadius: [0, 4, 4, 0] },
        })),
        label: {
          show: true,
          position: 'right',
          color: palette.ink,
          fontFamily: FONT,
          formatter: ({ value }: { value: unknown }) => formats.euroShort(Number(value)),
        },
      },
    ],
  };
}

/** A stack of bars: one bar a group, one part a layer. */
export interface Stack {
  readonly groups: readonly Omit<Mark, 'value' | 'colour'>[];
  readonly layers: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly number[];
  }[];
}

/** Horizontal stacked bars, the longest on top, each with its whole at its end. */
export function stackedChart(
  { groups, layers }: Stack,
  look: Look,
  summary: string,
  bubble: Bubble,
): EChartsOption {
  const { palette, formats, lang } = look;
  const sorted = groups
    .map((group, index) => {
      const parts = layers.map(({ values }) => values[index] ?? 0);
      return { group, parts, whole: parts.reduce((a, b) => a + b, 0) };
    })
    .filter(({ whole }) => whole > 0)
    .sort((a, b) => b.whole - a.whole);
  return {
    ...base(look, summary),
    grid: ROOM,
    tooltip: {
      ...tooltip(look, 'item'),
      formatter: (params: unknown) => {
        const bar = sorted[(params as { readonly dataIndex: number }).dataIndex];
        if (bar === undefined) return '';
        const lines = layers.map(({ name }, layer) => [name, formats.euro(bar.parts[layer] ?? 0)] as const);
        return bubble(bar.group.name, [...lines, [WORDS.total[lang], formats.euro(bar.whole)]]);
      },
    },
    xAxis: { type: 'value', show: false, max: 'dataMax' },
    yAxis: {
      type: 'category',
      inverse: true,
      data: sorted.map(({ group }) => group.name),
      ...axisLook(look),
      axisLabel: { color: palette.ink, fontFamily: FONT, fontSize: 12.5 },
    },
    series: layers.map(({ name, colour }, layer) => ({
      type: 'bar' as const,
      name,
      stack: 'whole',
      barMaxWidth: 26,
      barCategoryGap: '34%',
      cursor: 'pointer',
      data: sorted.map(({ group, parts }) => ({
        value: parts[layer] ?? 0,
        name: group.code,
        itemStyle: {
          color: colourOf({ colour, faded: group.faded }, look),
          borderColor: palette.surface,
          borderWidth: 1,
        },
      })),
      label: {
        show: layer === layers.length - 1,
        position: 'right' as const,
        color: palette.ink,
        fontFamily: FONT,
        formatter: ({ dataIndex }: { dataIndex: number }) => formats.euroShort(sorted[dataIndex]?.whole ?? 0),
      },
    })),
  };
}

/** Growth month by month: up and down by colour, by side of the line, and in words in the table. */
export function growthChart(
  { months }: Overview,
  look: Look,
  summary: string,
  bubble: Bubble,
): EChartsOption {
  const { palette, formats, lang } = look;
  const every = Math.max(1, Math.ceil((months.length * 66) / Math.max(look.width, 1)));
  return {
    ...base(look, summary),
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltip(look, 'axis'),
      axisPointer: { type: 'shadow' },
      formatter: (params: unknown) => {
        const index = (params as readonly { readonly dataIndex: number }[])[0]?.dataIndex ?? 0;
        const month = months[index];
        return month === undefined
          ? ''
          : bubble(formats.month(month.month), [
              [WORDS.growth[lang], formats.percent(month.growth, true)],
              [WORDS.revenue[lang], formats.euro(month.revenue)],
              [WORDS.previous[lang], formats.euro(month.previous)],
            ]);
      },
    },
    xAxis: {
      type: 'category',
      data: months.map(({ month }) => month),
      ...axisLook(look),
      axisLabel: {
        ...axisLook(look).axisLabel,
        interval: (index: number) => index % every === 0,
        formatter: (month: string) => formats.monthShort(month),
      },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      ...axisLook(look),
      axisLabel: { ...axisLook(look).axisLabel, formatter: (ratio: number) => formats.share(ratio) },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 18,
        data: months.map(({ growth }) => ({
          value: growth ?? '-',
          itemStyle: {
            color: (growth ?? 0) >= 0 ? palette.gain : palette.loss,
            borderRadius: (growth ?? 0) >= 0 ? [3, 3, 0, 0] : [0, 0, 3, 3],
          },
        })),
      },
    ],
  };
}
