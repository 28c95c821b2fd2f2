import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '../support/database.ts';
import { aCast, appendTold } from '../support/kpi-history/cast.ts';
import { tell } from '../support/kpi-history/sources.ts';
import { rollupsOf } from '../support/kpi-rollups.ts';
import { type Portal, startPortal } from '../support/portal.ts';

type Rollups = ReturnType<typeof rollupsOf>;

let portal: Portal;
let lines: string[];
let rollUp: Rollups['rollUp'];
let rebuild: Rollups['rebuild'];
let kept: Rollups['kept'];

beforeAll(async () => {
  portal = await startPortal();
  ({ lines, rollUp, rebuild, kept } = rollupsOf(portal));
  // The first rollup builds all from nothing; from then on the log is followed.
  await rollUp();
});

/** How a line begins by which the deployment's alarm goes off. */
const ALARM = /msg = "(.+)\*"/.exec(readFileSync('serverless.yml', 'utf8'))![1]!;
const alarming = () => lines.filter((line) => line.startsWith(ALARM));

describe('a poisoned event', () => {
  it('is set aside with its reason, once, tells so, and holds up nothing', async () => {
    const cast = await aCast(portal, 2);
    const [first, second] = cast.referrals as [string, string];
    const [partnerId, otherId] = cast.partners as [string, string];
    const at = new Date('2026-02-03T15:00:00Z');
    const lost = randomUUID();
    const on = { subjectType: 'Referral', at, bookedAt: new Date() };
    await portal.arrange(async (tx) => {
      await appendTold(tx, { ...on, type: 'referral.teleported', subjectId: first, partnerId });
      await appendTold(tx, { ...on, type: 'referral.accepted', subjectId: first, partnerId: null });
      await appendTold(tx, { ...on, type: 'referral.submitted', subjectId: lost, partnerId });
      await appendTold(tx, {
        ...on,
        type: 'referral.submitted',
        subjectId: cast.deals[0]!,
        partnerId,
        subjectType: 'Opportunity',
      });
      await appendTold(tx, {
        ...on,
        type: 'referral.submitted',
        subjectId: first,
        partnerId,
        data: { to: { not: 'text' } },
      });
      // A deal that is won at the end of time breaks what is derived of it, and of no other.
      await tell(tx, cast, { what: 'DEAL', deal: 0, stage: 'WON', amountMinor: 5, at });
      await tx.$executeRaw`
        INSERT INTO opportunity_change (opportunity_id, changed, stage, effective_at)
        VALUES (${cast.deals[0]}::uuid, ARRAY['STAGE'], 'QUALIFIED', ${new Date('2026-03-01T00:00:00Z')}),
          (${cast.deals[0]}::uuid, ARRAY['STAGE'], 'WON', 'infinity')`;
      await tell(tx, cast, { what: 'DEAL', deal: 1, stage: 'QUALIFIED', amountMinor: 77, at });
      await appendTold(tx, { ...on, type: 'referral.submitted', subjectId: second, partnerId: otherId });
    });
    await rollUp();
    const aside = await portal.arrange((tx) => tx.kpiSetAside.findMany({ orderBy: { reason: 'asc' } }));
    expect(aside.map(({ type, reason }) => `${reason} ${type}`)).toEqual([
      'NOT_DERIVABLE opportunity.stage_changed',
      'NO_PARTNER referral.accepted',
      'NO_SUBJECT referral.submitted',
      'UNKNOWN_TYPE referral.teleported',
      'WRONG_SUBJECT referral.submitted',
    ]);
    expect(alarming()).toHaveLength(5);
    const facts = await portal.arrange((tx) =>
      tx.kpiFact.findMany({
        where: {
          subjectId: { in: [first, second, ...cast.deals] },
          measure: { in: ['REFERRALS_SUBMITTED', 'PIPELINE_AMOUNT'] },
        },
        select: { subjectId: true, value: true },
      }),
    );
    expect(new Map(facts.map(({ subjectId, value }) => [subjectId, value]))).toEqual(
      new Map([
        [first, 1n],
        [second, 1n],
        [cast.deals[1]!, 77n],
      ]),
    );
    await rollUp();
    expect(alarming()).toHaveLength(5);

    const factsOf = (subjectId: string) => portal.arrange((tx) => tx.kpiFact.count({ where: { subjectId } }));
    expect(await factsOf(cast.deals[0]!)).toBe(0);
    // Once its data is mended a rebuild tries it again; what still says nothing stays set aside.
    await asSuperuser(portal.testDatabase.superuserUrl, async (client) => {
      await client.query('SET session_replication_role = replica');
      await client.query(`DELETE FROM opportunity_change WHERE effective_at = 'infinity'`);
    });
    await rebuild();
    const left = await portal.arrange((tx) => tx.kpiSetAside.findMany({ where: { resolvedAt: null } }));
    expect(left.map(({ reason }) => reason).sort()).toEqual([
      ...['NO_PARTNER', 'NO_SUBJECT', 'UNKNOWN_TYPE', 'WRONG_SUBJECT'],
    ]);
    expect(await factsOf(cast.deals[0]!)).toBeGreaterThan(0);
    const rebuilt = await kept();
    expect(await rollUp()).toBe(0);
    expect(await kept()).toEqual(rebuilt);
  });

  it('counts by the hours beside an event from outside all calendars, and takes none from it', async () => {
    const absurd = ['0044-03-15 12:00:00Z BC', '1500-01-01', '9999-12-31', 'infinity', '-infinity'];
    const cast = await aCast(portal, absurd.length + 1);
    const sane = cast.referrals.at(-1)!;
    const of = (referral: number) => ({ what: 'REFERRAL', referral }) as const;
    await portal.arrange(async (tx) => {
      for (const [place, at] of absurd.entries()) {
        await tell(tx, cast, {
          ...{ ...of(place), type: 'referral.accepted' },
          at: new Date('2026-05-04T15:00:00Z'),
        });
        await tx.$executeRaw`
          INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, data)
          SELECT epoch, 'referral.submitted', subject_type, subject_id, partner_id, actor_kind, ${at}::timestamptz, data FROM event
          WHERE subject_id = ${cast.referrals[place]}::uuid`;
      }
      const told = { ...of(absurd.length), bookedAt: new Date() };
      await tell(tx, cast, { ...told, type: 'referral.submitted', at: new Date('2026-05-04T14:00:00Z') });
      await tell(tx, cast, { ...told, type: 'referral.accepted', at: new Date('2026-05-04T15:00:00Z') });
    });
    await rollUp();
    const where = { subjectId: sane, measure: 'DECISION_MINUTES' };
    expect(await portal.arrange((tx) => tx.kpiFact.findMany({ where, select: { value: true } }))).toEqual([
      { value: 60n },
    ]);
    const increments = await kept();
    await rebuild();
    expect(await kept()).toEqual(increments);
  });
});
