import { is, isAnyOf, isOneOfIds } from '../../graphql/conditions.ts';

/** What a list of statements can be narrowed to. */
export const STATEMENT_CONDITIONS = {
  status: isAnyOf('status'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  period: is('period'),
  currency: is('currency'),
} as const;
