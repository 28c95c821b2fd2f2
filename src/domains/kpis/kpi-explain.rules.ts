import { type CurrencyCode, currencyCodeOf, isCurrencyCode } from '../../kernel/currency.ts';
import { formatDecimal } from '../../kernel/decimal.ts';
import { fractionFrom, fractionOf, fractionProduct, fractionSum } from '../../kernel/fraction.ts';
import { convertedAmount, type KpiAmount, type PartAmounts, type RateOf } from './kpi-amounts.rules.ts';
import { amountText, numberText } from './kpi-combine.rules.ts';
import type { KpiDefinition } from './kpi-definition.rules.ts';
import type { KpiConversion, KpiExplanation, KpiPart, KpiRange } from './kpi-reading.rules.ts';
import type { KpiCredit } from './kpi-scope.rules.ts';

/** Why a value is what it is, from the parts that it was made of. */
export function explanationOf(
  kpi: KpiDefinition,
  given: Readonly<{ range: KpiRange; timeZone: string; credited: KpiCredit }>,
  made: Readonly<{ parts: readonly PartAmounts[]; currency: CurrencyCode | null; rateOf: RateOf }>,
): KpiExplanation {
  return {
    kpi: kpi.code,
    definition: kpi.definition,
    combination: kpi.combine.kind,
    percentile: kpi.combine.kind === 'PERCENTILE' ? kpi.combine.percentile : null,
    ...given.range,
    timeZone: given.timeZone,
    credited: given.credited,
    parts: made.parts.flatMap((part) => partsTold(kpi, part)),
    conversions: made.parts.flatMap((part) => conversionsOf(kpi, part, made.currency, made.rateOf)),
  };
}

const amountOf = (kpi: KpiDefinition, amount: KpiAmount): bigint =>
  kpi.combine.kind === 'RETENTION' ? amount[kpi.combine.of === 'GROSS' ? 'gross' : 'net'] : amount.total;

const textOf = (value: bigint, currency: string): string =>
  isCurrencyCode(currency) ? amountText(fractionOf(value), currency) : numberText(fractionOf(value));

function partsTold(kpi: KpiDefinition, part: PartAmounts): KpiPart[] {
  const { role, measure, reading } = part;
  if (reading === 'BUCKETS') {
    const count = part.buckets.reduce((sum, bucket) => sum + bucket.count, 0n);
    return [{ role, measure, slice: '', currency: '', amount: `${count}`, count: `${count}`, weight: null }];
  }
  const areMembers = reading === 'DISTINCT' || reading === 'DISTINCT_LEVEL';
  const bySlice = Map.groupBy(part.amounts, ({ slice, currency }) => `${slice} ${currency}`);
  return [...bySlice.values()].flatMap((amounts): KpiPart[] => {
    const { slice, currency, weight } = amounts[0]!;
    const sum = (of: (amount: KpiAmount) => bigint) =>
      amounts.reduce((total, amount) => total + of(amount), 0n);
    const told = { role, measure, slice, currency, weight: weight && formatDecimal(weight) };
    if (areMembers) return [{ ...told, amount: `${sum(({ count }) => count)}`, count: null }];
    const count = `${sum((amount) => amount.count)}`;
    const own = {
      ...told,
      amount: textOf(
        sum((amount) => amountOf(kpi, amount)),
        currency,
      ),
      count,
    };
    if (reading !== 'RETENTION') return [own];
    return [
      own,
      {
        ...told,
        role: 'DENOMINATOR',
        amount: textOf(
          sum(({ total }) => total),
          currency,
        ),
        count,
      },
    ];
  });
}

function conversionsOf(
  kpi: KpiDefinition,
  part: PartAmounts,
  currency: CurrencyCode | null,
  rateOf: RateOf,
): KpiConversion[] {
  if (currency === null) return [];
  const foreign = part.amounts.filter((amount) => amount.currency !== '' && amount.currency !== currency);
  const groups = Map.groupBy(foreign, (amount) => `${amount.currency} ${amount.rateOn.getTime()}`);
  const of = kpi.combine.kind === 'RETENTION' ? (kpi.combine.of === 'GROSS' ? 'gross' : 'net') : 'total';
  return [...groups.values()].map((amounts) => {
    const { currency: from, rateOn } = amounts[0]!;
    const weighed = (amount: KpiAmount) =>
      amount.weight
        ? fractionProduct(fractionOf(amount[of]), fractionFrom(amount.weight))
        : fractionOf(amount[of]);
    const own = amounts.map(weighed).reduce(fractionSum, fractionOf(0n));
    const converted = amounts.map((amount) => convertedAmount(amount, of, currency, rateOf));
    return {
      ...{ from, to: currency, rateOn, rate: formatDecimal(rateOf(from, rateOn)) },
      amount: amountText(own, currencyCodeOf(from)),
      converted: amountText(converted.reduce(fractionSum, fractionOf(0n)), currency),
    };
  });
}
