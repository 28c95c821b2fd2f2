import type { Arguments } from '../domains/notifications/notification-template.rules.ts';
import { templateOf, textOf } from '../domains/notifications/notification-templates.rules.ts';
import { checkTitle } from '../domains/orders/ratification.rules.ts';
import { actionsAvailable } from '../domains/referrals/referral.rules.ts';
import type { ReferralStatus } from '../domains/referrals/referral.states.ts';
import { editableFieldNames } from '../domains/referrals/referral-editing.rules.ts';
import type { Asked } from './finish.ts';

/** A pure rule that finishes a field, for both ways: it is given what the field selects, as Prisma answers it. */
export type FinishingRule = (inputs: never, asked: Asked) => unknown;

type ReferralInputs = Parameters<typeof actionsAvailable>[2] &
  Readonly<{ status: ReferralStatus; partner: Readonly<{ status: string }> }>;

type ToldInputs = Readonly<{
  template: string;
  templateVersion: number;
  arguments: Arguments;
  referral: Readonly<{ customerName: string }> | null;
  partner: Readonly<{ name: string }> | null;
}>;

const textFor = (told: ToldInputs) =>
  textOf(told, { customer: told.referral?.customerName ?? null, partner: told.partner?.name ?? null });

/** The rules by the names that fields declare. */
export const RULES = {
  'referral.availableActions': (referral: ReferralInputs, { actor }) =>
    actionsAvailable(referral.status, actor.roles, referral, referral.partner.status),
  'notification.topic': ({ template, templateVersion }: ToldInputs) =>
    templateOf(template, templateVersion)?.topic ?? null,
  'notification.title': (told: ToldInputs) => textFor(told).title,
  'notification.body': (told: ToldInputs) => textFor(told).body,
  'orderCheck.title': ({ code }: Readonly<{ code: string }>) => checkTitle(code),
  'referral.editableFields': ({ status }: ReferralInputs) => editableFieldNames(status),
} satisfies Readonly<Record<string, FinishingRule>>;

export type RuleName = keyof typeof RULES;
