import { createHash } from 'node:crypto';
import {
  activePartners,
  partnersCalled,
  type ReportedPartner,
  rolledUpTo,
} from '../../domains/reports/report.service.ts';
import { fiscalCalendarFrom } from '../../domains/settings/settings.service.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type FiscalPeriod, fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { dateOf, startOfDay } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { asPartner } from '../../platform/database/session.ts';
import type { FileStore } from '../../platform/files/file-store.ts';
import type { LongWork } from '../../platform/jobs/jobs.ts';
import { readReport } from './report-data.ts';
import { pageOf } from './report-page.ts';
import { periodsOver } from './report-periods.rules.ts';

/** Numbers and days are written for these readers; the vendor's settings name no language. */
export const LOCALE_DEFAULT = 'en-GB';

type Snapshot = LongWork['snapshot'];

export type ReportOrder = Readonly<{
  snapshot: Snapshot;
  store: FileStore;
  period: FiscalPeriod;
  calendar: FiscalCalendar;
  locale: string;
  now: Date;
  log(line: string): void;
}>;

const folderOf = (period: FiscalPeriod): string => `reports/${fiscalLabelOf(period)}`;
const HTML = 'text/html; charset=utf-8';

type Page = Readonly<{ path: string; sha256: string; partnerId: string | null }>;

/** The program's page, as the vendor sees it. */
export const writeProgramPage = (order: ReportOrder): Promise<Page> => writePage(order, null);

/** A partner's page, which is made with no more rights than the partner's own people have. */
export const writePartnerPage = (order: ReportOrder, partner: ReportedPartner): Promise<Page> =>
  writePage(order, partner);

async function writePage(
  { snapshot, store, period, calendar, locale, now }: ReportOrder,
  partner: ReportedPartner | null,
): Promise<Page> {
  const read = (tx: Tx) => readReport(tx, { period, calendar, partner, locale, now });
  const report = await snapshot((tx) => (partner ? asPartner(tx, partner.id, () => read(tx)) : read(tx)));
  const content = Buffer.from(pageOf(report));
  const path = `${folderOf(period)}/${partner ? `partner-${partner.id}` : 'program'}.html`;
  await store.put(path, content, HTML);
  return { path, sha256: createHash('sha256').update(content).digest('hex'), partnerId: partner?.id ?? null };
}

/** Partners by an id or name, for who asks for one page only. */
export const findPartners = (snapshot: Snapshot, text: string): Promise<ReportedPartner[]> =>
  snapshot((tx) => partnersCalled(tx, text));

/** All pages of a period, and last the list of them, by which a later run knows that nothing is left to do. */
export async function writeAllPages(order: ReportOrder): Promise<number> {
  const { snapshot, store, period, now, log } = order;
  const partners = await snapshot(activePartners);
  const pages = [await writeProgramPage(order)];
  for (const partner of partners) {
    pages.push(await writePartnerPage(order, partner));
    if (pages.length % 100 === 0) log(`  ${pages.length} of ${partners.length + 1} pages written`);
  }
  const index = { period: fiscalLabelOf(period), asOf: now.toISOString(), pages };
  await store.put(indexOf(period), Buffer.from(`${JSON.stringify(index, null, 2)}\n`), 'application/json');
  return pages.length;
}

const indexOf = (period: FiscalPeriod): string => `${folderOf(period)}/index.json`;

/**
 * Writes the reports of the last month and quarter, once each: a run that was killed has left no list of its pages, so the next
 * writes them again. It waits for KPIs that are rolled up beyond the end of the period. Answers how many pages it wrote.
 */
export async function writeDueReports({ snapshot, files, asOf, log, isFor }: LongWork): Promise<number> {
  const { calendar, knownTo } = await snapshot(async (tx) => ({
    calendar: await fiscalCalendarFrom(tx),
    knownTo: await rolledUpTo(tx),
  }));
  const store = await files();
  let count = 0;
  for (const period of periodsOver(calendar, asOf)) {
    const label = fiscalLabelOf(period);
    const endsAt = dateOf(startOfDay(datesOf(calendar, period).until, calendar.timeZone));
    if (knownTo < endsAt) {
      log(`  ${label}: KPIs are rolled up to ${knownTo.toISOString()} only, so it waits`);
      continue;
    }
    if (await store.get(indexOf(period))) continue;
    isFor(label);
    log(`  ${label} ...`);
    count += await writeAllPages({
      snapshot,
      store,
      period,
      calendar,
      locale: LOCALE_DEFAULT,
      now: asOf,
      log,
    });
  }
  return count;
}
