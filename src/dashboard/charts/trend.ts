import type { EChartsOption } from 'echarts';
import type { Overview } from '../model/overview.ts';
import { WORDS } from '../model/words.ts';
import { axisLook, type Bubble, base, type Look, tooltip } from './common.ts';

/** Days of the moving average: four whole weeks, so that weekdays do not show. */
const WINDOW = 28;

/** Revenue by day (the handout's line), faint, under its moving average. */
export function trendChart({ daily }: Overview, look: Look, summary: string, bubble: Bubble): EChartsOption {
  const { palette, formats, lang } = look;
  const average = movingAverage(daily);
  const dates = daily.map(([date]) => date);
  return {
    ...base(look, summary),
    grid: {
      left: 4,
      right: 14,
      top: 12,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltip(look, 'axis'),
      axisPointer: { type: 'line', lineStyle: { color: palette.muted, type: 'dashed' } },
      formatter: (params: unknown) => {
        const index = (params as readonly { readonly dataIndex: number }[])[0]?.dataIndex ?? 0;
        const [date, revenue] = daily[index] ?? ['', 0];
        return bubble(date === '' ? '' : formats.date(date), [
          [WORDS.daily[lang], formats.euroCents(revenue)],
          [WORDS.average[lang], formats.euro(average[index] ?? 0)],
        ]);
      },
    },
    xAxis: {
      type: 'category',
      data: dates,
      boundaryGap: false,
      ...axisLook(look),
      axisLabel: {
        ...axisLook(look).axisLabel,
        interval: (_: number, date: string) =>
          date.endsWith('-01') && isShownMonth(date, dates.length, look.width),
        formatter: (date: string) => formats.monthShort(date.slice(0, 7)),
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      ...axisLook(look),
      splitNumber: 4,
      axisLabel: { ...axisLook(look).axisLabel, formatter: (cents: number) => formats.euroShort(cents) },
    },
    series: [
      {
        type: 'line',
        name: WORDS.daily[lang],
        data: daily.map(([, revenue]) => revenue),
        showSymbol: daily.length === 1,
        symbolSize: 4,
        lineStyle: { color: palette.accent, width: 1, opacity: 0.35 },
        itemStyle: { color: palette.accent },
        emphasis: { disabled: true },
        // Hundreds of points glide for nothing.
        animation: false,
      },
      {
        type: 'line',
        name: WORDS.average[lang],
        data: [...average],
        showSymbol: false,
        lineStyle: { color: palette.accent, width: 2.5 },
        itemStyle: { color: palette.accent },
        areaStyle: { color: palette.accent, opacity: 0.08 },
        emphasis: { disabled: true },
        animation: false,
      },
    ],
  };
}

/** Whole cents; the days before the window is full have the average of those there are. */
function movingAverage(daily: Overview['daily']): readonly number[] {
  let sum = 0;
  return daily.map(([, revenue], index) => {
    sum += revenue - (index >= WINDOW ? (daily[index - WINDOW]?.[1] ?? 0) : 0);
    return Math.round(sum / Math.min(index + 1, WINDOW));
  });
}

/** Every month, third or sixth, so that labels keep clear of each other. */
function isShownMonth(date: string, days: number, width: number): boolean {
  const months = Math.max(1, days / 30);
  const room = width / months;
  const every = room > 62 ? 1 : room > 21 ? 3 : 6;
  return (Number(date.slice(5, 7)) - 1) % every === 0;
}
