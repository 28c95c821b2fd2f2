import { beforeAll, describe, expect, it } from 'vitest';
import { aCertification, aColleague, anAward } from '../support/attainment.ts';
import {
  asking,
  IN_MARCH,
  ids,
  JOINED,
  partnerOf,
  reasons,
  startPortalInNewYork,
} from '../support/attainment-asking.ts';
import type { Portal } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortalInNewYork();
});

describe('CERTIFIED_PEOPLE', () => {
  const always = { validFrom: '2025-06-01', endsOn: '2026-06-01', bookedAt: '2025-06-01T12:00:00Z' };

  it('moves with the person on the day of the membership, with a grace for the partner that is left', async () => {
    const [left, joined] = [await partnerOf(portal), await partnerOf(portal)];
    const certification = await aCertification(portal, 30);
    const asked = {
      ...{ metric: 'CERTIFIED_PEOPLE', threshold: '1', windowKind: 'POINT_IN_TIME' },
      certificationProgramId: certification.programId,
    };
    const people = await asking(portal, asked);
    const all = await asking(portal, { ...asked, level: 'MASTER_ACCOUNT' });
    // 02:00 in UTC on 11 June is still 10 June in New York.
    const moved = '2025-06-11T02:00:00Z';
    const personId = await aColleague(portal, left, '2025-01-01T00:00:00Z', { validTo: moved });
    await aColleague(portal, joined, moved, { personId });
    await anAward(portal, certification, personId, always);
    const at = async (partnerId: string, day: string) => (await people(partnerId, `${day}T16:00:00Z`)).actual;
    expect([await at(left, '2025-06-09'), await at(joined, '2025-06-09')]).toEqual(['1', '0']);
    expect([await at(left, '2025-06-11'), await at(joined, '2025-06-11')]).toEqual(['1', '1']);
    // 10 June and 30 days: the first day without it is 10 July.
    expect([await at(left, '2025-07-09'), await at(left, '2025-07-10')]).toEqual(['1', '0']);
    expect((await people(left, '2025-07-10T16:00:00Z')).excludedByReason).toEqual({ LEFT: 1 });
    // What is awarded after the person left was never the old partner's.
    const later = await aCertification(portal, 30);
    await anAward(portal, later, personId, {
      ...always,
      validFrom: '2025-06-15',
      bookedAt: '2025-06-15T12:00:00Z',
    });
    const others = await asking(portal, { ...asked, certificationProgramId: later.programId });
    expect((await others(left, '2025-06-20T16:00:00Z')).actual).toBe('0');
    expect((await others(joined, '2025-06-20T16:00:00Z')).actual).toBe('1');
    await portal.arrange((tx) => tx.partner.update({ where: { id: joined }, data: { masterId: left } }));
    expect((await all(left, '2025-06-20T16:00:00Z')).actual).toBe('1');
  });

  it('answers as of any instant what was known of awards, and what lapses before the period ends', async () => {
    const partnerId = await partnerOf(portal);
    const certification = await aCertification(portal);
    const people = await asking(portal, {
      metric: 'CERTIFIED_PEOPLE',
      threshold: '3',
      windowKind: 'POINT_IN_TIME',
    });
    const join = () => aColleague(portal, partnerId, '2025-01-01T00:00:00Z');
    await anAward(portal, certification, await join(), always);
    const ends = { validFrom: '2025-03-20', endsOn: '2026-03-20', bookedAt: '2025-03-20T12:00:00Z' };
    await anAward(portal, certification, await join(), ends);
    const renewed = await join();
    await anAward(portal, certification, renewed, ends);
    await anAward(portal, certification, renewed, {
      ...{
        cause: 'RENEWED',
        validFrom: '2026-03-20',
        endsOn: '2027-03-20',
        bookedAt: '2026-03-01T12:00:00Z',
      },
    });
    await anAward(portal, certification, await join(), always, {
      ...{
        cause: 'REVOKED',
        validFrom: '2025-06-01',
        endsOn: '2026-02-20',
        bookedAt: '2026-02-20T12:00:00Z',
      },
    });
    // Somebody else's renewal was booked late.
    const late = await join();
    await anAward(portal, certification, late, { ...ends, endsOn: '2026-03-01' });
    await anAward(portal, certification, late, {
      ...{
        cause: 'RENEWED',
        validFrom: '2026-03-01',
        endsOn: '2027-03-01',
        bookedAt: '2026-03-18T12:00:00Z',
      },
    });
    expect((await people(partnerId, '2026-02-19T17:00:00Z')).actual).toBe('5');
    const march = await people(partnerId, '2026-03-15T17:00:00Z');
    expect(march).toMatchObject({
      actual: '3',
      status: 'AT_RISK',
      projection: '2',
      projectionMethod: 'LAPSES',
    });
    expect(march.lapsesOn).toEqual(new Date('2026-03-20T00:00:00Z'));
    expect(march.excludedByReason).toEqual({ EXPIRED: 1, REVOKED: 1 });
    const knownLater = await people(partnerId, '2026-03-19T17:00:00Z');
    expect(knownLater).toMatchObject({ actual: '4', projection: '3', status: 'MET' });
    expect(await people(partnerId, '2026-05-01T17:00:00Z', 'FY2026-Q1')).toMatchObject({
      ...{ actual: '3', status: 'MET', projection: null, isProvisional: false, lapsesOn: null },
    });
  });
});

