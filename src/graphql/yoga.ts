import { createHash } from 'node:crypto';
import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions';
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Lexer,
  NoSchemaIntrospectionCustomRule,
  print,
  Source,
  TokenKind,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { isOutage } from '../platform/database/outage.ts';
import type { Observation } from '../platform/logging.ts';
import { AD_HOC } from '../platform/usage/usage-buffer.ts';
import type { RequestContext } from './context.ts';
import { limitsIntrospection } from './introspection-limit.ts';
import { limitsLists } from './list-limit.ts';
import { withoutSuggestion } from './request-errors.ts';

export type PersistedOperations = Readonly<Record<string, string>>;

export type YogaSettings = Readonly<{
  schema: GraphQLSchema;
  /** Documents by the SHA-256 of their text. */
  persisted: PersistedOperations;
  /** Whether somebody who is not signed in may send documents of their own. */
  anonymousMaySendAny: boolean;
  /** Told of each query of somebody who is signed in that is about to be executed, and is none of those documents. */
  onAdHocQuery?(document: string): void;
  /** Called for what nobody expected; the client learns the request's id only. */
  onUnexpected(error: unknown, requestId: string): void;
}>;

/** Adds to the one line that a request leaves in the log. */
type Observe = (facts: Observation) => void;

export type YogaContext = RequestContext &
  Readonly<{ request: Request; params: Readonly<{ query?: string }>; observe: Observe }>;

/** How much a document may hold, counted while it is parsed. */
const SYNTAX_LIMITS = { tokens: 2_000, aliases: 30, directives: 20, nesting: 64 };

