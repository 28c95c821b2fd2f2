import { ConflictError } from '../../kernel/errors.ts';
import type { Tx } from '../../platform/database/client.ts';
import { type Assignment, Prisma } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import type { AssignmentFunction, NewAssignment, Reassignment } from './assignment.rules.ts';

/** Who holds the function at the instant, if anybody does. */
export const assignmentAt = (tx: Tx, partnerId: string, of: AssignmentFunction, at: Date) =>
  tx.assignment.findFirst({
    where: {
      partnerId,
      function: of,
      validFrom: { lte: at },
      OR: [{ validTo: null }, { validTo: { gt: at } }],
    },
  });

export const findAssignment = (tx: Tx, id: string): Promise<Assignment | null> =>
  tx.assignment.findUnique({ where: { id } });

export const insertAssignment = (tx: Tx, data: NewAssignment): Promise<Assignment> =>
  refusingOverlap(tx.assignment.create({ data }));

export const updateAssignment = (
  tx: Tx,
  id: string,
  data: Partial<Omit<NewAssignment, 'partnerId' | 'function'>>,
): Promise<Assignment> => refusingOverlap(tx.assignment.update({ where: { id }, data }));

/** Possible for plans only: the database keeps what has begun. */
export async function deletePlan(tx: Tx, id: string): Promise<void> {
  await tx.assignment.delete({ where: { id } });
}

/** @throws ConflictError where the constraint found another assignment at the same time. */
async function refusingOverlap<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!violates(error, 'assignment_one_at_a_time')) throw error;
    throw new ConflictError(
      'Somebody else is planned for this function within that time. Give an earlier until, or end the plan first.',
      'from',
    );
  }
}

/**
 * Which of these people can serve partners: human, not deactivated, with a staff role today. They are locked against
 * change until the transaction ends, so that nobody is assigned while being deactivated.
 */
export async function lockActiveStaff(tx: Tx, ids: readonly string[], now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT person.id FROM person JOIN staff_member ON staff_member.person_id = person.id
    WHERE person.id = ANY (${ids}::uuid[]) AND person.kind = 'HUMAN' AND person.deactivated_at IS NULL
      AND EXISTS (SELECT FROM staff_role WHERE staff_role.person_id = person.id
        AND staff_role.valid_from <= ${now.toISOString()}::timestamptz
        AND (staff_role.valid_to IS NULL OR staff_role.valid_to > ${now.toISOString()}::timestamptz))
    ORDER BY person.id FOR SHARE OF person`;
  return rows.map(({ id }) => id);
}

/** Whether somebody is or was one of the vendor's staff: whoever left can still hold assignments. */
export const isKnownStaff = async (tx: Tx, personId: string): Promise<boolean> =>
  (await tx.staffMember.findUnique({ where: { personId }, select: { personId: true } })) !== null;

/** Everything that somebody holds, as the first or as the backup, from the instant on. */
const affected = ({ fromStaffId, functions, partnerIds, from }: Reassignment) => Prisma.sql`
  (staff_id = ${fromStaffId}::uuid OR backup_id = ${fromStaffId}::uuid)
  AND (valid_to IS NULL OR valid_to > ${from.toISOString()}::timestamptz)
  AND (${functions}::text[] IS NULL OR function = ANY (${functions}::text[]))
  AND (${partnerIds}::uuid[] IS NULL OR partner_id = ANY (${partnerIds}::uuid[]))`;

/** Locks the partners that a reassignment is about, in one order, so that no other change runs between. */
export async function lockPartnersOf(tx: Tx, reassignment: Reassignment): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM partner WHERE id IN (
    SELECT partner_id FROM assignment WHERE ${affected(reassignment)}) ORDER BY id FOR NO KEY UPDATE`;
}

export type Reassigned = Readonly<{
  id: string;
  partner_id: string;
  function: string;
  staff_id: string;
  backup_id: string | null;
  valid_from: Date;
  valid_to: Date | null;
}>;

/**
 * Moves assignments from one person to another: what has begun by then ends and continues with the new person, what
 * begins later is changed. Whoever would become their own backup leaves none. One statement, however many there are.
 */
export const reassign = (tx: Tx, reassignment: Reassignment): Promise<Reassigned[]> => {
  const { fromStaffId, toStaffId } = reassignment;
  const from = Prisma.sql`${reassignment.from.toISOString()}::timestamptz`;
  const moved = (column: Prisma.Sql) =>
    Prisma.sql`CASE WHEN ${column} = ${fromStaffId}::uuid THEN ${toStaffId}::uuid ELSE ${column} END`;
  return tx.$queryRaw<Reassigned[]>`
    WITH moving AS (
      SELECT id, partner_id, function, valid_from, valid_to, ${moved(Prisma.sql`staff_id`)} AS staff_id,
        NULLIF(${moved(Prisma.sql`backup_id`)}, ${moved(Prisma.sql`staff_id`)}) AS backup_id
      FROM assignment WHERE ${affected(reassignment)}
    ), changed AS (
      UPDATE assignment SET staff_id = moving.staff_id, backup_id = moving.backup_id
      FROM moving WHERE moving.id = assignment.id AND moving.valid_from >= ${from} RETURNING assignment.*
    ), ended AS (
      UPDATE assignment SET valid_to = ${from}
      FROM moving WHERE moving.id = assignment.id AND moving.valid_from < ${from} RETURNING assignment.id
    ), continued AS (
      INSERT INTO assignment (partner_id, function, staff_id, backup_id, valid_from, valid_to)
      SELECT partner_id, function, staff_id, backup_id, ${from}, valid_to FROM moving JOIN ended USING (id)
      RETURNING assignment.*
    )
    SELECT id, partner_id, function, staff_id, backup_id, valid_from, valid_to FROM changed
    UNION ALL SELECT id, partner_id, function, staff_id, backup_id, valid_from, valid_to FROM continued`;
};

export const newId = async (tx: Tx): Promise<string> => {
  const [made] = await tx.$queryRaw<{ id: string }[]>`SELECT uuidv7() AS id`;
  return made!.id;
};
