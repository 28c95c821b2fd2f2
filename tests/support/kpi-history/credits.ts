import fc from 'fast-check';
import { always, day, number } from './anything.ts';
import { appendTold, type Cast, partnerOf } from './cast.ts';
import { type Booked, type Counted, dayAt, type History, type HistorySource, told } from './history.ts';

export type TierStep = Readonly<{ what: 'TIER'; partner: number; tier: number; day: string }>;
/** Told as soon as it is so. */
export type ManagerStep = Readonly<{ what: 'MANAGER'; partner: number; manager: number }>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** As whose everything counts. */
export const credits: HistorySource<TierStep | ManagerStep> = {
  kinds: ['TIER', 'MANAGER'],
  sources: [],
  weight: 3,
  // Before every other one, so that it is not what counts today, and what it gave was due long ago.
  edges: [{ what: 'TIER', partner: 0, tier: 0, day: '2024-06-01' }],
  steps: () =>
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ what: always('TIER'), partner: number(3), tier: number(2), day }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ what: always('MANAGER'), partner: number(3), manager: number(2) }),
      },
    ),
  async tell(tx, cast, { bookedAt, ...step }) {
    const partnerId = partnerOf(cast, step.partner);
    if (step.what === 'MANAGER') {
      const staffId = cast.managers[step.manager]!;
      await tx.assignment.updateMany({ where: { partnerId, validTo: null }, data: { validTo: bookedAt } });
      const { id } = await tx.assignment.create({
        data: { partnerId, function: 'CHANNEL_MANAGER', staffId, validFrom: bookedAt },
      });
      const event = { type: 'assignment.set', subjectType: 'Assignment', subjectId: id, partnerId };
      await appendTold(tx, { ...event, at: bookedAt, bookedAt });
      return;
    }
    const { id: programId, versionId, tiers } = cast.program;
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO tier_placement (partner_id, program_id, version_id, tier_id, cause, reason, effective_on, booked_at, decided_by_id)
      VALUES (${partnerId}::uuid, ${programId}::uuid, ${versionId}::uuid, ${tiers[step.tier]!.id}::uuid, 'BY_HAND', 'Because.',
        ${step.day}::date, ${bookedAt}, ${cast.managers[0]}::uuid) RETURNING id`;
    await tx.$executeRaw`
      INSERT INTO benefit_entitlement (partner_id, program_id, placement_id, benefit_id, starts_on, due_on)
      SELECT partner_id, program_id, placed.id, benefit.id, effective_on, effective_on + due_days
      FROM tier_placement AS placed JOIN tier_benefit AS benefit ON benefit.tier_id = placed.tier_id
      WHERE placed.id = ${row!.id}::uuid`;
    const event = { type: 'tier.placed', subjectType: 'TierPlacement', subjectId: row!.id, partnerId };
    await appendTold(tx, { ...event, at: bookedAt, bookedAt });
  },
  facts: () => [],
};

/** The tiers in which a partner was on a day. */
export function tiersOn(cast: Cast, history: History, partner: number, on: string): string {
  const placed = told<TierStep>(history, 'TIER').filter((one) => one.partner === partner && one.day <= on);
  const latest = placed.reduce<(typeof placed)[number] | null>(
    (best, one) => (best && best.day > one.day ? best : one),
    null,
  );
  return latest ? `${cast.program.code}:${cast.program.tiers[latest.tier]!.code}` : '';
}

/** Who served at the instant, or from the day's beginning where only the day is known. */
export function managerAt(
  cast: Cast,
  assigned: readonly Booked<ManagerStep>[],
  { partner, at, day: on }: Counted,
  zone: string,
): string {
  const set = assigned.filter(
    (one) => one.partner === partner && (at ? one.bookedAt <= at : dayAt(zone, one.bookedAt) < on!),
  );
  const latest = set.at(-1);
  return latest ? cast.managers[latest.manager]! : NOBODY;
}
