import {
  ForbiddenError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Implementation } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './implementation.repo.ts';
import {
  CUSTOMER_NAME_LENGTH_MAX,
  checkTeam,
  isSameTeam,
  type MemberRole,
  NOTE_LENGTH_MAX,
  type PlannedMember,
  planningBlock,
  speaksFor,
} from './implementation.rules.ts';
import {
  type ImplementationAction,
  type ImplementationStatus,
  implementationStates,
} from './implementation.states.ts';

export type PlanInput = Readonly<{
  /** Whose it is; the actor's own partner where there is none. */
  partnerId: string | null;
  customerName: string;
  referralId: string | null;
  productId: string | null;
  plannedGoLiveOn: Date;
  members: readonly PlannedMember[];
  idempotencyKey?: string | null;
}>;

/**
 * Plans an implementation with its team. A partner's people plan for the partner that they work for. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the partner leads none,
 * IdempotencyConflictError
 */
export async function planImplementation(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: PlanInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'IMPLEMENTATIONS_WRITE');
  const request = { mutation: 'implementationPlan', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const partnerId = partnerOf(actor, input.partnerId);
    const partnerStatus = await repo.partnerStatusOf(tx, partnerId);
    if (!partnerStatus) throw new NotFoundError('partner', 'partnerId');
    const block = planningBlock(partnerStatus);
    if (block) throw new InvalidStateError('PLAN', partnerStatus, [], block);
    const fields = new FieldReader();
    const customerName = fields.line('customerName', input.customerName, CUSTOMER_NAME_LENGTH_MAX);
    await checkMembers(tx, fields, partnerId, input.members, now);
    await checkReferral(tx, fields, partnerId, input.referralId);
    fields.done();
    if (input.productId !== null && !(await repo.isProduct(tx, input.productId)))
      throw new NotFoundError('product', 'productId');
    const { referralId, productId, plannedGoLiveOn, members } = input;
    const implementation = await repo.insertImplementation(tx, {
      ...{ partnerId, customerName, referralId, productId, plannedGoLiveOn },
      ...{ status: 'PLANNED', createdAt: now },
    });
    await repo.writeTeam(tx, implementation, members);
    await appendEvent(tx, actor, 'implementation.planned', implementation, now, {
      ...{ referralId, productId, plannedGoLiveOn: dayText(plannedGoLiveOn) },
    });
    return implementation.id;
  });
}

/** A partner's people see sub-accounts too, but plan for their own partner alone. */
function partnerOf(actor: Actor, asked: string | null): string {
  const own = actor.membership?.partnerId ?? null;
  if (own !== null && asked !== null && asked !== own) throw new NotFoundError('partner', 'partnerId');
  const partnerId = asked ?? own;
  if (partnerId !== null) return partnerId;
  throw refused('partnerId', 'REQUIRED', 'partnerId says which partner leads it.');
}

/** @throws NotFoundError for who is of no membership of the partner, whether it is another partner's or nobody's. */
async function checkMembers(
  tx: Tx,
  fields: FieldReader,
  partnerId: string,
  members: readonly PlannedMember[],
  now: Date,
): Promise<void> {
  checkTeam(fields, members);
  if (fields.invalid.some(({ field }) => field === 'members')) return;
  const ids = members.map(({ membershipId }) => membershipId);
  const found = new Map((await repo.findMemberships(tx, partnerId, ids)).map((one) => [one.id, one]));
  for (const [at, id] of ids.entries()) {
    const field = `members.${at}.membershipId`;
    const membership = found.get(id);
    if (!membership) throw new NotFoundError('membership', field);
    const isCurrent =
      membership.validFrom <= now && (membership.validTo === null || membership.validTo > now);
    if (!isCurrent) fields.refuse(field, 'NOT_CURRENT', `${field} is of somebody who works there now.`);
  }
}

async function checkReferral(tx: Tx, fields: FieldReader, partnerId: string, referralId: string | null) {
  if (referralId === null) return;
  const status = await repo.referralStatusOf(tx, partnerId, referralId);
  if (status === null) throw new NotFoundError('referral', 'referralId');
  if (status !== 'ACCEPTED')
    fields.refuse('referralId', 'NOT_ACCEPTED', 'referralId is of a referral that the vendor accepted.');
}

type Versioned = Readonly<{ id: string; version: number }>;

export type UpdateInput = Versioned &
  Readonly<{ plannedGoLiveOn?: Date | null; members?: readonly PlannedMember[] | null }>;

/**
 * Changes the plan; what is left out stays. What already is as asked writes nothing and keeps the version.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError once it is live, InvalidInputError
 */
