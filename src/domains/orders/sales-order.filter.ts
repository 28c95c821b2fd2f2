import { type Condition, holdsText, isAnyOf, isOneOfIds, isText } from '../../graphql/conditions.ts';
import { idsFilter } from '../../graphql/filters.ts';

/** A customer that was merged into another is found by the one that stays. */
const isOfCustomers: Condition = {
  ...isOneOfIds('customerId', 'Customer'),
  prisma: (name, ids: readonly { id: string }[]) => ({ customer: { canonicalId: idsFilter(name, ids) } }),
  sql: (column, value) =>
    `${column} IN (SELECT id FROM customer WHERE canonical_id = ANY (${value}::uuid[]))`,
  sqlOfOne: (column, value) => `${column} IN (SELECT id FROM customer WHERE canonical_id = ${value}::uuid)`,
};

/** What a list of orders can be narrowed to. */
export const SALES_ORDER_CONDITIONS = {
  status: isAnyOf('status'),
  type: isAnyOf('type'),
  eligibility: isAnyOf('eligibility'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  customerIds: isOfCustomers,
  system: isText('system'),
  text: holdsText('externalId'),
} as const;
