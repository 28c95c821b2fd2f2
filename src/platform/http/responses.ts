/** How a request that never reached GraphQL is refused: the same shape as GraphQL's own errors. */
export type HttpRefusal = Readonly<{
  status: number;
  code: string;
  /** Says how to recover. */
  message: string;
  headers?: Readonly<Record<string, string>>;
}>;

export const refusalOf = (
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): HttpRefusal => ({ status, code, message, ...(headers && { headers }) });

/** Under the media type that the client asked for; 4xx and 5xx under either, as nothing was executed. */
export function refusalResponse(request: Request, { status, code, message, headers }: HttpRefusal): Response {
  const asksForGraphql =
    request.headers.get('accept')?.includes('application/graphql-response+json') ?? false;
  const type = asksForGraphql ? 'application/graphql-response+json' : 'application/json';
  return new Response(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
    status,
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
  });
}

/** As RFC 9457 says it, for what is no GraphQL. */
export const problemResponse = ({ status, code, message, headers }: HttpRefusal): Response =>
  new Response(JSON.stringify({ type: 'about:blank', status, code, detail: message }), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
  });

export const textResponse = (
  status: number,
  text: string,
  headers?: Readonly<Record<string, string>>,
): Response =>
  new Response(text, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });
