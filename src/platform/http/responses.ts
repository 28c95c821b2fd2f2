import type { HttpHeaders, HttpRequest, HttpResponse } from './message.ts';

/** How a request that never reached GraphQL is refused: the same shape as GraphQL's own errors. */
export type HttpRefusal = Readonly<{
  status: number;
  code: string;
  /** Says how to recover. */
  message: string;
  headers?: HttpHeaders;
}>;

export const refusalOf = (
  status: number,
  code: string,
  message: string,
  headers?: HttpHeaders,
): HttpRefusal => ({ status, code, message, ...(headers && { headers }) });

const textOf = (status: number, type: string, body: string, headers?: HttpHeaders): HttpResponse => ({
  status,
  headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
  body,
});

/** Under the media type that the client asked for; 4xx and 5xx under either, as nothing was executed. */
export function refusalResponse(
  { headers: { accept } }: Pick<HttpRequest, 'headers'>,
  { status, code, message, headers }: HttpRefusal,
): HttpResponse {
  const asksForGraphql = accept?.includes('application/graphql-response+json') ?? false;
  const type = asksForGraphql ? 'application/graphql-response+json' : 'application/json';
  return textOf(status, type, JSON.stringify({ errors: [{ message, extensions: { code } }] }), headers);
}

/** As RFC 9457 says it, for what is no GraphQL. */
export const problemResponse = ({ status, code, message, headers }: HttpRefusal): HttpResponse =>
  textOf(
    status,
    'application/problem+json',
    JSON.stringify({ type: 'about:blank', status, code, detail: message }),
    headers,
  );

export const textResponse = (status: number, text: string, headers?: HttpHeaders): HttpResponse =>
  textOf(status, 'text/plain', text, headers);

export const emptyResponse = (status: number, headers: HttpHeaders = {}): HttpResponse => ({
  status,
  headers,
  body: '',
});
