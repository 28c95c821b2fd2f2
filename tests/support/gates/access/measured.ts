import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Client } from 'pg';
import type { Answer, Portal } from '../../portal.ts';
import { type KnownIds, rootFields } from '../arguments.ts';
import { answeredType, fitting } from '../bad-values.ts';

type Field = GraphQLField<unknown, unknown>;
type Kind = 'query' | 'mutation';

const NOTHING_HAS_THIS_ID = '00000000-0000-4000-8000-000000000000';

/** An id of each type that nothing has: who may not is refused before anybody looks, and whoever may changes nothing. */
const idsOfNothing = (schema: GraphQLSchema): KnownIds =>
  Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .map(({ name }) => [name, [`${name}_${NOTHING_HAS_THIS_ID}`]]),
  );

/** A root field with values for what it requires. */
export type Call = Readonly<{ field: Field; values: Record<string, unknown> }>;

const WRONG_TYPE = /ID: (\w+_[0-9a-f-]{36}) is not of type: (\w+)/;
const IDS_MAX = 10;

/** The root fields of a kind by name, each with values of the types that it says it wants. */
export async function callsOf(portal: Portal, schema: GraphQLSchema, kind: Kind): Promise<Map<string, Call>> {
  const known = idsOfNothing(schema);
  const calls = new Map<string, Call>();
  for (const field of rootFields(schema, kind)) {
    const required = field.args.filter(isRequiredArgument);
    const guessed = required.map((argument) => [
      argument.name,
      fitting(argument, known, answeredType(field)),
    ]);
    let text = JSON.stringify(Object.fromEntries(guessed));
    for (let attempt = 0; attempt < IDS_MAX; attempt += 1) {
      const values = JSON.parse(text) as Record<string, unknown>;
      calls.set(field.name, { field, values });
      // Ids are read before anybody is asked who they are, so that whoever is nobody learns their types too.
      const { query, variables } = documentOf(kind, [{ field, values }]);
      const [, wrong, type] = WRONG_TYPE.exec((await portal.send(null, query, variables)).text) ?? [];
      if (!wrong) break;
      // Where two are the same, the first is what the field is about, and right.
      const at = text.lastIndexOf(wrong);
      text = `${text.slice(0, at)}${type}_${NOTHING_HAS_THIS_ID}${text.slice(at + wrong.length)}`;
    }
  }
  return calls;
}

/** As many as fit into one document with what each selects. */
const FIELDS_MAX = 40;

export const chunksOf = <T>(all: readonly T[], size = FIELDS_MAX): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/** One document that makes all of these calls. */
function documentOf(kind: Kind, calls: readonly Call[]) {
  const variables: Record<string, unknown> = {};
  const heads: string[] = [];
  const called = calls.map(({ field, values }, at) => {
    const args = field.args
      .filter(({ name }) => name in values)
      .map(({ name, type }) => {
        variables[`${name}${at}`] = values[name];
        heads.push(`$${name}${at}: ${type}`);
        return `${name}: $${name}${at}`;
      });
    const refusal = kind === 'mutation' ? '... on Error { code }' : '';
    const selection = isLeafType(getNamedType(field.type)) ? '' : `{ __typename ${refusal} }`;
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${selection}`;
  });
  const head = heads.length > 0 ? `(${heads.join(', ')})` : '';
  return { query: `${kind} ${head} { ${called.join(' ')} }`, variables };
}

const DENIALS = ['FORBIDDEN', 'UNAUTHENTICATED'];

function isDenied({ data, errors = [] }: Answer, name: string): boolean {
  const error = errors.find(({ path }) => path?.[0] === name);
  const code = String(error?.extensions.code ?? data[name]?.code);
  if (code === 'INTERNAL_SERVER_ERROR') throw new Error(`${name} failed in a way that nobody expected`);
  return DENIALS.includes(code);
}

/**
 * Which of these root fields somebody is not denied.
 * @throws Error where the document as a whole was refused or a field failed, so that nothing was found out
 */
export async function allowedOf(
  portal: Portal,
  asked: Readonly<{ subject: string | null; kind: Kind; calls: readonly Call[] }>,
): Promise<string[]> {
  const { query, variables } = documentOf(asked.kind, asked.calls);
  const answer = await portal.send(asked.subject, query, variables);
  if (!answer.data) throw new Error(answer.text.slice(0, 1_000));
  return asked.calls.map(({ field }) => field.name).filter((name) => !isDenied(answer, name));
}

/** Counts of requests and of use are no data: whoever is refused has asked all the same. */
const COUNTERS = ['rate_counter', 'portal_usage', '_prisma_migrations'];

/** Says, table by table, how many rows there are and which transaction wrote last: any change to a row changes it. */
export async function fingerprintOf(client: Client): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
  );
  const counted = tables
    .filter(({ name }) => !COUNTERS.includes(name))
    .map(({ name }) => `SELECT '${name}' AS t, count(*) AS n, max(xmin::text::bigint) AS x FROM ${name}`);
  const { rows } = await client.query(counted.join(' UNION ALL '));
  return rows.map((row) => Object.values(row as object).join(' ')).join('\n');
}
