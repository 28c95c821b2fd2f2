import type { StaffRole } from '../../kernel/roles.ts';
import type { Step } from './sla-clock.rules.ts';

/** Who serves a partner, as far as a late answer concerns them. Whoever was deactivated is not among them. */
export type Responsible = Readonly<{
  manager: string | null;
  managerBackup: string | null;
  lead: string | null;
  leadBackup: string | null;
}>;

export const NOBODY: Responsible = { manager: null, managerBackup: null, lead: null, leadBackup: null };

/** Whose work it is, by standard, where nobody who serves a partner is found. */
const OPERATIONS_ROLES: Readonly<Record<string, StaffRole>> = { ORDER_RATIFICATION: 'SALES_OPERATIONS' };

export const operationsRoleOf = (standard: string): StaffRole =>
  OPERATIONS_ROLES[standard] ?? 'PARTNER_OPERATIONS';

/** Along the assignment: the channel manager, then the backup too, then channel operations. */
const LADDER: readonly [step: Step, who: readonly (keyof Responsible)[]][] = [
  ['WARNED', ['manager']],
  ['BREACHED', ['manager', 'managerBackup']],
  ['ESCALATED', ['lead', 'leadBackup']],
];

/**
 * The people that a step goes to. Where it finds nobody, the next steps' people are asked in its place, and at last
 * all who work on what is late, so that nothing is late in silence.
 */
export function escalationOf(
  step: Step,
  responsible: Responsible,
  operations: readonly string[],
): readonly string[] {
  const first = LADDER.findIndex(([rung]) => rung === step);
  for (const [, who] of LADDER.slice(first)) {
    const people = who.flatMap((function_) => responsible[function_] ?? []);
    if (people.length > 0) return [...new Set(people)];
  }
  return operations;
}
