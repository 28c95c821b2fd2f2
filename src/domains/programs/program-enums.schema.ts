import { builder } from '../../graphql/builder.ts';
import type { RequirementLevel, TierMode, WindowKind } from '../attainment/attainment.rules.ts';
import type { CommissionDate, OpenStage, ProgramApproval, ReviewGrain } from './program-version.rules.ts';
import type { ProgramVersionStatus } from './program-version.states.ts';
import type { BenefitKind } from './tier-benefit.rules.ts';

export const ProgramVersionStatusType = builder.enumType('ProgramVersionStatus', {
  description: 'Where the terms of a program stand.',
  values: {
    DRAFT: { description: 'Being written; partners do not see them.' },
    PUBLISHED: { description: 'Hold from their first day on; never changed.' },
  } satisfies Record<ProgramVersionStatus, object>,
});

export const ProgramApprovalType = builder.enumType('ProgramApproval', {
  description: 'How what a review proposes comes into force.',
  values: {
    MANUAL: { description: 'Somebody of partner operations approves it.' },
    AUTOMATIC: { description: 'By itself.' },
  } satisfies Record<ProgramApproval, object>,
});

export const ProgramReviewGrainType = builder.enumType('ProgramReviewGrain', {
  description: 'Over which periods partners are reviewed, by the fiscal calendar of the vendor.',
  values: {
    QUARTER: { description: 'Each fiscal quarter.' },
    YEAR: { description: 'Each fiscal year.' },
  } satisfies Record<ReviewGrain, object>,
});

export const CommissionDateType = builder.enumType('ProgramCommissionDate', {
  description: 'On which date of a deal the tier counts that its commission goes by.',
  values: {
    REFERRAL_SUBMITTED: { description: 'When the referral was submitted.' },
    REFERRAL_ACCEPTED: { description: 'When the referral was accepted; the usual.' },
    DEAL_WON: { description: 'When the deal was won.' },
    ORDER_ACTIVATED: { description: 'When the order was activated.' },
    INVOICE_PAID: { description: 'When the invoice was paid.' },
  } satisfies Record<CommissionDate, object>,
});

export const OpenStageType = builder.enumType('ProgramOpenStage', {
  description: 'A stage of a deal that is not decided yet.',
  values: {
    PROSPECTING: { description: 'First contact.' },
    QUALIFIED: { description: 'There is a need and a budget.' },
    PROPOSAL: { description: 'An offer is out.' },
    COMMITTED: { description: 'Agreed, not signed.' },
  } satisfies Record<OpenStage, object>,
});

export const TierModeType = builder.enumType('ProgramTierMode', {
  description: 'How the requirements of a tier combine.',
  values: {
    ALL: { description: 'All of them are met; a tier without requirements is for everybody who takes part.' },
    ANY: { description: 'One of them is met.' },
    SCORE: {
      description:
        'Their points add up to the score needed, each in proportion to how much of it is there, and every floor is reached.',
    },
  } satisfies Record<TierMode, object>,
});

export const RequirementLevelType = builder.enumType('ProgramRequirementLevel', {
  description: 'Whose facts count.',
  values: {
    LOCATION: { description: "The partner's own." },
    MASTER_ACCOUNT: {
      description: 'Those of its whole master account, all sub-accounts included; a person counts once.',
    },
  } satisfies Record<RequirementLevel, object>,
});

export const WindowKindType = builder.enumType('ProgramRequirementWindow', {
  description: 'Over which time facts count.',
  values: {
    TRAILING_MONTHS: { description: 'The last `windowMonths` months.' },
    FISCAL_QUARTER: { description: 'The fiscal quarter.' },
    FISCAL_YEAR: { description: 'The fiscal year.' },
    POINT_IN_TIME: { description: 'What there is on the day.' },
  } satisfies Record<WindowKind, object>,
});

export const BenefitKindType = builder.enumType('TierBenefitKind', {
  description: 'What kind of benefit partners of a tier have.',
  values: {
    COMMISSION_MODIFIER: { description: 'Commissions are multiplied by its `factor`.' },
    MARKET_FUNDS: { description: 'An `amount` for marketing.' },
    SUPPORT_LEVEL: { description: 'Support of a `level`.' },
    LEADS: { description: 'A `quantity` of leads.' },
    OTHER: { description: 'Whatever its title says.' },
  } satisfies Record<BenefitKind, object>,
});
