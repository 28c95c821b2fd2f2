import { parse as parseCsv } from 'csv-parse/sync';
import { type GraphQLOutputType, getNamedType, parse, validate } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { KPI_CODES } from '../../src/domains/kpis/kpi-catalogue.rules.ts';
import { createPortal } from '../../src/entry/portal.ts';
import { csvDocument, csvListsOf } from '../../src/graphql/csv-list.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createLocalIssuer } from '../../src/platform/auth/local-issuer.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { askedOf } from '../support/http-shell.ts';
import { startPortal } from '../support/portal.ts';
import { temporaryDataFolder } from '../support/temporary-folder.ts';

const portal = await startPortal();
const lists = csvListsOf(schema);
const config = loadConfig({ PORTAL_DATA: temporaryDataFolder(), LOG_LEVEL: 'silent' });
const issuer = createLocalIssuer(config);
const shellOf = (csvLimits?: { rowsMax: number; bytesMax: number | null }) =>
  createPortal({
    config,
    database: portal.database,
    logger: createLogger(config),
    localKeys: issuer.jwks(),
    ...(csvLimits && { csvLimits }),
  });
const streaming = shellOf();
const NOW = new Date('2026-11-27T00:00:00Z');

type Asked = Readonly<{ as?: string | null; query?: string; body?: object; shell?: typeof streaming }>;

async function get(list: string, { as = operations, query = '', body, shell = streaming }: Asked = {}) {
  const token = as === null ? null : await issuer.sign({ subject: as, email: `${as}@people.test` });
  const request = new Request(`http://portal.test/export/${list}.csv${query}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const response = await askedOf(shell, request);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  const isCsv = response.status === 200;
  return {
    status: response.status,
    headers: response.headers,
    text,
    rows: isCsv ? (parseCsv(text, { columns: true, bom: true }) as Record<string, string>[]) : [],
    problem: isCsv ? null : JSON.parse(text),
  };
}

let operations: string;
let everything: string;
let partner: { id: string };
let member: string;

beforeAll(async () => {
  partner = await aPartner(portal, { name: '=HYPERLINK("http://evil.test","Acme, Inc")' });
  const other = await aPartner(portal);
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  everything = (await aStaffMember(portal, 'PARTNER_OPERATIONS', 'SALES_OPERATIONS', 'FINANCE', 'ADMIN'))
    .subject;
  member = (await aMember(portal, partner.id)).subject;
  await portal.arrange(async (tx) => {
    await tx.$executeRaw`UPDATE person_identity SET issuer = ${issuer.issuer}`;
    await tx.$executeRaw`
      INSERT INTO referral (origin, partner_id, status, status_since, submitted_at, customer_name, estimated_amount_minor, estimated_currency)
      SELECT 'CRM', ${partner.id}::uuid, 'SUBMITTED', ${NOW}::timestamptz, ${NOW}::timestamptz, '-customer "' || n || '"' || chr(10) || 'second line', -1 * -n * 100, 'EUR'
      FROM generate_series(1, 230) AS n`;
    await tx.referral.create({
      data: {
        origin: 'CRM',
        partnerId: other.id,
        status: 'ACCEPTED',
        statusSince: NOW,
        submittedAt: NOW,
        decidedAt: NOW,
        customerName: 'Foreign',
      },
    });
  });
}, 30_000);

describe('every list', () => {
  const isList = ({ type }: { type: GraphQLOutputType }) =>
    getNamedType(type).name.endsWith('Connection') || /^\[\w+!\]!?$/.test(String(type));
  const names = Object.values(schema.getQueryType()!.getFields())
    .filter(isList)
    .map(({ name }) => name);

  it('has an export', () => {
    expect(names.length).toBeGreaterThan(65);
    expect([...lists.keys()].sort()).toEqual([...names].sort());
  });

  it('is a table of some columns, by an operation that the schema knows', () => {
    for (const list of lists.values()) {
      expect(list.columns.length, list.name).toBeGreaterThan(1);
      expect(new Set(list.columns.map(({ header }) => header)).size).toBe(list.columns.length);
      expect(validate(schema, parse(csvDocument(list, list.columns, true))), list.name).toEqual([]);
    }
  });

  it('is answered to who may read it, or asks for what it needs', async () => {
    const needs: string[] = [];
    for (const list of lists.values()) {
      const { status, text } = await get(list.name, { as: everything });
      if (status !== 200)
        needs.push(
          `${list.name} ${status} ${Object.values(list.variables).some((type) => type.endsWith('!'))}`,
        );
      expect([200, 400], `${list.name}: ${text.slice(0, 300)}`).toContain(status);
    }
    expect(needs.filter((one) => !one.endsWith(' 400 true'))).toEqual([]);
  });
});

describe('a list as CSV', () => {
  it('holds what the API answers with the same filter, over several pages', async () => {
    const filter = encodeURIComponent(JSON.stringify({ status: ['SUBMITTED'] }));
    const order = encodeURIComponent(JSON.stringify({ by: 'CREATED_AT', direction: 'ASC' }));
    const { rows, headers } = await get('referrals', { query: `?filter=${filter}&orderBy=${order}` });
    expect(rows).toHaveLength(230);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(230);
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    expect(headers.get('x-total-count')).toBe('230');
    const posted = await get('referrals', {
      body: { filter: { status: ['SUBMITTED'] }, orderBy: { by: 'CREATED_AT', direction: 'ASC' } },
    });
    expect(posted.text).toBe((await get('referrals', { query: `?filter=${filter}&orderBy=${order}` })).text);
  });

  it('guards text against formulas, and leaves amounts numbers', async () => {
    const { rows, text } = await get('referrals', { query: '?limit=1' });
    expect(rows[0]!.customerName).toMatch(/^('-customer "\d+"\nsecond line|Foreign)$/);
    expect(text).toContain('\r\n');
    const partners = await get('partners');
    expect(partners.rows.map(({ name }) => name)).toContain(`'=HYPERLINK("http://evil.test","Acme, Inc")`);
    const own = await get('referrals', { as: member, query: '?limit=1' });
    expect(own.rows[0]).toMatchObject({ 'estimatedAmount.currency': 'EUR' });
    expect(own.rows[0]!['estimatedAmount.amount']).toMatch(/^\d+\.00$/);
  });

  it('shows a partner its own rows and columns only', async () => {
    const { rows, text } = await get('referrals', { as: member });
    expect(rows).toHaveLength(230);
    expect(text).not.toContain('Foreign');
  });

  it('of few things holds all of them, with the same arguments, or as many as were asked for', async () => {
    const submitted = async (query: string) =>
      (await get('referralCounts', { as: member, query })).rows.find(({ status }) => status === 'SUBMITTED');
    expect(await submitted('')).toEqual({ count: '230', status: 'SUBMITTED' });
    expect(await submitted('?filter={"text":"nobody"}')).toMatchObject({ count: '0' });
    expect((await get('kpiCatalogue')).rows.map(({ code }) => code)).toEqual(KPI_CODES);
    expect((await get('kpiCatalogue', { query: '?limit=2' })).rows).toHaveLength(2);
    expect((await get('kpiCatalogue', { query: '?after=x' })).status).toBe(400);
  });

  it('begins with a mark where one is asked for', async () => {
    expect((await get('partners', { query: '?bom=true' })).text.charCodeAt(0)).toBe(0xfeff);
    expect((await get('partners')).text.charCodeAt(0)).not.toBe(0xfeff);
  });

  it('that is sent as a whole ends early, and says where to go on', async () => {
    const shell = shellOf({ rowsMax: 150, bytesMax: 4_000_000 });
    const first = await get('referrals', { shell });
    expect(first.rows).toHaveLength(150);
    expect(first.headers.get('x-row-count')).toBe('150');
    const rest = await get('referrals', { shell, query: `?after=${first.headers.get('x-next-cursor')}` });
    expect(rest.rows).toHaveLength(81);
    expect(rest.headers.get('x-next-cursor')).toBeNull();
    expect(new Set([...first.rows, ...rest.rows].map(({ id }) => id)).size).toBe(231);
    const narrow = await get('referrals', { shell: shellOf({ rowsMax: 150, bytesMax: 1 }) });
    expect(narrow.rows).toHaveLength(100);
  });

  it('is refused where it would be cut without a word', async () => {
    const shell = shellOf({ rowsMax: 150, bytesMax: null });
    expect(await get('referrals', { shell })).toMatchObject({
      status: 422,
      problem: { code: 'TOO_MANY_ROWS' },
    });
    expect((await get('referrals', { shell, query: '?limit=120' })).rows).toHaveLength(120);
  });
});

