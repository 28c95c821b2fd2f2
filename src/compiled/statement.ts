import { createHash } from 'node:crypto';
import type { Actor } from '../platform/auth/actor.ts';
import { PARTNERS_GUESSED } from '../platform/database/planner.ts';
import type { ActorValue, CompiledOperation, Decision, Parameter, Sql } from './compiled-operation.ts';
import type { ComputingByKey } from './computed.ts';
import { givenBy, NOT_PLAIN, valueRead } from './reading.ts';
import type { Variables } from './variables.ts';

/** A statement as PostgreSQL prepares it once for each connection, and what to run it with. */
export type Statement = Readonly<{ name?: string; text: string; values: readonly unknown[] }>;

type Values = Readonly<Record<string, unknown>>;
type Text = Readonly<{ name?: string; text: string; parameters: readonly string[] }>;

const ACTOR_VALUES: { readonly [Value in ActorValue]: (actor: Actor) => unknown } = {
  personId: ({ personId }) => personId,
  partnerIds: ({ scope }) => scope.partnerIds,
  membershipId: ({ scope }) => scope.membershipIds[0] ?? null,
  name: ({ name }) => name,
  roles: ({ roles }) => roles,
  permissions: ({ permissions }) => [...permissions].sort(),
  ownPartnerId: ({ membership }) => membership?.partnerId ?? null,
  isKnown: ({ kind }) => kind !== 'ANONYMOUS',
};

/** An operation with what makes its statements. */
export type ReadyOperation = Readonly<{ operation: CompiledOperation; statementFor: StatementMaker }>;

/** Texts of an operation that are kept; what is asked for more rarely is made and parsed each time. */
const TEXTS_MAX = 200;

/** Answers the statement of a request, or null where a value is not plainly fine. */
export type StatementMaker = (variables: Variables, asked: StatementAsked) => Statement | null;

export type StatementAsked = Readonly<{
  actor: Actor;
  now: Date;
  computing: ComputingByKey;
  asksCalendar: boolean;
}>;

/** A connection refuses one name for two texts, as two releases that share a pooler could send. */
const nameOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 40);

/** `mayPrepare` is asked for each text whether connections are to keep it prepared. */
export function statementMaker(operation: CompiledOperation, mayPrepare = () => true): StatementMaker {
  const parameters = Object.entries(operation.parameters);
  const decisions = Object.entries(operation.decisions);
  const literals = parameters
    .filter(([, one]) => 'reads' in one && one.reads.as === 'pageSize')
    .map(([name]) => name);
  const texts = new Map<string, Text>();
  return (variables, asked) => {
    const { actor } = asked;
    const values = valuesOf(parameters, variables, asked);
    if (!values) return null;
    const made: Record<string, string> = {};
    let shape = '';
    for (const [name, decision] of decisions) {
      made[name] = decided(decision, values, actor);
      shape += `${made[name]}|`;
    }
    for (const name of literals) shape += `${values[name]}|`;
    let text = texts.get(shape);
    if (!text) {
      text = textOf(operation.sql, made, values);
      if (texts.size < TEXTS_MAX) {
        if (mayPrepare()) text = { ...text, name: nameOf(text.text) };
        texts.set(shape, text);
      }
    }
    const { name, text: sql, parameters: used } = text;
    return { ...(name !== undefined && { name }), text: sql, values: used.map((one) => placed(values, one)) };
  };
}

function valuesOf(
  parameters: readonly (readonly [string, Parameter])[],
  variables: Variables,
  asked: StatementAsked,
): Values | null {
  const { actor, now, computing } = asked;
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of parameters) {
    if ('actor' in parameter) values[name] = ACTOR_VALUES[parameter.actor](actor);
    else if ('now' in parameter) values[name] = now.toISOString();
    else if ('asksCalendar' in parameter) values[name] = asked.asksCalendar;
    else if ('term' in parameter) values[name] = computing[parameter.of]?.terms[parameter.term] ?? null;
    else {
      const { from, reads } = parameter;
      const value = valueRead(
        reads,
        givenBy(from, variables),
        reads.as === 'cursor' ? values[reads.order] : undefined,
      );
      if (value === NOT_PLAIN) return null;
      values[name] = value;
    }
  }
  return values;
}

function decided(decision: Decision, values: Values, { scope }: Actor): string {
  if (decision.by === 'rows of') return rowsOf(scope);
  const value = values[decision.parameter];
  if (decision.by === 'given') return value == null ? 'none' : 'given';
  if (decision.by === 'value') return String(value);
  if (value == null) return 'none';
  return (value as readonly unknown[]).length === 1 ? 'one' : 'many';
}

function rowsOf({ role, partnerIds }: Actor['scope']): string {
  if (partnerIds.length === 0 || partnerIds.length >= PARTNERS_GUESSED) return 'all';
  const partners = partnerIds.length === 1 ? 'one partner' : 'several partners';
  return role === 'portal_member' ? `a member of ${partners}` : partners;
}

/** The lines that were decided for, with the parameters that they name numbered in their order. */
function textOf(sql: Sql, made: Readonly<Record<string, string>>, values: Values): Text {
  const parameters: string[] = [];
  const lines = linesOf(sql, made).join('\n');
  const text = lines
    .replace(/#\{([^}]+)\}/g, (_, name: string) => String(values[name]))
    .replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (!parameters.includes(name)) parameters.push(name);
      return `$${parameters.indexOf(name) + 1}`;
    });
  return { text, parameters };
}

const linesOf = (sql: Sql, made: Readonly<Record<string, string>>): string[] =>
  sql.flatMap((line) => {
    if (typeof line === 'string') return line;
    return made[line.when] === line.is ? linesOf(line.sql, made) : [];
  });

/** A parameter, the first of a list, or a part of a cursor. */
function placed(values: Values, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name];
  if (name.endsWith('[0]')) return (values[name.slice(0, -3)] as readonly unknown[])[0];
  const dot = name.lastIndexOf('.');
  return (values[name.slice(0, dot)] as Values)[name.slice(dot + 1)];
}
