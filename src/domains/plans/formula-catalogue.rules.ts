import type { z } from 'zod';
import { accelerator } from './formulas/accelerator.rules.ts';
import type { FormulaDefinition, FormulaOutcome, FormulaSetting } from './formulas/definition.rules.ts';
import { flat } from './formulas/flat.rules.ts';
import { marginalTiers } from './formulas/marginal-tiers.rules.ts';
import { milestone } from './formulas/milestone.rules.ts';
import { percentFirstYearRevenue } from './formulas/percent-first-year-revenue.rules.ts';
import { percentMargin } from './formulas/percent-margin.rules.ts';
import { percentMonthly } from './formulas/percent-monthly.rules.ts';
import { percentOneOff } from './formulas/percent-one-off.rules.ts';
import { recurring } from './formulas/recurring.rules.ts';

/** All that a rule can pay by, in the order in which they are listed. */
const ALL = [
  percentFirstYearRevenue,
  percentMonthly,
  percentOneOff,
  percentMargin,
  flat,
  marginalTiers,
  accelerator,
  recurring,
  milestone,
] as const;

type Definition = (typeof ALL)[number];
export type FormulaCode = Definition['code'];
export type ArgumentsOf<Code extends FormulaCode> = z.infer<Extract<Definition, { code: Code }>['arguments']>;

/** A formula with its arguments, as the formula's schema reads them. */
export type FormulaTerms = {
  [Code in FormulaCode]: Readonly<{ formula: Code; arguments: Readonly<ArgumentsOf<Code>> }>;
}[FormulaCode];

export const FORMULA_CODES: readonly FormulaCode[] = ALL.map(({ code }) => code);

export const FORMULAS = Object.fromEntries(ALL.map((formula) => [formula.code, formula])) as {
  readonly [Code in FormulaCode]: Extract<Definition, { code: Code }>;
};

/** @throws where what is stored is no formula of the catalogue, or its arguments are not. */
export function formulaTermsOf(formula: string, stored: unknown): FormulaTerms {
  const definition = ALL.find(({ code }) => code === formula);
  if (!definition) throw new RangeError(`${JSON.stringify(formula.slice(0, 40))} is no formula.`);
  return { formula: definition.code, arguments: definition.arguments.parse(stored) } as FormulaTerms;
}

/** What the formula pays by its arguments, or why it cannot say. */
export function yieldBy(terms: FormulaTerms, setting: FormulaSetting): FormulaOutcome {
  // The arguments were read by the definition's own schema, which the compiler cannot follow through the union.
  const definition = FORMULAS[terms.formula] as unknown as FormulaDefinition<FormulaCode, unknown>;
  return definition.yieldOf(setting, terms.arguments);
}
