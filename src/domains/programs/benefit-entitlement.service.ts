import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './benefit-entitlement.repo.ts';
import {
  entitlementActions,
  entitlementChanges,
  entitlementStatusOf,
  entitlementsOf,
} from './benefit-entitlement.rules.ts';
import { vendorDayOf } from './program.repo.ts';
import { lockTiersOf, type Membership } from './tier-placement.repo.ts';
import { dayText } from './tier-placement.rules.ts';

const REFERENCE_LENGTH_MAX = 500;

/** Writes what partners are entitled to by their placements; with their tiers locked. */
export async function settleEntitlements(tx: Tx, of: readonly Membership[], today: Date): Promise<void> {
  const { placements, entitlements } = await repo.entitlementFactsOf(tx, of);
  const keyOf = ({ partnerId, programId }: Membership) => `${partnerId} ${programId}`;
  const placementsOf = Map.groupBy(placements, keyOf);
  const entitlementsByKey = Map.groupBy(entitlements, keyOf);
  const planned = [...placementsOf].flatMap(([key, placed]) => {
    const { partnerId, programId } = placed[0]!;
    return entitlementsOf(placed, entitlementsByKey.get(key) ?? [], today).map((one) => ({
      ...{ ...one, partnerId, programId },
    }));
  });
  const { added, changed } = entitlementChanges(planned, entitlements);
  await repo.insertEntitlements(tx, added);
  await repo.updateEntitlements(tx, changed);
}

export type ProvisionInput = Readonly<{ id: string; version: number; reference?: string | null }>;

/**
 * Says that the vendor gave a partner what it owes. What a coming tier gives by the same code is carried with it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it was provisioned or has ended,
 * InvalidInputError
 */
export async function provisionBenefit(
  tx: Tx,
  actor: Actor,
  input: ProvisionInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'BENEFITS_PROVISION');
  const seen = await repo.findEntitlement(tx, input.id);
  if (!seen) throw new NotFoundError('entitlement', 'id');
  await lockTiersOf(tx, [{ partnerId: seen.partnerId, programId: seen.programId }]);
  // Read again under the lock, as it may have been provisioned or ended meanwhile.
  const entitlement = (await repo.findEntitlement(tx, input.id)) ?? seen;
  if (entitlement.version !== input.version) throw new StaleVersionError(entitlement.version);
  const today = await vendorDayOf(tx, now);
  const actions = entitlementActions(entitlement, today, actor.roles);
  if (!actions.includes('PROVISION'))
    throw new InvalidStateError('PROVISION', entitlementStatusOf(entitlement, today), actions);
  const fields = new FieldReader();
  const reference = fields.optionalLine('reference', input.reference, REFERENCE_LENGTH_MAX) ?? null;
  fields.done();
  const { partnerId, programId, benefit, program, dueOn } = entitlement;
  await repo.markProvisioned(tx, entitlement, {
    ...{ provisionedAt: now, provisionedById: actor.personId, reference },
  });
  await settleEntitlements(tx, [{ partnerId, programId }], today);
  await appendEvents(tx, actor, [
    {
      type: 'benefit.provisioned',
      subjectType: 'BenefitEntitlement',
      subjectId: entitlement.id,
      partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: {
        ...{ programCode: program.code, tierCode: benefit.tier.code, benefitCode: benefit.code },
        ...{ dueOn: dayText(dueOn), isOverdue: dueOn < today },
      },
    },
  ]);
}
