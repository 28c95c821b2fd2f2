import type { Config } from '../config.ts';
import type { HttpHeaders, HttpRequest } from './message.ts';

const NOTHING_EMBEDDED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;
const PREFLIGHT_SECONDS = 600;

/** What every answer carries that does not say otherwise itself. */
export const securityHeaders = ({ stage }: Pick<Config, 'stage'>): HttpHeaders => ({
  'cache-control': 'no-store',
  'content-security-policy': NOTHING_EMBEDDED,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  ...(stage === 'production' && {
    'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`,
  }),
});

/**
 * Lets pages of the configured origins read answers. Credentials are never allowed: a bearer token is sent by the page
 * itself, so no request is made with an identity that the page does not hold.
 */
export function corsHeaders(
  { method, headers: { origin } }: Pick<HttpRequest, 'method' | 'headers'>,
  origins: readonly string[],
): HttpHeaders {
  if (origins.length === 0) return {};
  if (!origin || !origins.includes(origin)) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-expose-headers':
      'x-request-id, x-read-after, retry-after, content-disposition, x-total-count, x-row-count, x-next-cursor',
    ...(method === 'OPTIONS' && {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, x-request-id, x-read-after',
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    }),
  };
}
