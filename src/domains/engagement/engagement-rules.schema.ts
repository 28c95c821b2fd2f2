import { builder } from '../../graphql/builder.ts';
import type { ClaimScope } from './claim.rules.ts';
import {
  type MinimumField,
  type RuleOutcome,
  engagementRules as storedRules,
} from './engagement-rules.rules.ts';
import {
  type RegionCountries,
  type RuleSet,
  ruleSetOf,
  type TierCapacity,
} from './engagement-rules-admin.rules.ts';
import { ClaimScopeType, MinimumFieldType, OnMatchType } from './engagement-rules-enums.schema.ts';

type OnMatch = Exclude<RuleOutcome, 'PASS'>;
type Given<Name extends keyof RuleSet> = NonNullable<RuleSet[Name]>;

const ON_MATCH = 'What it says where its condition is met.';
const HISTORY_MAX = 100;

const PlainRule = builder.objectRef<Readonly<{ onMatch: OnMatch }>>('EngagementPlainRule').implement({
  description: 'A rule without arguments.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
  }),
});

const MinimumInformation = builder
  .objectRef<Given<'minimumInformation'>>('EngagementMinimumInformationRule')
  .implement({
    description: 'Met where one of these fields is empty.',
    fields: (t) => ({
      onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
      fields: t.field({
        type: [MinimumFieldType],
        description: 'Which fields; at most 20.',
        resolve: ({ fields }) => [...fields] as MinimumField[],
      }),
    }),
  });

const PartnerStanding = builder
  .objectRef<Given<'partnerStanding'>>('EngagementPartnerStandingRule')
  .implement({
    description: 'Met where the partner is not active, or lacks an agreement that is in force.',
    fields: (t) => ({
      onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
      agreementRequired: t.exposeBoolean('agreementRequired', {
        description: 'Whether the agreements and documents of its type have to be in force.',
      }),
    }),
  });

const ExistingCustomer = builder
  .objectRef<Given<'existingCustomer'>>('EngagementExistingCustomerRule')
  .implement({
    description: 'Met where the customer has bought before.',
    fields: (t) => ({
      onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
      wonWithinDays: t.exposeInt('wonWithinDays', {
        description: 'In this many days before the submission.',
      }),
      sameFamilyOnly: t.exposeBoolean('sameFamilyOnly', {
        description: 'Whether only products of the same family count.',
      }),
    }),
  });

const DirectOpportunity = builder
  .objectRef<Given<'directOpportunity'>>('EngagementDirectOpportunityRule')
  .implement({
    description: 'Met where direct sales had an open deal before the submission, and worked on it.',
    fields: (t) => ({
      onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
      activityWithinDays: t.exposeInt('activityWithinDays', {
        description: 'In this many days before the submission.',
      }),
    }),
  });

const Region = builder.objectRef<RegionCountries>('EngagementRegionCountries').implement({
  description: 'The countries in which partners of a region refer.',
  fields: (t) => ({
    regionCode: t.exposeString('regionCode', { description: "The region's code." }),
    countryCodes: t.field({
      type: ['CountryCode'],
      description: 'Its countries; at most 250.',
      resolve: ({ countryCodes }) => [...countryCodes],
    }),
  }),
});

const Territory = builder.objectRef<Given<'territory'>>('EngagementTerritoryRule').implement({
  description: "Met where the customer's country is not one of the partner's region.",
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
    regions: t.field({
      type: [Region],
      description:
        'Regions with their countries, at most 250; one that is not listed is open to the whole world.',
      resolve: ({ regions }) => [...regions],
    }),
  }),
});

const Tier = builder.objectRef<TierCapacity>('EngagementTierCapacity').implement({
  description: 'How many open referrals partners of a tier may have.',
  fields: (t) => ({
    tier: t.exposeString('tier', { description: "The tier's code." }),
    openMax: t.exposeInt('openMax', { description: 'How many.' }),
  }),
});

const Capacity = builder.objectRef<Given<'capacity'>>('EngagementCapacityRule').implement({
  description: 'Met where the partner has more open referrals than it may.',
  fields: (t) => ({
    onMatch: t.field({ type: OnMatchType, description: ON_MATCH, resolve: ({ onMatch }) => onMatch }),
    openMax: t.exposeInt('openMax', { description: 'How many, for tiers that are not listed.' }),
    openMaxByTier: t.field({
      type: [Tier],
      description: 'How many by tier; at most 50.',
      resolve: ({ openMaxByTier }) => [...openMaxByTier],
    }),
  }),
});

