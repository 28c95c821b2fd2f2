import { frozenShares } from '../domains/commissions/correction.service.ts';
import { earningTermsOf } from '../domains/commissions/earning.rules.ts';
import { planVersionsById } from '../domains/plans/plan-choice.service.ts';
import { currenciesOf, volumeRulesOf } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import {
  type FrozenRow,
  frozenOf,
  type NewLine,
  ordersWithin,
  partnersOfProgram,
  type SimulationScope,
} from '../domains/plans/simulation.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import { fractionOf } from '../kernel/fraction.ts';
import { dayOf, plainDateOf } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import type { PlannedPart } from './commission-plans.ts';
import { ratesInto } from './commission-rates.ts';
import { type FrozenLine, frozenLine } from './freeze-line.ts';
import { gatherOrderParts, gatherParts, type OrderPart, tierFactor } from './line-input.ts';
import { simulatedVolumes } from './simulated-volumes.ts';

/** What one slot pays: amounts are the partner's share, in minor units of the order's currency. */
export type SlotPaid = Readonly<{
  slot: string;
  ruleCode: string | null;
  rate: string | null;
  amountMinor: string;
}>;

/** What a partner earned by a line, and would have under another version. */
export type SimulatedLine = Readonly<{
  partnerId: string;
  orderId: string;
  orderNumber: string;
  orderLineId: string;
  currency: string;
  orderedOn: Date;
  actualMinor: bigint;
  simulatedMinor: bigint;
  explanation: Readonly<{
    actual: readonly SlotPaid[];
    simulated: readonly SlotPaid[];
    notApplied: FrozenLine['notApplied'];
  }>;
}>;

export type SimulationQuestion = SimulationScope & Readonly<{ planVersionId: string; ordersMax: number }>;

/** There are more orders in the period than are simulated at once. */
export class TooManyOrdersError extends Error {
  override readonly name = 'TooManyOrdersError';
}

/**
 * What the orders of a period would have earned under a version of a plan, which may be a draft, and what they did. Writes
 * nothing. Volumes add up under that version alone, from the beginning of the fiscal period in which the question begins.
 * @throws NotFoundError where there is no such version, TooManyOrdersError
 */
export async function simulateCommissions(
  tx: Tx,
  question: SimulationQuestion,
  now: Date,
): Promise<SimulatedLine[]> {
  const version = (await planVersionsById(tx, [question.planVersionId])).get(question.planVersionId);
  if (!version) throw new NotFoundError('version', 'planVersionId');
  const calendar = await fiscalCalendarFrom(tx);
  const scope = { ...question, fromOn: volumesFrom(calendar, version, question.fromOn) };
  const orderIds = await ordersWithin(tx, scope, question.ordersMax + 1);
  if (orderIds.length > question.ordersMax)
    throw new TooManyOrdersError(`There are more than ${question.ordersMax} orders in this period.`);
  const parts = await gatheredParts(tx, orderIds, now);
  const frozen = Map.groupBy(await frozenOf(tx, orderIds), lineKey);
  const asks = await askedPartners(tx, question);
  const byVersion = planner(tx, version);
  const volumes = simulatedVolumes(version, calendar);
  const lines: SimulatedLine[] = [];
  for (const orderId of orderIds) {
    const order = parts.get(orderId);
    for (const part of order ?? []) {
      const planned = await byVersion(part);
      if (!asks(part.partner.partnerId)) continue;
      const all = part.order.lines.map((line) => ({
        line,
        outcome: frozenLine(planned, line, splitOf(order!, part), volumes.of(planned)),
      }));
      if (part.commissionOn < question.fromOn) continue;
      for (const { line, outcome } of all)
        lines.push(
          lineOf(part, line.id, outcome, frozen.get(lineKey({ ...part.partner, orderLineId: line.id }))),
        );
    }
  }
  return lines;
}

