import { fractionDigitsOf } from '../../kernel/currency.ts';
import { formatScaled } from '../../kernel/decimal.ts';
import { compareFractions, type Fraction, fractionOf } from '../../kernel/fraction.ts';
import { plainDateOf } from '../../kernel/time.ts';
import { amountText, type ExplainedCondition } from './plan-explanation.rules.ts';
import { inOrderCurrency, type LineFigures, type LineInput } from './plan-line.rules.ts';
import type { PlanRuleContent } from './plan-rule-content.rules.ts';

/** Orders that never earn by themselves: they end or hand over what was earned before. */
const NEVER_PAYS = ['TRANSFER', 'DISCONNECT'];

/** What the rule asks of the line, each with what was found, in the order in which conditions are listed. */
export function conditionsOf(
  rule: PlanRuleContent,
  input: LineInput,
  figures: LineFigures,
): ExplainedCondition[] {
  const { conditions } = rule;
  const { order, line, customer, partner } = input;
  const orderedOn = plainDateOf(order.orderedOn).toString();
  return [
    ...orderTypeOf(conditions.orderTypes, order.type),
    ...oneOf('PRODUCT_CODES', conditions.productCodes, line.productCode),
    ...oneOf('PRODUCT_FAMILIES', conditions.productFamilies, line.productFamily),
    ...sizeOf(rule, input, figures.firstYear),
    ...oneOf('SEGMENTS', conditions.segments, customer.segment),
    ...oneOf('REGIONS', conditions.regions, partner.regionCode),
    ...oneOf('TIER_CODES', conditions.tierCodes, partner.tierCode),
    ...oneOf(
      'CUSTOMER_KIND',
      conditions.customerKind && [conditions.customerKind],
      customer.isNew ? 'NEW' : 'EXISTING',
    ),
    ...(conditions.orderedFrom === undefined
      ? []
      : [
          condition('ORDERED_FROM', [conditions.orderedFrom], orderedOn, orderedOn >= conditions.orderedFrom),
        ]),
    ...(conditions.orderedUntil === undefined
      ? []
      : [
          condition(
            'ORDERED_UNTIL',
            [conditions.orderedUntil],
            orderedOn,
            orderedOn < conditions.orderedUntil,
          ),
        ]),
  ];
}

const condition = (
  code: string,
  expected: readonly string[],
  actual: string | null,
  holds: boolean,
): ExplainedCondition => ({ code, expected, actual, holds });

const oneOf = (
  code: string,
  expected: readonly string[] | undefined,
  actual: string | null,
): ExplainedCondition[] =>
  expected === undefined
    ? []
    : [condition(code, expected, actual, actual !== null && expected.includes(actual))];

/** A move pays only by a rule that names it; transfers and disconnects pay by none, named or not. */
function orderTypeOf(expected: readonly string[] | undefined, actual: string): ExplainedCondition[] {
  if (NEVER_PAYS.includes(actual)) return [condition('TYPE_NEVER_PAYS', expected ?? [], actual, false)];
  if (actual === 'MOVE' && expected === undefined)
    return [condition('MOVE_NOT_NAMED', ['MOVE'], actual, false)];
  return oneOf('ORDER_TYPES', expected, actual);
}

function sizeOf(rule: PlanRuleContent, input: LineInput, firstYear: Fraction): ExplainedCondition[] {
  const { sizeMinMinor, sizeMaxMinor } = rule.conditions;
  const { currency } = input.order;
  const limitOf = (code: string, limitMinor: bigint | undefined, wanted: readonly number[]) => {
    if (limitMinor === undefined) return [];
    const from = rule.currency ?? currency;
    const limit = inOrderCurrency(fractionOf(limitMinor), from, input);
    const expected = [`${formatScaled(limitMinor, fractionDigitsOf(from))} ${from}`];
    if (limit === null) return [condition('NO_RATE', [from], null, false)];
    const actual = `${amountText(firstYear, currency)} ${currency}`;
    return [condition(code, expected, actual, wanted.includes(compareFractions(firstYear, limit)))];
  };
  return [...limitOf('SIZE_MIN', sizeMinMinor, [0, 1]), ...limitOf('SIZE_MAX', sizeMaxMinor, [0, -1])];
}
