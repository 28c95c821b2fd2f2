import type { LearnedOperations } from '../compiled/learned-operations.ts';
import { compileOperation } from '../graphql/compile/compile-operation.ts';
import { type DataModel, dataModelOf } from '../graphql/compile/data-model.ts';
import { createContext, type RequestContext, type RequestReads } from '../graphql/context.ts';
import type { CsvLimits } from '../graphql/csv-export.ts';
import { schema } from '../graphql/schema.ts';
import { createGraphql } from '../graphql/yoga.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/database/client.ts';
import { prismaSchemaIn } from '../platform/database/prisma-schema.ts';
import type { HttpHeaders, HttpResponse, ReadRequest } from '../platform/http/message.ts';
import type { RequestInfo } from '../platform/http/shell.ts';
import { fromWeb, webRequest } from '../platform/http/web.ts';
import type { Logger } from '../platform/logging.ts';
import { csvAnswers } from './csv-answers.ts';

/** A request of somebody who is known by now. */
export type KnownRequest = Readonly<{
  carried: Parameters<typeof createContext>[1];
  used: RequestContext['used'] | null;
  own: (RequestReads & Readonly<{ told(): HttpHeaders }>) | undefined;
}>;

export type OrdinaryWay = Readonly<{
  graphql(request: ReadRequest, known: KnownRequest, info: RequestInfo): Promise<HttpResponse>;
  csv(request: ReadRequest, list: string, info: RequestInfo): Promise<HttpResponse>;
}>;

type Options = Readonly<{
  config: Config;
  database: Database;
  logger: Logger;
  csvLimits: CsvLimits | undefined;
  /** Is told which documents of clients' own are in use. */
  learned: LearnedOperations;
  prismaSchemaFolder: string | undefined;
  /** The documents that are asked for by hash. */
  persisted: Readonly<Record<string, string>>;
  known(request: ReadRequest, info: RequestInfo): Promise<KnownRequest>;
}>;

/** GraphQL itself: Yoga, Pothos and Prisma. It is loaded when the first request needs it. */
export function createOrdinaryWay({
  config,
  database,
  logger,
  csvLimits,
  learned,
  prismaSchemaFolder,
  persisted,
  known,
}: Options): OrdinaryWay {
  let models: DataModel | undefined;
  const compile = (document: string) => {
    try {
      models ??= dataModelOf(prismaSchemaIn(prismaSchemaFolder));
      const outcome = compileOperation(schema, models, document);
      return 'compiled' in outcome ? outcome.compiled : null;
    } catch (error) {
      // The ordinary way answers it all the same.
      logger.error({ err: error }, 'a document could not be compiled');
      return null;
    }
  };
  const execute = createGraphql({
    schema,
    persisted,
    anonymousMaySendAny: config.anonymousOperations === 'any',
    onAdHocQuery: (document) => learned.answered(document, compile),
    onUnexpected: (error, reference) =>
      logger.error({ err: error, reference }, 'unexpected error in a field'),
  });
  const contextOf = ({ carried, own }: KnownRequest) => createContext(database, carried, own);
  return {
    async graphql(request, opened, info) {
      const response = await fromWeb(await execute(webRequest(request), contextOf(opened), info.observe));
      return { ...response, headers: { ...response.headers, ...opened.own?.told() } };
    },
    csv: csvAnswers(logger, csvLimits, async (request, info) => {
      const opened = await known(request, info);
      return { open: () => contextOf(opened), used: opened.used ?? null };
    }),
  };
}
