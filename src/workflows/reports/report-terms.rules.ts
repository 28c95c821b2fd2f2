import { ORDER_KPIS } from '../../domains/kpis/kpi-catalogue-orders.rules.ts';
import { EXPIRING_WITHIN_DAYS, PARTNER_KPIS } from '../../domains/kpis/kpi-catalogue-partners.rules.ts';
import { REFERRAL_KPIS } from '../../domains/kpis/kpi-catalogue-referrals.rules.ts';
import { SALES_KPIS } from '../../domains/kpis/kpi-catalogue-sales.rules.ts';
import type { KpiDefinition } from '../../domains/kpis/kpi-definition.rules.ts';
import type { Definition, ReportAudience } from './report-model.rules.ts';

type KpiGroup = Readonly<{ title: string; kpis: readonly KpiDefinition[] }>;

const GROUPS: readonly KpiGroup[] = [
  { title: 'Referrals', kpis: REFERRAL_KPIS },
  { title: 'Pipeline and revenue', kpis: SALES_KPIS },
  { title: 'Orders and commissions', kpis: ORDER_KPIS },
  { title: 'Partners and people', kpis: PARTNER_KPIS },
];

/** What stands large at the top, where the reader may see it. */
export const HEADLINE: Readonly<Record<ReportAudience, readonly string[]>> = {
  PROGRAM: [
    'REVENUE_WON',
    'PIPELINE_VALUE',
    'REFERRALS_SUBMITTED',
    'ACCEPTANCE_RATE',
    'WIN_RATE',
    'ACTIVE_PARTNERS',
    'ATTAINMENT',
    'COMMISSION_ACCRUED',
  ],
  PARTNER: [
    'REVENUE_WON',
    'PIPELINE_VALUE',
    'REFERRALS_SUBMITTED',
    'ACCEPTANCE_RATE',
    'WIN_RATE',
    'CERTIFIED_PEOPLE',
    'ATTAINMENT',
    'COMMISSION_ACCRUED',
  ],
};

export const TRENDS = [
  { title: 'Referrals', kind: 'BARS', codes: ['REFERRALS_SUBMITTED', 'REFERRALS_ACCEPTED'] },
  { title: 'Revenue won', kind: 'BARS', codes: ['REVENUE_WON'] },
  { title: 'Pipeline', kind: 'LINES', codes: ['PIPELINE_VALUE', 'WEIGHTED_PIPELINE'] },
  { title: 'Rates', kind: 'LINES', codes: ['ACCEPTANCE_RATE', 'WIN_RATE'] },
  { title: 'Commissions', kind: 'BARS', codes: ['COMMISSION_ACCRUED', 'COMMISSION_PAID'] },
  { title: 'Certified people', kind: 'LINES', codes: ['CERTIFIED_PEOPLE'] },
] as const;

export const TREND_CODES: readonly string[] = TRENDS.flatMap(({ codes }) => codes);

/** The catalogue in groups, for a partner without what is not shown to partners. */
export const groupsFor = (audience: ReportAudience): readonly KpiGroup[] =>
  GROUPS.map(({ title, kpis }) => ({
    title,
    kpis: audience === 'PROGRAM' ? kpis : kpis.filter((kpi) => kpi.isVisibleToPartners),
  })).filter(({ kpis }) => kpis.length > 0);

