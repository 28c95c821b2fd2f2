/**
 * What goes in and out of the shell. The web's own `Request` and `Response` are not made for each request, as they cost
 * more than a small answer does; who needs them, such as GraphQL Yoga, makes them in `web.ts`.
 */

/** Headers by their names in small letters; what came several times is joined by commas. */
export type HttpHeaders = Readonly<Record<string, string>>;

export type HttpRequest = Readonly<{
  method: string;
  url: URL;
  headers: HttpHeaders;
  /** What is sent, piece by piece as it arrives; null where nothing can be. */
  body: AsyncIterable<Uint8Array> | null;
  /** Aborted once the client has gone. */
  signal: AbortSignal;
}>;

/** A request that was read as a whole. */
export type ReadRequest = Omit<HttpRequest, 'body'> &
  Readonly<{
    /** The JSON object of the body; null where there is no body. */
    body: Readonly<Record<string, unknown>> | null;
  }>;

export type HttpResponse = Readonly<{
  status: number;
  headers: HttpHeaders;
  /** Nothing but text is answered; a long one comes piece by piece. */
  body: string | AsyncIterable<string>;
}>;
