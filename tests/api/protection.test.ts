import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aStaffMember, type Member } from '../support/builders.ts';
import { type Answer, uuidOf } from '../support/engagement.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Protection, setUpProtection } from '../support/protection.ts';

let portal: Portal;
let place: Protection;
let company: object;
let referral: Answer;

const ACCEPTED = '2026-01-10T09:00:00Z';
const BEFORE_END = '2026-04-10T08:59:59.999Z';
const END = '2026-04-10T09:00:00Z';
const LATER = '2026-04-20T09:00:00Z';

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpProtection(portal);
});

beforeEach(async () => {
  company = place.aCompany();
  referral = await place.acceptedAt(ACCEPTED, place.first, company);
});

const request = (instant: string, more: object = {}, by: Member = place.first) => {
  place.at(instant);
  const evidence = 'Two workshops were held; the offer is due in May.';
  return place.move(by, 'referralRequestExtension', referral, { days: 30, evidence, ...more });
};
const decide = (instant: string, more: object, by: { subject: string } = place.operations) => {
  place.at(instant);
  return place.move(by, 'referralExtensionDecide', referral, more);
};
const grant = (instant: string, days = 30) => decide(instant, { decision: 'GRANT', days });
const refuse = (instant: string, message = 'Nothing has happened since March.') =>
  decide(instant, { decision: 'REFUSE', message });
const rivalAt = async (instant: string) => {
  place.at(instant);
  return await place.submitted(place.second, company);
};

describe('an extension asked for in time', () => {
  it('keeps the claim while it waits, and decided after the end goes on without a gap', async () => {
    expect(await request(BEFORE_END)).toMatchObject({
      status: 'ACCEPTED',
      extensions: [{ status: 'REQUESTED', requestedDays: 30, grantedUntil: null, message: null }],
    });
    const rival = await rivalAt(END);
    await place.run(LATER);
    expect(await place.statusesOf(referral, rival)).toEqual(['ACCEPTED', 'WAITLISTED']);
    expect(await grant(LATER, 20)).toMatchObject({
      status: 'ACCEPTED',
      protectedUntil: '2026-04-30T09:00:00.000Z',
      protection: [{ from: '2026-01-10T09:00:00.000Z', until: '2026-04-30T09:00:00.000Z' }],
      extensions: [{ status: 'GRANTED', grantedUntil: '2026-04-30T09:00:00.000Z' }],
    });
    await place.run('2026-04-30T08:59:59.999Z');
    expect(await place.statusOf(rival)).toBe('WAITLISTED');
    await place.run('2026-04-30T09:00:00Z');
    expect(await place.statusesOf(referral, rival)).toEqual(['EXPIRED', 'SUBMITTED']);
  });

  it('refused after the end ends the protection at once', async () => {
    await request(BEFORE_END);
    const rival = await rivalAt(END);
    expect(await refuse(LATER)).toMatchObject({
      status: 'EXPIRED',
      extensions: [{ status: 'REFUSED', message: 'Nothing has happened since March.' }],
    });
    expect(await place.statusOf(rival)).toBe('SUBMITTED');
  });

  it('refused before the end changes nothing of the protection', async () => {
    await request('2026-03-01T09:00:00Z');
    expect(await refuse('2026-03-02T09:00:00Z')).toMatchObject({
      status: 'ACCEPTED',
      protectedUntil: '2026-04-10T09:00:00.000Z',
    });
    // Another may be asked for once the first is decided.
    expect((await request('2026-03-03T09:00:00Z')).extensions).toHaveLength(2);
  });
});

describe('an extension asked for too late', () => {
  it('restores what has expired where the customer is still free, with a gap', async () => {
    await request(END);
    await place.run(END);
    expect(await place.statusOf(referral)).toBe('EXPIRED');
    expect(await grant(LATER)).toMatchObject({
      status: 'ACCEPTED',
      protectedUntil: '2026-05-20T09:00:00.000Z',
      protection: [
        { from: '2026-01-10T09:00:00.000Z', until: '2026-04-10T09:00:00.000Z' },
        { from: '2026-04-20T09:00:00.000Z', until: '2026-05-20T09:00:00.000Z' },
      ],
    });
    expect(await place.eventsOf(referral)).toContain('referral.restored');
    expect((await rivalAt('2026-04-21T09:00:00Z')).status).toBe('WAITLISTED');
  });

  it('is not granted where somebody else has claimed the customer since, of whom nothing is said', async () => {
    await request(END);
    await place.run(END);
    expect((await rivalAt(LATER)).status).toBe('SUBMITTED');
    const before = await place.rowsOf(referral);
    expect(await grant(LATER)).toMatchObject({
      __typename: 'InvalidStateError',
      state: 'EXPIRED',
      message:
        'GRANT_EXTENSION is not possible in state EXPIRED: the request came after the protection had ended, and the customer is not free any more. Refuse it. Possible now: none.',
    });
    expect(await place.rowsOf(referral)).toEqual(before);
    expect(await refuse(LATER)).toMatchObject({ status: 'EXPIRED', extensions: [{ status: 'REFUSED' }] });
  });
});

