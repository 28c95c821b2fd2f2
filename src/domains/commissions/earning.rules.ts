import * as z from 'zod';
import { type Fraction, fractionDifference, ONE } from '../../kernel/fraction.ts';
import { allocate } from '../../kernel/rounding.ts';
import type { NotAppliedReason } from '../plans/plan-explanation.rules.ts';
import { toldReason } from '../plans/plan-partner-copy.rules.ts';

/** What a plan version says of how a commission becomes payable and comes back, as it is frozen with an earning. */
export type EarningTerms = Readonly<{
  /** ON_ACTIVATION, or PRO_RATA as invoices are paid. */
  payable: string;
  holdDays: number;
  clawback: readonly Readonly<{ untilMonth: number; percent: string }>[];
  /** BY_SCHEDULE or UNPAID_ONLY. */
  disconnectTakes: string;
  recurring?: Readonly<{ months: number; rate: string }>;
  milestone?: Readonly<{ event: string; months: number | null }>;
  /** Of a formula on the volume of a period: what this earning adds to it, in minor units of the order's currency. */
  volume?: Readonly<{ ruleCode: string; period: string; basisMinor: string }>;
  /** The tier that counted, so that other terms can be found for the same tier; null where there was none. */
  tierId: string | null;
}>;

const decimal = z.union([z.string(), z.number()]).transform(String);

const storedTerms = z.object({
  payable: z.string().default('ON_ACTIVATION'),
  holdDays: z.int().default(0),
  clawback: z.array(z.object({ untilMonth: z.int(), percent: decimal })).default([]),
  disconnectTakes: z.string().default('BY_SCHEDULE'),
  recurring: z.object({ months: z.int(), rate: decimal }).optional(),
  milestone: z
    .object({ event: z.string(), months: z.int().nullish() })
    .transform(({ event, months = null }) => ({ event, months }))
    .optional(),
  volume: z.object({ ruleCode: z.string(), period: z.string(), basisMinor: z.string() }).optional(),
  tierId: z.string().nullable().default(null),
});

/** As stored in a revision. */
export const earningTermsOf = (stored: unknown): EarningTerms => storedTerms.parse(stored);

/** The terms of an earning as they are stored in a revision. Amounts are minor units of the earning's currency. */
export type FrozenTerms = Readonly<{
  planVersionId: string | null;
  ruleCode: string | null;
  formula: string;
  tierCode: string | null;
  tierOn: Date | null;
  share: Fraction;
  /** Null where a partner may not know it. */
  basisMinor: bigint | null;
  rate: string | null;
  amountMinor: bigint;
  revenueMinor: bigint;
  terms: EarningTerms;
  /** As it may be shown to the partner, and in full. */
  explanation: object;
  review: object;
}>;

/** What one partner earns in one slot of a line. */
export type NewEarning = Readonly<{
  partnerId: string;
  orderId: string;
  orderLineId: string;
  referralId: string | null;
  slot: string;
  spiffId: string | null;
  membershipId: string | null;
  commissionOn: Date;
  currency: string;
  settlementCurrency: string;
  bookingRate: string;
  orderNumber: string;
  orderType: string;
  productId: string;
  frozen: FrozenTerms;
}>;

/** The formula of a revision by which nothing is earned any more, as no rule of the slot applies. */
export const NOTHING_PAYS = 'NONE';

export type NotApplied = readonly Readonly<{
  ruleCode: string;
  isHidden: boolean;
  reasons: readonly NotAppliedReason[];
}>[];

/** What replaces the terms of an earning where no rule of its slot applies: nothing, and why. Rules that are hidden are not named to partners. */
export function nothingPays(
  before: Readonly<{
    tierCode: string | null;
    tierOn: Date | null;
    share: Fraction;
    revenueMinor: bigint;
    terms: EarningTerms;
  }>,
  planVersionId: string,
  notApplied: NotApplied,
  hidden: ReadonlySet<string>,
  evaluated: object,
): FrozenTerms {
  const { tierCode, tierOn, share, revenueMinor } = before;
  const { volume: _, ...terms } = before.terms;
  const told = (rules: NotApplied) => ({
    ...{ inputs: [], rule: null, conditions: [], steps: [], rounding: null },
    others: rules.map(({ ruleCode, reasons }) => ({ ruleCode, reasons })),
  });
  return {
    ...{ planVersionId, ruleCode: null, formula: NOTHING_PAYS, tierCode, tierOn, share, revenueMinor, terms },
    ...{ basisMinor: null, rate: null, amountMinor: 0n },
    explanation: told(
      notApplied
        .filter(({ isHidden }) => !isHidden)
        .map((rule) => ({ ...rule, reasons: rule.reasons.map((reason) => toldReason(reason, hidden)) })),
    ),
    review: { ...told(notApplied), evaluated },
  };
}

/**
 * A partner's part of what is due for all shares, such that the parts of all partners sum to it: the largest remainders get
 * what is left over, the first of the partners on a tie. `shares` are of all partners of the deal, and sum to one.
 */
export function partOf(totalMinor: bigint, shares: readonly Fraction[], place: number): bigint {
  return allocate(totalMinor, weightsOf(shares))[place]!;
}

/** Whole weights in the proportion of exact shares. What is missing from one is nobody's, and has a weight of its own. */
function weightsOf(shares: readonly Fraction[]): bigint[] {
  const missing = shares.reduce(fractionDifference, ONE);
  const all = missing.numerator > 0n ? [...shares, missing] : shares;
  const common = all.reduce((product, { denominator }) => product * denominator, 1n);
  return all.map(({ numerator, denominator }) => (numerator * common) / denominator);
}

export const slotOfSpiff = (code: string): string => `SPIFF:${code}`;
