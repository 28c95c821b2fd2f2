import type { TokenRefusal, TokenVerifier, Verified } from '../auth/token.ts';
import type { Config } from '../config.ts';
import { isOutage } from '../database/outage.ts';
import { type Logger, logRequest, type Observation, requestIdOf } from '../logging.ts';
import { type Admission, createAdmission, leavingAfter } from './admission.ts';
import { checkedGraphqlRequest } from './graphql-request.ts';
import { corsHeaders, securityHeaders } from './headers.ts';
import type { HttpRequest, HttpResponse, ReadRequest } from './message.ts';
import {
  emptyResponse,
  type HttpRefusal,
  problemResponse,
  refusalOf,
  refusalResponse,
  textResponse,
} from './responses.ts';

/** What the server knows of a request besides what the client sent. */
export type RequestOrigin = Readonly<{
  /** The platform's own id of the request, where it has one. */
  requestId?: string | undefined;
  /** For limits on anonymous use; never logged. */
  clientAddress: string;
}>;

/** Somebody with a good token, or nobody in particular. A bad token never gets this far. */
export type Caller = Exclude<Verified, TokenRefusal>;

export type RequestInfo = Readonly<{
  requestId: string;
  clientAddress: string;
  caller: Caller;
  /** Writes the request id on each line. Most requests have nothing more to say than the one line of each. */
  logger(): Logger;
  /** Adds to the one line that the request leaves in the log. */
  observe(facts: Observation): void;
}>;

export type Page = Readonly<{ html: string; contentSecurityPolicy: string }>;

export type HttpShellOptions = Readonly<{
  graphql: (request: ReadRequest, info: RequestInfo) => Promise<HttpResponse>;
  /** Answers a list as CSV; absent where there are none. */
  csv?: ((request: ReadRequest, list: string, info: RequestInfo) => Promise<HttpResponse>) | undefined;
  verifyToken: TokenVerifier;
  /** Whether requests can be served now, database included. Slower than 2 seconds counts as no. */
  ready: () => Promise<boolean>;
  config: Pick<Config, 'stage' | 'http'>;
  logger: Logger;
  /** The page for browsers that open /graphql. Production never serves it. */
  graphiql?: (() => Page | Promise<Page>) | undefined;
}>;

/** Answers every request, and never throws. Node's server and Lambda share it, so that both answer the same bytes. */
export type HttpShell = (request: HttpRequest, origin: RequestOrigin) => Promise<HttpResponse>;

type Served = HttpShellOptions & Readonly<{ admission: Admission }>;
type Unidentified = Omit<RequestInfo, 'caller'>;

const READY_MILLISECONDS_MAX = 2_000;
const RETRY_SECONDS = 5;
/** Nobody reads it: the client has gone. The number is the customary one. */
const STATUS_CLIENT_GONE = 499;

const NOT_FOUND = refusalOf(404, 'NOT_FOUND', 'There is nothing at this path. The API is at /graphql.');

const methodNotAllowed = (allow: string): HttpRefusal =>
  refusalOf(405, 'METHOD_NOT_ALLOWED', `This path answers ${allow} only.`, { allow });

/** Serves /graphql, /export/<list>.csv, /healthz (ready to serve) and /livez (the process runs). */
export function createHttpShell(given: HttpShellOptions): HttpShell {
  const { config } = given;
  const options: Served = { ...given, admission: createAdmission(config.http.admission) };
  const always = securityHeaders(config);
  return async (request, origin) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(request.headers['x-request-id'], origin.requestId);
    const logger = () => options.logger.child({ requestId });
    let observed: Observation = {};
    const observe = (facts: Observation) => {
      observed = { ...observed, ...facts };
    };
    const path = pathOf(request);
    let response: HttpResponse;
    try {
      const { clientAddress } = origin;
      response = await routed(options, path, request, { requestId, clientAddress, logger, observe });
    } catch (error) {
      response = failed(request, error, requestId, logger());
    }
    const isForPages = path === '/graphql' || path === EXPORT_PATH;
    const { method } = request;
    const { status } = response;
    logRequest(options.logger, {
      ...{ requestId, ...observed, method, path, status },
      durationMilliseconds: performance.now() - startedAt,
    });
    return {
      ...response,
      headers: {
        ...always,
        ...response.headers,
        'x-request-id': requestId,
        ...(isForPages && corsHeaders(request, config.http.corsOrigins)),
      },
    };
  };
}

const PATHS = ['/graphql', '/healthz', '/livez'];
/** What the log says of a list's address; which list it was is for the operation to say. */
const EXPORT_PATH = '/export';
const EXPORT = /^\/export\/([A-Za-z][A-Za-z0-9]{0,99})\.csv$/;

/** One of the known paths or a fixed text, as any other may hold whatever somebody typed. */
function pathOf({ url: { pathname } }: HttpRequest): string {
  if (PATHS.includes(pathname)) return pathname;
  return EXPORT.test(pathname) ? EXPORT_PATH : '(unknown)';
}

async function routed(
  options: Served,
  path: string,
  request: HttpRequest,
  info: Unidentified,
): Promise<HttpResponse> {
  switch (path) {
    case '/graphql':
      return await graphqlResponse(options, request, info);
    case EXPORT_PATH:
      return await csvResponse(options, request, info);
    case '/healthz':
      return isRead(request)
        ? await readiness(options)
        : refusalResponse(request, methodNotAllowed('GET, HEAD'));
    case '/livez':
      return isRead(request)
        ? textResponse(200, 'ok')
        : refusalResponse(request, methodNotAllowed('GET, HEAD'));
    default:
      return refusalResponse(request, NOT_FOUND);
  }
}

