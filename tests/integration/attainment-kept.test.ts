import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluatePartners } from '../../src/domains/attainment/attainment.service.ts';
import { attainmentsOf, standingOf as standingFrom } from '../../src/domains/attainment/standing.rules.ts';
import { aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aLadder,
  aMemberOf,
  hasLed,
  isIn,
  isTold,
  keep,
  LADDER,
  type Ladder,
} from '../support/tier-reviews.ts';

let portal: Portal;
let staff: { subject: string; personId: string };
let ladder: Ladder;

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'America/New_York' } }),
  );
  staff = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  ladder = await aLadder(portal, staff, {
    tiers: [
      LADDER.tiers[0],
      {
        ...LADDER.tiers[1],
        requirements: [
          ...LADDER.tiers[1]!.requirements!,
          {
            ...{ code: 'HAPPY', title: 'Happy', metric: 'SATISFACTION', threshold: '4', windowMonths: 2 },
            ...{ level: 'MASTER_ACCOUNT', window: 'TRAILING_MONTHS' },
          },
        ],
      },
      LADDER.tiers[2],
    ],
  });
});

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Step = Readonly<{ hours: number; what: string; who: number; size: number }>;

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    hours: fc.oneof(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 24, max: 1_500 }),
    ),
    what: fc.constantFrom(
      'LED',
      'ANSWERED',
      'PLACED',
      'WAIVED',
      'LEFT',
      'CAME BACK',
      'RUN',
      'RUN',
      'RUN TWICE',
      'RUN LATE',
    ),
    who: fc.integer({ min: 0, max: 2 }),
    size: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 4, maxLength: 10 },
);

/** However a history went, something happens at last on a day on which the job has run. */
const LAST: readonly Step[] = [
  { hours: 24, what: 'RUN', who: 0, size: 1 },
  { hours: 1, what: 'LED', who: 0, size: 1 },
  { hours: 0, what: 'ANSWERED', who: 1, size: 5 },
];

/** A master account with a sub-account, and one that stands alone. */
async function aFamily(): Promise<string[]> {
  const [master, sub, alone] = await Promise.all([1, 2, 3].map(() => aMemberOf(portal, ladder)));
  await portal.arrange((tx) => tx.partner.update({ where: { id: sub!.id }, data: { masterId: master!.id } }));
  return [master!.id, sub!.id, alone!.id];
}

async function take(step: Step, partnerId: string, at: Date): Promise<void> {
  const instant = at.toISOString();
  const day = (after: number) =>
    new Date(`${new Date(at.getTime() + after * 24 * HOUR_MS).toISOString().slice(0, 10)}T00:00:00Z`);
  if (step.what === 'LED') await hasLed(portal, partnerId, instant, step.size);
  if (step.what === 'ANSWERED')
    await portal.arrange(async (tx) => {
      await tx.satisfactionResponse.create({
        data: {
          ...{ partnerId, source: 'survey', sourceId: randomUUID(), score: step.size },
          ...{ answeredAt: new Date(at.getTime() - 30 * HOUR_MS * step.size), bookedAt: at },
        },
      });
      await isTold(tx, 'satisfaction.answered', partnerId, at);
    });
  if (step.what === 'PLACED') {
    await isIn(
      portal,
      ladder,
      partnerId,
      ['BASE', 'SILVER', 'GOLD'][step.size % 3]!,
      instant.slice(0, 10),
      at,
    );
    await portal.arrange((tx) => isTold(tx, 'tier.placed', partnerId, at));
  }
  if (step.what === 'WAIVED')
    await portal.arrange(async (tx) => {
      const waiver = { partnerId, programId: ladder.id, requirementCode: 'LED', reason: 'A hard year.' };
      const days = { validFrom: day(step.size), validTo: day(step.size * 20) };
      const overlaps = await tx.requirementWaiver.count({
        where: { partnerId, validTo: { gt: days.validFrom } },
      });
      if (overlaps > 0) return;
      await tx.requirementWaiver.create({
        data: { ...waiver, ...days, grantedById: staff.personId, grantedAt: at },
      });
      await isTold(tx, 'requirement_waiver.granted', partnerId, at);
    });
  if (step.what === 'LEFT' || step.what === 'CAME BACK')
    await portal.arrange(async (tx) => {
      const status = step.what === 'LEFT' ? 'TERMINATED' : 'ACTIVE';
      await tx.partner.update({ where: { id: partnerId }, data: { status } });
      await isTold(tx, 'partner.updated', partnerId, at);
    });
}

const kept = (partnerIds: readonly string[]) =>
  portal.arrange(async (tx) => ({
    standings: await tx.partnerStanding.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      omit: { id: true, asOf: true },
      orderBy: { partnerId: 'asc' },
    }),
    attainments: await tx.attainment.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      omit: { id: true },
      orderBy: [{ partnerId: 'asc' }, { period: 'asc' }, { requirementId: 'asc' }],
    }),
  }));

