import { holdsText, isAnyOf, isBeforeDay, isOneOfIds, isOnOrAfter } from '../../graphql/conditions.ts';

/** What a list of deals can be narrowed to. */
export const OPPORTUNITY_CONDITIONS = {
  stage: isAnyOf('stage'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  productIds: isOneOfIds('productId', 'Product'),
  text: holdsText('name'),
  closeFrom: isOnOrAfter('closeOn'),
  closeBefore: isBeforeDay('closeOn'),
} as const;
