import { inOrderCurrency } from '../domains/plans/plan-line.rules.ts';
import { volumeRulesOf } from '../domains/plans/plan-rule-content.rules.ts';
import type { PlanVersionContent } from '../domains/plans/plan-version-content.rules.ts';
import { currencyCodeOf } from '../kernel/currency.ts';
import { type FiscalCalendar, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../kernel/fiscal-period.ts';
import {
  type Fraction,
  fractionOf,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  ZERO,
} from '../kernel/fraction.ts';
import { roundedQuotient } from '../kernel/rounding.ts';
import { plainDateOf } from '../kernel/time.ts';
import type { PlannedPart } from './commission-plans.ts';
import type { Volumes } from './commission-volumes.ts';
import type { OrderPart } from './line-input.ts';

/**
 * Volumes as they grow line by line while a version is simulated, kept in the currency of each rule's bands: what was frozen
 * by other versions does not count.
 */
export function simulatedVolumes(version: PlanVersionContent, calendar: FiscalCalendar) {
  const rules = volumeRulesOf(version.rules);
  const currencyOf = new Map(version.rules.map(({ code, currency }) => [code, currency]));
  const sums = new Map<string, Fraction>();
  const labelOf = ({ commissionOn }: OrderPart, ruleCode: string): string | null => {
    const rule = rules.find((one) => one.ruleCode === ruleCode);
    return rule ? fiscalLabelOf(fiscalPeriodOn(calendar, rule.period, plainDateOf(commissionOn))) : null;
  };
  const keyOf = (part: OrderPart, ruleCode: string) =>
    `${part.partner.partnerId} ${ruleCode} ${labelOf(part, ruleCode)}`;
  /** What one unit of the rule's currency is in the order's, in minor units of both; null where no rate is known. */
  const unitOf = ({ part, rates }: PlannedPart, ruleCode: string): Fraction | null => {
    const currency = currencyCodeOf(part.order.currency);
    const order = { type: 'NEW', orderedOn: part.commissionOn, currency } as const;
    return inOrderCurrency(fractionOf(1n), currencyOf.get(ruleCode) ?? currency, { order, rates });
  };
  return {
    of: (planned: PlannedPart): Volumes => ({
      before: (part) =>
        Object.fromEntries(
          rules.map(({ ruleCode }) => {
            const minor = fractionProduct(
              sums.get(keyOf(part, ruleCode)) ?? ZERO,
              unitOf(planned, ruleCode) ?? ZERO,
            );
            return [ruleCode, roundedQuotient(minor.numerator, minor.denominator)];
          }),
        ),
      add(part, ruleCode, basisMinor) {
        const period = labelOf(part, ruleCode);
        const unit = unitOf(planned, ruleCode);
        if (period === null || basisMinor === null || unit === null) return null;
        const key = keyOf(part, ruleCode);
        const added = fractionQuotient(fractionOf(basisMinor), unit);
        sums.set(key, fractionSum(sums.get(key) ?? ZERO, added));
        return { ruleCode, period, basisMinor: String(basisMinor) };
      },
    }),
  };
}
