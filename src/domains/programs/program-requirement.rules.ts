import { type CurrencyCode, fractionDigitsOf } from '../../kernel/currency.ts';
import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { AMOUNT_MINOR_MAX, formatAmount } from '../../kernel/money.ts';
import type { RequirementLevel, WindowKind } from '../attainment/attainment.rules.ts';
import { METRICS, type MetricCode, type MetricDefinition } from '../attainment/metric-catalogue.rules.ts';
import {
  boundsSaid,
  type DecimalBounds,
  isWithin,
  readDecimal,
  readProgramCode,
  readWhole,
  TITLE_LENGTH_MAX,
} from './program.rules.ts';

export type ProgramRequirementInput = Readonly<{
  code: string;
  title: string;
  metric: MetricCode;
  certificationProgramId?: string | null;
  threshold: string;
  level: RequirementLevel;
  window: WindowKind;
  windowMonths?: number | null;
  isProRated?: boolean | null;
  points?: string | null;
  floor?: string | null;
  effort?: string | null;
}>;

export type ProgramRequirementContent = Readonly<{
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

const MONTHS_BOUNDS = [1, 60] as const;
const POINTS = { above: '0', most: '1000000', fractionDigitsMax: 6 };
const EFFORT = { above: '0', most: '1000000', fractionDigitsMax: 6 };
const EFFORT_DEFAULT = '1';

/** What a number of a metric's unit may be; money is in major units of the program's currency. */
export function unitBounds(unit: MetricDefinition['unit'], currency: CurrencyCode): DecimalBounds {
  switch (unit) {
    case 'COUNT':
      return { least: '1', most: '1000000000', fractionDigitsMax: 0 };
    case 'PERCENT':
      return { above: '0', most: '100', fractionDigitsMax: 6 };
    case 'MONEY': {
      const most = formatAmount({ amountMinor: AMOUNT_MINOR_MAX, currency });
      return { above: '0', most, fractionDigitsMax: fractionDigitsOf(currency) };
    }
    case 'SCORE':
      return { least: '1', most: '5', fractionDigitsMax: 6 };
    case 'YES_NO':
      return { least: '1', most: '1', fractionDigitsMax: 0 };
  }
}

type Setting = Readonly<{ currency: CurrencyCode }>;

/** Refuses into `fields` by the path of each field. */
export function readRequirement(
  fields: FieldReader,
  path: string,
  { currency }: Setting,
  input: ProgramRequirementInput,
  isScored: boolean,
): ProgramRequirementContent {
  const metric = METRICS[input.metric];
  const threshold = readInUnit(fields, `${path}.threshold`, input.threshold, metric, currency);
  return {
    code: readProgramCode(fields, `${path}.code`, input.code, 'DEALS_WON'),
    title: fields.line(`${path}.title`, input.title, TITLE_LENGTH_MAX),
    metric: input.metric,
    certificationProgramId: readCertification(fields, `${path}.certificationProgramId`, input),
    threshold: threshold ?? '',
    level: input.level,
    windowKind: readWindow(fields, `${path}.window`, input, metric),
    windowMonths: readMonths(fields, `${path}.windowMonths`, input),
    isProRated: readProRated(fields, `${path}.isProRated`, input, metric),
    points: readPoints(fields, `${path}.points`, input.points ?? null, isScored),
    floor: readFloor(fields, `${path}.floor`, input, threshold, isScored, currency),
    effort: readDecimal(fields, `${path}.effort`, input.effort ?? EFFORT_DEFAULT, EFFORT) ?? '',
  };
}

function readInUnit(
  fields: FieldReader,
  field: string,
  text: string,
  metric: MetricDefinition,
  currency: CurrencyCode,
  lowest: Partial<DecimalBounds> = {},
): string | null {
  const bounds = { ...unitBounds(metric.unit, currency), ...lowest };
  if (isWithin(text, bounds)) return readDecimal(fields, field, text, bounds);
  const unit = metric.unit === 'MONEY' ? `MONEY in ${currency}` : metric.unit;
  fields.refuse(field, 'WRONG_UNIT', `${field} of ${metric.code} is ${unit}: ${boundsSaid(bounds)}.`);
  return null;
}

function readCertification(
  fields: FieldReader,
  field: string,
  { metric, certificationProgramId = null }: ProgramRequirementInput,
): string | null {
  const isNeeded = METRICS[metric].isByCertification;
  if (isNeeded && certificationProgramId === null)
    fields.refuse(field, 'REQUIRED', `${field} says what people are certified in.`);
  if (!isNeeded && certificationProgramId !== null)
    fields.refuse(field, 'NOT_NEEDED', `${field} is for metrics of certification programs only.`);
  return certificationProgramId;
}

function readWindow(
  fields: FieldReader,
  field: string,
  { window, metric }: ProgramRequirementInput,
  { kind }: MetricDefinition,
): WindowKind {
  if (kind === 'STOCK' && window !== 'POINT_IN_TIME')
    fields.refuse(
      field,
      'WRONG_WINDOW',
      `${field} of ${metric}, which is there or not on a day, is POINT_IN_TIME.`,
    );
  if (kind !== 'STOCK' && window === 'POINT_IN_TIME')
    fields.refuse(
      field,
      'WRONG_WINDOW',
      `${field} of ${metric}, which adds up over time, is not POINT_IN_TIME.`,
    );
  return window;
}

function readMonths(
  fields: FieldReader,
  field: string,
  { window, windowMonths = null }: ProgramRequirementInput,
): number | null {
  const isNeeded = window === 'TRAILING_MONTHS';
  if (isNeeded && windowMonths === null)
    fields.refuse(field, 'REQUIRED', `${field} says how many months are looked back on.`);
  if (!isNeeded && windowMonths !== null)
    fields.refuse(field, 'NOT_NEEDED', `${field} is for windows of TRAILING_MONTHS.`);
  return isNeeded && windowMonths !== null ? readWhole(fields, field, windowMonths, MONTHS_BOUNDS) : null;
}

function readProRated(
  fields: FieldReader,
  field: string,
  { window, isProRated }: ProgramRequirementInput,
  { kind }: MetricDefinition,
): boolean {
  const isPossible = kind === 'FLOW' && (window === 'FISCAL_QUARTER' || window === 'FISCAL_YEAR');
  if (isProRated && !isPossible)
    fields.refuse(
      field,
      'NOT_POSSIBLE',
      `${field} is for what adds up within a fiscal quarter or year, of which a part can be asked.`,
    );
  return isProRated ?? false;
}

function readPoints(
  fields: FieldReader,
  field: string,
  points: string | null,
  isScored: boolean,
): string | null {
  if (isScored && points === null) {
    fields.refuse(field, 'REQUIRED', `${field} is required in a tier of mode SCORE.`);
    return null;
  }
  if (!isScored && points !== null)
    fields.refuse(field, 'NOT_NEEDED', `${field} is for tiers of mode SCORE.`);
  return isScored && points !== null ? readDecimal(fields, field, points, POINTS) : null;
}

/** Below it no other points help; it may be nothing at all where the unit has a nothing. */
function readFloor(
  fields: FieldReader,
  field: string,
  { metric: code, floor }: ProgramRequirementInput,
  threshold: string | null,
  isScored: boolean,
  currency: CurrencyCode,
): string | null {
  if (floor == null) return null;
  if (!isScored) {
    fields.refuse(field, 'NOT_NEEDED', `${field} is for tiers of mode SCORE.`);
    return null;
  }
  const metric = METRICS[code];
  const lowest = ['SCORE', 'YES_NO'].includes(metric.unit) ? {} : { above: undefined, least: '0' };
  const read = readInUnit(fields, field, floor, metric, currency, lowest);
  if (read !== null && threshold !== null && compareDecimals(decimalOf(read), decimalOf(threshold)) > 0)
    fields.refuse(field, 'ABOVE_THRESHOLD', `${field} is at most the threshold.`);
  return read;
}
