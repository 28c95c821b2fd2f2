import { anyOf, idsFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Ids = readonly { id: string }[] | null;
type Filter = Readonly<{
  status?: readonly string[] | null;
  partnerIds?: Ids;
  ruleIds?: Ids;
  ownerIds?: Ids;
  isOverdue?: boolean | null;
}>;

/**
 * Overdue is what is active beyond its day, or has something undone beyond its own.
 * @throws GraphQLError where a list of the filter is too long.
 */
export function planWhere(filter: Filter | null | undefined, today: Date): Prisma.RemediationPlanWhereInput {
  const overdue: Prisma.RemediationPlanWhereInput = {
    status: 'ACTIVE',
    OR: [{ dueOn: { lt: today } }, { actions: { some: { doneAt: null, dueOn: { lt: today } } } }],
  };
  const isOverdue = filter?.isOverdue ?? null;
  return {
    status: anyOf('status', filter?.status),
    partnerId: idsFilter('partnerIds', filter?.partnerIds),
    ruleId: idsFilter('ruleIds', filter?.ruleIds),
    ownerId: idsFilter('ownerIds', filter?.ownerIds),
    ...(isOverdue === null ? {} : isOverdue ? { AND: [overdue] } : { NOT: overdue }),
  };
}
