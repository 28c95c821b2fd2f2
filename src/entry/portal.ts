import type { JSONWebKeySet } from 'jose';
import persistedFile from '../../schema/persisted.json' with { type: 'json' };
import { compiledAnswer } from '../compiled/answer.ts';
import type { PersistedFile } from '../compiled/compiled-operation.ts';
import { readyOperations } from '../compiled/compiled-operations.ts';
import { learnedOperations } from '../compiled/learned-operations.ts';
import type { CsvLimits } from '../graphql/csv-export.ts';
import { type Actor, ANONYMOUS } from '../platform/auth/actor.ts';
import { identify } from '../platform/auth/identity.ts';
import { createTokenVerifier } from '../platform/auth/token.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database/client.ts';
import type { ReadRouter } from '../platform/database/read-router.ts';
import type { HttpResponse, ReadRequest } from '../platform/http/message.ts';
import {
  type Caller,
  createHttpShell,
  type HttpShell,
  type Page,
  type RequestInfo,
} from '../platform/http/shell.ts';
import type { Logger } from '../platform/logging.ts';
import { openBankKeys } from '../platform/secrets/bank-keys.ts';
import type { UsageBuffer } from '../platform/usage/usage-buffer.ts';
import type { OrdinaryWay } from './ordinary-way.ts';
import { readsOf } from './request-reads.ts';

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
  /** Of lists as CSV; those of a server that streams its answers where left out. */
  csvLimits?: CsvLimits;
  /** Where the Prisma schema is; in the project where left out. */
  prismaSchemaFolder?: string;
  /** Begins at once what the first request would wait for, as is right for a process that is started for it. */
  ahead?: boolean;
  /** The operations that are asked for by hash; the committed ones where left out. */
  persisted?: PersistedFile;
}>;

const NOBODY = { issuer: '', subject: '', email: null };

/** What counts a person's use of operations. Neither service accounts nor visitors are people. */
const counterOf = (usage: PortalOptions['usage'], actor: Actor, at: Date) => {
  const { kind, personId, membership } = actor;
  if (!usage || !personId || (kind !== 'STAFF' && kind !== 'PARTNER')) return null;
  const partnerId = membership?.partnerId ?? null;
  return (operation: string) => usage.count({ personId, partnerId, operation, at });
};

async function whoAsks(database: Database, caller: Caller): Promise<Actor> {
  if (caller.kind === 'ANONYMOUS') return ANONYMOUS;
  const { issuer, subject, email } = caller;
  return await identify(database, { issuer, subject, email: email ?? null });
}

const verifierOf = ({ config, localKeys, logger, ahead }: PortalOptions) =>
  createTokenVerifier({
    oidc: config.oidc,
    ...(localKeys && { keys: localKeys }),
    ahead,
    onKeysUnavailable: (error) => logger.error({ err: error }, "the issuer's keys could not be read"),
  });

/**
 * The whole portal as one function from request to response; the local server and Lambda both serve it.
 * @throws ConfigError in production without keys for bank details
 */
export function createPortal(options: PortalOptions): HttpShell {
  const { config, database, logger, graphiql, jobRequested, usage, reads, ahead } = options;
  const { csvLimits, prismaSchemaFolder } = options;
  const bankKeys = openBankKeys(config);
  const persisted = options.persisted ?? (persistedFile as unknown as PersistedFile);
  const learned = learnedOperations(config.adHocCompiledMax);
  const operations = readyOperations(persisted, learned);
  // A connection, on which the look-up of whoever asks is prepared. Where it fails, requests say so.
  if (ahead) identify(database, NOBODY).catch(() => undefined);
  const opened = async (request: ReadRequest, { caller, requestId, clientAddress, observe }: RequestInfo) => {
    const actor = await whoAsks(database, caller);
    observe({ actorKind: actor.kind, actorId: actor.personId });
    const now = new Date();
    const used = counterOf(usage, actor, now);
    const own = reads && readsOf(reads, request.headers, actor);
    const carried = {
      ...{ actor, now, requestId, clientAddress, bankKeys },
      ...(used && { used }),
      ...(jobRequested && { jobRequested }),
    };
    return { carried, used, own, actor, now };
  };
  let loading: Promise<OrdinaryWay> | undefined;
  // Neither GraphQL nor Prisma is loaded before a request needs them: a compiled operation does not.
  const ordinaryWay = () => {
    loading ??= import('./ordinary-way.ts')
      .then(({ createOrdinaryWay }) =>
        createOrdinaryWay({
          config,
          database,
          logger,
          csvLimits,
          learned,
          prismaSchemaFolder,
          known: opened,
          persisted: persisted.operations,
        }),
      )
      .catch((error: unknown) => {
        // The next request tries again, as one failure must not outlast its cause.
        loading = undefined;
        throw error;
      });
    return loading;
  };
  const graphql = async (request: ReadRequest, info: RequestInfo): Promise<HttpResponse> => {
    const known = await opened(request, info);
    const { own, used, actor, now } = known;
    const asked = { body: request.body, accept: request.headers.accept ?? null };
    const onFailed = (error: unknown, operation: string | null) =>
      info.logger().warn({ err: error, operation }, 'a compiled operation failed; it takes the ordinary way');
    const context = {
      ...{ actor, now, pool: database.pool, reads: own, observe: info.observe, onFailed },
      ...(used && { used }),
    };
    const compiled = await compiledAnswer(operations, asked, context);
    if (compiled) return compiled;
    return await (await ordinaryWay()).graphql(request, known, info);
  };
  return createHttpShell({
    graphql,
    csv: async (request, list, info) => (await ordinaryWay()).csv(request, list, info),
    verifyToken: verifierOf(options),
    ready: async () => (await database.pool.query('SELECT 1')).rowCount === 1,
    config,
    logger,
    graphiql,
  });
}
