import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { fiscalLabelOf, parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { STAFF_ONLY } from './key-result.schema.ts';
import { ObjectiveRef } from './objective.schema.ts';
import { ObjectiveStatusType } from './objective-enums.schema.ts';
import { shareText } from './objective-progress.rules.ts';
import { progressOf } from './objective-progress.schema.ts';
import { type RolledUp, rollUpOf } from './objective-roll-up.rules.ts';

const ROLLED_UP_MAX = 1_000;
const GROUPS_MAX = 200;

const ObjectiveFilter = builder.inputType('ObjectiveFilter', {
  description: 'Which objectives; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    periods: t.stringList({
      description: 'Of exactly these fiscal periods, such as `FY2026-Q3`; at most 100.',
    }),
    status: t.field({ type: [ObjectiveStatusType], description: 'In one of these statuses.' }),
    teams: t.stringList({ description: 'Of these teams, by code; at most 100.' }),
    ownerIds: t.globalIDList({ for: [PersonType], description: 'Of these owners; at most 100.' }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Agreed with these partners; at most 100.',
    }),
  }),
});

/** The label of a period that somebody wrote. @throws GraphQLError where it is none */
function labelOf(text: string): string {
  const parsed = parseFiscalLabel(/^\d{4}/.test(text) ? `FY${text}` : text);
  if (!parsed.ok)
    throw badInput('A period is a fiscal month, quarter or year, such as FY2026-P04, FY2026-Q3 or FY2026.');
  return fiscalLabelOf(parsed.value);
}

const whereOf = (
  filter: typeof ObjectiveFilter.$inferInput | null | undefined,
): Prisma.ObjectiveWhereInput => ({
  period: anyOf('periods', filter?.periods?.map(labelOf)),
  status: anyOf('status', filter?.status),
  team: anyOf('teams', filter?.teams),
  ownerId: idsFilter('ownerIds', filter?.ownerIds),
  partnerId: idsFilter('partnerIds', filter?.partnerIds),
});

const ORDER_COLUMNS = {
  CREATED_AT: { column: 'createdAt', type: 'instant', description: 'When they were made.' },
  PERIOD_UNTIL: { column: 'periodUntil', type: 'instant', description: 'When their periods end.' },
} as const;

const ObjectiveOrder = orderOf('Objective', 'objectives', ORDER_COLUMNS);
const ObjectiveConnection = connectionOf(ObjectiveRef, 'Objective', {
  one: 'An objective',
  many: 'objectives',
});

builder.queryField('objectives', (t) =>
  t.field({
    type: ObjectiveConnection,
    nullable: true,
    description:
      'The objectives that you may see, the latest first: a partner’s admins those that are agreed with it, a channel manager those that are agreed with partners of the portfolio, and of the vendor’s own those that are the manager’s.',
    authScopes: { permission: 'OBJECTIVES_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ObjectiveFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: ObjectiveOrder,
        description: 'In which order; the latest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'CREATED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        ...{ model: 'objective', typeName: 'Objective', args },
        where: whereOf(args.filter),
        // What is a manager's own is of no partner.
        ...(context.actor.membership && { own: { partner: 'partnerId' } }),
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);

builder.queryField('objective', (t) =>
  t.prismaField({
    type: ObjectiveRef,
    nullable: true,
    description: 'One objective; null where there is none with this id, or you may not see it.',
    authScopes: { permission: 'OBJECTIVES_READ' },
    args: { id: t.arg.globalID({ for: [ObjectiveRef], required: true, description: 'Which.' }) },
    resolve: (query, _root, { id }, { db }) => db.objective.findUnique({ ...query, where: { id: id.id } }),
  }),
);

const RollUpByType = builder.enumType('ObjectiveRollUpBy', {
  description: 'What objectives are brought together by.',
  values: {
    TEAM: { description: 'By the code of the team; those of no team together.' },
    OWNER: { description: 'By owner.' },
  },
});

type Owner = Readonly<{ personId: string; name: string; email: string | null; title: string | null }>;

const RollUpType = builder.objectRef<RolledUp<Owner>>('ObjectiveRollUp').implement({
  description: 'How the objectives of a team or an owner stand together.',
  fields: (t) => ({
    team: t.exposeString('team', { nullable: true, description: 'The team; null by owner, and of no team.' }),
    owner: t.field({
      type: StaffContactType,
      nullable: true,
      description: 'The owner; null by team.',
      resolve: ({ owner }) => owner as never,
    }),
    objectives: t.exposeInt('objectives', { description: 'How many there are, without cancelled ones.' }),
    open: t.exposeInt('open', { description: 'How many of them are open.' }),
    progress: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'From 0 to 1: the mean of their progress, each once and alike; one that contributes to another one of the group counts there. Null where nothing counts.',
      resolve: ({ progress }) => progress && shareText(progress),
    }),
    confidence: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The mean of the last check-in of each key result, two digits; null where nobody has checked in.',
      resolve: ({ confidence }) => confidence,
    }),
  }),
});

builder.queryField('objectiveRollUp', (t) =>
  t.field({
    type: [RollUpType],
    nullable: true,
    description: `How the objectives of exactly one fiscal period stand by team or owner, as far as you see them; at most ${GROUPS_MAX}, in order, of the first ${ROLLED_UP_MAX} objectives. For staff.`,
    authScopes: STAFF_ONLY,
    complexity: { field: 50, multiplier: 20 },
    args: {
      period: t.arg.string({ required: true, description: 'The fiscal period, such as `FY2026-Q3`.' }),
      by: t.arg({ type: RollUpByType, required: true, description: 'By what.' }),
    },
    resolve: async (_root, { period, by }, context) => {
      const rows = await context.db.objective.findMany({
        where: { period: labelOf(period), status: { not: 'CANCELLED' } },
        orderBy: { id: 'asc' },
        take: ROLLED_UP_MAX,
        select: {
          ...{ id: true, parentId: true, team: true, status: true, ownerId: true },
          owner: { select: { personId: true, name: true, email: true, title: true } },
          keyResults: {
            select: {
              checkIns: {
                orderBy: [{ madeAt: 'desc' }, { id: 'desc' }],
                take: 1,
                select: { confidence: true },
              },
            },
          },
        },
      });
      if (rows.length === 0) return [];
      const all = await Promise.all(rows.map(({ id }) => progressOf(context, id)));
      const objectives = rows.map(({ keyResults, ...row }) => ({
        ...row,
        progress: all[0]!.objectives.get(row.id) ?? null,
        confidences: keyResults.flatMap(({ checkIns }) =>
          checkIns.map(({ confidence }) => confidence.toFixed()),
        ),
      }));
      return rollUpOf(objectives, by).slice(0, GROUPS_MAX);
    },
  }),
);
