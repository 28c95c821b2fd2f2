import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type Issuer = Readonly<{
  issuer: string;
  audience: string;
  token(subject: string): Promise<string>;
  stop(): void;
}>;

const HOURS = '6h';

/** An OpenID provider on loopback, so that every contender verifies tokens as in production. */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' };
  const server = createServer((_request, response) => response.end(JSON.stringify({ keys: [key] })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const audience = 'partner-portal-bench';
  const token = (subject: string) =>
    new SignJWT({ sub: subject, iss: issuer, aud: audience })
      .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
      .setExpirationTime(HOURS)
      .sign(privateKey);
  return { issuer, audience, token, stop: () => server.close() };
}
