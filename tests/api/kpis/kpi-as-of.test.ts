import { beforeAll, expect, it } from 'vitest';
import { rollUpKpis } from '../../../src/workflows/roll-up-kpis.ts';
import { aMember, aStaffMember } from '../../support/builders.ts';
import { settled } from '../../support/event-log.ts';
import { aCast, type Cast } from '../../support/kpi-history/cast.ts';
import { type AnyStep, tell } from '../../support/kpi-history/sources.ts';
import { ask } from '../../support/kpi-portal.ts';
import { type Portal, startPortal } from '../../support/portal.ts';

let portal: Portal;
let cast: Cast;
let staff: string;
let admin: string;
/** When nothing but the submissions and the open deal was known. */
let before: Date;

const at = (text: string) => new Date(`${text}T12:00:00Z`);

beforeAll(async () => {
  portal = await startPortal();
  cast = await aCast(portal, 6);
  staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  admin = (await aMember(portal, cast.partners[0]!)).subject;
  const happen = async (...all: AnyStep[]) => {
    for (const one of all) await portal.arrange((tx) => tell(tx, cast, one));
  };
  // The first and the fourth referral, and the first deal, are the first partner's.
  await happen(
    { what: 'REFERRAL', referral: 0, type: 'referral.submitted', at: at('2026-03-02') },
    { what: 'REFERRAL', referral: 3, type: 'referral.submitted', at: at('2026-03-03') },
    { what: 'REFERRAL', referral: 1, type: 'referral.submitted', at: at('2026-03-03') },
    { what: 'DEAL', deal: 0, stage: 'QUALIFIED', amountMinor: 500_00, at: at('2026-03-04') },
  );
  await settled(portal);
  before = new Date();
  // Instants are kept to the millisecond: what is booked within this one counts as known at it.
  await new Promise((resolve) => setTimeout(resolve, 5));
  // What was booked later had happened long before.
  await happen(
    { what: 'REFERRAL', referral: 0, type: 'referral.accepted', at: at('2026-03-05') },
    { what: 'REFERRAL', referral: 3, type: 'referral.rejected', at: at('2026-03-06') },
    { what: 'DEAL', deal: 0, stage: 'WON', amountMinor: 400_00, at: at('2026-03-09') },
  );
  await settled(portal);
  await rollUpKpis({ transaction: portal.arrange, asOf: new Date(), log: () => undefined });
});

const KPIS =
  '["REFERRALS_SUBMITTED", "ACCEPTANCE_RATE", "DECISION_TIME_MEDIAN", "PIPELINE_VALUE", "REVENUE_WON"]';

const valuesOf = async (subject: string, terms: string) => {
  const card = await ask(
    portal,
    subject,
    `kpiScorecard(period: "2026-P03", kpis: ${KPIS}${terms})`,
    `... on KpiScorecard { entries { current { value explanation { facts(first: 10) { totalCount nodes { measure events { type } } } } } } }`,
  );
  expect(card.code, card.message).toBeUndefined();
  return card.entries.map(
    (entry: { current: { value: string | null; explanation: { facts: { totalCount: number } } } }) => [
      entry.current.value,
      entry.current.explanation.facts.totalCount,
    ],
  );
};

it('tells what is known now, and what was known then of the same days', async () => {
  const asOf = `, asOf: "${before.toISOString()}"`;
  // How many business minutes it took is for the calendar to say; that there is a median is not.
  const now = await valuesOf(admin, '');
  expect(now[0]).toEqual(['2', 2]);
  expect(now[1]).toEqual(['50', 2]);
  expect(now[2]![0]).not.toBeNull();
  expect([now[3]![0], now[4]]).toEqual(['0', ['400.00', 1]]);
  const then = await valuesOf(admin, asOf);
  expect(then).toEqual([
    ['2', 2],
    [null, 0],
    [null, 0],
    ['500.00', 1],
    ['0', 0],
  ]);
  const all = await valuesOf(staff, asOf);
  expect(all[0]).toEqual(['3', 3]);
});

it('tells with the first instant that knew everything what is known now', async () => {
  const asOf = `, asOf: "${new Date().toISOString()}"`;
  expect(await valuesOf(staff, asOf)).toEqual(await valuesOf(staff, ''));
});

it('is told of so many partners only', async () => {
  await portal.arrange(
    (tx) => tx.$executeRaw`
      INSERT INTO partner (name, name_key, type, status, time_zone, currency, status_since)
      SELECT 'P' || n, 'p' || n, 'REFERRAL', 'ACTIVE', 'UTC', 'USD', '2020-01-01' FROM generate_series(1, 200) AS n`,
  );
  const call = `kpiScorecard(period: "2026-P03", kpis: ${KPIS}, asOf: "${before.toISOString()}")`;
  expect(await ask(portal, staff, call, '')).toMatchObject({ code: 'SCOPE_TOO_WIDE' });
  expect((await valuesOf(admin, `, asOf: "${before.toISOString()}"`))[0]).toEqual(['2', 2]);
});
