import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aProduct, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import {
  anOrder,
  aPlanVersion,
  aReferral,
  decide,
  frozenOf,
  ownPlan,
  percent,
} from '../support/frozen-orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { aPublishedProgram, place } from '../support/programs.ts';

let portal: Portal;
let productId: string;
let staff: Readonly<{ subject: string }>[];

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const noon = (text: string) => new Date(`${text}T12:00:00Z`);

beforeAll(async () => {
  portal = await startPortal();
  productId = (await aProduct(portal)).id;
  staff = [];
  for (const _ of [1, 2, 3]) staff.push(await aStaffMember(portal, 'FINANCE', 'PARTNER_OPERATIONS'));
});

const silver = (requirements: readonly object[]) => ({
  ...{ code: 'SILVER', name: 'Silver', rank: 2, mode: 'ALL', requirements, benefits: [] },
});

const CORRECTION = 'id version status earningCount outcome planVersion availableActions';
const send = (by: number, name: string, input: object) =>
  change(portal, staff[by]!.subject, [`commissionCorrection${name}`, input], CORRECTION);

async function approveTwice({ id, version }: { id: string; version: number }) {
  const once = await send(1, 'Approve', { id, version });
  expect(once).toMatchObject({ status: 'APPROVED_ONCE', earningCount: null, outcome: 'PENDING' });
  return await send(2, 'Approve', { id, version: once.version });
}

/** 8 % until the end of May, then 10 %; orders of 1,000.00 in March, April and May. */
async function aPartnerAtEight() {
  const partner = await aPartner(portal);
  const eight = await aPlanVersion(portal, [percent('0.08')], { to: '2026-06-01' });
  const ten = await aPlanVersion(portal, [percent('0.1')], {
    planId: eight.planId,
    from: '2026-06-01',
    number: 2,
  });
  await ownPlan(portal, partner.id, eight.planId);
  const referral = await aReferral(portal, partner.id);
  const orders = [];
  for (const on of ['2026-03-20', '2026-04-10', '2026-05-10']) {
    const order = await anOrder(portal, productId, { referralId: referral.id, orderedOn: day(on) });
    await decide(portal, order.id, noon(on));
    orders.push(order);
  }
  const planVersionId = `CommissionPlanVersion_${ten.id}`;
  const proposal = {
    planVersionId,
    partnerId: `Partner_${partner.id}`,
    fromOn: '2026-04-01',
    reason: 'Agreed in March.',
  };
  return { partner, orders, proposal, eight, ten };
}

