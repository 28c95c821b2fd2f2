import * as z from 'zod';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import { type Fraction, fractionOf } from '../../kernel/fraction.ts';
import { type LineInput, ORDER_TYPES } from './plan-line.rules.ts';

/** All that an evaluation went by besides the rules, of which much changes later: the customer, attainments, volumes. */
export type EvaluatedInput = Readonly<{
  input: Omit<LineInput, 'rules'>;
  /** The exact shares of all who earn by the order, in order of the partners' ids, and which of them is meant. */
  shares: readonly Fraction[];
  place: number;
  /** The version whose terms of payment hold. */
  planVersionId: string;
  /** What the payee had of a SPIFF before, in minor units of its currency; null where it is none. */
  alreadyMinor: bigint | null;
}>;

const whole = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const date = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));
const fraction = z
  .tuple([whole, whole])
  .transform(([numerator, denominator]) => fractionOf(numerator, denominator));
const currency = z.string().transform((code) => currencyCodeOf(code));
const decimal = z.string().transform((text) => decimalOf(text));

const stored = z.object({
  input: z.object({
    plan: z.object({ code: z.string(), version: z.int() }),
    order: z.object({ type: z.enum(ORDER_TYPES), orderedOn: date, currency }),
    line: z.object({
      productCode: z.string(),
      productFamily: z.string(),
      quantity: z.int(),
      oneOffMinor: whole,
      monthlyMinor: whole,
      costMinor: whole.nullable(),
      termMonths: z.int().nullable(),
    }),
    previous: z
      .object({
        oneOffMinor: whole,
        monthlyMinor: whole,
        quantity: z.int().optional(),
        costMinor: whole.nullable(),
      })
      .nullable(),
    customer: z.object({ isNew: z.boolean(), segment: z.string().nullable(), employees: z.int().nullable() }),
    partner: z.object({ regionCode: z.string().nullable(), tierCode: z.string().nullable() }),
    commissionOn: date,
    attainments: z.record(z.string(), z.string()),
    volume: z.object({ beforeMinor: z.record(z.string(), whole) }),
    share: fraction,
    tierFactor: decimal.nullable(),
    rates: z.record(z.string(), decimal),
  }),
  shares: z.array(fraction),
  place: z.int(),
  planVersionId: z.string(),
  alreadyMinor: whole.nullable(),
});

const day = (value: Date): string => value.toISOString().slice(0, 10);
const pair = ({ numerator, denominator }: Fraction) => [String(numerator), String(denominator)];

/** As it is stored beside an explanation: whole amounts are text, since JSON's numbers are not exact. */
export function storedInputOf({ input, shares, ...rest }: EvaluatedInput): object {
  const { order, commissionOn, share, tierFactor, rates, previous, ...more } = input;
  const content = {
    ...rest,
    input: {
      ...more,
      order: { ...order, orderedOn: day(order.orderedOn) },
      previous: previous && { ...previous, costMinor: previous.costMinor ?? null },
      commissionOn: day(commissionOn),
      share: pair(share ?? fractionOf(1n)),
      tierFactor: tierFactor && formatDecimal(tierFactor),
      rates: Object.fromEntries(Object.entries(rates).map(([code, rate]) => [code, formatDecimal(rate)])),
    },
    shares: shares.map(pair),
  };
  return JSON.parse(
    JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  );
}

/** Null where nothing was kept, as by an earlier release. */
export function evaluatedInputOf(value: unknown): EvaluatedInput | null {
  if (value === null || value === undefined) return null;
  return stored.parse(value);
}
