import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Formats } from './report-format.rules.ts';
import { type Html, raw } from './report-html.rules.ts';
import type { ForecastRow, FunnelStage, Report, TierRow, Trend } from './report-model.rules.ts';

use([BarChart, LineChart, CustomChart, GridComponent, SVGRenderer]);

/** A phone's width: a page lays charts out side by side where there is room, so that their text is never scaled far. */
const WIDTH = 360;
const HEIGHT = 230;
const ROW_HEIGHT = 34;

export const COLORS = ['#1f5fa8', '#0f7b6f', '#b45309', '#7c3aed'] as const;
const INK = '#334155';
const LINE = '#e2e8f0';
const TEXT = { color: INK, fontSize: 11, fontFamily: 'sans-serif' };

type Option = Readonly<Record<string, unknown>>;

/** Draws without a browser, without a clock and by names of its own, so that equal figures are equal bytes. */
function drawn(option: Option, name: string, height = HEIGHT): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({ animation: false, color: [...COLORS], textStyle: TEXT, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return raw(
    renumbered(svg, name)
      .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
      .replace(/^<svg width="[^"]*" height="[^"]*"/, '<svg aria-hidden="true" focusable="false"'),
  );
}

/** Names count up through the life of a process, so that the same chart would be named otherwise each time. */
function renumbered(svg: string, name: string): string {
  const names = new Map<string, string>();
  return svg.replace(/ class="zr[^"]*"/g, '').replace(/zr\d+-[\w-]+/g, (given) => {
    const kept = names.get(given) ?? `${name}-${names.size}`;
    names.set(given, kept);
    return kept;
  });
}

const silent = { silent: true, emphasis: { disabled: true } };

const valueAxis = (label: (value: number) => string, extra: Option = {}): Option => ({
  type: 'value',
  splitNumber: 4,
  axisLabel: { ...TEXT, formatter: label, hideOverlap: true },
  splitLine: { lineStyle: { color: LINE } },
  ...extra,
});

const numberOf = (value: string | null): number | null => (value === null ? null : Number(value));

/** Things are counted in whole numbers, and an axis of shares ends where shares do. */
function limitsOf({ unit, series }: Trend): Option {
  if (unit === 'COUNT') return { minInterval: 1 };
  const isShare =
    unit === 'PERCENT' && series.every(({ values }) => values.every((value) => Number(value) <= 100));
  return isShare ? { min: 0, max: 100, interval: 25 } : {};
}

export function trendChart(trend: Trend, months: Report['months'], formats: Formats, name: string): Html {
  const isBars = trend.kind === 'BARS';
  const series = trend.series.map(({ name: title, values }) => ({
    ...silent,
    name: title,
    type: isBars ? 'bar' : 'line',
    data: values.map(numberOf),
    barGap: '10%',
    barMaxWidth: 14,
    symbolSize: 5,
    lineStyle: { width: 2.5 },
  }));
  return drawn(
    {
      grid: {
        left: 4,
        right: 8,
        top: 12,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: {
        type: 'category',
        data: months.map((month) =>
          month.isCalendarMonth ? formats.month(month.from) : month.label.slice(-3),
        ),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: '#94a3b8' } },
        axisLabel: { ...TEXT, interval: 'auto', hideOverlap: true },
      },
      yAxis: valueAxis((value) => formats.short(value, trend.unit), limitsOf(trend)),
      series,
    },
    name,
  );
}

/** Names stand above their bars, so that a long one never runs out of its place. */
function rowsChart(
  rows: readonly Readonly<{ name: string; value: number; label: string }>[],
  name: string,
): Html {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return drawn(
    {
      grid: { left: 4, right: 64, top: 18, bottom: 0 },
      xAxis: { type: 'value', show: false, max: most },
      yAxis: { type: 'category', inverse: true, show: false, data: rows.map((row) => row.name) },
      series: [
        {
          ...silent,
          type: 'bar',
          barWidth: 12,
          showBackground: true,
          backgroundStyle: { color: '#f1f5f9', borderRadius: 3 },
          itemStyle: { borderRadius: 3 },
          data: rows.map((row, place) => ({
            value: row.value,
            label: { show: true, position: [0, -14], formatter: cut(row.name, 44), ...TEXT },
            itemStyle: { color: COLORS[place % 1] },
          })),
        },
        {
          ...silent,
          type: 'bar',
          barWidth: 12,
          barGap: '-100%',
          itemStyle: { color: 'transparent' },
          data: rows.map((row) => ({
            value: most,
            label: { show: true, position: 'right', formatter: row.label, ...TEXT, fontWeight: 600 },
          })),
        },
      ],
    },
    name,
    30 + rows.length * ROW_HEIGHT,
  );
}

const cut = (text: string, lengthMax: number): string =>
  [...text].length > lengthMax ? `${[...text].slice(0, lengthMax - 1).join('')}…` : text;

export const funnelChart = (stages: readonly FunnelStage[], formats: Formats, name: string): Html =>
  rowsChart(
    stages.map((stage) => ({ name: stage.name, value: stage.count, label: formats.count(stage.count) })),
    name,
  );

export const tierChart = (tiers: readonly TierRow[], formats: Formats, name: string): Html =>
  rowsChart(
    tiers.map((row) => ({ name: row.tier, value: row.partners, label: formats.count(row.partners) })),
    name,
  );

type Axes = Readonly<{ value(index: number): number; coord(point: [number, number]): [number, number] }>;

/** The interval as a bar from P10 to P90 with P50 across it, and whatever people call as marks below it. */
export function forecastChart(row: ForecastRow, formats: Formats, name: string): Html {
  const marks = [
    { name: 'Won', value: row.won, color: COLORS[1] },
    { name: 'Commit', value: row.commit, color: COLORS[2] },
    { name: 'Best case', value: row.bestCase, color: COLORS[3] },
  ].flatMap((mark) => (mark.value === null ? [] : [{ ...mark, value: Number(mark.value) }]));
  const [low, middle, high] = [Number(row.p10), Number(row.p50), Number(row.p90)];
  const labels = ['P10–P90', ...marks.map((mark) => mark.name)];
  const range = (_: unknown, axes: Axes) => {
    const [left, y] = axes.coord([axes.value(0), 0]);
    const [right] = axes.coord([axes.value(2), 0]);
    const [center] = axes.coord([axes.value(1), 0]);
    const bar = { x: left, y: y - 9, width: Math.max(right - left, 2), height: 18, r: 4 };
    return {
      type: 'group',
      children: [
        { type: 'rect', shape: bar, style: { fill: '#bfd4ee' } },
        {
          type: 'rect',
          shape: { x: center - 1.5, y: y - 12, width: 3, height: 24 },
          style: { fill: COLORS[0] },
        },
      ],
    };
  };
  return drawn(
    {
      grid: {
        left: 4,
        right: 22,
        top: 8,
        bottom: 4,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      xAxis: valueAxis((value) => formats.short(value, 'MONEY'), { min: 0, splitNumber: 3 }),
      yAxis: {
        type: 'category',
        inverse: true,
        data: labels,
        axisTick: { show: false },
        axisLine: { show: false },
        axisLabel: TEXT,
      },
      series: [
        {
          ...silent,
          type: 'custom',
          renderItem: range,
          data: [[low, middle, high]],
          encode: { x: [0, 1, 2] },
        },
        {
          ...silent,
          type: 'bar',
          barWidth: 12,
          data: [
            null,
            ...marks.map(({ value, color }) => ({ value, itemStyle: { color, borderRadius: 3 } })),
          ],
        },
      ],
    },
    name,
    40 + labels.length * 36,
  );
}
