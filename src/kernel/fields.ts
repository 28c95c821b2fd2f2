import { type InvalidField, InvalidInputError } from './errors.ts';
import type { Result } from './result.ts';
import { type IdRefusal, parseForeignId, parseLine, parseLines } from './text.ts';

const EMAIL = /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+\.[^\s@<>"(),:;[\]\\.]{2,}$/;
const EMAIL_LENGTH_MAX = 254;

/**
 * Reads the fields of an input, collects everything that is wrong with them, and refuses once with all of it,
 * so that a form can show every mistake at once. An optional field keeps undefined (leave as it is) apart from
 * null (clear it).
 */
export class FieldReader {
  readonly invalid: InvalidField[] = [];

  refuse(field: string, code: string, message: string): void {
    this.invalid.push({ field, code, message });
  }

  /** A line that must be there; empty text where it was refused. */
  line(field: string, text: string | null | undefined, lengthMax: number): string {
    return this.#text(field, text, lengthMax, parseLine) ?? this.#missing(field);
  }

  optionalLine<T extends string | null | undefined>(
    field: string,
    text: T,
    lengthMax: number,
  ): T | string | null {
    return text == null ? text : this.#text(field, text, lengthMax, parseLine);
  }

  optionalLines<T extends string | null | undefined>(
    field: string,
    text: T,
    lengthMax: number,
  ): T | string | null {
    return text == null ? text : this.#text(field, text, lengthMax, parseLines);
  }

  /** An id that another system gave, which is taken as it is or refused; empty text where it was refused. */
  foreignId(field: string, text: string | null | undefined, lengthMax: number): string {
    return this.#text(field, text, lengthMax, parseForeignId) ?? this.#missing(field);
  }

  optionalForeignId<T extends string | null | undefined>(
    field: string,
    text: T,
    lengthMax: number,
  ): T | string | null {
    return text == null ? text : this.#text(field, text, lengthMax, parseForeignId);
  }

  /** A mail address in lower case, so that one person is one person. */
  email(field: string, text: string | null | undefined): string {
    return this.optionalEmail(field, text ?? '') ?? this.#missing(field);
  }

  optionalEmail<T extends string | null | undefined>(field: string, text: T): T | string | null {
    if (text == null) return text;
    const line = this.#text(field, text, EMAIL_LENGTH_MAX, parseLine)?.toLowerCase() ?? null;
    if (line !== null && !EMAIL.test(line)) {
      this.refuse(field, 'NOT_AN_EMAIL', `${field} is a mail address such as name@company.example.`);
      return null;
    }
    return line;
  }

  /** @throws InvalidInputError with every refused field. */
  done(): void {
    if (this.invalid.length > 0) throw new InvalidInputError(this.invalid);
  }

  #missing(field: string): string {
    const known = this.invalid.some((refused) => refused.field === field);
    if (!known) this.refuse(field, 'REQUIRED', `${field} is required and not blank.`);
    return '';
  }

  #text(
    field: string,
    text: string | null | undefined,
    lengthMax: number,
    parse: (text: string, lengthMax: number) => Result<string, IdRefusal>,
  ): string | null {
    const result = parse(text ?? '', lengthMax);
    if (result.ok) return result.value;
    if (result.reason === 'TOO_LONG') {
      this.refuse(field, 'TOO_LONG', `${field} has at most ${lengthMax} characters.`);
    }
    if (result.reason === 'NOT_PLAIN') {
      this.refuse(
        field,
        'NOT_PLAIN',
        `${field} is one line without control or invisible characters, halves of characters, repeated spaces and ` +
          'letters that are not composed (NFC).',
      );
    }
    return null;
  }
}
