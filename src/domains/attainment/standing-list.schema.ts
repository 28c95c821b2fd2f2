import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, type ListDeclaration, listField, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { ProgramTierType } from '../programs/program-tier.schema.ts';
import { AttainmentStatusType } from './attainment-requirement.schema.ts';
import { inTiers, STANDING_CONDITIONS } from './standing.filter.ts';
import { PartnerStandingType, TierMovementType } from './standing.schema.ts';

const PartnerStandingFilter = builder.inputType('PartnerStandingFilter', {
  description: 'Which standings; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'In this program.' }),
    tierIds: t.globalIDList({
      for: [ProgramTierType],
      description: 'In one of these tiers, of the version in force; at most 100.',
    }),
    status: t.field({
      type: [AttainmentStatusType],
      description: 'With their own tier in one of these statuses.',
    }),
    movement: t.field({ type: TierMovementType, description: 'Whose tier moved this way in the period.' }),
    isAtRisk: t.boolean({ description: 'Whether they are expected to miss what their tier asks.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
  }),
});

const ORDER_COLUMNS = {
  TIER_RANK: { column: 'tierRank', type: 'number', description: 'The rank of the tier they are in.' },
} as const;

const PartnerStandingOrder = orderOf('PartnerStanding', 'standings', ORDER_COLUMNS);

const PartnerStandingConnection = connectionOf(PartnerStandingType, 'PartnerStanding', {
  one: 'A standing',
  many: 'standings',
});

type TierFilter = Readonly<{ tierIds?: readonly Readonly<{ id: string }>[] | null }>;

async function tiersWhere({ tierIds }: TierFilter, { db }: RequestContext) {
  if (!tierIds) return {};
  const select = { versionId: true, rank: true } as const;
  return inTiers(await db.programTier.findMany({ where: { id: idsFilter('tierIds', tierIds) }, select }));
}

const STANDINGS: ListDeclaration = {
  ...{ model: 'partnerStanding', typeName: 'PartnerStanding', own: { partner: 'partnerId' } },
  conditions: STANDING_CONDITIONS,
  ordinary: { parts: ['tierIds'], where: tiersWhere },
  orders: ORDER_COLUMNS,
  initial: { by: 'TIER_RANK', direction: 'DESC' },
};

builder.queryField('partnerStandings', (t) =>
  t.field({
    type: PartnerStandingConnection,
    nullable: true,
    description:
      'Where partners stand in a program in the current period, the highest tier first: staff see all, a channel manager the ' +
      'portfolio, a partner itself and its sub-accounts.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PartnerStandingFilter, required: true, description: 'Which.' }),
      orderBy: t.arg({
        type: PartnerStandingOrder,
        description: 'In which order; the highest tier first where left out.',
      }),
    },
    ...listField(STANDINGS),
  }),
);
