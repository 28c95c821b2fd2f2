import { describe, expect, it } from 'vitest';
import type { Names } from '../../../src/domains/notifications/notification-template.rules.ts';
import {
  argumentsOf,
  TEMPLATES,
  TOLD_EVENTS,
  templateOf,
  templatesFor,
  textOf,
} from '../../../src/domains/notifications/notification-templates.rules.ts';
import { TOPIC_CODES, TOPICS } from '../../../src/domains/notifications/notification-topics.rules.ts';
import { DECISION_CODES } from '../../../src/domains/referrals/referral.rules.ts';

const NAMES: Names = { customer: 'Initech', partner: 'Acme' };
const GIVEN = { code: 'INCOMPLETE', waitedMinutes: 90, elapsedMinutes: 480, breachMinutes: 960 };

/** Every wording as it is read. Whoever changes one that was sent adds a version, and a row here. */
const TEXTS: [code: string, version: number, title: string, body: string][] = [
  [
    'REFERRAL_ACCEPTED',
    1,
    'Your referral of Initech was accepted',
    'Your referral of Initech was accepted, and is protected from now on. Its page says until when.',
  ],
  [
    'REFERRAL_RETURNED',
    1,
    'Your referral of Initech needs a correction',
    'Your referral of Initech was returned to you. Something is missing. Correct it and submit it again: it keeps its place until the date on its page.',
  ],
  [
    'REFERRAL_REJECTED',
    1,
    'Your referral of Initech was rejected',
    'Your referral of Initech was rejected. Something is missing. Its page says why, and what you can do.',
  ],
  [
    'REFERRAL_WAITLISTED',
    1,
    'Your referral of Initech waits',
    'Your referral of Initech waits, as an earlier claim is in force. It moves up by itself when that one ends.',
  ],
  [
    'REFERRAL_PROMOTED',
    1,
    'Your referral of Initech moved up',
    'Nothing stands before your referral of Initech any more. It is submitted, and will be decided on.',
  ],
  [
    'REFERRAL_LAPSED',
    1,
    'Your referral of Initech lapsed',
    'Your referral of Initech was not corrected in time, and lost its place. You can register it anew.',
  ],
  [
    'REFERRAL_EXPIRED',
    1,
    'The protection of your referral of Initech has ended',
    'The protection of your referral of Initech has ended without a deal. Others can claim the customer now.',
  ],
  [
    'REFERRAL_RESTORED',
    1,
    'Your referral of Initech is protected again',
    'Your referral of Initech is protected again. Its page says until when.',
  ],
  [
    'REFERRAL_REOPENED',
    1,
    'Your referral of Initech is looked at again',
    'Your referral of Initech is in review again, and will be decided on anew.',
  ],
  [
    'REFERRAL_CLOSED',
    1,
    'Your referral of Initech was closed',
    'Your referral of Initech was closed. Something is missing. Its page says more.',
  ],
  [
    'REFERRAL_CONTESTED',
    1,
    'Your referral of Initech is contested',
    'Another claim on Initech has come up. What is unpaid is held until a person at the vendor decides; there is nothing that you have to do.',
  ],
  [
    'REFERRAL_SETTLED',
    1,
    'Your referral of Initech is no longer contested',
    'The vendor has decided: your referral of Initech stands. Its page says what follows.',
  ],
  [
    'ACCOUNT_APPROVED',
    1,
    'Your partner account was approved',
    'Welcome. Your application was approved, and the next steps are in the portal.',
  ],
  [
    'ACCOUNT_ONBOARDING',
    1,
    'Your onboarding has started',
    'The portal lists what is left to do before your account becomes active.',
  ],
  [
    'ACCOUNT_ACTIVATED',
    1,
    'Your partner account is active',
    'Your account is active: you can submit referrals now.',
  ],
  [
    'ACCOUNT_SUSPENDED',
    1,
    'Your partner account is suspended',
    'Your account is suspended: referrals cannot be submitted for now. The portal says why, and whom to ask.',
  ],
  [
    'ACCOUNT_RESUMED',
    1,
    'Your partner account is active again',
    'The suspension of your account has ended: you can submit referrals again.',
  ],
  [
    'ACCOUNT_TERMINATED',
    1,
    'Your partnership has ended',
    'Your partner account was terminated. The portal says why and from which day on.',
  ],
  [
    'ACCOUNT_REINSTATED',
    1,
    'Your partnership starts anew',
    'Your partner account was reinstated under a new agreement. The portal lists what is left to do.',
  ],
  [
    'REVIEW_REQUESTED',
    1,
    'Acme referred Initech',
    'Acme submitted a referral of Initech. It is in the review queue.',
  ],
  [
    'REVIEW_POSSIBLE',
    1,
    "Acme's referral of Initech moved up",
    "What stood before Acme's referral of Initech has ended. It is in the review queue.",
  ],
  [
    'REVIEW_DUE_SOON',
    1,
    "Acme's referral of Initech is due soon",
    "Acme's referral of Initech has waited 1 h 30 min of business time. The standard is 16 h.",
  ],
  [
    'REVIEW_OVERDUE',
    1,
    "Acme's referral of Initech is overdue",
    "Acme's referral of Initech has waited 1 h 30 min of business time. The standard is 16 h.",
  ],
  [
    'CLOCK_WARNED',
    1,
    'Acme waits for an answer',
    'Acme has waited 8 h of business time for an answer. The standard is 16 h.',
  ],
  [
    'CLOCK_BREACHED',
    1,
    'Acme has waited too long',
    'Acme has waited 8 h of business time for an answer, more than the standard of 16 h.',
  ],
  [
    'CLOCK_ESCALATED',
    1,
    'Acme still waits, and it is yours now',
    'Acme has waited 8 h of business time for an answer. The standard is 16 h. Nobody who was told before has answered.',
  ],
  [
    'CONFLICT_IN_PORTFOLIO',
    1,
    "Acme's referral of Initech is contested",
    "Acme's referral of Initech collides with another claim. What is unpaid is held until partner operations decides.",
  ],
  [
    'CONFLICT_TO_DECIDE',
    1,
    'A conflict waits for a decision',
    'Accepted claims on one opportunity collide. What is unpaid is held until it is decided.',
  ],
  ['APPLICATION_RECEIVED', 1, 'Acme wants to become a partner', 'Acme has applied. Approve or decline it.'],
  [
    'PARTNER_ACTIVATED',
    1,
    'Acme is active',
    'Acme is active. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_SUSPENDED',
    1,
    'Acme is suspended',
    'Acme is suspended. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_RESUMED',
    1,
    'Acme is active again',
    'Acme is active again. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_TERMINATED',
    1,
    'Acme is terminated',
    'Acme is terminated. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_REINSTATED',
    1,
    'Acme is reinstated',
    'Acme is reinstated. The history of the account says by whom and why.',
  ],
];

