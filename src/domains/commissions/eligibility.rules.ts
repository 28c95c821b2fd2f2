import {
  compareFractions,
  type Fraction,
  fractionOf,
  fractionSum,
  ONE,
  ZERO,
} from '../../kernel/fraction.ts';

/*
 * Whether an order earns a commission is another question than whether it is right: it is decided beside the order and
 * never holds it up. PENDING while something can still come, such as a contest's decision or a signature.
 */

export const ELIGIBILITIES = ['PENDING', 'ELIGIBLE', 'INELIGIBLE'] as const;
export type Eligibility = (typeof ELIGIBILITIES)[number];

export const ELIGIBILITY_CODES = [
  'ORDER_CANCELLED',
  'TYPE_NEVER_PAYS',
  'NO_ATTRIBUTION',
  'NOT_ATTRIBUTED',
  'ATTRIBUTION_UNDECIDED',
  'ATTRIBUTION_CONTESTED',
  'SHARES_NOT_ONE',
  'SELF_DEALING',
  'COMMISSION_DATE_AWAITED',
  'PARTNER_NOT_ACTIVE',
  'AGREEMENT_MISSING',
  'NO_PLAN',
  'NO_RATE',
] as const;
export type EligibilityCode = (typeof ELIGIBILITY_CODES)[number];

/** What can still come by itself or by somebody's act, so that the order waits for it. */
const AWAITED: readonly EligibilityCode[] = [
  'ATTRIBUTION_UNDECIDED',
  'ATTRIBUTION_CONTESTED',
  'COMMISSION_DATE_AWAITED',
  'AGREEMENT_MISSING',
  'NO_RATE',
];

/** Whose the deal is, as attribution says; what is credited without a share, an influence, is left out. */
export type Credit = Readonly<{
  partnerId: string;
  referralId: string;
  status: 'ATTRIBUTED' | 'PENDING' | 'NOT_ATTRIBUTED' | 'HELD';
  /** Why attribution is as it is, as a code. */
  because: string;
  share: Fraction;
}>;

/** What a credited partner's part depends on. */
export type PartnerFacts = Readonly<{
  partnerId: string;
  /** Which day's tier counts, by the program; null where it has not come yet. */
  tierOn: Date | null;
  /** The partner's status on that day. */
  statusOn: string;
  /** Codes of what is required and was not in force on that day, and is not now. */
  agreementsMissing: readonly string[];
  /** By what the customer is the partner itself: NAME, DOMAIN or TAX_ID; null where it is not. */
  selfBy: string | null;
  plan: Readonly<{ versionId: string; paysMoves: boolean }> | null;
  /** Currencies from which no rate is known to those that the partner, or its plan, counts in; as EUR>USD. */
  ratesMissing: readonly string[];
}>;

export type EligibilityFacts = Readonly<{
  orderType: string;
  isCancelled: boolean;
  credits: readonly Credit[];
  partners: readonly PartnerFacts[];
}>;

/** Ids, codes and numbers only. */
export type Evidence = Readonly<{
  code: EligibilityCode;
  /** Whether it stands against a commission. */
  isMet: boolean;
  partnerId: string | null;
  /** What was looked at, each as `name=value`. */
  values: readonly string[];
}>;

export type Share = Readonly<{ partnerId: string; referralId: string; share: Fraction }>;

export type EligibilityDecision = Readonly<{
  eligibility: Eligibility;
  reasons: readonly EligibilityCode[];
  evidence: readonly Evidence[];
  /** Who earns; empty unless it is ELIGIBLE. */
  shares: readonly Share[];
}>;

/**
 * Decides by all rules, so that whoever reads it sees everything that stands against it. Where several partners share, one
 * that fails for good gets nothing and the others get theirs; where one is awaited, all wait.
 */
export function eligibilityOf(facts: EligibilityFacts): EligibilityDecision {
  const ofOrder = [...orderEvidence(facts), ...creditEvidence(facts.credits)];
  const credited = shareByPartner(facts.credits);
  const partners = facts.partners.filter(({ partnerId }) =>
    credited.some((one) => one.partnerId === partnerId),
  );
  const ofPartners = partners.map((partner) => partnerEvidence(facts.orderType, partner));
  const evidence = [...ofOrder, ...ofPartners.flat()];
  const reasons = [...new Set(evidence.filter(({ isMet }) => isMet).map(({ code }) => code))];
  const fails = (found: readonly Evidence[]) => found.some(({ isMet }) => isMet);
  const isRefused = (found: readonly Evidence[]) =>
    found.some(({ isMet, code }) => isMet && !AWAITED.includes(code));
  const none = { reasons, evidence, shares: [] };
  if (isRefused(ofOrder)) return { eligibility: 'INELIGIBLE', ...none };
  if (fails(ofOrder)) return { eligibility: 'PENDING', ...none };
  // Whoever fails for good waits for nothing any more.
  if (ofPartners.some((found) => fails(found) && !isRefused(found)))
    return { eligibility: 'PENDING', ...none };
  const passing = partners.filter((_, place) => !fails(ofPartners[place]!)).map(({ partnerId }) => partnerId);
  if (passing.length === 0) return { eligibility: 'INELIGIBLE', ...none };
  const shares = credited.filter(({ partnerId }) => passing.includes(partnerId));
  return { eligibility: 'ELIGIBLE', reasons, evidence, shares };
}

