import type { FieldReader } from '../../kernel/fields.ts';

export const TEMPLATE_KINDS = ['AGREEMENT', 'DOCUMENT'] as const;
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

export const TEXT_LENGTH_MAX = 100_000;
export const VALIDITY_MONTHS_MAX = 240;
const URL_LENGTH_MAX = 2_000;
const CODE = /^[A-Z][A-Z0-9_]{1,39}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a text is a code as templates have them, such as `NDA`. */
export const isTemplateCode = (text: string): boolean => CODE.test(text);

/** Reads a code such as `NDA` or `TAX_FORM`; empty text where it was refused. */
export function readCode(fields: FieldReader, field: string, text: string): string {
  if (isTemplateCode(text)) return text;
  fields.refuse(
    field,
    'NOT_A_CODE',
    `${field} is 2 to 40 capitals, digits and underscores, such as TAX_FORM.`,
  );
  return '';
}

/** Reads a SHA-256 as 64 hexadecimal digits, in lower case; empty text where it was refused. */
export function readSha256(fields: FieldReader, field: string, text: string | null | undefined): string {
  const digits = text?.trim().toLowerCase() ?? '';
  if (SHA256.test(digits)) return digits;
  fields.refuse(
    field,
    'NOT_A_SHA256',
    `${field} is the SHA-256 of the file's bytes as 64 hexadecimal digits.`,
  );
  return '';
}

/** What a version says: its text, whose hash we make, or an address and the hash of what is found there. */
export type TemplateContentInput = Readonly<{
  text?: string | null;
  url?: string | null;
  sha256?: string | null;
  validityMonths?: number | null;
}>;

export type TemplateContent = Readonly<{
  text: string | null;
  url: string | null;
  sha256: string;
  validityMonths: number | null;
}>;

/** Refuses into `fields`; `sha256Of` hashes the text as it is stored. */
export function readContent(
  fields: FieldReader,
  input: TemplateContentInput,
  sha256Of: (text: string) => string,
): TemplateContent {
  const { validityMonths = null } = input;
  if (
    validityMonths !== null &&
    !(Number.isSafeInteger(validityMonths) && validityMonths >= 1 && validityMonths <= VALIDITY_MONTHS_MAX)
  )
    fields.refuse('validityMonths', 'OUT_OF_RANGE', `validityMonths is 1 to ${VALIDITY_MONTHS_MAX}.`);
  if ((input.text == null) === (input.url == null)) {
    fields.refuse('text', 'TEXT_OR_URL', 'Give either text, or url with its sha256.');
    return { text: null, url: null, sha256: '', validityMonths };
  }
  if (input.url != null) {
    const url = readUrl(fields, input.url);
    return { text: null, url, sha256: readSha256(fields, 'sha256', input.sha256), validityMonths };
  }
  const text = fields.optionalLines('text', input.text, TEXT_LENGTH_MAX) ?? '';
  if (text === '' && !fields.invalid.some(({ field }) => field === 'text'))
    fields.refuse('text', 'REQUIRED', 'text is not blank.');
  if (input.sha256 != null)
    fields.refuse('sha256', 'NOT_NEEDED', 'sha256 goes with url; that of a text is made from the text.');
  return { text, url: null, sha256: sha256Of(text), validityMonths };
}

function readUrl(fields: FieldReader, given: string): string {
  const url = fields.line('url', given, URL_LENGTH_MAX);
  const isHttps = URL.canParse(url) && new URL(url).protocol === 'https:';
  if (url !== '' && !isHttps)
    fields.refuse('url', 'NOT_HTTPS', 'url is an address that begins with https://.');
  return url;
}