describe('the templates', () => {
  it.each(TEXTS)('%s %i', (template, templateVersion, title, body) => {
    expect(textOf({ template, templateVersion, arguments: GIVEN }, NAMES)).toEqual({ title, body });
  });

  it('are all in the table, each once, and number their versions from 1', () => {
    const listed = TEXTS.map(([code, version]) => `${code} ${version}`);
    expect(TEMPLATES.map(({ code, version }) => `${code} ${version}`)).toEqual(listed);
    expect(new Set(listed).size).toBe(listed.length);
    for (const [code, wordings] of Map.groupBy(TEMPLATES, (template) => template.code))
      expect([code, wordings.map(({ version }) => version).sort()]).toEqual([
        code,
        wordings.map((_, place) => place + 1),
      ]);
  });

  it('tell each topic to its own audience, and leave no topic without something to tell', () => {
    const PARTNERS_ONLY = ['REGISTRANT', 'PARTNER_ADMINS'];
    for (const { code, topic, audience, to, otherwise } of TEMPLATES) {
      expect([code, audience]).toEqual([code, TOPICS[topic].audience]);
      const isForPartner = [...to, ...otherwise].map((recipient) => PARTNERS_ONLY.includes(recipient));
      expect([code, new Set(isForPartner)]).toEqual([code, new Set([audience === 'PARTNER'])]);
    }
    expect(new Set(TEMPLATES.map(({ topic }) => topic))).toEqual(new Set(TOPIC_CODES));
  });

  it('never let a partner read a name but that of its own customer, nor a text that differs by anything else', () => {
    for (const { code, version, audience } of TEMPLATES) {
      if (audience !== 'PARTNER') continue;
      for (const decision of [...DECISION_CODES, null]) {
        const told = { template: code, templateVersion: version, arguments: { code: decision } };
        const known = textOf(told, NAMES);
        expect(known.title + known.body).not.toContain('Acme');
        expect(textOf(told, { ...NAMES, partner: 'Globex' })).toEqual(known);
        const more = {
          ...told,
          arguments: { code: decision, otherPartner: 'Globex', claimId: 'c-1', amount: 5 },
        };
        expect(textOf(more, NAMES)).toEqual(known);
      }
    }
  });

  it('are read without names where those are erased, or hidden from the reader', () => {
    const told = { template: 'REVIEW_REQUESTED', templateVersion: 1, arguments: {} };
    expect(textOf(told, { customer: null, partner: null })).toEqual({
      title: 'a partner referred a customer',
      body: 'a partner submitted a referral of a customer. It is in the review queue.',
    });
    expect(textOf(told, { customer: ' ', partner: 'Acme' }).title).toBe('Acme referred a customer');
  });

  it('take codes and numbers of an event, and nothing that they did not ask for', () => {
    const returned = templateOf('REFERRAL_RETURNED', 1)!;
    expect(argumentsOf(returned, { code: 'INCOMPLETE', from: 'SUBMITTED', heldBy: 'Globex' })).toEqual({
      code: 'INCOMPLETE',
    });
    expect(argumentsOf(returned, { code: { nested: true } })).toEqual({});
    expect(argumentsOf(returned, { code: 'x'.repeat(101) })).toEqual({});
  });

  it('say something of what a newer release told', () => {
    expect(textOf({ template: 'FROM_THE_FUTURE', templateVersion: 1, arguments: {} }, NAMES).title).toBe(
      'There is news for you',
    );
    expect(templateOf('REFERRAL_ACCEPTED', 99)).toBe(templateOf('REFERRAL_ACCEPTED', 1));
  });

  it('are found by their event', () => {
    expect(templatesFor('referral.contested').map(({ code }) => code)).toEqual([
      'REFERRAL_CONTESTED',
      'CONFLICT_IN_PORTFOLIO',
    ]);
    expect(templatesFor('invitation.created')).toEqual([]);
    expect(TOLD_EVENTS).not.toContain('invitation.created');
  });
});
