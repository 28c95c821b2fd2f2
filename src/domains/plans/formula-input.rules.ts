import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { type DecimalBounds, mayBeRead, readDecimal, readWhole } from '../programs/program.rules.ts';
import type { FormulaCode } from './formula-catalogue.rules.ts';
import { STEPS_MAX } from './formulas/accelerator.rules.ts';
import type { MilestoneEvent } from './formulas/definition.rules.ts';
import type { FLAT_UNITS } from './formulas/flat.rules.ts';
import { BANDS_MAX, type VolumePeriod } from './formulas/marginal-tiers.rules.ts';
import { MONTHS_MAX } from './formulas/percent-monthly.rules.ts';
import { readPlanCode } from './plan-code.rules.ts';
import type { AmountReader } from './plan-rule-input.rules.ts';

type Optional<T> = T | null | undefined;

/** What formulas ask for; each takes some of it and refuses the rest. */
export type FormulaArgumentsInput = Readonly<{
  rate?: Optional<string>;
  months?: Optional<number>;
  amount?: Optional<string>;
  per?: Optional<(typeof FLAT_UNITS)[number]>;
  period?: Optional<VolumePeriod>;
  bands?: Optional<readonly Readonly<{ from: string; rate: string }>[]>;
  requirementCode?: Optional<string>;
  steps?: Optional<readonly Readonly<{ fromPercent: string; factor: string }>[]>;
  event?: Optional<MilestoneEvent>;
}>;

type ArgumentName = keyof FormulaArgumentsInput;

/** Ten percent is 0.1: a rate above one would be meant in percent. */
const RATE: DecimalBounds = { above: '0', most: '1', fractionDigitsMax: 12 };
const BAND_RATE: DecimalBounds = { least: '0', most: '1', fractionDigitsMax: 12 };
const FACTOR: DecimalBounds = { above: '0', most: '100', fractionDigitsMax: 6 };
const ATTAINED: DecimalBounds = { least: '0', most: '10000', fractionDigitsMax: 6 };

const NAMES: readonly ArgumentName[] = [
  'rate',
  'months',
  'amount',
  'per',
  'period',
  'bands',
  'requirementCode',
  'steps',
  'event',
];

export const ARGUMENTS_OF: Readonly<Record<FormulaCode, readonly ArgumentName[]>> = {
  PERCENT_FIRST_YEAR_REVENUE: ['rate'],
  PERCENT_MONTHLY: ['rate', 'months'],
  PERCENT_ONE_OFF: ['rate'],
  PERCENT_MARGIN: ['rate'],
  FLAT: ['amount', 'per'],
  MARGINAL_TIERS: ['period', 'bands'],
  ACCELERATOR: ['rate', 'requirementCode', 'steps'],
  RECURRING: ['rate', 'months'],
  MILESTONE: ['amount', 'event', 'months'],
};

/** Reads what the formula asks for into its stored form, and refuses what it does not ask for. */
export function readArguments(
  fields: FieldReader,
  path: string,
  formula: FormulaCode,
  input: FormulaArgumentsInput,
  amounts: AmountReader,
): Record<string, unknown> {
  const asked = ARGUMENTS_OF[formula].filter((name) => name !== 'months' || isAskingMonths(formula, input));
  for (const name of NAMES) {
    const field = `${path}.${name}`;
    const isGiven = input[name] != null;
    if (isGiven && !asked.includes(name))
      fields.refuse(field, 'NOT_ASKED', `${field} is not for ${formula}${forMonths(formula, name)}.`);
    if (!isGiven && asked.includes(name))
      fields.refuse(field, 'REQUIRED', `${field} is required for ${formula}${forMonths(formula, name)}.`);
  }
  return {
    ...(input.rate != null && { rate: readDecimal(fields, `${path}.rate`, input.rate, RATE) }),
    ...(input.months != null && {
      months: readWhole(fields, `${path}.months`, input.months, [1, MONTHS_MAX]),
    }),
    ...(input.amount != null && { amountMinor: readAmount(fields, `${path}.amount`, input.amount, amounts) }),
    ...(input.per != null && { per: input.per }),
    ...(input.period != null && { period: input.period }),
    ...(input.bands != null && { bands: readBands(fields, `${path}.bands`, input.bands, amounts) }),
    ...(input.requirementCode != null && {
      requirementCode: readPlanCode(fields, `${path}.requirementCode`, input.requirementCode),
    }),
    ...(input.steps != null && { steps: readSteps(fields, `${path}.steps`, input.steps) }),
    ...(input.event != null && { event: input.event }),
    ...(formula === 'MILESTONE' && input.months == null && { months: null }),
  };
}

const isAskingMonths = (formula: FormulaCode, { event }: FormulaArgumentsInput) =>
  formula !== 'MILESTONE' || event === 'MONTHS_ACTIVE';

const forMonths = (formula: FormulaCode, name: ArgumentName) =>
  formula === 'MILESTONE' && name === 'months' ? ' with MONTHS_ACTIVE only' : '';

function readAmount(fields: FieldReader, field: string, text: string, amounts: AmountReader): string {
  const minor = amounts(field, text);
  if (minor === 0n) fields.refuse(field, 'OUT_OF_BOUNDS', `${field} is more than 0.`);
  return (minor ?? 0n).toString();
}

function readBands(
  fields: FieldReader,
  path: string,
  bands: NonNullable<FormulaArgumentsInput['bands']>,
  amounts: AmountReader,
) {
  if (!mayBeRead(fields, path, bands, [1, BANDS_MAX])) return [];
  let before = -1n;
  return bands.map(({ from, rate }, place) => {
    const fromMinor = amounts(`${path}.${place}.from`, from);
    if (fromMinor !== null && fromMinor <= before)
      fields.refuse(
        `${path}.${place}.from`,
        'NOT_RISING',
        `${path}.${place}.from is more than that of the band before.`,
      );
    before = fromMinor ?? before;
    const read = readDecimal(fields, `${path}.${place}.rate`, rate, BAND_RATE);
    return { fromMinor: (fromMinor ?? 0n).toString(), rate: read };
  });
}

function readSteps(fields: FieldReader, path: string, steps: NonNullable<FormulaArgumentsInput['steps']>) {
  if (!mayBeRead(fields, path, steps, [1, STEPS_MAX])) return [];
  return steps.map(({ fromPercent, factor }, place) => {
    const former = steps[place - 1]?.fromPercent;
    if (former !== undefined && compareDecimals(decimalOf(fromPercent), decimalOf(former)) <= 0)
      fields.refuse(
        `${path}.${place}.fromPercent`,
        'NOT_RISING',
        `${path}.${place}.fromPercent is more than that of the step before.`,
      );
    return {
      fromPercent: readDecimal(fields, `${path}.${place}.fromPercent`, fromPercent, ATTAINED),
      factor: readDecimal(fields, `${path}.${place}.factor`, factor, FACTOR),
    };
  });
}
