import { type Recipient, staffTemplate, type Template } from './notification-template.rules.ts';

/** Nothing is told to nobody: where a partner has no channel manager, partner operations hears of it. */
const MANAGER = { to: ['CHANNEL_MANAGER'], otherwise: ['PARTNER_OPERATIONS'] } as const;
const MANAGER_AND_BACKUP = {
  to: ['CHANNEL_MANAGER', 'CHANNEL_BACKUP'],
  otherwise: ['PARTNER_OPERATIONS'],
} as const;
const ESCALATED = { to: ['ESCALATED'] } as const satisfies { to: readonly Recipient[] };

/** Exact to the minute, as a standard of an hour and a half is no rarity. */
const waited = (minutes: string | number | null): string => {
  const total = Number(minutes ?? 0);
  const [hours, rest] = [Math.floor(total / 60), total % 60];
  return hours === 0 ? `${rest} min` : rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
};

const portfolio = (code: string, event: string, what: string) =>
  staffTemplate({
    code,
    version: 1,
    event,
    topic: 'PORTFOLIO',
    to: ['CHANNEL_MANAGER', 'CHANNEL_BACKUP'],
    title: ({ partner }) => `${partner} ${what}`,
    body: ({ partner }) => `${partner} ${what}. The history of the account says by whom and why.`,
  });

const tierReview = (code: string, event: string, what: string) =>
  staffTemplate({
    code,
    version: 1,
    event,
    topic: 'TIER_REVIEWS',
    to: ['PARTNER_OPERATIONS'],
    arguments: ['period'],
    title: ({ partner }) => `${partner} ${what}`,
    body: ({ partner, period }) =>
      `${partner} ${what}, by the review of ${period ?? 'a period'}. The proposal waits for your decision and says what it follows from.`,
  });

