import {
  compareDecimals,
  type Decimal,
  decimalDifference,
  decimalOf,
  decimalProduct,
  formatDecimal,
  roundedProduct,
} from '../../kernel/decimal.ts';
import type { BookPrice, FactLine, HeldPromotion, RatificationFacts } from './ratification-facts.rules.ts';

const HUNDRED = decimalOf('100');
const ONE_PERCENT = decimalOf('0.01');

/** The factor that is left of a price after a percent of it: 15 percent off leaves 0.85. */
const factorAfter = (percent: string): Decimal =>
  decimalProduct(decimalDifference(HUNDRED, decimalOf(percent)), ONE_PERCENT);

/** The promotion that a line names, as it holds on the day: its product's own before one for all products. */
export const promotionOf = (line: FactLine, promotions: readonly HeldPromotion[]): HeldPromotion | null => {
  const named = promotions.filter(({ code }) => code === line.promotionCode);
  return (
    named.find(({ productId }) => productId === line.productId) ??
    named.find(({ productId }) => productId === null) ??
    null
  );
};

export type ExpectedPrice = Readonly<{
  /** BOOK, or AGREED where a move or transfer keeps what was agreed before. */
  source: 'BOOK' | 'AGREED';
  oneOffMinor: bigint;
  monthlyMinor: bigint;
  promotionPercent: string;
  discountPercent: string;
}>;

/** Types that leave the monthly charge as it was agreed. */
const KEEPS_AGREED: readonly string[] = ['MOVE', 'TRANSFER'];

/**
 * What a line should cost: the book's price times the quantity, less the promotion, less the discount that it states of what
 * is left; each charge rounded once, at the line. Whether the discount was approved is another rule's question. Null where
 * the book has no price.
 */
export function expectedPriceOf(line: FactLine, facts: RatificationFacts): ExpectedPrice | null {
  const { previous } = line;
  const keeps = KEEPS_AGREED.includes(facts.order.type);
  if (keeps && previous && previous.quantity === line.quantity)
    return {
      source: 'AGREED',
      oneOffMinor: line.oneOffMinor,
      monthlyMinor: previous.monthlyMinor,
      promotionPercent: '0',
      discountPercent: '0',
    };
  const book: BookPrice | undefined = facts.prices.find(({ productId }) => productId === line.productId);
  if (!book) return null;
  const promotionPercent = promotionOf(line, facts.promotions)?.discountPercent ?? '0';
  const discountPercent = line.discountPercent ?? '0';
  const factor = decimalProduct(factorAfter(promotionPercent), factorAfter(discountPercent));
  const quantity = BigInt(line.quantity);
  return {
    source: 'BOOK',
    oneOffMinor: roundedProduct(book.oneOffMinor * quantity, factor),
    monthlyMinor: roundedProduct(book.monthlyMinor * quantity, factor),
    promotionPercent: formatDecimal(decimalOf(promotionPercent)),
    discountPercent: formatDecimal(decimalOf(discountPercent)),
  };
}

/** By how many percent a charge is below another; the larger of both charges of a line, zero where it is not below. */
export function percentBelow(line: FactLine, expected: ExpectedPrice): Decimal {
  const below = (asked: bigint, charged: bigint): Decimal =>
    asked > charged
      ? { unscaled: ceilingQuotient((asked - charged) * 100_000_000n, asked), scale: 6 }
      : decimalOf('0');
  const oneOff = below(expected.oneOffMinor, line.oneOffMinor);
  const monthly = below(expected.monthlyMinor, line.monthlyMinor);
  return compareDecimals(oneOff, monthly) >= 0 ? oneOff : monthly;
}

/** Rounded up, so that an approval of so many percent surely covers it. */
const ceilingQuotient = (numerator: bigint, denominator: bigint): bigint =>
  (numerator + denominator - 1n) / denominator;
