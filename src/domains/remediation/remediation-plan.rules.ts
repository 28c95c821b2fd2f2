import type { FieldReader } from '../../kernel/fields.ts';
import type { Role } from '../../kernel/roles.ts';
import {
  type RemediationStatus,
  type RemediationTransition,
  remediationPlanStates,
} from './remediation-plan.states.ts';
import { DUE_DAYS_MAX } from './remediation-rule.rules.ts';

export const TITLE_LENGTH_MAX = 300;
export const REASON_LENGTH_MAX = 2_000;
export const ACTIONS_MAX = 50;
const DAY_MS = 24 * 60 * 60_000;

/** What a breach comes from, as whoever takes the plan up sees it. */
export const CAUSES = [
  'CAPACITY',
  'ENABLEMENT',
  'ENGAGEMENT',
  'PIPELINE',
  'PRICING',
  'PRODUCT_FIT',
  'COMPETITION',
  'DATA_QUALITY',
  'OTHER',
] as const;
export type Cause = (typeof CAUSES)[number];

/** What can be done with a plan, each by a mutation of its own. */
export const PLAN_ACTIONS = ['ACTIVATE', 'ADD_ACTION', 'COMPLETE_ACTION', 'CLOSE', 'CANCEL'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

export type ActionInput = Readonly<{
  title: string;
  ownerId: string | null;
  membershipId: string | null;
  dueOn: Date;
}>;

/** The days within which something can be due: from today, a plan for as long as a rule can give it. */
export function readDueOn(
  fields: FieldReader,
  field: string,
  dueOn: Date,
  today: Date,
  latest: Date | null,
): void {
  const last = latest ?? new Date(today.getTime() + DUE_DAYS_MAX * DAY_MS);
  if (dueOn >= today && dueOn <= last) return;
  const days = [today, last].map((day) => day.toISOString().slice(0, 10));
  fields.refuse(field, 'OUT_OF_RANGE', `${field} is from ${days[0]} to ${days[1]}.`);
}

/** Reads something to do: what, by one person of either side, until a day of the plan. */
export function readAction(
  fields: FieldReader,
  path: string,
  input: ActionInput,
  days: Readonly<{ today: Date; planDueOn: Date }>,
): ActionInput {
  const title = fields.line(`${path}title`, input.title, TITLE_LENGTH_MAX);
  const owners = [input.ownerId, input.membershipId].filter((id) => id !== null);
  if (owners.length !== 1)
    fields.refuse(
      `${path}ownerId`,
      'ONE_OWNER',
      `${path}ownerId or ${path}membershipId is given, and not both.`,
    );
  readDueOn(fields, `${path}dueOn`, input.dueOn, days.today, days.planDueOn);
  return { ...input, title };
}

/** The states that a transition of this name stands for. */
const TRANSITIONS: Readonly<Record<PlanAction, RemediationTransition>> = {
  ...{ ACTIVATE: 'ACTIVATE', ADD_ACTION: 'ADD_ACTION', COMPLETE_ACTION: 'COMPLETE_ACTION' },
  ...{ CLOSE: 'SUCCEED', CANCEL: 'CANCEL' },
};

export type ActionAvailability = Readonly<{
  action: PlanAction;
  available: boolean;
  blockedBecause: string | null;
}>;

/** What somebody of these roles can do with a plan, or why not now. */
export function planActionsAvailable(
  status: RemediationStatus,
  roles: readonly Role[],
  openActions: number,
): ActionAvailability[] {
  return PLAN_ACTIONS.flatMap((action): ActionAvailability[] => {
    if (!remediationPlanStates.isAllowed(status, TRANSITIONS[action], roles)) return [];
    const isNothingLeft = action === 'COMPLETE_ACTION' && openActions === 0;
    const blockedBecause = isNothingLeft ? 'nothing is left to do.' : null;
    return [{ action, available: blockedBecause === null, blockedBecause }];
  });
}
