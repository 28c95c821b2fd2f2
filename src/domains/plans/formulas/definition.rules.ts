import type { z } from 'zod';
import type { Fraction } from '../../../kernel/fraction.ts';
import type { ExplainedStep } from '../plan-explanation.rules.ts';
import type { LineFigures } from '../plan-line.rules.ts';

/** What a formula may know besides the line: amounts of the rule are converted by `toOrder`, which answers null without a rate. */
export type FormulaSetting = Readonly<{
  figures: LineFigures;
  toOrder: (amountMinor: bigint) => Fraction | null;
  /** In minor units of the order's currency. */
  volumeBefore: Fraction;
  attainmentOf: (requirementCode: string) => Fraction | null;
  /** Whether the rule names the order's type, rather than taking any. */
  namesOrderType: boolean;
}>;

export type RecurringTerms = Readonly<{
  /** For how many months of service the customer's payments earn. */
  months: number;
  /** What of a collected monthly charge is earned, all shares, with the tier's factor; of a change, of the whole charge. */
  rate: string;
}>;

export const MILESTONE_EVENTS = ['ACTIVATED', 'FIRST_PAYMENT', 'MONTHS_ACTIVE'] as const;
export type MilestoneEvent = (typeof MILESTONE_EVENTS)[number];
export type MilestoneTerms = Readonly<{ event: MilestoneEvent; months: number | null }>;

export type FormulaYield = Readonly<{
  /** What the rate applies to; null where nothing is multiplied by a rate. */
  basis: Fraction | null;
  rate: Fraction | null;
  /** For the whole line, all shares, before the tier's factor, cap, floor and rounding. */
  amount: Fraction;
  /**
   * Of a formula on accumulated volume: what was due before this line. Then what is due in all and what was due before are
   * each rounded, so that the lines of a period sum to what is due in all, in whatever order they came.
   */
  dueBefore?: Fraction;
  /** The revenue that it is earned on, as the customer pays it. */
  revenue: Fraction;
  steps: readonly ExplainedStep[];
  recurringMonths?: number;
  milestone?: MilestoneTerms;
}>;

export type FormulaRefusal = 'COST_UNKNOWN' | 'NO_RATE';

export type FormulaOutcome =
  | Readonly<{ ok: true; value: FormulaYield }>
  | Readonly<{ ok: false; reason: FormulaRefusal }>;

/** A formula is one such object in a file of its own, and a line in the catalogue. */
export type FormulaDefinition<Code extends string, Arguments> = Readonly<{
  code: Code;
  description: string;
  /** Whether its arguments hold amounts, so that a rule must say in which currency. */
  hasAmounts: boolean;
  /** Whether what it is earned on must not be told to partners. */
  isConfidential: boolean;
  /** Reads arguments as they are stored: amounts are whole minor units as text, rates and percents decimals as text. */
  arguments: z.ZodType<Arguments>;
  yieldOf: (setting: FormulaSetting, args: Arguments) => FormulaOutcome;
}>;

export const defineFormula = <Code extends string, Arguments>(
  definition: FormulaDefinition<Code, Arguments>,
): FormulaDefinition<Code, Arguments> => definition;
