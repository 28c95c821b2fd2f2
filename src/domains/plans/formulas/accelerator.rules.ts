import * as z from 'zod';
import { fractionProduct, isAtLeast, ONE } from '../../../kernel/fraction.ts';
import { ok } from '../../../kernel/result.ts';
import { amountStep, amountValue, numberValue, textOfFraction } from '../plan-explanation.rules.ts';
import { firstYearStep } from '../plan-line.rules.ts';
import { fractionOfText, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const STEPS_MAX = 20;

export const accelerator = defineFormula({
  code: 'ACCELERATOR',
  description:
    'The rate times first-year revenue, times a factor by how far the partner has come with a requirement of its program; the factor is 1 below the first step, and where the attainment is not known.',
  hasAmounts: false,
  isConfidential: false,
  arguments: z.object({
    rate: storedDecimal,
    requirementCode: z.string(),
    steps: z
      .array(z.object({ fromPercent: storedDecimal, factor: storedDecimal }))
      .min(1)
      .max(STEPS_MAX),
  }),
  yieldOf: ({ figures, attainmentOf }, args) => {
    const { currency, firstYear } = figures;
    const attained = attainmentOf(args.requirementCode);
    const step =
      attained && args.steps.findLast(({ fromPercent }) => isAtLeast(attained, fractionOfText(fromPercent)));
    const factor = step ? fractionOfText(step.factor) : ONE;
    const rate = fractionProduct(fractionOfText(args.rate), factor);
    const amount = fractionProduct(firstYear, rate);
    const factors = [
      numberValue('RATE', fractionOfText(args.rate), 'FACTOR'),
      ...(attained ? [numberValue('ATTAINMENT', attained, 'PERCENT')] : []),
      numberValue('FACTOR', factor, 'FACTOR'),
    ];
    const operands = [amountValue('BASIS', firstYear, currency), numberValue('RATE', rate, 'FACTOR')];
    return ok({
      basis: firstYear,
      rate,
      amount,
      revenue: figures.whole.firstYear,
      steps: [
        firstYearStep(figures),
        { code: 'RATE_TIMES_FACTOR', operands: factors, result: textOfFraction(rate), unit: 'FACTOR' },
        amountStep('BASIS_TIMES_RATE', operands, amount, currency),
      ],
    });
  },
});
