import { beforeAll, describe, expect, it } from 'vitest';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Protection, setUpProtection } from '../support/protection.ts';

let portal: Portal;
let place: Protection;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  place = await setUpProtection(portal);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
});

describe('a returned referral', () => {
  it('lapses when its time is over, and the one that waited moves up', async () => {
    place.at('2026-06-05T14:00:00Z');
    const company = place.aCompany();
    const held = await place.submitted(place.first, company);
    const waiting = await place.submitted(place.second, company);
    expect(waiting.status).toBe('WAITLISTED');
    const returned = await place.move(place.operations, 'referralReturn', held, {
      code: 'INCOMPLETE',
      message: 'Which site?',
    });
    // Ten business days after Friday 5 June.
    expect((await place.read(place.first, held)).lapsesAt).toBe('2026-06-19T14:00:00.000Z');

    await place.run('2026-06-19T13:59:59.999Z');
    expect(await place.statusesOf(held, waiting)).toEqual(['RETURNED', 'WAITLISTED']);
    expect((await place.run('2026-06-19T14:00:00Z')).rowCount).toBe(1);
    expect(await place.statusesOf(held, waiting)).toEqual(['EXPIRED', 'SUBMITTED']);
    expect((await place.run('2026-06-19T14:00:00Z')).rowCount).toBe(0);
    expect((await place.eventsOf(held)).slice(-2)).toEqual(['referral.lapsed', 'claim.released']);
    expect(await place.eventsOf(waiting)).toContain('referral.promoted');
    expect(returned.status).toBe('RETURNED');
  });

  it('cannot be submitted any more once its time is over, though the job is late', async () => {
    place.at('2026-06-05T14:00:00Z');
    const held = await place.submitted(place.first, place.aCompany());
    await place.move(place.operations, 'referralReturn', held, {
      code: 'INCOMPLETE',
      message: 'Which site?',
    });
    place.at('2026-06-19T14:00:00Z');
    expect(await place.move(place.first, 'referralSubmit', held)).toMatchObject({
      __typename: 'InvalidStateError',
      state: 'RETURNED',
    });
    place.at('2026-06-19T13:59:59Z');
    expect((await place.move(place.first, 'referralSubmit', held)).status).toBe('SUBMITTED');
  });
});

