import { partnerTemplate, staffTemplate, type Template } from './notification-template.rules.ts';

/** What people are told of remediation: codes and days alone, as mail is read by others too. */
export const REMEDIATION_TEMPLATES: readonly Template[] = [
  staffTemplate({
    code: 'REMEDIATION_PROPOSED',
    version: 1,
    event: 'remediation_plan.proposed',
    topic: 'PORTFOLIO',
    to: ['CHANNEL_MANAGER'],
    otherwise: ['PARTNER_OPERATIONS'],
    arguments: ['rule', 'period'],
    title: ({ partner }) => `${partner} needs a remediation plan`,
    body: ({ partner, rule, period }) =>
      `${partner} breached ${rule ?? 'a rule'} up to ${period ?? 'the last period'}. The proposal waits for somebody to take it up, and says what it follows from.`,
  }),
  partnerTemplate({
    code: 'REMEDIATION_ACTIVATED',
    version: 1,
    event: 'remediation_plan.activated',
    topic: 'PROGRAM',
    to: ['PARTNER_ADMINS'],
    title: () => 'There is a plan to get you back on track',
    body: () =>
      'Your channel manager has set up a plan with you. The portal says what is measured, what there is to do, and until when.',
  }),
  partnerTemplate({
    code: 'REMEDIATION_ACTION_LATE',
    version: 1,
    event: 'remediation_action.overdue',
    topic: 'PROGRAM',
    to: ['NAMED_MEMBER'],
    arguments: ['dueOn'],
    title: () => 'Something in your plan is overdue',
    body: ({ dueOn }) =>
      `What was due on ${dueOn ?? 'an earlier day'} is not done yet. The portal says what it is.`,
  }),
  staffTemplate({
    code: 'REMEDIATION_ACTION_OVERDUE',
    version: 1,
    event: 'remediation_action.overdue',
    topic: 'DEADLINES',
    to: ['ESCALATED'],
    arguments: ['dueOn'],
    title: ({ partner }) => `An action for ${partner} is overdue`,
    body: ({ partner, dueOn }) =>
      `What you were to do in the remediation plan of ${partner} was due on ${dueOn ?? 'an earlier day'}.`,
  }),
  staffTemplate({
    code: 'REMEDIATION_ESCALATED',
    version: 1,
    event: 'remediation_plan.escalated',
    topic: 'DEADLINES',
    to: ['ESCALATED'],
    otherwise: ['PARTNER_OPERATIONS'],
    arguments: ['dueOn', 'kind', 'rule'],
    title: ({ partner }) => `Remediation of ${partner} is late`,
    body: ({ partner, dueOn, kind, rule }) =>
      `${LATE[kind ?? ''] ?? 'The remediation plan'} of ${partner} by ${rule ?? 'a rule'} was due on ${dueOn ?? 'an earlier day'}, and waits for somebody to act.`,
  }),
];

const LATE: Readonly<Record<string | number, string>> = {
  PROPOSAL: 'The proposal',
  PLAN: 'The plan that failed',
  ACTION: 'An action in the plan',
};
