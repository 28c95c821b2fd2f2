import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { referralExpiry } from '../../src/workflows/jobs/referral-expiry.ts';
import { uuidOf } from '../support/engagement.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Protection, setUpProtection } from '../support/protection.ts';

let portal: Portal;
let place: Protection;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  place = await setUpProtection(portal);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
});

describe('the job', () => {
  const everything = () =>
    portal.arrange(async (tx) => ({
      referrals: await tx.referral.findMany({ orderBy: { id: 'asc' } }),
      claims: await tx.claim.findMany({ orderBy: { id: 'asc' } }),
      events: await tx.event.count(),
      attributions: await tx.attribution.findMany({ orderBy: { id: 'asc' } }),
    }));

  it('ends each once, though it runs at once and again', async () => {
    const referrals = [];
    for (let count = 0; count < 5; count += 1)
      referrals.push(await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany()));
    const runs = await Promise.all([1, 2, 3, 4].map(() => place.run('2026-04-10T09:00:00Z')));
    expect(runs.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(5);
    const once = await everything();
    expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(0);
    expect(await everything()).toEqual(once);
    for (const referral of referrals)
      expect((await place.eventsOf(referral)).filter((type) => type === 'referral.expired')).toHaveLength(1);
  });

  it('goes on when one fails, of which nothing is left, and ends that one later', async () => {
    const [bad, good] = [
      await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany()),
      await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany()),
    ];
    const sql = (text: string) =>
      withClient(portal.testDatabase.superuserUrl, (client) => client.query(text));
    await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
      CREATE TRIGGER fail BEFORE UPDATE ON claim FOR EACH ROW WHEN (NEW.referral_id = '${uuidOf(bad.id)}')
      EXECUTE FUNCTION fail()`);
    const before = await place.eventsOf(bad);
    expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(1);
    expect(await place.statusesOf(bad, good)).toEqual(['ACCEPTED', 'EXPIRED']);
    expect(await place.eventsOf(bad)).toEqual(before);
    await sql('DROP TRIGGER fail ON claim');
    expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(1);
    expect(await place.statusOf(bad)).toBe('EXPIRED');
  });

  it('killed before it is done, leaves nothing half done', async () => {
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    const before = await everything();
    const killed = {
      ...referralExpiry,
      run: async (work: Parameters<typeof referralExpiry.run>[0]) => {
        await referralExpiry.run(work);
        await work.tx.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
        return 0;
      },
    };
    const asOf = new Date('2026-04-10T09:00:00Z');
    await expect(runJob(portal.database, killed, asOf, () => undefined)).rejects.toThrow();
    expect(await everything()).toEqual(before);
    await place.run('2026-04-10T09:00:00Z');
    expect(await place.statusOf(referral)).toBe('EXPIRED');
  });

  it('leaves a referral that somebody works with right now for the next run', async () => {
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    await portal.arrange(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM referral WHERE id = ${uuidOf(referral.id)}::uuid FOR UPDATE`;
      expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(0);
    });
    expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(1);
  });

  it('decides a deal once, though the CRM tells of it while the job runs', async () => {
    const deals = [];
    for (let count = 0; count < 6; count += 1) {
      const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
      const deal = place.aDealOf(referral);
      await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn: '2026-02-01' });
      deals.push({ referral, deal });
    }
    const won = { stage: 'WON', openedOn: '2026-02-01', closeOn: '2026-03-01' };
    await Promise.all([
      ...deals.map(({ deal }) => deal('2026-03-01T09:00:00Z', won)),
      ...[1, 2, 3].map(() => place.run('2026-03-01T09:00:00Z')),
    ]);
    await place.run('2026-03-01T09:00:00Z');
    for (const { referral } of deals)
      expect((await place.attributionsOf(referral)).map(([status]) => status)).toEqual([
        'PENDING',
        'ATTRIBUTED',
      ]);
    expect(portal.unexpected).toEqual([]);
  });

  it('decides imported deals as the history says, whose referrals hold no claim', async () => {
    const row = (stage: string, origin = 'IMPORTED') =>
      portal.arrange(async (tx) => {
        const { id: opportunityId } = await tx.opportunity.create({
          data: {
            system: 'OLD',
            externalId: `${stage}-${origin}`,
            name: 'Old deal',
            stage,
            closeOn: new Date('2019-05-01'),
          },
        });
        const since = new Date('2019-01-01T00:00:00Z');
        return await tx.referral.create({
          data: {
            partnerId: place.first.partnerId,
            origin,
            status: 'ACCEPTED',
            statusSince: since,
            submittedAt: since,
            decidedAt: since,
            customerName: 'Old',
            opportunityId,
          },
        });
      });
    const rows = [await row('WON'), await row('LOST'), await row('QUALIFIED'), await row('WON', 'CRM')];
    const decided = [];
    for (const asOf of ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z']) {
      await place.run(asOf);
      decided.length = 0;
      for (const { id } of rows) decided.push(...(await place.attributionsOf({ id: `Referral_${id}` })));
    }
    expect(decided.map(([status, because]) => `${status} ${because}`)).toEqual([
      'ATTRIBUTED IMPORTED',
      'NOT_ATTRIBUTED DEAL_LOST',
      'PENDING IMPORTED',
      'ATTRIBUTED CREDITED_BY_CRM',
    ]);
    expect(portal.unexpected).toEqual([]);
  });
});
