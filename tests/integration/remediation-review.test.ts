import { beforeAll, describe, expect, it } from 'vitest';
import { aProgram, aReferralHistory } from '../support/attainment.ts';
import { anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Killing, killing } from '../support/gates/killed.ts';
import { deliver } from '../support/notifications.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { FEW_REFERRALS, remediationOf, reviewAt, submittedIn } from '../support/remediation.ts';

let portal: Portal;
let operations: Readonly<{ subject: string; personId: string }>;
let kill: Killing;

beforeAll(async () => {
  portal = await startPortal();
  kill = killing(portal.database);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await change(portal, operations.subject, ['remediationRuleCreate', FEW_REFERRALS], 'id');
});

/** A partner since long ago, with so many referrals in the first months of 2026. */
async function partnerWith(...counts: number[]): Promise<string> {
  const { id } = await aPartner(portal, { createdAt: new Date('2020-01-01') });
  for (const [place, count] of counts.entries()) await submittedIn(portal, id, place + 1, count);
  return id;
}

/** Leaves partners of earlier tests out of what this one looks at. */
const end = (ids: readonly string[]) =>
  portal.arrange((tx) =>
    tx.partner.updateMany({ where: { id: { in: [...ids] } }, data: { status: 'SUSPENDED' } }),
  );

const eventsOf = (partnerId: string) =>
  portal.arrange(async (tx) => {
    const events = await tx.event.findMany({
      where: { partnerId, type: { startsWith: 'remediation' } },
      orderBy: [{ bookedAt: 'asc' }, { id: 'asc' }],
    });
    return events.map(({ type, partnerVisible, data }) =>
      `${type} ${partnerVisible} ${(data as { level?: number }).level ?? ''}`.trim(),
    );
  });

const planOf = (partnerId: string) =>
  portal.arrange((tx) =>
    tx.remediationPlan.findFirstOrThrow({ where: { partnerId }, orderBy: { id: 'desc' } }),
  );

async function activate(partnerId: string, now: string, more: object = {}) {
  const plan = await planOf(partnerId);
  portal.setNow(new Date(now));
  const input = {
    ...{ id: `RemediationPlan_${plan.id}`, version: plan.version, cause: 'PIPELINE' },
    ...{ ownerId: `Person_${operations.personId}`, ...more },
  };
  return await change(portal, operations.subject, ['remediationPlanActivate', input], 'id version');
}

