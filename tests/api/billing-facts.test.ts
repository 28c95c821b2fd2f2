import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { billingOf } from '../../src/domains/billing/billing-facts-of.service.ts';
import type { BillingRow } from '../../src/domains/billing/billing-row.rules.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { orderDecided } from '../../src/workflows/order-consequences.ts';
import { recordBilling } from '../../src/workflows/record-billing.ts';
import { anOrder, type BilledOrder } from '../support/billing.ts';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { accountsOf, anEarningOf } from '../support/earnings.ts';
import { recordStatements } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T09:00:00Z');

let portal: Portal;
let billing: Readonly<{ subject: string }>;

type Row = Readonly<Record<string, unknown>>;
const unique = () => randomUUID().slice(0, 8);
const aRow = (kind: string, amount: string, more: Row): Row => ({
  ...{ externalId: unique(), kind, amount, currency: 'EUR', occurredOn: '2026-06-01', ...more },
});
const line = (amount: string, invoiceNumber: string, more: Row) =>
  aRow('INVOICE_LINE', amount, { invoiceNumber, charge: 'ONE_OFF', ...more });

/** As the API reads it. */
const readRow = (row: Row) => ({ ...row, occurredOn: new Date(`${row.occurredOn}T00:00:00Z`) }) as BillingRow;

const RESULTS = 'results { externalId outcome factId errors { field code message } }';
const record = (rows: readonly Row[], by = billing.subject) =>
  change(portal, by, ['billingFactRecord', { system: 'BILLING', rows }], RESULTS);
/** What became of each row: its outcome, or the codes of its errors. */
const outcomes = async (rows: readonly Row[]): Promise<string[]> => {
  const { results } = await record(rows);
  return results.map(({ outcome, errors }: { outcome: string; errors: { code: string }[] }) =>
    outcome === 'REJECTED' ? errors.map(({ code }) => code).join(' ') : outcome,
  );
};

const sums = async ({ lineIds }: BilledOrder, asOf?: Date) => {
  const billed = await portal.arrange((tx) => billingOf(tx, lineIds, asOf));
  return lineIds.map((id) => {
    const of = (list: 'invoiced' | 'collected' | 'refunded' | 'credited' | 'writtenOff') =>
      Number(billed.get(id)![list].reduce((sum, { amountMinor }) => sum + amountMinor, 0n));
    return [of('invoiced'), of('collected'), of('refunded'), of('credited'), of('writtenOff')];
  });
};

const stored = () => portal.arrange((tx) => tx.billingFact.count());

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  billing = await aStaffMember(portal, 'SERVICE');
});

const LINES = [
  { oneOffMinor: 60_000n, billingCode: 'A' },
  { oneOffMinor: 40_000n, billingCode: 'B' },
];

/** An invoice of an order's two lines, paid by half, of which a part is given back and a part is lost. */
const history = ({ number }: Pick<BilledOrder, 'number'>) => {
  const [I, P] = [`I-${unique()}`, `P-${unique()}`];
  return [
    line('600', I, { orderNumber: number, linePosition: 1 }),
    line('400', I, { orderNumber: number, linePosition: 2 }),
    aRow('PAYMENT', '500', { paymentNumber: P }),
    aRow('ALLOCATION', '500', { paymentNumber: P, invoiceNumber: I }),
    aRow('REFUND', '100', { invoiceNumber: I, paymentNumber: P }),
    aRow('CREDIT', '200', { invoiceNumber: I, orderNumber: number, linePosition: 2 }),
    aRow('WRITE_OFF', '300', { invoiceNumber: I, isVendorFault: true }),
  ];
};
const BILLED = [
  [60_000, 30_000, 6_000, 0, 30_000],
  [40_000, 20_000, 4_000, 20_000, 0],
];

