import { createPortal } from '../../../../src/entry/portal.ts';
import { loadConfig } from '../../../../src/platform/config.ts';
import { openDatabase } from '../../../../src/platform/database/client.ts';
import { listen, type RunningServer } from '../../../../src/platform/http/node.ts';
import { createLogger } from '../../../../src/platform/logging.ts';
import { asSuperuser, createTestDatabase, type TestDatabase } from '../../database.ts';
import { atFileEnd } from '../../file-end.ts';
import { aSigningKey, signed } from '../../key-server.ts';

const ISSUER = 'https://identity.example';
const AUDIENCE = 'partner-portal';

export type Edge = Readonly<{
  url: string;
  server: RunningServer;
  testDatabase: TestDatabase;
  /** What was logged, a line of JSON each. */
  lines: readonly string[];
  /** A good token of somebody with this subject, as the value of the Authorization header. */
  bearer(subject: string): Promise<string>;
  /** Makes this subject an administrator of the vendor's. */
  employ(subject: string): Promise<void>;
}>;

const EMPLOY = `
  WITH hired AS (INSERT INTO person (name, email) VALUES ($2, $2 || '@vendor.example') RETURNING id, name, email),
    known AS (INSERT INTO person_identity (issuer, subject, person_id) SELECT $1, $2, id FROM hired),
    member AS (INSERT INTO staff_member (person_id, name, email) SELECT id, name, email FROM hired)
  INSERT INTO staff_role (person_id, role, valid_from) SELECT id, 'ADMIN', '2020-01-01' FROM hired`;

/** What production sets and nothing more: what it leaves out has its default. */
export const productionSettings = (databaseUrl: string) => ({
  PORTAL_STAGE: 'production',
  DATABASE_URL: databaseUrl,
  OIDC_ISSUER: ISSUER,
  OIDC_AUDIENCE: AUDIENCE,
  PORTAL_BANK_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
});

/** The portal as production serves it, on a free port of the loopback, until the file's tests are done. */
export async function startProduction(settings: Record<string, string> = {}): Promise<Edge> {
  const testDatabase = await createTestDatabase();
  const config = loadConfig({ ...productionSettings(testDatabase.appUrl), ...settings });
  const database = openDatabase({ ...config.database, url: testDatabase.appUrl });
  const key = await aSigningKey('production');
  const lines: string[] = [];
  const logger = createLogger(config, { write: (line) => void lines.push(line) });
  const localKeys = { keys: [{ ...key.publicJwk, kty: key.publicJwk.kty! }] };
  const server = await listen(createPortal({ config, database, logger, localKeys }), { port: 0 });
  atFileEnd(async () => {
    await server.close();
    await database.end();
    await testDatabase.drop();
  });
  const bearer = async (subject: string) => {
    const exp = Math.floor(Date.now() / 1_000) + 3_600;
    return `Bearer ${await signed({ iss: config.oidc.issuer, aud: AUDIENCE, sub: subject, exp }, key)}`;
  };
  const employ = (subject: string) =>
    asSuperuser(testDatabase.superuserUrl, async (client) => {
      await client.query(EMPLOY, [config.oidc.issuer, subject]);
    });
  return { url: `http://127.0.0.1:${server.port}/graphql`, server, testDatabase, lines, bearer, employ };
}
