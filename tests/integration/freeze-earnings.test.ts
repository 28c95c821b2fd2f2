import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { decideWaitingOrders } from '../../src/workflows/decide-eligibility.ts';
import { commissionAccrual } from '../../src/workflows/jobs/commission-accrual.ts';
import { aPartner, aProduct, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import {
  anOrder,
  aPlanVersion,
  aReferral,
  bands,
  decide,
  frozenOf,
  ownPlan,
  percent,
} from '../support/frozen-orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let productId: string;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  productId = (await aProduct(portal)).id;
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const at = (text: string) => new Date(`${text}T12:00:00Z`);

async function aPartnerWith(
  rules: Parameters<typeof aPlanVersion>[1],
  data: Parameters<typeof aPartner>[1] = {},
) {
  const partner = await aPartner(portal, data);
  const version = await aPlanVersion(portal, rules);
  await ownPlan(portal, partner.id, version.planId);
  return { partner, version, referral: await aReferral(portal, partner.id) };
}

describe('an order that earns', () => {
  it('freezes terms and explanation once, however often it is decided at once', async () => {
    const { partner, version, referral } = await aPartnerWith([percent('0.1')]);
    const orders = await Promise.all(
      Array.from({ length: 30 }, () => anOrder(portal, productId, { referralId: referral.id })),
    );
    const all = async () => {
      const outcomes: string[] = [];
      for (const { id } of orders) outcomes.push(await decide(portal, id));
      return outcomes;
    };
    const outcomes = (await Promise.all([all(), all(), all(), all()])).flat();
    expect([outcomes.length, new Set(outcomes)]).toEqual([120, new Set(['ELIGIBLE'])]);
    const where = { partnerId: partner.id };
    const [earnings, revisions, entries] = await portal.arrange(async (tx) => [
      await tx.commissionEarning.findMany({ where }),
      await tx.earningRevision.findMany({ where, include: { review: true } }),
      await tx.ledgerEntry.findMany({ where }),
    ]);
    expect([earnings.length, revisions.length, entries.length]).toEqual([30, 30, 30]);
    expect(entries.every(({ kind, amountMinor }) => kind === 'ACCRUAL' && amountMinor === 10_000n)).toBe(
      true,
    );
    expect(revisions[0]).toMatchObject({
      ...{
        number: 1,
        planVersionId: version.id,
        ruleCode: 'BASE',
        amountMinor: 10_000n,
        revenueMinor: 100_000n,
      },
      terms: { payable: 'ON_ACTIVATION', holdDays: 0, clawback: [] },
      explanation: { rule: { code: 'BASE', formula: 'PERCENT_ONE_OFF' }, rounding: { residue: '0.00' } },
    });
    expect(revisions[0]!.review).not.toBeNull();
  });

  it('splits by exact shares of which nothing is lost', async () => {
    const one = await aPartnerWith([percent('0.1')]);
    const two = await aPartnerWith([percent('0.1')]);
    const deal = await portal.arrange((tx) =>
      tx.opportunity.create({
        data: {
          system: 'CRM',
          externalId: `D-${one.partner.id}`,
          name: 'Deal',
          stage: 'WON',
          closeOn: day('2026-03-01'),
        },
      }),
    );
    await portal.arrange(async (tx) => {
      for (const [{ partner, referral }, numerator] of [
        [one, 1],
        [two, 2],
      ] as const) {
        const share = { shareNumerator: numerator, shareDenominator: 3 };
        const by = { status: 'ATTRIBUTED', because: 'CONTEST_DECIDED', decidedAt: day('2026-03-02') };
        await tx.attribution.create({
          data: { partnerId: partner.id, referralId: referral.id, opportunityId: deal.id, ...by, ...share },
        });
        await tx.referral.update({ where: { id: referral.id }, data: { opportunityId: deal.id } });
      }
    });
    const order = await anOrder(portal, productId, {
      opportunityId: deal.id,
      lines: [{ oneOffMinor: 10_000n }],
    });
    expect(await decide(portal, order.id)).toBe('ELIGIBLE');
    const frozen = await frozenOf(portal, order.id);
    const amounts = new Map(frozen.map(({ partnerId, amountMinor }) => [partnerId, amountMinor]));
    expect([amounts.get(one.partner.id), amounts.get(two.partner.id)]).toEqual([333n, 667n]);
  });

  it('waits for a rate, and earns once it is known', async () => {
    const { referral } = await aPartnerWith([percent('0.1')], { currency: 'USD' });
    const order = await anOrder(portal, productId, { referralId: referral.id });
    expect(await decide(portal, order.id)).toBe('PENDING');
    expect(await frozenOf(portal, order.id)).toEqual([]);
    await portal.arrange((tx) =>
      tx.exchangeRate.create({
        data: {
          fromCurrency: 'EUR',
          toCurrency: 'USD',
          validFrom: day('2026-01-01'),
          rate: '1.1',
          source: 'TEST',
        },
      }),
    );
    expect(await decide(portal, order.id)).toBe('ELIGIBLE');
    const [earning] = await frozenOf(portal, order.id);
    expect([earning!.settlementCurrency, String(earning!.bookingRate)]).toEqual(['USD', '1.1']);
  });

  it('pays a SPIFF on top within its budget, and says where it does not', async () => {
    const { referral } = await aPartnerWith([percent('0.1')]);
    await portal.arrange((tx) =>
      tx.spiff.create({
        data: {
          ...{ code: 'SUMMER', name: 'Summer', status: 'PUBLISHED', formula: 'FLAT', amountMinor: 5_000n },
          ...{
            currency: 'EUR',
            validFrom: day('2026-06-01'),
            validTo: day('2026-07-01'),
            budgetMinor: 50_000n,
          },
        },
      }),
    );
    const orders = await Promise.all(
      Array.from({ length: 20 }, () =>
        anOrder(portal, productId, { referralId: referral.id, orderedOn: day('2026-06-10') }),
      ),
    );
    await Promise.all(orders.map(({ id }) => decide(portal, id)));
    const frozen = (await Promise.all(orders.map(({ id }) => frozenOf(portal, id)))).flat();
    expect(frozen.filter(({ slot }) => slot === 'SPIFF:SUMMER').length).toBe(10);
    const unpaid = frozen.filter(({ explanation }) =>
      JSON.stringify(explanation).includes('SPIFF_BUDGET_SPENT'),
    );
    expect(unpaid.map(({ slot }) => slot)).toEqual(Array.from({ length: 10 }, () => 'BASE'));
  });
});

describe('an order that waits', () => {
  it('is looked at in turn, however few a run comes to', async () => {
    const { referral } = await aPartnerWith([percent('0.1')]);
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { status: 'CONTESTED' } }),
    );
    for (const _ of [1, 2, 3]) await anOrder(portal, productId, { referralId: referral.id });
    const pending = { eligibility: 'PENDING', decidedAt: { not: null } };
    const ids = (await portal.arrange((tx) => tx.salesOrder.findMany({ where: pending }))).map(
      ({ id }) => id,
    );
    const run = (asOf: Date, ordersMax: number) =>
      decideWaitingOrders(portal.arrange, JOB_ACTOR, asOf, () => undefined, ordersMax);
    const lookedAt = async (asOf: Date) =>
      await portal.arrange((tx) =>
        tx.salesOrder.count({ where: { id: { in: ids }, eligibilityLookedAt: asOf } }),
      );
    const [first, second] = [at('2026-10-01'), at('2026-10-02')];
    await run(first, ids.length - 1);
    await run(second, 1);
    expect([await lookedAt(first), await lookedAt(second)]).toEqual([ids.length - 1, 1]);
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { status: 'REJECTED' } }),
    );
  });

  it('is decided by the job once what it waits for has come, and then stays as it is', async () => {
    const { partner, referral } = await aPartnerWith([percent('0.1')]);
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { status: 'CONTESTED' } }),
    );
    const order = await anOrder(portal, productId, { referralId: referral.id });
    const { subject } = await aStaffMember(portal, 'SALES_OPERATIONS');
    const input = { id: `SalesOrder_${order.id}` };
    const fields = `status eligibility eligibilityReasons eligibilityEvidence { code isMet }
      earnings { slot partner { id } expected { amount } }`;
    const decideAgain = () => change(portal, subject, ['salesOrderDecideEligibility', input], fields);
    expect(await decideAgain()).toMatchObject({
      ...{
        status: 'RATIFIED',
        eligibility: 'PENDING',
        eligibilityReasons: ['ATTRIBUTION_CONTESTED'],
        earnings: [],
      },
      eligibilityEvidence: expect.arrayContaining([{ code: 'ATTRIBUTION_CONTESTED', isMet: true }]),
    });
    await portal.arrange((tx) =>
      tx.referral.update({ where: { id: referral.id }, data: { status: 'ACCEPTED' } }),
    );
    await runJob(portal.database, commissionAccrual, new Date('2026-05-01T03:00:00Z'), () => undefined);
    const earned = { slot: 'BASE', partner: { id: `Partner_${partner.id}` }, expected: { amount: '100.00' } };
    const decided = {
      status: 'RATIFIED',
      eligibility: 'ELIGIBLE',
      eligibilityReasons: [],
      earnings: [earned],
    };
    expect(await decideAgain()).toMatchObject(decided);
    const draft = await anOrder(portal, productId, { status: 'DRAFT' });
    const early = { id: `SalesOrder_${draft.id}` };
    expect(await change(portal, subject, ['salesOrderDecideEligibility', early], 'id')).toMatchObject({
      code: 'INVALID_STATE',
    });
  });
});