const OPENING = /[{[(]/g;

/** How deep brackets are open at most, as far as the text has tokens; what has none is for the parser to refuse. */
function nestingOf(text: string): number {
  if ((text.match(OPENING)?.length ?? 0) <= SYNTAX_LIMITS.nesting) return 0;
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  let deepest = 0;
  try {
    for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
      if (/^[{[(]$/.test(kind)) deepest = Math.max(deepest, ++depth);
      else if (/^[}\])]$/.test(kind)) depth--;
    }
  } catch {
    return deepest;
  }
  return deepest;
}

/** Parsing and validation go as deep as the document does, so that a deeper one would exhaust their stack. */
const limitsNesting: Plugin<YogaContext> = {
  onParse({ params: { source }, setParseFn }) {
    if (nestingOf(typeof source === 'string' ? source : source.body) <= SYNTAX_LIMITS.nesting) return;
    setParseFn(() => {
      throw new GraphQLError(
        `Syntax Error: Brackets may be nested ${SYNTAX_LIMITS.nesting} levels deep at most.`,
      );
    });
  },
};

/** A response ends its snapshot, whatever became of it. */
const closesSnapshot: Plugin<YogaContext> = {
  onExecute({ executeFn, setExecuteFn }) {
    setExecuteFn(async (execution: ExecutionArgs) => {
      try {
        return await executeFn(execution);
      } finally {
        await (execution.contextValue as YogaContext).close();
      }
    });
  },
};

const observesOperations: Plugin<YogaContext> = {
  onExecute({ args }) {
    const { observe } = args.contextValue;
    const operation = getOperationAST(args.document, args.operationName);
    observe({
      operationName: operation?.name?.value ?? null,
      operationHash: createHash('sha256').update(print(args.document)).digest('hex').slice(0, 16),
      operationType: operation?.operation,
    });
    return {
      onExecuteDone({ result }) {
        const errors = (result as { errors?: readonly GraphQLError[] }).errors ?? [];
        if (errors.length > 0)
          observe({ errorCodes: errors.map(({ extensions }) => String(extensions.code ?? 'UNEXPECTED')) });
      },
    };
  },
};

/** Tells what was used: the names of the front end's own operations, and nothing of any other. */
const countsUse = (isPersisted: (request: Request) => boolean): Plugin<YogaContext> => ({
  onExecute({ args }) {
    const { used, request } = args.contextValue;
    const name = getOperationAST(args.document, args.operationName)?.name?.value;
    used?.((isPersisted(request) && name) || AD_HOC);
  },
});

/** Tells which documents of clients' own passed all checks. */
const tellsAdHoc = (
  isPersisted: (request: Request) => boolean,
  onAdHocQuery: NonNullable<YogaSettings['onAdHocQuery']>,
): Plugin<YogaContext> => ({
  onExecute({ args }) {
    const { actor, request, params } = args.contextValue;
    const isQuery = getOperationAST(args.document, args.operationName)?.operation === 'query';
    if (isQuery && params.query && actor.kind !== 'ANONYMOUS' && !isPersisted(request))
      onAdHocQuery(params.query);
  },
});

/** Somebody who is not signed in learns no more of the schema than the front end's own operations show. */
const hidesSchema: Plugin<YogaContext> = {
  onValidate({ context, addValidationRule }) {
    if (context.actor.kind === 'ANONYMOUS') addValidationRule(NoSchemaIntrospectionCustomRule);
  },
};

/** A request that no document can be found for; the status holds under every response type. */
const refused = (status: number, code: string, message: string) => ({
  message,
  extensions: { code, http: { status } },
});

const REFUSALS = {
  persistedQueryOnly: refused(
    403,
    'PERSISTED_QUERY_ONLY',
    'Sign in to send documents of your own; without a token, only the persisted operations are answered.',
  ),
  notFound: refused(
    400,
    'PERSISTED_QUERY_NOT_FOUND',
    'No persisted operation has this hash. schema/persisted.json lists those that exist.',
  ),
  keyNotFound: refused(
    400,
    'QUERY_REQUIRED',
    'Send a document in "query", or the hash of a persisted operation in "extensions.persistedQuery.sha256Hash".',
  ),
};

export function createGraphql(settings: YogaSettings) {
  const { anonymousMaySendAny } = settings;
  const actors = new WeakMap<Request, RequestContext>();
  const persistedRequests = new WeakSet<Request>();
  const plugins: Plugin<YogaContext>[] = [
    usePersistedOperations({
      // The hash is the client's to choose, so that `__proto__` and its like must not be found.
      getPersistedOperation: (hash, request) => {
        if (!Object.hasOwn(settings.persisted, hash)) return null;
        persistedRequests.add(request);
        return settings.persisted[hash]!;
      },
      allowArbitraryOperations: (request) =>
        anonymousMaySendAny || actors.get(request)?.actor.kind !== 'ANONYMOUS',
      customErrors: REFUSALS,
    }) as Plugin<YogaContext>,
    maxTokensPlugin({ n: SYNTAX_LIMITS.tokens }) as Plugin<YogaContext>,
    // By itself it does not count aliases of `__typename`, of which one can ask for as many as of anything else.
    maxAliasesPlugin({ n: SYNTAX_LIMITS.aliases, allowList: [] }) as Plugin<YogaContext>,
    maxDirectivesPlugin({ n: SYNTAX_LIMITS.directives }) as Plugin<YogaContext>,
    // After those that bring a parser of their own.
    limitsNesting,
    limitsLists as Plugin<YogaContext>,
    limitsIntrospection as Plugin<YogaContext>,
    closesSnapshot,
    observesOperations,
    countsUse((request) => persistedRequests.has(request)),
    ...(settings.onAdHocQuery
      ? [tellsAdHoc((request) => persistedRequests.has(request), settings.onAdHocQuery)]
      : []),
  ];
  if (!anonymousMaySendAny) plugins.push(hidesSchema, blockFieldSuggestionsPlugin() as Plugin<YogaContext>);
  const yoga = createYoga<RequestContext & { observe: Observe }>({
    schema: settings.schema,
    plugins: plugins as Plugin[],
    graphiql: false,
    landingPage: false,
    batching: false,
    logging: false,
    cors: false,
    maskedErrors: {
      maskError: (error) => {
        const masked = maskError(error, settings.onUnexpected);
        // What variables hold is looked at after validation, and its errors suggest names as well.
        return anonymousMaySendAny || !(masked instanceof GraphQLError)
          ? masked
          : new GraphQLError(withoutSuggestion(masked), masked);
      },
    },
  });
  return async (
    request: Request,
    context: RequestContext,
    observe: Observe = () => undefined,
  ): Promise<Response> => {
    actors.set(request, context);
    try {
      return await yoga.fetch(request, { ...context, observe });
    } finally {
      await context.close();
    }
  };
}

/** Nobody knows whether a change was committed whose answer never came. */
const UNAVAILABLE_MESSAGE =
  'The portal lost its database on the way. Send it again a little later: with the same idempotency key or version, nothing is done twice.';

const unavailable = (reference: string) => ({
  code: 'UNAVAILABLE',
  reference,
  http: { status: 503, headers: { 'retry-after': '5' } },
});

/** What was meant for the client passes; anything else is logged and said to be unexpected, and no more. */
function maskError(error: unknown, onUnexpected: YogaSettings['onUnexpected']): Error {
  if (error instanceof GraphQLError) {
    const { originalError } = error;
    if (!originalError || originalError instanceof GraphQLError) return withCode(error);
  }
  const reference = crypto.randomUUID();
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  onUnexpected(original, reference);
  const located = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
  if (isOutage(original))
    return new GraphQLError(UNAVAILABLE_MESSAGE, { ...located, extensions: unavailable(reference) });
  return new GraphQLError('Something unexpected went wrong. Nothing was changed by the field that failed.', {
    ...located,
    extensions: { code: 'INTERNAL_SERVER_ERROR', reference },
  });
}

const withCode = (error: GraphQLError): GraphQLError =>
  error.extensions.code
    ? error
    : new GraphQLError(error.message, {
        nodes: error.nodes,
        source: error.source,
        positions: error.positions,
        path: error.path,
        originalError: error.originalError,
        extensions: {
          ...error.extensions,
          code: error.path ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED',
        },
      });
