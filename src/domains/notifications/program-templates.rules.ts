import { partnerTemplate, type Template } from './notification-template.rules.ts';

/** What a partner is told of its place in a program: codes and days alone, so that nothing has to be looked up. */
export const PROGRAM_TEMPLATES: readonly Template[] = [
  partnerTemplate({
    code: 'TIER_PLACED',
    version: 1,
    event: 'tier.placed',
    topic: 'PROGRAM',
    to: ['PARTNER_ADMINS'],
    arguments: ['tierCode', 'programCode', 'effectiveOn'],
    title: ({ tierCode, effectiveOn }) =>
      `Your tier is ${tierCode ?? 'another'} from ${effectiveOn ?? 'now'} on`,
    body: ({ tierCode, programCode, effectiveOn }) =>
      `In the program ${programCode ?? 'of the vendor'} your tier is ${tierCode ?? 'another'} from ${effectiveOn ?? 'now'} on. The portal says why, and what comes with it.`,
  }),
  partnerTemplate({
    code: 'WAIVER_GRANTED',
    version: 1,
    event: 'waiver.granted',
    topic: 'PROGRAM',
    to: ['PARTNER_ADMINS'],
    arguments: ['requirementCode', 'programCode', 'validFrom', 'validTo'],
    title: ({ requirementCode }) => `${requirementCode ?? 'A requirement'} is waived for you`,
    body: ({ requirementCode, programCode, validFrom, validTo }) =>
      `In the program ${programCode ?? 'of the vendor'} ${requirementCode ?? 'a requirement'} counts as met from ${validFrom ?? 'now'} until ${validTo ?? 'later'}. The portal says why.`,
  }),
  partnerTemplate({
    code: 'DEMOTION_NOTICED',
    version: 1,
    event: 'tier.demotion_noticed',
    topic: 'PROGRAM',
    to: ['PARTNER_ADMINS'],
    arguments: ['tierCode', 'programCode', 'period', 'graceUntil', 'effectiveOn'],
    title: ({ tierCode }) => `Your tier ${tierCode ?? ''} is about to end`.replace('  ', ' '),
    body: ({ tierCode, programCode, period, graceUntil, effectiveOn }) =>
      `In ${period ?? 'the last period'} you missed what ${tierCode ?? 'your tier'} of the program ${programCode ?? 'of the vendor'} asks. ` +
      (graceUntil
        ? `You keep it until ${graceUntil}, and beyond if you have recovered by then.`
        : `From ${effectiveOn ?? 'then'} on you are in a lower tier.`) +
      ' The portal says what is missing.',
  }),
];
