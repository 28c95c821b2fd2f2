import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE } from '../../graphql/refusals.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { EngagementRulesType } from './engagement-rules.schema.ts';
import { draftRules, publishRules } from './engagement-rules-admin.service.ts';
import { ClaimScopeType, MinimumFieldType, OnMatchType } from './engagement-rules-enums.schema.ts';

const ON_MATCH = 'What it says where its condition is met.';
const DAYS = 'From 0 to 3,650 days before the submission.';

const PlainInput = builder.inputType('EngagementPlainRuleInput', {
  description: 'A rule without arguments.',
  fields: (t) => ({ onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }) }),
});

const MinimumInformationInput = builder.inputType('EngagementMinimumInformationRuleInput', {
  description: 'Met where one of these fields is empty.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    fields: t.field({ type: [MinimumFieldType], required: true, description: 'Which fields; at most 20.' }),
  }),
});

const PartnerStandingInput = builder.inputType('EngagementPartnerStandingRuleInput', {
  description: 'Met where the partner is not active, or lacks an agreement that is in force.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    agreementRequired: t.boolean({
      required: true,
      description: 'Whether the agreements and documents of its type have to be in force.',
    }),
  }),
});

const ExistingCustomerInput = builder.inputType('EngagementExistingCustomerRuleInput', {
  description: 'Met where the customer has bought before.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    wonWithinDays: t.int({ required: true, description: DAYS }),
    sameFamilyOnly: t.boolean({
      required: true,
      description: 'Whether only products of the same family count.',
    }),
  }),
});

const DirectOpportunityInput = builder.inputType('EngagementDirectOpportunityRuleInput', {
  description: 'Met where direct sales had an open deal before the submission, and worked on it.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    activityWithinDays: t.int({ required: true, description: DAYS }),
  }),
});

const RegionInput = builder.inputType('EngagementRegionCountriesInput', {
  description: 'The countries in which partners of a region refer.',
  fields: (t) => ({
    regionCode: t.string({ required: true, description: "The region's code." }),
    countryCodes: t.field({
      type: ['CountryCode'],
      required: true,
      description: 'Its countries; at most 250.',
    }),
  }),
});

const TerritoryInput = builder.inputType('EngagementTerritoryRuleInput', {
  description: "Met where the customer's country is not one of the partner's region.",
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    regions: t.field({
      type: [RegionInput],
      required: true,
      description: 'Regions with their countries; one that is left out is open to the whole world.',
    }),
  }),
});

const TierInput = builder.inputType('EngagementTierCapacityInput', {
  description: 'How many open referrals partners of a tier may have.',
  fields: (t) => ({
    tier: t.string({ required: true, description: "The tier's code." }),
    openMax: t.int({ required: true, description: 'How many; 0 or more.' }),
  }),
});

const CapacityInput = builder.inputType('EngagementCapacityRuleInput', {
  description: 'Met where the partner has more open referrals than it may.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, required: true, description: ON_MATCH }),
    openMax: t.int({ required: true, description: 'How many, for tiers that are left out: 1 to 1,000,000.' }),
    openMaxByTier: t.field({ type: [TierInput], required: true, description: 'How many by tier.' }),
  }),
});

const RuleSetInput = builder.inputType('EngagementRuleSetInput', {
  description: 'The rules; one that is left out does not apply.',
  fields: (t) => ({
    minimumInformation: t.field({
      type: MinimumInformationInput,
      description: 'What a submission has to say.',
    }),
    partnerStanding: t.field({ type: PartnerStandingInput, description: 'Who may submit.' }),
    selfReferral: t.field({ type: PlainInput, description: 'Met where the customer is the partner itself.' }),
    existingCustomer: t.field({ type: ExistingCustomerInput, description: 'Who buys already.' }),
    directOpportunity: t.field({
      type: DirectOpportunityInput,
      description: 'Whom direct sales works with.',
    }),
    otherClaim: t.field({
      type: PlainInput,
      description: 'Met where another referral holds the claim; with FAIL it waits behind it.',
    }),
    namedAccount: t.field({
      type: PlainInput,
      description: 'Met where the vendor keeps the customer for itself.',
    }),
    territory: t.field({ type: TerritoryInput, description: 'Where partners refer.' }),
    capacity: t.field({ type: CapacityInput, description: 'How much partners may have open.' }),
  }),
});

const DraftInput = builder.inputType('EngagementRulesDraftInput', {
  description: 'The next version of the rules of engagement, as a whole.',
  fields: (t) => ({
    autoAccept: t.boolean({
      required: true,
      description: 'Whether a referral that every rule passes is accepted without a person.',
    }),
    claimScope: t.field({ type: ClaimScopeType, required: true, description: 'What a claim is on.' }),
    protectionDays: t.int({
      required: true,
      description: 'For how many days an acceptance protects: 1 to 1,095.',
    }),
    extensionDaysMax: t.int({
      required: true,
      description: 'How many days an extension gives at most: 0 to 1,095.',
    }),
    attributionTailDays: t.int({
      required: true,
      description: 'For how many days after protection a win still counts: 0 to 1,095.',
    }),
    returnedBusinessDays: t.int({
      required: true,
      description: 'For how many business days a returned referral keeps its place: 1 to 60.',
    }),
    rules: t.field({ type: RuleSetInput, required: true, description: 'The rules.' }),
  }),
});

builder.mutationField('engagementRulesDraft', (t) =>
  t.prismaField({
    type: EngagementRulesType,
    nullable: true,
    description:
      'Writes the draft of the rules: changes the one there is, or begins the next version. It decides nothing until it is published. For partner operations.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: DraftInput, required: true, description: 'The draft.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { rules, ...terms } = input;
      const id = await ctx.transaction((tx) => draftRules(tx, ctx.actor, { terms, rules }, ctx.now));
      return await ctx.db.engagementRules.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PublishInput = builder.inputType('EngagementRulesPublishInput', {
  description: 'A draft to put in force.',
  fields: (t) => ({
    id: t.globalID({ for: [EngagementRulesType], required: true, description: 'The draft.' }),
    validFrom: t.field({ type: 'DateTime', description: 'From when on, now or later; now where left out.' }),
  }),
});

builder.mutationField('engagementRulesPublish', (t) =>
  t.prismaField({
    type: EngagementRulesType,
    nullable: true,
    description:
      'Puts the draft in force and ends the rules before it. What is published never changes. Refused where other rules begin later. For partner operations.',
    errors: { types: [...ON_CHANGE, ConflictError] },
    args: { input: t.arg({ type: PublishInput, required: true, description: 'Which, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const publish = { id, validFrom: input.validFrom ?? null };
      await ctx.transaction((tx) => publishRules(tx, ctx.actor, publish, ctx.now));
      return await ctx.db.engagementRules.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
