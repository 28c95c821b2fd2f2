import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsageError } from '../../src/entry/commands/command.ts';
import { report } from '../../src/entry/commands/report.ts';
import { createFolderStore } from '../../src/platform/files/folder-store.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { leadershipReport } from '../../src/workflows/jobs/leadership-report.ts';
import { aPartner } from '../support/builders.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal();
const folder = mkdtempSync(join(tmpdir(), 'portal-reports-'));
const AS_OF = new Date('2026-10-05T06:00:00Z');
const NOBODY = '00000000-0000-0000-0000-000000000000';
let evil: { id: string; name: string };
let other: { id: string; name: string };

const cell = (partnerId: string, measure: string, total: number, currency = '', isVisible = true) => ({
  ...{ partnerId, measure, currency, isVisible, slice: '', managerId: NOBODY, tiers: '' },
  ...{ startsOn: new Date('2026-08-01'), count: 1n, total },
});

const run = (put?: (path: string) => void) =>
  runJob(portal.database, leadershipReport, AS_OF, () => undefined, {
    openFiles: async () => {
      const store = createFolderStore(folder);
      return {
        ...store,
        put: async (path, content, type) => {
          put?.(path);
          await store.put(path, content, type);
        },
      };
    },
  });

const pageOf = (partner: string) =>
  readFileSync(join(folder, 'reports/FY2026-Q3', `${partner}.html`), 'utf8');

beforeAll(async () => {
  evil = await aPartner(portal, { name: '<script>alert("x")</script>' });
  other = await aPartner(portal, { name: 'Otherwise Unheard Of' });
  await portal.arrange(async (tx) => {
    const cells = [
      cell(evil.id, 'REFERRALS_SUBMITTED', 41),
      cell(other.id, 'REFERRALS_SUBMITTED', 959),
      cell(evil.id, 'ORDERS_RATIFIED', 7_777, '', false),
    ];
    await tx.kpiCell.createMany({
      data: cells.flatMap((one) => [
        { ...one, grain: 'DAY' },
        { ...one, grain: 'MONTH' },
      ]) as never,
    });
    await tx.kpiTarget.create({
      data: {
        ...{ kpi: 'REFERRALS_SUBMITTED', scopeKind: 'PARTNER', scopeKey: evil.id, partnerId: evil.id },
        ...{ period: '2026-Q3', value: 40, setById: evil.id, setAt: AS_OF },
      },
    });
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('waits until KPIs are rolled up beyond the period', async () => {
  expect(await run()).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
  await portal.arrange((tx) => tx.kpiState.update({ where: { id: 1 }, data: { rolledUpTo: AS_OF } }));
});

it('writes the pages of the month and quarter that are over, also after being killed half way', async () => {
  const dies = () => {
    let count = 0;
    return () => {
      count += 1;
      if (count > 2) throw new Error('killed');
    };
  };
  await expect(run(dies())).rejects.toThrow('killed');
  expect(readdirSync(join(folder, 'reports/FY2026-P09'))).not.toContain('index.json');
  expect(await run()).toEqual({ status: 'SUCCEEDED', rowCount: 6 });
  expect(readdirSync(join(folder, 'reports')).sort()).toEqual(['FY2026-P09', 'FY2026-Q3']);
  expect(readdirSync(join(folder, 'reports/FY2026-Q3')).sort()).toEqual(
    ['index.json', 'program.html', `partner-${evil.id}.html`, `partner-${other.id}.html`].sort(),
  );
});

it('writes them once', async () => {
  const before = pageOf('program');
  expect(await run()).toEqual({ status: 'SUCCEEDED', rowCount: 0 });
  expect(pageOf('program')).toBe(before);
});

it("holds everybody's figures for the vendor, and for a partner only its own that it may see", () => {
  const program = pageOf('program');
  expect(program).toMatch(/>1,000<\/a>/);
  expect(program).toContain('Orders ratified first time right');
  const own = pageOf(`partner-${evil.id}`);
  expect(own).toContain('&lt;script&gt;');
  expect(own).not.toMatch(/<script/i);
  expect(own).toMatch(/>41<\/a>/);
  expect(own).toMatch(/40 <span class="good">met<\/span>/);
  expect(own).not.toMatch(/Otherwise Unheard Of|959|1,000|7,777|first time right/);
  expect(pageOf(`partner-${other.id}`)).not.toMatch(/script&gt;|>41</);
});

it('is refused at a shell for what has not begun, was before all data or has no name, and writes nothing', async () => {
  const out = join(folder, 'refused');
  const limits = { poolMax: 2, statementMillisecondsMax: 20_000, transactionMillisecondsMax: 25_000 };
  const config = { database: { url: portal.testDatabase.appUrl, ...limits } } as never;
  const written = async (...args: string[]) =>
    await report.run([...args, '--out', out], { config, out: () => undefined, log: () => undefined });
  await expect(written('--period', '2036-Q1')).rejects.toThrow(/^--period has not begun/);
  await expect(written('--period', '2036-Q1', '--as-of', '2037-01-01T00:00:00Z')).rejects.toThrow(/^--as-of/);
  await expect(written('--period', '2026-P07')).rejects.toThrow(/^--period is over .* before 2026-08-01\.$/);
  await expect(written('--period', '2026-Q5')).rejects.toThrow(/^--period is a fiscal period/);
  await expect(written('--period', 'soon')).rejects.toBeInstanceOf(UsageError);
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
});

it('leaves no connection with a partner’s rights behind', async () => {
  const roles = await portal.arrange(
    (tx) => tx.$queryRaw`SELECT current_setting('role') AS role, current_setting('app.partners') AS partners`,
  );
  expect(roles).toEqual([{ role: 'portal_job', partners: '' }]);
});
