import { lockedCurrencies } from '../../domains/partners/partner.service.ts';
import type { InvalidField } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { loadManagers } from './managers.ts';
import { loadMembers } from './members.ts';
import { loadAssignments, loadPartners } from './partners.ts';
import { lockSystem, rejection, type SyncRequest, type SyncResult } from './sync.ts';

/**
 * A partner and one of its people, with the vendor's channel manager; a partner with several people has a row for
 * each. What a row does not state stays as it is. A partner of one person has its own id as the person's.
 */
export type TeamRow = Readonly<{
  externalId: string;
  name: string;
  nameKey: string;
  type: string | null;
  region: string | null;
  timeZone: string | null;
  currency: string | null;
  personExternalId: string;
  personName: string | null;
  personEmail: string | null;
  managerExternalId: string | null;
  managerName: string | null;
  managerEmail: string | null;
}>;

export type TeamRequest = SyncRequest<TeamRow> &
  Readonly<{ /** For partners whose row does not state them. */ defaults: TeamDefaults }>;
export type TeamDefaults = Readonly<{ currency: string; timeZone: string }>;

export type TeamResult = SyncResult & Readonly<{ warnings: readonly InvalidField[] }>;

const EMAIL_TAKEN = (field: string): InvalidField => ({
  field,
  code: 'EMAIL_TAKEN',
  message: 'The mail address belongs to somebody else whom the portal knows; it was left out.',
});

const notDealtIn = (currency: string, currencies: readonly string[]): InvalidField => ({
  field: 'currency',
  code: 'NOT_DEALT_IN',
  message: `The partner would be paid in ${currency}, and the vendor deals in ${currencies.join(', ')}.`,
});

/**
 * Loads partners as active, each person with a membership, and their managers as channel managers assigned to them.
 * Where rows of one partner disagree about it, the first counts; one that would be paid in a currency that the vendor does
 * not deal in is rejected. `externalId` in the results is the person's.
 * @throws ForbiddenError
 */
export async function upsertPartnersFromTeams(
  tx: Tx,
  actor: Actor,
  everything: TeamRequest,
  now: Date,
): Promise<TeamResult[]> {
  assertAllowed(actor, 'CRM_SYNC');
  await lockSystem(tx, everything.system);
  const currencies = await lockedCurrencies(tx);
  const currencyOf = (row: TeamRow) => row.currency ?? everything.defaults.currency;
  const isDealtIn = (row: TeamRow) => currencies.includes(currencyOf(row));
  const request = { ...everything, rows: everything.rows.filter(isDealtIn) };
  const managers = await loadManagers(tx, actor, request, now);
  const partners = await loadPartners(tx, actor, request, now);
  const members = await loadMembers(tx, actor, request, partners, now);
  const assignments = await loadAssignments(tx, actor, request, { partners, managers: managers.loaded }, now);
  return everything.rows.map((row) => {
    if (!isDealtIn(row)) {
      const refused = notDealtIn(currencyOf(row), currencies);
      return { ...rejection(row.personExternalId, [refused]), warnings: [] };
    }
    const person = members.loaded.get(row.personExternalId)!;
    const partner = partners.get(row.externalId)!;
    const manager = row.managerExternalId === null ? null : managers.loaded.get(row.managerExternalId)!;
    const changes = [person, partner, manager, assignments.get(row.externalId)].map(
      (part) => part?.change ?? null,
    );
    const isNew = person.change === 'CREATED' || partner.change === 'CREATED';
    return {
      externalId: row.personExternalId,
      outcome: isNew ? 'CREATED' : changes.some((change) => change !== null) ? 'UPDATED' : 'UNCHANGED',
      errors: [],
      targetId: person.id,
      warnings: [
        ...(members.withoutEmail.has(row.personExternalId) ? [EMAIL_TAKEN('personEmail')] : []),
        ...(managers.withoutEmail.has(row.managerExternalId ?? '') ? [EMAIL_TAKEN('managerEmail')] : []),
      ],
    };
  });
}
