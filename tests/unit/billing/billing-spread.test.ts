import { describe, expect, it } from 'vitest';
import {
  type BillingKind,
  type InvoiceFact,
  type LineBilling,
  spreadOver,
} from '../../../src/domains/billing/billing-spread.rules.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);

let count = 0;
const fact = (kind: BillingKind, amountMinor: bigint, more: Partial<InvoiceFact> = {}): InvoiceFact => {
  count += 1;
  return {
    ...{ id: `fact-${count}`, externalId: `X-${String(count).padStart(4, '0')}`, kind, amountMinor },
    ...{ orderId: null, orderLineId: null, isNamingOrder: false, charge: null, serviceMonth: null },
    ...{ on: day('2026-03-01'), isVendorFault: false, bookedAt: day('2026-03-02') },
    ...more,
  };
};

const line = (orderLineId: string | null, amountMinor: bigint, more: Partial<InvoiceFact> = {}) =>
  fact('INVOICE_LINE', amountMinor, { orderLineId, orderId: orderLineId && 'O', charge: 'ONE_OFF', ...more });

type Sums = Partial<Record<keyof LineBilling, bigint>>;

function sumsOf(facts: readonly InvoiceFact[]): Record<string, Sums> {
  return Object.fromEntries(
    [...spreadOver(facts)].map(([id, lists]) => [
      id,
      Object.fromEntries(
        Object.entries(lists)
          .map(([list, amounts]) => [list, amounts.reduce((sum, one) => sum + one.amountMinor, 0n)] as const)
          .filter(([, sum]) => sum !== 0n),
      ),
    ]),
  );
}

