import { KPIS } from '../../domains/kpis/kpi-catalogue.rules.ts';
import { EXPIRING_WITHIN_DAYS } from '../../domains/kpis/kpi-catalogue-partners.rules.ts';
import type { KpiScope } from '../../domains/kpis/kpi-scope.rules.ts';
import * as facts from '../../domains/reports/report.service.ts';
import { readSettings } from '../../domains/settings/settings.service.ts';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import {
  type FiscalPeriod,
  fiscalLabelOf,
  fiscalPeriodAfter,
  fiscalPeriodsWithin,
  previousFiscalPeriod,
} from '../../kernel/fiscal-period.ts';
import { formatAmount } from '../../kernel/money.ts';
import { dateOf, dayIn, dayOf, startOfDay } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { kpiTable } from './report-kpis.ts';
import type { Report, ReportAudience, ScoreGroup, Trend } from './report-model.rules.ts';
import { standingFacts } from './report-standing-data.ts';
import { definitionsFor, groupsFor, HEADLINE, TREND_CODES, TRENDS } from './report-terms.rules.ts';

export type ReportQuestion = Readonly<{
  period: FiscalPeriod;
  calendar: FiscalCalendar;
  /** Null for the page of the program. */
  partner: Readonly<{ id: string; name: string }> | null;
  locale: string;
  now: Date;
}>;

const MONTHS_SHOWN = 12;

const rangeOf = (calendar: FiscalCalendar, period: FiscalPeriod) => {
  const { from, until } = datesOf(calendar, period);
  return { from: dayOf(from), until: dayOf(until) };
};

/** The fiscal months until the end of the period. */
function monthsUntil(period: FiscalPeriod): FiscalPeriod[] {
  const last = fiscalPeriodsWithin(period, 'MONTH').at(-1)!;
  return Array.from({ length: MONTHS_SHOWN }, (_, place) =>
    fiscalPeriodAfter(last, place - MONTHS_SHOWN + 1),
  );
}

const yearBefore = ({ grain, year, ordinal }: FiscalPeriod): FiscalPeriod => ({
  grain,
  year: year - 1,
  ordinal,
});

/** Reads in the role of the transaction; what it may not see is not in the report. */
export async function readReport(tx: Tx, question: ReportQuestion): Promise<Report> {
  const { period, calendar, partner, locale, now } = question;
  const { settings } = await readSettings(tx);
  const audience: ReportAudience = partner ? 'PARTNER' : 'PROGRAM';
  const scope: KpiScope = partner ? { kind: 'PARTNER', key: partner.id } : { kind: 'ALL', key: '' };
  const days = rangeOf(calendar, period);
  const terms = { scope, currency: settings.currency, now };
  const scores = await scorecardOf(tx, question, audience, terms);
  const { months, trends, note } = await trendsOf(tx, question, terms);
  const funnel = await facts.funnelOf(tx, days);
  const endsAt = dateOf(startOfDay(datesOf(calendar, period).until, settings.timeZone));
  return {
    audience,
    vendor: settings.name,
    partner: partner?.name ?? null,
    period: {
      label: fiscalLabelOf(period),
      previousLabel: fiscalLabelOf(previousFiscalPeriod(period)),
      yearBeforeLabel: fiscalLabelOf(yearBefore(period)),
      ...days,
    },
    asOf: now,
    isComplete: endsAt <= now,
    timeZone: settings.timeZone,
    currency: settings.currency,
    locale,
    notes: [...new Set([scores.note, note].filter((said) => said !== null))],
    headline: HEADLINE[audience],
    scorecard: scores.groups,
    months,
    trends,
    funnel: [
      { code: 'FUNNEL_SUBMITTED', name: 'Submitted', count: funnel.submitted },
      { code: 'FUNNEL_ACCEPTED', name: 'Accepted', count: funnel.accepted },
      { code: 'FUNNEL_DEAL', name: 'With a deal', count: funnel.withDeal },
      { code: 'FUNNEL_WON', name: 'Won', count: funnel.won },
    ],
    ...(await standingFacts(tx, { audience, scope, days, today: dayIn(settings.timeZone, now) })),
    certifications: await facts.certifications(tx, days, EXPIRING_WITHIN_DAYS),
    commissions: (await facts.commissions(tx, days)).map(commissionOf),
    definitions: definitionsFor(audience),
  };
}

type Terms = Parameters<typeof kpiTable>[3];

async function scorecardOf(
  tx: Tx,
  { period, calendar }: ReportQuestion,
  audience: ReportAudience,
  terms: Terms,
): Promise<Readonly<{ groups: ScoreGroup[]; note: string | null }>> {
  const groups = groupsFor(audience);
  const kpis = groups.flatMap((group) => group.kpis);
  const ranges = [period, previousFiscalPeriod(period), yearBefore(period)].map((one) =>
    rangeOf(calendar, one),
  );
  const table = await kpiTable(tx, kpis, ranges, terms);
  const label = fiscalLabelOf(period);
  const targets = await facts.targetsOf(tx, [label, label.slice(2)], terms.scope);
  const targetOf = (code: string, isMoney: boolean) =>
    targets.find(({ kpi, currency }) => kpi === code && (!isMoney || currency === terms.currency))?.value ??
    null;
  return {
    note: table.note,
    groups: groups.map(({ title, kpis: ofGroup }) => ({
      title,
      rows: ofGroup.map(({ code, name, unit, direction }) => ({
        ...{ code, name, unit, direction },
        currency: unit === 'MONEY' ? terms.currency : null,
        value: table.valueOf(code, 0),
        target: targetOf(code, unit === 'MONEY'),
        previous: table.valueOf(code, 1),
        yearBefore: table.valueOf(code, 2),
      })),
    })),
  };
}

async function trendsOf(tx: Tx, { period, calendar }: ReportQuestion, terms: Terms) {
  const months = monthsUntil(period);
  const kpis = KPIS.filter(({ code }) => TREND_CODES.includes(code));
  const kpiOf = (code: string) => kpis.find((kpi) => kpi.code === code)!;
  const ranges = months.map((month) => rangeOf(calendar, month));
  const table = await kpiTable(tx, kpis, ranges, terms);
  const trends: Trend[] = TRENDS.map(({ title, kind, codes }) => ({
    title,
    kind,
    unit: kpiOf(codes[0]).unit,
    currency: kpiOf(codes[0]).unit === 'MONEY' ? terms.currency : null,
    series: codes.map((code) => ({
      code,
      name: kpiOf(code).name,
      values: months.map((_, place) => table.valueOf(code, place)),
    })),
  }));
  return {
    note: table.note,
    trends,
    months: months.map((month, place) => ({
      label: fiscalLabelOf(month),
      from: ranges[place]!.from,
      isCalendarMonth: calendar.layout.kind === 'MONTHS',
    })),
  };
}

type Balances = Awaited<ReturnType<typeof facts.commissions>>[number];

function commissionOf({ currency, ...minor }: Balances): Report['commissions'][number] {
  const amount = (amountMinor: bigint) => formatAmount({ amountMinor, currency: currencyCodeOf(currency) });
  return {
    currency,
    accrued: amount(minor.accruedMinor),
    paid: amount(minor.paidMinor),
    payable: amount(minor.payableMinor),
    recoverable: amount(minor.recoverableMinor),
  };
}
