import {
  aCertification,
  aColleague,
  aDeal,
  anAward,
  aProgram,
  aReferralHistory,
  type Program,
} from './attainment.ts';
import { aMember, aPartner, aStaffMember } from './builders.ts';
import type { Portal } from './portal.ts';

export type TwoYears = Readonly<{ partnerId: string; admin: string; program: Program }>;

const SILVER_CERTIFIED = {
  code: 'CERTIFIED',
  metric: 'CERTIFIED_PEOPLE',
  threshold: '2',
  windowKind: 'POINT_IN_TIME',
};
const YEAR = { metric: 'REVENUE_WON', windowKind: 'FISCAL_YEAR' };
const REFERRALS = {
  code: 'REFERRALS',
  metric: 'REFERRALS_SUBMITTED',
  windowKind: 'TRAILING_MONTHS',
  windowMonths: 12,
};

/**
 * One partner through two fiscal years of 4-4-5 weeks that end on the Saturday nearest to 31 January, by New York's clocks:
 * FY2023 has 53 weeks, from 29 January 2023 to 3 February 2024, and FY2024 52, until 1 February 2025. Its quarters begin on
 * 29 January, 30 April, 30 July and 29 October 2023, and on 4 February, 5 May, 4 August and 3 November 2024.
 */
export async function arrangeTwoYears(portal: Portal): Promise<TwoYears> {
  await portal.arrange((tx) =>
    tx.vendorSettings.update({
      where: { id: 1 },
      data: {
        ...{
          timeZone: 'America/New_York',
          fiscalKind: 'WEEKS',
          fiscalStartMonth: 2,
          fiscalWeekPattern: '4-4-5',
        },
        ...{ fiscalYearEndWeekday: 6, fiscalYearEndRule: 'NEAREST', fiscalYearNamedBy: 'START' },
      },
    }),
  );
  const program = await aProgram(portal, 'EUR', [
    {
      ...{ validFrom: '2023-01-29', validTo: '2023-12-01', publishedAt: '2023-01-10T12:00:00Z' },
      rates: [{ currency: 'USD', rate: '0.9' }],
      tiers: [
        { code: 'BASE' },
        {
          code: 'SILVER',
          requirements: [
            { code: 'DEALS', metric: 'DEALS_WON', threshold: '5', isProRated: true },
            SILVER_CERTIFIED,
          ],
        },
        {
          code: 'GOLD',
          requirements: [
            { ...YEAR, code: 'REVENUE', threshold: '10000', isProRated: true },
            { ...REFERRALS, threshold: '2' },
          ],
        },
      ],
    },
    {
      ...{ validFrom: '2023-12-01', publishedAt: '2023-11-15T12:00:00Z' },
      rates: [{ currency: 'USD', rate: '0.95' }],
      tiers: [
        { code: 'BASE' },
        {
          code: 'SILVER',
          requirements: [{ code: 'DEALS', metric: 'DEALS_WON', threshold: '4' }, SILVER_CERTIFIED],
        },
        {
          ...{ code: 'GOLD', mode: 'SCORE', scoreNeeded: '70' },
          requirements: [
            { ...YEAR, code: 'REVENUE', threshold: '8000', points: '60', floor: '2000' },
            { ...REFERRALS, threshold: '4', points: '40' },
          ],
        },
      ],
    },
  ]);
  const partnerId = (await aPartner(portal, { createdAt: new Date('2023-02-01T12:00:00Z') })).id;
  const admin = (await aMember(portal, partnerId)).subject;
  const years = { partnerId, admin, program };
  await firstYear(portal, years);
  await secondYear(portal, years);
  return years;
}

const won = (
  portal: Portal,
  partnerId: string,
  at: string,
  amountMinor: bigint,
  currency = 'EUR',
  bookedAt = at,
) =>
  aDeal(portal, {
    changes: [{ stage: 'WON', at, bookedAt, amountMinor, currency }],
    credits: [{ partnerId, decidedAt: bookedAt }],
  });

