import { describe, expect, it } from 'vitest';
import {
  type Credit,
  type EligibilityFacts,
  eligibilityOf,
  type PartnerFacts,
  shareByPartner,
} from '../../../src/domains/commissions/eligibility.rules.ts';
import { fractionOf } from '../../../src/kernel/fraction.ts';

const JULY = new Date('2026-07-10T00:00:00Z');

const credited = (partnerId: string, more: Partial<Credit> = {}): Credit => ({
  ...{ partnerId, referralId: `r-${partnerId}`, status: 'ATTRIBUTED', because: 'PROTECTED' },
  share: fractionOf(1n),
  ...more,
});

const partner = (partnerId: string, more: Partial<PartnerFacts> = {}): PartnerFacts => ({
  ...{ partnerId, tierOn: JULY, statusOn: 'ACTIVE', agreementsMissing: [], selfBy: null, ratesMissing: [] },
  plan: { versionId: 'v1', paysMoves: false },
  ...more,
});

const facts = (more: Partial<EligibilityFacts> = {}): EligibilityFacts => ({
  ...{ orderType: 'NEW', isCancelled: false, credits: [credited('a')], partners: [partner('a')] },
  ...more,
});

const half = fractionOf(1n, 2n);
const third = fractionOf(1n, 3n);
const shared = (share = half) => [credited('a', { share }), credited('b', { share })];
const two = (more: Partial<PartnerFacts>) => [partner('a'), partner('b', more)];

describe('whether an order earns', () => {
  it.each([
    { _case: 'everything holds', more: {}, is: 'ELIGIBLE', for: [] },
    { _case: 'a transfer', more: { orderType: 'TRANSFER' }, is: 'INELIGIBLE', for: ['TYPE_NEVER_PAYS'] },
    { _case: 'a disconnect', more: { orderType: 'DISCONNECT' }, is: 'INELIGIBLE', for: ['TYPE_NEVER_PAYS'] },
    { _case: 'a move', more: { orderType: 'MOVE' }, is: 'INELIGIBLE', for: ['TYPE_NEVER_PAYS'] },
    {
      _case: 'a move that a rule names',
      more: { orderType: 'MOVE', partners: [partner('a', { plan: { versionId: 'v1', paysMoves: true } })] },
      ...{ is: 'ELIGIBLE', for: [] },
    },
    { _case: 'cancelled', more: { isCancelled: true }, is: 'INELIGIBLE', for: ['ORDER_CANCELLED'] },
    {
      _case: 'nobody is credited',
      more: { credits: [], partners: [] },
      is: 'INELIGIBLE',
      for: ['NO_ATTRIBUTION'],
    },
    {
      _case: 'a contest',
      more: { credits: [credited('a', { status: 'HELD' })] },
      ...{ is: 'PENDING', for: ['ATTRIBUTION_CONTESTED'] },
    },
    {
      _case: 'a deal that is open',
      more: { credits: [credited('a', { status: 'PENDING' })] },
      ...{ is: 'PENDING', for: ['ATTRIBUTION_UNDECIDED'] },
    },
    {
      _case: 'decided against',
      more: { credits: [credited('a', { status: 'NOT_ATTRIBUTED' })] },
      ...{ is: 'INELIGIBLE', for: ['NOT_ATTRIBUTED'] },
    },
    { _case: 'two halves', more: { credits: shared(), partners: two({}) }, is: 'ELIGIBLE', for: [] },
    {
      _case: 'two thirds',
      more: { credits: shared(third), partners: two({}) },
      ...{ is: 'INELIGIBLE', for: ['SHARES_NOT_ONE'] },
    },
    {
      _case: 'two wholes',
      more: { credits: shared(fractionOf(1n)), partners: two({}) },
      ...{ is: 'INELIGIBLE', for: ['SHARES_NOT_ONE'] },
    },
    {
      _case: 'its own customer',
      more: { partners: [partner('a', { selfBy: 'NAME' })] },
      ...{ is: 'INELIGIBLE', for: ['SELF_DEALING'] },
    },
    {
      _case: 'no plan',
      more: { partners: [partner('a', { plan: null })] },
      is: 'INELIGIBLE',
      for: ['NO_PLAN'],
    },
    {
      _case: 'suspended',
      more: { partners: [partner('a', { statusOn: 'SUSPENDED' })] },
      ...{ is: 'INELIGIBLE', for: ['PARTNER_NOT_ACTIVE'] },
    },
    {
      _case: 'a signature is awaited',
      more: { partners: [partner('a', { agreementsMissing: ['TERMS'] })] },
      ...{ is: 'PENDING', for: ['AGREEMENT_MISSING'] },
    },
    {
      _case: 'no rate is known',
      more: { partners: [partner('a', { ratesMissing: ['EUR>USD'] })] },
      ...{ is: 'PENDING', for: ['NO_RATE'] },
    },
    {
      _case: 'the day has not come',
      more: { partners: [partner('a', { tierOn: null })] },
      ...{ is: 'PENDING', for: ['COMMISSION_DATE_AWAITED'] },
    },
    {
      _case: 'who fails for good waits for nothing',
      more: { partners: [partner('a', { agreementsMissing: ['TERMS'], selfBy: 'NAME' })] },
      ...{ is: 'INELIGIBLE', for: ['SELF_DEALING', 'AGREEMENT_MISSING'] },
    },
    {
      _case: 'one of two fails, the other earns',
      more: { credits: shared(), partners: two({ statusOn: 'TERMINATED' }) },
      ...{ is: 'ELIGIBLE', for: ['PARTNER_NOT_ACTIVE'] },
    },
    {
      _case: 'one of two is awaited, both wait',
      more: { credits: shared(), partners: two({ agreementsMissing: ['TERMS'] }) },
      ...{ is: 'PENDING', for: ['AGREEMENT_MISSING'] },
    },
  ])('$_case: $is', ({ more, is, for: reasons }) => {
    const decision = eligibilityOf(facts(more as Partial<EligibilityFacts>));
    expect([decision.eligibility, decision.reasons]).toEqual([is, reasons]);
    if (is !== 'ELIGIBLE') expect(decision.shares).toEqual([]);
  });

  it('gives nothing of a share that fails to the other', () => {
    const decision = eligibilityOf(facts({ credits: shared(), partners: two({ selfBy: 'DOMAIN' }) }));
    expect(decision.shares).toEqual([{ partnerId: 'a', referralId: 'r-a', share: half }]);
  });

  it('shows what each rule looked at', () => {
    const { evidence } = eligibilityOf(facts({ credits: shared(third), partners: two({}) }));
    expect(evidence).toContainEqual({
      ...{ code: 'SHARES_NOT_ONE', isMet: true, partnerId: null },
      values: ['Referral_r-a=1/3', 'Referral_r-b=1/3', 'sum=2/3'],
    });
    expect(evidence).toContainEqual({
      ...{ code: 'PARTNER_NOT_ACTIVE', isMet: false, partnerId: 'a' },
      values: ['on=2026-07-10', 'status=ACTIVE'],
    });
  });
});

describe('shares of a deal', () => {
  it('are one for a partner with several referrals, named by the largest', () => {
    const of = (referralId: string, numerator: bigint) =>
      credited('a', { referralId, share: fractionOf(numerator, 6n) });
    const shares = shareByPartner([
      of('r1', 1n),
      of('r2', 3n),
      credited('b', { share: third }),
      of('r3', 0n),
    ]);
    expect(shares).toEqual([
      { partnerId: 'a', referralId: 'r2', share: fractionOf(2n, 3n) },
      { partnerId: 'b', referralId: 'r-b', share: third },
    ]);
  });
});
