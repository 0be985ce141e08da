import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EChartsOption } from 'echarts';
import { init } from '../browser/echarts.ts';
import { openCube } from '../model/facts.ts';
import { formatsOf } from '../model/format.ts';
import { overviewOf } from '../model/overview.ts';
import { LIGHT } from '../model/palette.ts';
import { HOSTILE, SMALL } from '../testing/cube.ts';
import { barChart, growthChart, stackedChart } from './bars.ts';
import type { Look, Mark } from './common.ts';
import { roundChart } from './round.ts';
import { trendChart } from './trend.ts';

const look: Look = {
  palette: LIGHT,
  formats: formatsOf('fr'),
  lang: 'fr',
  motion: 0,
  patterns: false,
  width: 600,
};
const bubble = (heading: string) => heading;

/** The drawing as a browser would have it, without one. */
function draw(option: EChartsOption): string {
  const chart = init(null, undefined, { renderer: 'svg', ssr: true, width: 600, height: 300 });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    // Its timers would keep the process.
    chart.dispose();
  }
}

const marks: readonly Mark[] = [
  { code: 'FRA', name: 'France', value: 15_025, colour: '#1a5f94', faded: false },
  { code: 'USA', name: HOSTILE, value: 101_000, colour: '#d2691e', faded: true },
];

test('bars bear names and amounts; a name is text, whatever it holds', () => {
  const svg = draw(barChart(marks, look, '', bubble));
  assert.match(svg, />France</);
  assert.match(svg, />1,01\u00a0k\u00a0€</);
  assert.match(svg, /fill="#1a5f94"/);
  assert.match(svg, /&lt;img src=x/);
  assert.doesNotMatch(svg, /<img|<script/);
  // Left out by the filter: pale, not gone.
  assert.doesNotMatch(svg, /#d2691e/);
});

test('a pie has a slice a value, a donut its number in the middle', () => {
  const pie = draw(roundChart(marks, look, '', bubble, { say: String }));
  const donut = draw(roundChart(marks, look, '', bubble, { say: String, middle: ['781', 'clients'] }));
  assert.match(pie, /fill="#1a5f94"/);
  assert.match(donut, />781</);
  assert.match(donut, />clients</);
});

test('stacked bars end with their whole; a layer without value draws nothing wrong', () => {
  const svg = draw(
    stackedChart(
      {
        groups: [
          { code: 'a', name: 'Champions', faded: false },
          { code: 'b', name: 'Others', faded: false },
        ],
        layers: [
          { name: 'Premium', colour: '#1a5f94', values: [200_000, 0] },
          { name: 'Freemium', colour: '#d2691e', values: [100_000, 50_000] },
        ],
      },
      look,
      '',
      bubble,
    ),
  );
  assert.match(svg, />3\u00a0k\u00a0€</);
  assert.match(svg, />500\u00a0€</);
});

test('the line has its days, growth its sign by colour', () => {
  const overview = overviewOf(openCube(SMALL), {});
  assert.match(draw(trendChart(overview, look, '', bubble)), /stroke="#1a5f94"/);
  const svg = draw(growthChart(overview, look, '', bubble));
  assert.match(svg, new RegExp(`fill="${LIGHT.loss}"`));
  assert.match(svg, />déc\. 25</);
});
