import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { anOrder, type BilledOrder } from '../support/billing.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let finance: Readonly<{ subject: string }>;
let billing: Readonly<{ subject: string }>;
let partnerId: string;

const day = (text: string) => new Date(`${text}T00:00:00Z`);

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-04-20T09:00:00Z'));
  finance = await aStaffMember(portal, 'FINANCE');
  billing = await aStaffMember(portal, 'SERVICE');
  partnerId = (await aPartner(portal)).id;
});

const QUERY = `query ($filter: RevenueAssuranceFilter, $first: Int, $after: String) {
  revenueAssurance(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    nodes { orderNumber linePosition invoiceNumber ordered { amount } invoiced { amount } collected { amount }
      commissionedBasis { amount } differences { code expected { amount } actual { amount } difference { amount currency } } } } }`;

const ask = async (filter: object = {}, page: object = {}) => {
  const answer = await portal.send(finance.subject, QUERY, { filter, ...page });
  expect(answer.errors).toBeUndefined();
  return answer.data.revenueAssurance;
};
const codesOf = async (filter: object = {}): Promise<Record<string, string>> => {
  const { nodes } = await ask(filter, { first: 100 });
  return Object.fromEntries(
    nodes.map((node: { orderNumber: string; invoiceNumber: string; differences: { code: string }[] }) => [
      node.orderNumber ?? node.invoiceNumber,
      node.differences.map(({ code }) => code).join(' '),
    ]),
  );
};

async function bill(order: Pick<BilledOrder, 'number'>, amount: string, month: string | null, paid?: string) {
  const [invoiceNumber, paymentNumber] = [`I-${randomUUID()}`, `P-${randomUUID()}`];
  const one = (kind: string, of: string, more: object) => ({
    ...{
      externalId: randomUUID(),
      kind,
      amount: of,
      currency: 'EUR',
      occurredOn: month ?? '2026-01-20',
      ...more,
    },
  });
  const charge = month ? { charge: 'MONTHLY', serviceMonth: month } : { charge: 'ONE_OFF' };
  const rows = [
    one('INVOICE_LINE', amount, { invoiceNumber, orderNumber: order.number, linePosition: 1, ...charge }),
  ];
  if (paid)
    rows.push(
      one('PAYMENT', paid, { paymentNumber }),
      one('ALLOCATION', paid, { paymentNumber, invoiceNumber }),
    );
  const { results } = await change(
    portal,
    billing.subject,
    ['billingFactRecord', { system: 'BILLING', rows }],
    'results { outcome errors { code } }',
  );
  expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(rows.map(() => 'CREATED'));
}

const anEarning = (order: BilledOrder, revenueMinor: bigint) =>
  portal.arrange(async (tx) => {
    const bookedAt = day('2026-01-15');
    const { productId } = await tx.orderLine.findUniqueOrThrow({ where: { id: order.lineIds[0]! } });
    const { id: earningId } = await tx.commissionEarning.create({
      data: {
        ...{
          partnerId,
          orderId: order.id,
          orderLineId: order.lineIds[0]!,
          slot: 'BASE',
          productId,
          bookedAt,
        },
        ...{ commissionOn: bookedAt, currency: 'EUR', settlementCurrency: 'EUR', bookingRate: '1' },
        ...{ orderNumber: order.number, orderType: 'NEW' },
      },
    });
    await tx.earningRevision.create({
      data: {
        ...{ partnerId, earningId, number: 1, formula: 'PERCENT_FIRST_YEAR', shareNumerator: 1n, bookedAt },
        ...{
          shareDenominator: 1n,
          amountMinor: revenueMinor / 10n,
          revenueMinor,
          terms: { payable: 'ON_ACTIVATION', holdDays: 0 },
          explanation: {},
        },
      },
    });
  });

