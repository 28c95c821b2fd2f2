import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import { findAssigningProgram } from '../domains/commissions/order-facts.service.ts';
import { planVersionsFor } from '../domains/plans/plan-choice.service.ts';
import { evaluateLine } from '../domains/plans/plan-evaluation.rules.ts';
import type { LineInput } from '../domains/plans/plan-line.rules.ts';
import { currenciesOf, type PlanRuleContent } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { businessCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Decimal } from '../kernel/decimal.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { ratesInto } from './commission-rates.ts';
import { volumeCurrenciesOf } from './commission-volumes.ts';
import { type CommissionTier, lineInputOf, type OrderPart, type PlanSide, tierFactor } from './line-input.ts';

/** A part of an order with the plan by which it earns. */
export type PlannedPart = Readonly<{
  part: OrderPart;
  version: PlanVersionContent | null;
  tier: CommissionTier | null;
  /** Which day's tier counts; null where it has not come yet. */
  tierOn: Date | null;
  tierFactor: Decimal | null;
  rates: LineInput['rates'];
  /** What one unit of the order's currency is in that of the partner on the day of booking; null where nobody knows. */
  bookingRate: Decimal | null;
  /** What is asked and not known, as EUR>USD. */
  ratesMissing: readonly string[];
}>;

/** Finds by which plan version, tier and rates each part of orders earns; by the rates that were known by an instant. */
export async function planParts(
  tx: Tx,
  parts: readonly OrderPart[],
  now: Date,
  knownBy: Date | null = null,
): Promise<PlannedPart[]> {
  if (parts.length === 0) return [];
  const { timeZone } = await businessCalendarFrom(tx);
  const versions = await planVersionsFor(
    tx,
    parts.map(({ partner, commissionOn, tiers }) => ({
      partnerId: partner.partnerId,
      on: commissionOn,
      tiersByProgram: new Map(tiers.map(({ programId, tierCode }) => [programId, tierCode])),
    })),
  );
  const bookingRates = await ratesOn(
    tx,
    parts.map(({ order, partner }) => ({
      from: order.currency,
      to: partner.currency,
      on: dayIn(timeZone, now),
    })),
    knownBy,
  );
  const planned: PlannedPart[] = [];
  for (const [place, part] of parts.entries()) {
    const version = versions[place] ?? null;
    const tier = await tierThatCounts(tx, part, version);
    planned.push(
      await withRates(tx, part, { version, tier, bookingRate: bookingRates[place] ?? null }, knownBy),
    );
  }
  return planned;
}

/** The tier of the program by which the plan came; of a partner's own plan that of the first program in which it has one. */
async function tierThatCounts(
  tx: Tx,
  { tiers, commissionOn }: OrderPart,
  version: PlanVersionContent | null,
): Promise<CommissionTier | null> {
  if (tiers.length < 2 || version === null) return tiers[0] ?? null;
  const asked = tiers.map(({ programId, tierCode }) => ({ programId, tierCode }));
  const on = commissionOn.toISOString().slice(0, 10);
  const programId = await findAssigningProgram(tx, version.planId, asked, on);
  return (
    tiers.find((tier) => tier.programId === programId) ??
    tiers.find(({ tierCode }) => tierCode !== null) ??
    tiers[0]!
  );
}

type Found = Pick<PlannedPart, 'version' | 'tier' | 'bookingRate'>;

async function withRates(
  tx: Tx,
  part: OrderPart,
  { version, tier, bookingRate }: Found,
  knownBy: Date | null,
): Promise<PlannedPart> {
  const { order, partner } = part;
  const rules = version?.rules ?? [];
  const planned: PlannedPart = {
    ...{ part, version, tier, bookingRate },
    tierOn: tier ? tier.tierOn : part.tierOnDefault,
    tierFactor: version?.usesTierModifier ? await tierFactor(tx, tier?.tierId ?? null) : null,
    rates: await ratesInto(tx, part, currenciesOf(rules), knownBy),
    ratesMissing: [],
  };
  const booking = bookingRate === null ? [`${order.currency}>${partner.currency}`] : [];
  const volumes = (await volumeCurrenciesOf(tx, { part, version })).filter(
    (currency) => currency !== order.currency,
  );
  const known = await ratesInto(tx, part, volumes, knownBy);
  const unknown = volumes.filter((currency) => !Object.hasOwn(known, currency));
  const missing = [
    ...booking,
    ...rulesWithoutRate(planned, rules),
    ...unknown.map((from) => `${from}>${order.currency}`),
  ];
  return { ...planned, ratesMissing: [...new Set(missing)] };
}

/** Which rules would pay, if only a rate of their currency were known. */
function rulesWithoutRate(planned: PlannedPart, rules: readonly PlanRuleContent[]): string[] {
  const { order } = planned.part;
  const currencyOf = new Map(rules.map(({ code, currency }) => [code, currency]));
  const side = sideOf(planned, { beforeMinor: {} });
  const missing = order.lines.flatMap((line) =>
    evaluateLine(lineInputOf(planned.part, line, side)).notApplied.filter(
      ({ reasons }) => reasons.length > 0 && reasons.every(({ code }) => code === 'NO_RATE'),
    ),
  );
  return [...new Set(missing.map(({ ruleCode }) => `${currencyOf.get(ruleCode)}>${order.currency}`))];
}

/** The plan's side of the evaluation of a part's lines. */
export const sideOf = (
  { version, tier, tierFactor: factor, rates }: PlannedPart,
  volume: LineInput['volume'],
): PlanSide => ({
  plan: { code: version?.planCode ?? '', version: version?.number ?? 0 },
  rules: version?.rules ?? [],
  tierCode: tier?.tierCode ?? null,
  tierFactor: factor,
  rates,
  volume,
});
