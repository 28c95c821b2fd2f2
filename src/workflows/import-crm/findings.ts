import { BILLING_KINDS, CHARGES } from '../../domains/billing/billing-spread.rules.ts';
import { RESULT_OUTCOMES } from '../../domains/certifications/enrolment-progress.rules.ts';
import { ORDER_TYPES } from '../../domains/orders/order-types.rules.ts';
import type { FieldDefinition } from './fields.ts';
import type { Finding, IssueCode } from './issues.ts';
import type { FieldMapping, Mapping } from './mapping.ts';
import { LEARNING_KINDS, PARTNER_TYPES, STAGES } from './rows.ts';

type About = Readonly<{
  name: string;
  definition: FieldDefinition;
  field: FieldMapping;
  mapping: Mapping;
  /** What the check found out: the reason of a refusal, the other line. */
  detail?: string | undefined;
}>;

/** Says of a field's value what is wrong with it, and what to do in the file or in the mapping. */
export function findingOf(code: IssueCode, value: string, about: About): Finding {
  const [message, howToFix] = (SENTENCES[code] ?? UNUSABLE)(about);
  return { code, value, message: `${about.name}: ${message}`, howToFix };
}

const UNUSABLE = (): [string, string] => ['the value cannot be used.', 'Correct it.'];

const orMapIt = ({ name }: About): string =>
  `Correct it, or say in the mapping under "${name}.values" what it means.`;

const numberSentences = ({ field, mapping }: About): [string, string] => {
  const decimal = field.decimalSeparator ?? mapping.numbers.decimalSeparator;
  const thousands = field.thousandsSeparator ?? mapping.numbers.thousandsSeparator;
  const grouping = thousands === '' ? 'nothing' : `"${thousands}"`;
  return [
    `this is no number with "${decimal}" before decimals and ${grouping} between thousands.`,
    'Correct the number, or state the separators in the mapping.',
  ];
};

const dateSentences = ({ field, mapping }: About): [string, string] => {
  const format = field.format ?? mapping.dates.format;
  return [
    `this is no date written as ${format === 'ISO' ? 'YYYY-MM-DD' : format}.`,
    'Correct the date, or state the format in the mapping.',
  ];
};

const KINDS: Readonly<Partial<Record<FieldDefinition['kind'], readonly string[]>>> = {
  BILLING_KIND: BILLING_KINDS,
  ORDER_TYPE: ORDER_TYPES,
};

const SENTENCES: Readonly<Partial<Record<IssueCode, (about: About) => [message: string, howToFix: string]>>> =
  {
    MISSING_VALUE: () => [
      'there is no value.',
      'Fill it in, or choose in the mapping with "whenMissing" what should happen.',
    ],
    INVALID_DATE: dateSentences,
    INVALID_NUMBER: numberSentences,
    NEGATIVE_NUMBER: () => [
      'the number is negative.',
      'Correct the number; credits and returns are no part of this file.',
    ],
    NUMBER_OUT_OF_RANGE: () => [
      'the number is too small or too large.',
      'Correct the number; "multiplyBy" in the mapping may be wrong.',
    ],
    NUMBER_TOO_PRECISE: () => [
      'the number has more decimals than can be kept.',
      'Round it in the file, or state another decimal separator in the mapping.',
    ],
    TEXT_TOO_LONG: ({ definition }) => [
      `the text has more than ${definition.lengthMax} characters.`,
      'Shorten it.',
    ],
    UNKNOWN_STAGE: (about) => [`this stage is none of ${STAGES.join(', ')}.`, orMapIt(about)],
    UNKNOWN_PARTNER_TYPE: (about) => [`this type is none of ${PARTNER_TYPES.join(', ')}.`, orMapIt(about)],
    UNKNOWN_KIND: (about) => {
      const kinds = KINDS[about.definition.kind] ?? LEARNING_KINDS;
      return [`this kind is none of ${kinds.join(', ')}.`, orMapIt(about)];
    },
    UNKNOWN_CHARGE: (about) => [`this charge is none of ${CHARGES.join(', ')}.`, orMapIt(about)],
    UNKNOWN_FLAG: (about) => ['this is neither YES nor NO.', orMapIt(about)],
    UNKNOWN_OUTCOME: (about) => [`this outcome is none of ${RESULT_OUTCOMES.join(', ')}.`, orMapIt(about)],
    UNKNOWN_COUNTRY: (about) => ['this is no English name or ISO code of a country.', orMapIt(about)],
    UNKNOWN_CURRENCY: (about) => ['this is no ISO 4217 currency.', orMapIt(about)],
    INVALID_TIME_ZONE: (about) => ['this is no IANA time zone.', orMapIt(about)],
    INVALID_EMAIL: () => ['this is no e-mail address.', 'Give one address, without a name.'],
    INVALID_NAME: () => [
      'this is no name.',
      'A name needs a letter or a digit, and has at most 200 characters.',
    ],
    INVALID_TAX_ID: ({ detail }) => [
      `this is no valid tax id of the country (${detail}), so it identifies nobody.`,
      'Correct it, or the country.',
    ],
    INVALID_WEB_ADDRESS: ({ detail }) => [
      `this is no domain of the company itself (${detail}), so it identifies nobody.`,
      'Give the address of its own web site; public mail and social media pages are not its own.',
    ],
    UNKNOWN_REFERENCE: (about) => [
      `there are no ${about.definition.reference?.to} with this id.`,
      `Add the row to that file. ${orMapIt(about)}`,
    ],
    DUPLICATE_ID: ({ detail }) => [
      `${detail} has the same id.`,
      'Remove one of the rows, or give each an id of its own.',
    ],
    DATES_REVERSED: () => ['the deal would close before it opened.', 'Correct one of the dates.'],
    LOST_REASON_UNUSED: () => [
      'only a lost deal has a reason for its loss, so it was left out.',
      'Correct the stage, or remove the reason.',
    ],
    PARENT_CYCLE: () => [
      'the company would be its own parent, directly or through others.',
      'Correct the parent company.',
    ],
  };