describe('a refusal is a problem', () => {
  it.each([
    {
      _case: 'nobody in particular',
      list: 'partners',
      asked: { as: null },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    { _case: 'no such list', list: 'secrets', asked: {}, status: 404, code: 'NOT_FOUND' },
    { _case: 'no list at all', list: 'viewer', asked: {}, status: 404, code: 'NOT_FOUND' },
    {
      _case: 'an unknown parameter',
      list: 'partners',
      asked: { query: '?first=5' },
      status: 400,
      code: 'BAD_REQUEST',
    },
    {
      _case: 'broken JSON',
      list: 'partners',
      asked: { query: '?filter={' },
      status: 400,
      code: 'BAD_REQUEST',
    },
    {
      _case: 'a filter that there is not',
      list: 'partners',
      asked: { query: '?filter={"x":1}' },
      status: 400,
      code: 'BAD_USER_INPUT',
    },
    {
      _case: 'too many rows',
      list: 'partners',
      asked: { query: '?limit=100001' },
      status: 400,
      code: 'BAD_REQUEST',
    },
    {
      _case: 'a bad cursor',
      list: 'partners',
      asked: { query: '?after=x' },
      status: 400,
      code: 'BAD_USER_INPUT',
    },
    {
      _case: 'a parameter twice',
      list: 'partners',
      asked: { query: '?limit=1&limit=2' },
      status: 400,
      code: 'BAD_REQUEST',
    },
  ])('$_case', async ({ list, asked, status, code }) => {
    const answer = await get(list, asked);
    expect(answer).toMatchObject({ status, problem: { status, code } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('that suggests no name of the schema', async () => {
    const { problem } = await get('partners', { query: '?filter={"statu":[]}' });
    expect(problem.detail).toMatch(/Field "statu" is not defined by type "PartnerFilter"\.$/);
  });

  it('of what the caller may not read', async () => {
    expect(await get('customers', { as: member })).toMatchObject({
      status: 403,
      problem: { code: 'FORBIDDEN' },
    });
  });
});
