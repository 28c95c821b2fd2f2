import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { accrueCommissions } from '../../src/workflows/accrue-commissions.ts';
import { bareAccrual, keepWritten } from '../data/bare-accrual.ts';
import { fillBilling } from '../data/billing.ts';
import { fillEarnings } from '../data/earnings.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import type { Outcome } from '../harness/contest.ts';

const EARNINGS_PER_PARTNER = 5;
const AMOUNT_MINOR = 120_000;
const COLLECTED_PERCENT = 40;
/** What becomes payable of it as so much was paid. */
const RELEASED_MINOR = (AMOUNT_MINOR * COLLECTED_PERCENT) / 100;
const ORDERED_ON = '2026-01-02';
const PAID_ON = '2026-01-10';
const DUE_ON = '2026-01-24';
const DAY = '2026-02-01';

export const benchmark = defineBenchmark({
  name: 'commission-run',
  summary: 'the accrual run over earnings that are due, against the same reads and writes without rules',
  sizes: {
    earnings: {
      fallback: 5_000,
      min: 5,
      max: 20_000,
      meaning: 'earnings of which an accrual and a release are due',
    },
  },
  async prepare(arena, { earnings }) {
    const { app, superuser, log } = arena;
    const partners = Math.ceil(earnings / EARNINGS_PER_PARTNER);
    await fill(arena, partners);
    const ours = () =>
      accrueCommissions(
        (work) => writeTransaction(app, JOB_SCOPE, work),
        new Date(`${DAY}T12:00:00Z`),
        () => undefined,
      );
    await restore(arena);
    const booked = await ours();
    await assertRight(arena, booked, partners * EARNINGS_PER_PARTNER);
    await keepWritten(superuser);
    log(`  booked ${booked} entries, as many and as much as is due`);
    return {
      ours: { name: 'accrueCommissions', run: async () => void (await ours()) },
      rivals: [{ name: 'bare SQL', ratioMax: 3, run: () => bareAccrual(superuser, DAY) }],
      restore: () => restore(arena),
      outcome: () => outcomeOf(arena),
    };
  },
});

async function fill({ superuser }: Arena, partners: number): Promise<void> {
  await fillEarnings(superuser, {
    ...{ partners, earningsPerPartner: EARNINGS_PER_PARTNER, amountMinor: AMOUNT_MINOR },
    orderedOn: ORDERED_ON,
  });
  const revenueMinor = AMOUNT_MINOR * 10;
  await fillBilling(superuser, {
    ...{ amountMinor: AMOUNT_MINOR, revenueMinor, orderedOn: ORDERED_ON, paidOn: PAID_ON },
    collectedMinor: (revenueMinor * COLLECTED_PERCENT) / 100,
  });
  await superuser.query(
    `INSERT INTO commission_period (label, starts_on, ends_on) VALUES ('FY2026-P01', '2026-01-01', '2026-02-01')`,
  );
  await superuser.query('VACUUM (ANALYZE)');
}

/** The rival copies what we wrote, so that is compared with what must come out of it first. */
async function assertRight({ superuser }: Arena, booked: number, earnings: number): Promise<void> {
  const { rows } = await superuser.query<{ said: string }>(`
    SELECT string_agg(concat_ws(' ', kind, count, amount), ', ' ORDER BY kind) AS said
    FROM (SELECT kind, count(*) AS count, sum(amount_minor) AS amount FROM ledger_entry GROUP BY kind) AS by_kind`);
  const wanted = `ACCRUAL ${earnings} ${earnings * AMOUNT_MINOR}, RELEASE ${earnings} ${earnings * RELEASED_MINOR}`;
  if (rows[0]?.said !== wanted || booked !== 2 * earnings)
    throw new Error(`The run booked ${rows[0]?.said} instead of ${wanted}.`);
}

/** The ledger and the log are append-only for everybody; only without triggers can a benchmark take back what it did. */
async function restore({ superuser }: Arena): Promise<void> {
  await superuser.query(`SET session_replication_role = 'replica'`);
  await superuser.query('DELETE FROM event');
  await superuser.query('DELETE FROM ledger_entry');
  await superuser.query('UPDATE commission_earning SET next_due_on = $1::date', [DUE_ON]);
  await superuser.query(`SET session_replication_role = 'origin'`);
  await superuser.query('VACUUM (ANALYZE) ledger_entry, event, commission_earning');
  await superuser.query('CHECKPOINT');
}

async function outcomeOf({ superuser }: Arena): Promise<Outcome> {
  const { rows } = await superuser.query<Outcome>(`
    SELECT (SELECT count(*)::int FROM commission_earning WHERE next_due_on IS NOT NULL) AS due,
      (SELECT count(*)::int FROM event) AS events,
      (SELECT md5(string_agg(concat_ws(' ', type, subject_id, partner_id, partner_visible, occurred_at, data), ','
         ORDER BY subject_id, type)) FROM event) AS "eventsMd5",
      count(*)::int AS entries, sum(amount_minor)::text AS "amountMinor",
      md5(string_agg(concat_ws(' ', partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period,
        effective_on, booked_at, statement_minor, posting_key, cause_type, explanation), ',' ORDER BY posting_key)) AS "entriesMd5"
    FROM ledger_entry`);
  return rows[0]!;
}
