import { holdsText, isAnyOf, isBefore, isOneOfIds, isSince } from '../../graphql/conditions.ts';

/** What a list of referrals can be narrowed to. */
export const REFERRAL_CONDITIONS = {
  status: isAnyOf('status'),
  salesStage: isAnyOf('salesStage'),
  partnerIds: isOneOfIds('partnerId', 'Partner'),
  text: holdsText('customerName'),
  createdFrom: isSince('createdAt'),
  createdBefore: isBefore('createdAt'),
  statusSinceBefore: isBefore('statusSince'),
} as const;
