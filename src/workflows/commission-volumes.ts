import type { EarningTerms } from '../domains/commissions/earning.rules.ts';
import { findVolumes, lockVolumes, type VolumeRow } from '../domains/commissions/earning.service.ts';
import { inOrderCurrency } from '../domains/plans/plan-line.rules.ts';
import { volumeRulesOf } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { currencyCodeOf } from '../kernel/currency.ts';
import { type FiscalCalendar, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../kernel/fiscal-period.ts';
import { fractionOf } from '../kernel/fraction.ts';
import { roundedQuotient } from '../kernel/rounding.ts';
import { plainDateOf } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { ratesInto } from './commission-rates.ts';
import type { OrderPart } from './line-input.ts';

/** What partners' lines are paid on by rules on the volume of a period, as it grows line by line. */
export type Volumes = Readonly<{
  /** By the rule's code, in minor units of the order's currency. */
  before(part: OrderPart): Record<string, bigint>;
  /** Counts a line that such a rule pays; answers what it added, null where the rule is not of that kind. */
  add(part: OrderPart, ruleCode: string, basisMinor: bigint | null): EarningTerms['volume'] | null;
}>;

type PartOfPlan = Readonly<{ part: OrderPart; version: PlanVersionContent | null }>;
type VolumeKey = Readonly<{ partnerId: string; ruleCode: string; period: string }>;

const textOf = ({ partnerId, ruleCode, period }: VolumeKey): string => `${partnerId} ${period} ${ruleCode}`;

const keysOf = ({ part, version }: PartOfPlan, calendar: FiscalCalendar): VolumeKey[] =>
  volumeRulesOf(version?.rules ?? []).map(({ ruleCode, period }) => ({
    partnerId: part.partner.partnerId,
    ruleCode,
    period: fiscalLabelOf(fiscalPeriodOn(calendar, period, plainDateOf(part.commissionOn))),
  }));

/** Currencies in which a part's volumes stand, from which a rate is needed. */
export async function volumeCurrenciesOf(tx: Tx, planned: PartOfPlan): Promise<string[]> {
  if (volumeRulesOf(planned.version?.rules ?? []).length === 0) return [];
  const keys = keysOf(planned, await fiscalCalendarFrom(tx));
  const rows = await volumesOf(tx, keys, []);
  return [...new Set(rows.map(({ currency }) => currency))];
}

async function volumesOf(
  tx: Tx,
  keys: readonly VolumeKey[],
  withoutIds: readonly string[],
): Promise<VolumeRow[]> {
  const wanted = new Set(keys.map(textOf));
  const partnerIds = [...new Set(keys.map(({ partnerId }) => partnerId))];
  const periods = [...new Set(keys.map(({ period }) => period))];
  const rows = await findVolumes(tx, { partnerIds, periods, withoutIds });
  return rows.filter((row) => wanted.has(textOf(row)));
}

/**
 * Takes the volumes on which these parts earn until the transaction ends, so that lines that come at the same time stand one
 * on the other: no band is skipped or paid twice. Earnings that are replaced count as they will be, not as they are.
 */
export async function takeVolumes(
  tx: Tx,
  planned: readonly PartOfPlan[],
  {
    withoutIds = [],
    knownBy = null,
  }: Readonly<{ withoutIds?: readonly string[]; knownBy?: Date | null }> = {},
): Promise<Volumes> {
  const calendar = await fiscalCalendarFrom(tx);
  const keys = planned.flatMap((one) => keysOf(one, calendar));
  const sums = new Map<string, Map<string, bigint>>();
  const count = (key: VolumeKey, currency: string, minor: bigint) => {
    const ofKey = sums.get(textOf(key)) ?? new Map<string, bigint>();
    sums.set(textOf(key), ofKey.set(currency, (ofKey.get(currency) ?? 0n) + minor));
  };
  if (keys.length > 0) {
    await lockVolumes(tx, keys.map(textOf));
    for (const row of await volumesOf(tx, keys, withoutIds)) count(row, row.currency, row.basisMinor);
  }
  const keysOfPart = new Map(planned.map((one) => [one.part, keysOf(one, calendar)]));
  const rates = new Map<OrderPart, Awaited<ReturnType<typeof ratesInto>>>();
  const currencies = [...new Set([...sums.values()].flatMap((ofKey) => [...ofKey.keys()]))];
  const orderCurrencies = planned.map(({ part }) => part.order.currency);
  for (const { part } of planned)
    rates.set(
      part,
      await ratesInto(
        tx,
        part,
        [...new Set([...currencies, ...(currencies.length > 0 ? orderCurrencies : [])])],
        knownBy,
      ),
    );
  const before = (part: OrderPart) =>
    Object.fromEntries(
      (keysOfPart.get(part) ?? []).map((key) => [
        key.ruleCode,
        [...(sums.get(textOf(key)) ?? [])].reduce(
          (sum, [currency, minor]) => sum + converted(minor, currency, part, rates.get(part)!),
          0n,
        ),
      ]),
    );
  return {
    before,
    add(part, ruleCode, basisMinor) {
      const key = keysOfPart.get(part)?.find((one) => one.ruleCode === ruleCode);
      if (!key || basisMinor === null) return null;
      count(key, part.order.currency, basisMinor);
      return { ruleCode, period: key.period, basisMinor: String(basisMinor) };
    },
  };
}

/** @throws Error where no rate is known, as where the first volume of a currency came since the order was decided. */
function converted(
  minor: bigint,
  from: string,
  { order }: OrderPart,
  rates: Awaited<ReturnType<typeof ratesInto>>,
): bigint {
  const into = { currency: currencyCodeOf(order.currency) } as Parameters<typeof inOrderCurrency>[2]['order'];
  const exact = inOrderCurrency(fractionOf(minor), currencyCodeOf(from), { order: into, rates });
  if (!exact) throw new Error(`No rate from ${from} to ${order.currency} is known for a volume.`);
  return roundedQuotient(exact.numerator, exact.denominator);
}
