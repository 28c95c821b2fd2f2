import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { duplicatesQuery } from '../../src/domains/orders/order-check.repo.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { type DatabaseRole, writeTransaction } from '../../src/platform/database/session.ts';
import { mappingOf } from '../../src/workflows/import-crm/mapping.ts';
import { importCrm } from '../../src/workflows/import-crm/run.ts';
import { aProduct } from '../support/builders.ts';
import { aFolder, ORDERS_HEADER as HEADER, ordersMapping } from '../support/import.ts';
import { setUpShop } from '../support/orders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
});

const mapping = ordersMapping();

async function load(
  rows: readonly string[],
  { header = HEADER, ...more }: Readonly<{ header?: string } & Partial<Parameters<typeof importCrm>[0]>> = {},
) {
  const folder = await aFolder();
  await writeFile(join(folder, 'orders.csv'), [header, ...rows, ''].join('\n'));
  const issuesFile = join(folder, `${randomUUID()}.csv`);
  const options = {
    database: portal.database,
    folder,
    mapping,
    issuesFile,
    now: new Date('2026-06-15T12:00:00Z'),
  };
  const { files } = await importCrm({ ...options, print: () => undefined, ...more });
  const issues = (await readFile(issuesFile, 'utf8')).trim().split('\r\n').slice(1);
  const { created, updated, unchanged, rejected } = files[0]!;
  return {
    ...{ created, updated, unchanged, rejected },
    issues: issues.map((one) => one.split(',').slice(1, 5).join(',')).toSorted(),
  };
}

const orderOf = (externalId: string) =>
  portal.arrange((tx) =>
    tx.salesOrder.findUnique({
      where: { system_externalId: { system: 'SHOP', externalId } },
      include: { lines: { orderBy: { position: 'asc' } }, previousOrder: true },
    }),
  );

/** A line of the file, of which only what is said is there. */
const line = (no: string, said: Record<string, string>) =>
  HEADER.split(';')
    .map((column) => (column === 'no' ? no : (said[column] ?? '')))
    .join(';');