describe('the metrics of tables', () => {
  it('IMPLEMENTATIONS_LED counts what was signed off within the window', async () => {
    const partnerId = await partnerOf(portal);
    const led = await asking(portal, { metric: 'IMPLEMENTATIONS_LED', threshold: '1' });
    const add = (data: object) =>
      portal.arrange(async (tx) => {
        const plain = { partnerId, customerName: 'A customer', plannedGoLiveOn: JOINED, createdAt: JOINED };
        return (await tx.implementation.create({ data: { ...plain, ...data } as never })).id;
      });
    const live = { status: 'LIVE', actualGoLiveOn: new Date('2026-02-01') };
    const signed = { ...live, status: 'SIGNED_OFF' };
    const done = await add({ ...signed, signedOffAt: new Date('2026-03-31T23:30:00Z') });
    const notYet = await add(live);
    const cancelled = await add({ status: 'CANCELLED', cancelledAt: new Date('2026-02-05') });
    await add({ ...signed, signedOffAt: new Date('2026-01-01T04:59:00Z') });
    const closed = await led(partnerId, '2026-04-15T12:00:00Z', 'FY2026-Q1');
    expect(ids(closed.counted)).toEqual([done]);
    expect(reasons(closed.excluded)).toEqual({ [notYet]: 'NOT_SIGNED_OFF', [cancelled]: 'CANCELLED' });
    const march = await led(partnerId, IN_MARCH);
    expect(march).toMatchObject({ actual: '0', excludedByReason: { NOT_SIGNED_OFF: 2, CANCELLED: 1 } });
  });

  it('SATISFACTION is the exact mean of what was answered and known', async () => {
    const partnerId = await partnerOf(portal);
    const mean = await asking(portal, {
      metric: 'SATISFACTION',
      threshold: '4.5',
      windowKind: 'TRAILING_MONTHS',
      windowMonths: 3,
    });
    const answers: [score: number, at: string, bookedAt?: string][] = [
      [1, '2025-12-15T12:00:00Z'],
      [5, '2025-12-16T12:00:00Z'],
      [4, '2026-02-01T12:00:00Z'],
      [4, '2026-02-02T12:00:00Z'],
      [5, '2026-02-03T12:00:00Z', '2026-04-01T12:00:00Z'],
    ];
    await portal.arrange((tx) =>
      tx.satisfactionResponse.createMany({
        data: answers.map(([score, at, bookedAt = at], place) => ({
          ...{ partnerId, source: 'survey', sourceId: `${partnerId}-${place}`, score },
          ...{ answeredAt: new Date(at), bookedAt: new Date(bookedAt) },
        })),
      }),
    );
    // On 15 March three months are those from 16 December: 5, 4 and 4.
    expect(await mean(partnerId, IN_MARCH)).toMatchObject({
      actual: '4.333333',
      gap: '0.166667',
      percent: '96.3',
    });
    expect((await mean(await partnerOf(portal), IN_MARCH)).actual).toBe('0');
  });

  it('DOCUMENTS_IN_FORCE holds where everything required is in force that day', async () => {
    const partnerId = await partnerOf(portal, { type: 'RESELLER' });
    const inForce = await asking(portal, {
      metric: 'DOCUMENTS_IN_FORCE',
      threshold: '1',
      windowKind: 'POINT_IN_TIME',
    });
    expect(await inForce(partnerId, IN_MARCH)).toMatchObject({ actual: '1', status: 'MET' });
    await aColleague(portal, partnerId, '2025-01-01T00:00:00Z');
    const template = await portal.arrange((tx) =>
      tx.agreementTemplate.create({
        data: {
          ...{ code: `T-${partnerId}`, title: 'Insurance', kind: 'DOCUMENT' },
          versions: { create: { number: 1, status: 'DRAFT', text: 'Text', sha256: '0'.repeat(64) } },
        },
        include: { versions: true },
      }),
    );
    await portal.arrange(async (tx) => {
      const versionId = template.versions[0]!.id;
      await tx.documentRequirement.create({
        data: { partnerType: 'RESELLER', templateId: template.id, validFrom: new Date('2026-01-01') },
      });
      const membership = await tx.membership.findFirstOrThrow({ where: { partnerId } });
      const agreement = await tx.agreement.create({
        data: {
          membershipId: membership.id,
          ...{
            partnerId,
            templateId: template.id,
            versionId,
            method: 'SUBMITTED',
            fileReference: 'file',
            fileSha256: '0'.repeat(64),
          },
          ...{ effectiveFrom: new Date('2026-02-01'), effectiveTo: new Date('2026-03-20') },
          recordedAt: new Date('2026-02-01T12:00:00Z'),
        },
      });
      await tx.agreementDecision.create({
        data: {
          ...{
            partnerId,
            agreementId: agreement.id,
            outcome: 'VERIFIED',
            effectiveOn: new Date('2026-02-05'),
          },
          decidedAt: new Date('2026-02-05T12:00:00Z'),
        },
      });
    });
    expect(await inForce(partnerId, '2026-02-03T12:00:00Z')).toMatchObject({
      ...{ actual: '0', status: 'AT_RISK', excludedByReason: { NOT_IN_FORCE: 1 } },
    });
    expect(await inForce(partnerId, IN_MARCH)).toMatchObject({
      actual: '1',
      status: 'AT_RISK',
      projection: '0',
    });
    expect((await inForce(partnerId, IN_MARCH)).lapsesOn).toEqual(new Date('2026-03-20T00:00:00Z'));
    expect(await inForce(partnerId, '2026-03-20T12:00:00Z')).toMatchObject({ actual: '0' });
  });

  it('ONBOARDING_DONE follows the latest onboarding', async () => {
    const done = await asking(portal, {
      metric: 'ONBOARDING_DONE',
      threshold: '1',
      windowKind: 'POINT_IN_TIME',
    });
    const [without, onboarding] = [
      await partnerOf(portal),
      await partnerOf(portal, { status: 'ONBOARDING' }),
    ];
    expect((await done(without, IN_MARCH)).actual).toBe('1');
    expect((await done(onboarding, IN_MARCH)).actual).toBe('0');
    await portal.arrange((tx) =>
      tx.onboarding.create({
        data: {
          ...{ partnerId: onboarding, checklistVersion: 1, status: 'COMPLETED', startedOn: JOINED },
          ...{ startedAt: JOINED, endedAt: new Date('2026-03-10T12:00:00Z') },
        },
      }),
    );
    expect((await done(onboarding, '2026-03-09T12:00:00Z')).excludedByReason).toEqual({ NOT_DONE: 1 });
    expect((await done(onboarding, IN_MARCH)).actual).toBe('1');
  });
});
