import type { Decimal } from '../../kernel/decimal.ts';
import { compareBigints } from '../../kernel/rounding.ts';
import type { EntryKind, LedgerAccount } from '../ledger/ledger.rules.ts';

/** What stands in the accounts of one earning, or of none, in one currency. */
export type Position = Readonly<{
  earningId: string | null;
  currency: string;
  /** Of PAYABLE what issued statements say; negative counts as nothing. */
  payableMinor: bigint;
  /** The balance of RECOVERABLE: negative where the partner owes. */
  recoverableMinor: bigint;
  /** What one unit was in the settlement currency when it was booked; null where it is of no earning. */
  bookingRate: Decimal | null;
  settlementCurrency: string | null;
}>;

export type Conversion = Readonly<{
  currency: string;
  /** Positive where it was payable, negative where it was owed. */
  amountMinor: bigint;
  rate: string;
  settledMinor: bigint;
}>;

/** A movement that the payout makes, of one earning or of none. */
export type PayoutMovement = Readonly<{
  kind: EntryKind;
  from: LedgerAccount;
  to: LedgerAccount;
  amountMinor: bigint;
  currency: string;
  earningId: string | null;
  exchangeRate: string | null;
  explanation: object;
}>;

export type Lot = { earningId: string | null; amountMinor: bigint; position: Position };
export const total = (lots: readonly { amountMinor: bigint }[]): bigint =>
  lots.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

export const lesser = (a: bigint, b: bigint): bigint => (compareBigints(a, b) < 0 ? a : b);

/** Earlier earnings first, as their ids run with time; what is of no earning before them. */
export const byAge = (a: Position, b: Position): number =>
  (a.earningId ?? '') < (b.earningId ?? '') ? -1 : (a.earningId ?? '') > (b.earningId ?? '') ? 1 : 0;

/** Takes an amount from lots in their order; answers what was taken of each, and leaves the rest in them. */
export function taken(lots: Lot[], amountMinor: bigint): Lot[] {
  let left = amountMinor;
  const parts: Lot[] = [];
  for (const lot of lots) {
    const part = lesser(lot.amountMinor, left);
    if (part <= 0n) continue;
    lot.amountMinor -= part;
    left -= part;
    parts.push({ ...lot, amountMinor: part });
  }
  return parts;
}

/** What is owed of these earnings in all; what one of them gave for another counts against it. */
export const owedMinorOf = (positions: readonly Pick<Position, 'recoverableMinor'>[]): bigint => {
  const balance = positions.reduce((sum, { recoverableMinor }) => sum + recoverableMinor, 0n);
  return balance < 0n ? -balance : 0n;
};

/** An amount that is owed, said of the earnings that owe, the earliest first. */
export function owedLots(positions: readonly Position[], amountMinor: bigint): Lot[] {
  const owing = [...positions]
    .sort(byAge)
    .filter(({ recoverableMinor }) => recoverableMinor < 0n)
    .map((position) => ({
      position,
      earningId: position.earningId,
      amountMinor: -position.recoverableMinor,
    }));
  return taken(owing, amountMinor);
}

export const lotsOf = (positions: readonly Position[]): Lot[] =>
  [...positions]
    .sort(byAge)
    .filter(({ payableMinor }) => payableMinor > 0n)
    .map((position) => ({ position, earningId: position.earningId, amountMinor: position.payableMinor }));

export const isLeft = ({ amountMinor }: Lot) => amountMinor > 0n;
