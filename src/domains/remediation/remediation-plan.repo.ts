import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type {
  Prisma,
  RemediationAction,
  RemediationPlan,
} from '../../platform/database/generated/client/client.ts';

/** Locks a plan for the rest of the transaction; null where row security hides it or it does not exist. */
export async function lockPlan(tx: Tx, id: string): Promise<RemediationPlan | null> {
  await tx.$queryRaw`SELECT 1 FROM remediation_plan WHERE id = ${id}::uuid FOR UPDATE`;
  return await findPlan(tx, id);
}

export const findPlan = (tx: Tx, id: string): Promise<RemediationPlan | null> =>
  tx.remediationPlan.findUnique({ where: { id } });

/** Writes what changed and counts the version up. */
export const updatePlan = (
  tx: Tx,
  { id }: Readonly<{ id: string }>,
  data: Prisma.RemediationPlanUncheckedUpdateInput,
): Promise<RemediationPlan> =>
  tx.remediationPlan.update({ where: { id }, data: { ...data, version: { increment: 1 } } });

export async function lockAction(tx: Tx, id: string): Promise<RemediationAction | null> {
  await tx.$queryRaw`SELECT 1 FROM remediation_action WHERE id = ${id}::uuid FOR UPDATE`;
  return await findAction(tx, id);
}

export const findAction = (tx: Tx, id: string): Promise<RemediationAction | null> =>
  tx.remediationAction.findUnique({ where: { id } });

export const updateAction = (
  tx: Tx,
  { id }: Readonly<{ id: string }>,
  data: Prisma.RemediationActionUncheckedUpdateInput,
): Promise<RemediationAction> =>
  tx.remediationAction.update({ where: { id }, data: { ...data, version: { increment: 1 } } });

export type NewAction = Readonly<{
  title: string;
  ownerId: string | null;
  membershipId: string | null;
  dueOn: Date;
}>;

/** Adds actions behind those that there are, in one statement; the plan is locked. Answers their ids. */
export async function insertActions(
  tx: Tx,
  { id, partnerId }: Readonly<{ id: string; partnerId: string }>,
  actions: readonly NewAction[],
): Promise<string[]> {
  if (actions.length === 0) return [];
  const rows = actions.map((action, place) => ({
    ...action,
    place: place + 1,
    dueOn: action.dueOn.toISOString().slice(0, 10),
  }));
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO remediation_action (partner_id, plan_id, position, title, owner_id, membership_id, due_on)
    SELECT ${partnerId}::uuid, ${id}::uuid,
      (SELECT coalesce(max(position), 0) FROM remediation_action WHERE plan_id = ${id}::uuid) + r.place,
      r.title, r."ownerId", r."membershipId", r."dueOn"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(place int, title text, "ownerId" uuid, "membershipId" uuid, "dueOn" date)
    ORDER BY r.place RETURNING id::text`;
  return inserted.map((row) => row.id);
}

export const countActions = (tx: Tx, planId: string): Promise<number> =>
  tx.remediationAction.count({ where: { planId } });

/** Which of these people of the vendor can take something up: human, with a business card, not deactivated. */
export async function ableStaff(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT person.id::text FROM person JOIN staff_member ON staff_member.person_id = person.id
    WHERE person.id = ANY (${ids}::uuid[]) AND person.kind = 'HUMAN' AND person.deactivated_at IS NULL`;
  return new Set(rows.map(({ id }) => id));
}

/** Which of these are people of the partner now. */
export async function presentMembers(
  tx: Tx,
  partnerId: string,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await tx.membership.findMany({
    where: {
      ...{ id: { in: [...ids] }, partnerId, validFrom: { lte: now } },
      OR: [{ validTo: null }, { validTo: { gt: now } }],
    },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

export async function vendorDayOf(tx: Tx, at: Date): Promise<Date> {
  const { timeZone } = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(timeZone, at);
}

export const dueDaysOf = async (tx: Tx, ruleId: string): Promise<number> =>
  (await tx.remediationRule.findUniqueOrThrow({ where: { id: ruleId }, select: { dueDays: true } })).dueDays;
