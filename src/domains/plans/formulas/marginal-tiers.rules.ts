import * as z from 'zod';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionProduct,
  fractionQuotient,
  fractionSum,
  isAtLeast,
  smallerOf,
  ZERO,
} from '../../../kernel/fraction.ts';
import { ok, refuse } from '../../../kernel/result.ts';
import { amountStep, amountValue, type ExplainedValue, numberValue } from '../plan-explanation.rules.ts';
import { firstYearStep } from '../plan-line.rules.ts';
import { fractionOfText, storedAmount, storedDecimal } from './arguments.rules.ts';
import { defineFormula } from './definition.rules.ts';

export const VOLUME_PERIODS = ['MONTH', 'QUARTER', 'YEAR'] as const;
export type VolumePeriod = (typeof VOLUME_PERIODS)[number];
export const BANDS_MAX = 20;

type Band = Readonly<{ from: Fraction; rate: Fraction }>;

/** What is due on a volume in all: each band's rate on the part of the volume that lies in the band. */
function dueOn(volume: Fraction, bands: readonly Band[]): Fraction {
  return bands.reduce((sum, { from, rate }, place) => {
    const until = bands[place + 1]?.from;
    const top = until ? smallerOf(volume, until) : volume;
    return compareFractions(top, from) > 0
      ? fractionSum(sum, fractionProduct(fractionDifference(top, from), rate))
      : sum;
  }, ZERO);
}

export const marginalTiers = defineFormula({
  code: 'MARGINAL_TIERS',
  description:
    "Rates by bands of the partner's own volume in the period: due on the volume with this line, less due on the volume before it.",
  hasAmounts: true,
  isConfidential: false,
  arguments: z.object({
    period: z.enum(VOLUME_PERIODS),
    bands: z
      .array(z.object({ fromMinor: storedAmount, rate: storedDecimal }))
      .min(1)
      .max(BANDS_MAX),
  }),
  yieldOf: ({ figures, toOrder, volumeBefore }, args) => {
    const { currency, firstYear, share } = figures;
    const bands: Band[] = [];
    for (const { fromMinor, rate } of args.bands) {
      const from = toOrder(fromMinor);
      if (from === null) return refuse('NO_RATE');
      bands.push({ from, rate: fractionOfText(rate) });
    }
    // The volume grows by the partner's share, and the outcome is for all shares.
    const own = fractionProduct(firstYear, share);
    const after = fractionSum(volumeBefore, own);
    const dueInAll = fractionQuotient(dueOn(after, bands), share);
    const dueBefore = fractionQuotient(dueOn(volumeBefore, bands), share);
    const amount = fractionDifference(dueInAll, dueBefore);
    const table: ExplainedValue[] = bands
      .filter(({ from }) => isAtLeast(after, from))
      .flatMap(({ from, rate }) => [
        amountValue('BAND_FROM', from, currency),
        numberValue('BAND_RATE', rate, 'FACTOR'),
      ]);
    const volumes = [amountValue('VOLUME_BEFORE', volumeBefore, currency), amountValue('OWN', own, currency)];
    return ok({
      basis: firstYear,
      rate: null,
      amount,
      dueBefore,
      revenue: figures.whole.firstYear,
      steps: [
        firstYearStep(figures),
        amountStep('VOLUME_AFTER', [...volumes, numberValue('SHARE', share, 'FACTOR')], after, currency),
        amountStep(
          'DUE_IN_ALL',
          [amountValue('VOLUME_AFTER', after, currency), ...table],
          dueInAll,
          currency,
        ),
        amountStep('DUE_BEFORE', [amountValue('VOLUME_BEFORE', volumeBefore, currency)], dueBefore, currency),
        amountStep(
          'DUE_LESS_DUE_BEFORE',
          [amountValue('DUE_IN_ALL', dueInAll, currency), amountValue('DUE_BEFORE', dueBefore, currency)],
          amount,
          currency,
        ),
      ],
    });
  },
});
