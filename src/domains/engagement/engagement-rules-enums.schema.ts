import { builder } from '../../graphql/builder.ts';
import type { ClaimScope } from './claim.rules.ts';
import type { MinimumField, RuleCode, RuleOutcome } from './engagement-rules.rules.ts';
import type { ReasonForPartner } from './engagement-rules-admin.rules.ts';

export const OnMatchType = builder.enumType('EngagementOnMatch', {
  description: 'What a rule says where its condition is met.',
  values: {
    WARN: { description: 'Somebody should look at it.' },
    FAIL: { description: 'It stands in the way.' },
  } satisfies Record<Exclude<RuleOutcome, 'PASS'>, object>,
});

export const ClaimScopeType = builder.enumType('EngagementClaimScope', {
  description: 'What a claim is on.',
  values: {
    CUSTOMER_AND_FAMILY: { description: 'A customer and a product family, everywhere.' },
    CUSTOMER_FAMILY_AND_TERRITORY: {
      description: "A customer and a product family in the customer's country.",
    },
  } satisfies Record<ClaimScope, object>,
});

export const MinimumFieldType = builder.enumType('EngagementMinimumField', {
  description: 'A field of a referral that a submission may have to give.',
  values: {
    customerName: { description: "The customer's company name." },
    customerDomain: { description: "The customer's web domain." },
    customerTaxId: { description: "The customer's tax id." },
    customerCountryCode: { description: "The customer's country." },
    customerCity: { description: "The customer's city." },
    contactName: { description: 'Whom to call at the customer.' },
    contactEmail: { description: "The contact's mail address." },
    contactPhone: { description: "The contact's phone number." },
    productId: { description: 'What the customer needs.' },
    estimatedAmountMinor: { description: "The partner's estimate of the deal." },
    expectedCloseOn: { description: 'When the customer is expected to decide.' },
  } satisfies Record<MinimumField, object>,
});

export const RuleOutcomeType = builder.enumType('EngagementRuleOutcome', {
  description: 'What a rule says of a referral.',
  values: {
    PASS: { description: 'Nothing against it.' },
    WARN: { description: 'Somebody should look at it.' },
    FAIL: { description: 'Something stands in the way.' },
  } satisfies Record<RuleOutcome, object>,
});

const OWN = {
  MINIMUM_INFORMATION: { description: 'What a submission has to say is not all there.' },
  PARTNER_STANDING: { description: 'The partner is not active, or an agreement is not in force.' },
  SELF_REFERRAL: { description: 'The customer looks like the partner itself.' },
  TERRITORY: { description: "The customer's country is outside of the partner's region." },
  CAPACITY: { description: 'The partner has more open referrals than it may.' },
} satisfies Record<ReasonForPartner, object>;

export const ReasonType = builder.enumType('ReferralDecisionReason', {
  description: "What the rules of engagement noticed that concerns the partner's own registration.",
  values: OWN,
});

export const RuleCodeType = builder.enumType('EngagementRuleCode', {
  description: 'A rule of engagement.',
  values: {
    ...OWN,
    EXISTING_CUSTOMER: { description: 'The customer has bought before.' },
    DIRECT_OPPORTUNITY: { description: 'Direct sales had an open deal before, and worked on it.' },
    OTHER_CLAIM: { description: 'Another referral holds the claim.' },
    NAMED_ACCOUNT: { description: 'The vendor keeps the customer for itself.' },
  } satisfies Record<RuleCode, object>,
});