const SHARED: readonly Definition[] = [
  {
    code: 'FUNNEL_SUBMITTED',
    name: 'Funnel: submitted',
    text: 'Referrals first submitted within the period, each once.',
  },
  {
    code: 'FUNNEL_ACCEPTED',
    name: 'Funnel: accepted',
    text: 'Those of them whose last decision accepted them, whenever it was.',
  },
  {
    code: 'FUNNEL_DEAL',
    name: 'Funnel: with a deal',
    text: 'Those accepted that have a deal in the CRM by now.',
  },
  { code: 'FUNNEL_WON', name: 'Funnel: won', text: 'Those with a deal that is won by now.' },
  {
    code: 'NEXT_TIER',
    name: 'Of the next tier',
    text: 'How much of what the next tier asks is there now, from 0 to 100 percent.',
  },
  {
    code: 'REQUIREMENTS_MET',
    name: 'Requirements met',
    text: 'Requirements of the tier worked on that are met now, of all of them.',
  },
  {
    code: 'REQUIREMENT_ATTAINMENT',
    name: 'Attainment of a requirement',
    text: 'What was reached over what is asked, in the window of the requirement, now.',
  },
  {
    code: 'CERTIFICATION_HOLDERS',
    name: 'Certified people of a program',
    text: 'People whose certification is in force after the last day of the period, each once.',
  },
  {
    code: 'CERTIFICATION_EARNED',
    name: 'Certifications earned of a program',
    text: 'Certifications awarded within the period, renewals included.',
  },
  {
    code: 'CERTIFICATION_EXPIRING',
    name: 'Expiring soon',
    text: `Certifications in force after the period that end within ${EXPIRING_WITHIN_DAYS} days of it and are not renewed.`,
  },
  {
    code: 'FORECAST_WON',
    name: 'Forecast: won already',
    text: 'Won within the forecast period when the forecast was made.',
  },
  {
    code: 'FORECAST_P10',
    name: 'Forecast: P10',
    text: 'In nine of ten simulations more than this is won in the period.',
  },
  {
    code: 'FORECAST_P50',
    name: 'Forecast: P50',
    text: 'In half of the simulations more than this is won in the period.',
  },
  {
    code: 'FORECAST_P90',
    name: 'Forecast: P90',
    text: 'In one of ten simulations more than this is won in the period.',
  },
  { code: 'FORECAST_EXPECTED', name: 'Forecast: expected', text: 'The mean of all simulations.' },
  {
    code: 'PLAN_BEFORE',
    name: 'Plan: when proposed',
    text: 'The KPI or requirement of the plan in the last period of the breach that opened it.',
  },
  { code: 'PLAN_LATEST', name: 'Plan: now', text: 'The same in the latest period evaluated.' },
  { code: 'PLAN_TARGET', name: 'Plan: target', text: 'What it must reach for the plan to succeed.' },
  {
    code: 'LEDGER_ACCRUED',
    name: 'Accrued',
    text: 'Commissions accrued less accruals reversed, by the day that each movement belongs to.',
  },
  {
    code: 'LEDGER_PAID',
    name: 'Paid',
    text: 'What payouts settled, less what banks returned, by the day of the movement.',
  },
  {
    code: 'LEDGER_PAYABLE',
    name: 'Payable',
    text: 'What was released and not yet paid or held, at the end of the period.',
  },
  {
    code: 'LEDGER_RECOVERABLE',
    name: 'Recoverable',
    text: 'What is owed back to the vendor for commissions clawed back after they were paid, at the end of the period.',
  },
];

const LEADERSHIP: readonly Definition[] = [
  {
    code: 'TIER_PARTNERS',
    name: 'Partners by tier',
    text: 'Active partners by the tier in force on the last day of the period.',
  },
  {
    code: 'FORECAST_COMMIT',
    name: 'Forecast: commit',
    text: "The leadership's latest call for the whole program: what it is sure of.",
  },
  {
    code: 'FORECAST_BEST_CASE',
    name: 'Forecast: best case',
    text: "The leadership's latest call for the whole program: what is possible if all goes well.",
  },
];

/** The appendix: every number of the page leads here. */
export const definitionsFor = (audience: ReportAudience): readonly Definition[] => [
  ...groupsFor(audience).flatMap(({ kpis }) =>
    kpis.map(({ code, name, definition }) => ({ code, name, text: definition })),
  ),
  ...SHARED,
  ...(audience === 'PROGRAM' ? LEADERSHIP : []),
];
