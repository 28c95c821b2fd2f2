import { builder } from '../../graphql/builder.ts';
import type { BillingKind, Charge } from './billing-spread.rules.ts';

export const BillingFactKindType = builder.enumType('BillingFactKind', {
  description: 'What a billing system says by a fact.',
  values: {
    INVOICE_LINE: { description: 'A line of an invoice: a charge that the customer owes.' },
    PAYMENT: { description: 'Money received of a customer.' },
    ALLOCATION: { description: 'How much of a payment pays an invoice. It counts once both are known.' },
    CREDIT: { description: 'A credit note: what of an invoice is not owed, or given back of what was paid.' },
    REFUND: { description: 'Money given back of what was paid of an invoice.' },
    WRITE_OFF: { description: 'What of an invoice will never be paid: a bad debt.' },
  } satisfies Record<BillingKind, object>,
});

export const BillingChargeType = builder.enumType('BillingCharge', {
  description: 'How often a charge is owed.',
  values: {
    ONE_OFF: { description: 'Once.' },
    MONTHLY: { description: 'Every month, each for a month of its own.' },
  } satisfies Record<Charge, object>,
});
