import type { HttpResponse, ReadRequest } from './message.ts';

/** A request as the web's standards, and what is written for them, know it. */
export const webRequest = ({ method, url, headers, body, signal }: ReadRequest): Request =>
  new Request(url, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) });

/** What was answered, read to its end. */
export async function fromWeb(response: Response): Promise<HttpResponse> {
  // Copied, because GraphQL Yoga's own headers keep the letter case in which they were set.
  const headers = Object.fromEntries(new Headers(response.headers));
  return { status: response.status, headers, body: await response.text() };
}
