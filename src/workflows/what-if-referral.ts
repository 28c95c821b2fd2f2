import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import { findAttainments, findPrograms, tierFactorOf } from '../domains/commissions/order-facts.service.ts';
import { planVersionFor } from '../domains/plans/plan-choice.service.ts';
import { evaluateLine, type LineOutcome, splitAmount } from '../domains/plans/plan-evaluation.rules.ts';
import type { LineInput } from '../domains/plans/plan-line.rules.ts';
import { currenciesOf } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { type WhatIfFacts, whatIfFacts } from '../domains/plans/what-if.service.ts';
import { commissionDateOf, tierDatesOf } from '../domains/programs/program-version.rules.ts';
import { tierOnDate } from '../domains/programs/tier-placement.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import type { CurrencyCode } from '../kernel/currency.ts';
import { type Decimal, decimalOf } from '../kernel/decimal.ts';
import { type Fraction, fractionDifference, fractionOf, ONE } from '../kernel/fraction.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';

export type WhatIfQuestion = Readonly<{
  referralId: string;
  productId: string | null;
  currency: CurrencyCode;
  oneOffMinor: bigint;
  monthlyMinor: bigint;
}>;

export type WhatIf = Readonly<{
  currency: CurrencyCode;
  share: Fraction;
  /** The partner's share of what each slot would pay, in minor units. */
  slots: readonly Readonly<{ slot: LineOutcome['slots'][number]; amountMinor: bigint }>[];
  notApplied: LineOutcome['notApplied'];
  plan: Readonly<{ code: string; version: number }> | null;
}>;

type Tier = Readonly<{ programId: string; tierCode: string | null; tierId: string | null }>;

/**
 * What a partner would earn if its referral were won today at an amount, by the plan and the tier that would count. Volumes
 * begin at nothing. Null where there is no such referral. Speaks for the vendor: whoever asks sees the referral.
 */
export async function whatIfReferral(tx: Tx, question: WhatIfQuestion, now: Date): Promise<WhatIf | null> {
  const [facts] = await whatIfFacts(tx, [question]);
  if (!facts) return null;
  const { timeZone } = await fiscalCalendarFrom(tx);
  const today = dayIn(timeZone, now);
  const tiers = await tiersOf(tx, facts, { today, timeZone, now });
  const terms = await termsOf(tx, facts.partnerId, { tiers, today });
  if (!terms)
    return { currency: question.currency, share: shareOf(facts), slots: [], notApplied: [], plan: null };
  return evaluated(question, facts, {
    ...terms,
    rates: await ratesInto(tx, terms.version, question.currency, today),
  });
}

/**
 * What each of a partner's open referrals would earn it if it were won today at its amount, by the plan and the tiers of
 * today, in minor units of its currency; null where no plan is the partner's. By as many statements for many as for one of
 * each currency. Speaks for the vendor: whoever asks sees the referrals.
 */
export async function whatIfAllWon(
  tx: Tx,
  partnerId: string,
  questions: readonly WhatIfQuestion[],
  now: Date,
): Promise<(bigint | null)[]> {
  const facts = await whatIfFacts(tx, questions);
  const any = facts.find((one) => one !== null);
  if (!any) return questions.map(() => null);
  const { timeZone } = await fiscalCalendarFrom(tx);
  const today = dayIn(timeZone, now);
  const undated = { ...any, submittedAt: null, acceptedAt: null };
  const tiers = await tiersOf(tx, undated, { today, timeZone, now });
  const terms = await termsOf(tx, partnerId, { tiers, today });
  if (!terms) return questions.map(() => null);
  const rates = new Map<CurrencyCode, LineInput['rates']>();
  for (const { currency } of questions)
    if (!rates.has(currency)) rates.set(currency, await ratesInto(tx, terms.version, currency, today));
  return questions.map((question, place) => {
    const of = facts[place];
    if (!of) return null;
    const { slots } = evaluated(question, of, { ...terms, rates: rates.get(question.currency)! });
    return slots.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  });
}

type Terms = Readonly<{
  version: PlanVersionContent;
  tierCode: string | null;
  tierFactor: Decimal | null;
  attainments: LineInput['attainments'];
  today: Date;
}>;

