import type { Config } from '../config.ts';

const NOTHING_EMBEDDED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;
const PREFLIGHT_SECONDS = 600;

/** Adds what every answer carries. What the answer already says of itself stays. */
export function addSecurityHeaders(headers: Headers, { stage }: Pick<Config, 'stage'>): void {
  const defaults: Record<string, string> = {
    'cache-control': 'no-store',
    'content-security-policy': NOTHING_EMBEDDED,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(stage === 'production' && {
      'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`,
    }),
  };
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value);
}

/**
 * Lets pages of the configured origins read answers. Credentials are never allowed: a bearer token is sent by the page
 * itself, so no request is made with an identity that the page does not hold.
 */
export function addCorsHeaders(headers: Headers, request: Request, origins: readonly string[]): void {
  if (origins.length === 0) return;
  headers.append('vary', 'origin');
  const origin = request.headers.get('origin');
  if (!origin || !origins.includes(origin)) return;
  headers.set('access-control-allow-origin', origin);
  headers.set('cross-origin-resource-policy', 'cross-origin');
  headers.set('access-control-expose-headers', 'x-request-id, x-read-after, retry-after');
  if (request.method !== 'OPTIONS') return;
  headers.set('access-control-allow-methods', 'GET, POST');
  headers.set('access-control-allow-headers', 'authorization, content-type, x-request-id, x-read-after');
  headers.set('access-control-max-age', String(PREFLIGHT_SECONDS));
}
