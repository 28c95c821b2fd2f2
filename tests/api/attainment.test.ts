import { beforeAll, describe, expect, it } from 'vitest';
import {
  aCertification,
  aColleague,
  aDeal,
  anAward,
  aProgram,
  aReferralHistory,
} from '../support/attainment.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-03-15T12:00:00Z');
const JOINED = new Date('2025-01-01T00:00:00Z');

let portal: Portal;
let master: string;
let sub: string;
let admin: Member;
let subAdmin: Member;
let member: Member;
let manager: string;
let stranger: string;
let operations: string;
let programId: string;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  master = (await aPartner(portal, { createdAt: JOINED })).id;
  sub = (await aPartner(portal, { createdAt: JOINED, masterId: master })).id;
  admin = await aMember(portal, master);
  subAdmin = await aMember(portal, sub);
  member = await aMember(portal, sub, 'PARTNER_MEMBER');
  stranger = (await aMember(portal, (await aPartner(portal)).id)).subject;
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  const staff = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, sub, staff.personId);
  manager = staff.subject;
  const level = 'MASTER_ACCOUNT';
  const program = await aProgram(portal, 'EUR', [
    {
      validFrom: '2025-01-01',
      validTo: '2026-01-01',
      publishedAt: '2024-12-01T00:00:00Z',
      partnerTypes: ['REFERRAL'],
      tiers: [{ code: 'BASE' }],
    },
    {
      validFrom: '2026-01-01',
      partnerTypes: ['REFERRAL'],
      tiers: [
        { code: 'BASE' },
        {
          code: 'TOP',
          requirements: [
            { code: 'REFERRALS', metric: 'REFERRALS_SUBMITTED', threshold: '2', level },
            { code: 'REVENUE', metric: 'REVENUE_WON', threshold: '500', level },
            {
              code: 'PEOPLE',
              metric: 'CERTIFIED_PEOPLE',
              threshold: '2',
              level,
              windowKind: 'POINT_IN_TIME',
            },
          ],
        },
      ],
    },
  ]);
  programId = program.id;
  await aReferralHistory(portal, master, ['submitted', '2026-02-01T12:00:00Z']);
  await aReferralHistory(portal, sub, ['submitted', '2026-02-02T12:00:00Z']);
  const won = (partnerId: string, amountMinor: bigint) =>
    aDeal(portal, {
      changes: [{ stage: 'WON', at: '2026-02-01T12:00:00Z', amountMinor }],
      credits: [{ partnerId, decidedAt: '2026-02-01T12:00:00Z' }],
    });
  await won(master, 300_00n);
  await won(sub, 200_50n);
  const certification = await aCertification(portal);
  const personId = await aColleague(portal, master, '2025-01-01T00:00:00Z');
  await anAward(portal, certification, personId, {
    ...{ validFrom: '2025-06-01', endsOn: null, bookedAt: '2025-06-01T12:00:00Z' },
  });
});

const DOCUMENT = `query ($partnerId: ID!, $programId: ID!, $period: String, $asOf: DateTime) {
  attainment(partnerId: $partnerId, programId: $programId, period: $period, asOf: $asOf) {
    period partner { id } program { id } version { number } tiers { code requirements {
      code actual explanation {
        counted { id type partnerId value } countedElsewhere { count value } countedTotal
        excluded { id reason } excludedElsewhere { count value } excludedByReason { reason count }
      }
    } }
  }
}`;

const ask = (subject: string | null, partnerId: string, more: object = {}) =>
  portal.send(subject, DOCUMENT, {
    ...{ partnerId: `Partner_${partnerId}`, programId: `PartnerProgram_${programId}`, ...more },
  });

async function requirementsFor(subject: string, partnerId: string) {
  const { data, errors } = await ask(subject, partnerId);
  expect(errors).toBeUndefined();
  // biome-ignore lint/suspicious/noExplicitAny: the document above says what there is.
  const requirements: any[] = data.attainment.tiers[1].requirements;
  return Object.fromEntries(requirements.map((one) => [one.code, one]));
}

describe('attainment', () => {
  it('counts the whole master account for everybody, and tells one by one only what each sees', async () => {
    const seen = async (subject: string, partnerId = sub) => {
      const { REFERRALS, REVENUE, PEOPLE } = await requirementsFor(subject, partnerId);
      expect([REFERRALS.actual, REVENUE.actual, PEOPLE.actual]).toEqual(['2', '500.5', '1']);
      return [REFERRALS, REVENUE, PEOPLE].map(({ explanation }) => [
        explanation.counted.length,
        explanation.countedElsewhere.count,
        explanation.countedElsewhere.value,
        explanation.countedTotal,
      ]);
    };
    const all = [
      [2, 0, '0', 2],
      [2, 0, '0', 2],
      [1, 0, '0', 1],
    ];
    const ofSub = [
      [1, 1, '1', 2],
      [1, 1, '300', 2],
      [0, 1, '1', 1],
    ];
    expect(await seen(operations)).toEqual(all);
    expect(await seen(admin.subject)).toEqual(all);
    expect(await seen(subAdmin.subject)).toEqual(ofSub);
    expect(await seen(manager)).toEqual(ofSub);
    // A member sees its own referrals and deals only, and none of these is.
    expect(await seen(member.subject)).toEqual([
      [0, 2, '2', 2],
      [0, 2, '500.5', 2],
      [0, 1, '1', 1],
    ]);
  });

  it('names facts by ids that lead to them', async () => {
    const { REFERRALS } = await requirementsFor(subAdmin.subject, sub);
    const [fact] = REFERRALS.explanation.counted;
    expect(fact).toMatchObject({ type: 'Referral', partnerId: `Partner_${sub}`, value: '1' });
    const node = await portal.send(subAdmin.subject, 'query ($id: ID!) { node(id: $id) { id } }', {
      id: fact.id,
    });
    expect(node.data.node).toEqual({ id: fact.id });
  });

  it('answers null alike for what is hidden, absent, not in force, or does not take part', async () => {
    const absent = '00000000-0000-0000-0000-000000000000';
    const reseller = (await aPartner(portal, { type: 'RESELLER' })).id;
    const terminated = (await aPartner(portal, { status: 'TERMINATED' })).id;
    const answers = [
      await ask(stranger, sub),
      await ask(subAdmin.subject, master),
      await ask(operations, absent),
      await ask(operations, sub, { programId: `PartnerProgram_${absent}` }),
      await ask(operations, sub, { asOf: '2024-12-31T12:00:00Z' }),
      await ask(operations, reseller),
      await ask(operations, terminated),
    ];
    for (const { data, errors } of answers) expect([data, errors]).toEqual([{ attainment: null }, undefined]);
  });

  it.each([
    ['what is no period', { period: 'soon' }],
    ['a month', { period: 'FY2026-P03' }],
    ['another length than that of the review', { period: 'FY2026' }],
    ['a period that begins later', { period: 'FY2026-Q2' }],
    ['a period that begins after the instant', { period: 'FY2026-Q1', asOf: '2025-12-31T12:00:00Z' }],
    ['an instant in the future', { asOf: '2026-03-15T12:00:01Z' }],
    ['the id of something else', { programId: 'Partner_00000000-0000-0000-0000-000000000000' }],
  ])('refuses %s', async (_what, more) => {
    const { data, errors } = await ask(operations, sub, more);
    expect(data?.attainment ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('refuses whoever did not sign in', async () => {
    expect((await ask(null, sub)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
