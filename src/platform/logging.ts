import { randomUUID } from 'node:crypto';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import { redacted, redactedText } from './redaction.ts';

export type { Logger } from 'pino';

/**
 * What a log line may say of a request: no name, e-mail, token, variable or query text, as those hold personal data.
 * The GraphQL layer adds what only it knows through `RequestInfo.observe`.
 */
export type Observation = Readonly<{
  /** As the client named it; kept only while it is a GraphQL name. */
  operationName?: string | null;
  /** Hash of the document, so that anonymous operations can be told apart. */
  operationHash?: string;
  operationType?: 'query' | 'mutation' | 'subscription';
  errorCodes?: readonly string[];
  actorKind?: string;
  actorId?: string | null;
}>;

export type RequestLine = Observation &
  Readonly<{ requestId: string; method: string; path: string; status: number; durationMilliseconds: number }>;

const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The first candidate that is safe to log and echo, or a new id. */
export const requestIdOf = (...candidates: readonly (string | null | undefined)[]): string =>
  candidates.find((candidate) => candidate && REQUEST_ID.test(candidate)) ?? randomUUID();

/** JSON lines on stdout in production, readable lines on stderr elsewhere; `destination` is for tests. */
export function createLogger(
  config: Pick<Config, 'stage' | 'logLevel'>,
  destination?: DestinationStream,
): Logger {
  const logger = pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // An Error given by itself arrives in `logMethod` first, so pino's own serializer never sees its message.
      hooks: {
        logMethod([first, ...rest], log) {
          const texts = rest.map((item) => redacted(item)) as [];
          if (typeof first === 'string') log.apply(this, [redactedText(first), ...texts]);
          else
            log.apply(this, [redacted(first instanceof Error ? { err: first } : first) as object, ...texts]);
        },
      },
    },
    destination ??
      (config.stage === 'production' ? pino.destination({ fd: 1, sync: true }) : readableLines()),
  );
  // Children write what they are bound to without passing `logMethod`, and inherit this from their parent.
  const { child } = logger;
  logger.child = function redactedChild(this: Logger, bindings: object, ...rest: [never]) {
    return child.call(this, redacted(bindings) as object, ...rest);
  } as typeof child;
  return logger;
}

/** Writes the one line that each request leaves. The name is the client's own text, so it must look like one. */
export function logRequest(logger: Logger, line: RequestLine): void {
  const { requestId, method, path, status, durationMilliseconds } = line;
  const { operationHash, operationType, errorCodes } = line;
  const operationName = /^[_A-Za-z]\w{0,79}$/.test(line.operationName ?? '') ? line.operationName : undefined;
  const severity = status >= 500 ? 'error' : 'info';
  logger[severity](
    {
      requestId,
      method,
      path,
      status,
      durationMilliseconds: Math.round(durationMilliseconds * 10) / 10,
      operationName,
      operationHash,
      operationType,
      errorCodes: errorCodes?.length ? errorCodes : undefined,
      actorKind: line.actorKind,
      actorId: line.actorId ?? undefined,
    },
    'request',
  );
}

/** `12:03:01.123 INFO request method=POST ...`: for people, so not meant to be parsed. */
function readableLines(): DestinationStream {
  return {
    write(json) {
      const { time, level, msg, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
      const fields = Object.entries(rest).map(([key, value]) => `${key}=${inline(value)}`);
      const heading = [String(time).slice(11, 23), String(level).toUpperCase(), msg].filter(Boolean);
      const trace = err ? `\n  ${JSON.stringify(err, null, 2).replaceAll('\n', '\n  ')}` : '';
      process.stderr.write(`${[...heading, ...fields].join(' ')}${trace}\n`);
    },
  };
}

const inline = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
