import { currencyCodeOf } from '../../kernel/currency.ts';
import { compareDecimals, type Decimal, decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import { formatAmount } from '../../kernel/money.ts';
import { expectedPriceOf, percentBelow } from './line-price.rules.ts';
import { ORDER_TYPES, type OrderType } from './order-types.rules.ts';
import {
  type FactLine,
  type Finding,
  failed,
  notApplicable,
  passedIf,
  type RatificationFacts,
  type RatificationRule,
  type RequestKind,
} from './ratification-facts.rules.ts';

const ALL_BUT_DISCONNECT = ORDER_TYPES.filter((type) => type !== 'DISCONNECT');
/** What may need building at a site. */
const WITH_SITE: readonly OrderType[] = ['NEW', 'ADD', 'MOVE', 'CHANGE'];
/** What building for a customer must return at least, and what is too good to be calculated right; in percent. */
export const RETURN_PERCENT_MIN = '15';
export const RETURN_PERCENT_MAX = '1000';

/** The highest threshold that what is asked reaches; null where it stays below every one. */
export function thresholdReached(
  { policies }: Pick<RatificationFacts, 'policies'>,
  kind: RequestKind,
  asked: Decimal,
  currency: string | null = null,
): string | null {
  const reached = policies
    .filter((policy) => policy.kind === kind && policy.currency === currency)
    .map(({ threshold }) => decimalOf(threshold))
    .filter((threshold) => compareDecimals(threshold, asked) <= 0)
    .sort((a, b) => compareDecimals(b, a));
  return reached[0] ? formatDecimal(reached[0]) : null;
}

/** Whether an approved request of the line allows at least so many percent. */
export const coveredBy = (
  { approved }: Pick<RatificationFacts, 'approved'>,
  kind: RequestKind,
  lineId: string,
  percent: Decimal,
): boolean =>
  approved.some(
    (request) =>
      request.kind === kind &&
      request.lineId === lineId &&
      request.percent !== null &&
      compareDecimals(decimalOf(request.percent), percent) >= 0,
  );

type Asking = Readonly<{ line: FactLine; percent: Decimal }>;

function approvedFor(facts: RatificationFacts, kind: RequestKind, asking: readonly Asking[]): Finding {
  if (asking.length === 0) return notApplicable('NOTHING_ASKED');
  const findings = asking.map(({ line, percent }) => {
    const threshold = thresholdReached(facts, kind, percent);
    const isApproved = threshold === null || coveredBy(facts, kind, line.id, percent);
    return { line: line.position, percent: formatDecimal(percent), threshold, isApproved };
  });
  return passedIf(
    findings.every(({ isApproved }) => isApproved),
    { lines: findings },
  );
}

const ZERO = decimalOf('0');

const discountApproved = (facts: RatificationFacts): Finding =>
  approvedFor(
    facts,
    'DISCOUNT',
    facts.lines
      .map((line) => ({ line, percent: decimalOf(line.discountPercent ?? '0') }))
      .filter(({ percent }) => compareDecimals(percent, ZERO) > 0),
  );

const specialPriceApproved = (facts: RatificationFacts): Finding =>
  approvedFor(
    facts,
    'SPECIAL_PRICE',
    facts.lines.flatMap((line) => {
      const expected = expectedPriceOf(line, facts);
      const percent = expected ? percentBelow(line, expected) : ZERO;
      return compareDecimals(percent, ZERO) > 0 ? [{ line, percent }] : [];
    }),
  );

function siteSurveyed({
  order: { siteNeedsBuilding, surveyedOn },
  documents,
  today,
}: RatificationFacts): Finding {
  if (!siteNeedsBuilding) return notApplicable('NO_BUILDING');
  if (surveyedOn === null)
    return failed({ because: 'MISSING', hasDocument: documents.includes('SITE_SURVEY') });
  return passedIf(surveyedOn <= today, { surveyedOn: surveyedOn.toISOString().slice(0, 10) });
}

function buildingCostEstimated({ order }: RatificationFacts): Finding {
  if (!order.siteNeedsBuilding) return notApplicable('NO_BUILDING');
  if (order.buildingCostMinor === null) return failed({ because: 'MISSING' });
  return passedIf(true, { buildingCostMinor: String(order.buildingCostMinor), currency: order.currency });
}

/** Without an estimate nobody can tell what needs approval, so nothing is approved. */
function capitalApproved(facts: RatificationFacts): Finding {
  const { siteNeedsBuilding, buildingCostMinor, currency } = facts.order;
  if (!siteNeedsBuilding) return notApplicable('NO_BUILDING');
  if (buildingCostMinor === null) return failed({ because: 'NO_ESTIMATE' });
  const capital = facts.policies.filter(({ kind }) => kind === 'CAPITAL');
  if (capital.length > 0 && !capital.some((policy) => policy.currency === currency))
    return failed({ because: 'NO_POLICY_IN_CURRENCY', currency });
  const cost = decimalOf(
    formatAmount({ amountMinor: buildingCostMinor, currency: currencyCodeOf(currency) }),
  );
  const threshold = thresholdReached(facts, 'CAPITAL', cost, currency);
  const isApproved = facts.approved.some(
    (request) =>
      request.kind === 'CAPITAL' &&
      request.currency === currency &&
      (request.amountMinor ?? 0n) >= buildingCostMinor,
  );
  return passedIf(threshold === null || isApproved, {
    buildingCostMinor: String(buildingCostMinor),
    currency,
    threshold,
    isApproved,
  });
}

/** Asked where building costs as much as needs approval, or where a return is stated at all. */
function returnWithinBounds(facts: RatificationFacts): Finding {
  const { siteNeedsBuilding, buildingCostMinor, currency, returnPercent } = facts.order;
  const cost = buildingCostMinor ?? 0n;
  const isAsked =
    siteNeedsBuilding &&
    thresholdReached(
      facts,
      'CAPITAL',
      decimalOf(formatAmount({ amountMinor: cost, currency: currencyCodeOf(currency) })),
      currency,
    ) !== null;
  const bounds = { minimum: RETURN_PERCENT_MIN, maximum: RETURN_PERCENT_MAX };
  if (returnPercent === null)
    return isAsked ? failed({ because: 'MISSING', ...bounds }) : notApplicable('NOT_ASKED');
  const percent = decimalOf(returnPercent);
  return passedIf(
    compareDecimals(percent, decimalOf(RETURN_PERCENT_MIN)) >= 0 &&
      compareDecimals(percent, decimalOf(RETURN_PERCENT_MAX)) <= 0,
    { returnPercent: formatDecimal(percent), ...bounds },
  );
}

/** Whether whoever may allow what is out of the ordinary has. */
export const APPROVALS_RULES: readonly RatificationRule[] = [
  {
    code: 'DISCOUNT_APPROVED',
    area: 'APPROVALS',
    title: 'Discounts that reach a threshold are approved.',
    types: ALL_BUT_DISCONNECT,
    check: discountApproved,
  },
  {
    code: 'SPECIAL_PRICE_APPROVED',
    area: 'APPROVALS',
    title: 'Prices so far below the book that they reach a threshold are approved.',
    types: ALL_BUT_DISCONNECT,
    check: specialPriceApproved,
  },
  {
    code: 'SITE_SURVEYED',
    area: 'APPROVALS',
    title: 'A site that needs building was surveyed.',
    types: WITH_SITE,
    check: siteSurveyed,
  },
  {
    code: 'BUILDING_COST_ESTIMATED',
    area: 'APPROVALS',
    title: 'The cost of building is estimated.',
    types: WITH_SITE,
    check: buildingCostEstimated,
  },
  {
    code: 'CAPITAL_APPROVED',
    area: 'APPROVALS',
    title: 'A cost of building that reaches a threshold is approved.',
    types: WITH_SITE,
    check: capitalApproved,
  },
  {
    code: 'RETURN_WITHIN_BOUNDS',
    area: 'APPROVALS',
    title: 'What building returns, where it is asked or stated, is within bounds.',
    types: WITH_SITE,
    check: returnWithinBounds,
  },
];
