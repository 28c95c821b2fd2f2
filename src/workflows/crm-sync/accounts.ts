import type { IdentityKey } from '../../domains/customers/customer-identity.rules.ts';
import type { InvalidField } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { executeAll, type Statement } from '../../platform/database/execute-all.ts';
import { eventsInserted, type NewEvent } from '../../platform/events/events.ts';
import { recheckCustomers } from '../contest-referrals.ts';
import { accountsByKey, accountsThatCycle, accountsWritten, lockHierarchy } from './accounts-store.ts';
import {
  type Candidate,
  candidatesOf,
  eventVerb,
  loadedIdsOf,
  lockSystem,
  outcomeOf,
  REPEATED,
  rejection,
  type SyncRequest,
  type SyncResult,
  sourcesRemembered,
  type Written,
  withoutRepeats,
} from './sync.ts';

/** A company as its CRM account says. Amounts are in minor units; a currency stands only with an amount. */
export type AccountRow = Readonly<{
  externalId: string;
  name: string;
  nameKey: string;
  parentExternalId: string | null;
  sector: string | null;
  location: string | null;
  countryCode: string | null;
  addressLine: string | null;
  city: string | null;
  postalCode: string | null;
  yearEstablished: number | null;
  employees: number | null;
  currency: string | null;
  annualRevenueMinor: bigint | null;
  /** Strong keys, the CRM account among them. */
  keys: readonly IdentityKey[];
}>;

const sourceRowOf = (row: AccountRow) => ({
  external_id: row.externalId,
  parent_external_id: row.parentExternalId,
  name: row.name,
  name_key: row.nameKey,
  sector: row.sector,
  location: row.location,
  country_code: row.countryCode,
  address_line: row.addressLine,
  city: row.city,
  postal_code: row.postalCode,
  year_established: row.yearEstablished,
  employees: row.employees,
  currency: row.currency,
  annual_revenue_minor: row.annualRevenueMinor,
  keys: row.keys,
});

export type AccountSource = ReturnType<typeof sourceRowOf>;
export type WrittenAccount = Written<AccountSource> & Readonly<{ parentId: string | null }>;

/**
 * Loads CRM accounts as customers. An account that is new here is the customer that carries its key, if there is one;
 * otherwise it becomes a customer of its own, since only a person decides that two of them are the same. What a row
 * does not state stays as it is. A parent may stand anywhere in the same rows.
 * @throws ForbiddenError
 */
export async function upsertAccounts(
  tx: Tx,
  actor: Actor,
  { system, origin, rows }: SyncRequest<AccountRow>,
  now: Date,
): Promise<SyncResult[]> {
  assertAllowed(actor, 'CRM_SYNC');
  await lockSystem(tx, system);
  const { firsts, repeats } = withoutRepeats(rows);
  const candidates = await candidatesOf(tx, system, 'ACCOUNT', firsts.map(sourceRowOf));
  const { written, refused } = await accountsToWrite(tx, system, candidates);
  if (written.length > 0) {
    const events = written.map(({ id, isNew }) => ({
      type: `customer.${isNew ? eventVerb(origin) : 'updated'}`,
      subjectType: 'Customer',
      subjectId: id,
      partnerId: null,
      occurredAt: now,
      data: { system },
    }));
    await executeAll(tx, allWritten(actor, { system, written, events }, now));
    await recheckCustomers(
      tx,
      written.map(({ id }) => id),
      now,
    );
  }
  const byId = new Map(candidates.map((candidate) => [candidate.row.external_id, candidate]));
  const writtenById = new Map(written.map((account) => [account.row.external_id, account]));
  return rows.map((row) => {
    const { externalId } = row;
    if (repeats.has(row)) return rejection(externalId, [REPEATED]);
    const error = refused.get(externalId);
    if (error) return rejection(externalId, [error]);
    return outcomeOf(byId.get(externalId)!, writtenById.get(externalId));
  });
}

type Decisions = Readonly<{
  system: string;
  written: readonly WrittenAccount[];
  events: readonly NewEvent[];
}>;

function* allWritten(actor: Actor, { system, written, events }: Decisions, now: Date): Generator<Statement> {
  yield* accountsWritten(written, now);
  yield sourcesRemembered(system, 'ACCOUNT', written, now);
  yield eventsInserted(actor, events);
}

const UNKNOWN_PARENT: InvalidField = {
  field: 'parentExternalId',
  code: 'NOT_FOUND',
  message: 'There is no account with this id. Send the parent before, or in the same request.',
};

const PARENT_CYCLE: InvalidField = {
  field: 'parentExternalId',
  code: 'PARENT_CYCLE',
  message: 'The company would be its own parent, directly or through others. Correct the parent.',
};

/** A row whose parent is refused is refused with it, as it would otherwise hang on nothing. */
async function accountsToWrite(tx: Tx, system: string, candidates: readonly Candidate<AccountSource>[]) {
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  const refused = new Map<string, InvalidField>();
  if (changed.length === 0) return { written: [], refused };
  const byKey = await accountsByKey(
    tx,
    system,
    changed.map(({ row }) => row.external_id),
  );
  const known = (candidate: Candidate) => candidate.targetId ?? byKey.get(candidate.row.external_id);
  const idByExternalId = new Map(
    candidates.map((candidate) => [candidate.row.external_id, known(candidate) ?? candidate.freshId]),
  );
  const parents = changed.flatMap(({ row }) => row.parent_external_id ?? []);
  const outside = parents.filter((parent) => !idByExternalId.has(parent));
  for (const [parent, id] of await loadedIdsOf(tx, system, 'ACCOUNT', outside))
    idByExternalId.set(parent, id);
  let accounts = changed.map((candidate): WrittenAccount => {
    const parent = candidate.row.parent_external_id;
    return {
      ...candidate,
      id: idByExternalId.get(candidate.row.external_id)!,
      isNew: !known(candidate),
      parentId: parent === null ? null : (idByExternalId.get(parent) ?? null),
    };
  });
  const refuse = (isRefused: (account: WrittenAccount) => boolean, error: InvalidField) => {
    for (const { row } of accounts.filter(isRefused)) refused.set(row.external_id, error);
    accounts = accounts.filter((account) => !isRefused(account));
  };
  refuse(({ row, parentId }) => row.parent_external_id !== null && parentId === null, UNKNOWN_PARENT);
  if (accounts.some(({ parentId }) => parentId !== null)) {
    await lockHierarchy(tx);
    const cycling = await accountsThatCycle(tx, accounts);
    refuse(({ id }) => cycling.has(id), PARENT_CYCLE);
  }
  const isLoaded = new Set(candidates.filter(({ targetId }) => targetId).map(({ row }) => row.external_id));
  const isGone = (id: string | null) => id !== null && refused.has(id) && !isLoaded.has(id);
  for (let before = -1; before !== refused.size; ) {
    before = refused.size;
    refuse(({ row }) => isGone(row.parent_external_id), UNKNOWN_PARENT);
  }
  return { written: accounts, refused };
}
