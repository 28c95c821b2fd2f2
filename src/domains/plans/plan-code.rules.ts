import type { FieldReader } from '../../kernel/fields.ts';

const CODE = /^[A-Z][A-Z0-9_-]{0,39}$/;
export const CODE_SAID = 'capitals, digits, underscores and hyphens, at most 40, a capital first';

/** Reads a code such as `FIRST-YEAR`; empty text where it was refused. */
export function readPlanCode(fields: FieldReader, field: string, text: string): string {
  if (CODE.test(text)) return text;
  fields.refuse(field, 'NOT_A_CODE', `${field} is made of ${CODE_SAID}.`);
  return '';
}
