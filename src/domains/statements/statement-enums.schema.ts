import { builder } from '../../graphql/builder.ts';
import type { CommissionPeriodStatus } from './commission-period.states.ts';
import type { StatementAction, StatementStatus } from './statement.states.ts';

export const StatementStatusType = builder.enumType('StatementStatus', {
  description: 'Where a statement stands.',
  values: {
    DRAFT: { description: 'Drafted by the close of its month; only the vendor sees it.' },
    APPROVED: { description: 'Somebody of finance answers for it; only the vendor sees it.' },
    ISSUED: { description: 'The partner reads it, and nothing of it changes any more.' },
    ACCEPTED: { description: 'The partner accepted it, or said nothing in time.' },
  } satisfies Record<StatementStatus, object>,
});

export const StatementActionType = builder.enumType('StatementAction', {
  description: 'What can be done with a statement.',
  values: {
    APPROVE: { description: 'Answer for it: `statementApprove`, or `statementsApprove` for a whole month.' },
    ISSUE: { description: 'Let the partner read it: `statementIssue`, or `statementsIssue`.' },
    ACCEPT: { description: 'Accept it for the partner: `statementAccept`.' },
  } satisfies Record<StatementAction, object>,
});

export const CommissionPeriodStatusType = builder.enumType('CommissionPeriodStatus', {
  description: 'Where a fiscal month of the ledger stands.',
  values: {
    OPEN: { description: 'Money is booked in it.' },
    CLOSING: { description: 'Nothing is booked in it any more; its statements are being drafted.' },
    CLOSED: { description: 'All of its statements are drafted. What comes late is booked in a later month.' },
  } satisfies Record<CommissionPeriodStatus, object>,
});

/** Kinds of entries that can change what a partner is to be paid. */
export const LINE_KINDS = [
  'RELEASE',
  'CLAWBACK',
  'RECOVERY',
  'ADJUSTMENT',
  'EXCHANGE',
  'WITHHOLDING',
  'PAYOUT',
  'RETURN',
  'WRITE_OFF',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

export const StatementLineKindType = builder.enumType('StatementLineKind', {
  description: 'Why a line changes what the partner is to be paid.',
  values: {
    RELEASE: { description: 'A commission became payable.' },
    CLAWBACK: { description: 'A commission that was not paid yet was taken back.' },
    RECOVERY: { description: 'A commission that was paid is to be given back.' },
    ADJUSTMENT: { description: 'A dispute was decided.' },
    EXCHANGE: { description: 'Money passed from one currency to another to be paid.' },
    WITHHOLDING: { description: 'Tax was withheld, or given back.' },
    PAYOUT: { description: 'It was paid.' },
    RETURN: { description: 'A payment came back from the bank.' },
    WRITE_OFF: { description: 'The vendor waives what the partner owes.' },
  } satisfies Record<LineKind, object>,
});