const placed = async (
  portal: Portal,
  { partnerId, program }: TwoYears,
  code: string,
  effectiveOn: string,
  bookedAt: string,
  version: number,
) => {
  const { personId } = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await portal.arrange((tx) =>
    tx.tierPlacement.create({
      data: {
        ...{
          partnerId,
          programId: program.id,
          cause: 'BY_HAND',
          reason: 'As reviewed',
          decidedById: personId,
        },
        ...{ versionId: program.versions[version]!.id, tierId: program.versions[version]!.tiers[code]! },
        ...{ effectiveOn: new Date(`${effectiveOn}T00:00:00Z`), bookedAt: new Date(bookedAt) },
      },
    }),
  );
};

async function firstYear(portal: Portal, years: TwoYears) {
  const { partnerId } = years;
  await portal.arrange((tx) =>
    tx.partnerStatusChange.create({
      data: {
        ...{ partnerId, action: 'ACTIVATE', toStatus: 'ACTIVE', reason: 'Signed', actorKind: 'STAFF' },
        ...{ effectiveOn: new Date('2023-02-20'), bookedAt: new Date('2023-02-20T15:00:00Z') },
      },
    }),
  );
  // Half an hour before and after midnight of 1 March in New York.
  await aReferralHistory(portal, partnerId, ['submitted', '2023-03-01T04:30:00Z']);
  await aReferralHistory(portal, partnerId, ['submitted', '2023-03-01T05:30:00Z']);
  const certification = await aCertification(portal);
  for (const [validFrom, endsOn] of [
    ['2023-03-20', '2024-03-20'],
    ['2023-04-01', '2024-04-01'],
  ] as const) {
    const personId = await aColleague(portal, partnerId, '2023-02-20T15:00:00Z');
    await anAward(portal, certification, personId, { validFrom, endsOn, bookedAt: `${validFrom}T16:00:00Z` });
  }
  await won(portal, partnerId, '2023-04-10T15:00:00Z', 3_000_00n);
  await won(portal, partnerId, '2023-04-20T15:00:00Z', 1_000_00n, 'USD');
  await won(portal, partnerId, '2023-04-21T15:00:00Z', 200_00n);
  // Half past eleven in the evening of the quarter's last day in New York, and told on 2 May.
  await aDeal(portal, {
    changes: [
      { stage: 'COMMITTED', at: '2023-04-01T15:00:00Z', amountMinor: 500_01n, closeOn: '2023-04-28' },
      { stage: 'WON', at: '2023-04-30T03:30:00Z', bookedAt: '2023-05-02T15:00:00Z', amountMinor: 500_01n },
    ],
    credits: [
      { partnerId, status: 'PENDING', decidedAt: '2023-04-01T15:00:00Z', endedAt: '2023-05-02T15:00:00Z' },
      { partnerId, decidedAt: '2023-05-02T15:00:00Z' },
    ],
  });
  await placed(portal, years, 'SILVER', '2023-05-05', '2023-05-05T15:00:00Z', 0);
}

async function secondYear(portal: Portal, years: TwoYears) {
  const { partnerId, program } = years;
  await won(portal, partnerId, '2024-02-10T15:00:00Z', 1_000_00n);
  await won(portal, partnerId, '2024-02-20T15:00:00Z', 2_000_00n, 'USD');
  // The last half hour of the leap day in New York.
  await won(portal, partnerId, '2024-03-01T04:30:00Z', 1_000_00n);
  await won(portal, partnerId, '2024-04-15T15:00:00Z', 1_000_00n);
  const { personId } = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await portal.arrange((tx) =>
    tx.requirementWaiver.create({
      data: {
        ...{ partnerId, programId: program.id, requirementCode: 'CERTIFIED', reason: 'Exams were cancelled' },
        ...{ validFrom: new Date('2024-03-15'), validTo: new Date('2024-06-01') },
        ...{ grantedById: personId, grantedAt: new Date('2024-03-14T15:00:00Z') },
      },
    }),
  );
  await placed(portal, years, 'BASE', '2024-09-03', '2024-09-02T15:00:00Z', 1);
}
