import * as z from 'zod';
import { fractionProduct } from '../../../kernel/fraction.ts';
import { ok } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue } from '../plan-explanation.rules.ts';
import { fractionOfText, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const percentOneOff = defineFormula({
  code: 'PERCENT_ONE_OFF',
  description: 'The rate times the one-off charge.',
  hasAmounts: false,
  isConfidential: false,
  arguments: z.object({ rate: storedDecimal }),
  yieldOf: ({ figures: { currency, oneOff } }, args) => {
    const rate = fractionOfText(args.rate);
    const amount = fractionProduct(oneOff, rate);
    const operands = [amountValue('BASIS', oneOff, currency), numberValue('RATE', rate, 'FACTOR')];
    return ok({
      basis: oneOff,
      rate,
      amount,
      revenue: oneOff,
      steps: [amountStep('BASIS_TIMES_RATE', operands, amount, currency)],
    });
  },
});