const dayText = (day: Date | null): string => day?.toISOString().slice(0, 10) ?? 'none';

function orderEvidence({ orderType, isCancelled }: EligibilityFacts): Evidence[] {
  return [
    { code: 'ORDER_CANCELLED', isMet: isCancelled, partnerId: null, values: [] },
    {
      code: 'TYPE_NEVER_PAYS',
      isMet: ['TRANSFER', 'DISCONNECT'].includes(orderType),
      partnerId: null,
      values: [`type=${orderType}`],
    },
  ];
}

function creditEvidence(credits: readonly Credit[]): Evidence[] {
  const found = (code: EligibilityCode, isMet: boolean, values: readonly string[]): Evidence => ({
    ...{ code, isMet, values },
    partnerId: null,
  });
  if (credits.length === 0) return [found('NO_ATTRIBUTION', true, [])];
  const of = (status: Credit['status']) => credits.filter((credit) => credit.status === status);
  const saidOf = (some: readonly Credit[]) =>
    some.map(({ referralId, because }) => `Referral_${referralId}=${because}`);
  const [held, undecided, attributed] = [of('HELD'), of('PENDING'), of('ATTRIBUTED')];
  if (held.length > 0) return [found('ATTRIBUTION_CONTESTED', true, saidOf(held))];
  if (undecided.length > 0) return [found('ATTRIBUTION_UNDECIDED', true, saidOf(undecided))];
  if (attributed.length === 0) return [found('NOT_ATTRIBUTED', true, saidOf(credits))];
  const sum = attributed.reduce((total, { share }) => fractionSum(total, share), ZERO);
  const shares = attributed.map(({ referralId, share }) => `Referral_${referralId}=${fractionText(share)}`);
  return [
    found('NOT_ATTRIBUTED', false, saidOf(attributed)),
    found('SHARES_NOT_ONE', compareFractions(sum, ONE) !== 0, [...shares, `sum=${fractionText(sum)}`]),
  ];
}

export const fractionText = ({ numerator, denominator }: Fraction): string =>
  denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;

function partnerEvidence(orderType: string, partner: PartnerFacts): Evidence[] {
  const { partnerId, tierOn, statusOn, agreementsMissing, selfBy, plan, ratesMissing } = partner;
  const found = (code: EligibilityCode, isMet: boolean, values: readonly string[]): Evidence => ({
    ...{ code, isMet, partnerId, values },
  });
  const isMoveUnpaid = orderType === 'MOVE' && plan !== null && !plan.paysMoves;
  return [
    found('SELF_DEALING', selfBy !== null, [`by=${selfBy ?? 'none'}`]),
    found('NO_PLAN', plan === null, [plan ? `planVersion=${plan.versionId}` : 'planVersion=none']),
    ...(isMoveUnpaid ? [found('TYPE_NEVER_PAYS', true, ['type=MOVE', 'ruleNamesMove=false'])] : []),
    found('COMMISSION_DATE_AWAITED', tierOn === null, [`on=${dayText(tierOn)}`]),
    found('PARTNER_NOT_ACTIVE', tierOn !== null && statusOn !== 'ACTIVE', [
      `on=${dayText(tierOn)}`,
      `status=${statusOn}`,
    ]),
    found(
      'AGREEMENT_MISSING',
      agreementsMissing.length > 0,
      agreementsMissing.map((code) => `missing=${code}`),
    ),
    found(
      'NO_RATE',
      ratesMissing.length > 0,
      ratesMissing.map((pair) => `missing=${pair}`),
    ),
  ];
}

/** One partner that is credited for several referrals of a deal has one share: that of the largest referral names it. */
export function shareByPartner(credits: readonly Credit[]): Share[] {
  const shares = new Map<string, Share & Readonly<{ largest: Fraction }>>();
  for (const { partnerId, referralId, share, status } of credits) {
    if (status !== 'ATTRIBUTED' || share.numerator === 0n) continue;
    const known = shares.get(partnerId);
    const isLargest = !known || compareFractions(share, known.largest) > 0;
    shares.set(partnerId, {
      partnerId,
      referralId: isLargest ? referralId : known.referralId,
      share: fractionSum(known?.share ?? ZERO, share),
      largest: isLargest ? share : known.largest,
    });
  }
  return [...shares.values()]
    .map(({ partnerId, referralId, share }) => ({
      partnerId,
      referralId,
      share: fractionOf(share.numerator, share.denominator),
    }))
    .sort((a, b) => (a.partnerId < b.partnerId ? -1 : 1));
}