describe('a correction', () => {
  it('replaces terms from a day on by two approvals, and books only the differences', async () => {
    const { partner, orders, proposal } = await aPartnerAtEight();
    portal.setNow(noon('2026-06-20'));
    const proposed = await send(0, 'Propose', proposal);
    expect(proposed).toMatchObject({ status: 'PROPOSED', planVersion: 2 });
    const applied = await approveTwice(proposed);
    portal.setNow(null);
    expect(applied).toMatchObject({ status: 'APPLIED', earningCount: 2, outcome: 'CHANGED' });
    const frozen = (await Promise.all(orders.map(({ id }) => frozenOf(portal, id)))).flat();
    expect(frozen.map(({ revisions }) => revisions.map(({ amountMinor }) => amountMinor))).toEqual([
      [8_000n],
      [10_000n, 8_000n],
      [10_000n, 8_000n],
    ]);
    const entries = await portal.arrange((tx) =>
      tx.ledgerEntry.findMany({ where: { partnerId: partner.id }, orderBy: { id: 'asc' } }),
    );
    expect(
      entries.slice(3).map(({ kind, amountMinor, causeType }) => [kind, amountMinor, causeType]),
    ).toEqual([
      ['ACCRUAL', 2_000n, 'CommissionCorrection'],
      ['ACCRUAL', 2_000n, 'CommissionCorrection'],
    ]);
    const admin = await aMember(portal, partner.id);
    const { data } = await portal.send(
      admin.subject,
      `{ commissionEarnings(orderBy: { by: COMMISSION_ON, direction: DESC }) { totalCount nodes { expected { amount } status
          totals { earned { amount } accrued { amount } } explanation { rule { planVersion } steps { code result } }
          may: revisionAsOf(asOf: "2026-05-31T23:00:00Z") { number rate amount { amount } explanation { rule { planVersion } } }
          now: revisionAsOf(asOf: "2026-06-30T23:00:00Z") { number rate amount { amount } isCorrection } } } }`,
    );
    expect(data.commissionEarnings.totalCount).toBe(3);
    expect(data.commissionEarnings.nodes[0]).toMatchObject({
      ...{ expected: { amount: '100.00' }, status: 'ACCRUED' },
      totals: [{ earned: { amount: '100.00' }, accrued: { amount: '100.00' } }],
      explanation: { rule: { planVersion: 2 } },
      may: {
        number: 1,
        rate: '0.08',
        amount: { amount: '80.00' },
        explanation: { rule: { planVersion: 1 } },
      },
      now: { number: 2, rate: '0.1', amount: { amount: '100.00' }, isCorrection: true },
    });
  });

  it('that changes nothing says so', async () => {
    const { proposal, eight, orders } = await aPartnerAtEight();
    const same = { ...proposal, planVersionId: `CommissionPlanVersion_${eight.id}` };
    const applied = await approveTwice(await send(0, 'Propose', same));
    expect(applied).toMatchObject({ status: 'APPLIED', earningCount: 0, outcome: 'NOTHING_CHANGED' });
    expect((await frozenOf(portal, orders[1]!.id))[0]!.revisions.length).toBe(1);
  });

  it('takes what no rule pays any more, adds what a new one does, and says why', async () => {
    const { proposal, eight, orders, partner } = await aPartnerAtEight();
    const rules = [
      percent('0.1', { conditions: { orderTypes: ['RENEWAL'] } }),
      percent('0.02', { code: 'EXTRA', groupCode: 'EXTRA' }),
    ];
    const other = await aPlanVersion(portal, rules, {
      planId: eight.planId,
      from: '2027-01-01',
      number: 3,
    }).catch(() => aPlanVersion(portal, rules));
    const planVersionId = `CommissionPlanVersion_${other.id}`;
    const applied = await approveTwice(await send(0, 'Propose', { ...proposal, planVersionId }));
    expect(applied).toMatchObject({ earningCount: 4, outcome: 'CHANGED' });
    const frozen = await frozenOf(portal, orders[1]!.id);
    expect(frozen.map(({ slot, ruleCode, amountMinor }) => [slot, ruleCode, amountMinor])).toEqual([
      ['BASE', null, 0n],
      ['EXTRA', 'EXTRA', 2_000n],
    ]);
    expect(frozen[0]!.explanation).toMatchObject({
      others: [
        { ruleCode: 'BASE', reasons: [{ code: 'ORDER_TYPES', expected: ['RENEWAL'], actual: 'NEW' }] },
      ],
    });
    const sums = await portal.arrange((tx) =>
      tx.ledgerEntry.groupBy({ by: ['kind'], where: { partnerId: partner.id }, _sum: { amountMinor: true } }),
    );
    const sumOf = new Map(sums.map(({ kind, _sum }) => [kind, _sum.amountMinor]));
    expect([sumOf.get('ACCRUAL'), sumOf.get('REVERSAL')]).toEqual([24_000n + 4_000n, 16_000n]);
  });

  it('looks at what was attained when it was frozen, or anew where it says so', async () => {
    const requirement = { code: 'DEALS', title: 'Two', metric: 'DEALS_WON', threshold: '2' };
    const tier = { code: 'BRONZE', name: 'Bronze', rank: 1, mode: 'ALL', benefits: [] };
    const requirements = [{ ...requirement, level: 'LOCATION', window: 'FISCAL_YEAR' }];
    const content = { approval: 'MANUAL', reviewGrain: 'YEAR', graceDays: 60, noticeDays: 30 };
    portal.setNow(noon('2026-01-02'));
    const only = { ...content, partnerTypes: ['CONSULTANT'], tiers: [tier, silver(requirements)] };
    await aPublishedProgram(portal, staff[0]!, only, '2026-01-02');
    portal.setNow(null);
    const partner = await aPartner(portal);
    const has = { partnerId: partner.id, period: 'FY2026', target: 2, gap: 0, status: 'ON_TRACK' };
    const attained = await portal.arrange(async (tx) => {
      const { id: requirementId, versionId } = await tx.programRequirement.findFirstOrThrow({
        where: { code: 'DEALS' },
      });
      const { programId } = await tx.programVersion.findUniqueOrThrow({ where: { id: versionId } });
      const period = {
        periodFrom: day('2026-01-01'),
        periodUntil: day('2027-01-01'),
        asOf: noon('2026-04-01'),
      };
      const data = { ...has, ...period, requirementId, versionId, programId };
      return await tx.attainment.create({ data: { ...data, actual: 1, percent: 50, isProvisional: true } });
    });
    const accelerated = (rate: string) =>
      percent(rate, {
        formula: 'ACCELERATOR',
        arguments: { rate, requirementCode: 'DEALS', steps: [{ fromPercent: '100', factor: '2' }] },
      });
    const first = await aPlanVersion(portal, [accelerated('0.1')], { to: '2026-06-01' });
    const { planId } = first;
    const next = await aPlanVersion(portal, [accelerated('0.12')], { planId, from: '2026-06-01', number: 2 });
    await ownPlan(portal, partner.id, planId);
    const referral = await aReferral(portal, partner.id);
    const order = await anOrder(portal, productId, { referralId: referral.id, orderedOn: day('2026-04-10') });
    await decide(portal, order.id, noon('2026-04-10'));
    await portal.arrange((tx) =>
      tx.attainment.update({ where: { id: attained.id }, data: { actual: 3, percent: 150 } }),
    );
    const amounts = async () =>
      (await frozenOf(portal, order.id)).map(({ revisions }) => revisions.map((one) => one.amountMinor));
    const proposal = {
      ...{ planVersionId: `CommissionPlanVersion_${next.id}`, partnerId: `Partner_${partner.id}` },
      ...{ fromOn: '2026-04-01', reason: 'Twelve were agreed.' },
    };
    const correct = async (more: object) => approveTwice(await send(0, 'Propose', { ...proposal, ...more }));
    expect(await correct({})).toMatchObject({ earningCount: 1 });
    expect(await amounts()).toEqual([[12_000n, 10_000n]]);
    expect(await correct({ takesAttainmentsAnew: true })).toMatchObject({ earningCount: 1 });
    expect(await amounts()).toEqual([[24_000n, 12_000n, 10_000n]]);
    // From now on the latter counts.
    expect(await correct({})).toMatchObject({ earningCount: 0, outcome: 'NOTHING_CHANGED' });
  });

  it('needs three people, a published version and days in order', async () => {
    const { proposal, orders } = await aPartnerAtEight();
    const proposed = await send(0, 'Propose', proposal);
    const { id, version } = proposed;
    expect(await send(0, 'Approve', { id, version })).toMatchObject({ code: 'FORBIDDEN' });
    const once = await send(1, 'Approve', { id, version });
    expect(await send(1, 'Approve', { id, version })).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 2,
    });
    expect(await send(1, 'Approve', { id, version: once.version })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send(2, 'Reject', { id, version: once.version })).toMatchObject({ status: 'REJECTED' });
    expect(await send(2, 'Approve', { id, version: 3 })).toMatchObject({
      code: 'INVALID_STATE',
      state: 'REJECTED',
    });
    expect(await send(0, 'Propose', { ...proposal, untilOn: '2026-04-01' })).toMatchObject({
      ...{ code: 'INVALID_INPUT', fields: [{ field: 'untilOn', code: 'NOT_AFTER_START' }] },
    });
    const nobody = await aMember(portal, (await aPartner(portal)).id);
    const denied = await change(portal, nobody.subject, ['commissionCorrectionPropose', proposal], 'id');
    expect(denied).toMatchObject({ code: 'FORBIDDEN' });
    expect((await frozenOf(portal, orders[1]!.id))[0]!.revisions.length).toBe(1);
  });
});

