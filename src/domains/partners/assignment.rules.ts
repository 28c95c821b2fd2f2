import { FieldReader } from '../../kernel/fields.ts';

export const ASSIGNMENT_FUNCTIONS = [
  'CHANNEL_MANAGER',
  'CHANNEL_ACCOUNT_MANAGER',
  'IMPLEMENTATION_MANAGER',
  'CHANNEL_OPERATIONS',
] as const;
export type AssignmentFunction = (typeof ASSIGNMENT_FUNCTIONS)[number];

export type AssignmentInput = Readonly<{
  partnerId: string;
  function: AssignmentFunction;
  staffId: string;
  backupId?: string | null;
  from?: Date | null;
  until?: Date | null;
}>;

export type NewAssignment = Readonly<{
  partnerId: string;
  function: AssignmentFunction;
  staffId: string;
  backupId: string | null;
  validFrom: Date;
  validTo: Date | null;
}>;

/**
 * An assignment from now or a later instant on. Who served a partner in the past is a fact, and stays as it is.
 * @throws InvalidInputError
 */
export function assignmentOf(input: AssignmentInput, now: Date): NewAssignment {
  const fields = new FieldReader();
  const validFrom = presentOrLater(fields, 'from', input.from, now);
  if (input.until && input.until <= validFrom)
    fields.refuse('until', 'NOT_AFTER_FROM', 'until is after from.');
  if (input.backupId === input.staffId)
    fields.refuse('backupId', 'SAME_PERSON', 'backupId is somebody else than staffId.');
  fields.done();
  return {
    partnerId: input.partnerId,
    function: input.function,
    staffId: input.staffId,
    backupId: input.backupId ?? null,
    validFrom,
    validTo: input.until ?? null,
  };
}

const PARTNERS_MAX = 1_000;

export type ReassignmentInput = Readonly<{
  fromStaffId: string;
  toStaffId: string;
  functions?: readonly AssignmentFunction[] | null;
  partnerIds?: readonly string[] | null;
  from?: Date | null;
}>;

export type Reassignment = Readonly<{
  fromStaffId: string;
  toStaffId: string;
  /** Null is all. */
  functions: readonly AssignmentFunction[] | null;
  partnerIds: readonly string[] | null;
  from: Date;
}>;

/** @throws InvalidInputError */
export function reassignmentOf(input: ReassignmentInput, now: Date): Reassignment {
  const fields = new FieldReader();
  const { fromStaffId, toStaffId, functions = null, partnerIds = null } = input;
  const from = presentOrLater(fields, 'from', input.from, now);
  if (fromStaffId === toStaffId)
    fields.refuse('toStaffId', 'SAME_PERSON', 'toStaffId is somebody else than fromStaffId.');
  if (partnerIds && partnerIds.length > PARTNERS_MAX)
    fields.refuse('partnerIds', 'TOO_MANY', `partnerIds has at most ${PARTNERS_MAX}.`);
  fields.done();
  return { fromStaffId, toStaffId, functions, partnerIds, from };
}

/** @throws InvalidInputError */
export function presentOrLaterOf(field: string, wanted: Date | null | undefined, now: Date): Date {
  const fields = new FieldReader();
  const instant = presentOrLater(fields, field, wanted, now);
  fields.done();
  return instant;
}

function presentOrLater(
  fields: FieldReader,
  field: string,
  wanted: Date | null | undefined,
  now: Date,
): Date {
  if (!wanted) return now;
  if (wanted < now) fields.refuse(field, 'IN_THE_PAST', `${field} is not in the past; leave it out for now.`);
  return wanted;
}
