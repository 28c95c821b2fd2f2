import { type CurrencyCode, currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import { decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import {
  type Fraction,
  fractionFrom,
  fractionOf,
  fractionProduct,
  roundedFraction,
} from '../../kernel/fraction.ts';
import type { RequirementLevel, TierMode, WindowKind } from './attainment.rules.ts';
import type { MetricCode } from './metric-catalogue.rules.ts';

/** A requirement as a version of a program states it; decimals are strings. */
export type RequirementTerms = Readonly<{
  id: string;
  code: string;
  title: string;
  metric: MetricCode;
  certificationProgramId: string | null;
  threshold: string;
  level: RequirementLevel;
  windowKind: WindowKind;
  windowMonths: number | null;
  isProRated: boolean;
  points: string | null;
  floor: string | null;
  effort: string;
}>;

export type TierTerms = Readonly<{
  id: string;
  code: string;
  name: string;
  rank: number;
  mode: TierMode;
  scoreNeeded: string | null;
  requirements: readonly RequirementTerms[];
}>;

/** What a version of a program says that evaluations need, its tiers by rank. */
export type Plan = Readonly<{
  programId: string;
  versionId: string;
  versionNumber: number;
  currency: CurrencyCode;
  /** What one unit of a currency is in the program's. */
  rates: Readonly<Record<string, Fraction>>;
  /** What of an open deal is expected, by its stage. */
  stageWeights: Readonly<Record<string, Fraction>>;
  tiers: readonly TierTerms[];
}>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The stored rates, as a list of `{currency, rate}`; the program's own currency is one of its own. */
export function ratesFrom(stored: unknown, currency: string): Plan['rates'] {
  const rows = Array.isArray(stored) ? stored.filter(isRecord) : [];
  const rates = rows.map((row) => [String(row.currency), fractionFrom(decimalOf(String(row.rate)))] as const);
  return { ...Object.fromEntries(rates), [currency]: fractionOf(1n) };
}

/** The stored weights, by stage. */
export const weightsFrom = (stored: unknown): Plan['stageWeights'] =>
  Object.fromEntries(
    Object.entries(isRecord(stored) ? stored : {}).map(([stage, weight]) => [
      stage,
      fractionFrom(decimalOf(String(weight))),
    ]),
  );

/** An amount of minor units of a currency, in major units of the program's. */
export const convertedOf = (minor: Fraction, currency: string, plan: Plan): Fraction =>
  fractionProduct(
    fractionProduct(minor, fractionOf(1n, 10n ** BigInt(fractionDigitsOf(currencyCodeOf(currency))))),
    plan.rates[currency] ?? fractionOf(0n),
  );

/** Numbers other than money are told with so many digits after the point. */
export const DIGITS_MAX = 6;

export const digitsOf = (unit: string, plan: Pick<Plan, 'currency'>): number =>
  unit === 'MONEY' ? fractionDigitsOf(plan.currency) : DIGITS_MAX;

export const textOf = (value: Fraction, digits = DIGITS_MAX): string =>
  value.denominator === 1n ? String(value.numerator) : formatDecimal(roundedFraction(value, digits));

export const fractionOfText = (text: string): Fraction => fractionFrom(decimalOf(text));

/** A tier as it is stored, with its requirements in order. */
export type StoredTier = Readonly<{
  id: string;
  code: string;
  name: string;
  rank: number;
  mode: string;
  scoreNeeded: StoredDecimal | null;
  requirements: readonly Readonly<{
    id: string;
    code: string;
    title: string;
    metric: string;
    certificationProgramId: string | null;
    threshold: StoredDecimal;
    level: string;
    windowKind: string;
    windowMonths: number | null;
    isProRated: boolean;
    points: StoredDecimal | null;
    floor: StoredDecimal | null;
    effort: StoredDecimal;
  }>[];
}>;

type StoredDecimal = Readonly<{ toFixed(): string }>;

/** What the database vouches for, in the words of the rules. */
export function termsFrom(currency: string, tiers: readonly StoredTier[]): Pick<Plan, 'currency' | 'tiers'> {
  return {
    currency: currencyCodeOf(currency),
    tiers: tiers.map(({ id, code, name, rank, mode, scoreNeeded, requirements }) => ({
      ...{ id, code, name, rank, mode: mode as TierMode },
      scoreNeeded: scoreNeeded?.toFixed() ?? null,
      requirements: requirements.map((row) => ({
        id: row.id,
        code: row.code,
        title: row.title,
        metric: row.metric as MetricCode,
        certificationProgramId: row.certificationProgramId,
        threshold: row.threshold.toFixed(),
        level: row.level as RequirementLevel,
        windowKind: row.windowKind as WindowKind,
        windowMonths: row.windowMonths,
        isProRated: row.isProRated,
        points: row.points?.toFixed() ?? null,
        floor: row.floor?.toFixed() ?? null,
        effort: row.effort.toFixed(),
      })),
    })),
  };
}
