import type pg from 'pg';
import type { Database } from '../../../src/platform/database/client.ts';

type Query = (...input: unknown[]) => unknown;

export type Killing = Readonly<{
  /** Cuts the connection right after so many more statements were sent on it; null for never. */
  after(statements: number | null): void;
  /** How many statements were sent since `after`. */
  count(): number;
}>;

/** Ends a connection as that of a killed process ends: without a word, in whatever statement it is. */
const cutsConnection = (client: pg.PoolClient) =>
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();

/** Cuts connections after so many statements, or does whatever else a test asks for then. */
export function killing({ pool }: Pick<Database, 'pool'>, cut = cutsConnection): Killing {
  let limit: number | null = null;
  let sent = 0;
  const wrapped = new WeakSet<object>();
  pool.on('acquire', (client: pg.PoolClient) => {
    if (wrapped.has(client)) return;
    wrapped.add(client);
    // A connection that dies while nobody waits for an answer says so to the pool, which forgets it.
    client.on('error', () => undefined);
    const query = client.query.bind(client) as Query;
    const counting: Query = (...input) => {
      sent += 1;
      const answer = query(...input);
      if (sent === limit) cut(client);
      return answer;
    };
    Object.assign(client, { query: counting });
  });
  return {
    after(statements) {
      limit = statements;
      sent = 0;
    },
    count: () => sent,
  };
}
