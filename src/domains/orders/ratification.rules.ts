import { ACCURACY_RULES } from './accuracy.rules.ts';
import { APPROVALS_RULES } from './approvals.rules.ts';
import { COMPLETENESS_RULES } from './completeness.rules.ts';
import {
  type Evidence,
  notApplicable,
  type RatificationArea,
  type RatificationFacts,
  type RatificationRule,
} from './ratification-facts.rules.ts';

/** All rules of ratification, in the order in which they are shown. */
export const RATIFICATION_RULES: readonly RatificationRule[] = [
  ...COMPLETENESS_RULES,
  ...ACCURACY_RULES,
  ...APPROVALS_RULES,
];

const titles = new Map(RATIFICATION_RULES.map(({ code, title }) => [code, title]));

/** What a rule asks for, in English; its code where this release no longer knows it. */
export const checkTitle = (code: string): string => titles.get(code) ?? code;

export type CheckOutcome = 'PASS' | 'FAIL' | 'WAIVED' | 'NOT_APPLICABLE';

export type Waiver = Readonly<{ waivedById: string; waivedAt: Date; waiveReason: string }>;

export type Check = Readonly<{
  code: string;
  area: RatificationArea;
  outcome: CheckOutcome;
  evidence: Evidence;
  waiver: Waiver | null;
}>;

/** A check as it was stored, with whatever its evidence was then. */
export type StoredCheck = Readonly<{ code: string; evidence: unknown; waiver: Waiver | null }>;

/** What each rule says of an order, whether somebody waived it or not. */
export const ratificationOf = (facts: RatificationFacts): Check[] =>
  RATIFICATION_RULES.map(({ code, area, types, check }) => {
    const { outcome, evidence } = types.includes(facts.order.type)
      ? check(facts)
      : notApplicable('ORDER_TYPE');
    return { code, area, outcome, evidence, waiver: null };
  });

/**
 * Keeps waivers of what still fails in the same way. A waiver is of what somebody saw: where the evidence has changed since,
 * it fails again, so that a small difference is not waived and then made a large one.
 */
export function withWaivers(checks: readonly Check[], stored: readonly StoredCheck[]): Check[] {
  const known = new Map(stored.map((check) => [check.code, check]));
  return checks.map((check) => {
    const before = known.get(check.code);
    const isKept =
      check.outcome === 'FAIL' && before?.waiver && canonical(before.evidence) === canonical(check.evidence);
    return isKept ? { ...check, outcome: 'WAIVED', waiver: before.waiver } : check;
  });
}

/** What keeps an order from being ratified. */
export const failingCodesOf = (checks: readonly Check[]): string[] =>
  checks.filter(({ outcome }) => outcome === 'FAIL').map(({ code }) => code);

/** Equal for equal JSON, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner === null || typeof inner !== 'object' || Array.isArray(inner)
      ? inner
      : Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
