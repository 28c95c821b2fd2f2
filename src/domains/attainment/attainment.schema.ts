import { builder } from '../../graphql/builder.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType, ProgramVersionType } from '../programs/program.schema.ts';
import { TierModeType } from '../programs/program-enums.schema.ts';
import { type Seen, standingSeen } from './attainment-reading.schema.ts';
import { AttainmentStatusType, RequirementAttainmentType } from './attainment-requirement.schema.ts';
import type { TierStanding } from './attainment-tier.rules.ts';

type TierSeen = Readonly<{ tier: TierStanding; visible: Seen['visible'] }>;

const REQUIREMENTS_MAX = 100;

export const TierAttainmentType = builder.objectRef<TierSeen>('TierAttainment').implement({
  description: 'How a partner stands with one tier of a program.',
  fields: (t) => ({
    tierId: t.id({
      description: 'Global id of the tier, `ProgramTier_<uuid>`.',
      resolve: ({ tier }) => globalIdOf('ProgramTier', tier.terms.id),
    }),
    code: t.string({ description: 'What the tier is called by.', resolve: ({ tier }) => tier.terms.code }),
    name: t.string({ description: 'Its name for people.', resolve: ({ tier }) => tier.terms.name }),
    rank: t.int({ description: 'Higher tiers have higher ranks.', resolve: ({ tier }) => tier.terms.rank }),
    mode: t.field({
      type: TierModeType,
      description: 'How its requirements combine.',
      resolve: ({ tier }) => tier.terms.mode,
    }),
    isMet: t.boolean({
      description: 'Whether what it asks is met as of the instant.',
      resolve: ({ tier }) => tier.evaluation.isMet,
    }),
    status: t.field({
      type: AttainmentStatusType,
      description: 'How it stands.',
      resolve: ({ tier }) => tier.evaluation.status,
    }),
    percent: t.field({
      type: 'Decimal',
      description:
        'How much of what it asks is there, from 0 to 100, two digits: of ALL the mean, of ANY the most, of SCORE the part of the score; below 100 until it is met.',
      resolve: ({ tier }) => tier.evaluation.percent,
    }),
    score: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The points that there are; null in tiers that keep no score.',
      resolve: ({ tier }) => tier.evaluation.score,
    }),
    scoreNeeded: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The points that are needed; null in tiers that keep no score.',
      resolve: ({ tier }) => tier.evaluation.scoreNeeded,
    }),
    requirements: t.field({
      type: [RequirementAttainmentType],
      description: `What it asks, in order; at most ${REQUIREMENTS_MAX}.`,
      resolve: ({ tier, visible }) => tier.standings.map((standing) => ({ standing, visible })),
    }),
  }),
});

const tierSeen = ({ tiers, visible }: Seen, tierId: string | null): TierSeen | null => {
  const tier = tiers.find(({ terms }) => terms.id === tierId);
  return tier ? { tier, visible } : null;
};

const TIERS_MAX = 20;

const PartnerAttainmentType = builder.objectRef<Seen>('PartnerAttainment').implement({
  description: 'How a partner stands in a program over a period, by what was known at an instant.',
  fields: (t) => ({
    partner: t.prismaField({
      type: PartnerType,
      nullable: true,
      description: 'The partner.',
      resolve: (query, { evaluation }, _args, { db }) =>
        db.partner.findUnique({ ...query, where: { id: evaluation.partnerId } }),
    }),
    program: t.prismaField({
      type: PartnerProgramType,
      nullable: true,
      description: 'The program.',
      resolve: (query, { evaluation }, _args, { db }) =>
        db.partnerProgram.findUnique({ ...query, where: { id: evaluation.programId } }),
    }),
    version: t.prismaField({
      type: ProgramVersionType,
      nullable: true,
      description: 'The version in force on the evaluated day.',
      resolve: (query, { evaluation }, _args, { db }) =>
        db.programVersion.findUnique({ ...query, where: { id: evaluation.versionId } }),
    }),
    period: t.string({
      description: 'The label of the period, such as `FY2026-Q3`.',
      resolve: ({ evaluation }) => evaluation.period.label,
    }),
    periodFrom: t.field({
      type: 'Date',
      description: 'Its first day.',
      resolve: ({ evaluation }) => evaluation.period.from,
    }),
    periodUntil: t.field({
      type: 'Date',
      description: 'The day after its last.',
      resolve: ({ evaluation }) => evaluation.period.until,
    }),
    asOf: t.field({
      type: 'DateTime',
      description: 'Only what was known by then is looked at.',
      resolve: ({ evaluation }) => evaluation.asOf,
    }),
    isProvisional: t.boolean({
      description: 'Whether the period had not ended by then, so that the numbers may still change.',
      resolve: ({ evaluation }) => evaluation.isProvisional,
    }),
    tier: t.field({
      type: TierAttainmentType,
      nullable: true,
      description: 'The tier that the partner is in; null where it is in none.',
      resolve: (seen) => tierSeen(seen, seen.evaluation.tierId),
    }),
    tierSince: t.field({
      type: 'Date',
      nullable: true,
      description: 'Since when it is in that tier; null where it was never placed.',
      resolve: ({ evaluation }) => evaluation.tierSince,
    }),
    attainedTier: t.field({
      type: TierAttainmentType,
      nullable: true,
      description: 'The highest tier whose requirements it meets; null where it meets none.',
      resolve: (seen) => tierSeen(seen, seen.evaluation.attainedTierId),
    }),
    nextTier: t.field({
      type: TierAttainmentType,
      nullable: true,
      description: 'The lowest tier above the one that it is in; null where there is none.',
      resolve: (seen) => tierSeen(seen, seen.evaluation.nextTierId),
    }),
    tiers: t.field({
      type: [TierAttainmentType],
      description: `All tiers by rank, the lowest first; at most ${TIERS_MAX}.`,
      resolve: ({ tiers, visible }) => tiers.map((tier) => ({ tier, visible })),
    }),
  }),
});

export const attainmentDescription =
  'Evaluated from the facts, not stored, so that any past instant can be asked. Null where the partner or program does not exist or is hidden from you, where no version of the program is in force on the evaluated day, and where the partner does not take part: its type is not one of the version, or it is not onboarding, active or suspended.';

builder.queryField('attainment', (t) =>
  t.field({
    type: PartnerAttainmentType,
    nullable: true,
    description: `How a partner stands in a program. ${attainmentDescription}`,
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: 300,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      programId: t.arg.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
      period: t.arg.string({
        description:
          'A fiscal quarter or year, such as `FY2026-Q3`, of the length in which the program is reviewed; the one of `asOf` where left out. Refused where it begins after `asOf`.',
      }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'By what was known at this instant; now where left out. Refused in the future.',
      }),
    },
    resolve: (_root, { partnerId, programId, period, asOf }, context) =>
      standingSeen(context, {
        ...{ partnerId: partnerId.id, programId: programId.id },
        ...{ period: period ?? null, asOf: asOf ?? null },
      }),
  }),
);
