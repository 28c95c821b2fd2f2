import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { PartnerProgramType, ProgramVersionType } from './program.schema.ts';
import { ProgramTierType } from './program-tier.schema.ts';
import type { PlacementCause, TierBasis } from './tier-placement.rules.ts';
import { type TierOnDate, tierOnDate } from './tier-placement.service.ts';

const HISTORY_MAX = 100;

const PlacementCauseType = builder.enumType('TierPlacementCause', {
  description: 'What put a partner into a tier.',
  values: {
    REVIEW: { description: 'A review that was approved.' },
    BY_HAND: { description: 'Somebody of partner operations, who said why.' },
  } satisfies Record<PlacementCause, object>,
});

export const TierPlacementType = builder.prismaNode('TierPlacement', {
  name: 'TierPlacement',
  description:
    'That a partner is in a tier from a day on; never changed afterwards. Of several for one day the one that was booked last counts.',
  authScopes: { permission: 'PROGRAMS_READ' },
  id: { field: 'id', description: 'Global id, `TierPlacement_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner.' }),
    program: t.relation('program', { type: PartnerProgramType, description: 'The program.' }),
    tier: t.relation('tier', {
      type: ProgramTierType,
      description: 'The tier, as it was in the version of that day.',
    }),
    cause: t.field({
      type: PlacementCauseType,
      description: 'What put it there.',
      ...column('cause').as<PlacementCause>(),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, in words that the partner reads; always there where it was done by hand.',
    }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: 'From this day on.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was booked.' }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff decided; null where nobody did, and always null for partners.',
      select: { decidedById: true },
      resolve: async (query, { decidedById }, _args, { actor, db }) =>
        decidedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: decidedById } })
          : null,
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'tierHistory', (t) =>
  t.relation('placements', {
    type: TierPlacementType,
    description: `In which tiers it was placed, in all programs, the latest first; at most ${HISTORY_MAX}.`,
    complexity: { field: 5, multiplier: 10 },
    query: {
      orderBy: [{ effectiveOn: 'desc' }, { bookedAt: 'desc' }, { id: 'desc' }],
      take: HISTORY_MAX,
    },
  }),
);

const TierBasisType = builder.enumType('TierBasis', {
  description: 'What says in which tier a partner is.',
  values: {
    PLACEMENT: { description: 'That it was placed there.' },
    BASE_TIER: { description: 'Nothing: it is in the lowest tier that asks for nothing.' },
    NONE: { description: 'It is in no tier.' },
  } satisfies Record<TierBasis, object>,
});

const TierOnType = builder.objectRef<TierOnDate>('TierOn').implement({
  description: 'In which tier of a program a partner is on a day, as was known at an instant.',
  fields: (t) => ({
    on: t.field({ type: 'Date', description: 'The day.', resolve: ({ on }) => on }),
    asOf: t.field({
      type: 'DateTime',
      description: 'What was booked later does not count.',
      resolve: ({ asOf }) => asOf,
    }),
    basis: t.field({ type: TierBasisType, description: 'What says so.', resolve: ({ basis }) => basis }),
    tier: t.prismaField({
      type: ProgramTierType,
      nullable: true,
      description:
        'The tier, in the version that holds on that day: that of the same code as the one it was placed in, or the highest that does not rank above it; null where it is in none.',
      resolve: async (query, { tierId }, _args, { db }) =>
        tierId ? await db.programTier.findUnique({ ...query, where: { id: tierId } }) : null,
    }),
    placement: t.prismaField({
      type: TierPlacementType,
      nullable: true,
      description: 'The placement that holds on that day; null where there was none by then.',
      resolve: async (query, { placementId }, _args, { db }) =>
        placementId ? await db.tierPlacement.findUnique({ ...query, where: { id: placementId } }) : null,
    }),
    programVersion: t.prismaField({
      type: ProgramVersionType,
      nullable: true,
      description: 'The version that holds on that day; null where none did by then.',
      resolve: async (query, { versionId }, _args, { db }) =>
        versionId ? await db.programVersion.findUnique({ ...query, where: { id: versionId } }) : null,
    }),
  }),
});

builder.queryField('tierOn', (t) =>
  t.field({
    type: TierOnType,
    nullable: true,
    description:
      'In which tier a partner is on a day, and which placement says so, by what was booked until an instant. Null where the partner ' +
      'or the program does not exist or is hidden from you.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: 10,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      programId: t.arg.globalID({ for: [PartnerProgramType], required: true, description: 'Which program.' }),
      on: t.arg({ type: 'Date', description: "On which day; the vendor's today where left out." }),
      asOf: t.arg({ type: 'DateTime', description: 'As was known then; now where left out, or earlier.' }),
    },
    resolve: async (_root, { partnerId, programId, on, asOf }, context) => {
      const { db, now } = context;
      if (asOf && asOf > now) throw badInput('asOf is now or earlier: what will be booked is not known.');
      const partner = await db.partner.findUnique({ where: { id: partnerId.id }, select: { id: true } });
      const program = await db.partnerProgram.findUnique({
        where: { id: programId.id },
        select: { id: true },
      });
      if (!partner || !program) return null;
      const wanted = { partnerId: partner.id, programId: program.id, asOf: asOf ?? now };
      return await tierOnDate(db, { ...wanted, on: on ?? (await vendorDay(context)) });
    },
  }),
);

const TierPlacementFilter = builder.inputType('TierPlacementFilter', {
  description: 'Which placements; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of one of these partners; at most 100.' }),
    programIds: t.globalIDList({
      for: [PartnerProgramType],
      description: 'In one of these programs; at most 100.',
    }),
    cause: t.field({ type: [PlacementCauseType], description: 'By one of these causes.' }),
    effectiveFrom: t.field({ type: 'Date', description: 'Effective on this day or later.' }),
    effectiveBefore: t.field({ type: 'Date', description: 'Effective before this day.' }),
  }),
});

const ORDER_COLUMNS = {
  BOOKED_AT: { column: 'bookedAt', type: 'instant', description: 'When they were booked.' },
  EFFECTIVE_ON: { column: 'effectiveOn', type: 'instant', description: 'From which day on they hold.' },
} as const;

const TierPlacementOrder = orderOf('TierPlacement', 'placements', ORDER_COLUMNS);

const TierPlacementConnection = connectionOf(TierPlacementType, 'TierPlacement', {
  one: 'A placement',
  many: 'placements',
});

builder.queryField('tierPlacements', (t) =>
  t.field({
    type: TierPlacementConnection,
    nullable: true,
    description:
      'The placements that you may see: staff all, a channel manager those of the portfolio, a partner its own. The latest booked first.',
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: TierPlacementFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: TierPlacementOrder,
        description: 'In which order; the latest booked first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'BOOKED_AT' as const, direction: 'DESC' as const };
      const { partnerIds, programIds, cause, effectiveFrom, effectiveBefore } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'tierPlacement',
        typeName: 'TierPlacement',
        args,
        where: {
          partnerId: idsFilter('partnerIds', partnerIds),
          programId: idsFilter('programIds', programIds),
          cause: anyOf('cause', cause),
          effectiveOn: { gte: effectiveFrom ?? undefined, lt: effectiveBefore ?? undefined },
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
