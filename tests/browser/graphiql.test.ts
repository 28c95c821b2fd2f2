import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPortal } from '../../src/entry/portal.ts';
import { exampleQueries } from '../../src/graphql/examples.ts';
import { graphiqlPage } from '../../src/graphql/graphiql.ts';
import { createLocalIssuer } from '../../src/platform/auth/local-issuer.ts';
import { LOCAL_ISSUER, loadConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';
import { listen, type RunningServer } from '../../src/platform/http/node.ts';
import { createLogger } from '../../src/platform/logging.ts';
import type { TestDatabase } from '../support/database.ts';
import { createDemoDatabase } from '../support/demo-database.ts';

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium';
const isInstalled = existsSync(executable);
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const ADMIN = { name: 'Ada, admin of Acme', email: 'admin@acme.example' };
const OPERATIONS = { name: 'Olga, partner operations', email: 'ops@vendor.example' };
const ANSWER_MILLISECONDS_MAX = 20_000;

describe('the browser', () => {
  it('is installed where continuous integration runs', () => {
    if (isInstalled) return;
    const said = `There is no Chromium at ${executable}, so GraphiQL was not tried in a browser. Install it (apt-get install chromium), or set CHROMIUM to its path.`;
    if (process.env.CI) throw new Error(said);
    console.warn(said);
  });
});

describe.runIf(isInstalled)('GraphiQL in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-graphiql-'));
  const asked: string[] = [];
  let testDatabase: TestDatabase;
  let database: Database;
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    testDatabase = await createDemoDatabase(LOCAL_ISSUER);
    const config = loadConfig({
      PORTAL_DATA: folder,
      LOG_LEVEL: 'silent',
      DATABASE_URL: testDatabase.appUrl,
    });
    database = openDatabase({ ...config.database, url: testDatabase.appUrl });
    const issuer = createLocalIssuer(config);
    const personas = await Promise.all(
      [ADMIN, OPERATIONS].map(async (persona) => ({
        ...persona,
        token: await issuer.sign({ subject: persona.email, email: persona.email }),
      })),
    );
    const portal = createPortal({
      config,
      database,
      logger: createLogger(config),
      localKeys: issuer.jwks(),
      graphiql: () => graphiqlPage({ personas, examples: exampleQueries }),
    });
    server = await listen(portal, { port: 0 });
    origin = `http://127.0.0.1:${server.port}`;
    browser = await chromium.launch({ executablePath: executable, args: FLAGS });
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.end();
    await testDatabase?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the document in the first tab, and answers what the page was sent. */
  async function run(): Promise<{ data: Record<string, unknown> }> {
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('FirstLook') ?? false,
      { timeout: ANSWER_MILLISECONDS_MAX },
    );
    await page.getByRole('button', { name: /execute query/i }).click();
    return (await (await answered).json()) as { data: Record<string, unknown> };
  }

  it('runs the first example as the persona that is chosen, and shows the answer', async () => {
    await page.goto(`${origin}/graphql`);
    const first = await run();
    expect(first.data.viewer).toMatchObject({ name: ADMIN.name, partner: { name: 'Acme' } });
    await page.waitForFunction(
      (name) => document.querySelector('.graphiql-response')?.textContent?.includes(name),
      'viewer',
      { timeout: ANSWER_MILLISECONDS_MAX },
    );
    await page.locator('#persona').selectOption(OPERATIONS.email);
    const second = await run();
    expect(second.data.viewer).toMatchObject({ name: OPERATIONS.name, partner: null });
  });

  it('has a tab for each example', async () => {
    expect(await page.getByRole('tab').count()).toBeGreaterThanOrEqual(exampleQueries.length);
  });

  it('asks no other host for anything', () => {
    const elsewhere = asked.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url));
    expect(asked.length).toBeGreaterThan(1);
    expect(elsewhere).toEqual([]);
  });
});