describe('the review', () => {
  it('proposes once for two months in a row, by what partners had as a whole month', async () => {
    const breaches = await partnerWith(5, 1, 0);
    const recovers = await partnerWith(1, 1, 2);
    const joined = (await aPartner(portal, { createdAt: new Date('2026-02-10') })).id;
    const ids = [breaches, recovers, joined];
    await reviewAt(portal, '2026-04-01T10:00:00Z');
    const expected = [
      {
        ...{ who: 0, rule: 'FEW_REFERRALS', said: 'PROPOSED FY2026-P03 0>0/3 FY2026-P03 null null' },
        observed: ['P02 1 BREACH', 'P03 0 BREACH'],
      },
    ];
    expect(await remediationOf(portal, ids)).toEqual(expected);
    const again = await reviewAt(portal, '2026-04-01T10:00:00Z');
    expect([again.rowCount, await remediationOf(portal, ids)]).toEqual([0, expected]);
    expect(await eventsOf(breaches)).toEqual(['remediation_plan.proposed false']);
    await end(ids);
  });

  it('follows a late correction: withdraws what is not true any more, and proposes again what is', async () => {
    const id = await partnerWith(5, 1, 1);
    await reviewAt(portal, '2026-04-01T10:00:00Z');
    await submittedIn(portal, id, 2, 4);
    await reviewAt(portal, '2026-04-02T10:00:00Z');
    expect((await remediationOf(portal, [id])).map(({ said }) => said)).toEqual([
      'CANCELLED FY2026-P03 1>1/3 FY2026-P03 CORRECTED null',
    ]);
    await submittedIn(portal, id, 2, 0);
    await reviewAt(portal, '2026-04-03T10:00:00Z');
    expect((await remediationOf(portal, [id])).map(({ said }) => said)).toEqual([
      'CANCELLED FY2026-P03 1>1/3 FY2026-P03 CORRECTED null',
      'PROPOSED FY2026-P03 1>1/3 FY2026-P03 null null',
    ]);
    await end([id]);
  });

  it('succeeds once cleared, tells before and after, and proposes nothing for what was answered for', async () => {
    const id = await partnerWith(5, 1, 1, 2, 3, 4);
    await reviewAt(portal, '2026-04-01T10:00:00Z');
    await activate(id, '2026-04-05T10:00:00Z');
    await reviewAt(portal, '2026-05-01T10:00:00Z');
    expect((await remediationOf(portal, [id]))[0]?.said).toBe('ACTIVE FY2026-P03 1>2/3 FY2026-P04 null null');
    await reviewAt(portal, '2026-06-01T10:00:00Z');
    await reviewAt(portal, '2026-08-01T10:00:00Z');
    expect(await remediationOf(portal, [id])).toEqual([
      {
        ...{ who: 0, rule: 'FEW_REFERRALS', said: 'SUCCEEDED FY2026-P03 1>3/3 FY2026-P05 CLEARED 0' },
        observed: ['P02 1 BREACH', 'P03 1 BREACH', 'P04 2 BETWEEN', 'P05 3 CLEAR'],
      },
    ]);
    expect(await eventsOf(id)).toEqual([
      'remediation_plan.proposed false',
      'remediation_plan.activated true',
      'remediation_plan.succeeded true',
    ]);
    await end([id]);
  });

  it('fails what is due, tells its owner and then the lead once each, and opens the next by new breaches alone', async () => {
    const lead = await aStaffMember(portal, 'CHANNEL_MANAGER');
    const id = await partnerWith(5, 1, 1, 0, 0);
    await anAssignment(portal, id, lead.personId);
    await portal.arrange((tx) =>
      tx.assignment.create({
        data: {
          partnerId: id,
          staffId: lead.personId,
          function: 'CHANNEL_OPERATIONS',
          validFrom: new Date('2020-01-01'),
        },
      }),
    );
    await reviewAt(portal, '2026-04-01T10:00:00Z');
    const action = { title: 'Train them', ownerId: `Person_${operations.personId}`, dueOn: '2026-04-10' };
    await activate(id, '2026-04-05T10:00:00Z', { dueOn: '2026-05-15', actions: [action] });
    for (const asOf of ['2026-04-11', '2026-04-11', '2026-04-30', '2026-05-16', '2026-05-16', '2026-05-30'])
      await reviewAt(portal, `${asOf}T10:00:00Z`);
    expect(await eventsOf(id)).toEqual([
      'remediation_plan.proposed false',
      'remediation_plan.activated true',
      'remediation_action.overdue false 1',
      'remediation_plan.escalated false 2',
      'remediation_plan.failed true',
      'remediation_plan.escalated false 1',
      'remediation_plan.escalated false 2',
    ]);
    const told = async () => {
      await deliver(portal);
      const template = { in: ['REMEDIATION_ACTION_OVERDUE', 'REMEDIATION_ESCALATED'] };
      const notifications = await portal.arrange((tx) =>
        tx.notification.findMany({ where: { partnerId: id, template }, orderBy: { id: 'asc' } }),
      );
      return notifications.map(({ template, personId }) => `${template} ${nameOf.get(personId)}`);
    };
    const nameOf = new Map([
      [operations.personId, 'owner'],
      [lead.personId, 'lead'],
    ]);
    const expected = [
      ...['REMEDIATION_ACTION_OVERDUE owner', 'REMEDIATION_ESCALATED lead'],
      ...['REMEDIATION_ESCALATED owner', 'REMEDIATION_ESCALATED lead'],
    ];
    expect(await told()).toEqual(expected);
    await reviewAt(portal, '2026-06-01T10:00:00Z');
    expect(await told()).toEqual(expected);
    expect(await remediationOf(portal, [id])).toHaveLength(1);
    await reviewAt(portal, '2026-07-01T10:00:00Z');
    expect((await remediationOf(portal, [id])).map(({ said }) => said)).toEqual([
      'FAILED FY2026-P03 1>0/3 FY2026-P04 DUE_DATE_PASSED 0',
      'PROPOSED FY2026-P06 0>0/3 FY2026-P06 null null',
    ]);
    await end([id]);
  });

  it('writes the same rows whether it runs once, twice at a time, or is killed after any statement', async () => {
    const expected = await remediationAfter(() => reviewAt(portal, '2026-04-01T10:00:00Z'));
    kill.after(null);
    const twice = await remediationAfter(() =>
      Promise.all([reviewAt(portal, '2026-04-01T10:00:00Z'), reviewAt(portal, '2026-04-01T10:00:00Z')]),
    );
    expect(twice).toEqual(expected);
    for (const statement of [8, 14, 20, 26]) {
      const killed = await remediationAfter(async () => {
        kill.after(statement);
        await reviewAt(portal, '2026-04-01T10:00:00Z').catch(() => undefined);
        kill.after(null);
        await reviewAt(portal, '2026-04-01T10:00:00Z');
      });
      expect([statement, killed]).toEqual([statement, expected]);
    }
  });

  it('proposes by a requirement of a program that is missed quarter after quarter, until it is met again', async () => {
    const requirement = { code: 'REFERRALS', metric: 'REFERRALS_SUBMITTED', threshold: '4' };
    const tiers = [{ code: 'SILVER', requirements: [requirement] }];
    const program = await aProgram(portal, 'EUR', [{ validFrom: '2025-01-01', tiers }]);
    const rule = {
      ...{ code: 'REFERRALS_MISSED', name: 'Referrals missed', kind: 'REQUIREMENT', grain: 'QUARTER' },
      ...{ programId: `PartnerProgram_${program.id}`, requirementCode: 'REFERRALS', breaches: 'BELOW' },
      ...{ threshold: '50', clearsAt: '100', breachPeriods: 2, clearPeriods: 1, dueDays: 180 },
    };
    const made = await change(portal, operations.subject, ['remediationRuleCreate', rule], 'id');
    expect(made.id).toMatch(/^RemediationRule_/);
    /** So many referrals in the first quarters of 2026. */
    const partnerOf = async (...counts: number[]) => {
      const { id } = await aPartner(portal, { createdAt: new Date('2020-01-01') });
      for (const [quarter, count] of counts.entries())
        for (let number = 1; number <= count; number += 1)
          await aReferralHistory(portal, id, ['submitted', `2026-0${1 + 3 * quarter}-0${number}T12:00:00Z`]);
      return id;
    };
    const breaches = await partnerOf(1, 0, 3);
    const ids = [breaches, await partnerOf(0, 4, 0), await partnerOf(1, 2, 1), await partnerOf(4, 1, 4)];
    const said = async (asOf: string) => {
      await reviewAt(portal, asOf);
      return (await remediationOf(portal, ids)).filter(({ rule }) => rule === 'REFERRALS_MISSED');
    };
    const proposal = { who: 0, rule: 'REFERRALS_MISSED' };
    expect(await said('2026-07-01T10:00:00Z')).toEqual([
      {
        ...{ ...proposal, said: 'PROPOSED FY2026-Q2 0>0/100 FY2026-Q2 null null' },
        observed: ['Q1 25 BREACH', 'Q2 0 BREACH'],
      },
    ]);
    // Three of four is no breach, and is not enough either: the proposal stays.
    expect(await said('2026-10-01T10:00:00Z')).toEqual([
      {
        ...{ ...proposal, said: 'PROPOSED FY2026-Q2 0>75/100 FY2026-Q3 null null' },
        observed: ['Q1 25 BREACH', 'Q2 0 BREACH', 'Q3 75 BETWEEN'],
      },
    ]);
    for (const number of [1, 2, 3, 4])
      await aReferralHistory(portal, breaches, ['submitted', `2026-10-0${number}T12:00:00Z`]);
    expect((await said('2027-01-01T10:00:00Z')).filter(({ who }) => who === 0)).toMatchObject([
      { said: 'CANCELLED FY2026-Q2 0>100/100 FY2026-Q4 RECOVERED null' },
    ]);
    await end(ids);
  });

  /** Of two partners of its own, one of which breaches: what a way of running leaves, and what was told of it. */
  async function remediationAfter(run: () => Promise<unknown>) {
    const ids = [await partnerWith(5, 1, 1), await partnerWith(5, 5, 5)];
    await run();
    const left = { plans: await remediationOf(portal, ids), told: await Promise.all(ids.map(eventsOf)) };
    await end(ids);
    return left;
  }
});
