import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { OidcConfig } from '../config.ts';
import { KeysUnavailableError, remoteKeySource } from './key-source.ts';

/** Clocks of issuer and portal may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 30;
/** Longest token, characters: above what issuers sign, below what a server's header limit allows. */
export const TOKEN_LENGTH_MAX = 8_192;

export type TokenRefusalCode =
  | 'TOKEN_MALFORMED'
  | 'TOKEN_TOO_LARGE'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  /** The issuer's keys cannot be had: nothing is wrong with the token as far as we know, so try again. */
  | 'TOKEN_UNVERIFIABLE';

export type TokenRefusal = Readonly<{ kind: 'INVALID'; code: TokenRefusalCode; message: string }>;

/** Who a token says somebody is. Whether the portal knows them is another question. */
export type Identity = Readonly<{
  kind: 'IDENTITY';
  issuer: string;
  subject: string;
  /** Only where the issuer says that it verified it. */
  email?: string;
  expiresAt: Date;
}>;

export type Verified = Readonly<{ kind: 'ANONYMOUS' }> | Identity | TokenRefusal;

/** Never throws, and no answer repeats any part of the token. */
export type TokenVerifier = (authorizationHeader: string | null) => Promise<Verified>;

export type TokenVerifierOptions = Readonly<{
  oidc: Pick<OidcConfig, 'issuer' | 'audience' | 'algorithms' | 'jwksUrl'>;
  /** The issuer's keys, where they are at hand (the local issuer); otherwise they are fetched. */
  keys?: JSONWebKeySet;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Told of failed reads of the issuer's keys. */
  onKeysUnavailable?: (error: unknown) => void;
  /** Reads the issuer's keys at once, and not for the first token. */
  ahead?: boolean | undefined;
}>;

const ANONYMOUS = { kind: 'ANONYMOUS' } as const;

const refusal = (code: TokenRefusalCode, message: string): TokenRefusal => ({
  kind: 'INVALID',
  code,
  message,
});

const MALFORMED = refusal(
  'TOKEN_MALFORMED',
  'The Authorization header must be "Bearer", a space and a signed JWT.',
);
const TOO_LARGE = refusal(
  'TOKEN_TOO_LARGE',
  `The bearer token is longer than ${TOKEN_LENGTH_MAX} characters.`,
);
const EXPIRED = refusal('TOKEN_EXPIRED', 'The bearer token has expired. Sign in again.');
const UNVERIFIABLE = refusal(
  'TOKEN_UNVERIFIABLE',
  'Tokens cannot be verified at the moment. Try again shortly.',
);
const UNKNOWN_KEY = refusal(
  'TOKEN_INVALID',
  'The bearer token is not signed by a key of the expected issuer.',
);
const BAD_SUBJECT = refusal(
  'TOKEN_INVALID',
  'The claim "sub" of the bearer token must be text of 1 to 255 characters.',
);

const BEARER = /^bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i;

/**
 * Checks bearer tokens: signature by an accepted algorithm and a key of the issuer, `iss`, `aud`, `exp`, `nbf`, `sub`.
 * No header at all is nobody in particular; a header that is not a good token is refused and never taken for that.
 */
export function createTokenVerifier({
  oidc,
  keys,
  now = Date.now,
  onKeysUnavailable,
  ahead,
}: TokenVerifierOptions): TokenVerifier {
  const keySource = keys
    ? createLocalJWKSet(keys)
    : remoteKeySource({ oidc, now, ahead, ...(onKeysUnavailable && { onFailure: onKeysUnavailable }) });
  return async (authorizationHeader) => {
    if (authorizationHeader === null) return ANONYMOUS;
    if (authorizationHeader.length > TOKEN_LENGTH_MAX + 'Bearer '.length) return TOO_LARGE;
    const token = BEARER.exec(authorizationHeader.trim())?.[1];
    if (!token) return MALFORMED;
    try {
      const { payload } = await jwtVerify(token, keySource, {
        issuer: oidc.issuer,
        audience: oidc.audience,
        algorithms: [...oidc.algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
      });
      return identityOf(payload);
    } catch (error) {
      return refusalOf(error);
    }
  };
}

/** Whether a database keeps a text as it is: NUL is refused, and each half of a character becomes the same other one. */
const isKept = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

function identityOf({ iss, sub, exp, email, email_verified: emailVerified }: JWTPayload): Verified {
  if (typeof sub !== 'string' || sub.length < 1 || sub.length > 255 || !isKept(sub)) return BAD_SUBJECT;
  return {
    kind: 'IDENTITY',
    issuer: iss!,
    subject: sub,
    // Some issuers send "true" as text; only the boolean of the standard counts.
    ...(emailVerified === true && typeof email === 'string' && { email }),
    expiresAt: new Date(exp! * 1_000),
  };
}

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof KeysUnavailableError) return UNVERIFIABLE;
  if (error instanceof errors.JWTExpired) return EXPIRED;
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refusal(
      'TOKEN_INVALID',
      `The claim "${error.claim}" of the bearer token is missing or not accepted here.`,
    );
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return refusal('TOKEN_INVALID', 'The bearer token is signed by an algorithm that is not accepted here.');
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return MALFORMED;
  // A signature that does not match, no or several keys for it, a key of the wrong kind: alike to whoever sent it.
  return UNKNOWN_KEY;
}