export async function updateImplementation(
  tx: Tx,
  actor: Actor,
  input: UpdateInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'IMPLEMENTATIONS_WRITE');
  const before = await lockFor(tx, actor, input, 'EDIT');
  const plannedGoLiveOn = input.plannedGoLiveOn ?? before.plannedGoLiveOn;
  const present = await teamOf(tx, before.id);
  const team = input.members ?? present;
  const changed: string[] = [];
  if (plannedGoLiveOn.getTime() !== before.plannedGoLiveOn.getTime()) changed.push('plannedGoLiveOn');
  if (!isSameTeam(present, team)) {
    const fields = new FieldReader();
    await checkMembers(tx, fields, before.partnerId, team, now);
    fields.done();
    await repo.writeTeam(tx, before, team);
    changed.push('members');
  }
  if (changed.length === 0) return;
  const after = await repo.updateImplementation(tx, before, { plannedGoLiveOn });
  await appendEvent(tx, actor, 'implementation.changed', after, now, {
    ...{ changed, plannedGoLiveOn: dayText(plannedGoLiveOn), version: after.version },
  });
}

const teamOf = async (tx: Tx, id: string): Promise<PlannedMember[]> =>
  (await repo.findTeam(tx, id)).map(({ membershipId, role }) => ({ membershipId, role: role as MemberRole }));

/**
 * Says on which day the customer went live; from then on the team stays as it is.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError for a day to come
 */
export async function goLive(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ actualGoLiveOn: Date }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'IMPLEMENTATIONS_WRITE');
  const before = await lockFor(tx, actor, input, 'GO_LIVE');
  const { actualGoLiveOn } = input;
  if (actualGoLiveOn > (await repo.vendorDayOf(tx, now)))
    throw refused('actualGoLiveOn', 'IN_THE_FUTURE', 'actualGoLiveOn is today or earlier.');
  const after = await repo.updateImplementation(tx, before, { status: 'LIVE', actualGoLiveOn });
  await appendEvent(tx, actor, 'implementation.live', after, now, {
    ...{ actualGoLiveOn: dayText(actualGoLiveOn), version: after.version },
  });
}

export type SignOffInput = Versioned & Readonly<{ note: string | null; customerId: string | null }>;

/** What was signed off, with who took part. */
export type SignedOff = Readonly<{
  implementation: Implementation;
  team: readonly Readonly<{ membershipId: string; personId: string; role: MemberRole }>[];
}>;

/**
 * Confirms for the vendor that an implementation was done well; who did, and the note, are the vendor's own.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function signOffImplementation(
  tx: Tx,
  actor: Actor,
  input: SignOffInput,
  now: Date,
): Promise<SignedOff> {
  assertAllowed(actor, 'IMPLEMENTATIONS_SIGN_OFF');
  const before = await lockFor(tx, actor, input, 'SIGN_OFF');
  const fields = new FieldReader();
  const note = fields.optionalLines('note', input.note, NOTE_LENGTH_MAX);
  fields.done();
  const { customerId } = input;
  if (customerId !== null && !(await repo.isCustomer(tx, customerId)))
    throw new NotFoundError('customer', 'customerId');
  const implementation = await repo.updateImplementation(tx, before, {
    status: 'SIGNED_OFF',
    signedOffAt: now,
  });
  const review = { implementationId: before.id, customerId, note, signedOffById: actor.personId };
  await repo.insertReview(tx, review);
  await appendEvent(tx, actor, 'implementation.signed_off', implementation, now, {
    version: implementation.version,
  });
  const team = await repo.findTeam(tx, before.id);
  return {
    implementation,
    team: team.map(({ membershipId, role, membership: { personId } }) => ({
      ...{ membershipId, personId, role: role as MemberRole },
    })),
  };
}

/**
 * Ends what will not be finished.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function cancelImplementation(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> {
  assertAllowed(actor, 'IMPLEMENTATIONS_WRITE');
  const before = await lockFor(tx, actor, input, 'CANCEL');
  const after = await repo.updateImplementation(tx, before, { status: 'CANCELLED', cancelledAt: now });
  await appendEvent(tx, actor, 'implementation.cancelled', after, now, { version: after.version });
}

async function lockFor(
  tx: Tx,
  actor: Actor,
  { id, version }: Versioned,
  action: ImplementationAction,
): Promise<Implementation> {
  const implementation = await repo.lockImplementation(tx, id);
  if (!implementation) throw new NotFoundError('implementation', 'id');
  if (!speaksFor(actor.membership?.partnerId ?? null, implementation.partnerId))
    throw new ForbiddenError('Only the people of the partner that leads it change it.');
  if (implementation.version !== version) throw new StaleVersionError(implementation.version);
  const status = implementation.status as ImplementationStatus;
  if (!implementationStates.isAllowed(status, action, actor.roles))
    throw new InvalidStateError(action, status, implementationStates.actionsFrom(status, actor.roles));
  return implementation;
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

const appendEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId }: Implementation,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Implementation',
      subjectId: id,
      partnerId,
      partnerVisible: true,
      occurredAt,
      data,
    },
  ]);
