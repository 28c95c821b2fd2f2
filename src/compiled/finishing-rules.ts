import { awardStatusOn, standingOf } from '../domains/certifications/award-days.rules.ts';
import type { Arguments } from '../domains/notifications/notification-template.rules.ts';
import { templateOf, textOf } from '../domains/notifications/notification-templates.rules.ts';
import { actionsAvailable } from '../domains/referrals/referral.rules.ts';
import type { ReferralStatus } from '../domains/referrals/referral.states.ts';
import { editableFieldNames } from '../domains/referrals/referral-editing.rules.ts';
import { dayFrom } from '../kernel/time.ts';
import type { Asked } from './finish.ts';

/** A pure rule that finishes a field: it is given what the statement brought, instants as text and large numbers too. */
type FinishingRule = (inputs: never, asked: Asked) => unknown;

type ReferralInputs = Parameters<typeof actionsAvailable>[2] &
  Readonly<{ status: ReferralStatus; partner: Readonly<{ status: string }> }>;

type ToldInputs = Readonly<{
  template: string;
  templateVersion: number;
  arguments: Arguments;
  referral: Readonly<{ customerName: string }> | null;
  partner: Readonly<{ name: string }> | null;
}>;

type AwardInputs = Readonly<{
  validFrom: string;
  endsOn: string | null;
  revokedAt: string | null;
  renewedBy: Readonly<{ revokedAt: string | null }> | null;
  today: string;
}>;

const dateFrom = (text: string | null): Date | null => (text === null ? null : new Date(text));

function awardStatus({ validFrom, endsOn, revokedAt, renewedBy, today }: AwardInputs) {
  const standing = standingOf({
    ...{ validFrom: dayFrom(validFrom), endsOn: endsOn === null ? null : dayFrom(endsOn) },
    revokedAt: dateFrom(revokedAt),
    renewedBy: renewedBy && { revokedAt: dateFrom(renewedBy.revokedAt) },
  });
  return awardStatusOn(standing, dayFrom(today), dayFrom(today));
}

const textFor = (told: ToldInputs) =>
  textOf(told, { customer: told.referral?.customerName ?? null, partner: told.partner?.name ?? null });

/** The rules by the names that fields declare. */
export const RULES: Readonly<Record<string, FinishingRule>> = {
  'referral.availableActions': (referral: ReferralInputs, { actor }) =>
    actionsAvailable(referral.status, actor.roles, referral, referral.partner.status),
  'notification.topic': ({ template, templateVersion }: ToldInputs) =>
    templateOf(template, templateVersion)?.topic ?? null,
  'notification.title': (told: ToldInputs) => textFor(told).title,
  'notification.body': (told: ToldInputs) => textFor(told).body,
  'certificationAward.status': awardStatus,
  'referral.editableFields': ({ status }: ReferralInputs) => editableFieldNames(status),
};
