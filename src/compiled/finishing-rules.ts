import { agreementActionsAvailable, agreementStatusOf } from '../domains/agreements/agreement.rules.ts';
import { type Required, requiredDocumentsOn } from '../domains/agreements/required-documents.rules.ts';
import { awardStatusOn, standingOf } from '../domains/certifications/award-days.rules.ts';
import {
  type EarningMovement,
  earningStatusOf,
  totalsOf,
} from '../domains/commissions/earning-standing.rules.ts';
import { explainedEntry, type StoredEntry } from '../domains/ledger/ledger-explanation.rules.ts';
import type { Arguments } from '../domains/notifications/notification-template.rules.ts';
import { templateOf, textOf } from '../domains/notifications/notification-templates.rules.ts';
import { checkTitle } from '../domains/orders/ratification.rules.ts';
import { type NextPayoutInputs, nextPayoutRead } from '../domains/payouts/next-payout.rules.ts';
import {
  type EntitlementDays,
  entitlementActions,
  entitlementStatusOf,
} from '../domains/programs/benefit-entitlement.rules.ts';
import { actionsAvailable } from '../domains/referrals/referral.rules.ts';
import type { ReferralStatus } from '../domains/referrals/referral.states.ts';
import { editableFieldNames } from '../domains/referrals/referral-editing.rules.ts';
import { progressTold } from '../domains/remediation/remediation.rules.ts';
import { type StoredBusinessCalendar, storedBusinessCalendarOf } from '../domains/settings/settings.rules.ts';
import { type Clock, elapsedMinutesAt } from '../domains/sla/sla-clock.rules.ts';
import { statementActionsAvailable } from '../domains/statements/statement.rules.ts';
import type { StatementStatus } from '../domains/statements/statement.states.ts';
import { contestOf } from '../domains/statements/statement-text.rules.ts';
import type { Asked } from './finish.ts';

/** A pure rule that finishes a field, for both ways: it is given what the field selects, as Prisma answers it. */
export type FinishingRule = (inputs: never, asked: Asked) => unknown;

type ReferralInputs = Parameters<typeof actionsAvailable>[2] &
  Readonly<{ status: ReferralStatus; partner: Readonly<{ status: string }> }>;

type Today = Readonly<{ today: Date }>;

type AgreementInputs = Parameters<typeof agreementStatusOf>[0] & Today;

type ClockInputs = Omit<Clock, 'elapsedMs'> &
  Readonly<{ elapsedMs: bigint; calendars: readonly StoredBusinessCalendar[] }>;

type EntitlementInputs = EntitlementDays & Today;

type StatementInputs = Readonly<{
  status: StatementStatus;
  partnerId: string;
  fiscalMonth: Readonly<{ status: string }>;
}>;

type EarningInputs = Readonly<{ currency: string; entries: readonly EarningMovement[] }>;

type ToldInputs = Readonly<{
  template: string;
  templateVersion: number;
  arguments: Arguments;
  referral: Readonly<{ customerName: string }> | null;
  partner: Readonly<{ name: string }> | null;
}>;

type AwardInputs = Parameters<typeof standingOf>[0] & Today & Readonly<{ on: Date }>;

const awardStatus = ({ today, on, ...award }: AwardInputs) => awardStatusOn(standingOf(award), on, today);

const textFor = (told: ToldInputs) =>
  textOf(told, { customer: told.referral?.customerName ?? null, partner: told.partner?.name ?? null });

const statementActions = (
  { status, partnerId, fiscalMonth }: StatementInputs,
  { actor: { roles, membership } }: Asked,
) =>
  statementActionsAvailable(
    { status, partnerId, periodStatus: fiscalMonth.status },
    roles,
    membership?.partnerId ?? null,
  );

/** The rules by the names that fields declare. */
export const RULES = {
  'agreement.availableActions': (agreement: AgreementInputs, { actor }: Asked) =>
    agreementActionsAvailable(agreement, agreement.today, actor.roles),
  'agreement.status': (agreement: AgreementInputs) => agreementStatusOf(agreement, agreement.today),
  'benefitEntitlement.availableActions': (days: EntitlementInputs, { actor }: Asked) =>
    entitlementActions(days, days.today, actor.roles),
  'benefitEntitlement.status': (days: EntitlementInputs) => entitlementStatusOf(days, days.today),
  'remediationPlan.progress': progressTold,
  'commissionEarning.status': ({ currency, entries }: EarningInputs) =>
    earningStatusOf(totalsOf(entries, currency), entries.length > 0),
  'ledgerEntry.explanation': (entry: StoredEntry) => explainedEntry(entry),
  'partner.requiredDocuments': (required: Required) => requiredDocumentsOn(required),
  'partner.nextPayout': (inputs: NextPayoutInputs, { actor }: Asked) =>
    nextPayoutRead(inputs, actor.kind !== 'PARTNER'),
  'slaClock.elapsedMinutes': ({ calendars, ...clock }: ClockInputs, { now }: Asked) =>
    elapsedMinutesAt(
      storedBusinessCalendarOf(calendars[0]!),
      { ...clock, elapsedMs: Number(clock.elapsedMs) },
      now,
    ),
  'statement.availableActions': statementActions,
  'statementLine.contest': contestOf,
  'referral.availableActions': (referral: ReferralInputs, { actor }: Asked) =>
    actionsAvailable(referral.status, actor.roles, referral, referral.partner.status),
  'notification.topic': ({ template, templateVersion }: ToldInputs) =>
    templateOf(template, templateVersion)?.topic ?? null,
  'notification.title': (told: ToldInputs) => textFor(told).title,
  'notification.body': (told: ToldInputs) => textFor(told).body,
  'certificationAward.status': awardStatus,
  'orderCheck.title': ({ code }: Readonly<{ code: string }>) => checkTitle(code),
  'referral.editableFields': ({ status }: ReferralInputs) => editableFieldNames(status),
} satisfies Readonly<Record<string, FinishingRule>>;

export type RuleName = keyof typeof RULES;
