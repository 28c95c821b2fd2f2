import type { StandingRow } from '../../domains/reports/report-rows.rules.ts';
import { forecastChart, tierChart } from './report-charts.ts';
import type { Formats } from './report-format.rules.ts';
import { type Html, html } from './report-html.rules.ts';
import type { ForecastRow, Report, TierRow } from './report-model.rules.ts';
import { type Cell, figureOf, linked, nothing, sectionOf, tableOf } from './report-parts.ts';

/** SHOUTED_CODES as words. */
const words = (code: string): string =>
  `${code.slice(0, 1)}${code.slice(1).toLowerCase().replaceAll('_', ' ')}`;

const number = (title: string) => ({ title, isNumber: true });

export function tiersSection(report: Report, formats: Formats): Html {
  const programs = [...Map.groupBy(report.tiers, ({ program }) => program)];
  const isProgram = report.audience === 'PROGRAM';
  const charts = programs.map(([program, tiers], place) =>
    tierFigure(program, tiers, formats, `tier${place}`),
  );
  const body = [
    ...(isProgram && charts.length > 0 ? [html`<div class="charts">${charts}</div>`] : []),
    ...(report.standings.length > 0 ? [standingsTable(report, formats)] : []),
    ...(report.requirements.length > 0 ? [requirementsTable(report, formats)] : []),
  ];
  const hint = isProgram
    ? 'In which tier partners were at the end of the period, and whose present tier needs attention now.'
    : 'Where the partner stands now in each program, and what its next tier asks.';
  return sectionOf(
    'tiers',
    'Tiers and attainment',
    hint,
    body.length > 0 ? body : [nothing('Nobody is placed in a program yet.')],
  );
}

function tierFigure(program: string, tiers: readonly TierRow[], formats: Formats, name: string): Html {
  const alternative = tiers.map((row) => `${row.tier}: ${formats.count(row.partners)} partners.`).join(' ');
  const rows = tiers.map((row) => [row.tier, linked('TIER_PARTNERS', formats.count(row.partners))]);
  return figureOf(
    linked('TIER_PARTNERS', `${program}: partners by tier`),
    `${program}. ${alternative}`,
    tierChart(tiers, formats, name),
    tableOf(null, [{ title: 'Tier' }, number('Partners')], rows),
  );
}

function standingsTable({ standings, audience }: Report, formats: Formats): Html {
  const named = (row: StandingRow): Cell => (audience === 'PROGRAM' ? row.partner : row.program);
  const rest = (row: StandingRow): Cell[] => [
    ...(audience === 'PROGRAM' ? [row.program] : []),
    row.tier ?? 'No tier yet',
    html`<span${row.isAtRisk && html` class="bad"`}>${words(row.status)}</span>${row.isAtRisk && row.status !== 'AT_RISK' && html` <span class="bad">at risk</span>`}`,
    linked('NEXT_TIER', formats.percent(row.nextTierPercent)),
    linked(
      'REQUIREMENTS_MET',
      `${formats.count(row.requirementsMet)} / ${formats.count(row.requirementsTotal)}`,
    ),
  ];
  const columns = [
    ...(audience === 'PROGRAM' ? [{ title: 'Partner' }] : []),
    { title: 'Program' },
    { title: 'Tier' },
    { title: 'Standing' },
    number('Of the next tier'),
    number('Requirements met'),
  ];
  const caption = audience === 'PROGRAM' ? 'Partners that need attention, those at risk first' : 'Standing';
  return tableOf(
    caption,
    columns,
    standings.map((row) => [named(row), ...rest(row)]),
  );
}

const requirementsTable = ({ requirements }: Report, formats: Formats): Html =>
  tableOf(
    'What the tiers ask',
    [
      { title: 'Requirement' },
      { title: 'Tier' },
      number('Reached'),
      number('Asked'),
      number('Attainment'),
      { title: 'Standing' },
    ],
    requirements.map((row) => [
      row.title,
      `${row.program}, ${row.tier}`,
      formats.number(row.actual),
      formats.number(row.target),
      linked('REQUIREMENT_ATTAINMENT', formats.percent(row.percent)),
      words(row.status),
    ]),
  );

export function certificationsSection({ certifications, period }: Report, formats: Formats): Html {
  const hint = 'Certifications in force at the end of the period, by program.';
  if (certifications.length === 0)
    return sectionOf('certifications', 'Certifications', hint, [nothing('Nobody is certified in anything.')]);
  return sectionOf('certifications', 'Certifications', hint, [
    tableOf(
      null,
      [
        { title: 'Certification' },
        number('Certified people'),
        number(`Earned in ${period.label}`),
        number('Expiring soon'),
      ],
      certifications.map((row) => [
        row.program,
        linked('CERTIFICATION_HOLDERS', formats.count(row.people)),
        linked('CERTIFICATION_EARNED', formats.count(row.earned)),
        linked('CERTIFICATION_EXPIRING', formats.count(row.expiring)),
      ]),
    ),
  ]);
}

