import type { Tx } from '../../platform/database/client.ts';
import { KpiScopeTooWideError } from './kpi.errors.ts';
import { type DerivedSubjects, derivedSource, partnersWithin } from './kpi-as-of.repo.ts';
import { monthStartsOf, workedHoursOf } from './kpi-calendar.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { measuresOf } from './kpi-definition.rules.ts';
import { DERIVATIONS, subjectsOf } from './kpi-derivations.repo.ts';
import { findWorkedRange, type Known } from './kpi-fact.repo.ts';
import { MEASURES } from './kpi-measures.rules.ts';
import { type KpiSource, ROLLED_UP } from './kpi-read.repo.ts';
import type { KpiSelection } from './kpi-scope.repo.ts';
import { businessCalendarFrom, fiscalCalendarFrom } from './kpi-vendor.repo.ts';

/** Of how many partners, and of how many of their referrals, deals and so on, is told what was known. */
export const AS_OF_PARTNERS_MAX = 200;
const AS_OF_SUBJECTS_MAX = 50_000;

/** Reads with the rights of the vendor, in the same snapshot. */
export type VendorReads = <T>(read: (tx: Tx) => Promise<T>) => Promise<T>;

export type SourceAsked = Readonly<{
  kpis: readonly Kpi[];
  selection: KpiSelection;
  asOf: Date | null;
  asVendor: VendorReads | null;
}>;

/**
 * Reads what the rollup keeps, or, as of an instant, what is derived anew by what was booked until then. That needs the
 * history of the partners, so it has the vendor's rights, for partners that the reader was found to see.
 * @throws KpiScopeTooWideError
 */
export async function readFrom<T>(
  tx: Tx,
  asked: SourceAsked,
  read: (tx: Tx, source: KpiSource) => Promise<T>,
): Promise<T> {
  const { asOf, asVendor } = asked;
  if (asOf === null) return await read(tx, ROLLED_UP);
  const partnerIds = await partnersWithin(tx, asked.selection, AS_OF_PARTNERS_MAX + 1);
  if (partnerIds.length > AS_OF_PARTNERS_MAX) throw new KpiScopeTooWideError(AS_OF_PARTNERS_MAX);
  const inTurn: VendorReads = asVendor ?? ((work) => work(tx));
  return await inTurn(
    async (vendor) => await read(vendor, await sourceAsOf(vendor, asked.kpis, partnerIds, asOf)),
  );
}

async function sourceAsOf(
  tx: Tx,
  kpis: readonly Kpi[],
  partnerIds: readonly string[],
  asOf: Date,
): Promise<KpiSource> {
  const fiscal = await fiscalCalendarFrom(tx);
  const business = await businessCalendarFrom(tx);
  const known: Known = { asOf, timeZone: fiscal.timeZone, monthStarts: monthStartsOf(fiscal) };
  const measures = [...new Set(kpis.flatMap(measuresOf))];
  const subjects: DerivedSubjects[] = [];
  const sources = new Set(measures.map((measure) => MEASURES[measure].source));
  for (const source of sources) if (DERIVATIONS[source].readsRevenue) sources.add('OPPORTUNITY');
  for (const source of sources) {
    const subjectIds = await subjectsOf(tx, source, partnerIds, AS_OF_SUBJECTS_MAX + 1);
    if (subjectIds.length > AS_OF_SUBJECTS_MAX) throw new KpiScopeTooWideError(AS_OF_PARTNERS_MAX);
    const range = await findWorkedRange(tx, DERIVATIONS[source], subjectIds, known);
    subjects.push({ source, subjectIds, hours: workedHoursOf(business, range) });
  }
  return derivedSource(subjects, partnerIds, measures, known);
}
