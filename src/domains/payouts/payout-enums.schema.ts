import { builder } from '../../graphql/builder.ts';
import type { PayoutOutcome } from './payee-position.rules.ts';
import type { PayoutAction, PayoutStatus } from './payout.states.ts';
import type { PayoutHoldCode, PayoutHoldNext } from './payout-hold.rules.ts';
import type { AgeBucket } from './recoverable.rules.ts';

export const PayoutStatusType = builder.enumType('PayoutStatus', {
  description: 'Where a payout stands. Partners see those that were sent.',
  values: {
    DRAFT: { description: 'Worked out, and waiting for the approval of somebody else.' },
    APPROVED: { description: 'Approved by two people; nothing has moved yet.' },
    SENT: { description: 'On its way through the bank; the partner is owed it no more.' },
    SETTLED: { description: 'The bank has paid it.' },
    RETURNED: {
      description: 'The bank has returned it: all of it is payable again, and goes out with another payout.',
    },
    CANCELLED: { description: 'Given up before it was sent.' },
  } satisfies Record<PayoutStatus, object>,
});

export const PayoutActionType = builder.enumType('PayoutAction', {
  description: 'What can be done with a payout.',
  values: {
    APPROVE: { description: 'Approve it, where you did not draft it: `payoutApprove`.' },
    SEND: { description: 'Book it and hand it to the bank: `payoutSend`.' },
    SETTLE: { description: 'Say on which day the bank paid: `payoutSettle`.' },
    RETURN: { description: 'Say that the bank returned it: `payoutReturn`.' },
    CANCEL: { description: 'Give it up: `payoutCancel`.' },
  } satisfies Record<PayoutAction, object>,
});

export const PayoutHoldCodeType = builder.enumType('PayoutHoldCode', {
  description: 'Why nothing is paid for now.',
  values: {
    TAX_FORM_MISSING: { description: 'The tax form that the vendor asks for is not in force.' },
    BANK_DETAILS_MISSING: { description: 'Nobody has said where to pay.' },
    BANK_DETAILS_UNVERIFIED: { description: 'Finance has not verified where to pay.' },
    BANK_DETAILS_JUST_CHANGED: { description: 'Where to pay was changed a few days ago.' },
    PARTNER_SUSPENDED: { description: 'The partner is suspended.' },
    HOLD_BY_FINANCE: { description: "The vendor's finance holds payouts to the partner." },
  } satisfies Record<PayoutHoldCode, object>,
});

export const PayoutHoldNextType = builder.enumType('PayoutHoldNext', {
  description: 'What the partner does next about a hold.',
  values: {
    HAND_IN_TAX_FORM: {
      description: 'Hand in the form that `templateCode` names: `documentSubmit` or `agreementAccept`.',
    },
    ENTER_BANK_DETAILS: { description: 'Say where to pay: `payeeAccountSet`.' },
    WAIT_FOR_VERIFICATION: { description: 'Wait for finance.' },
    WAIT_UNTIL_DATE: { description: 'Wait until the day that `until` says.' },
    ASK_THE_VENDOR: { description: 'Ask the vendor.' },
  } satisfies Record<PayoutHoldNext, object>,
});

export const PayoutOutcomeType = builder.enumType('PayoutOutcome', {
  description: 'What becomes of what a payee is to be paid.',
  values: {
    DUE: { description: 'It is paid: a payout can be drafted, or was by this request.' },
    BELOW_MINIMUM: { description: 'It is less than is paid at once, and carries forward.' },
    NOTHING_DUE: { description: 'Nothing of issued statements is payable, or as much is owed.' },
    HELD: { description: 'Something holds it; `holds` says what.' },
    NO_RATE: { description: 'A rate between two currencies is missing; `missingRate` names them.' },
    ALREADY_DRAFTED: { description: 'A payout is drafted or approved already.' },
  } satisfies Record<PayoutOutcome, object>,
});

export const PayeeAccountStatusType = builder.enumType('PayeeAccountStatus', {
  description: 'Whether money goes to an account.',
  values: {
    UNVERIFIED: { description: 'Finance has not verified it yet.' },
    VERIFIED: { description: 'Finance has verified it.' },
    REVOKED: { description: 'Replaced by another, or ended.' },
  },
});

export const PayeeAccountActionType = builder.enumType('PayeeAccountAction', {
  description: 'What can be done with an account.',
  values: {
    VERIFY: { description: 'Confirm for finance whose it is: `payeeAccountVerify`.' },
    REVOKE: { description: 'End it: `payeeAccountRevoke`.' },
  },
});

export const AgeBucketType = builder.enumType('RecoverableAge', {
  description: 'How long the oldest of what is owed has been owed.',
  values: {
    UP_TO_30_DAYS: { description: '0 to 30 days.' },
    UP_TO_60_DAYS: { description: '31 to 60 days.' },
    UP_TO_90_DAYS: { description: '61 to 90 days.' },
    OVER_90_DAYS: { description: '91 days or more.' },
  } satisfies Record<AgeBucket, object>,
});

export const WriteOffStatusType = builder.enumType('RecoverableWriteOffStatus', {
  description: 'Where a proposal to write off stands.',
  values: {
    PROPOSED: { description: 'Waits for somebody else.' },
    APPROVED: { description: 'Given up: it is not owed any more.' },
    REJECTED: { description: 'Still owed.' },
  },
});

/** What can be said of a hold without saying why finance has placed it. */
export const PayoutHoldReasonType = builder
  .objectRef<
    Readonly<{ code: PayoutHoldCode; next: PayoutHoldNext; until: Date | null; templateCode: string | null }>
  >('PayoutHoldReason')
  .implement({
    description: 'Something that holds payouts, and what to do about it.',
    fields: (t) => ({
      code: t.expose('code', { type: PayoutHoldCodeType, description: 'What holds.' }),
      next: t.expose('next', { type: PayoutHoldNextType, description: 'What the partner does next.' }),
      until: t.expose('until', {
        type: 'Date',
        nullable: true,
        description:
          "The first day without it, in the vendor's time zone; null where it does not end by itself.",
      }),
      templateCode: t.exposeString('templateCode', {
        nullable: true,
        description: 'The code of the form that is missing; null for every other code.',
      }),
    }),
  });
