import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, day, number, oneOf } from './anything.ts';
import { appendTold, type Cast, numbered, ownerOf, partnerOf } from './cast.ts';
import { type Booked, type Counted, type HistorySource, told, toldBy } from './history.ts';
import { EARNING_POSITION, ensureOrder } from './orders.ts';

/** An order earns once; of what it earned, a part is reversed and another clawed back, each once. */
export type EntryStep = Readonly<{
  what: 'ENTRY';
  order: number;
  kind: 'ACCRUAL' | 'REVERSAL' | 'CLAWBACK';
  amountMinor: number;
  on: string;
  day: string;
}>;

/** In whose month everything is booked that a history tells. */
export const OPEN_PERIOD = 'FY2099-P01';

const MOVEMENTS = {
  ACCRUAL: { from: 'EXPENSE', to: 'ACCRUED', stated: 0, type: 'commission.accrued' },
  REVERSAL: { from: 'ACCRUED', to: 'EXPENSE', stated: 0, type: 'commission.reversed' },
  RELEASE: { from: 'ACCRUED', to: 'PAYABLE', stated: 1, type: 'commission.released' },
  CLAWBACK: { from: 'PAYABLE', to: 'EXPENSE', stated: -1, type: 'commission.clawed_back' },
} as const;

export const earnings: HistorySource<EntryStep> = {
  kinds: ['ENTRY'],
  sources: ['LEDGER'],
  weight: 5,
  steps: (subjects) =>
    fc
      .record({
        what: always('ENTRY'),
        order: number(subjects),
        kind: oneOf('ACCRUAL', 'ACCRUAL', 'REVERSAL', 'CLAWBACK'),
        amountMinor: fc.integer({ min: 1, max: 900 }),
        day,
      })
      .map((entry) => ({
        ...{ ...entry, on: `2025-0${1 + entry.order}-15` },
        amountMinor: entry.kind === 'ACCRUAL' ? 2_000 + entry.amountMinor : entry.amountMinor,
      })),
  tell,
  *facts(history) {
    for (const [order, entries] of toldBy(told<EntryStep>(history, 'ENTRY'), (one) => one.order))
      yield* factsOf(ownerOf(order), entries);
  },
};

export const ensureOpenPeriod = (tx: Tx) => tx.$executeRaw`
  INSERT INTO commission_period (label, starts_on, ends_on) VALUES (${OPEN_PERIOD}, '2099-01-01', '2099-02-01') ON CONFLICT DO NOTHING`;

async function tell(tx: Tx, cast: Cast, step: Booked<EntryStep>): Promise<void> {
  const { order, kind, amountMinor, on, day: effectiveOn, bookedAt } = step;
  const orderId = await ensureOrder(tx, cast, order);
  const [earningId, partnerId] = [numbered(cast, 'earning', order), partnerOf(cast, order)];
  await tx.$executeRaw`
    INSERT INTO commission_earning (id, partner_id, order_id, order_line_id, slot, commission_on, currency, settlement_currency,
      booking_rate, order_number, order_type, product_id, booked_at)
    SELECT ${earningId}::uuid, ${partnerId}::uuid, order_id, id, 'BASE', ${on}::date, 'USD', 'USD', 1, 'S-1', 'NEW', product_id,
      ${bookedAt}
    FROM order_line WHERE order_id = ${orderId}::uuid AND position = ${EARNING_POSITION} ON CONFLICT DO NOTHING`;
  await ensureOpenPeriod(tx);
  for (const each of kind === 'CLAWBACK' ? (['RELEASE', kind] as const) : [kind]) {
    const { from, to, stated, type } = MOVEMENTS[each];
    const id = numbered(cast, each, order);
    // Nothing comes back of what is not there.
    await tx.$executeRaw`
      INSERT INTO ledger_entry (id, partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period,
        effective_on, booked_at, statement_minor, posting_key, cause_type, explanation)
      SELECT ${id}::uuid, ${partnerId}::uuid, ${earningId}::uuid, ${each}, ${from}, ${to}, ${amountMinor}, 'USD', ${OPEN_PERIOD},
        ${effectiveOn}::date, ${bookedAt}, ${stated} * ${amountMinor}::int, ${id}, 'TEST', '[]'
      WHERE ${each} = 'ACCRUAL' OR EXISTS (
        SELECT FROM ledger_entry WHERE posting_key = ${numbered(cast, 'ACCRUAL', order)}) ON CONFLICT DO NOTHING`;
    const subject = { subjectType: 'CommissionEarning', subjectId: earningId, partnerId };
    await appendTold(tx, { type, ...subject, at: bookedAt, bookedAt });
  }
}

/** Each kind once; nothing comes back before something was earned. The first that was told says of which day the cohort is. */
function* factsOf(partner: number, entries: readonly Booked<EntryStep>[]): Generator<Counted> {
  const booked = new Set<string>();
  const { on } = entries[0]!;
  for (const { kind, amountMinor: value, day: effectiveOn } of entries) {
    if (booked.has(kind) || (kind !== 'ACCRUAL' && !booked.has('ACCRUAL'))) continue;
    booked.add(kind);
    const amount = { partner, currency: 'USD' };
    if (kind === 'CLAWBACK') {
      yield { ...amount, measure: 'COHORT_CLAWED_BACK', day: on, value };
      continue;
    }
    const signed = kind === 'ACCRUAL' ? value : -value;
    yield { ...amount, measure: 'COMMISSION_ACCRUED', day: effectiveOn, value: signed };
    yield { ...amount, measure: 'COHORT_EARNED', day: on, value: signed };
  }
}
