import { randomUUID } from 'node:crypto';
import type { StoredTerms } from '../../src/domains/accruals/earning-terms.rules.ts';
import type { NewEntry } from '../../src/domains/ledger/ledger.rules.ts';
import { postEntries } from '../../src/domains/ledger/ledger.service.ts';
import { bookEarnings } from '../../src/workflows/book-earnings.ts';
import { aPartner, aProduct } from './builders.ts';
import type { Portal } from './portal.ts';

const dayOfText = (text: string) => new Date(`${text}T00:00:00Z`);

export type EarningData = Readonly<{
  partnerId?: string;
  productId?: string;
  referralId?: string;
  terms?: Partial<StoredTerms>;
  currency?: string;
  amountMinor?: bigint;
  revenueMinor?: bigint;
  orderedOn?: string;
  activatedOn?: string | null;
}>;

export type AnEarning = Readonly<{
  id: string;
  partnerId: string;
  orderId: string;
  orderLineId: string;
  orderNumber: string;
}>;

const EXPLANATION = {
  inputs: [{ code: 'ONE_OFF', value: '12000.00', unit: 'EUR' }],
  rule: { code: 'BASE', formula: 'PERCENT_ONE_OFF', planCode: 'STANDARD', planVersion: 1 },
  conditions: [],
  steps: [{ code: 'BASIS_TIMES_RATE', operands: [], result: '1200.00', unit: 'EUR' }],
  rounding: { exact: '1200', rounded: '1200.00', residue: '0' },
  others: [],
};

/** An earning as it is frozen, of EUR 1,200.00 on an order of EUR 12,000.00 that is active, payable as the customer pays. */
export const anEarningOf = (portal: Portal, data: EarningData = {}): Promise<AnEarning> =>
  (async () => {
    const { orderedOn = '2026-01-01', activatedOn = '2026-01-01', currency = 'EUR' } = data;
    const partnerId = data.partnerId ?? (await aPartner(portal, { currency: 'USD' })).id;
    const productId = data.productId ?? (await aProduct(portal)).id;
    return await portal.arrange(async (tx) => {
      const orderNumber = `O-${randomUUID().slice(0, 8)}`;
      const order = await tx.salesOrder.create({
        data: {
          system: 'crm',
          externalId: orderNumber,
          type: 'NEW',
          status: 'DRAFT',
          statusSince: dayOfText(orderedOn),
          partnerId,
          currency,
          orderedOn: dayOfText(orderedOn),
          lines: {
            create: [
              {
                position: 1,
                productId,
                quantity: 1,
                oneOffMinor: data.revenueMinor ?? 12_000_00n,
                monthlyMinor: 0n,
              },
            ],
          },
        },
        include: { lines: true },
      });
      await tx.salesOrder.update({
        where: { id: order.id },
        data: {
          status: activatedOn ? 'ACTIVATED' : 'RATIFIED',
          activatedOn: activatedOn ? dayOfText(activatedOn) : null,
          eligibility: 'ELIGIBLE',
        },
      });
      const orderLineId = order.lines[0]!.id;
      const earning = await tx.commissionEarning.create({
        data: {
          ...{
            partnerId,
            productId,
            orderId: order.id,
            orderLineId,
            orderNumber,
            orderType: 'NEW',
            currency,
          },
          referralId: data.referralId ?? null,
          slot: 'BASE',
          commissionOn: dayOfText(orderedOn),
          settlementCurrency: 'USD',
          bookingRate: currency === 'USD' ? '1' : '1.1',
          bookedAt: dayOfText(orderedOn),
        },
      });
      await tx.earningRevision.create({
        data: {
          ...{ partnerId, earningId: earning.id, number: 1, ruleCode: 'BASE', formula: 'PERCENT_ONE_OFF' },
          shareNumerator: 1n,
          shareDenominator: 1n,
          basisMinor: 12_000_00n,
          rate: '0.1',
          amountMinor: data.amountMinor ?? 1_200_00n,
          revenueMinor: data.revenueMinor ?? 12_000_00n,
          terms: {
            ...{ payable: 'PRO_RATA', holdDays: 0, clawback: [], disconnectTakes: 'UNPAID_ONLY' },
            ...data.terms,
          } as never,
          explanation: EXPLANATION,
          bookedAt: dayOfText(orderedOn),
        },
      });
      return { id: earning.id, partnerId, orderId: order.id, orderLineId, orderNumber };
    });
  })();

let facts = 0;