export function forecastSection(report: Report, formats: Formats): Html {
  const isProgram = report.audience === 'PROGRAM';
  const hint = `What is expected to be won: in eight of ten cases between P10 and P90${isProgram ? ', beside what people call' : ''}.`;
  if (report.forecasts.length === 0)
    return sectionOf('forecast', 'Forecast', hint, [
      nothing('There is no forecast of this period or a later one.'),
    ]);
  const figures = report.forecasts.map((row, place) =>
    forecastFigure(
      isProgram ? row : { ...row, commit: null, bestCase: null },
      report,
      formats,
      `forecast${place}`,
    ),
  );
  return sectionOf('forecast', 'Forecast', hint, [html`<div class="charts">${figures}</div>`]);
}

function forecastFigure(
  row: ForecastRow,
  { audience, timeZone }: Report,
  formats: Formats,
  name: string,
): Html {
  const money = (value: string | null) => (value === null ? '–' : formats.money(value, row.currency));
  const calls: [string, string, string | null][] =
    audience === 'PROGRAM'
      ? [
          ['FORECAST_COMMIT', 'Commit', row.commit],
          ['FORECAST_BEST_CASE', 'Best case', row.bestCase],
        ]
      : [];
  const lines: [string, string, string | null][] = [
    ['FORECAST_WON', 'Won already', row.won],
    ['FORECAST_P10', 'P10', row.p10],
    ['FORECAST_P50', 'P50', row.p50],
    ['FORECAST_P90', 'P90', row.p90],
    ['FORECAST_EXPECTED', 'Expected', row.expected],
    ...calls,
  ];
  const alternative = lines.map(([, said, value]) => `${said}: ${money(value)}.`).join(' ');
  const made = `${formats.count(row.openCount)} open deals, ${formats.count(row.staleCount)} stale; made ${formats.instant(row.asOf, timeZone)}`;
  return html`<figure><figcaption>${row.period}, ${row.currency}</figcaption><div role="img" aria-label="${alternative}">${forecastChart(row, formats, name)}</div>
<p class="hint">${made}</p>${tableOf(
    null,
    [{ title: 'Figure' }, number('Amount')],
    lines.map(([code, said, value]) => [said, linked(code, money(value))]),
  )}</figure>`;
}

export function remediationSection({ remediation, audience }: Report, formats: Formats): Html {
  const hint = 'What is done where a KPI or requirement falls short: plans that are open now.';
  if (remediation.length === 0)
    return sectionOf('remediation', 'Remediation', hint, [nothing('No plan is open.')]);
  const isProgram = audience === 'PROGRAM';
  return sectionOf('remediation', 'Remediation', hint, [
    tableOf(
      null,
      [
        { title: isProgram ? 'Partner' : 'Plan' },
        ...(isProgram ? [{ title: 'Plan' }] : []),
        { title: 'State' },
        number('When proposed'),
        number('Now'),
        number('Target'),
        number('Actions done'),
        { title: 'Due' },
      ],
      remediation.map((row) => [
        isProgram ? row.partner : row.subject,
        ...(isProgram ? [row.subject] : []),
        words(row.status),
        linked('PLAN_BEFORE', formats.number(row.before)),
        linked('PLAN_LATEST', formats.number(row.latest)),
        linked('PLAN_TARGET', formats.number(row.target)),
        `${formats.count(row.actionsDone)} / ${formats.count(row.actionsTotal)}`,
        row.dueOn
          ? html`${formats.day(row.dueOn)}${row.isOverdue && html` <span class="bad">overdue</span>`}`
          : '–',
      ]),
    ),
  ]);
}

export function commissionsSection({ commissions, period }: Report, formats: Formats): Html {
  const hint = `Accrued and paid in ${period.label}; payable and recoverable as they stood at its end, by the ledger.`;
  if (commissions.length === 0)
    return sectionOf('commissions', 'Commissions', hint, [
      nothing('Nothing was booked until the end of this period.'),
    ]);
  return sectionOf('commissions', 'Commissions', hint, [
    tableOf(
      null,
      [{ title: 'Currency' }, number('Accrued'), number('Paid'), number('Payable'), number('Recoverable')],
      commissions.map((row) => [
        row.currency,
        linked('LEDGER_ACCRUED', formats.money(row.accrued, row.currency)),
        linked('LEDGER_PAID', formats.money(row.paid, row.currency)),
        linked('LEDGER_PAYABLE', formats.money(row.payable, row.currency)),
        linked('LEDGER_RECOVERABLE', formats.money(row.recoverable, row.currency)),
      ]),
    ),
  ]);
}
