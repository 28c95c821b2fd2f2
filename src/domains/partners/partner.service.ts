import { ConflictError, InvalidInputError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Partner } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './partner.repo.ts';
import {
  type AddressInput,
  addressesOf,
  type ExternalId,
  externalIdOf,
  externalIdsOf,
  type PartnerDetails,
  type PartnerDetailsInput,
  partnerDetailsOf,
  transitionTextsOf,
} from './partner.rules.ts';

export const { lockedCurrencies } = repo;

export const appendPartnerEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  partner: Pick<Partner, 'id' | 'version'>,
  now: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Partner',
      subjectId: partner.id,
      partnerId: partner.id,
      partnerVisible: true,
      occurredAt: now,
      data: { ...data, version: partner.version },
    },
  ]);

export type CreateInput = PartnerDetailsInput &
  Readonly<{
    reason: string;
    agreementReference?: string | null;
    addresses?: readonly AddressInput[] | null;
    externalIds?: readonly ExternalId[] | null;
    idempotencyKey?: string | null;
  }>;

/**
 * Creates an account that staff has approved: it starts as APPROVED. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError, IdempotencyConflictError
 */
export async function createPartner(tx: Tx, actor: Actor, input: CreateInput, now: Date): Promise<string> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const { idempotencyKey, ...content } = input;
  return await once(
    tx,
    actor,
    { mutation: 'partnerCreate', key: idempotencyKey, input: content },
    async () => {
      const { reason, agreementReference, addresses, externalIds, ...rest } = content;
      const details = partnerDetailsOf(rest) as PartnerDetails;
      const texts = transitionTextsOf('APPROVE', { reason, agreementReference });
      await assertDealtIn(tx, details.currency);
      await assertRegion(tx, details.regionId);
      if (details.masterId) await assertMaster(tx, (await repo.lockPartner(tx, details.masterId)) ?? null);
      const since = dayIn((await repo.vendorDefaultsOf(tx)).timeZone, now);
      const partner = await repo.insertPartner(tx, {
        ...details,
        agreementReference: texts.agreementReference,
        status: 'APPROVED',
        statusSince: since,
        createdAt: now,
        updatedAt: now,
      });
      await repo.insertStatusChange(tx, {
        ...texts,
        partnerId: partner.id,
        action: 'CREATE',
        toStatus: 'APPROVED',
        actorKind: actor.kind,
        actorId: actor.personId,
        effectiveOn: since,
        bookedAt: now,
      });
      await repo.replaceAddresses(tx, partner.id, addressesOf(addresses ?? []));
      for (const id of externalIdsOf(externalIds ?? [])) await link(tx, partner.id, id);
      await appendPartnerEvent(tx, actor, 'partner.created', partner, now, { to: 'APPROVED' });
      return partner.id;
    },
  );
}

export type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Changes the given details and leaves the others.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function updatePartner(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ details: PartnerDetailsInput }>,
  now: Date,
): Promise<Partner> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const { masterId } = input.details;
  // Both locked at once: whether one is a master cannot change between the check and the write.
  const locked = await repo.lockPartners(tx, masterId ? [input.id, masterId] : [input.id]);
  const partner = current(locked.find(({ id }) => id === input.id) ?? null, input);
  const details = partnerDetailsOf(input.details);
  if (details.currency !== partner.currency) await assertDealtIn(tx, details.currency);
  await assertRegion(tx, details.regionId);
  if (masterId) await assertMaster(tx, locked.find(({ id }) => id === masterId) ?? null, partner);
  const updated = await repo.updatePartner(tx, partner, details, now);
  await appendPartnerEvent(tx, actor, 'partner.updated', updated, now, {
    fields: Object.keys(details).sort(),
  });
  return updated;
}

/**
 * Replaces all addresses.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError
 */
