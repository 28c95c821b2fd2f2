import { beforeAll, describe, expect, it } from 'vitest';
import { monthStartsOf } from '../../src/domains/kpis/kpi-calendar.rules.ts';
import { MEASURES } from '../../src/domains/kpis/kpi-measures.rules.ts';
import { businessCalendarFrom, fiscalCalendarFrom } from '../../src/domains/settings/settings.service.ts';
import type { BusinessCalendar } from '../../src/kernel/business-calendar.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { rebuildKpis, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { settled } from '../support/event-log.ts';
import { aCast, type Cast, SPARE_SUBJECT } from '../support/kpi-history/cast.ts';
import type { ManagerStep } from '../support/kpi-history/credits.ts';
import { FAULTS, type Fault, HINDSIGHT, withFault } from '../support/kpi-history/faults.ts';
import { told } from '../support/kpi-history/history.ts';
import { cellsKept, factsIn } from '../support/kpi-history/rows.ts';
import {
  amidst,
  cellRows,
  creditedFacts,
  endOf,
  factRows,
  historyBy,
  MODELLED,
  storiesOf,
  tell,
} from '../support/kpi-history/sources.ts';
import { dyingAt, PAGES, rollupsOf, type Transaction } from '../support/kpi-rollups.ts';
import { type Portal, startPortal } from '../support/portal.ts';

type Rollups = ReturnType<typeof rollupsOf>;

const ZONE = 'America/New_York';
const SUBJECTS = SPARE_SUBJECT;
/** In which the casts forecast, each in its own, as rates are everybody's. */
const CURRENCIES = ['EUR', 'GBP'];

let portal: Portal;
let lines: string[];
let runOf: Rollups['runOf'];
let rollUp: Rollups['rollUp'];
let rebuild: Rollups['rebuild'];
let kept: Rollups['kept'];
let forget: Rollups['forget'];
let knownAt: Rollups['knownAt'];

beforeAll(async () => {
  portal = await startPortal();
  ({ lines, runOf, rollUp, rebuild, kept, forget, knownAt } = rollupsOf(portal));
  await portal.arrange((tx) =>
    tx.vendorSettings.update({
      where: { id: 1 },
      data: { timeZone: ZONE, fiscalKind: 'MONTHS', fiscalStartMonth: 4 },
    }),
  );
});

/** A run of which the process dies within its transaction of that number. */
const rollUpKilled = (number: number, asOf: Date) =>
  rollUpKpis(runOf(dyingAt(portal, number), asOf), PAGES).catch((error: Error) =>
    expect(error.message).toBe('killed'),
  );

const measuresKept = () =>
  portal.arrange(async (tx) => {
    const facts = await tx.kpiFact.groupBy({ by: ['measure'] });
    return facts.map(({ measure }) => measure);
  });

const measuresFrom = (sources: readonly string[]): string[] =>
  Object.entries(MEASURES).flatMap(([measure, { source }]) => (sources.includes(source) ? [measure] : []));

/** Every deal of the histories is one partner's alone. */
const UNTOLD = ['REVENUE_INFLUENCED'];

const BATCHES = ['ONCE', 'KILLED', 'TWICE_AT_ONCE', 'KILLED'] as const;

const last = endOf(BATCHES.length - 1, ZONE);

/** Rolls up what is known by an instant, come what may. */
async function rollUpBy(asOf: Date, way: (typeof BATCHES)[number], killedAt: number): Promise<void> {
  await settled(portal);
  if (way === 'KILLED') await rollUpKilled(killedAt, asOf);
  if (way === 'TWICE_AT_ONCE') await Promise.all([rollUp(asOf), rollUp(asOf)]);
  await rollUp(asOf);
}

