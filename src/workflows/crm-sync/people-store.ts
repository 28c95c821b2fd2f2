import type { Tx } from '../../platform/database/client.ts';
import { recordset } from '../../platform/database/recordset.ts';
import type { Written } from './sync.ts';

export type PersonSource = Readonly<{ external_id: string; name: string; email: string | null }>;

type KnownByEmail = Readonly<{ id: string; isStaff: boolean; partnerId: string | null }>;

/** Who has these mail addresses, whether they are staff, and at which partner they are now. */
export async function peopleByEmail(
  tx: Tx,
  emails: readonly string[],
  now: Date,
): Promise<Map<string, KnownByEmail>> {
  if (emails.length === 0) return new Map();
  const instant = now.toISOString();
  const rows = await tx.$queryRaw<
    { email: string; id: string; is_staff: boolean; partner_id: string | null }[]
  >`
    SELECT person.email, person.id::text, membership.partner_id::text,
      EXISTS (SELECT FROM staff_role WHERE staff_role.person_id = person.id
        AND staff_role.valid_from <= ${instant}::timestamptz
        AND (staff_role.valid_to IS NULL OR staff_role.valid_to > ${instant}::timestamptz)) AS is_staff
    FROM person
    LEFT JOIN membership ON membership.person_id = person.id AND membership.valid_from <= ${instant}::timestamptz
      AND (membership.valid_to IS NULL OR membership.valid_to > ${instant}::timestamptz)
    WHERE person.email = ANY (${emails})`;
  return new Map(
    rows.map(({ email, id, is_staff, partner_id }) => [
      email,
      { id, isStaff: is_staff, partnerId: partner_id },
    ]),
  );
}

/**
 * Decides who each row is: whom it was loaded as before, else who has its mail address and may be that, else somebody
 * new. An address that somebody else has is left out, because it identifies one person.
 */
export function identified<Row extends PersonSource>(
  candidates: readonly Omit<Written<Row>, 'id' | 'isNew'>[],
  byEmail: ReadonlyMap<string, KnownByEmail>,
  isPossible: (row: Row, known: KnownByEmail) => boolean,
) {
  const withoutEmail = new Set<string>();
  const ownerByEmail = new Map([...byEmail].map(([email, { id }]) => [email, id]));
  const written = candidates.map((candidate): Written<Row> => {
    const { row, targetId, freshId } = candidate;
    const known = row.email === null ? undefined : byEmail.get(row.email);
    const byAddress = known && isPossible(row, known) ? known.id : null;
    const id = targetId ?? byAddress ?? freshId;
    const owner = row.email === null ? undefined : ownerByEmail.get(row.email);
    const isTaken = owner !== undefined && owner !== id;
    if (isTaken) withoutEmail.add(row.external_id);
    else if (row.email !== null) ownerByEmail.set(row.email, id);
    const isNew = targetId === null && byAddress === null;
    return { ...candidate, row: isTaken ? { ...row, email: null } : row, id, isNew };
  });
  return { written, withoutEmail };
}

/** Two rows may be one person, by their mail address: the first counts. */
export async function writePeople(
  tx: Tx,
  people: readonly Written<PersonSource>[],
  now: Date,
): Promise<void> {
  const byId = new Map(
    people.toReversed().map(({ id, row }) => [id, { id, name: row.name, email: row.email }]),
  );
  const instant = now.toISOString();
  await tx.$executeRaw`
    INSERT INTO person (id, name, email, created_at)
    SELECT r.id, r.name, r.email, ${instant}::timestamptz
    FROM ${recordset([...byId.values()], { uuid: ['id'], text: ['name', 'email'] })}
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, email = COALESCE(excluded.email, person.email), version = person.version + 1
    WHERE (person.name, person.email) IS DISTINCT FROM (excluded.name, COALESCE(excluded.email, person.email))`;
}
