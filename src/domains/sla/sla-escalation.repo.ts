import type { Tx } from '../../platform/database/client.ts';
import type { Responsible } from './sla-escalation.rules.ts';

/** Who serves these partners at the instant and can act: by partner, the manager and channel operations. */
export async function responsibleFor(
  tx: Tx,
  partnerIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, Responsible>> {
  if (partnerIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<(Responsible & Readonly<{ partnerId: string }>)[]>`
    SELECT assignment.partner_id AS "partnerId",
      (min(staff.id::text) FILTER (WHERE function = 'CHANNEL_MANAGER'))::uuid AS manager,
      (min(backup.id::text) FILTER (WHERE function = 'CHANNEL_MANAGER'))::uuid AS "managerBackup",
      (min(staff.id::text) FILTER (WHERE function = 'CHANNEL_OPERATIONS'))::uuid AS lead,
      (min(backup.id::text) FILTER (WHERE function = 'CHANNEL_OPERATIONS'))::uuid AS "leadBackup"
    FROM assignment
    LEFT JOIN person AS staff ON staff.id = staff_id AND staff.deactivated_at IS NULL
    LEFT JOIN person AS backup ON backup.id = backup_id AND backup.deactivated_at IS NULL
    WHERE assignment.partner_id = ANY (${partnerIds}::uuid[]) AND function IN ('CHANNEL_MANAGER', 'CHANNEL_OPERATIONS')
      AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})
    GROUP BY assignment.partner_id`;
  return new Map(rows.map(({ partnerId, ...responsible }) => [partnerId, responsible]));
}

/** Everybody who has one of these staff roles at the instant, by role. */
export async function operationsAt(
  tx: Tx,
  roles: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.$queryRaw<{ id: string; role: string }[]>`
    SELECT DISTINCT person.id, staff_role.role FROM person
    JOIN staff_member ON staff_member.person_id = person.id
    JOIN staff_role ON staff_role.person_id = person.id
    WHERE deactivated_at IS NULL AND kind = 'HUMAN' AND role = ANY (${[...roles]})
      AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})
    ORDER BY person.id`;
  const byRole = Map.groupBy(rows, ({ role }) => role);
  return new Map([...byRole].map(([role, people]) => [role, people.map(({ id }) => id)]));
}

export type Escalation = Readonly<{ clockId: string; level: number; personId: string; at: Date }>;

export async function insertEscalations(tx: Tx, escalations: readonly Escalation[]): Promise<void> {
  if (escalations.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO sla_escalation (clock_id, level, person_id, at)
    SELECT r."clockId", r.level, r."personId", r.at
    FROM jsonb_to_recordset(${JSON.stringify(escalations)}::jsonb)
      AS r("clockId" uuid, level smallint, "personId" uuid, at timestamptz)`;
}
