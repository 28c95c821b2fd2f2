import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, number, oneOf } from './anything.ts';
import { appendTold, type Cast, numbered, ownerOf, partnerOf } from './cast.ts';
import { ensureOpenPeriod, OPEN_PERIOD } from './earnings.ts';
import { type Booked, type Counted, type HistorySource, told, toldBy } from './history.ts';

/** Told as soon as it is done. */
export type DisputeStep = Readonly<{
  what: 'DISPUTE';
  dispute: number;
  step: 'OPEN' | 'DECIDE' | 'APPEAL' | 'WITHDRAW';
  /** Of whom it is, where the statement of its number is issued when it is opened and so what is disputed. */
  by?: 'PARTNER' | 'VENDOR' | null;
}>;

const DISPUTES = 4;
const EVENTS = { OPEN: 'opened', DECIDE: 'decided', APPEAL: 'appealed', WITHDRAW: 'withdrawn' } as const;

export const disputes: HistorySource<DisputeStep> = {
  kinds: ['DISPUTE'],
  sources: ['DISPUTE'],
  weight: 5,
  edges: (['OPEN', 'DECIDE'] as const).map((step) => ({
    ...{ what: 'DISPUTE', dispute: DISPUTES, step, by: 'VENDOR' },
  })),
  steps: () =>
    fc.record({
      what: always('DISPUTE'),
      dispute: number(DISPUTES),
      step: oneOf('OPEN', 'OPEN', 'DECIDE', 'APPEAL', 'WITHDRAW'),
      by: oneOf('PARTNER', 'PARTNER', 'VENDOR', 'VENDOR', null),
    }),
  async tell(tx, cast, step) {
    const [id, partnerId] = [numbered(cast, 'dispute', step.dispute), partnerOf(cast, step.dispute)];
    await write(tx, cast, id, step);
    if ((await tx.dispute.count({ where: { id } })) === 0) return;
    const subject = { subjectType: 'Dispute', subjectId: id, partnerId };
    const { bookedAt } = step;
    await appendTold(tx, { type: `dispute.${EVENTS[step.step]}`, ...subject, at: bookedAt, bookedAt });
  },
  *facts(history) {
    for (const [dispute, steps] of toldBy(told<DisputeStep>(history, 'DISPUTE'), (one) => one.dispute))
      yield* factsOf(ownerOf(dispute), steps);
  },
};

async function write(tx: Tx, cast: Cast, id: string, { step, bookedAt: at, ...opened }: Booked<DisputeStep>) {
  if (step === 'OPEN') await open(tx, cast, id, { step, bookedAt: at, ...opened });
  if (step === 'DECIDE')
    await tx.$executeRaw`
      WITH decided AS (
        INSERT INTO dispute_decision (dispute_id, outcome, granted_minor, message, is_appeal, decided_by_id, decided_at)
        SELECT id, 'REJECTED', 0, 'No.', is_appeal, ${cast.managers[0]}::uuid, ${at} FROM dispute
        WHERE id = ${id}::uuid AND status = 'OPEN' RETURNING dispute_id)
      UPDATE dispute SET status = 'REJECTED', status_since = ${at}, decided_at = ${at} FROM decided WHERE id = dispute_id`;
  if (step === 'APPEAL')
    await tx.$executeRaw`
      UPDATE dispute SET status = 'OPEN', status_since = ${at}, is_appeal = true, appealed_at = ${at}
      WHERE id = ${id}::uuid AND status = 'REJECTED' AND NOT is_appeal`;
  if (step === 'WITHDRAW')
    await tx.$executeRaw`
      UPDATE dispute SET status = 'WITHDRAWN', status_since = ${at} WHERE id = ${id}::uuid AND status = 'OPEN'`;
}

async function open(tx: Tx, cast: Cast, id: string, { dispute, by, bookedAt: at }: Booked<DisputeStep>) {
  const partnerId = partnerOf(cast, dispute);
  const statementId = by ? numbered(cast, 'statement', dispute) : null;
  const lineId = by === 'VENDOR' ? numbered(cast, 'line', dispute) : null;
  if (lineId !== null) {
    await ensureOpenPeriod(tx);
    await tx.$executeRaw`
      INSERT INTO ledger_entry (id, partner_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, booked_at,
        statement_minor, posting_key, cause_type, explanation)
      VALUES (${lineId}::uuid, ${partnerId}::uuid, 'ADJUSTMENT', 'EXPENSE', 'PAYABLE', 1, 'USD', ${OPEN_PERIOD}, ${at}::date, ${at}, 1,
        ${lineId}, 'TEST', '[]') ON CONFLICT DO NOTHING`;
  }
  await tx.$executeRaw`
    INSERT INTO dispute (id, partner_id, kind, status, status_since, statement_id, entry_id, reason, currency, opened_at)
    VALUES (${id}::uuid, ${partnerId}::uuid, ${lineId ? 'OVERPAYMENT' : 'MISSING'}, 'OPEN', ${at},
      (SELECT id FROM statement WHERE id = ${statementId}::uuid), ${lineId}::uuid, 'Because.', 'USD', ${at})
    ON CONFLICT (id) DO NOTHING`;
}

/** What a dispute's state does not allow has not happened. */
function* factsOf(partner: number, steps: readonly Booked<DisputeStep>[]): Generator<Counted> {
  let openedAt: Date | null = null;
  let endedAt: Date | null = null;
  let [isDecided, wasAppealed] = [false, false];
  for (const { step, bookedAt: at } of steps) {
    const isOpen = openedAt !== null && endedAt === null;
    if (step === 'OPEN') openedAt ??= at;
    else if (step === 'APPEAL') {
      if (isDecided && !wasAppealed) [endedAt, isDecided, wasAppealed] = [null, false, true];
    } else if (isOpen) [endedAt, isDecided] = [at, step === 'DECIDE'];
  }
  if (!openedAt || !endedAt) return;
  const minutes = Math.floor((Number(endedAt) - Number(openedAt)) / 60_000);
  yield { partner, measure: 'DISPUTE_MINUTES', at: endedAt, value: minutes };
}
