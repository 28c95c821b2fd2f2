import { beforeAll, describe, expect, it } from 'vitest';
import { arrangeTwoYears, type TwoYears } from '../support/attainment-two-years.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let years: TwoYears;

beforeAll(async () => {
  portal = await startPortal();
  years = await arrangeTwoYears(portal);
});

const DOCUMENT = `query ($partnerId: ID!, $programId: ID!, $period: String, $asOf: DateTime) {
  attainment(partnerId: $partnerId, programId: $programId, period: $period, asOf: $asOf) {
    period periodFrom periodUntil isProvisional version { number } tier { code } tierSince attainedTier { code }
    nextTier { code }
    tiers { code isMet status percent score requirements {
      code actual target percent gap status projection projectionMethod lapsesOn windowFrom windowUntil points waiverId
      explanation { steps { code inputs { name value } result } countedTotal }
    } }
  }
}`;

async function standing(asOf: string, period: string | null = null) {
  const { partnerId, program, admin } = years;
  const ids = { partnerId: `Partner_${partnerId}`, programId: `PartnerProgram_${program.id}` };
  const { data, errors } = await portal.send(admin, DOCUMENT, { ...ids, period, asOf });
  expect(errors).toBeUndefined();
  const { attainment } = data;
  // biome-ignore lint/suspicious/noExplicitAny: the document above says what there is.
  const byCode = (list: any[]) => Object.fromEntries(list.map((one) => [one.code, one]));
  const tiers = byCode(attainment.tiers);
  const of = (tier: string) => byCode(tiers[tier].requirements);
  return { ...attainment, silver: tiers.SILVER, gold: tiers.GOLD, SILVER: of('SILVER'), GOLD: of('GOLD') };
}

/** What is missing for each higher tier, as units and in all, and what may be lost. */
async function path(asOf: string) {
  const { partnerId, program, admin } = years;
  const { data, errors } = await portal.send(
    admin,
    `query ($partnerId: ID!, $programId: ID!, $asOf: DateTime) {
      nextTierPath(partnerId: $partnerId, programId: $programId, asOf: $asOf) {
        tiers { tier { code } effort isReachable requirements { requirement { code } heldAtEnd missing units lapses { on amount } } }
        risk { isAtRisk missed { requirement { code } from } }
      }
    }`,
    { partnerId: `Partner_${partnerId}`, programId: `PartnerProgram_${program.id}`, asOf },
  );
  expect(errors).toBeUndefined();
  return data.nextTierPath;
}

