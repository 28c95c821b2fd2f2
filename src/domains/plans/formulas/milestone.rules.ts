import * as z from 'zod';
import { ZERO } from '../../../kernel/fraction.ts';
import { ok, refuse } from '../../../kernel/result.ts';
import { amountStep, amountValue, codeValue } from '../plan-explanation.rules.ts';
import { storedAmount } from './arguments.rules.ts';
import { defineFormula, MILESTONE_EVENTS } from './definition.rules.ts';
import { MONTHS_MAX } from './percent-monthly.rules.ts';

export const milestone = defineFormula({
  code: 'MILESTONE',
  description:
    'An amount for each line once it is activated, first paid for, or active for some months. A change pays only where the rule names CHANGE.',
  hasAmounts: true,
  isConfidential: false,
  arguments: z.object({
    amountMinor: storedAmount,
    event: z.enum(MILESTONE_EVENTS),
    months: z.int().min(1).max(MONTHS_MAX).nullable(),
  }),
  yieldOf: ({ figures, toOrder, namesOrderType }, { amountMinor, event, months }) => {
    const { currency } = figures;
    const each = toOrder(amountMinor);
    if (each === null) return refuse('NO_RATE');
    // A line that was there before and is only changed reaches nothing anew.
    const amount = figures.isDifference && !namesOrderType ? ZERO : each;
    const operands = [amountValue('FLAT', each, currency), codeValue('MILESTONE', event)];
    return ok({
      basis: null,
      rate: null,
      amount,
      revenue: figures.whole.firstYear,
      milestone: { event, months },
      steps: [amountStep('FLAT_AT_MILESTONE', operands, amount, currency)],
    });
  },
});
