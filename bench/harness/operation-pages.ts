import pg, { escapeLiteral } from 'pg';
import persistedFile from '../../schema/persisted.json' with { type: 'json' };
import { compiledAnswer } from '../../src/compiled/answer.ts';
import type { PersistedFile } from '../../src/compiled/compiled-operation.ts';
import { readyOperations } from '../../src/compiled/compiled-operations.ts';
import type { Actor } from '../../src/platform/auth/actor.ts';
import type { Database } from '../../src/platform/database/client.ts';
import { speakingFor } from '../../src/platform/database/sql-transaction.ts';
import { type PlanNode, pagesOf } from '../../tests/support/gates/statements.ts';

const persisted = persistedFile as unknown as PersistedFile;
const operations = readyOperations(persisted);

/** Those of the front end that are answered by one prepared statement. */
export const COMPILED_NAMES: readonly string[] = Object.values(persisted.compiled)
  .map(({ name }) => name!)
  .sort();

export type AskedOperation = Readonly<{ name: string; actor: Actor; variables: object; now: Date }>;

/** What an operation answers, and how many pages its statement touches for that, cached or not. */
export type Read = Readonly<{ data: unknown; pages: number; plan: PlanNode }>;

type Statement = Readonly<{ text: string; values: readonly unknown[] }>;

/** A first run also reads the catalogue, of which the connection then knows what it needs. */
const RUNS = 3;

/**
 * Answers an operation as a request by its hash is answered, and then counts the pages of the very statement that did so, by
 * the same prepared plan, for the same person, in a connection that ran it before.
 * @throws Error where it was not answered by one statement
 */
export async function readOperation(database: Database, asked: AskedOperation): Promise<Read> {
  const { data, statement } = await answered(database, asked);
  const client = await database.pool.connect();
  try {
    await client.query(`PREPARE measured AS ${statement.text}`);
    const { scope } = asked.actor;
    const explained = `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE measured${listed(statement.values)}`;
    let plan: PlanNode | undefined;
    for (let run = 0; run < RUNS; run += 1) {
      await client.query(
        `BEGIN READ ONLY; ${speakingFor(scope, { plan_cache_mode: 'force_generic_plan', statement_timeout: '0' })}`,
      );
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explained);
      await client.query('COMMIT');
      plan = rows[0]!['QUERY PLAN'][0].Plan;
    }
    return { data, plan: plan!, pages: pagesOf([plan!]) };
  } finally {
    // Whatever it has prepared or begun goes with it.
    client.release(true);
  }
}

const listed = (values: readonly unknown[]): string =>
  values.length === 0 ? '' : ` (${values.map(literalOf).join(', ')})`;

/** As the driver would send it. */
function literalOf(value: unknown): string {
  const text = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils.prepareValue(
    value,
  );
  return text === null || text === undefined ? 'NULL' : escapeLiteral(String(text));
}

async function answered(
  database: Database,
  { name, actor, variables, now }: AskedOperation,
): Promise<Readonly<{ data: unknown; statement: Statement }>> {
  const sent: Statement[] = [];
  const body = {
    variables,
    extensions: { persistedQuery: { version: 1, sha256Hash: persisted.names[name] } },
  };
  const response = await compiledAnswer(
    operations,
    { body, accept: 'application/json' },
    {
      ...{ actor, now, pool: watched(database.pool, sent), observe: () => undefined },
      onFailed: (error) => {
        throw error;
      },
    },
  );
  const statement = sent.at(-1);
  if (!response || !statement) throw new Error(`${name} was not answered by its statement.`);
  return { data: (JSON.parse(String(response.body)) as { data: unknown }).data, statement };
}

/** Notes the prepared statements of whoever uses it. */
function watched(pool: pg.Pool, sent: Statement[]): pg.Pool {
  const connect = async () => {
    const client = await pool.connect();
    return new Proxy(client, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (property === 'query' && typeof given[0] === 'object') sent.push(given[0] as Statement);
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
  };
  return { connect, options: pool.options } as unknown as pg.Pool;
}
