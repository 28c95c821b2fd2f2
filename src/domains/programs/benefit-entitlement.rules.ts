import { addDays } from '../../kernel/days.ts';
import type { Role } from '../../kernel/roles.ts';
import {
  type BenefitEntitlementAction,
  type BenefitEntitlementStatus,
  benefitEntitlementStates,
} from './benefit-entitlement.states.ts';

/** Days are midnights in UTC; `endedOn` is the first day without it. */
export type EntitlementDays = Readonly<{ dueOn: Date; endedOn: Date | null; provisionedAt: Date | null }>;

/** How it stands on the vendor's day. */
export function entitlementStatusOf(
  { dueOn, endedOn, provisionedAt }: EntitlementDays,
  today: Date,
): BenefitEntitlementStatus {
  if (endedOn && endedOn <= today) return 'ENDED';
  if (provisionedAt) return 'PROVISIONED';
  return dueOn < today ? 'OVERDUE' : 'PENDING';
}

export const entitlementActions = (
  days: EntitlementDays,
  today: Date,
  roles: readonly Role[],
): BenefitEntitlementAction[] =>
  benefitEntitlementStates
    .actionsFrom(entitlementStatusOf(days, today), roles)
    .filter((action) => action === 'PROVISION');

export type PlacedBenefits = Readonly<{
  id: string;
  effectiveOn: Date;
  bookedAt: Date;
  benefits: readonly Readonly<{ id: string; code: string; dueDays: number }>[];
}>;

type Provision = Readonly<{
  provisionedAt: Date | null;
  provisionedById: string | null;
  reference: string | null;
}>;

export type Entitlement = Provision &
  Readonly<{ placementId: string; benefitId: string; startsOn: Date; dueOn: Date; endedOn: Date | null }>;

const NOT_PROVISIONED: Provision = { provisionedAt: null, provisionedById: null, reference: null };

const inOrder = (placements: readonly PlacedBenefits[]): PlacedBenefits[] =>
  [...placements].sort(
    (a, b) =>
      a.effectiveOn.getTime() - b.effectiveOn.getTime() ||
      a.bookedAt.getTime() - b.bookedAt.getTime() ||
      (a.id < b.id ? -1 : 1),
  );

/**
 * What a partner is entitled to by all of its placements in a program, whatever the order in which they were booked: the
 * benefits of each tier from its first day until the next placement's. What the former tier gave by the same code and
 * was provisioned is carried into the next. Of several placements for one day the last one counts; what followed from
 * the others ended before it began, or today where that is earlier.
 */
export function entitlementsOf(
  placements: readonly PlacedBenefits[],
  existing: readonly Entitlement[],
  today: Date,
): Entitlement[] {
  const ordered = inOrder(placements);
  const existingOf = (placementId: string, benefitId: string) =>
    existing.find((one) => one.placementId === placementId && one.benefitId === benefitId);
  const planned: Entitlement[] = [];
  let before = new Map<string, Provision>();
  let sameDay = new Map<string, Provision>();
  ordered.forEach((placement, place) => {
    const next = ordered[place + 1] ?? null;
    const startsOn = placement.effectiveOn;
    const isSuperseded = next?.effectiveOn.getTime() === startsOn.getTime();
    const given = new Map<string, Provision>();
    for (const { id: benefitId, code, dueDays } of placement.benefits) {
      const own = existingOf(placement.id, benefitId);
      if (isSuperseded && !own) continue;
      const isOwn = own !== undefined && own.provisionedAt !== null;
      const source = isOwn ? own : (sameDay.get(code) ?? before.get(code) ?? NOT_PROVISIONED);
      const { provisionedAt, provisionedById, reference } = isSuperseded && own ? own : source;
      const provision = { provisionedAt, provisionedById, reference };
      const endedOn = isSuperseded
        ? endOfVoid(own?.endedOn ?? null, startsOn, today)
        : (next?.effectiveOn ?? null);
      const dueOn = addDays(startsOn, dueDays);
      planned.push({ placementId: placement.id, benefitId, startsOn, dueOn, endedOn, ...provision });
      if (provisionedAt !== null) given.set(code, provision);
    }
    if (isSuperseded) sameDay = new Map([...sameDay, ...given]);
    else [before, sameDay] = [given, new Map()];
  });
  return planned;
}

/** What never held has ended already where its first day is still to come. */
const endOfVoid = (endedOn: Date | null, startsOn: Date, today: Date): Date => {
  if (endedOn && endedOn <= startsOn) return endedOn;
  return startsOn < today ? startsOn : today;
};

const keyOf = ({ placementId, benefitId }: Entitlement) => `${placementId} ${benefitId}`;
const contentOf = ({ endedOn, provisionedAt, provisionedById, reference }: Entitlement) =>
  JSON.stringify([endedOn, provisionedAt, provisionedById, reference]);

/** What of a plan has to be written, as it is not there yet or differs. */
export function entitlementChanges<Planned extends Entitlement>(
  planned: readonly Planned[],
  existing: readonly Entitlement[],
): Readonly<{ added: Planned[]; changed: Planned[] }> {
  const known = new Map(existing.map((one) => [keyOf(one), contentOf(one)]));
  const isKnown = (one: Planned) => known.has(keyOf(one));
  return {
    added: planned.filter((one) => !isKnown(one)),
    changed: planned.filter((one) => isKnown(one) && known.get(keyOf(one)) !== contentOf(one)),
  };
}
