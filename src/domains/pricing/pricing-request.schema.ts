import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { SalesOrderType } from '../orders/sales-order.schema.ts';
import { OrderLineType } from '../orders/sales-order-parts.schema.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { type ApprovalKind, type ApprovalMode, STEPS_MAX } from './price-catalogue.rules.ts';
import { ApprovalKindType, ApprovalModeType } from './price-catalogue.schema.ts';
import { type Delegated, turnOf } from './pricing-request.rules.ts';
import { delegatedTo } from './pricing-request.service.ts';
import {
  type PricingRequestAction,
  type PricingRequestStatus,
  pricingRequestStates,
} from './pricing-request.states.ts';

const READERS = { permission: 'PRICING_READ' } as const;

export const PricingRequestStatusType = builder.enumType('PricingRequestStatus', {
  description: 'Where a request stands.',
  values: {
    OPEN: { description: 'Waits for approvals.' },
    APPROVED: { description: 'Every step of its chain was approved.' },
    REJECTED: { description: 'A step was rejected.' },
    WITHDRAWN: { description: 'Taken back, or its line became another.' },
  } satisfies Record<PricingRequestStatus, object>,
});

const ActionType = builder.enumType('PricingRequestAction', {
  description: 'What can be done with a request.',
  values: {
    APPROVE: { description: '`pricingRequestDecide` with APPROVED.' },
    REJECT: { description: '`pricingRequestDecide` with REJECTED.' },
    WITHDRAW: { description: '`pricingRequestWithdraw`.' },
  } satisfies Record<PricingRequestAction, object>,
});

export const ApprovalDecisionType = builder.enumType('ApprovalDecision', {
  description: 'What somebody says to a step.',
  values: { APPROVED: { description: 'Yes.' }, REJECTED: { description: 'No, which ends the request.' } },
});

const StepType = builder.prismaObject('ApprovalStep', {
  name: 'ApprovalStep',
  description: 'One approval of a chain.',
  authScopes: READERS,
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the chain, from 1.' }),
    role: t.exposeString('role', { description: 'The staff role that decides it.' }),
    decision: t.field({
      type: ApprovalDecisionType,
      nullable: true,
      description: 'What was decided; null while it is open.',
      select: { decision: true },
      resolve: ({ decision }) => decision as 'APPROVED' | 'REJECTED' | null,
    }),
    decidedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who decided it.',
      select: { decidedById: true },
      resolve: async (query, { decidedById }, _args, { db }) =>
        decidedById ? await db.staffMember.findUnique({ ...query, where: { personId: decidedById } }) : null,
    }),
    onBehalfOf: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'In whose place, where the role was delegated.',
      select: { onBehalfId: true },
      resolve: async (query, { onBehalfId }, _args, { db }) =>
        onBehalfId ? await db.staffMember.findUnique({ ...query, where: { personId: onBehalfId } }) : null,
    }),
    comment: t.exposeString('comment', {
      nullable: true,
      description: 'Words to it; at most 1,000 characters.',
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided.',
    }),
  }),
});

/** Whose roles the viewer may use, read once for all requests of an answer. */
const delegations = new WeakMap<RequestContext, Promise<Delegated[]>>();

function delegatedIn(context: RequestContext): Promise<Delegated[]> {
  const known = delegations.get(context) ?? delegatedTo(context.db, context.actor, context.now);
  delegations.set(context, known);
  return known;
}

