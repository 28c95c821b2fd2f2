import { decimalOf, parseDecimal } from '../../kernel/decimal.ts';
import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { periodNamed } from './kpi-period.rules.ts';

export type TargetContent = Readonly<{ kpi: string; period: string; value: string; currency: string | null }>;

const FRACTION_DIGITS_MAX = 6;

/**
 * What a KPI should be, as it is kept: the period by its label.
 * @throws KpiRangeError where the period is none, InvalidInputError where the value is none of this KPI.
 */
export function readTarget(
  kpi: Kpi,
  input: Readonly<{ period: string; value: string; currency?: string | null }>,
): TargetContent {
  const period = fiscalLabelOf(periodNamed(input.period));
  const fields: InvalidField[] = [];
  const value = parseDecimal(input.value);
  if (!value.ok || value.value.scale > FRACTION_DIGITS_MAX || value.value.unscaled < 0n) {
    const message = `value is a number from 0 with at most ${FRACTION_DIGITS_MAX} digits after the point.`;
    fields.push({ field: 'value', code: 'NOT_A_TARGET', message });
  }
  const isMoney = kpi.unit === 'MONEY';
  if (isMoney && !input.currency)
    fields.push({ field: 'currency', code: 'REQUIRED', message: 'currency says in what the amount is.' });
  if (!isMoney && input.currency)
    fields.push({
      field: 'currency',
      code: 'NOT_MONEY',
      message: `${kpi.code} is no amount of money, so it has no currency.`,
    });
  if (fields.length > 0) throw new InvalidInputError(fields);
  return { kpi: kpi.code, period, value: input.value, currency: isMoney ? (input.currency ?? null) : null };
}

/** Whether a value is the same number, however it is written. */
export const isSameNumber = (a: string, b: string): boolean => {
  const [left, right] = [decimalOf(a), decimalOf(b)];
  const scale = Math.max(left.scale, right.scale);
  return (
    left.unscaled * 10n ** BigInt(scale - left.scale) === right.unscaled * 10n ** BigInt(scale - right.scale)
  );
};