describe('the first year', () => {
  it('asks in its first quarter for the part since the partner joined', async () => {
    const april = await standing('2023-04-25T12:00:00Z');
    expect(april).toMatchObject({
      ...{ period: 'FY2023-Q1', periodFrom: '2023-01-29', periodUntil: '2023-04-30', isProvisional: true },
      ...{ version: { number: 1 }, tier: { code: 'BASE' }, tierSince: null, attainedTier: { code: 'BASE' } },
      nextTier: { code: 'SILVER' },
    });
    // 20 February to 29 April are 69 of the 91 days: 5 x 69 / 91 = 3.79, so 4 deals.
    expect(april.SILVER.DEALS).toMatchObject({
      ...{ actual: '3', target: '4', gap: '1', percent: '75', status: 'AT_RISK' },
      // The open deal is committed: 3 + 0.9.
      ...{ projection: '3.9', projectionMethod: 'PIPELINE' },
      ...{ windowFrom: '2023-01-29', windowUntil: '2023-04-30' },
    });
    expect(april.SILVER.DEALS.explanation.steps).toContainEqual({
      code: 'PRO_RATED',
      inputs: [
        { name: 'threshold', value: '5' },
        { name: 'joinedOn', value: '2023-02-20' },
        { name: 'days', value: '69' },
        { name: 'daysOfWindow', value: '91' },
        { name: 'rounding', value: 'UP' },
      ],
      result: '4',
    });
    expect(april.SILVER.CERTIFIED).toMatchObject({
      actual: '2',
      target: '2',
      status: 'MET',
      projection: '2',
    });
    // The year has 371 days, of which 349 are left: 10,000 x 349 / 371. In euros: 3,000 + 1,000 x 0.9 + 200.
    expect(april.GOLD.REVENUE).toMatchObject({
      actual: '4100',
      target: '9407.01',
      gap: '5307.01',
      percent: '43.58',
    });
    // And nine tenths of the 500.01 of the deal that is committed.
    expect(april.GOLD.REVENUE).toMatchObject({ projection: '4550.01', projectionMethod: 'PIPELINE' });
    expect(april.GOLD.REFERRALS).toMatchObject({ actual: '2', status: 'MET' });
    expect(april.silver).toMatchObject({ isMet: false, status: 'AT_RISK', percent: '87.5' });
  });

  it('is missed by what was known when the quarter ended, and met by what was told two days later', async () => {
    const atOnce = await standing('2023-04-30T12:00:00Z', 'FY2023-Q1');
    expect(atOnce).toMatchObject({ isProvisional: false, silver: { status: 'MISSED' } });
    expect(atOnce.SILVER.DEALS).toMatchObject({ actual: '3', status: 'MISSED', projection: null });
    const later = await standing('2023-05-03T12:00:00Z', 'FY2023-Q1');
    expect(later.silver).toMatchObject({ status: 'MET', isMet: true, percent: '100' });
    expect(later.SILVER.DEALS).toMatchObject({ actual: '4', target: '4', percent: '100', gap: '0' });
    // 3,000 + 900 + 200 + 500.01.
    expect(later.GOLD.REVENUE).toMatchObject({ actual: '4600.01', status: 'MISSED' });
    expect(later).toMatchObject({ tier: { code: 'BASE' }, attainedTier: { code: 'SILVER' } });
  });

  it('follows another version from 1 December, with other targets and rates', async () => {
    const before = await standing('2023-12-01T04:30:00Z');
    expect(before).toMatchObject({ period: 'FY2023-Q4', periodUntil: '2024-02-04', version: { number: 1 } });
    expect(before.SILVER.DEALS).toMatchObject({ actual: '0', target: '5' });
    expect(before.GOLD.REVENUE).toMatchObject({ actual: '4600.01', target: '9407.01', points: null });
    const after = await standing('2023-12-01T05:30:00Z');
    expect(after).toMatchObject({
      version: { number: 2 },
      tier: { code: 'SILVER' },
      tierSince: '2023-05-05',
    });
    expect(after.SILVER.DEALS).toMatchObject({ actual: '0', target: '4' });
    // 3,000 + 1,000 x 0.95 + 200 + 500.01 = 4,650.01, and 60 x 4,650.01 / 8,000 points.
    expect(after.GOLD.REVENUE).toMatchObject({ actual: '4650.01', target: '8000', points: '34.875075' });
  });
});

