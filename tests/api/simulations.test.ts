import { beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { commissionSimulation } from '../../src/workflows/jobs/commission-simulation.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { anEarningOf } from '../support/earnings.ts';
import { aPublishedPlan, createPlan, RULE } from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();
let staff: string;

beforeAll(async () => {
  staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
});

const NOW = new Date('2026-05-01T12:00:00Z');
const at = new Date('2025-12-01T00:00:00Z');

const aReferral = async (partnerId: string) => {
  const { membershipId: registeredById } = await aMember(portal, partnerId);
  return await portal.arrange((tx) =>
    tx.referral.create({
      data: {
        ...{
          partnerId,
          registeredById,
          status: 'ACCEPTED',
          statusSince: at,
          customerName: 'Somebody',
          submittedAt: at,
        },
        ...{ decidedAt: at, protectedFrom: at, protectedUntil: NOW },
      },
    }),
  );
};

/** A partner that earned EUR 1,200.00 by an order of EUR 12,000.00. */
async function aPartnerThatEarned() {
  const partner = await aPartner(portal, { currency: 'USD' });
  const referral = await aReferral(partner.id);
  const earning = await anEarningOf(portal, { partnerId: partner.id, referralId: referral.id });
  await portal.arrange((tx) =>
    tx.salesOrder.update({ where: { id: earning.orderId }, data: { referralId: referral.id } }),
  );
  return { partner, referral, earning };
}

const atRate = (rate: string) => ({ rules: [{ ...RULE, arguments: { rate } }] });
const TOTALS = 'actual { amount currency } simulated { amount } difference { amount }';

const rowsOf = () =>
  portal.arrange(async (tx) => ({
    earnings: await tx.earningRevision.count(),
    entries: await tx.ledgerEntry.count(),
    events: await tx.event.count(),
  }));

describe('a simulation', () => {
  it('for one partner says line by line what a draft would pay, and writes nothing', async () => {
    const { partner, earning } = await aPartnerThatEarned();
    const draft = await createPlan(portal, staff, atRate('0.15'));
    const before = await rowsOf();
    const answer = await portal.send(
      staff,
      `query ($partner: ID!, $version: ID!) {
        commissionSimulate(partnerId: $partner, planVersionId: $version, from: "2026-01-01", until: "2026-02-01") {
          totals { ${TOTALS} }
          lines { orderLineId before { ruleCode rate amount { amount } } after { ruleCode rate amount { amount } } difference { amount } }
        }
      }`,
      { partner: `Partner_${partner.id}`, version: draft.versions[0].id },
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.commissionSimulate).toEqual({
      // 12,000 x 15 % = 1,800.00 where 1,200.00 was earned.
      totals: [
        {
          actual: { amount: '1200.00', currency: 'EUR' },
          ...{ simulated: { amount: '1800.00' }, difference: { amount: '600.00' } },
        },
      ],
      lines: [
        {
          orderLineId: `OrderLine_${earning.orderLineId}`,
          before: [{ ruleCode: 'BASE', rate: '0.1', amount: { amount: '1200.00' } }],
          after: [{ ruleCode: 'BASE', rate: '0.15', amount: { amount: '1800.00' } }],
          difference: { amount: '600.00' },
        },
      ],
    });
    expect(await rowsOf()).toEqual(before);
  });

  it('goes by the shares that were frozen, whatever became of the referral since', async () => {
    const { partner, referral } = await aPartnerThatEarned();
    const draft = await createPlan(portal, staff, atRate('0.15'));
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { status: 'WITHDRAWN' } }),
    );
    const { data } = await portal.send(
      staff,
      `query ($partner: ID!, $version: ID!) {
        commissionSimulate(partnerId: $partner, planVersionId: $version, from: "2026-01-01", until: "2026-02-01") { totals { ${TOTALS} } } }`,
      { partner: `Partner_${partner.id}`, version: draft.versions[0].id },
    );
    expect(data.commissionSimulate.totals).toMatchObject([
      { actual: { amount: '1200.00' }, simulated: { amount: '1800.00' } },
    ]);
  });

  it('for many partners is worked out by a job, once', async () => {
    const { partner } = await aPartnerThatEarned();
    const draft = await createPlan(portal, staff, atRate('0.05'));
    const asked = { planVersionId: draft.versions[0].id, from: '2026-01-01', until: '2026-02-01' };
    const { id } = await change(portal, staff, ['commissionSimulationRequest', asked], 'id status');
    const run = () => runJob(portal.database, commissionSimulation, NOW, () => undefined);
    const read = async () =>
      (
        await portal.send(
          staff,
          `query ($id: ID!, $partner: ID!) { node(id: $id) { ... on CommissionSimulation {
            status totals { ${TOTALS} } lines(partnerId: $partner) { actual { amount } simulated { amount } } } } }`,
          { id, partner: `Partner_${partner.id}` },
        )
      ).data.node;
    expect(await read()).toEqual({ status: 'QUEUED', totals: [], lines: [] });
    expect((await run()).rowCount).toBeGreaterThan(0);
    const done = await read();
    expect(done.status).toBe('DONE');
    expect(done.lines).toEqual([{ actual: { amount: '1200.00' }, simulated: { amount: '600.00' } }]);
    expect((await run()).rowCount).toBe(0);
    expect(await read()).toEqual(done);
  });

  it('is refused to partners and for a period that ends before it begins', async () => {
    const { partner } = await aPartnerThatEarned();
    const member = await aMember(portal, partner.id);
    const draft = await createPlan(portal, staff);
    const asked = { planVersionId: draft.versions[0].id, from: '2026-02-01', until: '2026-02-01' };
    const request = (by: string) => change(portal, by, ['commissionSimulationRequest', asked], 'id');
    expect(await request(member.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await request(staff)).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

/** A program that expects half of what a proposal is worth. */
const aWeighingProgram = () =>
  portal.arrange(async (tx) => {
    const { id: programId } = await tx.partnerProgram.create({
      data: { code: 'WEIGHS', name: 'Weighs', currency: 'EUR' },
    });
    await tx.programVersion.create({
      data: {
        ...{ programId, number: 1, partnerTypes: [], approval: 'MANUAL', reviewGrain: 'QUARTER' },
        ...{ graceDays: 0, noticeDays: 0, rates: {}, stageWeights: { PROPOSAL: '0.5' } },
        ...{ tierDates: { commission: 'REFERRAL_ACCEPTED' }, validFrom: new Date('2026-01-01T00:00:00Z') },
      },
    });
    await tx.programVersion.updateMany({
      where: { programId },
      data: { status: 'PUBLISHED', publishedAt: at },
    });
  });

describe('a referral', () => {
  it('lets a partner that has earned nothing yet expect what its plan would pay', async () => {
    portal.setNow(NOW);
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id);
    const expected = async () =>
      (
        await portal.send(
          member.subject,
          'query ($id: ID!) { commissionSummary(partnerId: $id) { totals { currency expected { amount } } } }',
          { id: `Partner_${partner.id}` },
        )
      ).data.commissionSummary.totals;
    await aWeighingProgram();
    const ids = [(await aReferral(partner.id)).id, (await aReferral(partner.id)).id];
    await portal.arrange(async (tx) => {
      for (const [place, id] of ids.entries()) {
        const { id: opportunityId } = await tx.opportunity.create({
          data: {
            ...{ system: 'crm', externalId: id, name: 'Deal', stage: 'PROPOSAL', partnerId: partner.id },
            ...{ amountMinor: 1_000_01n + BigInt(place), currency: 'EUR' },
          },
        });
        await tx.referral.update({ where: { id }, data: { opportunityId } });
      }
    });
    // No plan is the partner's.
    expect(await expected()).toEqual([]);
    const plan = await aPublishedPlan(portal, staff);
    const own = {
      planId: plan.id,
      partnerId: `Partner_${partner.id}`,
      reason: 'Agreed.',
      validFrom: '2026-01-01',
    };
    await change(portal, staff, ['planOverrideSet', own], 'id');
    // 1,000.01 and 1,000.02 at 10 % are 100.00 each, of which half is expected.
    expect(await expected()).toEqual([{ currency: 'EUR', expected: { amount: '100.00' } }]);
    portal.setNow(null);
  });

  it('tells its own partner what it would earn if it were won, and no other', async () => {
    portal.setNow(NOW);
    const partner = await aPartner(portal);
    const referral = await aReferral(partner.id);
    const plan = await aPublishedPlan(portal, staff);
    const own = {
      planId: plan.id,
      partnerId: `Partner_${partner.id}`,
      reason: 'Agreed.',
      validFrom: '2026-01-01',
    };
    await change(portal, staff, ['planOverrideSet', own], 'id');
    const ask = (by: string) =>
      portal.send(
        by,
        `query ($id: ID!) { referralWhatIf(referralId: $id, amount: { amount: "1000", currency: EUR }, monthly: "50") {
          hasPlan total { amount currency } slots { group amount { amount } explanation { rule { code planVersion } rounding { rounded } } } } }`,
        { id: `Referral_${referral.id}` },
      );
    const member = await aMember(portal, partner.id);
    // (1,000 + 50 x 12) x 10 % = 160.00.
    const told = await ask(member.subject);
    expect(told.errors).toBeUndefined();
    expect(told.data.referralWhatIf).toEqual({
      hasPlan: true,
      total: { amount: '160.00', currency: 'EUR' },
      slots: [
        {
          ...{ group: 'BASE', amount: { amount: '160.00' } },
          explanation: { rule: { code: 'BASE', planVersion: 1 }, rounding: { rounded: '160.00' } },
        },
      ],
    });
    const other = await aMember(portal, (await aPartner(portal)).id);
    expect((await ask(other.subject)).data).toEqual({ referralWhatIf: null });
    portal.setNow(null);
  });
});
