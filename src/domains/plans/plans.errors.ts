import { Refusal } from '../../kernel/errors.ts';

/** Why a rule of a plan could never pay, by code. */
export const NEVER_APPLIES = {
  EMPTY_LIST: 'asks for one of nothing',
  EMPTY_INTERVAL: 'ends before it begins',
  SIZE_MIN_ABOVE_MAX: 'asks for more than its largest size',
  UNKNOWN_PRODUCT: 'names a product that does not exist',
  UNKNOWN_PRODUCT_FAMILY: 'names a product family that no product is of',
  UNKNOWN_REGION: 'names a region that does not exist',
  UNKNOWN_TIER: 'names a tier that no program has',
  UNKNOWN_REQUIREMENT: 'goes by a requirement that no program has',
  ORDER_TYPE_NEVER_PAYS: 'names only order types that never pay',
  ENDS_BEFORE_VERSION: 'ends before the version begins',
  BEGINS_AFTER_VERSION: 'begins when the version has ended',
  BEHIND_ANOTHER: 'stands behind a rule of its group that takes all that it would',
} as const;
export type NeverAppliesReason = keyof typeof NEVER_APPLIES;

export type DeadRule = Readonly<{
  ruleCode: string;
  reason: NeverAppliesReason;
  /** What was given that cannot be, or the rule that stands before it; null where there is nothing to name. */
  value: string | null;
}>;

/** Rules of a plan could never pay, which is a mistake of whoever wrote them. */
export class RuleNeverAppliesError extends Refusal {
  readonly code = 'RULE_NEVER_APPLIES';
  readonly rules: readonly DeadRule[];

  constructor(rules: readonly DeadRule[]) {
    const said = rules.map(
      ({ ruleCode, reason, value }) =>
        `The rule ${ruleCode} ${NEVER_APPLIES[reason]}${value === null ? '' : ` (${value})`}.`,
    );
    super(`${said.join(' ')} Change or remove what can never pay.`);
    this.rules = rules;
  }
}

/** A version would leave days without one, or share days with another. */
export class PlanPeriodError extends Refusal {
  readonly code: 'PLAN_GAP' | 'PLAN_OVERLAP';
  /** The day on which it can begin so that versions follow one another; null where none is known. */
  readonly availableFrom: Date | null;

  constructor(code: 'PLAN_GAP' | 'PLAN_OVERLAP', availableFrom: Date | null) {
    const day = availableFrom?.toISOString().slice(0, 10);
    super(
      code === 'PLAN_GAP'
        ? `Between the version before and this one are days without any. Begin on ${day}.`
        : `Another version of the plan holds within that time. Begin ${day ? `on ${day} or later` : 'later'}.`,
    );
    this.code = code;
    this.availableFrom = availableFrom;
  }
}
