import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
import { TEXTS } from './texts.ts';

const NAMES: Names = { customer: 'Initech', partner: 'Acme' };
const GIVEN = {
  ...{ code: 'INCOMPLETE', waitedMinutes: 90, elapsedMinutes: 480, breachMinutes: 960 },
  ...{ programCode: 'REFERRAL', tierCode: 'GOLD', effectiveOn: '2026-07-01' },
  ...{ period: 'FY2026-Q2', requirementCode: 'DEALS', validFrom: '2026-07-01', validTo: '2027-01-01' },
  ...{ endsOn: '2026-12-24', daysLeft: 28 },
  ...{ rule: 'FEW_REFERRALS', kind: 'PLAN', dueOn: '2026-05-15' },
  ...{ currency: 'EUR', acceptsOn: '2026-10-14', outcome: 'PARTLY_UPHELD' },
};

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
    const PARTNERS_ONLY = ['REGISTRANT', 'PARTNER_ADMINS', 'CERTIFIED_PERSON', 'NAMED_MEMBER'];
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

  it('say until when a grace lasts, where there is one', () => {
    const told = { template: 'DEMOTION_NOTICED', templateVersion: 1 };
    expect(
      textOf(
        { ...told, arguments: { ...GIVEN, effectiveOn: null, graceUntil: '2026-07-30' } } as never,
        NAMES,
      ).body,
    ).toContain('You keep it until 2026-07-30, and beyond if you have recovered by then.');
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

  it('are of events that something appends', () => {
    const folders = ['domains', 'workflows'].map((name) =>
      resolve(import.meta.dirname, '../../../src', name),
    );
    const sources = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.startsWith('notifications'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    const appended = (type: string) => sources.some((source) => source.includes(`'${type}'`));
    expect(TOLD_EVENTS.filter((type) => !appended(type))).toEqual([]);
    expect(appended('referral.forgotten')).toBe(false);
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