/** What the vendor's staff are told: what waits for them, and what becomes of their partners. */
export const STAFF_TEMPLATES: readonly Template[] = [
  staffTemplate({
    code: 'REVIEW_REQUESTED',
    version: 1,
    event: 'referral.submitted',
    topic: 'REFERRALS_TO_REVIEW',
    ...MANAGER,
    title: ({ partner, customer }) => `${partner} referred ${customer}`,
    body: ({ partner, customer }) =>
      `${partner} submitted a referral of ${customer}. It is in the review queue.`,
  }),
  staffTemplate({
    code: 'REVIEW_POSSIBLE',
    version: 1,
    event: 'referral.promoted',
    topic: 'REFERRALS_TO_REVIEW',
    ...MANAGER,
    title: ({ partner, customer }) => `${partner}'s referral of ${customer} moved up`,
    body: ({ partner, customer }) =>
      `What stood before ${partner}'s referral of ${customer} has ended. It is in the review queue.`,
  }),
  staffTemplate({
    code: 'APPEAL_TO_DECIDE',
    version: 1,
    event: 'referral.appealed',
    topic: 'REFERRALS_TO_REVIEW',
    ...MANAGER,
    title: ({ partner, customer }) => `${partner} appeals about ${customer}`,
    body: ({ partner, customer }) => `${partner} objects to the rejection of its referral of ${customer}.`,
  }),
  staffTemplate({
    code: 'EXTENSION_TO_DECIDE',
    version: 1,
    event: 'referral.extension_requested',
    topic: 'REFERRALS_TO_REVIEW',
    ...MANAGER,
    title: ({ partner, customer }) => `${partner} asks for more time with ${customer}`,
    body: ({ partner, customer }) => `${partner} asks to protect its referral of ${customer} for longer.`,
  }),
  staffTemplate({
    code: 'REVIEW_DUE_SOON',
    version: 1,
    event: 'referral.decision_due_soon',
    topic: 'DEADLINES',
    ...MANAGER,
    arguments: ['waitedMinutes', 'breachMinutes'],
    title: ({ partner, customer }) => `${partner}'s referral of ${customer} is due soon`,
    body: ({ partner, customer, waitedMinutes, breachMinutes }) =>
      `${partner}'s referral of ${customer} has waited ${waited(waitedMinutes)} of business time. The standard is ${waited(breachMinutes)}.`,
  }),
  staffTemplate({
    code: 'REVIEW_OVERDUE',
    version: 1,
    event: 'referral.decision_overdue',
    topic: 'DEADLINES',
    ...MANAGER_AND_BACKUP,
    arguments: ['waitedMinutes', 'breachMinutes'],
    title: ({ partner, customer }) => `${partner}'s referral of ${customer} is overdue`,
    body: ({ partner, customer, waitedMinutes, breachMinutes }) =>
      `${partner}'s referral of ${customer} has waited ${waited(waitedMinutes)} of business time. The standard is ${waited(breachMinutes)}.`,
  }),
  staffTemplate({
    code: 'CLOCK_WARNED',
    version: 1,
    event: 'sla.warned',
    topic: 'DEADLINES',
    ...ESCALATED,
    arguments: ['elapsedMinutes', 'breachMinutes'],
    title: ({ partner }) => `${partner} waits for an answer`,
    body: ({ partner, elapsedMinutes, breachMinutes }) =>
      `${partner} has waited ${waited(elapsedMinutes)} of business time for an answer. The standard is ${waited(breachMinutes)}.`,
  }),
  staffTemplate({
    code: 'CLOCK_BREACHED',
    version: 1,
    event: 'sla.breached',
    topic: 'DEADLINES',
    ...ESCALATED,
    arguments: ['elapsedMinutes', 'breachMinutes'],
    title: ({ partner }) => `${partner} has waited too long`,
    body: ({ partner, elapsedMinutes, breachMinutes }) =>
      `${partner} has waited ${waited(elapsedMinutes)} of business time for an answer, more than the standard of ${waited(breachMinutes)}.`,
  }),
  staffTemplate({
    code: 'CLOCK_ESCALATED',
    version: 1,
    event: 'sla.escalated',
    topic: 'DEADLINES',
    ...ESCALATED,
    arguments: ['elapsedMinutes', 'breachMinutes'],
    title: ({ partner }) => `${partner} still waits, and it is yours now`,
    body: ({ partner, elapsedMinutes, breachMinutes }) =>
      `${partner} has waited ${waited(elapsedMinutes)} of business time for an answer. The standard is ${waited(breachMinutes)}. Nobody who was told before has answered.`,
  }),
  staffTemplate({
    code: 'CONFLICT_IN_PORTFOLIO',
    version: 1,
    event: 'referral.contested',
    topic: 'CONFLICTS_TO_DECIDE',
    ...MANAGER_AND_BACKUP,
    title: ({ partner, customer }) => `${partner}'s referral of ${customer} is contested`,
    body: ({ partner, customer }) =>
      `${partner}'s referral of ${customer} collides with another claim. What is unpaid is held until partner operations decides.`,
  }),
  staffTemplate({
    code: 'CONFLICT_TO_DECIDE',
    version: 1,
    event: 'contest.opened',
    topic: 'CONFLICTS_TO_DECIDE',
    to: ['PARTNER_OPERATIONS'],
    title: () => 'A conflict waits for a decision',
    body: () => 'Accepted claims on one opportunity collide. What is unpaid is held until it is decided.',
  }),
  staffTemplate({
    code: 'APPLICATION_RECEIVED',
    version: 1,
    event: 'partner.applied',
    topic: 'APPLICATIONS',
    to: ['PARTNER_OPERATIONS'],
    title: ({ partner }) => `${partner} wants to become a partner`,
    body: ({ partner }) => `${partner} has applied. Approve or decline it.`,
  }),
  tierReview('PROMOTION_TO_DECIDE', 'tier_review.promotion_proposed', 'has earned a higher tier'),
  tierReview('GRACE_TO_DECIDE', 'tier_review.grace_proposed', 'missed what its tier asks'),
  tierReview('DEMOTION_TO_DECIDE', 'tier_review.demotion_proposed', 'is to lose its tier'),
  staffTemplate({
    code: 'PARTNER_DEMOTED_SOON',
    version: 1,
    event: 'tier.demotion_noticed',
    topic: 'PORTFOLIO',
    to: ['CHANNEL_MANAGER', 'CHANNEL_BACKUP'],
    arguments: ['tierCode', 'period'],
    title: ({ partner }) => `${partner} is about to lose its tier`,
    body: ({ partner, tierCode, period }) =>
      `${partner} was told that it missed in ${period ?? 'a period'} what ${tierCode ?? 'its tier'} asks. Its standing says what is missing.`,
  }),
  portfolio('PARTNER_ACTIVATED', 'partner.activated', 'is active'),
  portfolio('PARTNER_SUSPENDED', 'partner.suspended', 'is suspended'),
  portfolio('PARTNER_RESUMED', 'partner.resumed', 'is active again'),
  portfolio('PARTNER_TERMINATED', 'partner.terminated', 'is terminated'),
  portfolio('PARTNER_REINSTATED', 'partner.reinstated', 'is reinstated'),
];