/** What was found last of each partner and period. */
const foundOf = (partnerIds: readonly string[]) =>
  portal.arrange(async (tx) => {
    const changes = await tx.standingChange.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      orderBy: [{ asOf: 'asc' }, { id: 'asc' }],
    });
    return new Map(
      changes.map(({ partnerId, period, isAtRisk, requirements, shares }) => [
        `${partnerId} ${period}`,
        { isAtRisk, requirements, shares },
      ]),
    );
  });

/** What is asked by the tier that each works on, and how much of it is there, by what is kept of requirements. */
async function expectFound(partnerIds: readonly string[]): Promise<void> {
  const { standings, attainments } = await kept(partnerIds);
  const tiers = await portal.arrange(async (tx) => {
    const requirements = await tx.programRequirement.findMany({ select: { id: true, tierId: true } });
    return new Map(requirements.map(({ id, tierId }) => [id, tierId]));
  });
  const found = await foundOf(partnerIds);
  for (const { partnerId, period, nextTierId, tierId, isAtRisk } of standings) {
    const asked = attainments.filter(
      (one) =>
        one.partnerId === partnerId &&
        one.period === period &&
        tiers.get(one.requirementId) === (nextTierId ?? tierId),
    );
    const shares = asked.map(({ waiverId, percent }) => (waiverId ? 100 : Math.min(Number(percent), 100)));
    expect(found.get(`${partnerId} ${period}`)).toEqual({
      ...{ isAtRisk, requirements: asked.length },
      shares: Math.round(shares.reduce((sum, share) => sum + share, 0) * 100),
    });
  }
}

type Numbers = Readonly<Record<string, unknown>>;

/** As text, since the database holds numbers as numbers. */
const plain = (row: Numbers): Numbers =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      ['actual', 'target', 'percent', 'gap', 'projection', 'nextTierPercent'].includes(name) && value != null
        ? Number(value).toString()
        : value,
    ]),
  );

describe('what is kept', () => {
  it('is what an evaluation from scratch says, whatever happened and whenever the job ran', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const partnerIds = await aFamily();
        let at = new Date('2026-01-20T03:00:00Z');
        for (const step of [...history, ...LAST]) {
          // Never twice at the same instant: what is booked at the very instant of a final evaluation comes too late for it.
          at = new Date(at.getTime() + step.hours * HOUR_MS + MINUTE_MS);
          await take(step, partnerIds[step.who]!, at);
          if (step.what.startsWith('RUN')) await keep(portal, at.toISOString());
          if (step.what === 'RUN TWICE') await keep(portal, at.toISOString());
          if (step.what === 'RUN LATE')
            await keep(portal, new Date(at.getTime() - 3 * HOUR_MS).toISOString());
        }
        at = new Date(at.getTime() + HOUR_MS);
        await keep(portal, at.toISOString());
        const { standings, attainments } = await kept(partnerIds);
        const before = new Map<string, { code: string; rank: number }>();
        const scratch = await portal.arrange(async (tx) => {
          const evaluations = await evaluatePartners(tx, {
            programId: ladder.id,
            partnerIds,
            period: null,
            asOf: at,
          });
          for (const { partnerId, period } of evaluations) {
            const placed = await tx.tierPlacement.findFirst({
              where: { partnerId, effectiveOn: { lt: period.from } },
              orderBy: [{ effectiveOn: 'desc' }, { bookedAt: 'desc' }, { id: 'desc' }],
              include: { tier: true },
            });
            if (placed) before.set(partnerId, placed.tier);
          }
          return evaluations;
        });
        const sorted = [...scratch].sort((a, b) => (a.partnerId < b.partnerId ? -1 : 1));
        expect(standings.map(plain)).toEqual(
          sorted.map((evaluation) => {
            const { asOf, ...standing } = standingFrom(evaluation, before.get(evaluation.partnerId) ?? null);
            return plain(standing);
          }),
        );
        await expectFound(partnerIds);
        const current = attainments.filter(({ isProvisional }) => isProvisional);
        const expected = sorted
          .flatMap(attainmentsOf)
          .sort((a, b) =>
            `${a.partnerId} ${a.requirementId}` < `${b.partnerId} ${b.requirementId}` ? -1 : 1,
          );
        expect(current.map(({ asOf, ...row }) => plain(row))).toEqual(
          expected.map(({ asOf, ...row }) => plain(row)),
        );
        for (const final of attainments.filter(({ isProvisional }) => !isProvisional)) {
          const { partnerId, period, asOf, ...row } = final;
          expect(asOf >= row.periodUntil).toBe(true);
          const [again] = await portal.arrange((tx) =>
            evaluatePartners(tx, { programId: ladder.id, partnerIds: [partnerId], period, asOf }),
          );
          if (!again) continue;
          const same = attainmentsOf(again).find(({ requirementId }) => requirementId === row.requirementId);
          expect(plain(final)).toEqual(plain(same!));
        }
        // Whoever takes part is evaluated in every run that follows.
        await portal.arrange((tx) =>
          tx.partner.updateMany({ where: { id: { in: partnerIds } }, data: { status: 'TERMINATED' } }),
        );
      }),
      { numRuns: Number(process.env.RUNS ?? 8) },
    );
  }, 300_000);
});
