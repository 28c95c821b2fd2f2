import { builder } from '../../graphql/builder.ts';
import { column, decimalOrNull } from '../../graphql/columns.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType, ProgramVersionType } from '../programs/program.schema.ts';
import { ProgramTierType } from '../programs/program-tier.schema.ts';
import type { AttainmentStatus } from './attainment.rules.ts';
import { AttainmentStatusType } from './attainment-requirement.schema.ts';

const STANDINGS_MAX = 20;

export const TierMovementType = builder.enumType('TierMovement', {
  description: "Where a partner's tier went within a period.",
  values: {
    UP: { description: 'It is above the one before the period.' },
    DOWN: { description: 'It is below the one before the period.' },
  },
});

export const PartnerStandingType = builder.prismaNode('PartnerStanding', {
  name: 'PartnerStanding',
  description:
    'Where a partner stands in a program in the current period, as last evaluated: within minutes of what happens, and every day.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `PartnerStanding_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose it is.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'In which program.' }),
    programVersion: t.relation('programVersion', {
      type: ProgramVersionType,
      description: 'By which version of it, the one in force.',
    }),
    tier: t.relation('tier', {
      type: ProgramTierType,
      nullable: true,
      description: 'The tier that it is in; null where it has reached none.',
    }),
    tierRank: t.exposeInt('tierRank', { description: "The tier's rank, 1 to 20; 0 without a tier." }),
    tierSince: t.expose('tierSince', {
      type: 'Date',
      nullable: true,
      description: 'From which day on it is in that tier; null where it never was placed.',
    }),
    attainedTier: t.relation('attainedTier', {
      type: ProgramTierType,
      nullable: true,
      description: 'The highest tier whose requirements it meets now, which a review may place it in.',
    }),
    nextTier: t.relation('nextTier', {
      type: ProgramTierType,
      nullable: true,
      description: 'The tier above its own; null in the highest.',
    }),
    nextTierPercent: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'How much of what the next tier asks is there, from 0 to 100 with at most two digits after the point; null in the highest.',
      ...decimalOrNull('nextTierPercent'),
    }),
    requirementsMet: t.exposeInt('requirementsMet', {
      description: 'How many requirements of the next tier it meets; of its own in the highest.',
    }),
    requirementsTotal: t.exposeInt('requirementsTotal', { description: 'Of how many.' }),
    status: t.field({
      type: AttainmentStatusType,
      description: 'How its own tier stands until the period ends; without a tier, the next one.',
      ...column('status').as<AttainmentStatus>(),
    }),
    isAtRisk: t.exposeBoolean('isAtRisk', {
      description: 'Whether it is expected to miss what its own tier asks.',
    }),
    movement: t.field({
      type: TierMovementType,
      nullable: true,
      description: 'Where its tier went within the period; null where it is as before.',
      ...column('movement').as<'UP' | 'DOWN' | null>(),
    }),
    movedOn: t.expose('movedOn', {
      type: 'Date',
      nullable: true,
      description: 'From which day on; null where it did not move.',
    }),
    period: t.exposeString('period', { description: 'The fiscal period, such as `FY2026-Q3`.' }),
    periodFrom: t.expose('periodFrom', { type: 'Date', description: 'Its first day.' }),
    periodUntil: t.expose('periodUntil', { type: 'Date', description: 'The day after its last.' }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'By what was known when.' }),
  }),
});

builder.prismaObjectField(PartnerType, 'standings', (t) =>
  t.relation('standings', {
    type: PartnerStandingType,
    description: `Where it stands in the programs that it takes part in; at most ${STANDINGS_MAX}.`,
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: { field: 5, multiplier: 3 },
    query: { orderBy: { programId: 'asc' }, take: STANDINGS_MAX },
  }),
);
