import * as z from 'zod';
import { daysBetween } from '../../kernel/days.ts';

/** What a rule says of one referral: nothing against it, something to look at, or something that stands in the way. */
export type RuleOutcome = 'PASS' | 'WARN' | 'FAIL';

const days = z.int().min(0).max(3_650);
const onMatch = z.enum(['WARN', 'FAIL']);
const rule = <Code extends string, Arguments extends z.ZodRawShape>(code: Code, fields: Arguments) =>
  z.strictObject({ code: z.literal(code), onMatch, arguments: z.strictObject(fields) });

export const MINIMUM_FIELDS = [
  'customerName',
  'customerDomain',
  'customerTaxId',
  'customerCountryCode',
  'customerCity',
  'contactName',
  'contactEmail',
  'contactPhone',
  'productId',
  'estimatedAmountMinor',
  'expectedCloseOn',
] as const;
export type MinimumField = (typeof MINIMUM_FIELDS)[number];

/** The rules that exist, with the arguments that the vendor may set. */
export const engagementRule = z.discriminatedUnion('code', [
  rule('MINIMUM_INFORMATION', { fields: z.array(z.enum(MINIMUM_FIELDS)).max(20) }),
  rule('PARTNER_STANDING', { agreementRequired: z.boolean() }),
  rule('SELF_REFERRAL', {}),
  rule('EXISTING_CUSTOMER', { wonWithinDays: days, sameFamilyOnly: z.boolean() }),
  rule('DIRECT_OPPORTUNITY', { activityWithinDays: days }),
  rule('OTHER_CLAIM', {}),
  rule('NAMED_ACCOUNT', {}),
  rule('TERRITORY', {
    countriesByRegion: z.record(z.string(), z.array(z.string().regex(/^[A-Z]{2}$/)).max(250)),
  }),
  rule('CAPACITY', {
    openMax: z.int().min(1).max(1_000_000),
    openMaxByTier: z.record(z.string(), z.int().min(0)).optional(),
  }),
]);

export type EngagementRule = z.output<typeof engagementRule>;
export type RuleCode = EngagementRule['code'];

/** Each rule at most once: two of a kind would contradict each other without anybody noticing. */
export const engagementRules = z
  .array(engagementRule)
  .max(50)
  .refine((rules) => new Set(rules.map(({ code }) => code)).size === rules.length, {
    error: 'Each rule at most once.',
  });

/** Everything that the rules look at, gathered at one instant; ids, codes and numbers only, as it is stored. */
export type EngagementFacts = Readonly<{
  submittedAt: Date;
  partnerStatus: string;
  agreementInForce: boolean;
  missingFields: readonly MinimumField[];
  isSelf: boolean;
  /** The latest win with this customer, by any way of selling, and whether it was of this product family. */
  lastWonOn: Date | null;
  lastWonOfFamilyOn: Date | null;
  /** Open deals of direct sales with this customer that were opened before the submission. */
  directOpportunities: readonly Readonly<{ id: string; openedAt: Date; lastActivityAt: Date }>[];
  /** Whether the strong keys decided that somebody else was first. */
  isClaimedByOther: boolean;
  isNamedAccount: boolean;
  customerCountryCode: string | null;
  partnerRegionCode: string | null;
  openReferrals: number;
  partnerTier: string | null;
  /** Whether the customer was found by its name only, which never decides. */
  customerMatch: 'SAME' | 'POSSIBLE' | 'NONE';
}>;

export type RuleResult = Readonly<{
  code: RuleCode;
  outcome: RuleOutcome;
  /** Ids, codes and numbers that show why. */
  evidence: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}>;

type Finding = Readonly<{ matches: boolean; evidence: RuleResult['evidence'] }>;

/** Deals of direct sales that were opened before a submission, and not left alone for long. */
export const dealsBefore = <Deal extends Readonly<{ openedAt: Date; lastActivityAt: Date }>>(
  submittedAt: Date,
  { activityWithinDays }: Readonly<{ activityWithinDays: number }>,
  deals: readonly Deal[],
): Deal[] =>
  deals.filter(
    ({ openedAt, lastActivityAt }) =>
      openedAt <= submittedAt && daysBetween(lastActivityAt, submittedAt) <= activityWithinDays,
  );

