import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { parseMoney } from '../../kernel/money.ts';
import { readDecimal, readProgramCode, readWhole, TITLE_LENGTH_MAX } from './program.rules.ts';

export const BENEFIT_KINDS = [
  'COMMISSION_MODIFIER',
  'MARKET_FUNDS',
  'SUPPORT_LEVEL',
  'LEADS',
  'OTHER',
] as const;
export type BenefitKind = (typeof BENEFIT_KINDS)[number];

export type TierBenefitInput = Readonly<{
  code: string;
  kind: BenefitKind;
  title: string;
  factor?: string | null;
  amount?: Readonly<{ amount: string; currency: string }> | null;
  quantity?: number | null;
  level?: string | null;
  dueDays?: number | null;
}>;

export type TierBenefitContent = Readonly<{
  code: string;
  kind: BenefitKind;
  title: string;
  factor: string | null;
  amountMinor: bigint | null;
  currency: CurrencyCode | null;
  quantity: number | null;
  level: string | null;
  dueDays: number;
}>;

const LEVEL_LENGTH_MAX = 100;
const FACTOR = { above: '0', most: '100', fractionDigitsMax: 6 };
const QUANTITY_BOUNDS = [1, 1_000_000] as const;
const DUE_BOUNDS = [0, 365] as const;

const MEASURES = ['factor', 'amount', 'quantity', 'level'] as const;

/** What says how much of a benefit there is, by its kind; null where nothing does. */
const MEASURE_OF: Readonly<Record<BenefitKind, (typeof MEASURES)[number] | null>> = {
  COMMISSION_MODIFIER: 'factor',
  MARKET_FUNDS: 'amount',
  LEADS: 'quantity',
  SUPPORT_LEVEL: 'level',
  OTHER: null,
};

type Setting = Readonly<{ vendorCurrencies: readonly string[] }>;

/** Refuses into `fields` by the path of each field. */
export function readBenefit(
  fields: FieldReader,
  path: string,
  setting: Setting,
  input: TierBenefitInput,
): TierBenefitContent {
  const wanted = MEASURE_OF[input.kind];
  for (const measure of MEASURES) {
    const field = `${path}.${measure}`;
    if (measure === wanted && input[measure] == null)
      fields.refuse(field, 'REQUIRED', `${field} is required for ${input.kind}.`);
    if (measure !== wanted && input[measure] != null)
      fields.refuse(field, 'NOT_NEEDED', `${field} is not for ${input.kind}.`);
  }
  const { factor, amount, quantity, level } = input;
  return {
    code: readProgramCode(fields, `${path}.code`, input.code, 'MARKET_FUNDS'),
    kind: input.kind,
    title: fields.line(`${path}.title`, input.title, TITLE_LENGTH_MAX),
    factor: factor == null ? null : readDecimal(fields, `${path}.factor`, factor, FACTOR),
    ...(amount == null
      ? { amountMinor: null, currency: null }
      : readAmount(fields, `${path}.amount`, amount, setting)),
    quantity: quantity == null ? null : readWhole(fields, `${path}.quantity`, quantity, QUANTITY_BOUNDS),
    level: level == null ? null : fields.line(`${path}.level`, level, LEVEL_LENGTH_MAX),
    dueDays: readWhole(fields, `${path}.dueDays`, input.dueDays ?? 0, DUE_BOUNDS),
  };
}

function readAmount(
  fields: FieldReader,
  field: string,
  given: Readonly<{ amount: string; currency: string }>,
  { vendorCurrencies }: Setting,
): Readonly<{ amountMinor: bigint; currency: CurrencyCode }> {
  const currency = currencyCodeOf(given.currency);
  const money = parseMoney(given.amount, currency);
  if (!vendorCurrencies.includes(currency))
    fields.refuse(
      `${field}.currency`,
      'NOT_DEALT_IN',
      `${field}.currency is one of the vendor's currencies.`,
    );
  if (!money.ok) {
    fields.refuse(
      `${field}.amount`,
      money.reason,
      `${field}.amount is an amount of ${currency}, such as 1000.`,
    );
    return { amountMinor: 0n, currency };
  }
  if (money.value.amountMinor <= 0n)
    fields.refuse(`${field}.amount`, 'OUT_OF_BOUNDS', `${field}.amount is more than 0.`);
  return money.value;
}
