import type pg from 'pg';
import type { Database } from '../../../src/platform/database/client.ts';

type Query = (...input: unknown[]) => unknown;

export type Killing = Readonly<{
  /** Cuts the connection right after so many more statements were sent on it; null for never. */
  after(statements: number | null): void;
  /** How many statements were sent since `after`. */
  count(): number;
}>;

/** Cuts connections as a process that is killed does: without a word, in whatever statement it is. */
export function killing({ pool }: Database): Killing {
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
      if (sent === limit)
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
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
