import { FACT_SOURCES, type FactSource } from '../domains/kpis/kpi-measures.rules.ts';
import {
  addUpPartners,
  FIRST_ID,
  FIRST_SUBJECT,
  finishRebuild,
  forgetSubjects,
  rebuildSubjects,
} from '../domains/kpis/kpi-rebuild.service.ts';
import {
  assertPast,
  knowUntil,
  lockState,
  type RollupSetting,
  rolledUpBy,
  rollUpEvents,
  rollUpTimely,
  rollupSettingOf,
} from '../domains/kpis/kpi-rollup.service.ts';
import { businessCalendarFrom, fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Tx } from '../platform/database/client.ts';
import { isOutOfTime } from '../platform/database/session.ts';
import { followEvents, positionAsOf } from '../platform/events/reader.ts';
import type { LongWork } from '../platform/jobs/jobs.ts';

export const KPI_CONSUMER = 'kpi-rollup';

/** Events, subjects and partners, as many as take a tenth of a statement's time on an idle machine with small buffers. */
export type PageSizes = Readonly<{ events: number; subjects: number; partners: number }>;
const PAGE_SIZES: PageSizes = { events: 1_000, subjects: 1_000, partners: 20 };

const settingFrom = async (tx: Tx, asOf: Date): Promise<RollupSetting> =>
  rollupSettingOf({ fiscal: await fiscalCalendarFrom(tx), business: await businessCalendarFrom(tx) }, asOf);

type Run = Pick<LongWork, 'transaction' | 'asOf' | 'log'>;

/**
 * Takes page after page until one is not full. One that takes longer than a statement or a transaction may is undone, and
 * half of it is taken; those after it stay as small, as what was slow is likely to last.
 */
async function takePages<Page extends Readonly<{ count: number }>>(
  { transaction, log }: Run,
  pageSize: number,
  take: (tx: Tx, limit: number) => Promise<Page>,
  onTaken: (page: Page) => void,
): Promise<void> {
  let isLast = false;
  for (let limit = pageSize; !isLast; ) {
    try {
      const page = await transaction((tx) => take(tx, limit));
      isLast = page.count < limit;
      onTaken(page);
    } catch (error) {
      if (limit === 1 || !isOutOfTime(error)) throw error;
      limit = Math.ceil(limit / 2);
      log(`  A page was out of time; from here on they are of ${limit}.`);
    }
  }
}

/**
 * Brings the KPIs up to what was booked by an instant: the facts of whatever the log says has changed are derived anew, a page
 * of events at a time, each in a transaction with how far it has come. Where zone, calendar, hours or catalogue are others
 * than they were counted by, all is rebuilt first. Answers how many facts changed.
 * @throws FuturePeriodError
 */
export async function rollUpKpis(work: Run, pageSizes: PageSizes = PAGE_SIZES): Promise<number> {
  const { since, isOutdated } = await work.transaction(async (tx) => {
    await assertPast(tx, work.asOf);
    const { definition, rolledUpTo } = await lockState(tx);
    const setting = await settingFrom(tx, work.asOf);
    return { since: rolledUpTo, isOutdated: definition !== setting.definition };
  });
  let changed = isOutdated ? await rebuildKpis(work, pageSizes) : 0;
  await takePages(
    work,
    pageSizes.events,
    (tx, limit) => rollUpPage(tx, work.asOf, limit, work.log),
    (page) => {
      changed += page.changed;
      work.log(`  ${changed} facts changed so far`);
    },
  );
  return (
    changed +
    (await work.transaction(async (tx) => {
      const setting = await settingFrom(tx, await knowUntil(tx, work.asOf));
      const timely = await rollUpTimely(tx, setting, since);
      await rolledUpBy(tx, work.asOf);
      return timely;
    }))
  );
}

async function rollUpPage(
  tx: Tx,
  asOf: Date,
  pageSize: number,
  log: (line: string) => void,
): Promise<Readonly<{ count: number; changed: number }>> {
  const until = await knowUntil(tx, asOf);
  const setting = await settingFrom(tx, until);
  let changed = 0;
  const reading = { pageSize, pagesMax: 1, until };
  const count = await followEvents(tx, KPI_CONSUMER, reading, async (events) => {
    const rolledUp = await rollUpEvents(tx, setting, events);
    changed += rolledUp.changed;
    for (const { eventId, type, reason } of rolledUp.setAside)
      log(`Set aside the event ${eventId} of type ${type}: ${reason}`);
  });
  return { count, changed };
}

/**
 * Derives every fact from nothing but what is known of its subject, and adds up all cells anew, in pages that each leave
 * facts and cells in agreement: whoever reads meanwhile reads the old or the new of a subject. Killed, it begins anew and
 * finds less to change. Answers how many facts changed.
 * @throws FuturePeriodError
 */
export async function rebuildKpis(work: Run, pageSizes: PageSizes = PAGE_SIZES): Promise<number> {
  const setting = await work.transaction(async (tx) => {
    await assertPast(tx, work.asOf);
    await lockState(tx);
    // What is booked from here on is followed; what was before is rebuilt.
    const beginsAt = await positionAsOf(tx, work.asOf);
    await followEvents(tx, KPI_CONSUMER, { pageSize: 1, pagesMax: 0, beginsAt }, async () => undefined);
    return await settingFrom(tx, work.asOf);
  });
  let changed = 0;
  const failedIds = new Set<string>();
  for (const source of FACT_SOURCES) {
    const rebuilt = await rebuildSource(work, setting, source, pageSizes.subjects);
    changed += rebuilt.changed;
    for (const id of rebuilt.failedIds) failedIds.add(id);
  }
  let afterId = FIRST_ID;
  await takePages(
    work,
    pageSizes.partners,
    (tx, limit) => addUpPartners(tx, setting, afterId, limit),
    ({ last }) => {
      afterId = last;
    },
  );
  await work.transaction((tx) => finishRebuild(tx, setting, failedIds));
  return changed;
}

async function rebuildSource(
  work: Run,
  setting: RollupSetting,
  source: FactSource,
  pageSize: number,
): Promise<Readonly<{ changed: number; failedIds: readonly string[] }>> {
  const failedIds: string[] = [];
  let [after, subjects, changed] = [FIRST_SUBJECT, 0, 0];
  await takePages(
    work,
    pageSize,
    (tx, limit) => rebuildSubjects(tx, setting, source, after, limit),
    (page) => {
      after = page.last;
      subjects += page.count;
      changed += page.changed;
      failedIds.push(...page.failedIds);
      for (const id of page.failedIds) work.log(`Set aside the subject ${id} of ${source}: NOT_DERIVABLE`);
      if (page.count > 0) work.log(`  ${source}: ${subjects} subjects, ${changed} facts changed`);
    },
  );
  const forget = async (tx: Tx, limit: number) => ({
    count: await forgetSubjects(tx, setting, source, limit),
  });
  await takePages(work, pageSize, forget, () => undefined);
  return { changed, failedIds };
}