/** The plan that a partner's deals of today would earn by, with what it depends on besides the deal. */
async function termsOf(
  tx: Tx,
  partnerId: string,
  { tiers, today }: Readonly<{ tiers: readonly Tier[]; today: Date }>,
): Promise<Terms | null> {
  const version = await planVersionFor(tx, {
    partnerId,
    on: today,
    tiersByProgram: new Map(tiers.map(({ programId, tierCode }) => [programId, tierCode])),
  });
  if (!version) return null;
  const tier = tiers.find(({ tierCode }) => tierCode !== null) ?? null;
  const factor = version.usesTierModifier && tier?.tierId ? await tierFactorOf(tx, tier.tierId) : null;
  const found = await findAttainments(tx, [partnerId], dayText(today));
  return {
    ...{ version, today, tierCode: tier?.tierCode ?? null },
    tierFactor: factor === null ? null : decimalOf(factor),
    attainments: Object.fromEntries(found.map(({ code, percent }) => [code, percent])),
  };
}

const shareOf = ({ shareNumerator, shareDenominator }: WhatIfFacts): Fraction =>
  fractionOf(BigInt(shareNumerator), BigInt(shareDenominator));

function evaluated(
  question: WhatIfQuestion,
  facts: WhatIfFacts,
  { version, tierCode, tierFactor, attainments, today, rates }: Terms & Pick<LineInput, 'rates'>,
): WhatIf {
  const share = shareOf(facts);
  const plan = { code: version.planCode, version: version.number };
  const { slots, notApplied } = evaluateLine({
    ...lineOf(question, facts, today),
    ...{ plan, attainments, share, tierFactor, rates, rules: version.rules },
    partner: { regionCode: facts.regionCode, tierCode },
  });
  return {
    ...{ currency: question.currency, share, notApplied, plan },
    slots: slots.map((slot) => ({ slot, amountMinor: partOf(slot.amountMinor, share) })),
  };
}

const dayText = (day: Date) => day.toISOString().slice(0, 10);

/** What is not the partner's is somebody's. */
const partOf = (amountMinor: bigint, share: Fraction): bigint =>
  splitAmount(amountMinor, [share, fractionDifference(ONE, share)])[0]!;

const lineOf = (
  { currency, oneOffMinor, monthlyMinor }: WhatIfQuestion,
  { productCode, productFamily, segment, employees, isNew }: WhatIfFacts,
  today: Date,
): Pick<LineInput, 'order' | 'line' | 'previous' | 'customer' | 'commissionOn' | 'volume'> => ({
  order: { type: 'NEW', orderedOn: today, currency },
  line: {
    ...{ productCode: productCode ?? '', productFamily: productFamily ?? '', quantity: 1 },
    ...{ oneOffMinor, monthlyMinor, costMinor: null, termMonths: null },
  },
  previous: null,
  customer: { isNew, segment, employees },
  commissionOn: today,
  volume: { beforeMinor: {} },
});

/** Its tiers on the days that would count: dates that have not come yet would be today. */
async function tiersOf(
  tx: Tx,
  { partnerId, partnerType, submittedAt, acceptedAt }: WhatIfFacts,
  { today, timeZone, now }: Readonly<{ today: Date; timeZone: string; now: Date }>,
): Promise<Tier[]> {
  const dayAt = (instant: Date | null) => (instant ? dayIn(timeZone, instant) : today);
  const dates = {
    ...{ REFERRAL_SUBMITTED: dayAt(submittedAt), REFERRAL_ACCEPTED: dayAt(acceptedAt) },
    ...{ DEAL_WON: today, ORDER_ACTIVATED: today, INVOICE_PAID: today },
  };
  const tiers: Tier[] = [];
  for (const { programId, tierDates, partnerTypes } of await findPrograms(tx, dayText(today))) {
    const on = commissionDateOf(tierDatesOf(tierDates), dates) ?? today;
    const { tierCode, tierId } = await tierOnDate(tx, { partnerId, programId, on, asOf: now });
    const isFor = partnerTypes.length === 0 || partnerTypes.includes(partnerType);
    if (isFor || tierCode !== null) tiers.push({ programId, tierCode, tierId });
  }
  return tiers;
}

async function ratesInto(
  tx: Tx,
  { rules }: PlanVersionContent,
  to: CurrencyCode,
  on: Date,
): Promise<LineInput['rates']> {
  const currencies = currenciesOf(rules).filter((currency) => currency !== to);
  const rates: (Decimal | null)[] = await ratesOn(
    tx,
    currencies.map((from) => ({ from, to, on })),
  );
  return Object.fromEntries(
    currencies.flatMap((currency, place) => (rates[place] ? [[currency, rates[place]]] : [])),
  );
}