export async function setPartnerAddresses(
  tx: Tx,
  actor: Actor,
  input: Versioned & Readonly<{ addresses: readonly AddressInput[] }>,
  now: Date,
): Promise<Partner> {
  const partner = await lockForChange(tx, actor, input);
  const addresses = addressesOf(input.addresses);
  await repo.replaceAddresses(tx, partner.id, addresses);
  const updated = await repo.updatePartner(tx, partner, {}, now);
  await appendPartnerEvent(tx, actor, 'partner.addresses_set', updated, now, {
    kinds: addresses.map(({ kind }) => kind),
  });
  return updated;
}

/** @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, ConflictError */
export async function linkExternalId(
  tx: Tx,
  actor: Actor,
  input: Versioned & ExternalId,
  now: Date,
): Promise<Partner> {
  const partner = await lockForChange(tx, actor, input);
  const id = externalIdOf(input);
  await link(tx, partner.id, id);
  const updated = await repo.updatePartner(tx, partner, {}, now);
  await appendPartnerEvent(tx, actor, 'partner.external_id_linked', updated, now, { ...id });
  return updated;
}

/** @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError */
export async function unlinkExternalId(
  tx: Tx,
  actor: Actor,
  input: Versioned & ExternalId,
  now: Date,
): Promise<Partner> {
  const partner = await lockForChange(tx, actor, input);
  const id = externalIdOf(input);
  if (!(await repo.deleteExternalId(tx, partner.id, id)))
    throw new NotFoundError('external id', 'externalId');
  const updated = await repo.updatePartner(tx, partner, {}, now);
  await appendPartnerEvent(tx, actor, 'partner.external_id_unlinked', updated, now, { ...id });
  return updated;
}

async function lockForChange(tx: Tx, actor: Actor, input: Versioned): Promise<Partner> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  return current(await repo.lockPartner(tx, input.id), input);
}

/** @throws NotFoundError, StaleVersionError */
export function current(partner: Partner | null, { version }: Versioned): Partner {
  if (!partner) throw new NotFoundError('partner', 'id');
  if (partner.version !== version) throw new StaleVersionError(partner.version);
  return partner;
}

async function link(tx: Tx, partnerId: string, id: ExternalId) {
  if (await repo.insertExternalId(tx, partnerId, id)) return;
  throw new ConflictError(
    `In ${id.system}, this id belongs to a partner already. Unlink it there first.`,
    'externalId',
  );
}

async function assertDealtIn(tx: Tx, currency: string | undefined) {
  if (!currency) return;
  const currencies = await repo.lockedCurrencies(tx);
  if (currencies.includes(currency)) return;
  const message = `currency is one that the vendor deals in: ${currencies.join(', ')}.`;
  throw new InvalidInputError([{ field: 'currency', code: 'NOT_DEALT_IN', message }]);
}

async function assertRegion(tx: Tx, regionId: string | null | undefined) {
  if (!regionId || (await repo.regionExists(tx, regionId))) return;
  throw new NotFoundError('region', 'regionId');
}

/** One level only: a master has no master, and a sub-account no sub-accounts. */
async function assertMaster(tx: Tx, master: Partner | null, subAccount?: Partner) {
  if (!master) throw new NotFoundError('partner', 'masterId');
  const refuse = (code: string, message: string) =>
    new InvalidInputError([{ field: 'masterId', code, message }]);
  if (master.id === subAccount?.id) throw refuse('ITSELF', 'masterId: a partner is not its own master.');
  if (master.masterId)
    throw refuse('NOT_A_MASTER', 'masterId is a master account, and this one is a sub-account.');
  if (['DECLINED', 'TERMINATED'].includes(master.status))
    throw refuse('NOT_IN_BUSINESS', `masterId: this account is ${master.status}.`);
  if (subAccount && (await repo.hasSubAccounts(tx, subAccount.id)))
    throw refuse('HAS_SUB_ACCOUNTS', 'masterId: an account with sub-accounts cannot become one itself.');
}
