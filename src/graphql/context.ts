import type { Actor } from '../platform/auth/actor.ts';
import { countUse, type RateLimit } from '../platform/auth/rate-limit.ts';
import type { Database, Tx } from '../platform/database/client.ts';
import type { PrismaClient } from '../platform/database/generated/client/client.ts';
import {
  openSnapshot,
  type ReadFrom,
  type Scope,
  type Snapshot,
  writeTransaction,
} from '../platform/database/session.ts';
import type { KeyRing } from '../platform/secrets/key-ring.ts';

/** What a request carries besides its document. */
export type RequestContext = Readonly<{
  actor: Actor;
  /** The instant of the request: everything it writes is dated by it. */
  now: Date;
  requestId: string;
  /** Whose address it came from, for limits on anonymous use. */
  clientAddress: string;
  /** Encrypts bank details; decrypts them for the file that the bank reads. */
  bankKeys: KeyRing;
  /** Reads of the response, all from one snapshot; after a write, from a new one. */
  db: PrismaClient;
  /** A read of the same snapshot that must see more than the actor; its answer must not. A test lists who takes it. */
  readAsVendor: Snapshot['asVendor'];
  /** The one way to write: a mutation's root field, in one transaction that speaks for the actor. */
  transaction<T>(work: (tx: Tx) => Promise<T>, scope?: Scope): Promise<T>;
  countUse(limit: RateLimit, who?: string): Promise<void>;
  /** Called for each operation that runs, with its name where it is a persisted one; costs no statement. */
  used?(operation: string): void;
  /** Called once a run of a job was asked for, where there is somebody to begin it at once. */
  jobRequested?(): void;
  close(): Promise<void>;
}>;

/** Where a request reads until it has written, and what is to be done once it has. */
export type RequestReads = ReadFrom & Readonly<{ wrote(): Promise<void> }>;

export function createContext(
  database: Database,
  request: Pick<
    RequestContext,
    'actor' | 'now' | 'requestId' | 'clientAddress' | 'bankKeys' | 'jobRequested' | 'used'
  >,
  reads?: RequestReads,
): RequestContext {
  let hasWritten = false;
  // What a mutation answers is read where it was written.
  const snapshot = openSnapshot(database, request.actor.scope, () => (hasWritten ? undefined : reads));
  return {
    ...request,
    db: snapshot.client,
    readAsVendor: snapshot.asVendor,
    async transaction(work, scope = request.actor.scope) {
      // What the mutation answers is read after its commit, in a new snapshot, and never with a second connection open.
      await snapshot.close();
      hasWritten = true;
      const result = await writeTransaction(database, scope, work);
      await reads?.wrote();
      return result;
    },
    countUse: (limit, who) =>
      countUse(database, limit, who ?? request.actor.personId ?? request.clientAddress, request.now),
    close: snapshot.end,
  };
}
