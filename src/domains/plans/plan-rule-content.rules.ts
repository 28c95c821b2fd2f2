import * as z from 'zod';
import { type CurrencyCode, isCurrencyCode } from '../../kernel/currency.ts';
import { FORMULAS, type FormulaCode, type FormulaTerms, formulaTermsOf } from './formula-catalogue.rules.ts';
import { storedAmount } from './formulas/arguments.rules.ts';
import type { VolumePeriod } from './formulas/marginal-tiers.rules.ts';
import { ORDER_TYPES } from './plan-line.rules.ts';

export const CUSTOMER_KINDS = ['NEW', 'EXISTING'] as const;
export type CustomerKind = (typeof CUSTOMER_KINDS)[number];

const date = z.iso.date();

/** What a line must be for a rule to pay; what is left out is not asked. All that is asked must hold. */
const storedConditions = z.object({
  productCodes: z.array(z.string()).optional(),
  productFamilies: z.array(z.string()).optional(),
  orderTypes: z.array(z.enum(ORDER_TYPES)).optional(),
  /** First-year revenue, both ends included, in the rule's currency. */
  sizeMinMinor: storedAmount.optional(),
  sizeMaxMinor: storedAmount.optional(),
  segments: z.array(z.string()).optional(),
  regions: z.array(z.string()).optional(),
  tierCodes: z.array(z.string()).optional(),
  customerKind: z.enum(CUSTOMER_KINDS).optional(),
  orderedFrom: date.optional(),
  /** The first day that no longer counts. */
  orderedUntil: date.optional(),
});
export type RuleConditions = Readonly<z.infer<typeof storedConditions>>;

/** One rule of a plan version. Rules of one group exclude each other, those of different groups add. */
export type PlanRuleContent = Readonly<{
  position: number;
  code: string;
  title: string;
  groupCode: string;
  conditions: RuleConditions;
  /** The most and the least that the rule pays for one line, all shares, in its currency. */
  capMinor: bigint | null;
  floorMinor: bigint | null;
  /** Of cap, floor, sizes and the formula's amounts. */
  currency: CurrencyCode | null;
  isHidden: boolean;
}> &
  FormulaTerms;

export type StoredRule = Readonly<{
  position: number;
  code: string;
  title: string;
  groupCode: string;
  formula: string;
  arguments: unknown;
  conditions: unknown;
  capMinor: bigint | null;
  floorMinor: bigint | null;
  currency: string | null;
  isHidden: boolean;
}>;

/** @throws where what is stored is not what the rules write. */
export const planRuleOf = (stored: StoredRule): PlanRuleContent => ({
  position: stored.position,
  code: stored.code,
  title: stored.title,
  groupCode: stored.groupCode,
  conditions: storedConditions.parse(stored.conditions),
  capMinor: stored.capMinor,
  floorMinor: stored.floorMinor,
  currency: stored.currency !== null && isCurrencyCode(stored.currency) ? stored.currency : null,
  isHidden: stored.isHidden,
  ...formulaTermsOf(stored.formula, stored.arguments),
});

/** A rule's arguments or conditions as JSON: whole amounts become text, since JSON's numbers are not exact. */
export const toStored = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part)));

export const isConfidential = (formula: FormulaCode): boolean => FORMULAS[formula].isConfidential;

/** The rules that pay by accumulated volume, and over which fiscal period each accumulates. */
export const volumeRulesOf = (
  rules: readonly PlanRuleContent[],
): Readonly<{ ruleCode: string; period: VolumePeriod }>[] =>
  rules.flatMap((rule) =>
    rule.formula === 'MARGINAL_TIERS' ? [{ ruleCode: rule.code, period: rule.arguments.period }] : [],
  );

/** The currencies of the rules' amounts, each once: those that must be converted into an order's. */
export const currenciesOf = (rules: readonly PlanRuleContent[]): CurrencyCode[] => [
  ...new Set(rules.flatMap(({ currency }) => currency ?? [])),
];

/** The requirements on whose attainment a rule's rate depends, each once. */
export const requirementCodesOf = (rules: readonly PlanRuleContent[]): string[] => [
  ...new Set(
    rules.flatMap((rule) => (rule.formula === 'ACCELERATOR' ? [rule.arguments.requirementCode] : [])),
  ),
];
