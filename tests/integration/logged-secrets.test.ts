import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import persisted from '../../schema/persisted.json' with { type: 'json' };
import { scheduledJobHandler } from '../../src/entry/lambda/scheduled-job.ts';
import { schema } from '../../src/graphql/schema.ts';
import { LOCAL_ISSUER } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import type { Job } from '../../src/platform/jobs/jobs.ts';
import { DEMO_USERS } from '../../src/workflows/demo-data/demo-data.ts';
import { mutationDocument } from '../support/change.ts';
import { asSuperuser, type TestDatabase, testPasswords } from '../support/database.ts';
import { createDemoDatabase } from '../support/demo-database.ts';
import { type ServedPortal, servePortal } from '../support/http-portal.ts';

const IBAN = 'DE89370400440532013000';
const PLANTED = ['Plantedname', 'planted.person@secret.example', IBAN, 'DE89 3704', 'planted words'];

let testDatabase: TestDatabase;
let database: Database;
let served: ServedPortal;
const tokens = new Map<string, string>();
let names: readonly string[];
let referralId: string;
let statementId: string;

beforeAll(async () => {
  testDatabase = await createDemoDatabase(LOCAL_ISSUER);
  database = openDatabase({
    url: testDatabase.appUrl,
    poolMax: 4,
    statementMillisecondsMax: 20_000,
    transactionMillisecondsMax: 25_000,
  });
  served = await servePortal(database, { LOG_LEVEL: 'trace' });
  for (const { email } of DEMO_USERS) tokens.set(email, await served.tokenOf(email, email));
  const read = async (sql: string) =>
    (await asSuperuser(testDatabase.superuserUrl, (client) => client.query<{ text: string }>(sql))).rows.map(
      ({ text }) => text,
    );
  // Of several words, as the only one of a short name may be anybody's word.
  names = await read(`SELECT DISTINCT text FROM (
      SELECT name AS text FROM person UNION SELECT email FROM person UNION SELECT name FROM membership
      UNION SELECT customer_name FROM referral UNION SELECT name FROM customer UNION SELECT name FROM partner) AS said
    WHERE text ~ '\\S \\S' OR text ~ '@'`);
  [referralId, statementId] = (await read(
    'SELECT min(id::text) AS text FROM referral UNION ALL SELECT min(id::text) FROM statement',
  )) as [string, string];
});
afterAll(async () => {
  await served?.stop();
  await database?.end();
  await testDatabase?.drop();
});

/** What of these texts has found its way into others. */
function leaksIn(lines: readonly string[]): string[] {
  const text = lines.join('').toLowerCase();
  const secrets = [
    ...names,
    ...PLANTED,
    ...tokens.values(),
    ...Object.values(testPasswords),
    testDatabase.appUrl,
  ];
  return secrets.filter((secret) => text.includes(secret.toLowerCase()));
}

const VALUES: Readonly<Record<string, unknown>> = { Int: 5, String: 'Plantedname', Boolean: true };

/** Something for each variable of a document, so that most of them run. */
function variablesOf(name: string, document: string): Record<string, unknown> {
  const declared = document.matchAll(/\$(\w+): ?(\w+)/g);
  const id = name.startsWith('Statement') ? `Statement_${statementId}` : `Referral_${referralId}`;
  return Object.fromEntries(
    [...declared].flatMap(([, variable, type]) => {
      const value = type === 'ID' ? id : VALUES[type!];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}

const sendAs = (email: string, body: object) => served.sendWith(tokens.get(email)!, body);

const mutate = (email: string, name: string, input: object) =>
  sendAs(email, { query: mutationDocument(name, '__typename'), variables: { input } });

describe('what a run logged that could be read by anybody', () => {
  it('holds nobody and nothing secret, after every persisted operation and what fails on the way', async () => {
    for (const [name, hash] of Object.entries(persisted.names)) {
      const document = (persisted.operations as Record<string, unknown>)[hash];
      const text = typeof document === 'string' ? document : JSON.stringify(document);
      for (const email of ['admin@acme.example', 'ops@vendor.example'])
        await sendAs(email, {
          extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
          variables: variablesOf(name, text),
        });
    }
    const details = { customerName: 'Plantedname', contactName: 'Plantedname', contactEmail: PLANTED[1] };
    await mutate('admin@acme.example', 'referralRegister', { details });
    await mutate('admin@acme.example', 'payeeAccountSet', {
      ...{ countryCode: 'DE', currency: 'EUR', holder: 'Plantedname', iban: `${IBAN}9` },
    });
    await mutate('admin@vendor.example', 'personCreate', {
      name: 'Plantedname',
      email: PLANTED[1],
      kind: 'HUMAN',
    });
    await mutate('ops@vendor.example', 'agreementTemplateCreate', {
      ...{ code: 'PLANTED', title: 'Plantedname', kind: 'AGREEMENT', content: { text: 'planted words' } },
    });
    await served.sendWith(`${[...tokens.values()][0]}x`, { query: '{ viewer { name } }' });
    await sendAs('ops@vendor.example', { query: `{ "${PLANTED[1]}" }` });
    expect(served.lines.length).toBeGreaterThan(30);
    expect(leaksIn(served.lines)).toEqual([]);
  });

  it('holds nothing that a job said as it failed, nor what it was at', async () => {
    const job: Job = {
      name: 'planted',
      summary: 'fails at a person',
      run: async ({ tx }) => {
        await tx.$executeRaw`INSERT INTO person (name, email, kind) VALUES ('Plantedname', 'planted.person@secret.example', 'NONE')`;
        return 0;
      },
    };
    const run = scheduledJobHandler(job, { database, logger: served.logger });
    const before = served.lines.length;
    await expect(
      run({ time: new Date().toISOString() }, { awsRequestId: 'request-of-a-job' }),
    ).rejects.toThrow(/^planted failed/);
    expect(served.lines.slice(before).join('')).toContain('job failed');
    expect(leaksIn(served.lines)).toEqual([]);
  });

  it('nor do answers, where a unique key of the database says what was there already', async () => {
    const field = schema.getQueryType()!.getFields().viewer!;
    const { resolve } = field;
    field.resolve = async () => {
      await database.pool.query(
        `DO $$ BEGIN RAISE unique_violation USING MESSAGE = 'planted words', DETAIL = 'Key (email)=(planted.person@secret.example) already exists.'; END $$`,
      );
    };
    try {
      const before = served.lines.length;
      const { status, body, text } = await sendAs('ops@vendor.example', { query: '{ viewer { name } }' });
      expect([status, body.errors[0].extensions.code]).toEqual([200, 'INTERNAL_SERVER_ERROR']);
      expect(leaksIn([text])).toEqual([]);
      expect(text).not.toMatch(/Key \(|already exists|23505|\.ts:\d/);
      expect(served.lines.slice(before).join('')).toContain('23505');
      expect(leaksIn(served.lines)).toEqual([]);
    } finally {
      field.resolve = resolve;
    }
  });

  it('is seen to hold it where somebody logs it', () => {
    const before = served.lines.length;
    // Addresses of mail are masked by the logger itself.
    const name = names.find((one) => !one.includes('@'))!;
    served.logger.info(`welcomed ${name}`);
    served.logger.debug({ what: 'planted words' }, 'kept');
    expect(leaksIn(served.lines.slice(before))).toEqual([name, 'planted words']);
    served.lines.length = before;
  });
});