describe('on random histories with late, repeated and corrected events', () => {
  let casts: Cast[];
  let stories: ReturnType<typeof storiesOf>;
  let vendor: Readonly<{ zone: string; business: BusinessCalendar }>;

  beforeAll(async () => {
    vendor = { zone: ZONE, business: await portal.arrange(businessCalendarFrom) };
    casts = await Promise.all(CURRENCIES.map((currency) => aCast(portal, SUBJECTS + 1, currency)));
    stories = storiesOf(casts.length, SUBJECTS, BATCHES.length);
  });

  /** What all the casts' facts become, of what was told by an instant. */
  const modelled = (rowsOf: typeof factRows, asOf: Date, assignedBy = asOf): string[] =>
    casts
      .flatMap((cast, number) => {
        const historyOf = (by: Date) => historyBy(stories[number]!.flat(), by, vendor);
        const assigned = told<ManagerStep>(historyOf(assignedBy), 'MANAGER');
        return rowsOf(cast, creditedFacts(cast, historyOf(asOf), assigned));
      })
      .sort();

  it('increments, a rebuild, what was known when and a computation apart agree to the row', async () => {
    for (const [batch, way] of BATCHES.entries()) {
      for (const [number, cast] of casts.entries())
        await portal.arrange(async (tx) => {
          for (const { bookedAt, ...step } of stories[number]![batch]!) await tell(tx, cast, step, bookedAt);
        });
      const asOf = endOf(batch, ZONE);
      await rollUpBy(asOf, way, 1 + batch);
      expect(modelled(factRows, asOf).length).toBeGreaterThan(50);
      expect(await portal.arrange((tx) => factsIn(tx, casts, Prisma.sql`kpi_fact`))).toEqual(
        modelled(factRows, asOf),
      );
      expect(await portal.arrange((tx) => cellsKept(tx, casts))).toEqual(modelled(cellRows, asOf));
    }
    const measures = await measuresKept();
    expect(measuresFrom(MODELLED).filter((measure) => !measures.includes(measure))).toEqual(UNTOLD);
    const increments = await kept();
    expect(await rollUp(last)).toBe(0);
    expect(await kept()).toEqual(increments);
    await forget();
    await rebuild(last);
    expect(await kept()).toEqual(increments);
    for (const asOf of BATCHES.flatMap((_, batch) => [amidst(batch, ZONE), endOf(batch, ZONE)])) {
      const known = await knownAt(asOf, (tx, facts) => factsIn(tx, casts, facts));
      // Who manages a partner has always been known.
      expect(known).toEqual(modelled(factRows, asOf, last));
    }
  }, 120_000);

  async function expectWrong(planted: Fault, asOf: Date): Promise<void> {
    const monthStarts = monthStartsOf(await portal.arrange(fiscalCalendarFrom));
    const by = { known: { asOf, timeZone: ZONE, monthStarts }, business: vendor.business };
    const wrong = await portal.arrange((tx) =>
      withFault(tx, planted, by, (facts) => factsIn(tx, casts, facts)),
    );
    const measures = measuresFrom([planted.source]);
    const right = modelled(factRows, asOf, last).filter((row) => measures.includes(row.split('|')[1]!));
    expect(right).not.toEqual([]);
    expect(wrong).not.toEqual(right);
  }

  it.each(FAULTS)('and would not where $fault', (planted) => expectWrong(planted, last));
  it.each(HINDSIGHT)('and would not where $fault', (planted) => expectWrong(planted, endOf(2, ZONE)));
});

describe('a page that takes longer than a statement may', () => {
  it('is halved and taken again, and leaves out nothing', async () => {
    await rollUp();
    const before = await kept();
    await forget();
    const sizes: number[] = [];
    const slow: Transaction = (work) =>
      portal.arrange(async (tx) => {
        const answer = await work(tx);
        const { count } = (answer ?? {}) as { count?: number };
        sizes.push(count ?? 0);
        if ((count ?? 0) > 2) await tx.$executeRaw`SET LOCAL statement_timeout = '1ms'`;
        if ((count ?? 0) > 2) await tx.$queryRaw`SELECT pg_sleep(1)::text`;
        return answer;
      });
    await rebuildKpis(runOf(slow), PAGES);
    expect(Math.max(...sizes)).toBe(PAGES.subjects);
    expect(lines).toContain('  A page was out of time; from here on they are of 2.');
    expect(await kept()).toEqual(before);
  });
});

it('counts anew by another zone', async () => {
  const cast = await aCast(portal, 1);
  const at = new Date('2026-05-01T02:30:00Z');
  await portal.arrange((tx) =>
    tell(tx, cast, { what: 'REFERRAL', referral: 0, type: 'referral.submitted', at }),
  );
  await rollUp();
  const days = () =>
    portal.arrange(
      (tx) => tx.$queryRaw<{ day: string }[]>`
      SELECT grain || ' ' || starts_on AS day FROM kpi_cell WHERE partner_id = ${cast.partners[0]}::uuid
        AND measure = 'REFERRALS_SUBMITTED' ORDER BY 1`,
    );
  expect(await days()).toEqual([{ day: 'DAY 2026-04-30' }, { day: 'MONTH 2026-04-01' }]);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  await rollUp().catch(() => undefined);
  await portal.arrange(
    (tx) => tx.$executeRaw`UPDATE attribution SET share_numerator = 1 WHERE share_numerator > 1`,
  );
  await rollUp();
  expect(await days()).toEqual([{ day: 'DAY 2026-05-01' }, { day: 'MONTH 2026-05-01' }]);
});

it('refuses an instant that has not come, and changes nothing', async () => {
  const before = await kept();
  const asOf = new Date(Date.now() + 86_400_000);
  for (const work of [rollUpKpis, rebuildKpis])
    await expect(work({ ...runOf(), asOf }, PAGES)).rejects.toMatchObject({ code: 'FUTURE_PERIOD' });
  expect(await kept()).toEqual(before);
});
