import { anyOf, textFilter } from '../../graphql/filters.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

type Filter = Readonly<{
  audience?: readonly string[] | null;
  productId?: Readonly<{ id: string }> | null;
  text?: string | null;
  launched?: boolean | null;
}>;

/**
 * `today` is the vendor's day, which is asked for only where the filter needs it.
 * @throws GraphQLError where a list or a text of the filter is too long.
 */
export function certificationProgramWhere(
  filter: Filter | null | undefined,
  today: Date | null,
): Prisma.CertificationProgramWhereInput {
  const text = textFilter(filter?.text);
  const inEffect = today && { status: 'PUBLISHED', launchOn: { lte: today } };
  return {
    audience: anyOf('audience', filter?.audience),
    productId: filter?.productId?.id,
    OR: text && [{ name: text }, { code: text }],
    versions: inEffect ? (filter?.launched ? { some: inEffect } : { none: inEffect }) : undefined,
  };
}
