import type { Role } from '../../kernel/roles.ts';
import { defineStates } from '../../kernel/states.ts';

const SELLERS: Role[] = ['SALES_OPERATIONS', 'ADMIN'];
const SYSTEMS: Role[] = ['SERVICE', 'JOB'];
const ANYBODY: Role[] = [...SELLERS, ...SYSTEMS];

/** What a customer ordered, until it is in use. What is ratified is what was sold, so it is edited only before. */
export const salesOrderStates = defineStates('SalesOrder', {
  states: [
    'DRAFT',
    'SUBMITTED',
    'IN_REVIEW',
    'RETURNED',
    'RATIFIED',
    'REJECTED',
    'IN_FULFILMENT',
    'ACTIVATED',
    'CANCELLED',
  ],
  initial: ['DRAFT'],
  actions: {
    EDIT: { from: ['DRAFT', 'RETURNED'], to: 'DRAFT', by: ANYBODY },
    ADD_DOCUMENT: { from: ['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED'], to: 'DRAFT', by: ANYBODY },
    CHECK: { from: ['DRAFT', 'SUBMITTED', 'IN_REVIEW', 'RETURNED'], to: 'DRAFT', by: ANYBODY },
    SUBMIT: { from: ['DRAFT', 'RETURNED'], to: 'SUBMITTED', by: ANYBODY },
    BEGIN_REVIEW: { from: ['SUBMITTED'], to: 'IN_REVIEW', by: SELLERS },
    WAIVE: { from: ['SUBMITTED', 'IN_REVIEW'], to: 'IN_REVIEW', by: SELLERS },
    RETURN: { from: ['IN_REVIEW'], to: 'RETURNED', by: SELLERS },
    RATIFY: { from: ['IN_REVIEW'], to: 'RATIFIED', by: SELLERS },
    REJECT: { from: ['IN_REVIEW'], to: 'REJECTED', by: SELLERS },
    BEGIN_FULFILMENT: { from: ['RATIFIED'], to: 'IN_FULFILMENT', by: ANYBODY },
    ACTIVATE: { from: ['IN_FULFILMENT'], to: 'ACTIVATED', by: ANYBODY },
    CANCEL: { from: ['RATIFIED', 'IN_FULFILMENT'], to: 'CANCELLED', by: ANYBODY },
  },
});

export type OrderStatus = (typeof salesOrderStates.states)[number];
export type OrderAction = keyof typeof salesOrderStates.actions;

/** Actions after which the order stands where it stood. */
export const ACTIONS_IN_PLACE: readonly OrderAction[] = ['EDIT', 'ADD_DOCUMENT', 'CHECK', 'WAIVE'];

/** What makes somebody one of those who wrote the order, and so keeps them from deciding on it. */
export const WRITING_ACTIONS: readonly string[] = ['ENTER', 'EDIT', 'ADD_DOCUMENT'];

/** What nobody does to an order that they wrote themselves. */
export const FOUR_EYES_ACTIONS: readonly OrderAction[] = ['RATIFY', 'REJECT', 'WAIVE'];

/** Statuses in which the order is sold as it stands: its lines never change again. */
export const SOLD: readonly OrderStatus[] = ['RATIFIED', 'IN_FULFILMENT', 'ACTIVATED'];

/** What somebody can do with an order now: without what is kept for others because they wrote it. */
export const availableOrderActions = (
  status: OrderStatus,
  roles: readonly Role[],
  isWriter: boolean,
): OrderAction[] =>
  salesOrderStates
    .actionsFrom(status, roles)
    .filter((action) => !(isWriter && FOUR_EYES_ACTIONS.includes(action)));
