import * as z from 'zod';
import { fractionOf, fractionProduct } from '../../../kernel/fraction.ts';
import { ok } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue } from '../plan-explanation.rules.ts';
import { fractionOfText, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';
import { MONTHS_MAX } from './percent-monthly.rules.ts';

export const recurring = defineFormula({
  code: 'RECURRING',
  description:
    'The rate times each monthly charge that the customer pays for the first months of service. What it amounts to is the most that it can be.',
  hasAmounts: false,
  isConfidential: false,
  arguments: z.object({ rate: storedDecimal, months: z.int().min(1).max(MONTHS_MAX) }),
  yieldOf: ({ figures: { currency, monthly, whole } }, args) => {
    const rate = fractionOfText(args.rate);
    const months = fractionOf(BigInt(args.months));
    const basis = fractionProduct(monthly, months);
    const amount = fractionProduct(basis, rate);
    const charge = [amountValue('MONTHLY', monthly, currency), numberValue('MONTHS', months, 'MONTHS')];
    const operands = [amountValue('BASIS', basis, currency), numberValue('RATE', rate, 'FACTOR')];
    return ok({
      basis,
      rate,
      amount,
      revenue: fractionProduct(whole.monthly, months),
      recurringMonths: args.months,
      steps: [
        amountStep('MONTHLY_TIMES_MONTHS', charge, basis, currency),
        amountStep('BASIS_TIMES_RATE', operands, amount, currency),
      ],
    });
  },
});
