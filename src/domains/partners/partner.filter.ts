import { holdsText, isAnyOf, isOneOfIds } from '../../graphql/conditions.ts';

/** What a list of partners can be narrowed to. */
export const PARTNER_CONDITIONS = {
  status: isAnyOf('status'),
  regionIds: isOneOfIds('regionId', 'Region'),
  text: holdsText('name'),
} as const;