/** What billing says of an order's line: an invoice of it all first, then payments and refunds by their day. */
export const isBilled = (
  portal: Portal,
  { orderId, orderLineId, orderNumber }: AnEarning,
  kind: 'COLLECTED' | 'REFUND' | 'CREDIT' | 'WRITE_OFF',
  amountMinor: bigint,
  on: string,
  bookedAt = `${on}T00:00:00Z`,
): Promise<void> =>
  portal.arrange(async (tx) => {
    facts += 1;
    const invoiceNumber = `INV-${orderNumber}`;
    const fact = (externalId: string, data: object) =>
      ({
        ...{ system: 'billing', externalId, currency: 'EUR', occurredOn: dayOfText(on), amountMinor },
        contentHash: new Uint8Array(32),
        bookedAt: new Date(bookedAt),
        ...data,
      }) as Parameters<typeof tx.billingFact.create>[0]['data'] as never;
    await tx.billingFact.createMany({
      data: [
        fact(invoiceNumber, {
          ...{
            kind: 'INVOICE_LINE',
            invoiceNumber,
            orderSystem: 'crm',
            orderNumber,
            linePosition: 1,
            orderId,
            orderLineId,
          },
          ...{ charge: 'ONE_OFF', amountMinor: 12_000_00n },
        }),
      ],
      skipDuplicates: true,
    });
    const number = `${kind}-${facts}`;
    const data =
      kind === 'COLLECTED'
        ? [
            fact(`${number}-payment`, { kind: 'PAYMENT', paymentNumber: number }),
            fact(number, { kind: 'ALLOCATION', paymentNumber: number, invoiceNumber }),
          ]
        : [fact(number, { kind, invoiceNumber })];
    await tx.billingFact.createMany({ data });
  });

export const bookAt = (portal: Portal, earnings: readonly AnEarning[], at: string) =>
  portal.arrange((tx) =>
    bookEarnings(
      tx,
      { earningIds: earnings.map(({ id }) => id) },
      { now: new Date(at), cause: { type: 'Test', id: null } },
    ),
  );

/** What stands in the accounts of a partner, as `ACCOUNT CURRENCY amount`; accounts at zero are left out. */
export const accountsOf = (portal: Portal, partnerId: string): Promise<string[]> =>
  portal.arrange(async (tx) => {
    const rows = await tx.$queryRaw<{ line: string }[]>`
      SELECT m.account || ' ' || currency || ' ' || sum(m.amount) AS line FROM ledger_entry
      CROSS JOIN LATERAL (VALUES (to_account, amount_minor), (from_account, -amount_minor)) AS m (account, amount)
      WHERE partner_id = ${partnerId}::uuid GROUP BY m.account, currency HAVING sum(m.amount) <> 0 ORDER BY 1`;
    return rows.map(({ line }) => line);
  });

/** Pays an earning's EUR in USD as a payout does, at a rate that is the one of booking too. */
export async function isPaidInUsd(
  portal: Portal,
  earning: AnEarning,
  eurMinor: bigint,
  usdMinor: bigint,
  on: string,
) {
  await portal.arrange(async (tx) => {
    const { partnerId } = earning;
    const person = await tx.person.create({
      data: { name: 'Payee', kind: 'HUMAN', email: `${randomUUID()}@people.test` },
    });
    const account = await tx.payeeAccount.create({
      data: {
        ...{
          partnerId,
          countryCode: 'US',
          currency: 'USD',
          masked: 'US** ****',
          holderMasked: 'P.',
          keyId: 'none',
        },
        ...{ cipher: new Uint8Array(1), fingerprint: new Uint8Array(1), enteredById: person.id },
        enteredAt: dayOfText(on),
      },
    });
    const payout = await tx.payout.create({
      data: {
        ...{ partnerId, payeeAccountId: account.id, currency: 'USD', amountMinor: usdMinor, status: 'DRAFT' },
        ...{ statusSince: dayOfText(on), conversions: [], rateOn: dayOfText(on), draftedAt: dayOfText(on) },
        reference: randomUUID(),
      },
    });
    const move = (
      kind: NewEntry['kind'],
      from: NewEntry['from'],
      to: NewEntry['to'],
      amountMinor: bigint,
      currency: string,
    ): NewEntry => ({
      ...{
        partnerId,
        earningId: earning.id,
        kind,
        from,
        to,
        amountMinor,
        currency,
        effectiveOn: dayOfText(on),
      },
      ...{
        postingKey: `${payout.id}:${kind}:${from}:${to}`,
        causeType: 'Payout',
        causeId: payout.id,
        payoutId: payout.id,
      },
      exchangeRate: kind === 'EXCHANGE' ? '1.1' : null,
      explanation: { steps: [] },
    });
    await postEntries(
      tx,
      [
        move('EXCHANGE', 'PAYABLE', 'CLEARING', eurMinor, 'EUR'),
        move('EXCHANGE', 'CLEARING', 'PAYABLE', usdMinor, 'USD'),
        move('PAYOUT', 'PAYABLE', 'IN_TRANSIT', usdMinor, 'USD'),
        move('SETTLEMENT', 'IN_TRANSIT', 'PAID', usdMinor, 'USD'),
      ],
      new Date(`${on}T12:00:00Z`),
    );
  });
}