const isRead = ({ method }: HttpRequest) => method === 'GET' || method === 'HEAD';

async function graphqlResponse(
  { graphql, verifyToken, config, graphiql, admission }: Served,
  request: HttpRequest,
  info: Unidentified,
): Promise<HttpResponse> {
  const refused = (refusal: HttpRefusal) => {
    info.observe({ errorCodes: [refusal.code] });
    return refusalResponse(request, refusal);
  };
  if (request.method === 'OPTIONS') return emptyResponse(204, { allow: 'GET, POST, OPTIONS' });
  if (request.method !== 'GET' && request.method !== 'POST')
    return refused(methodNotAllowed('GET, POST, OPTIONS'));
  if (graphiql && config.stage !== 'production' && isBrowserVisit(request))
    return pageResponse(await graphiql());
  const caller = await verifyToken(request.headers.authorization ?? null);
  if (caller.kind === 'INVALID') return refused(tokenRefusal(caller));
  if (admission.isFull()) return refused(OVERLOADED);
  const checked = await checkedGraphqlRequest(request, config.http.bodyBytesMax);
  if ('refusal' in checked) return refused(checked.refusal);
  // Only now, so that whoever sends slowly takes nobody's place.
  const leave = await admission.enter(request.signal);
  if (!leave) return request.signal.aborted ? emptyResponse(STATUS_CLIENT_GONE) : refused(OVERLOADED);
  try {
    return await graphql(checked.request, { ...info, caller });
  } finally {
    leave();
  }
}

/** A list as CSV, asked for by parameters of the address or by a JSON body; refused as a problem of RFC 9457. */
async function csvResponse(
  { csv, verifyToken, config, admission }: Served,
  request: HttpRequest,
  info: Unidentified,
): Promise<HttpResponse> {
  const refused = (refusal: HttpRefusal) => {
    info.observe({ errorCodes: [refusal.code] });
    return problemResponse(refusal);
  };
  if (request.method === 'OPTIONS') return emptyResponse(204, { allow: 'GET, POST, OPTIONS' });
  if (!csv) return refused(NOT_FOUND);
  if (request.method !== 'GET' && request.method !== 'POST')
    return refused(methodNotAllowed('GET, POST, OPTIONS'));
  const caller = await verifyToken(request.headers.authorization ?? null);
  if (caller.kind === 'INVALID') return refused(tokenRefusal(caller));
  if (caller.kind === 'ANONYMOUS') return refused(SIGN_IN);
  if (admission.isFull()) return refused(OVERLOADED);
  const checked =
    request.method === 'GET'
      ? { request: { ...request, body: null } }
      : await checkedGraphqlRequest(request, config.http.bodyBytesMax);
  if ('refusal' in checked) return refused(checked.refusal);
  const list = EXPORT.exec(request.url.pathname)![1]!;
  const leave = await admission.enter(request.signal);
  if (!leave) return request.signal.aborted ? emptyResponse(STATUS_CLIENT_GONE) : refused(OVERLOADED);
  try {
    return leavingAfter(await csv(checked.request, list, { ...info, caller }), leave);
  } catch (error) {
    leave();
    throw error;
  }
}

const UNAVAILABLE = refusalOf(
  503,
  'UNAVAILABLE',
  'The portal cannot reach its database at the moment. Send it again a little later.',
  { 'retry-after': String(RETRY_SECONDS) },
);

const OVERLOADED = refusalOf(
  503,
  'OVERLOADED',
  'More was asked for at once than can be served, and nothing was done of this. Send it again a little later.',
  { 'retry-after': String(RETRY_SECONDS) },
);

const SIGN_IN = refusalOf(
  401,
  'UNAUTHENTICATED',
  'Sign in first: send a bearer token in the Authorization header.',
  {
    'www-authenticate': 'Bearer',
  },
);

/** With a query in the address too: GraphiQL keeps its own there, for a reload. */
const isBrowserVisit = ({ method, headers: { accept } }: HttpRequest) =>
  method === 'GET' && (accept?.includes('text/html') ?? false);

const pageResponse = ({ html, contentSecurityPolicy }: Page): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy },
  body: html,
});

function tokenRefusal({ code, message }: TokenRefusal): HttpRefusal {
  return code === 'TOKEN_UNVERIFIABLE'
    ? refusalOf(503, code, message, { 'retry-after': String(RETRY_SECONDS) })
    : refusalOf(401, code, message, { 'www-authenticate': 'Bearer error="invalid_token"' });
}

async function readiness({ ready }: HttpShellOptions): Promise<HttpResponse> {
  const timedOut = new Promise<false>((resolve) => {
    setTimeout(resolve, READY_MILLISECONDS_MAX, false).unref();
  });
  const isReady = await Promise.race([ready().catch(() => false), timedOut]);
  return isReady
    ? textResponse(200, 'ok')
    : textResponse(503, 'not ready', { 'retry-after': String(RETRY_SECONDS) });
}

function failed(request: HttpRequest, error: unknown, requestId: string, logger: Logger): HttpResponse {
  if (request.signal.aborted) return emptyResponse(STATUS_CLIENT_GONE);
  logger.error({ err: error }, 'unexpected failure');
  if (isOutage(error)) return refusalResponse(request, UNAVAILABLE);
  const message = `Something failed on our side. Try again; if it stays, report request ${requestId}.`;
  return refusalResponse(request, refusalOf(500, 'INTERNAL_SERVER_ERROR', message));
}
