/** As Prisma says it: not reached, closed, too many connections, or none that was free in time. */
const PRISMA_CODES = new Set(['P1001', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
/** As PostgreSQL says it: class 08 is of connections, and these are of a server that ends, begins, or is full. */
const SQL_STATES = /^(08...|57P0[1-5]|53300|25P03)$/;
const SOCKET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
/** The driver gives these no code, and neither does the engine of migrations. */
const TEXTS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Can't reach database)/;
const DEPTH_MAX = 8;

/**
 * Whether it failed because the database was not there, or not free in time, rather than by what was asked of it: then the
 * same may succeed later, and whether a change was made is not known where its commit was under way.
 */
export function isOutage(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEPTH_MAX) return false;
  const { code, originalCode, meta } = error as Error & Record<string, unknown>;
  for (const each of [code, originalCode]) {
    if (typeof each !== 'string') continue;
    if (PRISMA_CODES.has(each) || SQL_STATES.test(each) || SOCKET_CODES.has(each)) return true;
  }
  if (TEXTS.test(error.message)) return true;
  const inner = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return isOutage(error.cause, depth + 1) || isOutage(inner, depth + 1) || isOutageText(error.cause);
}

/** What the adapter says is the cause is no error of its own, but says of which kind it is. */
const isOutageText = (cause: unknown): boolean =>
  ['ConnectionClosed', 'DatabaseNotReachable', 'TooManyConnections', 'SocketTimeout'].includes(
    String((cause as { kind?: unknown } | undefined)?.kind),
  ) || SQL_STATES.test(String((cause as { originalCode?: unknown } | undefined)?.originalCode));
