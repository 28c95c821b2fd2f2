import { addDays } from '../../kernel/days.ts';

/** Why a payee is not paid for now. */
export type PayoutHoldCode =
  | 'TAX_FORM_MISSING'
  | 'BANK_DETAILS_MISSING'
  | 'BANK_DETAILS_UNVERIFIED'
  | 'BANK_DETAILS_JUST_CHANGED'
  | 'PARTNER_SUSPENDED'
  | 'HOLD_BY_FINANCE';

/** What the partner does next. */
export type PayoutHoldNext =
  | 'HAND_IN_TAX_FORM'
  | 'ENTER_BANK_DETAILS'
  | 'WAIT_FOR_VERIFICATION'
  | 'WAIT_UNTIL_DATE'
  | 'ASK_THE_VENDOR';

export type PayoutHoldReason = Readonly<{
  code: PayoutHoldCode;
  next: PayoutHoldNext;
  /** The first day without it; null where it does not end by itself. */
  until: Date | null;
  /** The code of the form that is missing. */
  templateCode: string | null;
}>;

export type PayeeStanding = Readonly<{
  partnerStatus: string;
  /** Whether what counts as a tax form is in force; null where none is asked. */
  hasTaxForm: boolean | null;
  taxFormTemplate: string | null;
  account: Readonly<{ enteredOn: Date; isVerified: boolean }> | null;
  isHeldByFinance: boolean;
}>;

const NEXT: Readonly<Record<PayoutHoldCode, PayoutHoldNext>> = {
  TAX_FORM_MISSING: 'HAND_IN_TAX_FORM',
  BANK_DETAILS_MISSING: 'ENTER_BANK_DETAILS',
  BANK_DETAILS_UNVERIFIED: 'WAIT_FOR_VERIFICATION',
  BANK_DETAILS_JUST_CHANGED: 'WAIT_UNTIL_DATE',
  PARTNER_SUSPENDED: 'ASK_THE_VENDOR',
  HOLD_BY_FINANCE: 'ASK_THE_VENDOR',
};

/** The first day on which details that were entered on a day can be paid to. */
export const holdEndsOn = (enteredOn: Date, bankHoldDays: number): Date => addDays(enteredOn, bankHoldDays);

/** Everything that holds a payee's payout on a day of the vendor's calendar. A partner that has left is still paid. */
export function holdsOn(standing: PayeeStanding, bankHoldDays: number, today: Date): PayoutHoldReason[] {
  const holds: PayoutHoldReason[] = [];
  const hold = (code: PayoutHoldCode, more: Partial<PayoutHoldReason> = {}) =>
    holds.push({ code, next: NEXT[code], until: null, templateCode: null, ...more });
  const { account } = standing;
  if (standing.hasTaxForm === false) hold('TAX_FORM_MISSING', { templateCode: standing.taxFormTemplate });
  if (account === null) hold('BANK_DETAILS_MISSING');
  if (account && !account.isVerified) hold('BANK_DETAILS_UNVERIFIED');
  const until = account ? holdEndsOn(account.enteredOn, bankHoldDays) : null;
  if (until && today < until) hold('BANK_DETAILS_JUST_CHANGED', { until });
  if (standing.partnerStatus === 'SUSPENDED') hold('PARTNER_SUSPENDED');
  if (standing.isHeldByFinance) hold('HOLD_BY_FINANCE');
  return holds;
}
