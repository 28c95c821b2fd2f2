import { parse } from 'tldts';
import { ok, type Result, refuse } from '../../kernel/result.ts';
import { PLATFORM_DOMAINS, PUBLIC_MAIL_DOMAINS } from './public-domains.rules.ts';

export type WebDomainRefusal =
  | 'EMPTY'
  | 'TOO_LONG'
  | 'NOT_A_DOMAIN'
  | 'IP_ADDRESS'
  | 'PUBLIC_SUFFIX'
  | 'LOCAL_NAME'
  | 'PUBLIC_MAIL'
  | 'SHARED_PLATFORM';

/** Longer than any URL that a CRM stores for a company, and short enough to parse without a thought. */
const WEB_ADDRESS_LENGTH_MAX = 2_000;

/** Names that mean another machine in every network, so that two companies can both have `intranet.local`. */
const LOCAL_SUFFIXES: ReadonlySet<string> = new Set(
  'local localhost localdomain internal intranet private lan home corp home.arpa arpa invalid onion'.split(
    ' ',
  ),
);

/**
 * The domain under which somebody registered the address: of a URL, an e-mail address or a bare host, in lower case
 * and punycode. Private suffixes of the Public Suffix List count as suffixes, so that two shops on one hosting
 * platform stay two identities (`one.myshopify.com`, `two.myshopify.com`). An unknown top-level domain is taken for
 * a suffix, as the list's default rule says. What anybody can have is no identity and is refused.
 */
export function registrableDomainOf(text: string): Result<string, WebDomainRefusal> {
  const address = text.trim();
  if (address === '') return refuse('EMPTY');
  if (address.length > WEB_ADDRESS_LENGTH_MAX) return refuse('TOO_LONG');
  const host = hostOf(address);
  if (host === null) return refuse('NOT_A_DOMAIN');
  const { domain, publicSuffix, isIp } = parse(host, { allowPrivateDomains: true, extractHostname: false });
  if (isIp) return refuse('IP_ADDRESS');
  if (publicSuffix !== null && LOCAL_SUFFIXES.has(publicSuffix)) return refuse('LOCAL_NAME');
  if (LOCAL_SUFFIXES.has(host) || LOCAL_SUFFIXES.has(host.split('.').slice(-2).join('.')))
    return refuse('LOCAL_NAME');
  if (domain === null) return refuse(host.includes('.') ? 'PUBLIC_SUFFIX' : 'NOT_A_DOMAIN');
  if (PUBLIC_MAIL_DOMAINS.has(domain) || PUBLIC_MAIL_DOMAINS.has(host)) return refuse('PUBLIC_MAIL');
  return PLATFORM_DOMAINS.has(domain) ? refuse('SHARED_PLATFORM') : ok(domain);
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const LABEL = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}\\.)*${LABEL}$`);

/** The platform's URL parser lower-cases, applies IDNA and recognizes every spelling of an IP address. */
function hostOf(address: string): string | null {
  const bare = address.replace(/^.*<([^<>]*)>$/, '$1').replace(/^mailto:/i, '');
  const url = SCHEME.test(bare) ? bare : `http://${withoutMailbox(bare).replace(/^\/\//, '')}`;
  if (/\s/.test(url)) return null;
  const host = URL.parse(url)?.hostname.replace(/\.$/, '') ?? '';
  return host.startsWith('[') || HOST.test(host) ? host : null;
}

/** Only before the path: `example.com/@jane` has no mailbox. */
function withoutMailbox(address: string): string {
  const authority = address.split(/[/?#]/, 1)[0] ?? '';
  return authority.includes('@') ? authority.slice(authority.lastIndexOf('@') + 1) : address;
}
