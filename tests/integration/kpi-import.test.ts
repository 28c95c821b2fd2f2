import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Tx } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { referralExpiry } from '../../src/workflows/jobs/referral-expiry.ts';
import { rebuildKpis, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { aCopyOfTheSample, aPlace } from '../support/import.ts';

const DEALS = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
D1,Priya Raman,Lumen Pro,Corvane Labs,Won,2025-01-10,2025-03-01,1000
D2,Priya Raman,Lumen Pro,Brightwater Clinics,Won,2025-02-01,2025-03-31,500
D3,Priya Raman,Lumen Plus,Corvane Labs,Lost,2025-02-10,2025-04-02,0
D4,Priya Raman,Lumen Plus,Corvane Labs,Engaging,2025-03-15,,
D5,Tomasz Wolny,Lumen Basic,Corvane Industries,Won,2025-03-01,2025-04-01,250
`;

/** Counted and added up by hand from the rows above, by partner and month: how many, and their sum in cents or days. */
const BY_HAND = `
Priya Raman DEALS_LOST 2025-04 1 1
Priya Raman DEALS_WON 2025-03 2 2
Priya Raman REFERRALS_ACCEPTED 2025-01 1 1
Priya Raman REFERRALS_ACCEPTED 2025-02 2 2
Priya Raman REFERRALS_ACCEPTED 2025-03 1 1
Priya Raman REFERRALS_SUBMITTED 2025-01 1 1
Priya Raman REFERRALS_SUBMITTED 2025-02 2 2
Priya Raman REFERRALS_SUBMITTED 2025-03 1 1
Priya Raman REVENUE_WON 2025-03 2 150000
Priya Raman SALES_CYCLE_DAYS 2025-03 2 108
Tomasz Wolny DEALS_WON 2025-04 1 1
Tomasz Wolny REFERRALS_ACCEPTED 2025-03 1 1
Tomasz Wolny REFERRALS_SUBMITTED 2025-03 1 1
Tomasz Wolny REVENUE_WON 2025-04 1 25000
Tomasz Wolny SALES_CYCLE_DAYS 2025-04 1 31`
  .trim()
  .split('\n');

const workOf = ({ database }: Awaited<ReturnType<typeof aPlace>>) => ({
  transaction: <T>(work: (tx: Tx) => Promise<T>) => writeTransaction(database, JOB_SCOPE, work),
  asOf: new Date(),
  log: () => undefined,
});

it('counts the history that a CRM brings as somebody does by hand', async () => {
  const folder = await aCopyOfTheSample();
  await writeFile(join(folder, 'sales_pipeline.csv'), DEALS);
  const place = await aPlace(folder);
  await place.rows(`UPDATE vendor_settings SET time_zone = 'UTC'`);
  await place.load();
  await rollUpKpis(workOf(place));
  const cells = await place.rows(`
    SELECT concat_ws(' ', partner.name, measure, to_char(starts_on, 'YYYY-MM'), sum(count), sum(total)) AS cell
    FROM kpi_cell JOIN partner ON partner.id = partner_id
    WHERE grain = 'MONTH' AND measure IN ('DEALS_LOST', 'DEALS_WON', 'REFERRALS_ACCEPTED', 'REFERRALS_SUBMITTED',
      'REVENUE_WON', 'SALES_CYCLE_DAYS')
    GROUP BY partner.name, measure, starts_on ORDER BY 1`);
  expect(cells.map(({ cell }) => cell)).toEqual(BY_HAND);
});

it('follows what a job decides of imported deals by its events, as a rebuild finds it', async () => {
  const folder = await aCopyOfTheSample();
  await writeFile(join(folder, 'sales_pipeline.csv'), DEALS);
  const place = await aPlace(folder);
  await place.load();
  await rollUpKpis(workOf(place));
  const facts = () => place.rows('SELECT to_jsonb(kpi_fact)::text AS fact FROM kpi_fact ORDER BY 1');
  const won = async () =>
    (
      await place.rows(`SELECT coalesce(sum(value), 0)::int AS won FROM kpi_fact WHERE measure = 'DEALS_WON'`)
    )[0]!.won;
  expect(await won()).toBe(3);
  // A referral that has ended before its deal was won has no claim to it.
  await place.rows(`UPDATE referral SET status = 'WITHDRAWN', status_since = '2025-01-05' WHERE id IN (
    SELECT referral_id FROM attribution JOIN opportunity ON opportunity.id = opportunity_id WHERE external_id = 'D1')`);
  const { rowCount } = await runJob(place.database, referralExpiry, new Date(), () => undefined);
  expect(rowCount).toBeGreaterThan(0);
  const told = await place.rows(
    `SELECT data->>'before' AS before, data->>'status' AS status FROM event WHERE type = 'referral.attribution_decided'`,
  );
  expect(told).toEqual([{ before: 'ATTRIBUTED', status: 'NOT_ATTRIBUTED' }]);
  // Whatever else is open in the cluster holds the log back for a while.
  await expect
    .poll(
      async () => {
        await rollUpKpis(workOf(place));
        return await won();
      },
      { timeout: 20_000 },
    )
    .toBe(2);
  const increments = await facts();
  await rebuildKpis(workOf(place));
  expect(await facts()).toEqual(increments);
});