describe("an order system's file", () => {
  it('becomes orders with their lines, wherever those stand, with every bad line told, and again without a change', async () => {
    const { customerId } = await setUpShop(portal);
    const { code: item } = await aProduct(portal);
    const { value: site } = await portal.arrange((tx) =>
      tx.customerKey.findFirstOrThrow({ where: { customerId, kind: 'DOMAIN' } }),
    );
    const neu = { what: 'Neu', item, units: '1', once: '100,00' };
    const rows = [
      line('A-3', { ...neu, what: 'renewal', before: 'A-1' }),
      line('A-1', {
        ...neu,
        day: '01.06.2026',
        site,
        account: '77',
        once: '1.100,5',
        month: '40',
        term: '24',
      }),
      line('A-2', { ...neu, cur: 'jpy', once: '1.000' }),
      line('A-1', { item, units: '3', code: 'B1', off: '0,33333333', promo: 'SUMMER', where: 'Hall 2' }),
      line('A-2', { item, units: '1', once: '5,5' }),
      line('B-1', { ...neu, cur: 'EUR' }),
      line('B-1', { ...neu, cur: 'USD' }),
      line('B-2', { ...neu, units: '0' }),
      line('B-2', neu),
      line('B-3', { ...neu, item: 'NOTHING' }),
      line('B-3', { item, units: '1' }),
      line('B-4', { item, units: '1' }),
      line('B-5', { ...neu, before: 'A-1' }),
      line('B-6', { ...neu, what: 'Gift' }),
      line('B-7', { ...neu, deal: 'D-0' }),
      line('', neu),
      'B-8;Neu',
      line('B-9', { ...neu, what: 'RENEWAL', before: 'B-10' }),
      line('B-10', { ...neu, what: 'RENEWAL', before: 'B-9' }),
      line('B-11', { ...neu, once: '-5' }),
      line('B-12', { ...neu, once: '99999999999999999' }),
      line('A-4', { ...neu, what: 'renewal', before: 'A-3', cur: 'EUR' }),
    ];
    const first = await load(rows);
    expect(first.issues).toEqual(
      [
        ...['NUMBER_TOO_PRECISE,orders.csv,6,once', 'ORDER_REJECTED,orders.csv,4,no'],
        ...['ROWS_DISAGREE,orders.csv,8,cur', 'ORDER_REJECTED,orders.csv,7,'],
        ...['NUMBER_OUT_OF_RANGE,orders.csv,9,units', 'ORDER_REJECTED,orders.csv,10,'],
        ...['UNKNOWN_REFERENCE,orders.csv,11,item', 'ORDER_REJECTED,orders.csv,12,no'],
        ...[
          'MISSING_VALUE,orders.csv,13,what',
          'VALUE_UNUSED,orders.csv,14,before',
          'UNKNOWN_KIND,orders.csv,15,what',
        ],
        ...[
          'UNKNOWN_REFERENCE,orders.csv,16,deal',
          'MISSING_VALUE,orders.csv,17,no',
          'WRONG_COLUMN_COUNT,orders.csv,18,',
        ],
        ...['UNKNOWN_REFERENCE,orders.csv,19,before', 'UNKNOWN_REFERENCE,orders.csv,20,before'],
        ...['NEGATIVE_NUMBER,orders.csv,21,once', 'NUMBER_OUT_OF_RANGE,orders.csv,22,once'],
      ].toSorted(),
    );
    expect(first).toMatchObject({ created: 4, updated: 0, unchanged: 0, rejected: 18 });
    expect(await orderOf('A-1')).toMatchObject({
      ...{ type: 'NEW', status: 'DRAFT', currency: 'EUR', customerId, accountNumber: '77' },
      orderedOn: new Date('2026-06-01T00:00:00Z'),
      lines: [
        { quantity: 1, oneOffMinor: 110_050n, monthlyMinor: 4_000n, termMonths: 24, billingCode: null },
        { quantity: 3, oneOffMinor: 0n, billingCode: 'B1', promotionCode: 'SUMMER', site: 'Hall 2' },
      ],
    });
    expect((await orderOf('A-1'))!.lines[1]!.discountPercent!.toFixed()).toBe('33.333333');
    expect(await orderOf('A-4')).toMatchObject({ previousOrder: { externalId: 'A-3' }, currency: 'EUR' });
    for (const none of ['A-2', 'B-1', 'B-2', 'B-3', 'B-9']) expect(await orderOf(none)).toBeNull();
    expect(await load(rows)).toEqual({ ...first, created: 0, unchanged: 4 });
    const corrected = rows.map((row) => row.replace('B-2;Neu', 'B-2;NEW').replace(';0;100,00', ';2;100,00'));
    expect(await load(corrected)).toMatchObject({ created: 2, updated: 0, unchanged: 4, rejected: 16 });
  });

  it('brings what was signed, the site and the papers, and clears only what it has a column for', async () => {
    const { code: item } = await aProduct(portal);
    const { code: other } = await aProduct(portal);
    const known = 'no;what;item;units;once;month;where;signed;each;place;build;seen;cost;form;survey';
    const fields = {
      ...{ externalId: 'no', type: 'what', productCode: 'item', quantity: 'units', oneOff: 'once' },
      ...{
        monthly: 'month',
        site: 'where',
        oneOffTotal: 'signed',
        monthlyTotal: 'each',
        siteAddress: 'place',
      },
      ...{ siteNeedsBuilding: 'build', surveyedOn: 'seen', buildingCost: 'cost' },
      ...{ signedOrderForm: 'form', siteSurvey: 'survey' },
    };
    const few = { externalId: 'no', type: 'what', productCode: 'item', quantity: 'units', oneOff: 'once' };
    const loadAs = async (header: string, mapped: object, rows: readonly string[]) => {
      const file = { file: 'orders.csv', delimiter: ';', fields: mapped };
      const parsed = mappingOf({ version: 1, system: 'SHOP', currency: 'EUR', files: { orders: file } });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return await load(rows, { mapping: parsed.value, header });
    };
    const first = [
      `E-1;NEW;${item};1;100;5;Hall 1;150.00;5;Main Road 1;;;;;`,
      `E-1;;${other};2;50;;Hall 2;;;;yes;2026-05-01;900;vault/1;vault/2`,
    ];
    expect(await loadAs(known, fields, first)).toMatchObject({ created: 2, issues: [] });
    const papers = () =>
      portal.arrange((tx) =>
        tx.orderDocument.findMany({ where: { salesOrder: { externalId: 'E-1' } }, orderBy: { kind: 'asc' } }),
      );
    const whole = {
      ...{ oneOffTotalMinor: 15_000n, monthlyTotalMinor: 500n, siteAddress: 'Main Road 1' },
      ...{
        siteNeedsBuilding: true,
        buildingCostMinor: 90_000n,
        surveyedOn: new Date('2026-05-01T00:00:00Z'),
      },
    };
    const lines = [
      { quantity: 1, oneOffMinor: 10_000n, monthlyMinor: 500n, site: 'Hall 1' },
      { quantity: 2, oneOffMinor: 5_000n, monthlyMinor: 0n, site: 'Hall 2' },
    ];
    expect(await orderOf('E-1')).toMatchObject({ ...whole, lines });
    expect(await papers()).toMatchObject([
      { kind: 'SIGNED_ORDER_FORM', reference: 'vault/1' },
      { kind: 'SITE_SURVEY', reference: 'vault/2' },
    ]);
    expect(await loadAs(known, fields, first)).toMatchObject({ unchanged: 2 });
    // The same products in another order, by a mapping that knows less of them.
    const turned = [`E-1;NEW;${other};3;50`, `E-1;;${item};1;100`];
    expect(await loadAs('no;what;item;units;once', few, turned)).toMatchObject({ updated: 2, issues: [] });
    expect(await orderOf('E-1')).toMatchObject({
      ...whole,
      lines: [
        { quantity: 3, oneOffMinor: 5_000n, monthlyMinor: 0n, site: 'Hall 2' },
        { quantity: 1, oneOffMinor: 10_000n, monthlyMinor: 500n, site: 'Hall 1' },
      ],
    });
    const emptied = first.map((row) => row.replace('150.00;5;Main Road 1', ';;'));
    expect(await loadAs(known, fields, emptied)).toMatchObject({ updated: 2, issues: [] });
    expect(await orderOf('E-1')).toMatchObject({
      ...{ oneOffTotalMinor: null, monthlyTotalMinor: null, siteAddress: null, siteNeedsBuilding: true },
    });
    expect(await papers()).toHaveLength(2);
  });

  it('is finished by running it again where it was killed, and told what is no longer changed', async () => {
    const { code: item } = await aProduct(portal);
    const neu = { what: 'NEW', item, units: '1' };
    const rows = Array.from({ length: 12 }, (_, at) => line(`C-${at % 6}`, { ...neu, once: String(at) }));
    const killed = () => {
      throw new Error('killed');
    };
    await expect(load(rows, { batchRows: 4, afterBatch: killed })).rejects.toThrow('killed');
    expect(await load(rows)).toEqual({ created: 4, updated: 0, unchanged: 8, rejected: 0, issues: [] });
    await portal.arrange((tx) =>
      tx.salesOrder.updateMany({ where: { externalId: 'C-0' }, data: { status: 'SUBMITTED' } }),
    );
    expect(await load([...rows, line('C-0', neu)])).toMatchObject({
      ...{ unchanged: 10, rejected: 3 },
      issues: [
        ...[
          'NOT_EDITABLE,orders.csv,2,no',
          'ORDER_REJECTED,orders.csv,14,no',
          'ORDER_REJECTED,orders.csv,8,no',
        ],
      ],
    });
  });

  it('loses only the order that leaves out a line which was billed', async () => {
    const { code: item } = await aProduct(portal);
    const neu = { what: 'NEW', item, units: '1' };
    await load([line('D-1', neu), line('D-1', neu)]);
    const order = (await orderOf('D-1'))!;
    await portal.arrange((tx) =>
      tx.billingFact.create({
        data: {
          ...{
            system: 'BILLING',
            externalId: 'D',
            kind: 'INVOICE_LINE',
            invoiceNumber: 'I',
            charge: 'ONE_OFF',
          },
          ...{ orderId: order.id, orderLineId: order.lines[1]!.id, currency: 'EUR', amountMinor: 1n },
          ...{ occurredOn: new Date('2026-06-01'), contentHash: Buffer.alloc(32) },
        },
      }),
    );
    expect(await load([line('D-1', neu), line('D-2', neu)])).toMatchObject({
      ...{ created: 1, rejected: 1, issues: ['BILLED_ALREADY,orders.csv,2,'] },
    });
  });
});

