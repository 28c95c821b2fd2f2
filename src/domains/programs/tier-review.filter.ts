import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  programId?: Readonly<{ id: string }> | null;
  status?: readonly string[] | null;
  outcomes?: readonly string[] | null;
  partnerIds?: readonly { id: string }[] | null;
  period?: string | null;
}>;

/** One value is compared, not looked for in a list, so that an index on it keeps the order of what follows. */
const only = <T>(condition: Readonly<{ in: T[] }> | undefined): T | { in: T[] } | undefined =>
  condition?.in.length === 1 ? condition.in[0] : condition;

/** @throws GraphQLError where the label names no fiscal period. */
export const tierReviewWhere = (filter: Filter | null | undefined): Prisma.TierReviewWhereInput => {
  const period = filter?.period ?? undefined;
  if (period !== undefined && !parseFiscalLabel(period).ok)
    throw badInput('period is a fiscal period such as FY2026 or FY2026-Q3.');
  return {
    programId: filter?.programId?.id,
    status: only(anyOf('status', filter?.status)),
    outcome: only(anyOf('outcomes', filter?.outcomes)),
    partnerId: idsFilter('partnerIds', filter?.partnerIds),
    period,
  };
};