/** Whether a rule's condition is met, and by what. */
function findingOf(rule: EngagementRule, facts: EngagementFacts): Finding {
  switch (rule.code) {
    case 'MINIMUM_INFORMATION': {
      const missing = facts.missingFields.filter((field) => rule.arguments.fields.includes(field));
      return { matches: missing.length > 0, evidence: { missing } };
    }
    case 'PARTNER_STANDING': {
      const lacksAgreement = rule.arguments.agreementRequired && !facts.agreementInForce;
      return {
        matches: facts.partnerStatus !== 'ACTIVE' || lacksAgreement,
        evidence: { partnerStatus: facts.partnerStatus, agreementInForce: facts.agreementInForce },
      };
    }
    case 'SELF_REFERRAL':
      return { matches: facts.isSelf, evidence: {} };
    case 'EXISTING_CUSTOMER':
      return existingCustomer(rule.arguments, facts);
    case 'DIRECT_OPPORTUNITY': {
      const active = dealsBefore(facts.submittedAt, rule.arguments, facts.directOpportunities);
      return { matches: active.length > 0, evidence: { opportunityIds: active.map(({ id }) => id) } };
    }
    case 'OTHER_CLAIM':
      return { matches: facts.isClaimedByOther, evidence: {} };
    case 'NAMED_ACCOUNT':
      return { matches: facts.isNamedAccount, evidence: {} };
    case 'TERRITORY':
      return territory(rule.arguments, facts);
    case 'CAPACITY': {
      const openMax = rule.arguments.openMaxByTier?.[facts.partnerTier ?? ''] ?? rule.arguments.openMax;
      return {
        matches: facts.openReferrals > openMax,
        evidence: { openReferrals: facts.openReferrals, openMax },
      };
    }
  }
}

function existingCustomer(
  limits: Readonly<{ wonWithinDays: number; sameFamilyOnly: boolean }>,
  facts: EngagementFacts,
): Finding {
  const wonOn = limits.sameFamilyOnly ? facts.lastWonOfFamilyOn : facts.lastWonOn;
  const daysAgo = wonOn === null ? null : daysBetween(wonOn, facts.submittedAt);
  return { matches: daysAgo !== null && daysAgo <= limits.wonWithinDays, evidence: { wonDaysAgo: daysAgo } };
}

/** A region without a list of countries is open to the whole world. */
function territory(
  { countriesByRegion }: Readonly<{ countriesByRegion: Record<string, string[]> }>,
  facts: EngagementFacts,
): Finding {
  const countries = countriesByRegion[facts.partnerRegionCode ?? ''];
  const outside = countries !== undefined && !countries.includes(facts.customerCountryCode ?? '');
  return {
    matches: outside,
    evidence: { country: facts.customerCountryCode, region: facts.partnerRegionCode },
  };
}

export type Evaluation = Readonly<{
  results: readonly RuleResult[];
  outcome: 'ACCEPT' | 'REVIEW' | 'WAITLIST';
}>;

/**
 * What the rules say together. Somebody else's claim puts a referral on the waiting list; everything else that is not
 * clean, a customer that is known by its name only included, goes to a person. Only a clean one is accepted without.
 */
export function evaluationOf(
  rules: readonly EngagementRule[],
  autoAccept: boolean,
  facts: EngagementFacts,
): Evaluation {
  const results = rules.map((rule): RuleResult => {
    const { matches, evidence } = findingOf(rule, facts);
    return { code: rule.code, outcome: matches ? rule.onMatch : 'PASS', evidence };
  });
  const isWaiting = results.some(({ code, outcome }) => code === 'OTHER_CLAIM' && outcome === 'FAIL');
  if (isWaiting) return { results, outcome: 'WAITLIST' };
  const isClean = results.every(({ outcome }) => outcome === 'PASS') && facts.customerMatch !== 'POSSIBLE';
  return { results, outcome: autoAccept && isClean ? 'ACCEPT' : 'REVIEW' };
}
