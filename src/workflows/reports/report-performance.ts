import { funnelChart, trendChart } from './report-charts.ts';
import { type Formats, meetsTarget, movementOf } from './report-format.rules.ts';
import { type Html, html } from './report-html.rules.ts';
import type { FunnelStage, Report, ScoreGroup, ScoreRow, Trend } from './report-model.rules.ts';
import { figureOf, linked, nothing, sectionOf, tableOf } from './report-parts.ts';

const TONES = { GOOD: 'good', BAD: 'bad', EVEN: 'even' } as const;
const TONE_WORDS = { GOOD: 'better', BAD: 'worse', EVEN: 'as before' } as const;

/** Said in words as well, as a colour alone says nothing to everybody. */
function movedHtml(row: ScoreRow, then: string | null, locale: string): Html | null {
  const movement = movementOf(row, row.value, then, locale);
  return (
    movement &&
    html`<span class="nobreak ${TONES[movement.tone]}" title="${TONE_WORDS[movement.tone]}">${movement.text}</span>`
  );
}

export function scorecardSection(report: Report, formats: Formats): Html {
  const { period, locale } = report;
  const figure = (row: ScoreRow, value: string | null) => formats.figure(value, row.unit, row.currency);
  const rows = report.scorecard.flatMap((group) => group.rows);
  const cards = report.headline
    .flatMap((code) => rows.filter((row) => row.code === code))
    .map((row) => cardOf(row, report, formats));
  const columns = [
    { title: 'KPI' },
    { title: period.label, isNumber: true },
    { title: 'Target', isNumber: true },
    { title: period.previousLabel, isNumber: true },
    { title: period.yearBeforeLabel, isNumber: true },
  ];
  const compared = (row: ScoreRow, then: string | null) =>
    html`${figure(row, then)} ${movedHtml(row, then, locale)}`;
  return sectionOf(
    'scorecard',
    'Scorecard',
    `Each KPI beside its target, the period before and the same period of the year before; the change is that of ${period.label} against them.`,
    [
      html`<ul class="cards">${cards}</ul>`,
      ...report.scorecard.flatMap(told).map((group) =>
        tableOf(
          group.title,
          columns,
          group.rows.map((row) => [
            linked(row.code, row.name),
            html`<strong>${linked(row.code, figure(row, row.value))}</strong>`,
            html`${figure(row, row.target)} ${targetHtml(row)}`,
            compared(row, row.previous),
            compared(row, row.yearBefore),
          ]),
          'even-columns',
        ),
      ),
      untoldHtml(rows.filter((row) => !isTold(row))),
    ],
  );
}

const isTold = ({ value, target, previous, yearBefore }: ScoreRow): boolean =>
  [value, target, previous, yearBefore].some((one) => one !== null);

/** A group without the KPIs of which there is nothing to tell; none where that is all of them. */
const told = ({ title, rows }: ScoreGroup): ScoreGroup[] => {
  const kept = rows.filter(isTold);
  return kept.length > 0 ? [{ title, rows: kept }] : [];
};

const untoldHtml = (rows: readonly ScoreRow[]): Html =>
  rows.length === 0
    ? html``
    : html`<p class="hint after">Nothing to tell in any of these periods: ${rows.map(
        (row, place) => html`${place > 0 && ', '}${linked(row.code, row.name)}`,
      )}.</p>`;

function targetHtml(row: ScoreRow): Html | null {
  const isMet = meetsTarget(row);
  return isMet === null
    ? null
    : html`<span class="${isMet ? 'good' : 'bad'}">${isMet ? 'met' : 'missed'}</span>`;
}

