import fc from 'fast-check';
import { always, number } from './anything.ts';
import { appendTold, BENEFIT_DUE_DAYS, partnerOf } from './cast.ts';
import type { TierStep } from './credits.ts';
import { dayAt, daysAfter, type History, type HistorySource, told } from './history.ts';

/** Of what a partner's placements entitle it to, which it got: by its place, or the latest for -1. Told as soon as it has it. */
export type BenefitStep = Readonly<{ what: 'PROVISION'; partner: number; placement: number }>;

const PLACEMENTS = 8;

export const benefits: HistorySource<BenefitStep> = {
  kinds: ['PROVISION'],
  sources: ['BENEFIT'],
  weight: 6,
  edges: [{ what: 'PROVISION', partner: 0, placement: -1 }],
  steps: () => fc.record({ what: always('PROVISION'), partner: number(3), placement: number(PLACEMENTS) }),
  async tell(tx, cast, { partner, placement, bookedAt: at }) {
    const partnerId = partnerOf(cast, partner);
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      UPDATE benefit_entitlement SET provisioned_at = coalesce(provisioned_at, ${at}), provisioned_by_id = ${cast.managers[0]}::uuid
      WHERE placement_id = (
        SELECT (array_agg(id ORDER BY booked_at))[CASE WHEN ${placement} < 0 THEN count(*) ELSE ${placement} + 1 END]
        FROM tier_placement WHERE partner_id = ${partnerId}::uuid) RETURNING id::text`;
    if (!row) return;
    const event = {
      type: 'benefit.provisioned',
      subjectType: 'BenefitEntitlement',
      subjectId: row.id,
      partnerId,
    };
    await appendTold(tx, { ...event, at, bookedAt: at });
  },
  *facts(history) {
    for (const { partner, dueOn, hadOn } of entitlementsOf(history)) {
      yield { partner, measure: 'BENEFITS_DUE', day: dueOn, value: 1 };
      if (hadOn !== null && hadOn <= dueOn)
        yield { partner, measure: 'BENEFITS_ON_TIME', day: dueOn, value: 1 };
    }
  },
};

type Entitlement = Readonly<{ partner: number; dueOn: string; hadOn: string | null }>;

/** What was due as another placement did not end it by then: one of a later day, or of the same that was told later. */
function* entitlementsOf(history: History): Generator<Entitlement> {
  const placements = told<TierStep>(history, 'TIER');
  for (const placement of placements) {
    const { partner, tier, day, bookedAt } = placement;
    const dueOn = daysAfter(day, BENEFIT_DUE_DAYS[tier]!);
    const own = placements.filter((one) => one.partner === partner);
    const isEnded = own.some(
      (next) => next.day <= dueOn && (next.day > day || (next.day === day && next.bookedAt > bookedAt)),
    );
    if (isEnded) continue;
    const provision = told<BenefitStep>(history, 'PROVISION').find(
      (one) =>
        one.partner === partner &&
        own.filter((by) => by.bookedAt < one.bookedAt).at(one.placement) === placement,
    );
    yield { partner, dueOn, hadOn: provision ? dayAt(history.zone, provision.bookedAt) : null };
  }
}