type Plan = { 'Index Name'?: string; Plans?: Plan[] };
const indexesOf = (plan: Plan): unknown[] => [plan['Index Name'], ...(plan.Plans ?? []).flatMap(indexesOf)];

it.each(['portal_staff', 'portal_job'] satisfies DatabaseRole[])(
  'an order of a like number is found by its index as %s, whose tables have row security',
  async (role) => {
    const scope = { role, partnerIds: [], membershipIds: [], actorId: null };
    const system = role.toUpperCase();
    const plan = await writeTransaction(portal.database, scope, async (tx) => {
      await tx.$executeRaw`
        INSERT INTO sales_order (system, external_id, type, status_since, currency, created_at)
        SELECT ${system}, 'SO-00' || i, 'NEW', now(), 'EUR', '2026-01-01' FROM generate_series(1, 3000) AS i`;
      const mine = { id: randomUUID(), customerId: null, system, externalId: 'so77', createdAt: new Date() };
      const query = duplicatesQuery(mine, new Date('2026-06-01'));
      expect(await tx.$queryRaw(query)).toMatchObject([{ externalId: 'SO-0077' }]);
      const [row] = await tx.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
        Prisma.sql`EXPLAIN (FORMAT JSON) ${query}`,
      );
      return row!['QUERY PLAN'][0].Plan;
    });
    expect(indexesOf(plan)).toContain('sales_order_by_bare_number');
  },
);