function cardOf(row: ScoreRow, { period, locale }: Report, formats: Formats): Html {
  const moved = movedHtml(row, row.previous, locale);
  const label = html`<span class="nobreak">${period.previousLabel}</span>`;
  const target =
    row.target !== null &&
    html`<span class="beside">Target ${formats.figure(row.target, row.unit, row.currency)} ${targetHtml(row)}</span>`;
  return html`<li><span class="name">${row.name}</span><span class="value">${linked(row.code, formats.headline(row.value, row.unit, row.currency))}</span>
<span class="beside">${moved ? html`${moved} to ${label}` : html`No ${label} to compare`}</span>${target}</li>\n`;
}

export const trendsSection = (report: Report, formats: Formats): Html =>
  sectionOf('trends', 'Trends', 'The twelve fiscal months until the end of the period.', [
    html`<div class="charts">${report.trends.map((trend, place) => trendFigure(trend, report, formats, `trend${place}`))}</div>`,
  ]);

function trendFigure(trend: Trend, { months }: Report, formats: Formats, name: string): Html {
  const figure = (value: string | null) => formats.figure(value, trend.unit, trend.currency);
  const titled = (place: number) => `${months[place]!.label} (${formats.day(months[place]!.from)})`;
  const alternative = trend.series
    .map((series) => {
      const first = series.values.findIndex((value) => value !== null);
      const last = series.values.findLastIndex((value) => value !== null);
      if (first < 0) return `${series.name}: nothing in these months.`;
      return `${series.name}: ${figure(series.values[first]!)} in ${months[first]!.label}, ${figure(series.values[last]!)} in ${months[last]!.label}.`;
    })
    .join(' ');
  const unit =
    trend.unit === 'MONEY' && trend.currency !== null && html`<span class="unit">${trend.currency}</span>`;
  const hasData = trend.series.some(({ values }) => values.some((value) => value !== null));
  const isSeveral = trend.series.length > 1;
  const title = html`${trend.series.map(({ code, name: said }, place) => html`${place > 0 && ' '}<span class="series">${isSeveral && html`<i class="swatch s${place}"></i>`}${linked(code, said)}</span>`)}${unit}`;
  if (!hasData)
    return html`<figure><figcaption>${title}</figcaption>${nothing('Nothing to show in these months.')}</figure>`;
  const table = tableOf(
    null,
    [
      { title: 'Fiscal month, from' },
      ...trend.series.map((series) => ({ title: series.name, isNumber: true })),
    ],
    months.map((_, place) => [
      titled(place),
      ...trend.series.map(({ code, values }) => linked(code, figure(values[place] ?? null))),
    ]),
  );
  return figureOf(title, `${trend.title}. ${alternative}`, trendChart(trend, months, formats, name), table);
}

const shareOf = (stage: FunnelStage, of: FunnelStage | undefined): string | null =>
  of && of.count > 0 ? String((stage.count / of.count) * 100) : null;

export function funnelSection({ funnel, period }: Report, formats: Formats): Html {
  const hint = `What became by now of the referrals submitted in ${period.label}: later periods still move it.`;
  const first = funnel[0];
  if (!first || first.count === 0)
    return sectionOf('funnel', 'Referral funnel', hint, [
      nothing('No referral was submitted in this period.'),
    ]);
  const table = tableOf(
    null,
    [
      { title: 'Stage' },
      { title: 'Referrals', isNumber: true },
      { title: 'Of the stage before', isNumber: true },
      { title: 'Of all', isNumber: true },
    ],
    funnel.map((stage, place) => [
      linked(stage.code, stage.name),
      linked(stage.code, formats.count(stage.count)),
      formats.percent(shareOf(stage, funnel[place - 1])),
      formats.percent(shareOf(stage, first)),
    ]),
  );
  const alternative = funnel.map((stage) => `${stage.name}: ${formats.count(stage.count)}.`).join(' ');
  return sectionOf('funnel', 'Referral funnel', hint, [
    html`<div class="funnel"><figure><div role="img" aria-label="${alternative}">${funnelChart(funnel, formats, 'funnel')}</div></figure><div>${table}</div></div>`,
  ]);
}
