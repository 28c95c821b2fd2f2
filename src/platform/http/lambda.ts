import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { HttpHeaders, HttpRequest, HttpResponse } from './message.ts';
import type { HttpShell } from './shell.ts';

export type LambdaHandler = (
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'awsRequestId'>,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Serves events of an API Gateway HTTP API (payload format 2.0). */
export const lambdaHandler =
  (shell: HttpShell): LambdaHandler =>
  async (event, context) => {
    const request = requestOf(event);
    if (!request) return { statusCode: 400 };
    const response = await shell(request, {
      requestId: context.awsRequestId,
      clientAddress: event.requestContext.http.sourceIp,
    });
    return await resultOf(response);
  };

// An `import` of `node:http` would load `fetch` as well, as that module names it too: half of a cold start.
const { validateHeaderName, validateHeaderValue } = process.getBuiltinModule('node:http');

/** Whether a client went away is not told here. */
const NEVER = new AbortController().signal;

/** Answers null where the address or a header is none. */
function requestOf(event: APIGatewayProxyEventV2): HttpRequest | null {
  const { method } = event.requestContext.http;
  // Repeated and encoded keys survive in the raw text only.
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const url = URL.parse(`https://${event.requestContext.domainName}${pathOf(event)}${query}`);
  const headers = headersOf(event);
  if (!url || !headers) return null;
  const hasBody = method !== 'GET' && method !== 'HEAD' && event.body !== undefined;
  return { method, url, headers, body: hasBody ? bodyOf(event) : null, signal: NEVER };
}

/** Every stage but `$default` stands before the path. */
function pathOf({ rawPath, requestContext: { stage } }: APIGatewayProxyEventV2): string {
  const prefix = `/${stage}`;
  if (stage === '$default' || !(rawPath === prefix || rawPath.startsWith(`${prefix}/`))) return rawPath;
  return rawPath.slice(prefix.length) || '/';
}

/** Repeated headers come joined by commas, which is what HTTP means by them; cookies come apart. */
function headersOf({ headers: given, cookies }: APIGatewayProxyEventV2): HttpHeaders | null {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!isHeader(name, value)) return null;
    headers[name.toLowerCase()] = value;
  }
  return cookies?.length ? { ...headers, cookie: cookies.join('; ') } : headers;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

async function* bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): AsyncGenerator<Buffer> {
  yield Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

async function resultOf({ status, headers, body }: HttpResponse): Promise<APIGatewayProxyStructuredResultV2> {
  return { statusCode: status, headers, body: await wholeOf(body), isBase64Encoded: false };
}

async function wholeOf(body: HttpResponse['body']): Promise<string> {
  if (typeof body === 'string') return body;
  const pieces: string[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces.join('');
}
