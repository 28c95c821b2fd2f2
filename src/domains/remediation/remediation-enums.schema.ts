import { builder } from '../../graphql/builder.ts';
import type { BreachSide, ClosingCode, ObservationState, RuleKind } from './remediation.rules.ts';
import type { Cause, PlanAction } from './remediation-plan.rules.ts';
import type { RemediationStatus } from './remediation-plan.states.ts';

export const RuleKindType = builder.enumType('RemediationRuleKind', {
  description: 'What a rule measures.',
  values: {
    KPI: { description: 'A KPI of the catalogue, for the partner alone.' },
    REQUIREMENT: {
      description:
        'The attainment of a requirement in percent of its target: of what the partner’s own tier asks, else of what the lowest tier does that asks it.',
    },
  } satisfies Record<RuleKind, object>,
});

export const RuleGrainType = builder.enumType('RemediationGrain', {
  description: 'The fiscal periods by which a rule is reviewed.',
  values: {
    MONTH: { description: 'Fiscal months.' },
    QUARTER: { description: 'Fiscal quarters.' },
    YEAR: { description: 'Fiscal years.' },
  },
});

export const BreachSideType = builder.enumType('RemediationBreachSide', {
  description: 'On which side of its threshold a value breaches.',
  values: {
    BELOW: { description: 'Less than the threshold breaches.' },
    ABOVE: { description: 'More than the threshold breaches.' },
  } satisfies Record<BreachSide, object>,
});

export const ObservationStateType = builder.enumType('RemediationObservationState', {
  description: 'How a value stands to the two thresholds of a rule.',
  values: {
    BREACH: { description: 'On the bad side of the threshold.' },
    BETWEEN: { description: 'No breach, and not clear either: nothing begins and nothing ends.' },
    CLEAR: { description: 'As good as asked for it to be over, or better.' },
    NO_VALUE: {
      description: 'There was nothing to measure: it neither breaches nor clears, and interrupts both.',
    },
  } satisfies Record<ObservationState, object>,
});

export const RemediationStatusType = builder.enumType('RemediationStatus', {
  description: 'Where a remediation plan stands.',
  values: {
    PROPOSED: { description: 'The review found a breach; nobody has taken it up. Partners do not see it.' },
    ACTIVE: { description: 'Somebody has taken it up, and its partner sees it.' },
    SUCCEEDED: { description: 'What was asked was reached.' },
    FAILED: { description: 'It was due, and what was asked was not reached.' },
    CANCELLED: { description: 'It is not pursued.' },
  } satisfies Record<RemediationStatus, object>,
});

export const RemediationOutcomeType = builder.enumType('RemediationOutcome', {
  description: 'How somebody says that a plan ended.',
  values: {
    SUCCEEDED: { description: 'What was asked was reached.' },
    FAILED: { description: 'It was not.' },
  },
});

export const CauseType = builder.enumType('RemediationCause', {
  description: 'What a breach comes from, as whoever took the plan up sees it.',
  values: {
    CAPACITY: { description: 'Too few people.' },
    ENABLEMENT: { description: 'People who do not know enough yet.' },
    ENGAGEMENT: { description: 'Too little attention to the vendor.' },
    PIPELINE: { description: 'Too few deals to work on.' },
    PRICING: { description: 'Prices or margins.' },
    PRODUCT_FIT: { description: 'The products do not fit the customers.' },
    COMPETITION: { description: 'Competitors.' },
    DATA_QUALITY: { description: 'The figures are wrong, or late.' },
    OTHER: { description: 'Something else.' },
  } satisfies Record<Cause, object>,
});

export const ClosingCodeType = builder.enumType('RemediationClosingCode', {
  description: 'Why a plan closed.',
  values: {
    CLEARED: { description: 'It was clear for as many periods in a row as asked, in time.' },
    DUE_DATE_PASSED: { description: 'It was due, and not clear for long enough.' },
    RECOVERED: { description: 'All was well again before anybody took the proposal up.' },
    CORRECTED: { description: 'The figures that had breached were corrected.' },
    PARTNER_LEFT: { description: 'The partner’s account ended.' },
    BY_HAND: { description: 'Somebody ended it, for the reason that is given.' },
  } satisfies Record<ClosingCode, object>,
});

export const PlanActionType = builder.enumType('RemediationPlanAction', {
  description: 'What can be done with a plan.',
  values: {
    ACTIVATE: { description: 'Take it up: `remediationPlanActivate`.' },
    ADD_ACTION: {
      description: 'Add or change something to do: `remediationActionAdd`, `remediationActionUpdate`.',
    },
    COMPLETE_ACTION: { description: 'Say that something is done: `remediationActionComplete`.' },
    CLOSE: { description: 'Say how it ended: `remediationPlanClose`.' },
    CANCEL: { description: 'End it, or decline the proposal: `remediationPlanCancel`.' },
  } satisfies Record<PlanAction, object>,
});