describe('the tier that counts', () => {
  it('is that of the day on which the referral was accepted, whenever the deal was won', async () => {
    const by = staff[0]!;
    portal.setNow(noon('2026-02-02'));
    const tier = (code: string, rank: number, factor: string) => ({
      ...{ code, name: code, rank, mode: 'ALL' },
      benefits: [{ code: 'MODIFIER', kind: 'COMMISSION_MODIFIER', title: 'More', factor }],
    });
    const content = {
      approval: 'MANUAL',
      reviewGrain: 'YEAR',
      graceDays: 60,
      noticeDays: 30,
      partnerTypes: ['RESELLER'],
    };
    const tiers = [tier('BRONZE', 1, '1'), { ...tier('SILVER', 2, '1.5'), requirements: [] }];
    const program = await aPublishedProgram(portal, by, { ...content, tiers }, '2026-02-02');
    const partner = await aPartner(portal, { type: 'RESELLER' });
    await ownPlan(portal, partner.id, (await aPlanVersion(portal, [percent('0.1')])).planId);
    portal.setNow(noon('2026-07-15'));
    const placed = await place(portal, by, [partner, program, 'SILVER'], { effectiveOn: '2026-08-01' });
    expect(placed.tier).toMatchObject({ code: 'SILVER' });
    portal.setNow(null);
    const wonBy = async (acceptedOn: string) => {
      const accepted = { decidedAt: noon(acceptedOn), protectedFrom: noon(acceptedOn) };
      const referral = await aReferral(portal, partner.id, accepted);
      const order = await anOrder(portal, productId, {
        referralId: referral.id,
        orderedOn: day('2026-09-10'),
      });
      expect(await decide(portal, order.id, noon('2026-09-15'))).toBe('ELIGIBLE');
      return (await frozenOf(portal, order.id))[0]!;
    };
    const [july, august] = [await wonBy('2026-07-20'), await wonBy('2026-08-03')];
    expect([july.tierCode, july.tierOn, july.amountMinor]).toEqual(['BRONZE', day('2026-07-20'), 10_000n]);
    expect([august.tierCode, august.tierOn, august.amountMinor]).toEqual([
      'SILVER',
      day('2026-08-03'),
      15_000n,
    ]);
  });
});
