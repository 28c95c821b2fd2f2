import { compareDecimals, decimalOf } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import type { FiscalGrain } from '../../kernel/fiscal-period.ts';
import { isKpiCode, kpiOf } from '../kpis/kpi-catalogue.rules.ts';
import type { BreachSide, RuleKind } from './remediation.rules.ts';

export const NAME_LENGTH_MAX = 200;
export const PERIODS_MAX = 24;
export const DUE_DAYS_MAX = 730;
/** What DECIMAL(38, 6) holds, and as many digits after the point. */
const INTEGER_DIGITS_MAX = 20;
const FRACTION_DIGITS_MAX = 6;
const CODE = /^[A-Z][A-Z0-9_]{0,49}$/;

/** What a rule says that can change. Decimals are text. */
export type RuleContent = Readonly<{
  name: string;
  breaches: BreachSide;
  threshold: string;
  clearsAt: string;
  currency: string | null;
  breachPeriods: number;
  clearPeriods: number;
  dueDays: number;
}>;

/** What a rule measures; it stays as it is, as its plans were opened by it. */
export type RuleSubject = Readonly<{
  code: string;
  kind: RuleKind;
  kpi: string | null;
  programId: string | null;
  requirementCode: string | null;
  grain: FiscalGrain;
}>;

export type RuleInput = RuleSubject & RuleContent;

/** Reads what is measured: a KPI that partners may see, as they see the plan, or a requirement of a program. */
export function readSubject(fields: FieldReader, input: RuleSubject): RuleSubject {
  if (!CODE.test(input.code))
    fields.refuse(
      'code',
      'NOT_A_CODE',
      'code is at most 50 capital letters, digits and underscores, such as FEW_REFERRALS.',
    );
  if (input.kind === 'KPI') {
    readKpi(fields, input.kpi);
    refuseGiven(fields, input, ['programId', 'requirementCode'], 'KPI');
  } else {
    refuseGiven(fields, input, ['kpi'], 'REQUIREMENT');
    if (input.programId === null)
      fields.refuse('programId', 'REQUIRED', 'programId is required of a REQUIREMENT.');
    if (input.requirementCode === null)
      fields.refuse('requirementCode', 'REQUIRED', 'requirementCode is required of a REQUIREMENT.');
    if (input.grain === 'MONTH')
      fields.refuse(
        'grain',
        'WRONG_GRAIN',
        'grain is QUARTER or YEAR of a REQUIREMENT, as its program is reviewed.',
      );
  }
  return input;
}

function readKpi(fields: FieldReader, code: string | null): void {
  if (code === null) fields.refuse('kpi', 'REQUIRED', 'kpi is required of a KPI.');
  else if (!isKpiCode(code)) fields.refuse('kpi', 'UNKNOWN_KPI', 'kpi is a code of kpiCatalogue.');
  else if (!kpiOf(code).isVisibleToPartners)
    fields.refuse(
      'kpi',
      'NOT_SHOWN_TO_PARTNERS',
      'kpi is one that partners see, as they see what a plan is measured by.',
    );
}

function refuseGiven(
  fields: FieldReader,
  input: RuleSubject,
  names: readonly ('kpi' | 'programId' | 'requirementCode')[],
  kind: RuleKind,
): void {
  for (const name of names)
    if (input[name] !== null) fields.refuse(name, 'NOT_ASKED', `${name} is left out of a ${kind}.`);
}

/** Reads when it breaches, and when that is over. */
export function readContent(
  fields: FieldReader,
  input: RuleContent,
  subject: Pick<RuleSubject, 'kind' | 'kpi'>,
): RuleContent {
  const name = fields.line('name', input.name, NAME_LENGTH_MAX);
  const isRead = [
    readAmount(fields, 'threshold', input.threshold),
    readAmount(fields, 'clearsAt', input.clearsAt),
  ].every(Boolean);
  if (isRead) readSides(fields, input);
  readWhole(fields, 'breachPeriods', input.breachPeriods, PERIODS_MAX);
  readWhole(fields, 'clearPeriods', input.clearPeriods, PERIODS_MAX);
  readWhole(fields, 'dueDays', input.dueDays, DUE_DAYS_MAX);
  readCurrency(fields, input.currency, isOfMoney(subject));
  return { ...input, name };
}

const isOfMoney = ({ kind, kpi }: Pick<RuleSubject, 'kind' | 'kpi'>): boolean =>
  kind === 'KPI' && kpi !== null && isKpiCode(kpi) && kpiOf(kpi).unit === 'MONEY';

function readCurrency(fields: FieldReader, currency: string | null, isAmount: boolean): void {
  if (isAmount && currency === null)
    fields.refuse('currency', 'REQUIRED', 'currency is required where the KPI is an amount of money.');
  if (!isAmount && currency !== null)
    fields.refuse('currency', 'NOT_ASKED', 'currency is left out where no money is measured.');
}

/** Hysteresis: where it is over lies on the good side of where it begins, or is the same. */
function readSides(fields: FieldReader, { breaches, threshold, clearsAt }: RuleContent): void {
  const order = compareDecimals(decimalOf(clearsAt), decimalOf(threshold));
  if (breaches === 'BELOW' ? order >= 0 : order <= 0) return;
  const side = breaches === 'BELOW' ? 'at least' : 'at most';
  fields.refuse(
    'clearsAt',
    'WRONG_SIDE',
    `clearsAt is ${side} the threshold where it breaches ${breaches} it.`,
  );
}

/** Whether a number is within what is kept; the scalar has made sure that it is one. */
export function readAmount(fields: FieldReader, field: string, text: string): boolean {
  const [integer = '', fraction = ''] = text.replace('-', '').split('.');
  if (integer.length <= INTEGER_DIGITS_MAX && fraction.length <= FRACTION_DIGITS_MAX) return true;
  const limits = `at most ${INTEGER_DIGITS_MAX} digits before the point and ${FRACTION_DIGITS_MAX} after it`;
  fields.refuse(field, 'TOO_MANY_DIGITS', `${field} has ${limits}.`);
  return false;
}

function readWhole(fields: FieldReader, field: string, value: number, max: number): void {
  if (value < 1 || value > max) fields.refuse(field, 'OUT_OF_RANGE', `${field} is from 1 to ${max}.`);
}
