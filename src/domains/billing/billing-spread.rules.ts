import { allocate, compareBigints } from '../../kernel/rounding.ts';

export const BILLING_KINDS = [
  'INVOICE_LINE',
  'PAYMENT',
  'ALLOCATION',
  'CREDIT',
  'REFUND',
  'WRITE_OFF',
] as const;
export type BillingKind = (typeof BILLING_KINDS)[number];

export const CHARGES = ['ONE_OFF', 'MONTHLY'] as const;
export type Charge = (typeof CHARGES)[number];

/** A fact of an invoice: one of its lines, or what became of it. */
export type InvoiceFact = Readonly<{
  id: string;
  externalId: string;
  kind: BillingKind;
  orderId: string | null;
  orderLineId: string | null;
  /** Whether it says of which order it is, so that it waits for that one. */
  isNamingOrder: boolean;
  amountMinor: bigint;
  charge: Charge | null;
  serviceMonth: Date | null;
  on: Date;
  isVendorFault: boolean;
  /** When all that it counts by was known. */
  bookedAt: Date;
}>;

export type BilledAmount = Readonly<{
  factId: string;
  /** When it was issued, received or granted. */
  on: Date;
  amountMinor: bigint;
  charge: Charge;
  /** The first day of the month that a monthly charge is for. */
  serviceMonth: Date | null;
  isVendorFault: boolean;
  bookedAt: Date;
}>;

/** What was billed of a line of an order and what became of it, in the order's currency; each in the order of its days. */
export type LineBilling = Readonly<{
  invoiced: readonly BilledAmount[];
  collected: readonly BilledAmount[];
  /** What was given back of collected money, by a refund or by a credit note on what was paid already, counted once. */
  refunded: readonly BilledAmount[];
  /** What was credited of money that was not collected. */
  credited: readonly BilledAmount[];
  writtenOff: readonly BilledAmount[];
}>;

type Lists = { -readonly [List in keyof LineBilling]: BilledAmount[] };

/** An invoice's line, and how much of it went which way. */
type Slot = Readonly<{ line: InvoiceFact }> & {
  collected: bigint;
  refunded: bigint;
  credited: bigint;
  writtenOff: bigint;
  /** Credited of what was paid already, so that paying it out is no second loss. */
  covered: bigint;
};

const openOf = ({ line, collected, credited, writtenOff }: Slot): bigint =>
  line.amountMinor - collected - credited - writtenOff;
const keptOf = ({ collected, refunded }: Slot): bigint => collected - refunded;

const lesserOf = (a: bigint, b: bigint): bigint => (compareBigints(a, b) < 0 ? a : b);

export const noBilling = (): Lists => ({
  invoiced: [],
  collected: [],
  refunded: [],
  credited: [],
  writtenOff: [],
});

/**
 * Spreads what became of an invoice over its lines, so that the sum is exact and no line is paid twice: what names no line
 * goes to all in proportion to what each is still open for, a cent that is left over by largest remainder. What exceeds the
 * lines that are known waits for the others. The outcome depends on the facts alone, not on the order in which they came.
 */
export function spreadOver(facts: readonly InvoiceFact[]): Map<string, LineBilling> {
  // What names its line or order comes first, as the rest has to make do with the others.
  const sorted = facts.toSorted(
    (a, b) =>
      Number(b.isNamingOrder) - Number(a.isNamingOrder) ||
      a.on.getTime() - b.on.getTime() ||
      (a.externalId < b.externalId ? -1 : 1),
  );
  const of = (...kinds: BillingKind[]) => sorted.filter(({ kind }) => kinds.includes(kind));
  const slots = of('INVOICE_LINE').map((line) => ({
    ...{ line, collected: 0n, refunded: 0n, credited: 0n, writtenOff: 0n, covered: 0n },
  }));
  const lists = new Map<string, Lists>();
  const note = (list: keyof Lists, slot: Slot, fact: InvoiceFact, amountMinor: bigint): void => {
    const { orderLineId } = slot.line;
    if (!orderLineId || amountMinor === 0n) return;
    const lines = lists.get(orderLineId) ?? noBilling();
    lists.set(orderLineId, lines);
    lines[list].push(amountOf(slot.line, fact, amountMinor));
  };
  for (const slot of slots) note('invoiced', slot, slot.line, slot.line.amountMinor);
  for (const fact of of('ALLOCATION'))
    for (const [slot, part] of partsOf(fact, fact.amountMinor, slots, openOf)) {
      slot.collected += part;
      note('collected', slot, fact, part);
    }
  for (const fact of of('CREDIT', 'WRITE_OFF')) {
    const list = fact.kind === 'CREDIT' ? 'credited' : 'writtenOff';
    let left = fact.amountMinor;
    for (const [slot, part] of partsOf(fact, left, slots, openOf)) {
      slot[list] += part;
      left -= part;
      note(list, slot, fact, part);
    }
    if (fact.kind !== 'CREDIT') continue;
    for (const [slot, part] of partsOf(fact, left, slots, keptOf)) {
      slot.refunded += part;
      slot.covered += part;
      note('refunded', slot, fact, part);
    }
  }
  for (const fact of of('REFUND'))
    for (const [slot, part] of partsOf(fact, fact.amountMinor, slots, (one) => keptOf(one) + one.covered)) {
      const paidOut = lesserOf(part, slot.covered);
      slot.covered -= paidOut;
      slot.refunded += part - paidOut;
      note('refunded', slot, fact, part - paidOut);
    }
  return lists;
}

function amountOf(line: InvoiceFact, fact: InvoiceFact, amountMinor: bigint): BilledAmount {
  const { serviceMonth } = line;
  const bookedAt = new Date(Math.max(fact.bookedAt.getTime(), line.bookedAt.getTime()));
  const { id: factId, on, isVendorFault } = fact;
  return { factId, on, amountMinor, charge: line.charge ?? 'ONE_OFF', serviceMonth, isVendorFault, bookedAt };
}

/** How much of an amount goes to which line, by what each still has room for. */
function partsOf(
  fact: InvoiceFact,
  amountMinor: bigint,
  slots: readonly Slot[],
  roomOf: (slot: Slot) => bigint,
): (readonly [Slot, bigint])[] {
  const meant = slots.filter(({ line }) => isMeant(fact, line));
  const rooms = meant.map((slot) => (roomOf(slot) > 0n ? roomOf(slot) : 0n));
  const room = rooms.reduce((sum, one) => sum + one, 0n);
  const total = lesserOf(amountMinor, room);
  if (total <= 0n) return [];
  const parts = allocate(total, rooms);
  return meant.map((slot, at) => [slot, parts[at]!] as const);
}

function isMeant({ orderId, orderLineId, isNamingOrder }: InvoiceFact, line: InvoiceFact): boolean {
  if (orderLineId) return line.orderLineId === orderLineId;
  if (orderId) return line.orderId === orderId;
  return !isNamingOrder;
}
