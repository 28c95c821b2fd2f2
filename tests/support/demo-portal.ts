import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import persisted from '../../schema/persisted.json' with { type: 'json' };
import { createPortal } from '../../src/entry/portal.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { listen } from '../../src/platform/http/node.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { createDemoDatabase } from './demo-database.ts';
import { aSigningKey, signed, startKeyServer } from './key-server.ts';

const AUDIENCE = 'partner-portal';
const hashes: Readonly<Record<string, string>> = persisted.names;

/** The local Node server over demo data and an issuer of its own, for comparing others with. */
export type DemoPortal = Readonly<{
  url: string;
  database: Database;
  /** The settings that let another process serve the same; a pool of one connection, the smallest there is. */
  environment: Readonly<Record<string, string>>;
  /** The event with a token in place of `TOKEN_OF <mail address>`, and a hash in place of `HASH_OF <operation>`. */
  filledIn<T extends APIGatewayProxyEventV2>(event: T): Promise<T>;
  stop(): Promise<void>;
}>;

export async function startDemoPortal(): Promise<DemoPortal> {
  const keyServer = await startKeyServer();
  const testDatabase = await createDemoDatabase(keyServer.issuer);
  const key = await aSigningKey('demo');
  keyServer.state.keys.push(key);
  const environment = {
    PORTAL_STAGE: 'test',
    LOG_LEVEL: 'info',
    DATABASE_URL: testDatabase.appUrl,
    DATABASE_POOL_MAX: '1',
    OIDC_ISSUER: keyServer.issuer,
    OIDC_AUDIENCE: AUDIENCE,
    OIDC_JWKS_URL: `${keyServer.issuer}/keys`,
    PORTAL_BANK_KEYS: `demo:${Buffer.alloc(32, 7).toString('base64')}`,
  };
  const config = loadConfig({ ...environment, LOG_LEVEL: 'silent' });
  const database = openDatabase({ ...config.database, url: testDatabase.appUrl });
  const server = await listen(createPortal({ config, database, logger: createLogger(config) }), { port: 0 });
  const tokenOf = (email: string) =>
    signed(
      { iss: keyServer.issuer, aud: AUDIENCE, sub: email, exp: Math.floor(Date.now() / 1_000) + 600 },
      key,
    );
  const filledIn: DemoPortal['filledIn'] = async (event) => {
    const body = event.body?.replace(/HASH_OF (\w+)/, (_, name) => hashes[name] ?? 'unknown');
    const [, email] = /TOKEN_OF (\S+)/.exec(event.headers.authorization ?? '') ?? [];
    const authorization = email && `Bearer ${await tokenOf(email)}`;
    const headers = { ...event.headers, ...(authorization && { authorization }) };
    return { ...event, headers, ...(body !== undefined && { body }) };
  };
  const stop = async () => {
    await server.close();
    await database.end();
    await keyServer.stop();
    await testDatabase.drop();
  };
  return { url: `http://127.0.0.1:${server.port}`, database, environment, filledIn, stop };
}
