import { builder } from '../../graphql/builder.ts';
import type { EntryKind, LedgerAccount } from './ledger.rules.ts';

export const LedgerAccountType = builder.enumType('LedgerAccount', {
  description:
    'An account of a partner in one currency. A balance is what came in less what went out; all accounts of a partner and currency sum to zero.',
  values: {
    EXPENSE: { description: 'What the vendor spends on commissions; negative.' },
    ACCRUED: { description: 'Earned and not payable yet.' },
    PAYABLE: { description: 'To be paid with the next payout.' },
    HELD: { description: 'Held back while it is contested.' },
    IN_TRANSIT: { description: 'Sent to the bank.' },
    PAID: { description: 'Paid.' },
    RECOVERABLE: { description: 'Negative where the partner owes what was paid and has to come back.' },
    WITHHOLDING: { description: 'Withheld as tax.' },
    EXCHANGE: { description: 'Gained or lost between the rate of booking and that of the payout.' },
    CLEARING: { description: 'Between two currencies: what left the one and is in the other.' },
    WRITTEN_OFF: { description: 'What the vendor gave up of what the partner owed; negative.' },
    SPIFF_BUDGET: { description: 'What SPIFFs spend of their budgets; negative.' },
  } satisfies Record<LedgerAccount, object>,
});

export const LedgerEntryKindType = builder.enumType('LedgerEntryKind', {
  description: 'Why money was moved.',
  values: {
    ACCRUAL: { description: 'It was earned.' },
    REVERSAL: { description: 'It is not earned any more, and was not payable yet.' },
    RELEASE: { description: 'It became payable.' },
    CLAWBACK: { description: 'It is not earned any more, and was payable, but not paid.' },
    RECOVERY: { description: 'It is not earned any more, and was paid: it has to come back.' },
    ADJUSTMENT: { description: 'A dispute was decided.' },
    HOLD: { description: 'It is contested and waits.' },
    HOLD_LIFTED: { description: 'It is contested no more.' },
    EXCHANGE: { description: "It was converted into the payout's currency." },
    OFFSET: { description: 'It pays what the partner owes.' },
    WITHHOLDING: { description: 'It is withheld as tax, or given back.' },
    PAYOUT: { description: 'It was sent to the bank.' },
    SETTLEMENT: { description: 'The bank paid it.' },
    RETURN: { description: 'The bank returned it.' },
    WRITE_OFF: { description: 'What the partner owed was given up.' },
  } satisfies Record<EntryKind, object>,
});
