import { beforeAll, describe, expect, it } from 'vitest';
import type { PartnerEvaluation } from '../../src/domains/attainment/attainment.rules.ts';
import { evaluatePartners, PARTNERS_MAX } from '../../src/domains/attainment/attainment.service.ts';
import {
  aCertification,
  aColleague,
  aDeal,
  anAward,
  aProgram,
  aReferralHistory,
} from '../support/attainment.ts';
import { IN_MARCH, partnerOf, startPortalInNewYork } from '../support/attainment-asking.ts';
import { type Recording, recordStatements } from '../support/gates/statements.ts';
import type { Portal } from '../support/portal.ts';

let portal: Portal;
let recording: Recording;
let programId: string;
const partnerIds: string[] = [];

const PARTNERS = 12;

beforeAll(async () => {
  portal = await startPortalInNewYork();
  recording = recordStatements(portal.database);
  const level = 'MASTER_ACCOUNT';
  const requirements = [
    { metric: 'REFERRALS_SUBMITTED', threshold: '2' },
    { metric: 'REFERRALS_SUBMITTED', threshold: '2', level },
    { metric: 'REVENUE_WON', threshold: '100', windowKind: 'FISCAL_YEAR', level },
    { metric: 'REVENUE_WON', threshold: '100', windowKind: 'TRAILING_MONTHS', windowMonths: 2 },
    { metric: 'CERTIFIED_PEOPLE', threshold: '1', windowKind: 'POINT_IN_TIME', level },
  ];
  const tiers = [{ code: 'BASE' }, { code: 'TOP', requirements }];
  programId = (await aProgram(portal, 'EUR', [{ validFrom: '2025-01-01', tiers }])).id;
  const certification = await aCertification(portal);
  for (let place = 0; place < PARTNERS; place += 1) {
    // Every third one is the master of the two that follow.
    const masterId = place % 3 === 0 ? null : partnerIds[place - (place % 3)]!;
    const partnerId = await partnerOf(portal, { masterId });
    partnerIds.push(partnerId);
    const at = `2026-0${1 + (place % 3)}-1${place % 10}T12:00:00Z`;
    for (let count = 0; count <= place % 4; count += 1)
      await aReferralHistory(portal, partnerId, ['submitted', at]);
    await aDeal(portal, {
      changes: [{ stage: 'WON', at, amountMinor: BigInt(place * 10_01) }],
      credits: [{ partnerId, decidedAt: at, share: [1, 1 + (place % 2)] }],
    });
    const personId = await aColleague(portal, partnerId, '2025-01-01T00:00:00Z');
    await anAward(portal, certification, personId, {
      ...{
        validFrom: '2025-06-01',
        endsOn: place % 2 ? '2026-03-20' : null,
        bookedAt: '2025-06-01T12:00:00Z',
      },
    });
  }
});

/** With what explains it, made now. */
const told = ({ tiers, ...evaluation }: PartnerEvaluation) => ({
  ...evaluation,
  tiers: tiers.map(({ requirements, ...tier }) => ({
    ...tier,
    requirements: requirements.map(({ explain, ...requirement }) => ({ ...requirement, ...explain() })),
  })),
});

const evaluated = async (ids: readonly string[], of = programId) => {
  const asked = { programId: of, partnerIds: ids, period: null, asOf: new Date(IN_MARCH) };
  return (await portal.arrange((tx) => evaluatePartners(tx, asked))).map(told);
};

describe('many partners at once', () => {
  it('stand as each of them alone, in as many statements', async () => {
    recording.take();
    const alone = await evaluated(partnerIds.slice(0, 1));
    const statements = recording.take().length;
    const together = await evaluated(partnerIds);
    expect(recording.take()).toHaveLength(statements);
    expect(together.map(({ partnerId }) => partnerId)).toEqual(partnerIds);
    expect(together[0]).toEqual(alone[0]);
    for (const partnerId of partnerIds.slice(1))
      expect(together.find((one) => one.partnerId === partnerId)).toEqual((await evaluated([partnerId]))[0]);
    // Of the master and its two: 1 + 2 + 3 referrals, 0 + 10.01 / 2 + 20.02 euros, and three people.
    const [, top] = together[0]!.tiers;
    expect(top!.requirements.map(({ actual }) => actual)).toEqual(['1', '6', '25.03', '0', '3']);
  });

  it('are no more than so many, and none where none is asked', async () => {
    await expect(evaluated(Array.from({ length: PARTNERS_MAX + 1 }, () => partnerIds[0]!))).rejects.toThrow(
      /At most 500/,
    );
    expect(await evaluated([])).toEqual([]);
  });
});

describe('metrics that read the same history', () => {
  type Asked = Readonly<{ metric: string; threshold: string; windowKind?: string }>;
  const asking = async (...requirements: Asked[]) => {
    const tiers = [{ code: 'BASE' }, { code: 'TOP', requirements }];
    const program = await aProgram(portal, 'EUR', [{ validFrom: '2025-01-01', tiers }]);
    recording.take();
    const evaluations = await evaluated(partnerIds, program.id);
    const statements = recording.take().length;
    const numbers = evaluations.map(({ partnerId, tiers: [, top] }) =>
      top!.requirements.map(({ metric, actual, steps, counted, excludedByReason }) => {
        return { partnerId, metric, actual, steps, counted, excludedByReason };
      }),
    );
    return { statements, numbers };
  };
  const QUARTER = { threshold: '1', windowKind: 'FISCAL_QUARTER' };

  it.each([
    ['REFERRALS_SUBMITTED', 'REFERRALS_ACCEPTED', 'ACCEPTANCE_RATE'],
    ['DEALS_WON', 'REVENUE_WON'],
  ])(
    'are answered by one statement where they are asked the same, as each is alone: %s, %s',
    async (...metrics) => {
      const each: Awaited<ReturnType<typeof asking>>[] = [];
      for (const metric of metrics) each.push(await asking({ metric, ...QUARTER }));
      const together = await asking(...metrics.map((metric) => ({ metric, ...QUARTER })));
      expect(together.numbers).toEqual(
        partnerIds.map((_, place) => each.flatMap(({ numbers }) => numbers[place]!)),
      );
      expect(together.numbers.flat().filter(({ counted }) => counted.length > 0).length).toBeGreaterThan(4);
      expect(together.statements).toBe(each[0]!.statements);
    },
  );

  it('are asked by one each where their windows differ', async () => {
    const year = { ...QUARTER, windowKind: 'FISCAL_YEAR' };
    const one = await asking({ metric: 'DEALS_WON', ...QUARTER });
    const other = await asking({ metric: 'REVENUE_WON', ...year });
    const both = await asking({ metric: 'DEALS_WON', ...QUARTER }, { metric: 'REVENUE_WON', ...year });
    expect(both.numbers).toEqual(one.numbers.map((numbers, place) => [...numbers, ...other.numbers[place]!]));
    expect(both.statements).toBe(one.statements + 1);
  });
});
