import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { loadDemoDataOnce } from '../../src/workflows/demo-data/demo-data.ts';
import { referralExpiry } from '../../src/workflows/jobs/referral-expiry.ts';
import { replayCommissions } from '../../src/workflows/replay-commissions.ts';
import { asSuperuser } from '../support/database.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  await loadDemoDataOnce(portal.database, TEST_ISSUER, () => undefined);
});

const rows = (sql: string): Promise<Record<string, unknown>[]> =>
  asSuperuser(portal.testDatabase.superuserUrl, async (client) => (await client.query(sql)).rows);

describe('the demo data', () => {
  it('pays its partners in currencies that the vendor deals in', async () => {
    expect(await rows('SELECT code FROM vendor_currency ORDER BY code')).toEqual([
      { code: 'EUR' },
      { code: 'GBP' },
      { code: 'USD' },
    ]);
    expect(
      await rows(`SELECT count(*)::int AS partners,
        count(*) FILTER (WHERE currency NOT IN (SELECT code FROM vendor_currency))::int AS strays FROM partner`),
    ).toEqual([{ partners: 12, strays: 0 }]);
  });

  it('tells of each deal what its history says last', async () => {
    const strays = await rows(`SELECT opportunity.id FROM opportunity CROSS JOIN LATERAL (
        SELECT stage FROM opportunity_change WHERE opportunity_id = opportunity.id ORDER BY effective_at DESC, id DESC LIMIT 1) AS last
      WHERE last.stage <> opportunity.stage`);
    expect(strays).toEqual([]);
  });

  it('replays as of the end of each month and any instant of it, with nothing that differs or waits', async () => {
    const now = new Date();
    const monthEnds = [3, 2, 1].map(
      (back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1, 1) - 1),
    );
    const between = [4, 17, 38].map((days) => new Date(now.getTime() - days * 86_400_000));
    let earnings = 0;
    for (const at of [...monthEnds, ...between, now]) {
      const replay = await portal.arrange((tx) => replayCommissions(tx, at, () => undefined));
      const { differences, terms, due, withoutInputs } = replay;
      expect([at, differences, terms, due, withoutInputs]).toEqual([at, [], [], 0, 0]);
      earnings += replay.earnings;
    }
    expect(earnings).toBeGreaterThan(300);
  });

  it('shows a newcomer what is measured, what it will come to, and what is done about it', async () => {
    const max = { subject: 'manager@vendor.example' };
    const now = new Date();
    const period = `FY${now.getUTCFullYear()}-Q${Math.floor(now.getUTCMonth() / 3) + 1}`;
    const query = `query ($period: String!) {
      kpiScorecard(period: "FY${now.getUTCFullYear()}", kpis: ["REFERRALS_SUBMITTED", "REVENUE_WON", "COMMISSION_ACCRUED"], currency: "EUR") {
        ... on KpiScorecard { entries { current { value } } } ... on Error { code message } }
      forecast(period: $period) { line { p50 { amount } openCount } calls { scope commit { amount } bestCase { amount } } }
      remediationPlans(filter: { status: [ACTIVE] }) { nodes { partner { name } progress { latest target } actions { title } } } }`;
    const { data, text } = await portal.send(max.subject, query, { period });
    for (const { current } of data.kpiScorecard.entries)
      expect(Number(current.value), text).toBeGreaterThan(0);
    expect(data.forecast.line.openCount).toBeGreaterThan(0);
    expect(data.forecast.calls).toHaveLength(1);
    expect(data.remediationPlans.nodes).toMatchObject([{ partner: { name: 'Acme' }, actions: [{}, {}] }]);
  });

  it('leaves no deal for the job to decide otherwise', async () => {
    const decided = 'SELECT id, status, ended_at FROM attribution ORDER BY id';
    const before = await rows(decided);
    expect(before.length).toBeGreaterThan(100);
    await runJob(portal.database, referralExpiry, new Date(), () => undefined);
    expect(await rows(decided)).toEqual(before);
  });
});
