import * as z from 'zod';
import { fractionProduct, ONE, ZERO } from '../../../kernel/fraction.ts';
import { ok, refuse } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue } from '../plan-explanation.rules.ts';
import { storedAmount } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const FLAT_UNITS = ['LINE', 'UNIT'] as const;

export const flat = defineFormula({
  code: 'FLAT',
  description:
    'An amount for each line or each unit. A change pays for units that it adds, and for a line only where the rule names CHANGE.',
  hasAmounts: true,
  isConfidential: false,
  arguments: z.object({ amountMinor: storedAmount, per: z.enum(FLAT_UNITS) }),
  yieldOf: ({ figures, toOrder, namesOrderType }, args) => {
    const { currency, isDifference, unitsAdded } = figures;
    const each = toOrder(args.amountMinor);
    if (each === null) return refuse('NO_RATE');
    // A line that was there before and is only changed is no new line.
    const lines = isDifference && !namesOrderType ? ZERO : ONE;
    const count = args.per === 'UNIT' ? unitsAdded : lines;
    const amount = fractionProduct(each, count);
    const operands = [amountValue('FLAT', each, currency), numberValue('COUNT', count, args.per)];
    return ok({
      basis: null,
      rate: null,
      amount,
      revenue: figures.whole.firstYear,
      steps: [amountStep('FLAT_TIMES_COUNT', operands, amount, currency)],
    });
  },
});
