import type { EChartsOption } from 'echarts';
import { type Bubble, base, colourOf, FONT, type Look, type Mark, tooltip } from './common.ts';

/** A pie, or a donut with words in its middle. Names and shares stand in the legend beside it, where they can be read and clicked. */
export function roundChart(
  marks: readonly Mark[],
  look: Look,
  summary: string,
  bubble: Bubble,
  options: {
    readonly say: (value: number) => string;
    /** A donut's number and what it counts. */
    readonly middle?: readonly [number: string, words: string];
  },
): EChartsOption {
  const { palette, formats } = look;
  const total = marks.reduce((sum, { value }) => sum + value, 0);
  const { middle, say } = options;
  return {
    ...base(look, summary),
    tooltip: {
      ...tooltip(look, 'item'),
      formatter: (params: unknown) => {
        const mark = marks[(params as { readonly dataIndex: number }).dataIndex];
        return mark === undefined
          ? ''
          : bubble(mark.name, [[formats.share(mark.value / total), say(mark.value)]]);
      },
    },
    ...(middle === undefined
      ? {}
      : {
          title: {
            text: middle[0],
            subtext: middle[1],
            left: 'center',
            top: 'middle',
            itemGap: 5,
            textStyle: { color: palette.ink, fontFamily: FONT, fontSize: 24, fontWeight: 650 },
            subtextStyle: { color: palette.muted, fontFamily: FONT, fontSize: 12 },
          },
        }),
    series: [
      {
        type: 'pie',
        radius: middle === undefined ? ['0%', '92%'] : ['62%', '92%'],
        center: ['50%', '50%'],
        startAngle: 90,
        cursor: 'pointer',
        label: { show: false },
        labelLine: { show: false },
        emphasis: { scaleSize: 4 },
        data: marks.map(mark => ({
          id: mark.code,
          name: mark.code,
          value: mark.value,
          itemStyle: { color: colourOf(mark, look), borderColor: palette.surface, borderWidth: 2 },
        })),
      },
    ],
  };
}
