import type { FieldReader } from '../../kernel/fields.ts';

export const MEMBERS_MAX = 20;
export const CUSTOMER_NAME_LENGTH_MAX = 200;
export const NOTE_LENGTH_MAX = 4_000;

/** LEAD answers for it; there is exactly one. */
export const MEMBER_ROLES = ['LEAD', 'MEMBER'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

export type PlannedMember = Readonly<{ membershipId: string; role: MemberRole }>;

/** Refuses a team without one lead, with somebody twice, or of too many. */
export function checkTeam(fields: FieldReader, members: readonly PlannedMember[]): void {
  if (members.length > MEMBERS_MAX)
    fields.refuse('members', 'TOO_MANY', `members are at most ${MEMBERS_MAX}.`);
  if (new Set(members.map(({ membershipId }) => membershipId)).size < members.length)
    fields.refuse('members', 'TWICE', 'members names each person once.');
  if (members.filter(({ role }) => role === 'LEAD').length !== 1)
    fields.refuse('members', 'ONE_LEAD', 'members has exactly one LEAD.');
}

/** Whether two teams are the same, in whatever order they are named. */
export function isSameTeam(one: readonly PlannedMember[], other: readonly PlannedMember[]): boolean {
  const keyOf = ({ membershipId, role }: PlannedMember) => `${membershipId} ${role}`;
  const keys = new Set(one.map(keyOf));
  return one.length === other.length && other.every((member) => keys.has(keyOf(member)));
}

/** Why a partner begins no implementation; null where it can. */
export const planningBlock = (partnerStatus: string): string | null =>
  ['APPLIED', 'DECLINED', 'TERMINATED'].includes(partnerStatus)
    ? `the partner account is ${partnerStatus}, and leads no implementations.`
    : null;

/** Whether somebody changes what a partner leads: its own people do, and staff; those of its master account only look. */
export const speaksFor = (ownPartnerId: string | null, partnerId: string): boolean =>
  ownPartnerId === null || ownPartnerId === partnerId;
