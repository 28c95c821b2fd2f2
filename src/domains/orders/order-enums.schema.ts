import { builder } from '../../graphql/builder.ts';
import type { DocumentKind, OrderType } from './order-types.rules.ts';
import type { CheckOutcome } from './ratification.rules.ts';
import type { RatificationArea } from './ratification-facts.rules.ts';
import type { OrderAction, OrderStatus } from './sales-order.states.ts';

export const SalesOrderTypeType = builder.enumType('SalesOrderType', {
  description: 'What an order does. All but NEW name the order that they continue.',
  values: {
    NEW: { description: 'Begins with a customer.' },
    MOVE: { description: 'Brings what was ordered to another site.' },
    ADD: { description: 'Adds to what a customer has.' },
    CHANGE: { description: 'Puts something else in the place of what was ordered.' },
    RENEWAL: { description: 'Binds the customer for another term.' },
    TRANSFER: { description: 'Hands what was ordered over to another customer or account.' },
    DISCONNECT: { description: 'Ends what was ordered.' },
  } satisfies Record<OrderType, object>,
});

export const SalesOrderStatusType = builder.enumType('SalesOrderStatus', {
  description: 'Where an order stands.',
  values: {
    DRAFT: { description: 'Being written.' },
    SUBMITTED: { description: 'Waits to be reviewed.' },
    IN_REVIEW: { description: 'Somebody is looking at it.' },
    RETURNED: { description: 'Waits to be corrected and submitted again.' },
    RATIFIED: { description: 'Every check passes or is waived: it is sold as it stands.' },
    REJECTED: { description: 'Turned down, with a reason.' },
    IN_FULFILMENT: { description: 'Being delivered.' },
    ACTIVATED: { description: 'In use by the customer.' },
    CANCELLED: { description: 'Ended before it was in use.' },
  } satisfies Record<OrderStatus, object>,
});

export const SalesOrderActionType = builder.enumType('SalesOrderAction', {
  description: 'What can be done with an order.',
  values: {
    EDIT: { description: '`salesOrderUpdate`.' },
    ADD_DOCUMENT: { description: '`salesOrderAddDocument`.' },
    CHECK: { description: '`salesOrderCheck`.' },
    SUBMIT: { description: '`salesOrderSubmit`.' },
    BEGIN_REVIEW: { description: '`salesOrderBeginReview`.' },
    WAIVE: { description: '`salesOrderWaiveCheck`; not by who entered or edited it.' },
    RETURN: { description: '`salesOrderReturn`.' },
    RATIFY: { description: '`salesOrderRatify`; not by who entered or edited it.' },
    REJECT: { description: '`salesOrderReject`; not by who entered or edited it.' },
    BEGIN_FULFILMENT: { description: '`salesOrderBeginFulfilment`.' },
    ACTIVATE: { description: '`salesOrderActivate`.' },
    CANCEL: { description: '`salesOrderCancel`.' },
  } satisfies Record<OrderAction, object>,
});

export const CommissionEligibilityType = builder.enumType('CommissionEligibility', {
  description: 'Whether an order earns commission; decided beside its ratification, which it never holds up.',
  values: {
    PENDING: { description: 'Not decided yet.' },
    ELIGIBLE: { description: 'It earns commission.' },
    INELIGIBLE: { description: 'It earns none; the reasons say why.' },
  },
});

export const OrderDocumentKindType = builder.enumType('OrderDocumentKind', {
  description: 'What a paper of an order is.',
  values: {
    SIGNED_ORDER_FORM: { description: 'The order as the customer signed it.' },
    TERMINATION_NOTICE: { description: "The customer's notice, for a disconnect." },
    SITE_SURVEY: { description: 'What was found at the site.' },
    COST_ESTIMATE: { description: 'What building would cost.' },
    CREDIT_CHECK: { description: 'Whether the customer can pay.' },
    OTHER: { description: 'Anything else.' },
  } satisfies Record<DocumentKind, object>,
});

export const OrderCheckAreaType = builder.enumType('OrderCheckArea', {
  description: 'What kind of question a check asks.',
  values: {
    COMPLETENESS: { description: 'Does the order say all that is needed?' },
    ACCURACY: { description: 'Is what it says right?' },
    APPROVALS: { description: 'Did whoever must allow what is out of the ordinary?' },
  } satisfies Record<RatificationArea, object>,
});

export const OrderCheckOutcomeType = builder.enumType('OrderCheckOutcome', {
  description: 'What a check found.',
  values: {
    PASS: { description: 'As it should be.' },
    FAIL: { description: 'Not as it should be: the order is not ratified like this.' },
    WAIVED: { description: 'Fails, and somebody lets it pass for a reason.' },
    NOT_APPLICABLE: { description: 'Not asked of this type of order, or nothing in it is concerned.' },
  } satisfies Record<CheckOutcome, object>,
});