describe('what became of an invoice', () => {
  it.each<[what: string, facts: InvoiceFact[], sums: Record<string, Sums>]>([
    ['an invoice that nobody paid', [line('A', 1_000n)], { A: { invoiced: 1_000n } }],
    [
      'a payment over lines in proportion',
      [line('A', 600n), line('B', 400n), fact('ALLOCATION', 500n)],
      { A: { invoiced: 600n, collected: 300n }, B: { invoiced: 400n, collected: 200n } },
    ],
    [
      'a cent that is left over, once',
      [line('A', 100n), line('B', 100n), line('C', 100n), fact('ALLOCATION', 100n)],
      {
        A: { invoiced: 100n, collected: 34n },
        B: { invoiced: 100n, collected: 33n },
        C: { invoiced: 100n, collected: 33n },
      },
    ],
    [
      'many payments that pay every line exactly',
      [
        line('A', 100n),
        line('B', 100n),
        line('C', 100n),
        ...[100n, 100n, 100n].map((n) => fact('ALLOCATION', n)),
      ],
      {
        A: { invoiced: 100n, collected: 100n },
        B: { invoiced: 100n, collected: 100n },
        C: { invoiced: 100n, collected: 100n },
      },
    ],
    [
      'a payment of one line before one of the invoice',
      [
        ...[line('A', 600n), line('B', 400n)],
        ...[
          fact('ALLOCATION', 600n, { orderLineId: 'A', orderId: 'O', isNamingOrder: true }),
          fact('ALLOCATION', 400n),
        ],
      ],
      { A: { invoiced: 600n, collected: 600n }, B: { invoiced: 400n, collected: 400n } },
    ],
    [
      'lines that are of no known order, which carry their part',
      [line('A', 500n), line(null, 500n), fact('ALLOCATION', 100n)],
      { A: { invoiced: 500n, collected: 50n } },
    ],
    [
      'more than is known to be billed, which waits',
      [line('A', 500n), fact('ALLOCATION', 800n)],
      { A: { invoiced: 500n, collected: 500n } },
    ],
    [
      'a fact of an order that is not known, which waits',
      [line('A', 500n), fact('REFUND', 100n, { isNamingOrder: true }), fact('ALLOCATION', 500n)],
      { A: { invoiced: 500n, collected: 500n } },
    ],
    [
      'a refund and what is credited of the rest',
      [line('A', 12_000n), fact('ALLOCATION', 4_000n), fact('REFUND', 1_000n), fact('CREDIT', 8_000n)],
      { A: { invoiced: 12_000n, collected: 4_000n, refunded: 1_000n, credited: 8_000n } },
    ],
    [
      'a credit note on what was paid, and its payment, as one loss',
      [line('A', 1_000n), fact('ALLOCATION', 1_000n), fact('CREDIT', 300n), fact('REFUND', 300n)],
      { A: { invoiced: 1_000n, collected: 1_000n, refunded: 300n } },
    ],
    [
      'a refund beyond the credit note',
      [line('A', 1_000n), fact('ALLOCATION', 1_000n), fact('CREDIT', 300n), fact('REFUND', 500n)],
      { A: { invoiced: 1_000n, collected: 1_000n, refunded: 500n } },
    ],
    [
      'a credit note partly on what was paid',
      [line('A', 1_000n), fact('ALLOCATION', 800n), fact('CREDIT', 300n)],
      { A: { invoiced: 1_000n, collected: 800n, credited: 200n, refunded: 100n } },
    ],
    [
      'what names its line before what names none, whichever came first',
      [
        ...[line('A', 600n), line('B', 400n), fact('WRITE_OFF', 600n)],
        fact('CREDIT', 400n, { orderLineId: 'B', orderId: 'O', isNamingOrder: true }),
      ],
      { A: { invoiced: 600n, writtenOff: 600n }, B: { invoiced: 400n, credited: 400n } },
    ],
    [
      'a bad debt, never of what was paid',
      [line('A', 1_000n), fact('ALLOCATION', 800n), fact('WRITE_OFF', 300n)],
      { A: { invoiced: 1_000n, collected: 800n, writtenOff: 200n } },
    ],
  ])('%s', (_what, facts, sums) => {
    expect(sumsOf(facts)).toEqual(sums);
    expect(sumsOf(facts.toReversed())).toEqual(sums);
  });

  it('says of each part whose fault it was, for which month, and when all of it was known', () => {
    const facts = [
      line('A', 100n, { charge: 'MONTHLY', serviceMonth: day('2026-02-01'), bookedAt: day('2026-03-09') }),
      fact('ALLOCATION', 40n, {
        id: 'paid',
        on: day('2026-03-05'),
        isVendorFault: true,
        bookedAt: day('2026-03-05'),
      }),
    ];
    expect(spreadOver(facts).get('A')?.collected).toEqual([
      {
        ...{ factId: 'paid', on: day('2026-03-05'), amountMinor: 40n, charge: 'MONTHLY' },
        ...{ serviceMonth: day('2026-02-01'), isVendorFault: true, bookedAt: day('2026-03-09') },
      },
    ]);
  });

  it('never spreads more than there is, in any order, over a thousand random invoices', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const kinds: BillingKind[] = ['ALLOCATION', 'CREDIT', 'REFUND', 'WRITE_OFF'];
    for (let round = 0; round < 1_000; round += 1) {
      const lines = Array.from({ length: 1 + random(4) }, (_, at) => line(`L${at}`, BigInt(1 + random(500))));
      const others = Array.from({ length: random(8) }, () =>
        fact(kinds[random(4)]!, BigInt(1 + random(600)), { on: day(`2026-0${1 + random(9)}-01`) }),
      );
      const sums = sumsOf([...lines, ...others]);
      const shuffled = [...lines, ...others].toSorted(() => random(2) - 0.5);
      expect(sumsOf(shuffled)).toEqual(sums);
      for (const { orderLineId, amountMinor } of lines) {
        const { collected = 0n, credited = 0n, writtenOff = 0n, refunded = 0n } = sums[orderLineId!]!;
        expect(collected + credited + writtenOff <= amountMinor && refunded <= collected).toBe(true);
      }
    }
  });
});
