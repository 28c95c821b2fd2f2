import type pg from 'pg';
import type { Database } from '../../../src/platform/database/client.ts';

export type Statement = Readonly<{ text: string; values: readonly unknown[] }>;

export type Recording = Readonly<{
  /** The statements sent since the last call, in order. */
  take(): Statement[];
}>;

type Query = (...input: unknown[]) => unknown;

/** Records what really goes to the database, whoever sends it through the pool. */
export function recordStatements({ pool }: Database): Recording {
  let sent: Statement[] = [];
  const recorded = new WeakSet<object>();
  pool.on('acquire', (client: pg.PoolClient) => {
    if (recorded.has(client)) return;
    recorded.add(client);
    const query = client.query.bind(client) as Query;
    const recording: Query = (...input) => {
      sent.push(statementOf(input));
      return query(...input);
    };
    Object.assign(client, { query: recording });
  });
  return {
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

function statementOf([first, second]: unknown[]): Statement {
  const { text, values } =
    typeof first === 'string' ? { text: first, values: second } : (first as Partial<Statement>);
  return { text: text ?? '', values: Array.isArray(values) ? values : [] };
}

const SAYS_FOR_WHOM = /set_config\('role'/;
const READS = /^\s*(SELECT|WITH)\b/i;

/** What a plan says of each of its nodes. */
export type PlanNode = Readonly<{
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Index Name'?: string;
  'Index Searches'?: number;
  Plans?: readonly PlanNode[];
}>;

/**
 * How what a request read was read: each of its statements that reads, whatever it also writes, is run again and explained, in
 * a transaction that speaks for whom the request spoke for and leaves nothing.
 */
export async function plansRead(database: Database, statements: readonly Statement[]): Promise<PlanNode[]> {
  const settings = statements.find(({ text }) => SAYS_FOR_WHOM.test(text));
  if (!settings) throw new Error('The request read nothing in a transaction');
  const reads = statements.slice(statements.indexOf(settings) + 1).filter(({ text }) => READS.test(text));
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(settings.text, [...settings.values]);
    const plans: PlanNode[] = [];
    for (const { text, values } of reads) {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
        [...values],
      );
      if (process.env.SHOW_PLANS) console.log(text, JSON.stringify(rows[0]!['QUERY PLAN'], null, 1));
      plans.push(rows[0]!['QUERY PLAN'][0].Plan);
    }
    return plans;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** How many pages some plans touched, cached or not. */
export const pagesOf = (plans: readonly PlanNode[]): number =>
  plans.reduce((sum, plan) => sum + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], 0);

/** How many pages a request's own reads touch. */
export const pagesRead = async (database: Database, statements: readonly Statement[]): Promise<number> =>
  pagesOf(await plansRead(database, statements));
