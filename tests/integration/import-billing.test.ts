import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { billingOf } from '../../src/domains/billing/billing-facts-of.service.ts';
import { mappingOf } from '../../src/workflows/import-crm/mapping.ts';
import { importCrm } from '../../src/workflows/import-crm/run.ts';
import { anOrder } from '../support/billing.ts';
import { aFolder } from '../support/import.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
});

const HEADER = 'id;what;invoice;payment;order;pos;charge;month;amount;cur;day;fault';
const mapping = (() => {
  const parsed = mappingOf({
    ...{
      version: 1,
      system: 'BILLING',
      currency: 'EUR',
      dates: { format: 'DD.MM.YYYY', timeZone: 'Europe/Berlin' },
    },
    numbers: { decimalSeparator: ',', thousandsSeparator: '.' },
    files: {
      billing: {
        ...{ file: 'facts.csv', delimiter: ';' },
        fields: {
          ...{
            externalId: 'id',
            kind: { column: 'what', values: { Rechnung: 'INVOICE_LINE' } },
            invoiceNumber: 'invoice',
          },
          ...{ paymentNumber: 'payment', orderNumber: 'order', linePosition: 'pos', charge: 'charge' },
          ...{ serviceMonth: 'month', amountMinor: 'amount', currency: 'cur', occurredOn: 'day' },
          isVendorFault: { column: 'fault', values: { X: 'YES' } },
        },
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
})();

async function load(rows: readonly string[], more: object = {}) {
  const folder = await aFolder();
  await writeFile(join(folder, 'facts.csv'), [HEADER, ...rows, ''].join('\n'));
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
  const { created, unchanged, rejected } = files[0]!;
  return { created, unchanged, rejected, issues: issues.map((one) => one.split(',').slice(0, 5).join(',')) };
}

/** Months of one order's line, each paid before it was billed by the order of the lines. */
const months = (order: string, name: string) =>
  Array.from({ length: 5 }, (_, at) => [
    `${name}-A${at};ALLOCATION;${name}-I${at};${name}-P${at};;;;;1.100,50;EUR;20.0${at + 1}.2026;`,
    `${name}-P${at};Payment;;${name}-P${at};;;;;1.100,50;;20.0${at + 1}.2026;`,
    `${name}-I${at};Rechnung;${name}-I${at};;${order};1;monthly;15.0${at + 1}.2026;1.100,50;EUR;05.0${at + 1}.2026;no`,
  ]).flat();

describe("a billing system's file", () => {
  it('is loaded whatever its order, with every bad line told, and again without a change', async () => {
    const order = await anOrder(portal, { lines: [{ monthlyMinor: 110_050n }] });
    const rows = [
      ...months(order.number, 'a'),
      'a-X1;PAYMENT;;a-P0;;;;;5;EUR;01.02.2026;',
      'a-X2;ALLOCATION;a-I0;a-P9;;;;;5;EUR;01.02.2026;',
      'a-X3;Gift;;a-P8;;;;;5;EUR;01.02.2026;',
      'a-X4;PAYMENT;;a-P7;;;;;5,005;EUR;01.02.2026;',
      'a-X5;PAYMENT;;a-P7;;;;;5;EUR;16.06.2026;',
      'a-X6;PAYMENT;;a-P7;;;;;0;EUR;01.02.2026;',
      'a-X7;REFUND;a-I0;;;;monthly;;5;EUR;01.02.2026;maybe',
      'a-P0;PAYMENT;;a-P0;;;;;1;EUR;20.01.2026;',
      'a-R0;REFUND;a-I0;;;;;;100;EUR;01.02.2026;X',
    ];
    const first = await load(rows);
    expect(first).toMatchObject({ created: 16, unchanged: 0, rejected: 8 });
    expect(first.issues.toSorted()).toEqual([
      'ERROR,DATE_IN_FUTURE,facts.csv,21,day',
      'ERROR,NUMBER_OUT_OF_RANGE,facts.csv,22,amount',
      'ERROR,NUMBER_TOO_PRECISE,facts.csv,20,amount',
      'ERROR,OTHER_CONTENT,facts.csv,24,id',
      'ERROR,PAID_TWICE,facts.csv,17,payment',
      'ERROR,PAID_TWICE,facts.csv,18,amount',
      'ERROR,UNKNOWN_FLAG,facts.csv,23,fault',
      'ERROR,UNKNOWN_KIND,facts.csv,19,what',
      'WARNING,DUPLICATE_ID,facts.csv,24,id',
    ]);
    const [billed] = [...(await portal.arrange((tx) => billingOf(tx, order.lineIds))).values()];
    expect(billed!.collected.map(({ amountMinor }) => amountMinor)).toEqual(Array(5).fill(110_050n));
    expect(billed!.invoiced[4]!.serviceMonth).toEqual(new Date('2026-05-01T00:00:00Z'));
    expect(billed!.refunded).toMatchObject([{ amountMinor: 10_000n, isVendorFault: true }]);
    expect(await load(rows)).toEqual({ ...first, created: 0, unchanged: 16 });
  });

  it('is finished by running it again where it was killed after a batch', async () => {
    const order = await anOrder(portal, { lines: [{ monthlyMinor: 110_050n }] });
    const rows = months(order.number, 'b');
    const killed = () => {
      throw new Error('killed');
    };
    await expect(load(rows, { batchRows: 4, afterBatch: killed })).rejects.toThrow('killed');
    expect(await load(rows)).toEqual({ created: 11, unchanged: 4, rejected: 0, issues: [] });
  });
});