export const PricingRequestType = builder.prismaNode('PricingRequest', {
  name: 'PricingRequest',
  description: 'A request to sell for less, or to build for a customer, with the approvals that it needs.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `PricingRequest_<uuid>`.' },
  fields: (t) => ({
    order: t.relation('salesOrder', { type: SalesOrderType, description: 'For which order.' }),
    line: t.relation('line', {
      type: OrderLineType,
      nullable: true,
      description: 'For which line; null for capital, and where the line is no more.',
    }),
    kind: t.field({
      type: ApprovalKindType,
      description: 'What is asked.',
      select: { kind: true },
      resolve: ({ kind }) => kind as ApprovalKind,
    }),
    status: t.field({
      type: PricingRequestStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as PricingRequestStatus,
    }),
    percent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'How many percent; null for capital.',
      select: { percent: true },
      resolve: ({ percent }) => percent?.toFixed() ?? null,
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much capital; null for others.',
      select: { amountMinor: true, currency: true },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency),
    }),
    reason: t.exposeString('reason', { description: 'Why; at most 1,000 characters.' }),
    mode: t.field({
      type: ApprovalModeType,
      description: 'In which order its steps are decided.',
      select: { mode: true },
      resolve: ({ mode }) => mode as ApprovalMode,
    }),
    requestedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who asks; null for a service account.',
      select: { requestedById: true },
      resolve: (query, { requestedById }, _args, { db }) =>
        db.staffMember.findUnique({ ...query, where: { personId: requestedById } }),
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided or taken back.',
    }),
    steps: t.relation('steps', {
      type: StepType,
      description: `Its chain, in order; at most ${STEPS_MAX}.`,
      complexity: { field: 3, multiplier: 5 },
      query: { orderBy: { position: 'asc' }, take: STEPS_MAX },
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    availableActions: t.field({
      type: [ActionType],
      description: 'What you can do with it now: decide only where it is your turn, also by delegation.',
      select: {
        ...{ status: true, mode: true, requestedById: true, steps: true },
        salesOrder: {
          select: {
            status: true,
            changes: {
              where: { action: { in: ['ENTER', 'EDIT', 'ADD_DOCUMENT'] } },
              select: { actorId: true },
            },
          },
        },
      },
      resolve: async (request, _args, context) => {
        const { actor } = context;
        const { salesOrder, steps, status } = request;
        if (!UNDECIDED_ORDERS.includes(salesOrder.status)) return [];
        const actions = pricingRequestStates.actionsFrom(status as PricingRequestStatus, actor.roles);
        if (!actions.includes('APPROVE') || !actor.personId) return actions;
        const interested = new Set([
          request.requestedById,
          ...salesOrder.changes.flatMap(({ actorId }) => actorId ?? []),
        ]);
        const turn = turnOf(
          { mode: request.mode as ApprovalMode, steps, interested },
          { personId: actor.personId, roles: actor.roles, delegated: await delegatedIn(context) },
        );
        return 'block' in turn ? actions.filter((action) => action === 'WITHDRAW') : actions;
      },
    }),
  }),
});

const UNDECIDED_ORDERS = ['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED'];

const PricingRequestFilter = builder.inputType('PricingRequestFilter', {
  description: 'Which requests; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [PricingRequestStatusType], description: 'In one of these statuses.' }),
    kinds: t.field({ type: [ApprovalKindType], description: 'For one of these.' }),
    orderIds: t.globalIDList({ for: [SalesOrderType], description: 'For these orders; at most 100.' }),
  }),
});

const ORDER_COLUMNS = {
  REQUESTED_AT: { column: 'requestedAt', type: 'instant', description: 'When they were asked.' },
} as const;

const PricingRequestOrder = orderOf('PricingRequest', 'pricing requests', ORDER_COLUMNS);

const PricingRequestConnection = connectionOf(PricingRequestType, 'PricingRequest', {
  one: 'A pricing request',
  many: 'pricing requests',
});

builder.queryField('pricingRequests', (t) =>
  t.field({
    type: PricingRequestConnection,
    nullable: true,
    description: 'The requests for discounts, special prices and capital of the orders that you may see.',
    authScopes: READERS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PricingRequestFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: PricingRequestOrder,
        description: 'In which order; newest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'REQUESTED_AT' as const, direction: 'DESC' as const };
      return resolvePage(context, info, {
        ...{ model: 'pricingRequest', typeName: 'PricingRequest', args },
        where: {
          status: anyOf('status', args.filter?.status),
          kind: anyOf('kinds', args.filter?.kinds),
          orderId: idsFilter('orderIds', args.filter?.orderIds),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
