import { type Condition, type Conditions, isAnyOf, isOneOfIds } from '../../graphql/conditions.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

/** Overdue is what is active beyond its day, or has something undone beyond its own. */
const isOverdue: Condition = {
  column: 'status',
  asksDay: true,
  prisma: (_name, isAsked: boolean, today) => {
    const overdue: Prisma.RemediationPlanWhereInput = {
      status: 'ACTIVE',
      OR: [{ dueOn: { lt: today } }, { actions: { some: { doneAt: null, dueOn: { lt: today } } } }],
    };
    return isAsked ? overdue : { NOT: overdue };
  },
  reads: { as: 'boolean' },
  sql: (status, value, _other, row) =>
    `(${status} = 'ACTIVE' AND (${row.column('dueOn')} < ${row.today} OR EXISTS (SELECT FROM remediation_action AS late WHERE late.plan_id = ${row.column('id')} AND late.partner_id = ${row.column('partnerId')} AND late.done_at IS NULL AND late.due_on < ${row.today}))) = ${value}`,
};

export const PLAN_CONDITIONS: Conditions = {
  status: isAnyOf('status'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  ruleIds: isOneOfIds('ruleId', 'RemediationRule'),
  ownerIds: isOneOfIds('ownerId', 'Person'),
  isOverdue,
};
