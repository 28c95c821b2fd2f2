import { randomUUID } from 'node:crypto';
import { compiledAnswer } from '../../src/compiled/answer.ts';
import type { CompiledOperations } from '../../src/compiled/compiled-operations.ts';
import { createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createGraphql, type PersistedOperations } from '../../src/graphql/yoga.ts';
import { ANONYMOUS } from '../../src/platform/auth/actor.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import { type Database, openDatabase, type Tx } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { fromWeb } from '../../src/platform/http/web.ts';
import { createKeyRing, type KeyRing } from '../../src/platform/secrets/key-ring.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { atFileEnd } from './file-end.ts';

export const TEST_ISSUER = 'urn:test';

/** Not secret: it encrypts what tests make up. */
const TEST_KEYS = createKeyRing(() => [{ id: 'test', key: new Uint8Array(32).fill(7) }]);

export type Answer = Readonly<{
  status: number;
  /** Whether one prepared statement answered it. */
  isCompiled?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own document asked for.
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  text: string;
}>;

export type Portal = Readonly<{
  database: Database;
  testDatabase: TestDatabase;
  /** What nobody expected; a test that provokes nothing unexpected finds it empty. */
  unexpected: unknown[];
  /** Sends a document as the person with this subject, whose token vouches for the mail; as nobody where it is null. */
  send(subject: string | null, query: string, variables?: object, email?: string): Promise<Answer>;
  /** Sends any JSON object as the body, such as the hash of a persisted operation. */
  sendBody(subject: string | null, body: object, email?: string): Promise<Answer>;
  /** Prepares data behind the API's back, where the API has no way to. */
  arrange<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  setNow(now: Date | null): void;
  /** From now on these are answered by one statement each; none where null, as it begins. */
  useCompiled(operations: CompiledOperations | null): void;
}>;

export type PortalOptions = Readonly<{
  poolMax?: number;
  /** One that is there already, instead of a new copy of the template. */
  testDatabase?: TestDatabase;
  anonymousMaySendAny?: boolean;
  persisted?: PersistedOperations;
  bankKeys?: KeyRing;
  onAdHocQuery?: (document: string) => void;
}>;

/** A portal in this process on a database of its own, without HTTP; gone when the file's tests are done. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const testDatabase = options.testDatabase ?? (await createTestDatabase());
  const database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: options.poolMax ?? 5,
    statementMillisecondsMax: 20_000,
    transactionMillisecondsMax: 25_000,
  });
  const unexpected: unknown[] = [];
  let frozenNow: Date | null = null;
  let operations: CompiledOperations | null = null;
  const execute = createGraphql({
    schema,
    persisted: options.persisted ?? {},
    anonymousMaySendAny: options.anonymousMaySendAny ?? true,
    ...(options.onAdHocQuery && { onAdHocQuery: options.onAdHocQuery }),
    onUnexpected: (error) => {
      unexpected.push(error);
      if (process.env.SHOW_UNEXPECTED) console.error(error);
    },
  });
  const sendBody: Portal['sendBody'] = async (subject, body, email) => {
    const actor =
      subject === null
        ? ANONYMOUS
        : await identify(database, { issuer: TEST_ISSUER, subject, email: email ?? null });
    const request = new Request('http://portal.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify(body),
    });
    const now = frozenNow ?? new Date();
    const context = createContext(database, {
      actor,
      now,
      requestId: randomUUID(),
      clientAddress: '127.0.0.1',
      bankKeys: options.bankKeys ?? TEST_KEYS,
    });
    const asked = { body: body as Record<string, unknown>, accept: request.headers.get('accept') };
    const compiled =
      operations &&
      (await compiledAnswer(operations, asked, {
        ...{ actor, now, pool: database.pool, observe: () => undefined },
        onFailed: (error) => {
          unexpected.push(error);
          if (process.env.SHOW_UNEXPECTED) console.error(error);
        },
      }));
    const { status, body: text } = compiled ?? (await fromWeb(await execute(request, context)));
    const isCompiled = Boolean(compiled);
    if (process.env.SHOW_UNEXPECTED) console.error(text);
    return { status, text, isCompiled, ...JSON.parse(text as string) };
  };
  // The database itself goes with the server: to drop one takes longer than to make one.
  atFileEnd(() => database.end());
  return {
    database,
    testDatabase,
    unexpected,
    send: (subject, query, variables, email) => sendBody(subject, { query, variables }, email),
    sendBody,
    arrange: (work) => writeTransaction(database, JOB_SCOPE, work),
    useCompiled: (used) => {
      operations = used;
    },
    setNow: (now) => {
      frozenNow = now;
    },
  };
}
