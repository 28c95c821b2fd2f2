import * as z from 'zod';
import { fractionDifference, fractionProduct, largerOf, ZERO } from '../../../kernel/fraction.ts';
import { ok, refuse } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue } from '../plan-explanation.rules.ts';
import { firstYearStep } from '../plan-line.rules.ts';
import { fractionOfText, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const percentMargin = defineFormula({
  code: 'PERCENT_MARGIN',
  description:
    'The rate times first-year revenue less first-year cost; nothing where the cost is higher, and not at all where it is not known.',
  hasAmounts: false,
  isConfidential: true,
  arguments: z.object({ rate: storedDecimal }),
  yieldOf: ({ figures }, args) => {
    const { currency, firstYear, cost } = figures;
    if (cost === null) return refuse('COST_UNKNOWN');
    const rate = fractionOfText(args.rate);
    const basis = largerOf(fractionDifference(firstYear, cost), ZERO);
    const amount = fractionProduct(basis, rate);
    const less = [
      amountValue('FIRST_YEAR_REVENUE', firstYear, currency),
      amountValue('COST', cost, currency),
    ];
    const operands = [amountValue('BASIS', basis, currency), numberValue('RATE', rate, 'FACTOR')];
    return ok({
      basis,
      rate,
      amount,
      revenue: figures.whole.firstYear,
      steps: [
        firstYearStep(figures),
        amountStep('MARGIN', less, basis, currency),
        amountStep('BASIS_TIMES_RATE', operands, amount, currency),
      ],
    });
  },
});
