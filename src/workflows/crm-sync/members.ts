import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { identified, type PersonSource, peopleByEmail, writePeople } from './people-store.ts';
import { candidatesOf, eventVerb, type Loaded, loadedOf, rememberSources, type Written } from './sync.ts';
import type { TeamRequest, TeamRow } from './teams.ts';

type MemberSource = PersonSource & Readonly<{ partner_external_id: string }>;
type Member = Written<MemberSource> & Readonly<{ partnerId: string }>;

const sourceRowOf = (row: TeamRow): MemberSource => ({
  external_id: row.personExternalId,
  partner_external_id: row.externalId,
  name: row.personName ?? row.personEmail ?? row.personExternalId,
  email: row.personEmail,
});

/** Loads the people of the rows, each with a membership of its partner. Whom a file moves to another partner, moves. */
export async function loadMembers(
  tx: Tx,
  actor: Actor,
  { system, origin, rows }: TeamRequest,
  partners: Loaded,
  now: Date,
) {
  const candidates = await candidatesOf(tx, system, 'PERSON', rows.map(sourceRowOf));
  const changed = candidates.filter(({ isUnchanged }) => !isUnchanged);
  const partnerIdOf = (row: MemberSource) => partners.get(row.partner_external_id)!.id;
  const known = await peopleByEmail(
    tx,
    changed.flatMap(({ row }) => row.email ?? []),
    now,
  );
  const { written, withoutEmail } = identified(
    changed,
    known,
    (row, { isStaff, partnerId }) => !isStaff && (partnerId === null || partnerId === partnerIdOf(row)),
  );
  if (written.length > 0) {
    const members = written.map((person) => ({ ...person, partnerId: partnerIdOf(person.row) }));
    await writePeople(tx, written, now);
    const memberships = await writeMemberships(tx, members, now);
    await rememberSources(tx, system, 'PERSON', written, now);
    const events = memberships.map(({ type, id, partner_id }) => ({
      type: `membership.${type === 'STARTED' ? eventVerb(origin) : type === 'ENDED' ? 'ended' : 'changed'}`,
      subjectType: 'Membership',
      subjectId: id,
      partnerId: partner_id,
      partnerVisible: true,
      occurredAt: now,
      data: { system },
    }));
    await appendEvents(tx, actor, events);
  }
  return { loaded: loadedOf(candidates, written), withoutEmail };
}

type MembershipChange = Readonly<{ type: 'ENDED' | 'CHANGED' | 'STARTED'; id: string; partner_id: string }>;

/**
 * The file says nothing of since when, so memberships start with the import. The only person of a partner manages it;
 * of several, the partner's administrators are appointed in the portal.
 */
async function writeMemberships(tx: Tx, members: readonly Member[], now: Date): Promise<MembershipChange[]> {
  const byPerson = new Map(
    members.toReversed().map(({ id, partnerId, row }) => [
      id,
      {
        person_id: id,
        partner_id: partnerId,
        name: row.name,
        email: row.email,
        role: row.external_id === row.partner_external_id ? 'PARTNER_ADMIN' : 'PARTNER_MEMBER',
      },
    ]),
  );
  const rows = [...byPerson.values()];
  const instant = now.toISOString();
  const ended = await tx.$queryRaw<MembershipChange[]>`
    UPDATE membership SET valid_to = ${instant}::timestamptz, version = version + 1
    FROM ${recordset(rows, { uuid: ['person_id', 'partner_id'] })}
    WHERE membership.person_id = r.person_id AND membership.partner_id <> r.partner_id
      AND membership.valid_from <= ${instant}::timestamptz
      AND (membership.valid_to IS NULL OR membership.valid_to > ${instant}::timestamptz)
    RETURNING 'ENDED' AS type, membership.id::text, membership.partner_id::text`;
  const changed = await tx.$queryRaw<MembershipChange[]>`
    UPDATE membership SET name = r.name, email = COALESCE(r.email, membership.email), version = version + 1
    FROM ${recordset(rows, { uuid: ['person_id', 'partner_id'], text: ['name', 'email'] })}
    WHERE membership.person_id = r.person_id AND membership.partner_id = r.partner_id
      AND (membership.valid_to IS NULL OR membership.valid_to > ${instant}::timestamptz)
      AND (membership.name, membership.email) IS DISTINCT FROM (r.name, COALESCE(r.email, membership.email))
    RETURNING 'CHANGED' AS type, membership.id::text, membership.partner_id::text`;
  const started = await tx.$queryRaw<MembershipChange[]>`
    INSERT INTO membership (partner_id, person_id, name, email, role, valid_from, valid_to)
    SELECT r.partner_id, r.person_id, r.name, r.email, r.role, ${instant}::timestamptz, next.valid_from
    FROM ${recordset(rows, { uuid: ['person_id', 'partner_id'], text: ['name', 'email', 'role'] })}
    LEFT JOIN LATERAL (SELECT min(planned.valid_from) AS valid_from FROM membership AS planned
      WHERE planned.person_id = r.person_id AND planned.valid_from > ${instant}::timestamptz) AS next ON true
    WHERE NOT EXISTS (SELECT FROM membership AS current WHERE current.person_id = r.person_id
      AND current.valid_from <= ${instant}::timestamptz
      AND (current.valid_to IS NULL OR current.valid_to > ${instant}::timestamptz))
    RETURNING 'STARTED' AS type, id::text, partner_id::text`;
  return [...ended, ...changed, ...started];
}
