import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { StatementType } from '../statements/statement.schema.ts';
import { StatementLineType } from '../statements/statement-line.schema.ts';
import { disputeWhere } from './dispute.filter.ts';
import type { DisputeKind } from './dispute.rules.ts';
import type { DisputeStatus } from './dispute.states.ts';
import { DisputeKindType, DisputeStatusType } from './dispute-enums.schema.ts';
import { DisputeCommentType } from './dispute-talk.schema.ts';

const COMMENTS_MAX = 200;
const POSTED_MAX = 10;

export const DisputeType = builder.prismaNode('Dispute', {
  name: 'Dispute',
  description:
    'That a line of a statement is wrong, or that a commission is missing. The statement stays as it is: what the decision changes is booked in the month that is open then.',
  authScopes: { permission: 'DISPUTES_READ' },
  id: { field: 'id', description: 'Global id, `Dispute_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose statement it is about.' }),
    kind: t.field({
      type: DisputeKindType,
      description: 'What it is about.',
      select: { kind: true },
      resolve: ({ kind }) => kind as DisputeKind,
    }),
    status: t.field({
      type: DisputeStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as DisputeStatus,
    }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when.' }),
    statement: t.relation('statement', {
      type: StatementType,
      nullable: true,
      description: 'The statement that the line is on; null of what is missing.',
    }),
    line: t.relation('entry', {
      type: StatementLineType,
      nullable: true,
      description: 'The line, as it was and stays; null of what is missing.',
    }),
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: true,
      description: 'The referral whose commission is missing; null where none was named.',
    }),
    orderNumber: t.exposeString('orderNumber', {
      nullable: true,
      description: 'The number of the order whose commission is missing, as it was given.',
    }),
    reason: t.exposeString('reason', { description: 'Why; at most 2,000 characters.' }),
    evidence: t.exposeString('evidence', {
      nullable: true,
      description: 'What shows it, such as where it can be read; at most 4,000 characters.',
    }),
    stated: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the line says; null of what is missing.',
      select: { statedMinor: true, currency: true },
      resolve: ({ statedMinor, currency }) => moneyFrom(statedMinor, currency),
    }),
    claimed: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it should be.',
      select: { claimedMinor: true, currency: true },
      resolve: ({ claimedMinor, currency }) => moneyFrom(claimedMinor, currency),
    }),
    granted: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the decision adds to the line in all; negative where it takes. Null before.',
      select: { grantedMinor: true, currency: true },
      resolve: ({ grantedMinor, currency }) => moneyFrom(grantedMinor, currency),
    }),
    held: t.field({
      type: MoneyType,
      description: 'What is held until it is decided: of a contested overpayment what is not paid yet.',
      select: { heldMinor: true, currency: true },
      resolve: ({ heldMinor, currency }) => moneyFrom(heldMinor, currency)!,
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was opened.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided last; null before.',
    }),
    decision: t.exposeString('decision', {
      nullable: true,
      description: 'Why it was decided so; null before.',
    }),
    isAppeal: t.exposeBoolean('isAppeal', { description: 'Whether its decision was appealed.' }),
    appealReason: t.exposeString('appealReason', {
      nullable: true,
      description: 'What the partner objected to the decision; null where it did not.',
    }),
    appealedAt: t.expose('appealedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was appealed; null where it was not.',
    }),
    comments: t.relation('comments', {
      type: DisputeCommentType,
      description: `What both sides wrote, the latest first; at most ${COMMENTS_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      query: { orderBy: [{ writtenAt: 'desc' }, { id: 'desc' }], take: COMMENTS_MAX },
    }),
    postedLines: t.relation('posted', {
      type: StatementLineType,
      description: `The lines that its decisions added, the earliest first; at most ${POSTED_MAX}.`,
      complexity: { field: 5, multiplier: 2 },
      query: { where: { statementMinor: { not: 0 } }, orderBy: { id: 'asc' }, take: POSTED_MAX },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const DisputeFilter = builder.inputType('DisputeFilter', {
  description: 'Which disputes; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [DisputeStatusType], description: 'In one of these statuses.' }),
    kind: t.field({ type: [DisputeKindType], description: 'About one of these.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    statementIds: t.globalIDList({
      for: [StatementType],
      description: 'About lines of these statements; at most 100.',
    }),
  }),
});

const ORDER_COLUMNS = {
  OPENED_AT: { column: 'openedAt', type: 'instant', description: 'When they were opened.' },
  STATUS_SINCE: { column: 'statusSince', type: 'instant', description: 'Since when they stand as they do.' },
} as const;

const DisputeOrder = orderOf('Dispute', 'disputes', ORDER_COLUMNS);
const DisputeConnection = connectionOf(DisputeType, 'Dispute', { one: 'A dispute', many: 'disputes' });

builder.queryField('disputes', (t) =>
  t.field({
    type: DisputeConnection,
    nullable: true,
    description:
      'The disputes that you may see: a partner its own, a channel manager those of the portfolio. The latest first.',
    authScopes: { permission: 'DISPUTES_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: DisputeFilter, description: 'Which.' }),
      orderBy: t.arg({ type: DisputeOrder, description: 'In which order; the latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'OPENED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        ...{ model: 'dispute', typeName: 'Dispute', args },
        where: disputeWhere(args.filter),
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