describe('protection', () => {
  it('ends while the deal is open, others can claim, and a win within the tail is attributed', async () => {
    const company = place.aCompany();
    // Ninety days later, and 180 days of tail after that, by the rules that were in force.
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, company);
    const deal = place.aDealOf(referral);
    expect(await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn: '2026-02-01' })).toEqual({
      outcome: 'CREATED',
      errors: [],
    });
    place.at('2026-03-01T09:00:00Z');
    const waiting = await place.submitted(place.second, company);
    expect(await place.read(place.first, referral)).toMatchObject({
      protectedUntil: '2026-04-10T09:00:00.000Z',
      attributions: [{ status: 'PENDING', because: 'DEAL_OPEN', tailEndsOn: '2026-10-07' }],
    });

    await place.run('2026-04-10T08:59:59.999Z');
    expect(await place.statusesOf(referral, waiting)).toEqual(['ACCEPTED', 'WAITLISTED']);
    expect((await place.run('2026-04-10T09:00:00Z')).rowCount).toBe(1);
    expect(await place.statusesOf(referral, waiting)).toEqual(['ACCEPTED', 'SUBMITTED']);
    expect((await place.run('2026-05-01T00:00:00Z')).rowCount).toBe(0);
    const events = (await place.eventsOf(referral)).filter((type) => type === 'referral.protection_ended');
    expect(events).toHaveLength(1);

    await deal('2026-09-20T09:00:00Z', { stage: 'WON', openedOn: '2026-02-01', closeOn: '2026-09-18' });
    const { status, attributions } = await place.read(place.first, referral);
    expect(status).toBe('ACCEPTED');
    expect(attributions).toEqual([
      {
        status: 'ATTRIBUTED',
        because: 'PROTECTED',
        kind: 'SOURCED',
        shareNumerator: 1,
        shareDenominator: 1,
        tailEndsOn: '2026-10-07',
        opportunity: { stage: 'WON' },
        steps: [
          { code: 'PROTECTED_WHEN_OPENED', holds: true, on: '2026-02-01', days: null },
          { code: 'WON', holds: true, on: '2026-09-18', days: null },
          { code: 'WITHIN_TAIL', holds: true, on: '2026-10-07', days: 180 },
        ],
      },
    ]);
    // Each decision stays as it was, and ends where the next one begins.
    expect(await place.attributionsOf(referral)).toEqual([
      ['PENDING', 'DEAL_OPEN', '2026-09-20T09:00:00.000Z'],
      ['ATTRIBUTED', 'PROTECTED', null],
    ]);
    expect((await place.run('2027-05-01T00:00:00Z')).rowCount).toBe(0);
  });

  it('of a referral without a deal ends with it', async () => {
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    await place.run('2026-04-10T09:00:00Z');
    expect(await place.statusOf(referral)).toBe('EXPIRED');
    expect(await place.eventsOf(referral)).toContain('referral.expired');
  });

  it('does not end with a lost deal, which can reopen; expired, it is attributed by the tail all the same', async () => {
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    const deal = place.aDealOf(referral);
    const openedOn = '2026-02-01';
    await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn });
    await deal('2026-03-01T09:00:00Z', { stage: 'LOST', openedOn, closeOn: '2026-03-01' });
    expect(await place.attributionsOf(referral)).toEqual([
      ['PENDING', 'DEAL_OPEN', '2026-03-01T09:00:00.000Z'],
      ['NOT_ATTRIBUTED', 'DEAL_LOST', null],
    ]);
    expect(await place.statusOf(referral)).toBe('ACCEPTED');
    await deal('2026-03-10T09:00:00Z', { stage: 'PROPOSAL', openedOn });
    expect((await place.attributionsOf(referral)).at(-1)).toEqual(['PENDING', 'DEAL_OPEN', null]);
    await deal('2026-03-20T09:00:00Z', { stage: 'LOST', openedOn, closeOn: '2026-03-20' });
    await place.run('2026-04-10T09:00:00Z');
    expect(await place.statusOf(referral)).toBe('EXPIRED');
    await deal('2026-05-10T09:00:00Z', { stage: 'WON', openedOn, closeOn: '2026-05-10' });
    expect((await place.attributionsOf(referral)).at(-1)).toEqual(['ATTRIBUTED', 'PROTECTED', null]);
  });

  it('that ended while the deal was open ends the referral once that deal is lost', async () => {
    const referral = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    const deal = place.aDealOf(referral);
    await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn: '2026-02-01' });
    await place.run('2026-04-10T09:00:00Z');
    await deal('2026-05-01T09:00:00Z', { stage: 'LOST', openedOn: '2026-02-01', closeOn: '2026-05-01' });
    expect(await place.statusOf(referral)).toBe('ACCEPTED');
    await place.run('2026-05-02T00:00:00Z');
    expect(await place.statusOf(referral)).toBe('EXPIRED');
  });

  it('over when the deal opened, or won after the tail, is no attribution', async () => {
    const late = await place.acceptedAt('2026-01-10T09:00:00Z', place.first, place.aCompany());
    const deal = place.aDealOf(late);
    await deal('2026-02-01T09:00:00Z', { stage: 'QUALIFIED', openedOn: '2026-02-01' });
    await place.run('2026-10-07T21:59:59Z');
    expect((await place.attributionsOf(late)).at(-1)).toEqual(['PENDING', 'DEAL_OPEN', null]);
    // The day after the tail begins at 22:00 in UTC.
    await place.run('2026-10-07T22:00:00Z');
    expect((await place.attributionsOf(late)).at(-1)).toEqual(['NOT_ATTRIBUTED', 'TAIL_OVER', null]);
    await deal('2026-10-09T09:00:00Z', { stage: 'WON', openedOn: '2026-02-01', closeOn: '2026-10-08' });
    expect((await place.attributionsOf(late)).at(-1)?.slice(0, 2)).toEqual(['NOT_ATTRIBUTED', 'TAIL_OVER']);
    await deal('2026-10-10T09:00:00Z', { stage: 'WON', openedOn: '2026-02-01', closeOn: '2026-10-07' });
    expect((await place.attributionsOf(late)).at(-1)?.slice(0, 2)).toEqual(['ATTRIBUTED', 'PROTECTED']);
    await deal('2026-10-11T09:00:00Z', { stage: 'WON', openedOn: '2026-01-09', closeOn: '2026-10-07' });
    expect((await place.attributionsOf(late)).at(-1)?.slice(0, 2)).toEqual([
      'NOT_ATTRIBUTED',
      'NOT_PROTECTED_WHEN_OPENED',
    ]);
  });
});
