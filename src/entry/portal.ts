import type { JSONWebKeySet } from 'jose';
import persistedFile from '../../schema/persisted.json' with { type: 'json' };
import { createContext } from '../graphql/context.ts';
import { schema } from '../graphql/schema.ts';
import { createGraphql, type PersistedOperations } from '../graphql/yoga.ts';
import { type Actor, ANONYMOUS } from '../platform/auth/actor.ts';
import { identify } from '../platform/auth/identity.ts';
import { createTokenVerifier } from '../platform/auth/token.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database/client.ts';
import type { ReadRouter } from '../platform/database/read-router.ts';
import { createHttpShell, type HttpShell, type Page, type RequestInfo } from '../platform/http/shell.ts';
import type { Logger } from '../platform/logging.ts';
import { openBankKeys } from '../platform/secrets/bank-keys.ts';
import type { UsageBuffer } from '../platform/usage/usage-buffer.ts';
import { readsOf } from './reads.ts';

export type PortalOptions = Readonly<{
  config: Config;
  database: Database;
  logger: Logger;
  /** The local issuer's keys; absent where an OpenID provider has them. */
  localKeys?: JSONWebKeySet;
  graphiql?: () => Page | Promise<Page>;
  /** Called once somebody asked for a run of a job; absent where a schedule looks for such requests. */
  jobRequested?: () => void;
  /** Counts who used what; absent where nobody asks. */
  usage?: Pick<UsageBuffer, 'count'>;
  /** Sends queries to a replica; absent where there is none. */
  reads?: ReadRouter | undefined;
}>;

/** What counts a person's use of operations. Neither service accounts nor visitors are people. */
const counterOf = (usage: PortalOptions['usage'], actor: Actor, at: Date) => {
  const { kind, personId, membership } = actor;
  if (!usage || !personId || (kind !== 'STAFF' && kind !== 'PARTNER')) return null;
  const partnerId = membership?.partnerId ?? null;
  return (operation: string) => usage.count({ personId, partnerId, operation, at });
};

/**
 * The whole portal as one function from request to response; the local server and Lambda both serve it.
 * @throws ConfigError in production without keys for bank details
 */
export function createPortal(options: PortalOptions): HttpShell {
  const { config, database, logger, localKeys, graphiql, jobRequested, usage, reads } = options;
  const bankKeys = openBankKeys(config);
  const execute = createGraphql({
    schema,
    persisted: (persistedFile as { operations: PersistedOperations }).operations,
    anonymousMaySendAny: config.anonymousOperations === 'any',
    onUnexpected: (error, reference) =>
      logger.error({ err: error, reference }, 'unexpected error in a field'),
  });
  const graphql = async (request: Request, info: RequestInfo): Promise<Response> => {
    const { caller, requestId, clientAddress, observe } = info;
    const actor =
      caller.kind === 'ANONYMOUS'
        ? ANONYMOUS
        : await identify(database, {
            issuer: caller.issuer,
            subject: caller.subject,
            email: caller.email ?? null,
          });
    observe({ actorKind: actor.kind, actorId: actor.personId });
    const now = new Date();
    const used = counterOf(usage, actor, now);
    const own = reads && readsOf(reads, request, actor);
    const carried = {
      ...{ actor, now, requestId, clientAddress, bankKeys },
      ...(used && { used }),
      ...(jobRequested && { jobRequested }),
    };
    const context = createContext(database, carried, own);
    const response = await execute(request, context, observe);
    own?.tell(response);
    return response;
  };
  return createHttpShell({
    graphql,
    verifyToken: createTokenVerifier({
      oidc: config.oidc,
      ...(localKeys && { keys: localKeys }),
      onKeysUnavailable: (error) => logger.error({ err: error }, "the issuer's keys could not be read"),
    }),
    ready: async () => (await database.pool.query('SELECT 1')).rowCount === 1,
    config,
    logger,
    graphiql,
  });
}
