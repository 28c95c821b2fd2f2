import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/platform/database/client.ts';
import type { Job } from '../../src/platform/jobs/jobs.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { attainment } from '../../src/workflows/jobs/attainment.ts';
import { tierReview } from '../../src/workflows/jobs/tier-review.ts';
import { aPartner } from './builders.ts';
import { settled } from './event-log.ts';
import type { Portal } from './portal.ts';
import { aPublishedProgram } from './programs.ts';

const led = (threshold: string, window = 'FISCAL_QUARTER') => ({
  ...{ code: 'LED', title: 'Led', metric: 'IMPLEMENTATIONS_LED', threshold, level: 'LOCATION', window },
});

/** A tier for everybody, one for two implementations led in a quarter, and one for four. */
export const LADDER = {
  ...{ approval: 'MANUAL', reviewGrain: 'QUARTER', graceDays: 30, noticeDays: 14 },
  tiers: [
    { code: 'BASE', name: 'Base', rank: 1, mode: 'ALL' },
    { code: 'SILVER', name: 'Silver', rank: 2, mode: 'ALL', requirements: [led('2')] },
    { code: 'GOLD', name: 'Gold', rank: 3, mode: 'ALL', requirements: [led('4')] },
  ],
};

export type Ladder = Readonly<{ id: string; type: string; tierIds: Readonly<Record<string, string>> }>;

const uuidOf = (id: string): string => id.slice(id.indexOf('_') + 1);

/** A program for partners of one type, from a day on which the portal's clock is set to. */
export async function aLadder(
  portal: Portal,
  by: Readonly<{ subject: string }>,
  data: object = {},
  type = 'RESELLER',
  from = '2026-01-01',
): Promise<Ladder> {
  portal.setNow(new Date(`${from}T11:00:00Z`));
  const program = await aPublishedProgram(portal, by, { ...LADDER, partnerTypes: [type], ...data }, from);
  portal.setNow(null);
  const tiers = program.versions[0].tiers as { id: string; code: string }[];
  return {
    id: uuidOf(program.id),
    type,
    tierIds: Object.fromEntries(tiers.map(({ id, code }) => [code, uuidOf(id)])),
  };
}

export const aMemberOf = (portal: Portal, { type }: Ladder) =>
  aPartner(portal, { type, createdAt: new Date('2025-01-01T00:00:00Z') });

/** So many implementations that a partner led and that were signed off at an instant. */
export const hasLed = (portal: Portal, partnerId: string, at: string, count: number) =>
  portal.arrange(async (tx) => {
    const instant = new Date(at);
    await tx.implementation.createMany({
      data: Array.from({ length: count }, () => ({
        ...{ partnerId, customerName: 'Initech', status: 'SIGNED_OFF', plannedGoLiveOn: instant },
        ...{ actualGoLiveOn: instant, signedOffAt: instant, createdAt: instant },
      })),
    });
    await isTold(tx, 'implementation.signed_off', partnerId, instant);
  });

/** An event as the service that changes something appends it, booked at an instant of the past. */
export const isTold = (tx: Tx, type: string, partnerId: string, at: Date) =>
  tx.$executeRaw`
    INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, booked_at, data)
    SELECT epoch, ${type}, 'Partner', ${randomUUID()}::uuid, ${partnerId}::uuid, 'STAFF', ${at}, ${at}, '{}'
    FROM event_epoch`;

export const isIn = (
  portal: Portal,
  ladder: Ladder,
  partnerId: string,
  code: string,
  on: string,
  bookedAt = new Date(`${on}T11:00:00Z`),
) =>
  portal.arrange(async (tx) => {
    const { versionId } = await tx.programTier.findUniqueOrThrow({ where: { id: ladder.tierIds[code]! } });
    const staff = await tx.staffMember.findFirstOrThrow();
    await tx.tierPlacement.create({
      data: {
        ...{ partnerId, programId: ladder.id, versionId, tierId: ladder.tierIds[code]!, cause: 'BY_HAND' },
        ...{ reason: 'It was so.', decidedById: staff.personId },
        ...{ effectiveOn: new Date(`${on}T00:00:00Z`), bookedAt },
      },
    });
  });

const runner =
  (job: Job) =>
  async (portal: Portal, asOf: string, log: (line: string) => void = () => undefined) => {
    await settled(portal);
    return await runJob(portal.database, job, new Date(asOf), log);
  };

export const keep = runner(attainment);
export const review = runner(tierReview);

/** What reviews say of a partner, the earliest first. */
export const reviewsOf = (portal: Portal, partnerId: string) =>
  portal.arrange(async (tx) => {
    const reviews = await tx.tierReview.findMany({
      where: { partnerId },
      include: { fromTier: true, toTier: true },
      orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
    });
    const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
    return reviews.map(({ period, outcome, status, fromTier, toTier, effectiveOn, noticedAt }) =>
      [
        ...[period, outcome, status, `${fromTier?.code ?? '-'}>${toTier?.code ?? '-'}`],
        ...[day(effectiveOn) ?? '-', day(noticedAt) ?? '-'],
      ].join(' '),
    );
  });

export const standingOf = (portal: Portal, partnerId: string) =>
  portal.arrange((tx) =>
    tx.partnerStanding.findFirst({
      where: { partnerId },
      include: { tier: true, attainedTier: true, nextTier: true },
    }),
  );

export const placementsOf = (portal: Portal, partnerId: string) =>
  portal.arrange((tx) =>
    tx.tierPlacement.findMany({
      where: { partnerId, cause: 'REVIEW' },
      select: { tier: { select: { code: true } }, effectiveOn: true },
      orderBy: { effectiveOn: 'asc' },
    }),
  );
