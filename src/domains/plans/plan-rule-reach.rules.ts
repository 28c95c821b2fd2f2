import { plainDateOf } from '../../kernel/time.ts';
import type { PlanRuleContent, RuleConditions } from './plan-rule-content.rules.ts';
import type { DeadRule, NeverAppliesReason } from './plans.errors.ts';

/** What rules may name. */
export type KnownCodes = Readonly<{
  products: ReadonlySet<string>;
  productFamilies: ReadonlySet<string>;
  regions: ReadonlySet<string>;
  tiers: ReadonlySet<string>;
  requirements: ReadonlySet<string>;
}>;

/** The days on which a version holds; null while it is a draft. */
export type VersionDays = Readonly<{ validFrom: Date; validTo: Date | null }> | null;

const NEVER_PAYS = ['TRANSFER', 'DISCONNECT'];

/** The rules that could never pay, each with every reason, so that all can be mended at once. */
export const deadRulesOf = (
  rules: readonly PlanRuleContent[],
  known: KnownCodes,
  days: VersionDays,
): DeadRule[] =>
  rules.flatMap((rule, place) => [
    ...emptyParts(rule),
    ...unknownParts(rule, known),
    ...outsideOf(rule, days),
    ...behindOf(rule, rules.slice(0, place)),
  ]);

const dead = ({ code }: PlanRuleContent, reason: NeverAppliesReason, value: string | null): DeadRule => ({
  ruleCode: code,
  reason,
  value,
});

const LISTS = [
  'productCodes',
  'productFamilies',
  'orderTypes',
  'segments',
  'regions',
  'tierCodes',
] as const satisfies (keyof RuleConditions)[];

function emptyParts(rule: PlanRuleContent): DeadRule[] {
  const { conditions } = rule;
  const { orderTypes, sizeMinMinor, sizeMaxMinor, orderedFrom, orderedUntil } = conditions;
  const isEmpty = orderedFrom !== undefined && orderedUntil !== undefined && orderedUntil <= orderedFrom;
  const isTooLarge = sizeMinMinor !== undefined && sizeMaxMinor !== undefined && sizeMinMinor > sizeMaxMinor;
  const isUnpaid = orderTypes?.length && orderTypes.every((type) => NEVER_PAYS.includes(type));
  return [
    ...LISTS.flatMap((name) => (conditions[name]?.length === 0 ? [dead(rule, 'EMPTY_LIST', name)] : [])),
    ...(isUnpaid ? [dead(rule, 'ORDER_TYPE_NEVER_PAYS', orderTypes.join(', '))] : []),
    ...(isTooLarge ? [dead(rule, 'SIZE_MIN_ABOVE_MAX', null)] : []),
    ...(isEmpty ? [dead(rule, 'EMPTY_INTERVAL', `${orderedFrom} to ${orderedUntil}`)] : []),
  ];
}

function unknownParts(rule: PlanRuleContent, known: KnownCodes): DeadRule[] {
  const { conditions } = rule;
  const unknown = (
    reason: NeverAppliesReason,
    codes: readonly string[] | undefined,
    among: ReadonlySet<string>,
  ) => (codes ?? []).flatMap((code) => (among.has(code) ? [] : [dead(rule, reason, code)]));
  const requirements = rule.formula === 'ACCELERATOR' ? [rule.arguments.requirementCode] : [];
  return [
    ...unknown('UNKNOWN_PRODUCT', conditions.productCodes, known.products),
    ...unknown('UNKNOWN_PRODUCT_FAMILY', conditions.productFamilies, known.productFamilies),
    ...unknown('UNKNOWN_REGION', conditions.regions, known.regions),
    ...unknown('UNKNOWN_TIER', conditions.tierCodes, known.tiers),
    ...unknown('UNKNOWN_REQUIREMENT', requirements, known.requirements),
  ];
}

function outsideOf(rule: PlanRuleContent, days: VersionDays): DeadRule[] {
  if (days === null) return [];
  const { orderedFrom, orderedUntil } = rule.conditions;
  const from = plainDateOf(days.validFrom).toString();
  const until = days.validTo && plainDateOf(days.validTo).toString();
  return [
    ...(orderedUntil !== undefined && orderedUntil <= from
      ? [dead(rule, 'ENDS_BEFORE_VERSION', orderedUntil)]
      : []),
    ...(orderedFrom !== undefined && until !== null && orderedFrom >= until
      ? [dead(rule, 'BEGINS_AFTER_VERSION', orderedFrom)]
      : []),
  ];
}

function behindOf(rule: PlanRuleContent, before: readonly PlanRuleContent[]): DeadRule[] {
  const taker = before.find((earlier) => earlier.groupCode === rule.groupCode && takesAllOf(earlier, rule));
  return taker ? [dead(rule, 'BEHIND_ANOTHER', taker.code)] : [];
}

/** Whether the earlier rule pays for every line that the later one would pay for. */
function takesAllOf(earlier: PlanRuleContent, later: PlanRuleContent): boolean {
  // Where the cost is not known a percent of margin pays nothing, and the next rule has its turn.
  if (earlier.formula === 'PERCENT_MARGIN') return false;
  const wide = earlier.conditions;
  const narrow = later.conditions;
  const typesNamed = narrow.orderTypes ?? [];
  if (wide.orderTypes === undefined && typesNamed.includes('MOVE')) return false;
  const areListsWider = LISTS.every((name) => {
    const all: readonly string[] | undefined = wide[name];
    const some: readonly string[] | undefined = narrow[name];
    return all === undefined || (some?.every((value) => all.includes(value)) ?? false);
  });
  return (
    areListsWider &&
    areSizesWider(earlier, later) &&
    (wide.customerKind === undefined || wide.customerKind === narrow.customerKind) &&
    (wide.orderedFrom === undefined || (narrow.orderedFrom ?? '') >= wide.orderedFrom) &&
    (wide.orderedUntil === undefined || (narrow.orderedUntil ?? '9999') <= wide.orderedUntil)
  );
}

/** Sizes in other currencies cannot be compared without a rate, which changes. */
function areSizesWider(earlier: PlanRuleContent, later: PlanRuleContent): boolean {
  const wide = earlier.conditions;
  const narrow = later.conditions;
  const isBounded = wide.sizeMinMinor !== undefined || wide.sizeMaxMinor !== undefined;
  if (isBounded && earlier.currency !== later.currency) return false;
  const isMinWider =
    wide.sizeMinMinor === undefined ||
    (narrow.sizeMinMinor !== undefined && narrow.sizeMinMinor >= wide.sizeMinMinor);
  const isMaxWider =
    wide.sizeMaxMinor === undefined ||
    (narrow.sizeMaxMinor !== undefined && narrow.sizeMaxMinor <= wide.sizeMaxMinor);
  return isMinWider && isMaxWider;
}
