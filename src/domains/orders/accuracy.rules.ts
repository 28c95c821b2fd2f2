import { coveredBy } from './approvals.rules.ts';
import { expectedPriceOf, percentBelow, promotionOf } from './line-price.rules.ts';
import { ORDER_TYPES, type OrderType } from './order-types.rules.ts';
import {
  type EvidenceItem,
  type FactLine,
  type Finding,
  failed,
  notApplicable,
  type OtherOrder,
  passed,
  passedIf,
  type RatificationFacts,
  type RatificationRule,
} from './ratification-facts.rules.ts';

const ALL: readonly OrderType[] = ORDER_TYPES;
/** A disconnect charges nothing, so it has no price, code or term to be wrong. */
const ALL_BUT_DISCONNECT = ORDER_TYPES.filter((type) => type !== 'DISCONNECT');
const WITH_TERM: readonly OrderType[] = ['NEW', 'ADD', 'CHANGE', 'RENEWAL'];

/** For how many months the vendor binds customers. */
export const OFFERED_TERMS_MONTHS: readonly number[] = [1, 3, 6, 12, 24, 36, 48, 60, 84, 120];
/** A customer who orders the same again within so many days hardly means it. */
export const DUPLICATE_DAYS = 30;

function priceMatchesBook(facts: RatificationFacts): Finding {
  if (facts.lines.length === 0) return notApplicable('NO_SUCH_LINES');
  const findings = facts.lines.map((line): Readonly<{ fits: boolean; item: EvidenceItem }> => {
    const expected = expectedPriceOf(line, facts);
    if (!expected)
      return {
        fits: false,
        item: { line: line.position, because: 'NO_BOOK_PRICE', productCode: line.productCode },
      };
    const oneOffDifference = line.oneOffMinor - expected.oneOffMinor;
    const monthlyDifference = line.monthlyMinor - expected.monthlyMinor;
    const isHigher = oneOffDifference > 0n || monthlyDifference > 0n;
    const isEqual = oneOffDifference === 0n && monthlyDifference === 0n;
    const below = percentBelow(line, expected);
    const isSpecial = !isHigher && !isEqual && coveredBy(facts, 'SPECIAL_PRICE', line.id, below);
    return {
      fits: isEqual || isSpecial,
      item: {
        line: line.position,
        source: expected.source,
        expectedOneOffMinor: String(expected.oneOffMinor),
        expectedMonthlyMinor: String(expected.monthlyMinor),
        oneOffDifferenceMinor: String(oneOffDifference),
        monthlyDifferenceMinor: String(monthlyDifference),
        promotionPercent: expected.promotionPercent,
        discountPercent: expected.discountPercent,
        isSpecialPriceApproved: isSpecial,
      },
    };
  });
  const evidence = { currency: facts.order.currency, lines: findings.map(({ item }) => item) };
  return passedIf(
    findings.every(({ fits }) => fits),
    evidence,
  );
}

function promotionValid(facts: RatificationFacts): Finding {
  const named = facts.lines.filter(({ promotionCode }) => promotionCode !== null);
  if (named.length === 0) return notApplicable('NO_PROMOTION');
  const unknown = named.filter((line) => promotionOf(line, facts.promotions) === null);
  return unknown.length === 0
    ? passed({ lines: named.map(({ position }) => position) })
    : failed({
        lines: unknown.map(({ position, promotionCode }) => ({ line: position, promotionCode })),
      });
}

/** Why a line's billing code is none that holds for it; null where it does. */
function billingCodeFault(line: FactLine, { billingCodes }: RatificationFacts): string | null {
  const own = billingCodes.filter(({ productId }) => productId === line.productId);
  if (line.billingCode === null) return own.length > 0 ? 'MISSING' : null;
  const named = billingCodes.filter(
    ({ code, system }) =>
      code === line.billingCode && (line.billingSystem === null || system === line.billingSystem),
  );
  if (named.length === 0) return 'UNKNOWN_CODE';
  const fitting = named.filter(({ productId }) => productId === line.productId);
  if (fitting.length === 0) return 'OTHER_PRODUCT';
  const isCharged = fitting.some(({ charge }) =>
    charge === 'MONTHLY' ? line.monthlyMinor > 0n : line.oneOffMinor > 0n,
  );
  return isCharged || (line.monthlyMinor === 0n && line.oneOffMinor === 0n) ? null : 'OTHER_CHARGE';
}

function billingCodeValid(facts: RatificationFacts): Finding {
  const concerned = facts.lines.filter(
    (line) =>
      line.billingCode !== null || facts.billingCodes.some(({ productId }) => productId === line.productId),
  );
  if (concerned.length === 0) return notApplicable('NO_BILLING_CODES');
  const faults = concerned.flatMap((line) => {
    const because = billingCodeFault(line, facts);
    return because ? [{ line: line.position, because, billingCode: line.billingCode }] : [];
  });
  return faults.length === 0 ? passed({ lines: concerned.length }) : failed({ lines: faults });
}

