import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { declared, property } from '../../graphql/columns.ts';
import { computed } from '../../graphql/computed.ts';
import { rowBy } from '../../graphql/finished.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { ProgramTierType } from '../programs/program-tier.schema.ts';
import { AttainmentStatusType } from './attainment-requirement.schema.ts';
import {
  type ProgramScorecard,
  programScorecardRule,
  type StatusCount,
  type TierCounts,
} from './standing-scorecard.rules.ts';
import { PROGRAM_SCORECARD_QUERIES } from './standing-scorecard.service.ts';

const STAFF_ONLY = { permission: 'TIER_REVIEWS_READ' } as const;

const ScorecardStatusType = builder.objectRef<StatusCount>('ProgramScorecardStatus').implement({
  description: 'How many partners of a tier stand so.',
  fields: (t) => ({
    status: t.field({
      type: AttainmentStatusType,
      description: 'How they stand with their tier.',
      ...property('status'),
    }),
    partners: t.exposeInt('partners', { description: 'How many.' }),
  }),
});

type ToldTier = TierCounts & Readonly<{ tier: typeof ProgramTierType.$inferType | null }>;

const ScorecardTierType = builder.objectRef<ToldTier>('ProgramScorecardTier').implement({
  description: 'The partners in one tier.',
  fields: (t) => ({
    tier: t.field({
      type: ProgramTierType,
      nullable: true,
      description: 'Which tier; null for those that are in none.',
      extensions: rowBy('tierId', 'programTier', { rows: 'tiers', column: 'tierId' }).extensions,
      resolve: ({ tier }) => tier,
    }),
    partners: t.exposeInt('partners', { description: 'How many are in it.' }),
    byStatus: t.field({
      type: [ScorecardStatusType],
      description: 'How they stand with it: 4, one for each status.',
      ...property('byStatus'),
    }),
  }),
});

const ScorecardType = builder.objectRef<ProgramScorecard>('ProgramScorecard').implement({
  description:
    'A program at a glance: where the partners stand that you may see, as last evaluated. For staff; a channel manager sees the ' +
    'portfolio.',
  authScopes: STAFF_ONLY,
  fields: (t) => ({
    program: t.prismaField({
      type: PartnerProgramType,
      description: 'Which program.',
      ...rowBy('programId', 'partnerProgram', { rows: 'program', column: 'programId' }),
    }),
    period: t.exposeString('period', {
      nullable: true,
      description: 'The fiscal period, such as `FY2026-Q3`; null where nobody takes part yet.',
    }),
    partners: t.exposeInt('partners', { description: 'How many partners take part.' }),
    tiers: t.field({
      type: [ScorecardTierType],
      description: 'Those in each tier, the highest first; tiers that nobody is in are left out.',
      complexity: { field: 5, multiplier: 5 },
      extensions: declared({ is: 'column', path: ['tiers'] }),
      resolve: async ({ tiers }, _args, context, info) => {
        // All of them in one statement, with what is asked of each.
        const selection = queryFromInfo({
          context,
          info,
          typeName: 'ProgramTier',
          path: ['tier'],
          select: { id: true },
        });
        const ids = tiers.flatMap(({ tierId }) => tierId ?? []);
        const found: unknown = await context.db.programTier.findMany({
          ...selection,
          where: { id: { in: ids } },
        });
        const known = found as NonNullable<ToldTier['tier']>[];
        return tiers.map((one) => ({ ...one, tier: known.find(({ id }) => id === one.tierId) ?? null }));
      },
    }),
    movedUp: t.exposeInt('movedUp', {
      description: 'How many are in a higher tier than before the period.',
    }),
    movedDown: t.exposeInt('movedDown', {
      description: 'How many are in a lower tier than before the period.',
    }),
    atRisk: t.exposeInt('atRisk', {
      description: 'How many are expected to miss what their own tier asks.',
    }),
    promotable: t.exposeInt('promotable', {
      description: 'How many meet what a higher tier than their own asks.',
    }),
    pendingReviews: t.exposeInt('pendingReviews', {
      description: 'How many proposals of reviews wait for a decision.',
    }),
    overdueBenefits: t.exposeInt('overdueBenefits', {
      description: 'How many benefits should have been provisioned before today.',
    }),
    evaluatedAsOf: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'As of when the longest standing of these evaluations was made; null where there is none.',
      ...property('oldestAsOf'),
    }),
  }),
});

builder.queryField('programScorecard', (t) =>
  t.field({
    type: ScorecardType,
    nullable: true,
    description: 'A program at a glance; null where it does not exist. For staff.',
    authScopes: STAFF_ONLY,
    complexity: 50,
    args: {
      programId: t.arg.globalID({
        for: [PartnerProgramType],
        required: true,
        description: 'Which program.',
      }),
    },
    ...computed(programScorecardRule, {
      queries: PROGRAM_SCORECARD_QUERIES,
      given: { programId: { reads: { as: 'id', types: ['PartnerProgram'] } } },
    }),
  }),
);
