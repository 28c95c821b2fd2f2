import { compareDecimals, decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { PARTNER_TYPES, type PartnerTypeCode } from '../partners/partner.rules.ts';
import type { PartnerStatus } from '../partners/partner.states.ts';

export const PROGRAM_NAME_LENGTH_MAX = 200;
export const TITLE_LENGTH_MAX = 200;

const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;

/** Reads a code such as `GOLD`; empty text where it was refused. */
export function readProgramCode(fields: FieldReader, field: string, text: string, example: string): string {
  if (CODE.test(text)) return text;
  fields.refuse(
    field,
    'NOT_A_CODE',
    `${field} is 2 to 40 capitals, digits and underscores, such as ${example}.`,
  );
  return '';
}

/** What a number may be. `above` is left out of it, `least` and `most` belong to it. */
export type DecimalBounds = Readonly<{
  above?: string;
  least?: string;
  most: string;
  fractionDigitsMax: number;
}>;

/** Whether an exact number is within bounds. */
export function isWithin(text: string, { above, least, most, fractionDigitsMax }: DecimalBounds): boolean {
  const value = decimalOf(formatDecimal(decimalOf(text)));
  if (value.scale > fractionDigitsMax) return false;
  if (above !== undefined && compareDecimals(value, decimalOf(above)) <= 0) return false;
  if (least !== undefined && compareDecimals(value, decimalOf(least)) < 0) return false;
  return compareDecimals(value, decimalOf(most)) <= 0;
}

/** What a number may be, in words. */
export const boundsSaid = ({ above, least, most, fractionDigitsMax }: DecimalBounds): string => {
  const from = above === undefined ? `from ${least ?? '0'}` : `more than ${above} and up`;
  const digits =
    fractionDigitsMax === 0 ? 'a whole number' : `at most ${fractionDigitsMax} digits after the point`;
  return `${from} to ${most}, ${digits}`;
};

/** Reads an exact number into its canonical text; null where it was refused. */
export function readDecimal(
  fields: FieldReader,
  field: string,
  text: string,
  bounds: DecimalBounds,
): string | null {
  if (isWithin(text, bounds)) return formatDecimal(decimalOf(text));
  fields.refuse(field, 'OUT_OF_BOUNDS', `${field} is ${boundsSaid(bounds)}.`);
  return null;
}

/** Reads a whole number within bounds that belong to it. */
export function readWhole(
  fields: FieldReader,
  field: string,
  value: number,
  [least, most]: readonly [number, number],
): number {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most))
    fields.refuse(field, 'OUT_OF_BOUNDS', `${field} is a whole number from ${least} to ${most}.`);
  return value;
}

/** Refuses what is there more than once, at each of its later places. */
export function refuseRepeated(
  fields: FieldReader,
  values: readonly unknown[],
  fieldAt: (place: number) => string,
): void {
  values.forEach((value, place) => {
    if (values.indexOf(value) >= place) return;
    const field = fieldAt(place);
    fields.refuse(field, 'REPEATED', `${field} is there more than once.`);
  });
}

/** Refuses a list that is too long, of which nothing is read then; answers whether it may be. */
export function mayBeRead(
  fields: FieldReader,
  field: string,
  list: readonly unknown[],
  [least, most]: readonly [number, number],
): boolean {
  if (list.length >= least && list.length <= most) return true;
  const code = list.length < least ? 'REQUIRED' : 'TOO_MANY';
  fields.refuse(field, code, `${field} has ${least} to ${most} entries.`);
  return false;
}

/** Each type once, in the order in which they are known. */
export const partnerTypesOf = (types: readonly PartnerTypeCode[]): PartnerTypeCode[] =>
  PARTNER_TYPES.filter((type) => types.includes(type));

const TAKING_PART: readonly PartnerStatus[] = ['ONBOARDING', 'ACTIVE', 'SUSPENDED'];

/** Whether partners of a type take part in a version, whose list is empty where all do. */
export const isTypeOf = (partnerTypes: readonly string[], type: string): boolean =>
  partnerTypes.length === 0 || partnerTypes.includes(type);

/** Whether a partner takes part in a version: by its type, and while it works with the vendor. */
export const takesPart = (
  partnerTypes: readonly string[],
  partner: Readonly<{ type: string; status: string }>,
): boolean => isTypeOf(partnerTypes, partner.type) && TAKING_PART.some((status) => status === partner.status);