function totalsMatch({ order, lines }: RatificationFacts): Finding {
  const { oneOffTotalMinor, monthlyTotalMinor, currency } = order;
  if (oneOffTotalMinor === null && monthlyTotalMinor === null) return notApplicable('NO_TOTALS');
  const oneOff = lines.reduce((sum, line) => sum + line.oneOffMinor, 0n);
  const monthly = lines.reduce((sum, line) => sum + line.monthlyMinor, 0n);
  const oneOffDifference = oneOffTotalMinor === null ? 0n : oneOffTotalMinor - oneOff;
  const monthlyDifference = monthlyTotalMinor === null ? 0n : monthlyTotalMinor - monthly;
  return passedIf(oneOffDifference === 0n && monthlyDifference === 0n, {
    currency,
    oneOffLinesMinor: String(oneOff),
    monthlyLinesMinor: String(monthly),
    oneOffDifferenceMinor: String(oneOffDifference),
    monthlyDifferenceMinor: String(monthlyDifference),
  });
}

/** Numbers that a person takes for the same: without case, punctuation and leading zeros of each run of digits. */
export const plainNumberOf = (externalId: string): string =>
  externalId
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(^|\D)0+(?=\d)/g, '$1');

const lineKey = (line: Readonly<{ productId: string; oneOffMinor: bigint; monthlyMinor: bigint }>) =>
  `${line.productId} ${line.oneOffMinor} ${line.monthlyMinor}`;

function duplicateReason({ order, lines }: RatificationFacts, other: OtherOrder): string | null {
  const isSameCustomer = order.customerId !== null && order.customerId === other.customerId;
  const isSameNumber = plainNumberOf(order.externalId) === plainNumberOf(other.externalId);
  if (isSameNumber && (order.system === other.system || isSameCustomer)) return 'SAME_NUMBER';
  const isAlike =
    isSameCustomer &&
    order.type === other.type &&
    order.currency === other.currency &&
    other.daysApart <= DUPLICATE_DAYS &&
    lines.length > 0;
  if (!isAlike) return null;
  const otherLines = other.lines.map(lineKey);
  const isRepeated = lines.every((line) => {
    const at = otherLines.indexOf(lineKey(line));
    if (at >= 0) otherLines.splice(at, 1);
    return at >= 0;
  });
  return isRepeated ? 'SAME_LINES' : null;
}

function notADuplicate(facts: RatificationFacts): Finding {
  const duplicates = facts.possibleDuplicates.flatMap((other) => {
    const because = duplicateReason(facts, other);
    return because ? [{ orderId: other.id, because }] : [];
  });
  return duplicates.length === 0 ? passed() : failed({ orders: duplicates });
}

function termOffered({ lines }: RatificationFacts): Finding {
  const stated = lines.filter(({ termMonths }) => termMonths !== null);
  if (stated.length === 0) return notApplicable('NO_TERM');
  const other = stated.filter(({ termMonths }) => !OFFERED_TERMS_MONTHS.includes(termMonths!));
  return other.length === 0
    ? passed({ lines: stated.length })
    : failed({ lines: other.map(({ position, termMonths }) => ({ line: position, termMonths })) });
}

/** An account is one customer's. What continues an order is the same customer's, unless it transfers it. */
function accountOfCustomer({ order, previous, sameAccount }: RatificationFacts): Finding {
  if (order.accountNumber === null && previous === null) return notApplicable('NO_ACCOUNT');
  const isTransfer = order.type === 'TRANSFER';
  if (previous && !isTransfer && previous.customerId !== order.customerId)
    return failed({ because: 'PREVIOUS_OF_OTHER_CUSTOMER' });
  const isOtherAccount =
    previous?.accountNumber && order.accountNumber && previous.accountNumber !== order.accountNumber;
  if (isOtherAccount && !isTransfer) return failed({ because: 'PREVIOUS_OF_OTHER_ACCOUNT' });
  const others = sameAccount.filter(
    ({ customerId, type }) => customerId !== null && customerId !== order.customerId && type !== 'TRANSFER',
  );
  if (others.length > 0 && !isTransfer)
    return failed({ because: 'ACCOUNT_OF_OTHER_CUSTOMER', orders: others.map(({ id }) => id) });
  return passed({ knownOrders: sameAccount.length });
}

/** Whether what an order says is right. */
export const ACCURACY_RULES: readonly RatificationRule[] = [
  {
    code: 'PRICE_MATCHES_BOOK',
    area: 'ACCURACY',
    title: 'Each line costs what the price book says, less promotion, discount or an approved special price.',
    types: ALL_BUT_DISCONNECT,
    check: priceMatchesBook,
  },
  {
    code: 'PROMOTION_VALID',
    area: 'ACCURACY',
    title: 'Promotions that lines name hold on the day of the order, for their products.',
    types: ALL_BUT_DISCONNECT,
    check: promotionValid,
  },
  {
    code: 'BILLING_CODE_VALID',
    area: 'ACCURACY',
    title: 'Billing codes are of the product and of a charge that the line has.',
    types: ALL_BUT_DISCONNECT,
    check: billingCodeValid,
  },
  {
    code: 'TOTALS_MATCH',
    area: 'ACCURACY',
    title: 'What the customer signed is the sum of the lines.',
    types: ALL,
    check: totalsMatch,
  },
  {
    code: 'NOT_A_DUPLICATE',
    area: 'ACCURACY',
    title: 'No earlier order has the same number, or says the same within 30 days.',
    types: ALL,
    check: notADuplicate,
  },
  {
    code: 'TERM_OFFERED',
    area: 'ACCURACY',
    title: 'Terms are among those that the vendor offers.',
    types: WITH_TERM,
    check: termOffered,
  },
  {
    code: 'ACCOUNT_OF_CUSTOMER',
    area: 'ACCURACY',
    title: 'Account and previous order are the same customer’s.',
    types: ALL,
    check: accountOfCustomer,
  },
];