/** Who shares in each order, and by which tier: as it was frozen where it was, whatever was attributed since. */
async function gatheredParts(
  tx: Tx,
  orderIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, readonly OrderPart[]>> {
  const shares = (await frozenShares(tx, orderIds)).map((row) => ({
    ...row,
    share: fractionOf(row.shareNumerator, row.shareDenominator),
    attainments: null,
  }));
  const parts = await gatherOrderParts(tx, shares, now);
  const frozen = parts.map((part, place): OrderPart => {
    const { tierOn, tierCode, terms } = shares[place]!;
    const tier = { programId: '', programCode: '', tierOn, tierCode, tierId: earningTermsOf(terms).tierId };
    return { ...part, tiers: [tier], tierOnDefault: tierOn };
  });
  const byOrder = Map.groupBy(frozen, ({ order }) => order.id);
  const others = await gatherParts(
    tx,
    orderIds.filter((id) => !byOrder.has(id)),
    now,
  );
  return new Map<string, readonly OrderPart[]>([
    ...byOrder,
    ...[...others].map(([id, order]) => [id, order.parts] as const),
  ]);
}

const lineKey = ({ partnerId, orderLineId }: Readonly<{ partnerId: string; orderLineId: string }>) =>
  `${partnerId} ${orderLineId}`;

/** The first day whose orders count for a volume of the day on which the question begins. */
function volumesFrom(calendar: FiscalCalendar, { rules }: PlanVersionContent, fromOn: Date): Date {
  const days = volumeRulesOf(rules).map(({ period }) =>
    dayOf(datesOf(calendar, fiscalPeriodOn(calendar, period, plainDateOf(fromOn))).from).getTime(),
  );
  return new Date(Math.min(fromOn.getTime(), ...days));
}

async function askedPartners(tx: Tx, { partnerId, programId }: SimulationScope) {
  if (partnerId !== null) return (id: string) => id === partnerId;
  if (programId === null) return () => true;
  const members = await partnersOfProgram(tx, programId);
  return (id: string) => members.has(id);
}

/** Parts of orders as if they earned by the version; what many of them share is read once. */
function planner(tx: Tx, version: PlanVersionContent) {
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    if (!known.has(key)) known.set(key, read());
    return known.get(key) as Promise<T>;
  };
  const currencies = currenciesOf(version.rules);
  return async (part: OrderPart): Promise<PlannedPart> => {
    const tier = part.tiers.find(({ tierCode }) => tierCode !== null) ?? part.tiers[0] ?? null;
    const tierId = tier?.tierId ?? null;
    const day = part.commissionOn.toISOString();
    return {
      ...{ part, version, tier, bookingRate: null, ratesMissing: [] },
      tierOn: tier ? tier.tierOn : part.tierOnDefault,
      tierFactor: version.usesTierModifier
        ? await once(`tier ${tierId}`, () => tierFactor(tx, tierId))
        : null,
      rates: await once(`rates ${part.order.currency} ${day}`, () => ratesInto(tx, part, currencies)),
    };
  };
}

const splitOf = (parts: readonly OrderPart[], part: OrderPart) => ({
  shares: parts.map(({ share }) => share),
  place: parts.indexOf(part),
});

function lineOf(
  { order, partner, commissionOn }: OrderPart,
  orderLineId: string,
  { slots, notApplied }: FrozenLine,
  frozen: readonly FrozenRow[] = [],
): SimulatedLine {
  const actual = frozen.map(({ slot, ruleCode, rate, amountMinor }) => ({
    ...{ slot, ruleCode, rate },
    amountMinor: amountMinor.toString(),
  }));
  const simulated = slots.map(({ slot, frozen: { ruleCode, rate, amountMinor } }) => ({
    ...{ slot, ruleCode, rate },
    amountMinor: amountMinor.toString(),
  }));
  const sum = (paid: readonly SlotPaid[]) =>
    paid.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n);
  return {
    ...{ partnerId: partner.partnerId, orderId: order.id, orderNumber: order.externalId, orderLineId },
    ...{ currency: order.currency, orderedOn: commissionOn },
    actualMinor: sum(actual),
    simulatedMinor: sum(simulated),
    explanation: { actual, simulated, notApplied },
  };
}

/** As the job stores it. */
export const storedLineOf = ({ partnerId, orderLineId, currency, ...line }: SimulatedLine): NewLine => ({
  ...{ partnerId, orderLineId, currency },
  actualMinor: line.actualMinor.toString(),
  simulatedMinor: line.simulatedMinor.toString(),
  explanation: line.explanation,
});
