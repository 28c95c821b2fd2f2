import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { DAY_MILLISECONDS } from '../../kernel/days.ts';
import type { PartnerTypeCode } from '../partners/partner.rules.ts';
import { PartnerTypeType } from '../partners/partner-enums.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import {
  CommissionDateType,
  OpenStageType,
  ProgramApprovalType,
  ProgramReviewGrainType,
  ProgramVersionStatusType,
} from './program-enums.schema.ts';
import { TIERS_MAX } from './program-tier.rules.ts';
import {
  OPEN_STAGES,
  type OpenStage,
  type PlanRate,
  type ProgramApproval,
  planRatesOf,
  type ReviewGrain,
  stageWeightsOf,
  type TierDates,
  tierDatesOf,
  versionOn,
} from './program-version.rules.ts';
import type { ProgramVersionStatus } from './program-version.states.ts';

const VERSIONS_MAX = 50;

const TierDatesType = builder.objectRef<TierDates>('ProgramTierDates').implement({
  description: "Which date's tier counts, by what it counts for. Benefits go with the tier of the day.",
  fields: (t) => ({
    commission: t.field({
      type: CommissionDateType,
      description: 'For commissions.',
      resolve: ({ commission }) => commission,
    }),
  }),
});

const RateType = builder.objectRef<PlanRate>('ProgramRate').implement({
  description: "What another currency is in the program's, fixed for the version.",
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The other currency.',
      resolve: ({ currency }) => currency,
    }),
    rate: t.field({
      type: 'Decimal',
      description: "What one unit of it is in the program's currency.",
      resolve: ({ rate }) => rate,
    }),
  }),
});

const StageWeightType = builder
  .objectRef<Readonly<{ stage: OpenStage; weight: string }>>('ProgramStageWeight')
  .implement({
    description: "What of an open deal's amount is expected.",
    fields: (t) => ({
      stage: t.field({ type: OpenStageType, description: 'Its stage.', resolve: ({ stage }) => stage }),
      weight: t.field({ type: 'Decimal', description: 'From 0 to 1.', resolve: ({ weight }) => weight }),
    }),
  });

export const ProgramVersionType = builder.prismaNode('ProgramVersion', {
  name: 'ProgramVersion',
  description:
    'The terms of a program as they hold from one day until another; never changed once published.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `ProgramVersion_<uuid>`.' },
  fields: (t) => ({
    program: t.relation('program', { description: 'Its program.' }),
    number: t.exposeInt('number', { description: 'Counts the versions of its program, from 1.' }),
    status: t.field({
      type: ProgramVersionStatusType,
      description: 'Whether it is a draft.',
      ...column('status').as<ProgramVersionStatus>(),
    }),
    validFrom: t.expose('validFrom', {
      type: 'Date',
      nullable: true,
      description: 'From this day on; null for a draft.',
    }),
    validTo: t.expose('validTo', {
      type: 'Date',
      nullable: true,
      description: 'Until this day, on which the next version begins; null while none follows.',
    }),
    partnerTypes: t.field({
      type: [PartnerTypeType],
      description: 'Which types of partners take part; all where empty.',
      ...column('partnerTypes').as<PartnerTypeCode[]>(),
    }),
    approval: t.field({
      type: ProgramApprovalType,
      description: 'How what a review proposes comes into force.',
      ...column('approval').as<ProgramApproval>(),
    }),
    reviewGrain: t.field({
      type: ProgramReviewGrainType,
      description: 'Over which periods partners are reviewed.',
      ...column('reviewGrain').as<ReviewGrain>(),
    }),
    graceDays: t.exposeInt('graceDays', {
      description: 'For how many days after a period a partner keeps a tier whose requirements it missed.',
    }),
    noticeDays: t.exposeInt('noticeDays', {
      description: 'How many days before a demotion a partner is told at the latest.',
    }),
    tierDates: t.field({
      type: TierDatesType,
      description: "Which date's tier counts.",
      select: { tierDates: true },
      resolve: ({ tierDates }) => tierDatesOf(tierDates),
    }),
    rates: t.field({
      type: [RateType],
      description: "What other currencies are in the program's; at most 200. Deals in others do not count.",
      select: { rates: true },
      resolve: ({ rates }) => planRatesOf(rates),
    }),
    stageWeights: t.field({
      type: [StageWeightType],
      description: 'What is expected of open deals, by stage; at most 4.',
      select: { stageWeights: true },
      resolve: ({ stageWeights }) => {
        const weights = stageWeightsOf(stageWeights);
        return OPEN_STAGES.map((stage) => ({ stage, weight: weights[stage] }));
      },
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published; null for a draft.',
    }),
    tiers: t.relation('tiers', {
      description: `Its tiers, the lowest rank first; at most ${TIERS_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { rank: 'asc' }, take: TIERS_MAX },
    }),
  }),
});

/** The published versions that can hold on a day, which is known to the day before and after it. */
const around = (from: Date, until: Date) => ({
  where: {
    status: 'PUBLISHED',
    validFrom: { lte: until },
    OR: [{ validTo: null }, { validTo: { gt: from } }],
  },
  orderBy: { validFrom: 'desc' as const },
  take: 3,
});

export const PartnerProgramType = builder.prismaNode('PartnerProgram', {
  name: 'PartnerProgram',
  description: 'What the vendor asks of its partners by tiers, and what it gives them.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `PartnerProgram_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique, such as `REFERRAL_PROGRAM`.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'What its revenue is counted in; never changes.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    versions: t.relation('versions', {
      description: `Its versions, the latest first; at most ${VERSIONS_MAX}. Partners see no drafts.`,
      complexity: { field: 5, multiplier: 5 },
      query: { orderBy: { number: 'desc' }, take: VERSIONS_MAX },
    }),
    versionInForce: t.field({
      type: ProgramVersionType,
      nullable: true,
      description: 'The version that holds on a day; null where none does.',
      complexity: 5,
      args: { on: t.arg({ type: 'Date', description: "Which day; the vendor's today where left out." }) },
      select: ({ on }, { now }, nested) => {
        const day = on?.getTime() ?? now.getTime();
        const span = on ? 0 : DAY_MILLISECONDS;
        return { versions: nested(around(new Date(day - span), new Date(day + span))) };
      },
      resolve: async ({ versions }, { on }, context) => versionOn(versions, on ?? (await vendorDay(context))),
    }),
  }),
});