describe('a request', () => {
  it.each([
    [{ days: 0 }, 'days', 'OUT_OF_RANGE'],
    [{ days: 91 }, 'days', 'OUT_OF_RANGE'],
    [{ evidence: ' ' }, 'evidence', 'REQUIRED'],
    [{ evidence: 'x'.repeat(4_001) }, 'evidence', 'TOO_LONG'],
  ])('with %o is refused', async (more, field, code) => {
    const before = await portal.arrange((tx) => tx.event.count());
    const answer = await request('2026-03-01T09:00:00Z', more);
    expect(answer).toMatchObject({ __typename: 'InvalidInputError' });
    expect(answer.fields[0]).toEqual({ field, code });
    expect(await portal.arrange((tx) => tx.event.count())).toBe(before);
  });

  it('is one at a time, of the partner itself, of an accepted referral, as it was read', async () => {
    const stranger = await request('2026-03-01T09:00:00Z', {}, place.second);
    expect(stranger.__typename).toBe('NotFoundError');
    const member = await aMember(portal, place.first.partnerId, 'PARTNER_MEMBER');
    expect((await request('2026-03-01T09:00:00Z', {}, member)).__typename).toBe('NotFoundError');
    expect((await request('2026-03-01T09:00:00Z', { version: 1 })).__typename).toBe('StaleVersionError');
    expect((await request('2026-03-01T09:00:00Z', {}, place.operations as Member)).__typename).toBe(
      'ForbiddenError',
    );
    expect((await request('2026-03-01T09:00:00Z')).status).toBe('ACCEPTED');
    expect((await request('2026-03-01T09:00:00Z')).__typename).toBe('InvalidStateError');
    referral = await place.submitted(place.first, place.aCompany());
    expect(await request('2026-03-01T09:00:00Z')).toMatchObject({ state: 'SUBMITTED' });
  });

  it('made twice at once is made once', async () => {
    place.at('2026-03-01T09:00:00Z');
    const input = { id: referral.id, version: referral.version, days: 30, evidence: 'It goes on.' };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => place.send(place.first, 'referralRequestExtension', input)),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'Referral',
      'StaleVersionError',
      'StaleVersionError',
      'StaleVersionError',
    ]);
    const where = { referralId: uuidOf(referral.id) };
    expect(await portal.arrange((tx) => tx.protectionExtension.count({ where }))).toBe(1);
  });
});

describe('a decision', () => {
  it.each([
    [{ decision: 'GRANT' }, 'days', 'REQUIRED'],
    [{ decision: 'GRANT', days: 91 }, 'days', 'OUT_OF_RANGE'],
    [{ decision: 'REFUSE' }, 'message', 'REQUIRED'],
    [{ decision: 'REFUSE', message: 'No.', days: 3 }, 'days', 'NOT_EXPECTED'],
  ])('%o is refused', async (more, field, code) => {
    await request('2026-03-01T09:00:00Z');
    const answer = await decide('2026-03-02T09:00:00Z', more);
    expect(answer.fields).toEqual([{ field, code }]);
    expect((await place.read(place.first, referral)).extensions[0].status).toBe('REQUESTED');
  });

  it('needs a request, and is not the partner’s', async () => {
    expect((await grant('2026-03-02T09:00:00Z')).__typename).toBe('InvalidStateError');
    await request('2026-03-01T09:00:00Z');
    const own = await decide('2026-03-02T09:00:00Z', { decision: 'GRANT', days: 30 }, place.first);
    expect(own.__typename).toBe('ForbiddenError');
    const { protectedUntil } = await place.read(place.first, referral);
    expect(protectedUntil).toBe('2026-04-10T09:00:00.000Z');
  });

  it('is the channel manager’s for the portfolio', async () => {
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await request('2026-03-01T09:00:00Z');
    const answer = () => decide('2026-03-02T09:00:00Z', { decision: 'GRANT', days: 30 }, manager);
    expect((await answer()).__typename).toBe('NotFoundError');
    await anAssignment(portal, place.first.partnerId, manager.personId);
    expect(await answer()).toMatchObject({ protectedUntil: '2026-05-10T09:00:00.000Z' });
    expect(portal.unexpected).toEqual([]);
  });
});