describe('marginal tiers', () => {
  // 5 % up to 1,000.00, 10 % up to 2,500.00, 20 % beyond: of 6,000.00 in all 50 + 150 + 700.
  const rule = bands('YEAR', ['0', '0.05'], ['100000', '0.1'], ['250000', '0.2']);
  const amounts = [33_333n, 77_777n, 150_001n, 12_345n, 200_000n, 126_544n];

  it.each([
    { _case: 'in order', order: [0, 1, 2, 3, 4, 5], atOnce: false },
    { _case: 'in reverse', order: [5, 4, 3, 2, 1, 0], atOnce: false },
    { _case: 'all at once', order: [0, 1, 2, 3, 4, 5], atOnce: true },
  ])('sum to what is due in all: $_case', async ({ order: places, atOnce }) => {
    const { partner, referral } = await aPartnerWith([rule]);
    const orders = await Promise.all(
      amounts.map((oneOffMinor) =>
        anOrder(portal, productId, { referralId: referral.id, lines: [{ oneOffMinor }] }),
      ),
    );
    if (atOnce) await Promise.all(places.map((place) => decide(portal, orders[place]!.id)));
    else for (const place of places) await decide(portal, orders[place]!.id);
    const revisions = await portal.arrange((tx) =>
      tx.earningRevision.findMany({ where: { partnerId: partner.id } }),
    );
    expect(revisions.length).toBe(6);
    expect(revisions.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(90_000n);
  });
});
