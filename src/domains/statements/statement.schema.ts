import { builder } from '../../graphql/builder.ts';
import { column, columnThrough, money } from '../../graphql/columns.ts';
import { pageArguments, pageComplexity } from '../../graphql/connection.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { connectionOf, type ListDeclaration, listField, orderOf } from '../../graphql/list.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { STATEMENT_CONDITIONS } from './statement.filter.ts';
import type { ActionAvailability } from './statement.rules.ts';
import type { StatementStatus } from './statement.states.ts';
import { StatementActionType, StatementStatusType } from './statement-enums.schema.ts';
import { StatementLineType } from './statement-line.schema.ts';

const STAFF_ONLY = { permission: 'COMMISSIONS_REVIEW_READ' } as const;

const AvailableActionType = builder.objectRef<ActionAvailability>('StatementAvailableAction').implement({
  description: 'Something that you may do with a statement, or the reason why it is blocked right now.',
  fields: (t) => ({
    action: t.expose('action', { type: StatementActionType, description: 'What.' }),
    available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
    blockedBecause: t.exposeString('blockedBecause', {
      nullable: true,
      description: 'What stands in the way, and what to do; null where nothing does.',
    }),
  }),
});

const LineConnection = connectionOf(StatementLineType, 'StatementLine', {
  one: 'A line of a statement',
  many: 'lines of a statement',
});

const LINES: ListDeclaration = {
  ...{ model: 'ledgerEntry', typeName: 'StatementLine', own: { partner: 'partnerId' } },
  where: { statementMinor: { not: 0 } },
  of: ['partnerId', 'currency', 'period'],
  orders: { ID: { column: 'id', type: 'id' } },
  initial: { by: 'ID', direction: 'ASC' },
};

export const StatementType = builder.prismaNode('Statement', {
  name: 'Statement',
  description:
    'What a partner is told of a fiscal month in one currency: what was open, each change, and what is open then. From ISSUED on it never changes; what comes late is on a later one.',
  authScopes: { permission: 'STATEMENTS_READ' },
  id: { field: 'id', description: 'Global id, `Statement_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that it is for.' }),
    addressee: t.exposeString('addressee', {
      description: "The partner's name when it was drafted; a later name does not change it.",
    }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of all of its amounts.' }),
    period: t.exposeString('period', { description: 'The fiscal month, such as `FY2026-P07`.' }),
    opening: t.field({
      type: MoneyType,
      description:
        'What was open before: the closing balance of the last statement. Negative where the partner owes.',
      ...money('openingMinor', 'currency'),
    }),
    closing: t.field({
      type: MoneyType,
      description: 'The opening balance and all lines: what is open then. Negative where the partner owes.',
      ...money('closingMinor', 'currency'),
    }),
    lineCount: t.exposeInt('lineCount', { description: 'How many lines it has.' }),
    status: t.field({
      type: StatementStatusType,
      description: 'Where it stands.',
      ...column('status').as<StatementStatus>(),
    }),
    sha256: t.exposeString('sha256', {
      description:
        'The SHA-256 of what it says, 64 hexadecimal digits: its header, and its lines in the order of their ids.',
    }),
    draftedAt: t.expose('draftedAt', { type: 'DateTime', description: 'When the close drafted it.' }),
    approvedAt: t.expose('approvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was approved; null before.',
    }),
    approvedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who approved it. For staff.',
      authScopes: STAFF_ONLY,
      select: { approvedById: true },
      resolve: async (query, { approvedById }, _args, { db, actor }) =>
        approvedById && isAllowed(actor, STAFF_ONLY.permission)
          ? await db.staffMember.findUnique({ ...query, where: { personId: approvedById } })
          : null,
    }),
    issuedAt: t.expose('issuedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the partner could read it first; null before.',
    }),
    acceptsOn: t.expose('acceptsOn', {
      type: 'Date',
      nullable: true,
      description: 'From this day on silence accepts it; null before it is issued.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was accepted; null before.',
    }),
    acceptedByName: t.string({
      nullable: true,
      description: 'Who of the partner accepted it; null where silence did, or nobody yet.',
      ...columnThrough('acceptedBy', 'name').as<string>(),
    }),
    lines: t.field({
      type: LineConnection,
      description: 'What changed in the month, in the order in which it was booked.',
      complexity: pageComplexity,
      args: pageArguments,
      select: { partnerId: true, currency: true, period: true },
      ...listField(LINES),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    availableActions: t.field({
      type: [AvailableActionType],
      description: 'What you can do with it now, at most 3.',
      ...finishedBy('statement.availableActions', {
        ...{ status: true, partnerId: true },
        fiscalMonth: { select: { status: true } },
      }),
    }),
  }),
});

const StatementFilter = builder.inputType('StatementFilter', {
  description: 'Which statements; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [StatementStatusType], description: 'In one of these statuses.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    period: t.string({ description: 'Of this fiscal month, such as `FY2026-P07`.' }),
    currency: t.field({ type: 'CurrencyCode', description: 'In this currency.' }),
  }),
});

const ORDER_COLUMNS = {
  PERIOD: { column: 'period', type: 'text', description: 'The fiscal month.' },
  DRAFTED_AT: { column: 'draftedAt', type: 'instant', description: 'When they were drafted.' },
} as const;

const STATEMENTS: ListDeclaration = {
  ...{ model: 'statement', typeName: 'Statement', own: { partner: 'partnerId' } },
  conditions: STATEMENT_CONDITIONS,
  orders: ORDER_COLUMNS,
  initial: { by: 'PERIOD', direction: 'DESC' },
};

const StatementOrder = orderOf('Statement', 'statements', ORDER_COLUMNS);

const StatementConnection = connectionOf(StatementType, 'Statement', {
  one: 'A statement',
  many: 'statements',
});

builder.queryField('statements', (t) =>
  t.field({
    type: StatementConnection,
    nullable: true,
    description:
      'The statements that you may see: a partner its own from ISSUED on, a channel manager those of the portfolio. The latest month first.',
    authScopes: { permission: 'STATEMENTS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: StatementFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: StatementOrder,
        description: 'In which order; the latest month first where left out.',
      }),
    },
    ...listField(STATEMENTS),
  }),
);
