import type pg from 'pg';
import { type Actor, isAllowed } from '../platform/auth/actor.ts';
import type { Permission } from '../platform/auth/permissions.ts';
import type { ReadFrom } from '../platform/database/session.ts';
import type { HttpResponse } from '../platform/http/message.ts';
import type { Observation } from '../platform/logging.ts';
import { AD_HOC } from '../platform/usage/usage-buffer.ts';
import type { CompiledOperation } from './compiled-operation.ts';
import type { CompiledOperations } from './compiled-operations.ts';
import { contentTypeFor } from './content-type.ts';
import { type Answered, runStatement } from './run-statement.ts';
import type { ReadyOperation, Statement } from './statement.ts';
import { coercedVariables, type Variables } from './variables.ts';

/** A request of GraphQL over HTTP as far as it was read: what its body holds, and what it accepts. */
export type Asked = Readonly<{ body: Readonly<Record<string, unknown>> | null; accept: string | null }>;

export type AnswerContext = Readonly<{
  actor: Actor;
  now: Date;
  pool: pg.Pool;
  /** Where queries are read, if not in the database itself. */
  reads?: ReadFrom | undefined;
  observe(facts: Observation): void;
  /** Told why a statement, or what makes or finishes it, failed; the ordinary way then answers, so that nobody else would notice. */
  onFailed(error: unknown, operation: string | null): void;
  used?(operation: string): void;
}>;

const MEMBERS = ['query', 'operationName', 'variables', 'extensions'];

type Found = Readonly<{ ready: ReadyOperation; isByHash: boolean }>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function operationOf(
  operations: CompiledOperations,
  { query, extensions }: NonNullable<Asked['body']>,
): Found | undefined {
  if (extensions === undefined || extensions === null) {
    const ready = typeof query === 'string' ? operations.byDocument(query) : undefined;
    return ready && { ready, isByHash: false };
  }
  if (query !== undefined || !isObject(extensions) || !isObject(extensions.persistedQuery)) return undefined;
  const { sha256Hash, version } = extensions.persistedQuery;
  const ready = version === 1 && typeof sha256Hash === 'string' ? operations.byHash(sha256Hash) : undefined;
  return ready && { ready, isByHash: true };
}

/**
 * Answers a front end's operation by one prepared statement; null where the ordinary way has to answer: an operation that
 * is not compiled, somebody who may not read all of it, variables that are not plainly fine, or a statement that failed.
 */
export async function compiledAnswer(
  operations: CompiledOperations,
  { body, accept }: Asked,
  context: AnswerContext,
): Promise<HttpResponse | null> {
  const contentType = contentTypeFor(accept);
  if (!body || !contentType) return null;
  const found = operationOf(operations, body);
  if (!found || !Object.keys(body).every((name) => MEMBERS.includes(name))) return null;
  const { operation } = found.ready;
  const { actor } = context;
  if ((body.operationName ?? operation.name) !== operation.name) return null;
  if (actor.kind === 'ANONYMOUS') return null;
  const given = body.variables ?? {};
  const variables = isObject(given) ? coercedVariables(operation.variables, given) : null;
  if (!variables || !mayRead(actor, permissionsFor(operation, variables))) return null;
  if (operation.notAs.includes(actor.scope.role)) return null;
  // Nothing but a read was tried, so that a mistake of ours costs nobody the answer.
  const data = await dataOf(found.ready, variables, context).catch((error: unknown) => {
    context.onFailed(error, operation.name);
    return null;
  });
  if (data === null) return null;
  context.observe({
    operationName: operation.name,
    operationHash: operation.logHash,
    operationType: 'query',
  });
  context.used?.((found.isByHash && operation.name) || AD_HOC);
  return { status: 200, headers: { 'content-type': contentType }, body: `{"data":${data}}` };
}

const permissionsFor = ({ permissions, permissionsIf }: CompiledOperation, variables: Variables) => [
  ...permissions,
  ...Object.entries(permissionsIf).flatMap(([name, more]) => (variables[name] === true ? more : [])),
];

const mayRead = (actor: Actor, permissions: readonly string[]) =>
  permissions.every((permission) => isAllowed(actor, permission as Permission));

/** Null where only the ordinary way can answer. */
async function dataOf(
  ready: ReadyOperation,
  variables: Variables,
  context: AnswerContext,
): Promise<string | null> {
  const { operation, statementFor } = ready;
  if (isDecided(operation)) {
    // Rules bring calendars with them, which an operation without any need not wait for when a process begins.
    const { decidedData } = await import('./decided-data.ts');
    return await decidedData(ready, variables, context, (statement) =>
      readAnswer(operation.name, statement, context),
    );
  }
  const statement = statementFor(variables, { ...context, computing: {}, asksCalendar: false });
  const answered = statement && (await readAnswer(operation.name, statement, context));
  return answered?.data ?? null;
}

/** Whether rules in TypeScript have a say in the answer. */
const isDecided = ({ finishes, computed }: CompiledOperation): boolean =>
  finishes.length > 0 || Object.keys(computed).length > 0;

/** Null where the statement failed: the ordinary way then answers, or says what is wrong. */
async function readAnswer(
  operation: string | null,
  statement: Statement,
  { actor, pool, reads, onFailed }: AnswerContext,
): Promise<Answered | null> {
  const replica = reads && (await reads.database()).pool;
  try {
    return await runStatement(replica ?? pool, actor.scope, statement);
  } catch (error) {
    if (replica && replica !== pool) reads.failed(error);
    onFailed(error, operation);
    return null;
  }
}
