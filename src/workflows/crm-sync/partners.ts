import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import {
  assignManagers,
  insertPartners,
  partnersByExternalId,
  updatePartners,
  writeRegions,
} from './partners-store.ts';
import { candidatesOf, eventVerb, type Loaded, loadedOf, rememberSources, type Written } from './sync.ts';
import type { TeamRequest, TeamRow } from './teams.ts';

const sourceRowOf = (row: TeamRow) => ({
  external_id: row.externalId,
  name: row.name,
  name_key: row.nameKey,
  type: row.type,
  region: row.region,
  time_zone: row.timeZone,
  currency: row.currency,
});
export type PartnerSource = ReturnType<typeof sourceRowOf>;

/** Loads the partners of the rows. One that is new here is the partner that carries the external id, if there is one. */
export async function loadPartners(tx: Tx, actor: Actor, request: TeamRequest, now: Date): Promise<Loaded> {
  const { system, origin, rows, defaults } = request;
  const sources = new Map(rows.toReversed().map((row) => [row.externalId, sourceRowOf(row)]));
  const candidates = await candidatesOf(tx, system, 'PARTNER', [...sources.values()]);
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  const byExternalId = await partnersByExternalId(
    tx,
    system,
    changed.map(({ row }) => row.external_id),
  );
  const written = changed.map((candidate): Written<PartnerSource> => {
    const known = candidate.targetId ?? byExternalId.get(candidate.row.external_id);
    return { ...candidate, id: known ?? candidate.freshId, isNew: !known };
  });
  if (written.length > 0) {
    await writeRegions(
      tx,
      written.flatMap(({ row }) => row.region ?? []),
    );
    const fresh = written.filter(({ isNew }) => isNew);
    if (fresh.length > 0) await insertPartners(tx, actor, { system, defaults, partners: fresh }, now);
    await updatePartners(
      tx,
      written.filter(({ isNew }) => !isNew),
      now,
    );
    await rememberSources(tx, system, 'PARTNER', written, now);
    const events = written.map(({ id, isNew }) => ({
      type: `partner.${isNew ? eventVerb(origin) : 'updated'}`,
      subjectType: 'Partner',
      subjectId: id,
      partnerId: id,
      partnerVisible: true,
      occurredAt: now,
      data: { system },
    }));
    await appendEvents(tx, actor, events);
  }
  return loadedOf(candidates, written);
}

/**
 * Assigns the managers that the rows name. What was assigned in the portal since stays until the rows name another
 * manager than they did before.
 */
export async function loadAssignments(
  tx: Tx,
  actor: Actor,
  { system, rows }: TeamRequest,
  { partners, managers }: Readonly<{ partners: Loaded; managers: Loaded }>,
  now: Date,
): Promise<Loaded> {
  const sources = new Map(
    rows
      .toReversed()
      .filter(({ managerExternalId }) => managerExternalId !== null)
      .map((row) => [
        row.externalId,
        { external_id: row.externalId, manager_external_id: row.managerExternalId! },
      ]),
  );
  const candidates = await candidatesOf(tx, system, 'ASSIGNMENT', [...sources.values()]);
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  if (changed.length === 0) return new Map();
  const wanted = changed.map(({ row, freshId }) => ({
    id: freshId,
    partner_id: partners.get(row.external_id)!.id,
    staff_id: managers.get(row.manager_external_id)!.id,
  }));
  const { idByPartner, started } = await assignManagers(tx, wanted, now);
  const written = changed.map((candidate, index): Written => {
    const id = idByPartner.get(wanted[index]!.partner_id)!;
    return { ...candidate, id, isNew: id === candidate.freshId };
  });
  await rememberSources(tx, system, 'ASSIGNMENT', written, now);
  const events = started.map(({ id, partner_id, staff_id }) => ({
    type: 'assignment.set',
    subjectType: 'Assignment',
    subjectId: id,
    partnerId: partner_id,
    partnerVisible: true,
    occurredAt: now,
    data: { system, function: 'CHANNEL_MANAGER', staffId: staff_id },
  }));
  await appendEvents(tx, actor, events);
  return new Map(written.map(({ row, id }) => [row.external_id, { id, change: 'UPDATED' as const }]));
}
