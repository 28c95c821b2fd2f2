import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export type SigningKey = Readonly<{
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  publicJwk: JWK;
}>;

export async function aSigningKey(kid: string, algorithm = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  return { kid, privateKey, publicKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm } };
}

export const signed = (claims: JWTPayload, { kid, privateKey, publicJwk }: SigningKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: publicJwk.alg!, kid }).sign(privateKey);

/** An OpenID provider as far as verifiers see it: a discovery document and a key set, over HTTP on the loopback. */
export async function startKeyServer() {
  const state = {
    keys: [] as SigningKey[],
    status: 200,
    reads: 0,
    discoveredIssuer: undefined as string | undefined,
  };
  const server = createServer((request, response) => {
    const answer = (body: unknown) => response.writeHead(state.status).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration') {
      answer({ issuer: state.discoveredIssuer ?? issuer, jwks_uri: `${issuer}/keys` });
    } else {
      state.reads += 1;
      answer({ keys: state.keys.map(({ publicJwk }) => publicJwk) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer, state, stop };
}
