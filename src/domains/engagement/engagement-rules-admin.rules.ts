import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import type { ClaimScope } from './claim.rules.ts';
import {
  type EngagementRule,
  engagementRules,
  type MinimumField,
  type RuleCode,
  type RuleResult,
} from './engagement-rules.rules.ts';

type OnMatch = 'WARN' | 'FAIL';

/** The rules by their names, each at most once; one that is left out does not apply. */
export type RuleSet = Readonly<{
  minimumInformation?: Readonly<{ onMatch: OnMatch; fields: readonly MinimumField[] }> | null;
  partnerStanding?: Readonly<{ onMatch: OnMatch; agreementRequired: boolean }> | null;
  selfReferral?: Readonly<{ onMatch: OnMatch }> | null;
  existingCustomer?: Readonly<{ onMatch: OnMatch; wonWithinDays: number; sameFamilyOnly: boolean }> | null;
  directOpportunity?: Readonly<{ onMatch: OnMatch; activityWithinDays: number }> | null;
  otherClaim?: Readonly<{ onMatch: OnMatch }> | null;
  namedAccount?: Readonly<{ onMatch: OnMatch }> | null;
  territory?: Readonly<{ onMatch: OnMatch; regions: readonly RegionCountries[] }> | null;
  capacity?: Readonly<{ onMatch: OnMatch; openMax: number; openMaxByTier: readonly TierCapacity[] }> | null;
}>;

export type RegionCountries = Readonly<{ regionCode: string; countryCodes: readonly string[] }>;
export type TierCapacity = Readonly<{ tier: string; openMax: number }>;

const CODES = {
  minimumInformation: 'MINIMUM_INFORMATION',
  partnerStanding: 'PARTNER_STANDING',
  selfReferral: 'SELF_REFERRAL',
  existingCustomer: 'EXISTING_CUSTOMER',
  directOpportunity: 'DIRECT_OPPORTUNITY',
  otherClaim: 'OTHER_CLAIM',
  namedAccount: 'NAMED_ACCOUNT',
  territory: 'TERRITORY',
  capacity: 'CAPACITY',
} as const satisfies Record<keyof RuleSet, RuleCode>;

const argumentsOf = (name: string, given: Readonly<Record<string, unknown>>): object => {
  if (name === 'territory') {
    const regions = given.regions as readonly RegionCountries[];
    return {
      countriesByRegion: Object.fromEntries(
        regions.map(({ regionCode, countryCodes }) => [regionCode, countryCodes]),
      ),
    };
  }
  if (name !== 'capacity') return given;
  const tiers = given.openMaxByTier as readonly TierCapacity[];
  return {
    openMax: given.openMax,
    openMaxByTier: Object.fromEntries(tiers.map(({ tier, openMax }) => [tier, openMax])),
  };
};

/** The rules as they are stored. @throws InvalidInputError with every argument that is out of its bounds */
export function rulesFrom(set: RuleSet): EngagementRule[] {
  const names = (Object.keys(CODES) as (keyof RuleSet)[]).filter((name) => set[name]);
  const rules = names.map((name) => {
    const { onMatch, ...given } = set[name] as { onMatch: OnMatch };
    return { code: CODES[name], onMatch, arguments: argumentsOf(name, given) };
  });
  const parsed = engagementRules.safeParse(rules);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    parsed.error.issues.map(({ path: [index, , ...rest], message }): InvalidField => {
      const field = ['rules', names[Number(index)], ...rest].join('.');
      return { field, code: 'INVALID', message: `${field}: ${message}.` };
    }),
  );
}

/** The stored rules by their names. */
export function ruleSetOf(rules: readonly EngagementRule[]): RuleSet {
  const nameOf = new Map(Object.entries(CODES).map(([name, code]) => [code as RuleCode, name]));
  return Object.fromEntries(
    rules.map((rule) => [nameOf.get(rule.code), { onMatch: rule.onMatch, ...readingOf(rule) }]),
  );
}

function readingOf(rule: EngagementRule): object {
  if (rule.code === 'TERRITORY') {
    const regions = Object.entries(rule.arguments.countriesByRegion);
    return { regions: regions.map(([regionCode, countryCodes]) => ({ regionCode, countryCodes })) };
  }
  if (rule.code !== 'CAPACITY') return rule.arguments;
  const tiers = Object.entries(rule.arguments.openMaxByTier ?? {});
  return {
    openMax: rule.arguments.openMax,
    openMaxByTier: tiers.map(([tier, openMax]) => ({ tier, openMax })),
  };
}

export type RulesTerms = Readonly<{
  autoAccept: boolean;
  claimScope: ClaimScope;
  protectionDays: number;
  extensionDaysMax: number;
  attributionTailDays: number;
  returnedBusinessDays: number;
}>;

/** What the numbers of a version may be, as the database demands too. */
export const TERM_BOUNDS = {
  protectionDays: [1, 1_095],
  extensionDaysMax: [0, 1_095],
  attributionTailDays: [0, 1_095],
  returnedBusinessDays: [1, 60],
} as const;

/** @throws InvalidInputError with every number that is out of its bounds */
export function assertTerms(terms: RulesTerms): void {
  const invalid = Object.entries(TERM_BOUNDS).flatMap(([field, [least, most]]) => {
    const value = terms[field as keyof typeof TERM_BOUNDS];
    const message = `${field} is from ${least} to ${most}.`;
    return value >= least && value <= most ? [] : [{ field, code: 'OUT_OF_BOUNDS', message }];
  });
  if (invalid.length > 0) throw new InvalidInputError(invalid);
}

/** Rules that concern the partner alone, so that it may know what they said. */
export const REASONS_FOR_PARTNER = [
  'MINIMUM_INFORMATION',
  'PARTNER_STANDING',
  'SELF_REFERRAL',
  'TERRITORY',
  'CAPACITY',
] as const satisfies RuleCode[];
export type ReasonForPartner = (typeof REASONS_FOR_PARTNER)[number];

/** What a partner may know of an evaluation; nothing in it follows from whom the vendor or others work with. */
export const reasonsForPartner = (results: readonly RuleResult[]): ReasonForPartner[] =>
  REASONS_FOR_PARTNER.filter((code) =>
    results.some((result) => result.code === code && result.outcome !== 'PASS'),
  );
