import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { isKpiCode, kpiOf } from '../kpis/kpi-catalogue.rules.ts';
import { isScope, type KpiScope } from '../kpis/kpi-scope.rules.ts';

export const TITLE_LENGTH_MAX = 200;
export const TEXT_LENGTH_MAX = 4_000;
export const KEY_RESULTS_MAX = 20;
/** How deep objectives contribute to each other, and how many to one. */
export const DEPTH_MAX = 10;
export const CHILDREN_MAX = 100;
const TEAM = /^[A-Z][A-Z0-9_]{0,49}$/;
const INTEGER_DIGITS_MAX = 20;
const FRACTION_DIGITS_MAX = 6;

export const DIRECTIONS = ['UP', 'DOWN'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export type Days = Readonly<{ from: Date; until: Date }>;

/** Whether a period lies within another one; both half-open. */
export const isWithin = (inner: Days, outer: Days): boolean =>
  inner.from >= outer.from && inner.until <= outer.until;

export function readTeam(fields: FieldReader, team: string | null): string | null {
  if (team !== null && !TEAM.test(team))
    fields.refuse(
      'team',
      'NOT_A_CODE',
      'team is at most 50 capital letters, digits and underscores, such as CHANNEL_EMEA.',
    );
  return team;
}

/** A key result as it is given; what is null follows from the KPI. */
export type KeyResultInput = Readonly<{
  kpi: string;
  scope: KpiScope;
  currency: string | null;
  baseline: string | null;
  target: string;
  direction: Direction | null;
  weight: string | null;
}>;

/** A key result as it is kept. Decimals are text. */
export type KeyResultContent = Readonly<{
  kpi: string;
  scope: KpiScope;
  currency: string | null;
  baseline: string;
  target: string;
  direction: Direction;
  weight: string;
}>;

/**
 * Reads what is measured. What is agreed with a partner is measured by that partner's own figures, of a KPI that partners
 * see, as it reads them.
 */
export function readMeasure(
  fields: FieldReader,
  path: string,
  input: KeyResultInput,
  partnerId: string | null,
): void {
  const { kpi, scope, currency } = input;
  if (!isScope(scope)) fields.refuse(`${path}scope`, 'NOT_A_SCOPE', `${path}scope has the key of its kind.`);
  if (partnerId !== null && (scope.kind !== 'PARTNER' || scope.key !== partnerId))
    fields.refuse(
      `${path}scope`,
      'NOT_THE_PARTNER',
      `${path}scope is the partner that the objective is agreed with.`,
    );
  if (!isKpiCode(kpi)) {
    fields.refuse(`${path}kpi`, 'UNKNOWN_KPI', `${path}kpi is a code of kpiCatalogue.`);
    return;
  }
  const { unit, isVisibleToPartners } = kpiOf(kpi);
  if (partnerId !== null && !isVisibleToPartners)
    fields.refuse(`${path}kpi`, 'NOT_SHOWN_TO_PARTNERS', `${path}kpi is one that partners see.`);
  if (unit === 'MONEY' && currency === null)
    fields.refuse(
      `${path}currency`,
      'REQUIRED',
      `${path}currency is required where the KPI is an amount of money.`,
    );
  if (unit !== 'MONEY' && currency !== null)
    fields.refuse(`${path}currency`, 'NOT_ASKED', `${path}currency is left out where no money is measured.`);
}

/** Reads from where to where it should get. The baseline is the KPI's value in the period before where none is given. */
export function readWay(
  fields: FieldReader,
  path: string,
  input: KeyResultInput,
  valueBefore: string | null,
): KeyResultContent {
  const direction = input.direction ?? (isKpiCode(input.kpi) ? kpiOf(input.kpi).direction : 'UP');
  const baseline = input.baseline ?? valueBefore;
  const weight = input.weight ?? '1';
  if (baseline === null)
    fields.refuse(
      `${path}baseline`,
      'REQUIRED',
      `${path}baseline is required where the KPI had no value in the period before.`,
    );
  const isRead = [
    readAmount(fields, `${path}target`, input.target),
    baseline === null || readAmount(fields, `${path}baseline`, baseline),
    readAmount(fields, `${path}weight`, weight),
  ].every(Boolean);
  if (
    isRead &&
    (compareDecimals(decimalOf(weight), decimalOf('0')) <= 0 ||
      compareDecimals(decimalOf(weight), decimalOf('1000')) > 0)
  )
    fields.refuse(`${path}weight`, 'OUT_OF_RANGE', `${path}weight is more than 0, and at most 1000.`);
  if (isRead && baseline !== null) {
    const order = compareDecimals(decimalOf(input.target), decimalOf(baseline));
    const side = direction === 'UP' ? 'more' : 'less';
    if (direction === 'UP' ? order <= 0 : order >= 0)
      fields.refuse(
        `${path}target`,
        'WRONG_SIDE',
        `${path}target is ${side} than the baseline ${baseline}, as it should go ${direction}.`,
      );
  }
  const { kpi, scope, currency, target } = input;
  return { kpi, scope, currency, direction, target, weight, baseline: baseline ?? '0' };
}

function readAmount(fields: FieldReader, field: string, text: string): boolean {
  const [integer = '', fraction = ''] = text.replace('-', '').split('.');
  if (integer.length <= INTEGER_DIGITS_MAX && fraction.length <= FRACTION_DIGITS_MAX) return true;
  fields.refuse(
    field,
    'TOO_MANY_DIGITS',
    `${field} has at most ${INTEGER_DIGITS_MAX} digits before the point and ${FRACTION_DIGITS_MAX} after it.`,
  );
  return false;
}

/** How sure somebody is, from 0 to 1 with at most two digits after the point. */
export function readConfidence(fields: FieldReader, confidence: string): string {
  if (!/^(0(\.\d{1,2})?|1(\.0{1,2})?)$/.test(confidence))
    fields.refuse(
      'confidence',
      'OUT_OF_RANGE',
      'confidence is from 0 to 1, with at most two digits after the point.',
    );
  return confidence;
}