const RuleSetType = builder.objectRef<RuleSet>('EngagementRuleSet').implement({
  description: 'The rules of a version; one that is null does not apply.',
  fields: (t) => {
    const rule = { nullable: true } as const;
    const plain = (name: 'selfReferral' | 'otherClaim' | 'namedAccount', description: string) =>
      t.field({ ...rule, type: PlainRule, description, resolve: (set) => set[name] });
    return {
      minimumInformation: t.field({
        ...rule,
        type: MinimumInformation,
        description: 'What a submission has to say.',
        resolve: (set) => set.minimumInformation,
      }),
      partnerStanding: t.field({
        ...rule,
        type: PartnerStanding,
        description: 'Who may submit.',
        resolve: (set) => set.partnerStanding,
      }),
      selfReferral: plain('selfReferral', 'Met where the customer is the partner itself.'),
      existingCustomer: t.field({
        ...rule,
        type: ExistingCustomer,
        description: 'Who buys already.',
        resolve: (set) => set.existingCustomer,
      }),
      directOpportunity: t.field({
        ...rule,
        type: DirectOpportunity,
        description: 'Whom direct sales works with.',
        resolve: (set) => set.directOpportunity,
      }),
      otherClaim: plain(
        'otherClaim',
        'Met where another referral holds the claim; with FAIL it waits behind it.',
      ),
      namedAccount: plain(
        'namedAccount',
        'Met where the vendor keeps the customer for itself; see `namedAccounts`.',
      ),
      territory: t.field({
        ...rule,
        type: Territory,
        description: 'Where partners refer.',
        resolve: (set) => set.territory,
      }),
      capacity: t.field({
        ...rule,
        type: Capacity,
        description: 'How much partners may have open.',
        resolve: (set) => set.capacity,
      }),
    };
  },
});

export const EngagementRulesType = builder.prismaNode('EngagementRules', {
  name: 'EngagementRules',
  description: 'A version of the rules of engagement. Published, it never changes.',
  authScopes: { permission: 'ENGAGEMENT_READ' },
  id: { field: 'id', description: 'Global id, `EngagementRules_<uuid>`.' },
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Counts on with each version.' }),
    isPublished: t.boolean({
      description: 'Whether it is published; a draft decides nothing.',
      select: { status: true },
      resolve: ({ status }) => status === 'PUBLISHED',
    }),
    validFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'From when on it decides; null for a draft.',
      select: { status: true, validFrom: true },
      resolve: ({ status, validFrom }) => (status === 'PUBLISHED' ? validFrom : null),
    }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when, exclusive; null while nothing follows.',
    }),
    publishedAt: t.expose('publishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was published; null for a draft.',
    }),
    autoAccept: t.exposeBoolean('autoAccept', {
      description: 'Whether a referral that every rule passes is accepted without a person.',
    }),
    claimScope: t.field({
      type: ClaimScopeType,
      description: 'What a claim is on.',
      select: { claimScope: true },
      resolve: ({ claimScope }) => claimScope as ClaimScope,
    }),
    protectionDays: t.exposeInt('protectionDays', {
      description: 'For how many days of 24 hours an acceptance protects.',
    }),
    extensionDaysMax: t.exposeInt('extensionDaysMax', {
      description: 'How many days an extension gives at most; 0 for none.',
    }),
    attributionTailDays: t.exposeInt('attributionTailDays', {
      description: 'For how many days after protection a win still counts.',
    }),
    returnedBusinessDays: t.exposeInt('returnedBusinessDays', {
      description: 'For how many business days a returned referral keeps its place.',
    }),
    rules: t.field({
      type: RuleSetType,
      description: 'The rules.',
      select: { rules: true },
      resolve: ({ rules }) => ruleSetOf(storedRules.parse(rules)),
    }),
  }),
});

builder.queryField('engagementRules', (t) =>
  t.prismaField({
    type: EngagementRulesType,
    nullable: true,
    description: 'The rules of engagement that hold at an instant; now where left out. For staff.',
    authScopes: { permission: 'ENGAGEMENT_READ' },
    args: { at: t.arg({ type: 'DateTime', description: 'When.' }) },
    resolve: (query, _root, { at }, { db, now }) => {
      const instant = at ?? now;
      const holds = { validFrom: { lte: instant }, OR: [{ validTo: null }, { validTo: { gt: instant } }] };
      return db.engagementRules.findFirst({ ...query, where: { status: 'PUBLISHED', ...holds } });
    },
  }),
);

builder.queryField('engagementRulesHistory', (t) =>
  t.prismaField({
    type: [EngagementRulesType],
    nullable: true,
    description: `All versions, the latest first, the draft included; at most ${HISTORY_MAX}. For staff.`,
    authScopes: { permission: 'ENGAGEMENT_READ' },
    complexity: { field: 5, multiplier: 10 },
    resolve: (query, _root, _args, { db }) =>
      db.engagementRules.findMany({ ...query, orderBy: { version: 'desc' }, take: HISTORY_MAX }),
  }),
);