describe('the second year', () => {
  it('looks back over twelve months from the leap day', async () => {
    // The day before, they begin on 28 February 2023, which is the last of its month.
    const before = await standing('2024-02-28T17:00:00Z');
    expect(before.GOLD.REFERRALS).toMatchObject({
      windowFrom: '2023-02-28',
      windowUntil: '2024-02-29',
      actual: '2',
    });
    const leap = await standing('2024-02-29T17:00:00Z');
    expect(leap).toMatchObject({ period: 'FY2024-Q1', periodFrom: '2024-02-04', periodUntil: '2024-05-05' });
    expect(leap.GOLD.REFERRALS).toMatchObject({
      ...{ windowFrom: '2023-03-01', windowUntil: '2024-03-01', actual: '1', target: '4', points: '10' },
      // Nothing of it is left when the quarter ends, and 1 in 366 days makes 65 / 366 in the 65 days to come.
      ...{ lapsesOn: '2024-03-01', projection: '0.177596', projectionMethod: 'RUN_RATE' },
    });
    // 1,000 + 2,000 x 0.95; 60 x 2,900 / 8,000 points.
    expect(leap.GOLD.REVENUE).toMatchObject({ actual: '2900', points: '21.75' });
    expect(leap.gold).toMatchObject({ score: '31.75', percent: '45.36', isMet: false, status: 'AT_RISK' });
    // 26 of 91 days have passed with two deals: 7, where 4 are asked.
    expect(leap.SILVER.DEALS).toMatchObject({ actual: '2', projection: '7', status: 'ON_TRACK' });
    // An hour past midnight of 1 March in UTC it is still the leap day, and after the deal of its last half hour not.
    expect((await standing('2024-03-01T04:45:00Z')).SILVER.DEALS).toMatchObject({ actual: '3' });
  });

  it('loses certificates, and is helped by a waiver', async () => {
    const march = await standing('2024-03-10T17:00:00Z');
    expect(march.SILVER.CERTIFIED).toMatchObject({
      ...{
        actual: '2',
        status: 'AT_RISK',
        projection: '0',
        projectionMethod: 'LAPSES',
        lapsesOn: '2024-03-20',
      },
    });
    const waived = await standing('2024-03-25T17:00:00Z');
    expect(waived.SILVER.CERTIFIED).toMatchObject({ actual: '1', target: '2', gap: '1', status: 'MET' });
    expect(waived.SILVER.CERTIFIED.waiverId).toMatch(/^RequirementWaiver_/);
    const closed = await standing('2024-05-10T17:00:00Z', 'FY2024-Q1');
    expect(closed.SILVER.CERTIFIED).toMatchObject({ actual: '0', status: 'MET' });
    expect(closed.SILVER.DEALS).toMatchObject({ actual: '4', status: 'MET' });
    expect(closed).toMatchObject({ silver: { status: 'MET' }, attainedTier: { code: 'SILVER' } });
  });

  it('sees before what it will lose, and what gold takes', async () => {
    const march = await path('2024-03-10T17:00:00Z');
    expect(march.risk).toEqual({
      isAtRisk: true,
      missed: [{ requirement: { code: 'CERTIFIED' }, from: '2024-03-20' }],
    });
    // 3,900 of revenue are 29.25 points, and the referral is out of the window by then: 40.75 are missing. Both take one of
    // effort a unit, and a euro makes 0.0075 points, a referral 10: so four referrals, and 100 euros for the last 0.75.
    expect(march.tiers).toEqual([
      {
        ...{ tier: { code: 'GOLD' }, effort: '104', isReachable: true },
        requirements: [
          { requirement: { code: 'REVENUE' }, heldAtEnd: '3900', missing: '4100', units: '100', lapses: [] },
          { requirement: { code: 'REFERRALS' }, heldAtEnd: '0', missing: '4', units: '4', lapses: [] },
        ],
      },
    ]);
    expect((await path('2024-03-25T17:00:00Z')).risk).toEqual({ isAtRisk: false, missed: [] });
  });

  it('misses its tier, and is placed lower from the day that was decided', async () => {
    const closed = await standing('2024-08-10T17:00:00Z', 'FY2024-Q2');
    expect(closed).toMatchObject({ silver: { status: 'MISSED' }, tier: { code: 'SILVER' } });
    expect(closed.SILVER.CERTIFIED).toMatchObject({ actual: '0', status: 'MISSED', waiverId: null });
    expect(closed.SILVER.DEALS).toMatchObject({ actual: '0', target: '4', percent: '0' });
    expect(closed.attainedTier).toEqual({ code: 'BASE' });
    const told = await standing('2024-09-03T03:30:00Z');
    expect(told).toMatchObject({ tier: { code: 'SILVER' }, tierSince: '2023-05-05' });
    const placedLower = await standing('2024-09-03T04:30:00Z');
    expect(placedLower).toMatchObject({
      tier: { code: 'BASE' },
      tierSince: '2024-09-03',
      nextTier: { code: 'SILVER' },
    });
  });
});
