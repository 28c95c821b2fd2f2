import { builder } from '../../graphql/builder.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { CertificationProgramType } from '../certifications/certification-program.schema.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import {
  BenefitKindType,
  CommissionDateType,
  OpenStageType,
  ProgramApprovalType,
  ProgramReviewGrainType,
  RequirementLevelType,
  TierModeType,
  WindowKindType,
} from './program-enums.schema.ts';
import { MetricCodeType } from './program-metric.schema.ts';
import type { ProgramRequirementInput } from './program-requirement.rules.ts';
import type { VersionContentInput } from './program-version.rules.ts';

const CODE = '2 to 40 capitals, digits and underscores';

const RequirementInput = builder.inputType('ProgramRequirementInput', {
  description: 'What a tier asks of a partner.',
  fields: (t) => ({
    code: t.string({ required: true, description: `What it is called by, unique in its tier: ${CODE}.` }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    metric: t.field({ type: MetricCodeType, required: true, description: 'What is measured.' }),
    certificationProgramId: t.globalID({
      for: [CertificationProgramType],
      description: 'What people are certified in: required for CERTIFIED_PEOPLE, refused for all else.',
    }),
    threshold: t.field({
      type: 'Decimal',
      required: true,
      description:
        "How much is asked, in the metric's unit: COUNT a whole number from 1, PERCENT more than 0 to 100, MONEY in major units " +
        "of the program's currency, SCORE from 1 to 5, YES_NO is 1. Refused in another unit.",
    }),
    level: t.field({ type: RequirementLevelType, required: true, description: 'Whose facts count.' }),
    window: t.field({
      type: WindowKindType,
      required: true,
      description: 'Over which time facts count: POINT_IN_TIME for metrics of kind STOCK, and only for them.',
    }),
    windowMonths: t.int({
      description:
        'How many months are looked back on, 1 to 60: required for TRAILING_MONTHS, refused for all else.',
    }),
    isProRated: t.boolean({
      description:
        'Whether a partner that joined within the window is asked for its part only; for metrics of kind FLOW in a fiscal quarter or year.',
    }),
    points: t.field({
      type: 'Decimal',
      description:
        'What it adds to the score, more than 0: required in tiers of mode SCORE, refused in others.',
    }),
    floor: t.field({
      type: 'Decimal',
      description: 'What there has to be whatever the score, at most the threshold; for tiers of mode SCORE.',
    }),
    effort: t.field({
      type: 'Decimal',
      description:
        'What one more unit of it takes, compared with the other requirements of the tier; more than 0, 1 where left out.',
    }),
  }),
});

const BenefitInput = builder.inputType('TierBenefitInput', {
  description: 'What partners of a tier have of it.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: `What it is called by, unique in its tier: ${CODE}. Give the same benefit of several tiers the same code.`,
    }),
    kind: t.field({ type: BenefitKindType, required: true, description: 'What kind it is.' }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    factor: t.field({
      type: 'Decimal',
      description: 'What commissions are multiplied by, more than 0 to 100; for COMMISSION_MODIFIER only.',
    }),
    amount: t.field({
      type: MoneyInput,
      description: "How much, in one of the vendor's currencies; for MARKET_FUNDS only.",
    }),
    quantity: t.int({ description: 'How many, 1 to 1,000,000; for LEADS only.' }),
    level: t.string({ description: 'Which level, at most 100 characters; for SUPPORT_LEVEL only.' }),
    dueDays: t.int({
      description: 'Within how many days of reaching the tier it is owed, 0 to 365; 0 where left out.',
    }),
  }),
});

const TierInput = builder.inputType('ProgramTierInput', {
  description: 'A step of a program.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: `What it is called by, unique in its version: ${CODE}. The same tier of other versions has the same code.`,
    }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    rank: t.int({
      required: true,
      description: 'Its place, 1 to 20, unique in its version; higher is better.',
    }),
    mode: t.field({ type: TierModeType, required: true, description: 'How its requirements combine.' }),
    scoreNeeded: t.field({
      type: 'Decimal',
      description: 'The points to reach, at most all of them: required for mode SCORE, refused for others.',
    }),
    requirements: t.field({
      type: [RequirementInput],
      description:
        'What it asks; at most 20. Without any, and with mode ALL, it is for everybody who takes part.',
    }),
    benefits: t.field({ type: [BenefitInput], description: 'What it gives; at most 20.' }),
  }),
});

const TierDatesInput = builder.inputType('ProgramTierDatesInput', {
  description: "Which date's tier counts, by what it counts for.",
  fields: (t) => ({
    commission: t.field({
      type: CommissionDateType,
      description: 'For commissions; REFERRAL_ACCEPTED where left out.',
    }),
  }),
});

const RateInput = builder.inputType('ProgramRateInput', {
  description: "What another currency is in the program's.",
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: "The other currency; refused for the program's own.",
    }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description: "What one unit of it is in the program's currency: more than 0, exact.",
    }),
  }),
});

const StageWeightInput = builder.inputType('ProgramStageWeightInput', {
  description: "What of an open deal's amount is expected.",
  fields: (t) => ({
    stage: t.field({ type: OpenStageType, required: true, description: 'Its stage.' }),
    weight: t.field({ type: 'Decimal', required: true, description: 'From 0 to 1.' }),
  }),
});

type InputFields = Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0];

/** What a version says, in every input that writes one. */
export const contentFields = (t: InputFields) => ({
  partnerTypes: t.field({
    type: [PartnerTypeType],
    description: 'Which types of partners take part; all where left out or empty.',
  }),
  approval: t.field({
    type: ProgramApprovalType,
    required: true,
    description: 'How what a review proposes comes into force.',
  }),
  reviewGrain: t.field({
    type: ProgramReviewGrainType,
    required: true,
    description: 'Over which periods partners are reviewed.',
  }),
  graceDays: t.int({
    required: true,
    description: 'For how many days after a period a partner keeps a tier that it missed, 0 to 730.',
  }),
  noticeDays: t.int({
    required: true,
    description: 'How many days before a demotion a partner is told at the latest, 0 to 365.',
  }),
  tierDates: t.field({ type: TierDatesInput, description: "Which date's tier counts for what." }),
  rates: t.field({
    type: [RateInput],
    description:
      "What other currencies are in the program's, each once; at most 200. Deals in others do not count.",
  }),
  stageWeights: t.field({
    type: [StageWeightInput],
    description:
      'What is expected of open deals, each stage once; what is left out is PROSPECTING 0.1, QUALIFIED 0.25, PROPOSAL 0.5, COMMITTED 0.8.',
  }),
  tiers: t.field({
    type: [TierInput],
    required: true,
    description: 'The tiers, 1 to 10, in any order: their ranks order them.',
  }),
});

type GivenRequirement = Omit<ProgramRequirementInput, 'certificationProgramId'> &
  Readonly<{ certificationProgramId?: Readonly<{ id: string }> | null }>;
type GivenTier = Omit<VersionContentInput['tiers'][number], 'requirements'> &
  Readonly<{ requirements?: readonly GivenRequirement[] | null }>;

/** An input with the ids of the database in it. */
export const contentFrom = <Given extends Readonly<{ tiers: readonly GivenTier[] }>>({
  tiers,
  ...rest
}: Given) => ({
  ...rest,
  tiers: tiers.map((tier) => ({
    ...tier,
    requirements: tier.requirements?.map((one) => ({
      ...one,
      certificationProgramId: one.certificationProgramId?.id ?? null,
    })),
  })),
});
