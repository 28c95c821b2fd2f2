import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import { type KnownIds, valuesFor } from './arguments.ts';

const HALF_A_CHARACTER = '\uD800';
const NOTHING_HAS_THIS_ID = '00000000-0000-4000-8000-000000000000';

const TEXTS: readonly unknown[] = [
  '',
  ' ',
  'a\u0000b',
  HALF_A_CHARACTER,
  '\u202E\u200B',
  'x'.repeat(20_000),
  5,
  {},
];

/** What a client can send where a scalar belongs: of other types, out of range, malformed, hostile. */
const BAD: Readonly<Record<string, readonly unknown[]>> = {
  String: TEXTS,
  ID: [
    'Referral_1',
    '',
    'a\u0000b',
    `Nope_${NOTHING_HAS_THIS_ID}`,
    `Referral_${NOTHING_HAS_THIS_ID}`,
    `Product_${NOTHING_HAS_THIS_ID}`,
    `__proto___${NOTHING_HAS_THIS_ID}`,
    5,
    {},
  ],
  Int: [2_147_483_647, -2_147_483_648, 2_147_483_648, 0, -1, 1.5, '1', 1e300],
  Float: ['1', 1e308, -1e308],
  Boolean: ['yes', 1],
  Decimal: ['1e400', 'NaN', '-5', '99999999999999999999.99', '0.000000000000000001', '', 5, '1\u0000'],
  Date: ['2026-02-30', '0000-00-00', '2999-12-31', '1900-01-01', '', 20_260_101],
  DateTime: ['2026-13-01T00:00:00Z', '2999-12-31T23:59:59.999Z', '1900-01-01T00:00:00-14:00', 'now', '', 0],
  // XXX is ISO 4217's own code for "no currency".
  CurrencyCode: ['ZZZZ', 'eur', 'XXX', '', 5],
  CountryCode: ['ZZ', 'deu', '', 5],
  TimeZone: ['Nowhere/City', '', '../../etc/passwd', 5],
};

type Input = GraphQLArgument | GraphQLInputField;

const nullable = (type: GraphQLInputType) => (isNonNullType(type) ? type.ofType : type);

function badFor({ type }: Pick<Input, 'type'>): unknown[] {
  const bare = nullable(type);
  if (isListType(bare)) {
    const items = badFor({ type: bare.ofType });
    return [items.slice(0, 1), [null], Array(501).fill(items[0] ?? 'a'), 'not a list'];
  }
  if (isEnumType(bare)) return ['NOPE', 5, ''];
  if (isInputObjectType(bare)) return [{ unknown: 1 }, 5, []];
  return [...(BAD[bare.name] ?? TEXTS)];
}

/** A value that fits, with everything that it requires. */
export function fitting(input: Input, known: KnownIds, answers: string): unknown {
  const bare = nullable(input.type);
  if (isInputObjectType(bare)) {
    const required = Object.values(bare.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(required.map((field) => [field.name, fitting(field, known, answers)]));
  }
  return valuesFor(input, known, answers)[0];
}

const DEPTH_MAX = 3;

/** A value of which one place is bad, and which place that is: the path to it, through inputs. */
type OneBad = Readonly<{ place: string; value: unknown }>;

/** Values of an input of which one place is bad: the whole, or any field in it. */
function withOneBad(input: Input, known: KnownIds, answers: string, depth = 1): OneBad[] {
  const whole = [...badFor(input), null].map((value) => ({ place: input.name, value }));
  const bare = nullable(input.type);
  if (!isInputObjectType(bare) || depth > DEPTH_MAX) return whole;
  const base = fitting(input, known, answers) as Record<string, unknown>;
  const fields = Object.values(bare.getFields());
  const inside = fields.flatMap((field) =>
    withOneBad(field, known, answers, depth + 1).map(({ place, value }) => ({
      place: `${input.name}.${place}`,
      value: { ...base, [field.name]: value },
    })),
  );
  return [...whole, ...inside];
}

/** What a field answers where nothing is refused. */
export function answeredType(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  const object = isUnionType(type) ? type.getTypes().find(({ name }) => !name.endsWith('Error')) : type;
  return object?.name ?? '';
}

export type BadCall = Readonly<{ place: string; variables: Record<string, unknown> }>;

/** Variables for a root field of which one place is bad. */
export function badCallsFor(field: GraphQLField<unknown, unknown>, known: KnownIds): BadCall[] {
  const answers = answeredType(field);
  const base = Object.fromEntries(
    field.args
      .filter(({ type }) => isNonNullType(type))
      .map((argument) => [argument.name, fitting(argument, known, answers)]),
  );
  return field.args.flatMap((argument) =>
    withOneBad(argument, known, answers).map(({ place, value }) => ({
      place,
      variables: { ...base, [argument.name]: value },
    })),
  );
}
