import { ConflictError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { settleEntitlements } from './benefit-entitlement.service.ts';
import { vendorDayOf } from './program.repo.ts';
import { isTypeOf, takesPart } from './program.rules.ts';
import * as repo from './tier-placement.repo.ts';
import { dayText, placementDays, type TierBasis, tierFound } from './tier-placement.rules.ts';

const REASON_LENGTH_MAX = 1_000;
/** A batch holds a lock for each partner until it is committed. */
export const PLACEMENTS_MAX = 500;

export type TierOnDate = Readonly<{
  on: Date;
  asOf: Date;
  basis: TierBasis;
  tierId: string | null;
  tierCode: string | null;
  rank: number | null;
  /** The placement that says so; null where none was booked by then. */
  placementId: string | null;
  /** The version that held on that day; null where none did. */
  versionId: string | null;
}>;

/**
 * In which tier a partner was on a day, as was known at an instant, and what says so. Which day counts for what is the
 * program's to say: for commissions `commissionDateOf` picks it. Reads what the transaction may see.
 */
export async function tierOnDate(
  tx: Tx,
  {
    partnerId,
    programId,
    on,
    asOf,
  }: Readonly<{ partnerId: string; programId: string; on: Date; asOf: Date }>,
): Promise<TierOnDate> {
  const none = { tierId: null, tierCode: null, rank: null, placementId: null, versionId: null };
  const partner = await repo.findPartner(tx, partnerId);
  const version = partner && (await repo.versionOnDay(tx, programId, on, asOf));
  if (!partner || !version) return { on, asOf, basis: 'NONE', ...none };
  const placement = await repo.placementOnDay(tx, { partnerId, programId }, on, asOf);
  const tiers = version.tiers.map(({ _count, ...tier }) => ({
    ...tier,
    requirementCount: _count.requirements,
  }));
  const found = tierFound(tiers, placement?.tier ?? null);
  // Who is of a type that the version is not for has no tier by itself, only by being placed.
  const isOut = found.basis === 'BASE_TIER' && !isTypeOf(version.partnerTypes, partner.type);
  const tier = isOut ? null : found.tier;
  return {
    ...{ on, asOf, versionId: version.id, placementId: placement?.id ?? null },
    basis: isOut ? 'NONE' : found.basis,
    ...{ tierId: tier?.id ?? null, tierCode: tier?.code ?? null, rank: tier?.rank ?? null },
  };
}

export type PlacementInput = Readonly<{
  partnerId: string;
  programId: string;
  tierId: string;
  cause: 'REVIEW';
  reviewId: string;
  effectiveOn: Date;
  reason: string | null;
}>;

/**
 * Puts a partner into a tier from a day on, by a review that the caller decided and checked. What the tier left gave ends
 * then, and what the tier reached gives is owed from then on. Answers the placement's id.
 * @throws ForbiddenError
 */
export async function applyPlacement(
  tx: Tx,
  actor: Actor,
  placement: PlacementInput,
  now: Date,
): Promise<string> {
  const [id] = await applyPlacements(tx, actor, [placement], now);
  return id!;
}

/**
 * As `applyPlacement`, for many at once by as many statements as for one: at most 500, and each partner of a program once.
 * @throws ForbiddenError, RangeError where there are too many
 */
export async function applyPlacements(
  tx: Tx,
  actor: Actor,
  placements: readonly PlacementInput[],
  now: Date,
): Promise<string[]> {
  assertAllowed(actor, 'TIERS_WRITE');
  if (placements.length > PLACEMENTS_MAX)
    throw new RangeError(`At most ${PLACEMENTS_MAX} placements in one batch.`);
  await repo.lockTiersOf(tx, placements.map(membershipOf));
  return await book(tx, actor, placements, now);
}

const membershipOf = ({ partnerId, programId }: repo.Membership): repo.Membership => ({
  partnerId,
  programId,
});

/** With the partners' tiers locked. */
async function book(
  tx: Tx,
  actor: Actor,
  placements: readonly Omit<repo.NewPlacement, 'decidedById'>[],
  now: Date,
): Promise<string[]> {
  if (placements.length === 0) return [];
  const rows = placements.map((placement) => ({ ...placement, decidedById: actor.personId }));
  const booked = await repo.insertPlacements(tx, rows, now);
  await settleEntitlements(tx, placements.map(membershipOf), await vendorDayOf(tx, now));
  await appendEvents(
    tx,
    actor,
    booked.map(({ id, partnerId, programCode, tierCode, rank, fromTierCode, cause, effectiveOn }) => ({
      type: 'tier.placed',
      subjectType: 'TierPlacement',
      subjectId: id,
      partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: { programCode, tierCode, rank, fromTierCode, cause, effectiveOn: dayText(effectiveOn) },
    })),
  );
  const idOf = new Map(booked.map((one) => [`${one.partnerId} ${one.programId}`, one.id]));
  return placements.map(({ partnerId, programId }) => idOf.get(`${partnerId} ${programId}`)!);
}

export type SetPlacementInput = Readonly<{
  partnerId: string;
  programId: string;
  tierId: string;
  effectiveOn?: Date | null;
  reason: string;
  idempotencyKey?: string | null;
}>;

/**
 * Puts a partner into a tier by hand, and tells it why. Answers the placement's id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the partner does not take part or the
 * program is not in force, ConflictError where it is placed there already, IdempotencyConflictError
 */
export async function setPlacement(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: SetPlacementInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'TIERS_WRITE');
  const request = { mutation: 'tierPlacementSet', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { partnerId, programId, tierId } = input;
    const partner = await repo.findPartner(tx, partnerId);
    if (!partner) throw new NotFoundError('partner', 'partnerId');
    const tier = await repo.findTier(tx, tierId);
    if (!tier) throw new NotFoundError('tier', 'tierId');
    const fields = new FieldReader();
    const reason = fields.line('reason', input.reason, REASON_LENGTH_MAX);
    const today = await vendorDayOf(tx, now);
    const effectiveOn = input.effectiveOn ?? today;
    const version = await versionFor(tx, fields, { programId, effectiveOn, today, now });
    if (version && tier.versionId !== version.id)
      fields.refuse(
        'tierId',
        'NOT_IN_FORCE',
        `tierId is a tier of the version that holds on that day, number ${version.number}.`,
      );
    fields.done();
    if (version && !takesPart(version.partnerTypes, partner))
      throw new InvalidStateError(
        'SET',
        partner.status,
        [],
        'the partner does not take part in the program.',
      );
    await repo.lockTiersOf(tx, [{ partnerId, programId }]);
    const placed = await repo.placementOnDay(tx, { partnerId, programId }, effectiveOn, now);
    if (placed?.tierId === tierId)
      throw new ConflictError('The partner is placed in this tier on that day already.', 'tierId');
    const placement = {
      partnerId,
      programId,
      tierId,
      reason,
      effectiveOn,
      cause: 'BY_HAND',
      reviewId: null,
    } as const;
    const [id] = await book(tx, actor, [placement], now);
    return id!;
  });
}

type WantedDay = Readonly<{ programId: string; effectiveOn: Date; today: Date; now: Date }>;

/** The version on the day of a placement; null where the day was refused. */
async function versionFor(tx: Tx, fields: FieldReader, { programId, effectiveOn, today, now }: WantedDay) {
  const present =
    (await repo.versionOnDay(tx, programId, today, now)) ??
    (await repo.nextVersionAfter(tx, programId, today));
  if (!present?.validFrom)
    throw new InvalidInputError([
      { field: 'programId', code: 'NOT_PUBLISHED', message: 'programId is a program that is published.' },
    ]);
  const { first, last } = placementDays(today, present.validFrom);
  if (effectiveOn < first || effectiveOn > last) {
    const message = `effectiveOn is a day from ${dayText(first)} to ${dayText(last)}.`;
    fields.refuse('effectiveOn', 'OUT_OF_RANGE', message);
    return null;
  }
  return await repo.versionOnDay(tx, programId, effectiveOn, now);
}
