import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
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

/** Answers null where an address or header is none that the web's standards know. */
function requestOf(event: APIGatewayProxyEventV2): Request | null {
  const { method } = event.requestContext.http;
  // Repeated and encoded keys survive in the raw text only.
  const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
  const url = `https://${event.requestContext.domainName}${pathOf(event)}${query}`;
  const hasBody = method !== 'GET' && method !== 'HEAD' && event.body !== undefined;
  try {
    return new Request(url, { method, headers: headersOf(event), ...(hasBody && { body: bodyOf(event) }) });
  } catch {
    return null;
  }
}

/** Every stage but `$default` stands before the path. */
function pathOf({ rawPath, requestContext: { stage } }: APIGatewayProxyEventV2): string {
  const prefix = `/${stage}`;
  if (stage === '$default' || !(rawPath === prefix || rawPath.startsWith(`${prefix}/`))) return rawPath;
  return rawPath.slice(prefix.length) || '/';
}

/** Repeated headers come joined by commas, which is what HTTP means by them; cookies come apart. */
function headersOf({ headers: given, cookies }: APIGatewayProxyEventV2): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, value);
  if (cookies?.length) headers.set('cookie', cookies.join('; '));
  return headers;
}

const bodyOf = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer<ArrayBuffer> =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

const TEXT_TYPE = /^(text\/|application\/([\w.-]+\+)?json\b)/i;

async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  // Copied, because GraphQL Yoga's own headers keep the letter case in which they were set.
  const { 'set-cookie': _cookies, ...headers } = Object.fromEntries(new Headers(response.headers));
  const bytes = Buffer.from(await response.arrayBuffer());
  const isText = TEXT_TYPE.test(headers['content-type'] ?? 'text/plain');
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && { cookies }),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
