import type { CommissionExplanation, NotAppliedReason } from './plan-explanation.rules.ts';
import { isConfidential, type PlanRuleContent } from './plan-rule-content.rules.ts';

/** What says or betrays the vendor's cost and margin. */
const MARGIN_CODES = ['COST', 'MARGIN', 'BASIS', 'RATE', 'BASIS_TIMES_RATE', 'FIRST_YEAR_REVENUE'];

/**
 * The explanation as the partner may read it: without what the line costs the vendor, without the basis and rate of a
 * commission on margin, and without rules that are hidden from partners, even where one of them pays.
 */
export function partnerCopyOf(
  explanation: CommissionExplanation,
  rule: PlanRuleContent,
  rules: readonly PlanRuleContent[],
): CommissionExplanation {
  const hidden = new Set(rules.flatMap(({ isHidden, code }) => (isHidden ? [code] : [])));
  const inputs = explanation.inputs.filter(({ code }) => code !== 'COST');
  const others = explanation.others
    .filter(({ ruleCode }) => !hidden.has(ruleCode))
    .map(({ ruleCode, reasons }) => ({
      ruleCode,
      reasons: reasons.map((reason) => toldReason(reason, hidden)),
    }));
  if (rule.isHidden) {
    const { rounded } = explanation.rounding;
    const rounding = { exact: rounded, rounded, residue: '0' };
    return { inputs, rule: null, conditions: [], steps: [], rounding, others };
  }
  const steps = isConfidential(rule.formula)
    ? explanation.steps.filter(({ code }) => !MARGIN_CODES.includes(code))
    : explanation.steps;
  return { ...explanation, inputs, steps, others };
}

/** That margin is not known is told as a rule that does not apply, and a hidden rule that paid instead without its code. */
export const toldReason = (reason: NotAppliedReason, hidden: ReadonlySet<string>): NotAppliedReason =>
  reason.code === 'EXCLUDED_BY' && reason.by !== undefined && hidden.has(reason.by)
    ? { code: 'EXCLUDED_BY' }
    : reason;
