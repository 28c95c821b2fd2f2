import type { EntryKind, NewEntry } from '../ledger/ledger.rules.ts';

const TYPES = {
  ACCRUAL: 'commission.accrued',
  RELEASE: 'commission.released',
  REVERSAL: 'commission.reversed',
  CLAWBACK: 'commission.clawed_back',
  RECOVERY: 'commission.recovered',
} as const satisfies Partial<Record<EntryKind, string>>;

type TypedKind = keyof typeof TYPES;

/** What is told of one earning's new entries: one event for each kind, with its sum in the earning's currency. */
export const bookedEvents = (
  booked: Readonly<{ currency: string; entries: readonly NewEntry[] }>,
  now: Date,
) =>
  (Object.keys(TYPES) as TypedKind[]).flatMap((kind) => {
    // Movements between other currencies' accounts are the same money a second time.
    const own = booked.entries.filter((entry) => entry.kind === kind && entry.currency === booked.currency);
    const [first] = own;
    if (!first?.earningId) return [];
    const amountMinor = own.reduce((sum, entry) => sum + entry.amountMinor, 0n);
    return [
      {
        type: TYPES[kind],
        subjectType: 'CommissionEarning',
        subjectId: first.earningId,
        partnerId: first.partnerId,
        partnerVisible: true,
        occurredAt: now,
        data: { amountMinor: amountMinor.toString(), currency: booked.currency },
      },
    ];
  });
