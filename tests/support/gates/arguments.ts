import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Global ids by the name of their type. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

type Input = GraphQLArgument | GraphQLInputField;

const nullable = (type: GraphQLInputType) => (isNonNullType(type) ? type.ofType : type);

const SCALARS: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1],
  Float: [0.5],
  Boolean: [true, false],
  String: ['acme'],
  Date: ['2026-03-01'],
  DateTime: ['2026-03-01T00:00:00Z'],
  Decimal: ['10.00'],
  CurrencyCode: ['EUR'],
  CountryCode: ['DE'],
  TimeZone: ['Europe/Berlin'],
};

/** Where not any text or day will do: what asks for something that there is. */
const NAMED: Readonly<Record<string, readonly unknown[]>> = {
  'String kpi': ['REFERRALS_SUBMITTED', 'acme'],
  'String kpis': ['REFERRALS_SUBMITTED', 'DECISION_TIME_MEDIAN'],
  'String period': ['2026-Q2'],
  'Date until': ['2026-06-01'],
};

/** Whole inputs whose fields depend on each other. */
const INPUTS: Readonly<Record<string, (known: KnownIds) => readonly unknown[]>> = {
  KpiScopeInput: ({ Partner = [], Person = [] }) => [
    { kind: 'ALL' },
    ...Partner.flatMap((key) => ['PARTNER', 'MASTER'].map((kind) => ({ kind, key }))),
    ...Person.slice(0, 1).map((key) => ({ kind: 'MANAGER', key })),
    { kind: 'TIER', key: 'CORE:GOLD' },
  ],
};

/**
 * Whose ids an argument takes: `partnerIds` takes partners', `programId` those of every kind of program, `id` those of what
 * the field answers, `nodes` any type's.
 */
function idGroupsFor(name: string, known: KnownIds, answers: string): (readonly string[])[] {
  const noun = name.replace(/Ids?$/, '');
  const typename = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
  const kinds = Object.keys(known).filter((type) => type.endsWith(typename));
  const ids =
    known[typename] ??
    (kinds.length > 0
      ? kinds.flatMap((type) => known[type] ?? [])
      : known[answers.replace(/Connection$/, '')]);
  return ids ? [ids, ids.slice(0, 1), ids.slice(-1)] : Object.values(known);
}

/** Values that an argument or input field accepts: all of an enum's, each id alone, one filter at a time. */
export function valuesFor({ name, type }: Input, known: KnownIds, answers: string): unknown[] {
  const bare = nullable(type);
  if (isListType(bare)) {
    const item = nullable(bare.ofType);
    const values = valuesFor({ name, type: item } as Input, known, answers);
    const lists =
      getNamedType(item).name === 'ID' ? idGroupsFor(name, known, answers) : values.map((value) => [value]);
    return [...lists, []];
  }
  if (isEnumType(bare)) return bare.getValues().map((value) => value.name);
  if (bare instanceof GraphQLScalarType && bare.name === 'ID')
    return [...new Set(idGroupsFor(name, known, answers).flat())];
  if (!isInputObjectType(bare)) return [...(NAMED[`${bare.name} ${name}`] ?? SCALARS[bare.name] ?? ['a'])];
  const whole = INPUTS[bare.name];
  if (whole) return [...whole(known)];
  const fields = Object.values(bare.getFields());
  const required = fields.filter(isRequiredInputField);
  const base = Object.fromEntries(required.map((field) => [field.name, valuesFor(field, known, answers)[0]]));
  const varied = fields.flatMap((field) =>
    valuesFor(field, known, answers).map((value) => ({ ...base, [field.name]: value })),
  );
  return varied.length > 0 ? varied : [base];
}

/** Ways to call a root field: with what it requires, and then with each other argument, in each of its values. */
export function variablesFor(
  field: GraphQLField<unknown, unknown>,
  known: KnownIds,
): Record<string, unknown>[] {
  const answers = getNamedType(field.type).name;
  const required = field.args.filter(isRequiredArgument);
  const bases = required.reduce<Record<string, unknown>[]>(
    (calls, argument) =>
      calls.flatMap((call) =>
        valuesFor(argument, known, answers).map((value) => ({ ...call, [argument.name]: value })),
      ),
    [{}],
  );
  const [first = {}] = bases;
  const optional = field.args.filter(
    (argument) => !isRequiredArgument(argument) && argument.name !== 'after',
  );
  return [
    ...bases,
    ...optional.flatMap((argument) =>
      valuesFor(argument, known, answers).map((value) => ({ ...first, [argument.name]: value })),
    ),
  ];
}

/** `query ($first: Int) { referrals(first: $first) ... }` with a selection. */
export function documentFor(
  kind: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  used: readonly string[],
  selection: string,
): string {
  const args = field.args.filter(({ name }) => used.includes(name));
  const head = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const call = args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${kind} ${head ? `(${head})` : ''} { ${field.name}${call ? `(${call})` : ''} ${selection} }`;
}

export const rootFields = (schema: GraphQLSchema, kind: 'query' | 'mutation') =>
  Object.values((kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {});
