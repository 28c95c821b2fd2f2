import * as z from 'zod';
import { fractionProduct } from '../../../kernel/fraction.ts';
import { ok } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue } from '../plan-explanation.rules.ts';
import { firstYearStep } from '../plan-line.rules.ts';
import { fractionOfText, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const percentFirstYearRevenue = defineFormula({
  code: 'PERCENT_FIRST_YEAR_REVENUE',
  description:
    'The rate times first-year revenue: one-off charge plus monthly charge times the term, at most 12 months.',
  hasAmounts: false,
  isConfidential: false,
  arguments: z.object({ rate: storedDecimal }),
  yieldOf: ({ figures }, args) => {
    const { currency, firstYear } = figures;
    const rate = fractionOfText(args.rate);
    const amount = fractionProduct(firstYear, rate);
    const operands = [amountValue('BASIS', firstYear, currency), numberValue('RATE', rate, 'FACTOR')];
    return ok({
      basis: firstYear,
      rate,
      amount,
      revenue: figures.whole.firstYear,
      steps: [firstYearStep(figures), amountStep('BASIS_TIMES_RATE', operands, amount, currency)],
    });
  },
});