describe('revenue assurance', () => {
  it('lists in which ways what was ordered, billed and commissioned disagree, and nothing else', async () => {
    const activatedOn = day('2026-01-15');
    const monthly = { monthlyMinor: 10_000n, termMonths: 24 };
    const order = (more: object = {}) =>
      anOrder(portal, { activatedOn, partnerId, eligibility: 'ELIGIBLE', ...more });
    const fine = await order({ lines: [{ oneOffMinor: 50_000n }] });
    const silent = await order({ lines: [monthly] });
    const less = await order({ lines: [monthly] });
    const more = await order({ lines: [{ oneOffMinor: 50_000n }] });
    const unpaid = await order({ lines: [{ oneOffMinor: 50_000n }], eligibility: 'INELIGIBLE' });
    const [punctual, ahead] = [
      await order({ lines: [monthly], eligibility: 'INELIGIBLE' }),
      await order({ lines: [monthly], eligibility: 'INELIGIBLE' }),
    ];
    const waiting = await anOrder(portal, { status: 'RATIFIED', lines: [monthly] });
    const ended = await order({ lines: [monthly], disconnectedOn: day('2026-03-10') });
    await anEarning(fine, 50_000n);
    await anEarning(silent, 120_000n);
    await bill(fine, '500', null, '500');
    for (const month of ['2026-01-01', '2026-02-01']) await bill(less, '100', month, '100');
    await bill(less, '40', '2026-03-01', '30');
    const quarter = ['2026-01-01', '2026-02-01', '2026-03-01'];
    for (const month of quarter) await bill(punctual, '100', month);
    for (const month of [...quarter, '2026-04-01']) await bill(ahead, '100', month);
    await bill(more, '500.01', null);
    await bill(unpaid, '500', null);
    for (const month of ['2026-01-01', '2026-02-01']) await bill(ended, '100', month);
    await bill({ number: 'O-nobody' }, '70', null);
    const found = await codesOf();
    expect(found).toEqual({
      [silent.number]: 'NOT_BILLED COMMISSIONED_WITHOUT_BILLING',
      [less.number]: 'BILLED_LESS BILLED_WITHOUT_COMMISSION',
      [more.number]: 'BILLED_MORE BILLED_WITHOUT_COMMISSION',
      [ended.number]: 'BILLED_WITHOUT_COMMISSION',
      'O-nobody': 'BILLED_WITHOUT_ORDER',
    });
    expect(await codesOf({ codes: ['BILLED_MORE'] })).toEqual({ [more.number]: found[more.number] });
    const months = { fromMonth: '2026-02-01', untilMonth: '2026-04-01' };
    const [line] = (await ask({ ...months, orderIds: [`SalesOrder_${less.id}`], isMatchingIncluded: true }))
      .nodes;
    expect(line).toMatchObject({
      ...{ ordered: { amount: '200.00' }, invoiced: { amount: '140.00' }, collected: { amount: '130.00' } },
      differences: [{ code: 'BILLED_LESS' }, { code: 'BILLED_WITHOUT_COMMISSION' }],
    });
    const [missing] = (await ask({ orderIds: [`SalesOrder_${silent.id}`] })).nodes;
    expect(missing).toMatchObject({
      ...{ ordered: { amount: '400.00' }, commissionedBasis: { amount: '1200.00' } },
      differences: [
        {
          expected: { amount: '300.00' },
          actual: { amount: '0.00' },
          difference: { amount: '-300.00', currency: 'EUR' },
        },
        { code: 'COMMISSIONED_WITHOUT_BILLING', expected: { amount: '1200.00' } },
      ],
    });
    const all = await codesOf({ partnerIds: [`Partner_${partnerId}`], isMatchingIncluded: true });
    expect(all).toMatchObject({ [fine.number]: '', [unpaid.number]: '' });
    expect(all).not.toHaveProperty(waiting.number);
  });

  it('is paged without a gap, and refuses what is no page or month', async () => {
    const whole = (await ask({}, { first: 100 })).nodes;
    const paged: unknown[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const page: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await ask(
        {},
        { first: 2, after },
      );
      paged.push(...page.nodes);
      more = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    expect(paged).toEqual(whole);
    for (const variables of [
      { filter: { fromMonth: '2026-02-02' } },
      { filter: { fromMonth: '2026-02-01', untilMonth: '2026-02-01' } },
      { filter: { orderIds: ['Partner_x'] } },
      { after: 'x' },
    ])
      expect((await portal.send(finance.subject, QUERY, variables)).errors?.[0]?.extensions.code).toBe(
        'BAD_USER_INPUT',
      );
    const member = await aMember(portal, partnerId);
    expect((await portal.send(member.subject, QUERY, {})).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(portal.unexpected).toEqual([]);
  });
});
