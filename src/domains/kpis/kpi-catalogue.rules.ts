import { ORDER_KPIS } from './kpi-catalogue-orders.rules.ts';
import { PARTNER_KPIS } from './kpi-catalogue-partners.rules.ts';
import { REFERRAL_KPIS } from './kpi-catalogue-referrals.rules.ts';
import { SALES_KPIS } from './kpi-catalogue-sales.rules.ts';
import { type KpiDefinition, measuresOf } from './kpi-definition.rules.ts';
import { EVENTS_OF_SOURCE } from './kpi-events.rules.ts';
import { MEASURES } from './kpi-measures.rules.ts';

/** Counts up whenever a definition changes what is derived, so that all is rolled up anew. */
export const KPI_CATALOGUE_VERSION = 3;

const ALL = [...REFERRAL_KPIS, ...SALES_KPIS, ...ORDER_KPIS, ...PARTNER_KPIS] as const;

export type KpiCode = (typeof ALL)[number]['code'];

/** A KPI and since which version of the catalogue there is one of that definition. */
export type Kpi = KpiDefinition & Readonly<{ code: KpiCode; since: number; sources: readonly string[] }>;

/** The events by which a KPI's facts change, in order. */
const sourcesOf = (definition: KpiDefinition): readonly string[] => [
  ...new Set(measuresOf(definition).flatMap((measure) => EVENTS_OF_SOURCE[MEASURES[measure].source])),
];

/** All KPIs, in the order in which they are listed. */
export const KPIS: readonly Kpi[] = ALL.map((definition) => ({
  ...definition,
  since: 1,
  sources: sourcesOf(definition),
}));

export const KPI_CODES: readonly KpiCode[] = KPIS.map(({ code }) => code);

const BY_CODE: ReadonlyMap<string, Kpi> = new Map(KPIS.map((kpi) => [kpi.code, kpi]));

export const isKpiCode = (text: string): text is KpiCode => BY_CODE.has(text);

export const kpiOf = (code: KpiCode): Kpi => BY_CODE.get(code)!;
