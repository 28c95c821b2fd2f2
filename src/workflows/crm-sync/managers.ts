import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { identified, type PersonSource, peopleByEmail, writePeople } from './people-store.ts';
import { candidatesOf, eventVerb, loadedOf, rememberSources, type Written } from './sync.ts';
import type { TeamRequest } from './teams.ts';

/** Loads the managers that the rows name, as staff with the role of a channel manager. */
export async function loadManagers(tx: Tx, actor: Actor, { system, origin, rows }: TeamRequest, now: Date) {
  const sources = new Map<string, PersonSource>();
  for (const { managerExternalId: external_id, managerName, managerEmail } of rows) {
    if (external_id === null || sources.has(external_id)) continue;
    sources.set(external_id, {
      external_id,
      name: managerName ?? managerEmail ?? external_id,
      email: managerEmail,
    });
  }
  const candidates = await candidatesOf(tx, system, 'MANAGER', [...sources.values()]);
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  const known = await peopleByEmail(
    tx,
    changed.flatMap(({ row }) => row.email ?? []),
    now,
  );
  const { written, withoutEmail } = identified(changed, known, (_row, { partnerId }) => partnerId === null);
  if (written.length > 0) {
    await writePeople(tx, written, now);
    await writeStaff(tx, written, now);
    await rememberSources(tx, system, 'MANAGER', written, now);
    const events = written.map(({ id, isNew }) => ({
      type: `staff.${isNew ? eventVerb(origin) : 'updated'}`,
      subjectType: 'Person',
      subjectId: id,
      partnerId: null,
      occurredAt: now,
      data: { system, role: 'CHANNEL_MANAGER' },
    }));
    await appendEvents(tx, actor, events);
  }
  return { loaded: loadedOf(candidates, written), withoutEmail };
}

async function writeStaff(tx: Tx, written: readonly Written<PersonSource>[], now: Date): Promise<void> {
  const byId = new Map(
    written.toReversed().map(({ id, row }) => [id, { id, name: row.name, email: row.email }]),
  );
  const rows = [...byId.values()];
  const instant = now.toISOString();
  await tx.$executeRaw`
    INSERT INTO staff_member (person_id, name, email)
    SELECT r.id, r.name, r.email FROM ${recordset(rows, { uuid: ['id'], text: ['name', 'email'] })}
    ON CONFLICT (person_id) DO UPDATE SET
      name = excluded.name, email = COALESCE(excluded.email, staff_member.email)
    WHERE (staff_member.name, staff_member.email)
      IS DISTINCT FROM (excluded.name, COALESCE(excluded.email, staff_member.email))`;
  await tx.$executeRaw`
    INSERT INTO staff_role (person_id, role, valid_from)
    SELECT r.id, 'CHANNEL_MANAGER', ${instant}::timestamptz
    FROM ${recordset(rows, { uuid: ['id'] })}
    WHERE NOT EXISTS (SELECT FROM staff_role WHERE staff_role.person_id = r.id AND staff_role.role = 'CHANNEL_MANAGER'
      AND (staff_role.valid_to IS NULL OR staff_role.valid_to > ${instant}::timestamptz))`;
}