describe('facts of billing', () => {
  it('are recorded once, in one delivery or row by row, in any order, before or after their order', async () => {
    const [one, two] = [await anOrder(portal, { lines: LINES }), await anOrder(portal, { lines: LINES })];
    const rows = history(one);
    expect(await outcomes(rows.toReversed())).toEqual(rows.map(() => 'CREATED'));
    expect(await outcomes(rows)).toEqual(rows.map(() => 'UNCHANGED'));
    for (const row of history(two).toReversed()) expect(await outcomes([row])).toEqual(['CREATED']);
    const early = `O-${unique()}`;
    await record(history({ number: early }));
    const late = await anOrder(portal, { externalId: early, lines: LINES });
    expect(await sums(late)).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    await portal.arrange((tx) => orderDecided(tx, JOB_ACTOR, late.id, NOW));
    for (const order of [one, two, late]) expect(await sums(order)).toEqual(BILLED);
    expect(await sums(one, new Date(NOW.getTime() - 1))).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  it('find their line by code, account or as the only one, and wait where that is in doubt', async () => {
    const accountNumber = `A-${unique()}`;
    const order = await anOrder(portal, { accountNumber, lines: [...LINES, { billingCode: 'B' }] });
    const single = await anOrder(portal, { lines: [{ oneOffMinor: 1n }] });
    const draft = await anOrder(portal, { status: 'DRAFT' });
    const rows = [
      line('1', 'I-code', { orderNumber: order.number, billingCode: 'A' }),
      line('2', 'I-account', { accountNumber, billingCode: 'A' }),
      line('3', 'I-single', { orderNumber: single.number, orderSystem: 'CRM' }),
      line('4', 'I-doubt', { accountNumber, billingCode: 'B' }),
      line('5', 'I-line', { orderNumber: order.number }),
      line('6', 'I-elsewhere', { orderNumber: single.number, orderSystem: 'ERP' }),
      line('7', 'I-draft', { orderNumber: draft.number }),
    ];
    expect(await outcomes(rows)).toEqual(rows.map(() => 'CREATED'));
    expect((await sums(order))[0]?.[0]).toBe(300);
    expect((await sums(single))[0]?.[0]).toBe(300);
    const { data } = await portal.send(
      billing.subject,
      `{ billingFacts(filter: { isUnresolved: true, system: "BILLING" }, orderBy: { by: BOOKED_AT, direction: ASC }) { totalCount
        nodes { invoiceNumber isResolved } } }`,
    );
    const waiting = data.billingFacts.nodes.map((one: { invoiceNumber: string }) => one.invoiceNumber);
    expect(waiting.toSorted()).toEqual(['I-doubt', 'I-draft', 'I-elsewhere', 'I-line']);
    expect(data.billingFacts.nodes.every((one: { isResolved: boolean }) => !one.isResolved)).toBe(true);
  });

  it('are refused row by row, each with all that is wrong, and a refused row changes nothing', async () => {
    const { number } = await anOrder(portal, { currency: 'USD' });
    const [I, P] = [`I-${unique()}`, `P-${unique()}`];
    const good = [
      line('100', I, {}),
      aRow('PAYMENT', '80', { paymentNumber: P }),
      aRow('ALLOCATION', '60', { paymentNumber: P, invoiceNumber: I }),
    ];
    expect(await outcomes(good)).toEqual(['CREATED', 'CREATED', 'CREATED']);
    const before = await stored();
    const bad: [Row, string][] = [
      [{ ...good[0], amount: '101' }, 'CONTENT_DIFFERS'],
      [line('1', I, { currency: 'XXX' }), 'UNKNOWN_CURRENCY'],
      [line('1', 'I-usd', { orderNumber: number }), 'CURRENCY_DIFFERS'],
      [line('0', I, { occurredOn: '2026-06-16' }), 'NOT_POSITIVE IN_THE_FUTURE'],
      [aRow('PAYMENT', '80', { paymentNumber: P }), 'PAID_TWICE'],
      [aRow('ALLOCATION', '30', { paymentNumber: P, invoiceNumber: I }), 'OVER_ALLOCATED'],
      [aRow('ALLOCATION', '41', { paymentNumber: 'P-other', invoiceNumber: I }), 'ABOVE_OPEN'],
      [aRow('REFUND', '61', { invoiceNumber: I }), 'ABOVE_COLLECTED'],
      [aRow('WRITE_OFF', '41', { invoiceNumber: I }), 'ABOVE_OPEN'],
      [aRow('CREDIT', '101', { invoiceNumber: I }), 'ABOVE_INVOICED'],
    ];
    expect(await outcomes(bad.map(([row]) => row))).toEqual(bad.map(([, code]) => code));
    expect(await stored()).toBe(before);
    const [first, again, other] = [
      aRow('CREDIT', '1', { invoiceNumber: I, externalId: 'twice' }),
      'twice',
      'twice',
    ];
    expect(
      await outcomes([first, { ...first, externalId: again }, { ...first, externalId: other, amount: '2' }]),
    ).toEqual(['CREATED', 'UNCHANGED', 'CONTENT_DIFFERS']);
  });

  it('never take more of a payment than it has, nor pay an invoice twice, however many try at once', async () => {
    const [I, P] = [`I-${unique()}`, `P-${unique()}`];
    await record([line('1000', I, {}), aRow('PAYMENT', '100', { paymentNumber: P })]);
    const tries = Array.from({ length: 6 }, () =>
      outcomes([aRow('ALLOCATION', '40', { paymentNumber: P, invoiceNumber: I })]),
    );
    const ofPayment = (await Promise.all(tries)).flat().toSorted();
    expect(ofPayment).toEqual([...['CREATED', 'CREATED'], ...Array(4).fill('OVER_ALLOCATED')]);
    const payments = Array.from({ length: 4 }, () => unique());
    await record(payments.map((paymentNumber) => aRow('PAYMENT', '920', { paymentNumber })));
    const twice = await Promise.all(
      payments.map((paymentNumber) =>
        outcomes([aRow('ALLOCATION', '920', { paymentNumber, invoiceNumber: I })]),
      ),
    );
    expect(twice.flat().toSorted()).toEqual(['CREATED', 'PAID_TWICE', 'PAID_TWICE', 'PAID_TWICE']);
    const same = aRow('PAYMENT', '5', { paymentNumber: unique() });
    const repeats = await Promise.all(Array.from({ length: 4 }, () => outcomes([same])));
    expect(repeats.flat().toSorted()).toEqual(['CREATED', 'UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
  });

  it('book what the partner earns by them in the same transaction, once', async () => {
    const earning = await anEarningOf(portal);
    const [I, P] = [`I-${unique()}`, `P-${unique()}`];
    const rows = [
      aRow('ALLOCATION', '4000', { paymentNumber: P, invoiceNumber: I }),
      aRow('PAYMENT', '4000', { paymentNumber: P }),
      line('12000', I, { orderNumber: earning.orderNumber, linePosition: 1 }),
    ];
    for (const row of [...rows, ...rows]) await record([row]);
    expect(await accountsOf(portal, earning.partnerId)).toEqual([
      ...['ACCRUED EUR 80000', 'EXPENSE EUR -120000', 'PAYABLE EUR 40000'],
    ]);
  });

  it('take as many statements for five hundred rows as for five, and one event each delivery', async () => {
    const { number } = await anOrder(portal);
    const rows = (count: number) =>
      Array.from({ length: count }, () => line('1', `I-${unique()}`, { orderNumber: number }));
    const recording = recordStatements(portal.database);
    const count = async (size: number) => {
      const delivery = { system: 'BILLING', rows: rows(size).map(readRow) };
      recording.take();
      await portal.arrange((tx) => recordBilling(tx, JOB_ACTOR, delivery, NOW));
      return recording.take().length;
    };
    await count(5);
    expect(await count(500)).toBe(await count(5));
  });
});

describe('whoever may not', () => {
  it('records and reads nothing', async () => {
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id);
    const [executive, manager] = [
      await aStaffMember(portal, 'EXECUTIVE'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
    ];
    await anAssignment(portal, partner.id, manager.personId);
    const seen = await anOrder(portal, { partnerId: partner.id });
    const row = line('1', `I-${unique()}`, { orderNumber: seen.number });
    const before = await stored();
    for (const { subject } of [member, executive, manager])
      expect(await record([row], subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await record(Array(501).fill(row))).toMatchObject({
      fields: [{ field: 'rows', code: 'TOO_MANY' }],
    });
    expect(
      await change(
        portal,
        billing.subject,
        ['billingFactRecord', { system: 'my billing', rows: [row] }],
        RESULTS,
      ),
    ).toMatchObject({ fields: [{ field: 'system', code: 'NOT_A_CODE' }] });
    expect(await stored()).toBe(before);
    expect(await outcomes([row])).toEqual(['CREATED']);
    const LIST = '{ billingFacts { totalCount nodes { orderNumber amount { amount currency } } } }';
    expect((await portal.send(member.subject, LIST)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const { data } = await portal.send(manager.subject, LIST);
    expect(data.billingFacts).toEqual({
      totalCount: 1,
      nodes: [{ orderNumber: seen.number, amount: { amount: '1.00', currency: 'EUR' } }],
    });
    expect((await portal.send(executive.subject, LIST)).data.billingFacts.totalCount).toBe(await stored());
    expect(portal.unexpected).toEqual([]);
  });
});
