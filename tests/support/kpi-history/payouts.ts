import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, day, number, oneOf } from './anything.ts';
import { appendTold, type Cast, numbered, ownerOf, partnerOf } from './cast.ts';
import { ensureOpenPeriod, OPEN_PERIOD } from './earnings.ts';
import { type Booked, type HistorySource, told, toldBy } from './history.ts';

/** What is sent is settled on a day or comes back, and stays so. */
export type PayoutStep = Readonly<{
  what: 'PAYOUT';
  payout: number;
  step: 'SEND' | 'SETTLE' | 'RETURN';
  amountMinor: number;
  day: string;
}>;

const PAYOUTS = 5;
const MOVEMENTS = {
  SEND: { kind: 'PAYOUT', from: 'PAYABLE', to: 'IN_TRANSIT', stated: -1 },
  SETTLE: { kind: 'SETTLEMENT', from: 'IN_TRANSIT', to: 'PAID', stated: 0 },
  RETURN: { kind: 'RETURN', from: 'IN_TRANSIT', to: 'PAYABLE', stated: 1 },
} as const;
const EVENTS = { SEND: 'payout.sent', SETTLE: 'payout.settled', RETURN: 'payout.returned' } as const;

export const payouts: HistorySource<PayoutStep> = {
  kinds: ['PAYOUT'],
  sources: ['LEDGER'],
  weight: 4,
  steps: () =>
    fc.record({
      what: always('PAYOUT'),
      payout: number(PAYOUTS),
      step: oneOf('SEND', 'SEND', 'SETTLE', 'SETTLE', 'RETURN'),
      amountMinor: fc.integer({ min: 1, max: 90_000 }),
      day,
    }),
  tell,
  *facts(history) {
    for (const [payout, steps] of toldBy(told<PayoutStep>(history, 'PAYOUT'), (one) => one.payout)) {
      const sent = steps.findIndex(({ step }) => step === 'SEND');
      const end = sent < 0 ? undefined : steps.slice(sent).find(({ step }) => step !== 'SEND');
      if (end?.step !== 'SETTLE') continue;
      const { amountMinor } = steps[sent]!;
      yield {
        partner: ownerOf(payout),
        measure: 'COMMISSION_PAID',
        currency: 'USD',
        day: end.day,
        value: amountMinor,
      };
    }
  },
};

async function tell(tx: Tx, cast: Cast, step: Booked<PayoutStep>): Promise<void> {
  const [id, partnerId] = [numbered(cast, 'payout', step.payout), partnerOf(cast, step.payout)];
  const before = await tx.payout.findUnique({ where: { id }, select: { status: true } });
  if ((step.step === 'SEND') === (before === null))
    await (before ? end(tx, id, step) : send(tx, cast, id, step));
  if (step.step !== 'SEND' && before === null) return;
  const { bookedAt } = step;
  const subject = { subjectType: 'Payout', subjectId: id, partnerId };
  await appendTold(tx, { type: EVENTS[step.step], ...subject, at: bookedAt, bookedAt });
}

async function send(tx: Tx, cast: Cast, id: string, step: Booked<PayoutStep>): Promise<void> {
  const { payout, amountMinor, bookedAt: at } = step;
  const [accountId, partnerId] = [numbered(cast, 'account', ownerOf(payout)), partnerOf(cast, payout)];
  const [drafter, approver] = cast.managers;
  await ensureOpenPeriod(tx);
  await tx.$executeRaw`
    INSERT INTO payee_account (id, partner_id, country_code, currency, masked, holder_masked, cipher, key_id, fingerprint,
      entered_by_id, entered_at)
    VALUES (${accountId}::uuid, ${partnerId}::uuid, 'DE', 'USD', '*', '*', '*', 'test', '*', ${drafter}::uuid, ${at})
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO payout (id, partner_id, payee_account_id, currency, amount_minor, status, status_since, conversions, rate_on,
      drafted_by_id, drafted_at, approved_by_id, approved_at, sent_at, reference)
    VALUES (${id}::uuid, ${partnerId}::uuid, ${accountId}::uuid, 'USD', ${amountMinor}, 'SENT', ${at}, '[]', ${at}::date,
      ${drafter}::uuid, ${at}, ${approver}::uuid, ${at}, ${at}, ${id})`;
  // What is paid out is there first.
  const funds = { kind: 'ADJUSTMENT', from: 'EXPENSE', to: 'PAYABLE', stated: 1 };
  for (const movement of [funds, MOVEMENTS.SEND]) await post(tx, id, movement, step);
}

async function end(tx: Tx, id: string, step: Booked<PayoutStep>): Promise<void> {
  const isSettled = step.step === 'SETTLE';
  const isMoved = await tx.$executeRaw`
    UPDATE payout SET status = ${isSettled ? 'SETTLED' : 'RETURNED'}, status_since = ${step.bookedAt},
      settled_on = CASE WHEN ${isSettled} THEN ${step.day}::date END,
      returned_at = CASE WHEN ${!isSettled} THEN ${step.bookedAt}::timestamptz END,
      return_reason = CASE WHEN ${!isSettled} THEN 'Closed.' END
    WHERE id = ${id}::uuid AND status = 'SENT'`;
  if (isMoved) await post(tx, id, MOVEMENTS[step.step], step);
}

const post = (
  tx: Tx,
  payoutId: string,
  { kind, from, to, stated }: Readonly<{ kind: string; from: string; to: string; stated: number }>,
  { day: effectiveOn, bookedAt }: Booked<PayoutStep>,
) => tx.$executeRaw`
  INSERT INTO ledger_entry (partner_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, booked_at,
    statement_minor, posting_key, cause_type, payout_id, explanation)
  SELECT partner_id, ${kind}, ${from}, ${to}, amount_minor, currency, ${OPEN_PERIOD}, ${effectiveOn}::date, ${bookedAt},
    ${stated} * amount_minor, ${`${kind} ${payoutId}`}, 'TEST', id, '[]'
  FROM payout WHERE id = ${payoutId}::uuid`;
