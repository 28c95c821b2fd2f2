import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { closePeriod } from '../../src/workflows/close-period.ts';
import { bareClose } from '../data/bare-close.ts';
import { fillEarnings } from '../data/earnings.ts';
import { fillAccruals, fillReleases, monthsUntilJanuary2026 } from '../data/ledger.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import type { Outcome } from '../harness/contest.ts';

/** So many lines of an earning in each month. */
const LINES_PER_EARNING = 4;
/** More than all months together release of an earning. */
const EARNED_MINOR = 100_000;
/** So often a partner has two statements. */
const SECOND_CURRENCY_EVERY = 10;
const CLOSED_AT = new Date('2026-02-01T12:00:00Z');

export const benchmark = defineBenchmark({
  name: 'period-close',
  summary: 'the close of one fiscal month, against one bare SQL',
  sizes: {
    partners: { fallback: 2_000, min: 1, max: 5_000, meaning: 'partners with lines in the month' },
    lines: { fallback: 200_000, min: 4, max: 400_000, meaning: 'lines of statements in the month' },
    history: { fallback: 5, min: 1, max: 24, meaning: 'closed months before it, each with as many lines' },
  },
  async prepare(arena, { partners, lines, history }) {
    const { app, superuser } = arena;
    const label = await fill(arena, { partners, lines, history });
    return {
      ours: {
        name: 'closePeriod',
        run: () => closePeriod((work) => writeTransaction(app, JOB_SCOPE, work), JOB_ACTOR, label, CLOSED_AT),
      },
      rivals: [{ name: 'bare SQL', ratioMax: 1.5, run: () => bareClose(superuser, label, CLOSED_AT) }],
      restore: () => reopen(arena, label),
      outcome: () => outcomeOf(arena, label),
    };
  },
});

async function fill(
  { superuser, log }: Arena,
  { partners, lines, history }: Readonly<{ partners: number; lines: number; history: number }>,
): Promise<string> {
  const months = monthsUntilJanuary2026(history + 1);
  const [first] = months;
  const began = performance.now();
  const logFilled = (what: string) => log(`  ${((performance.now() - began) / 1_000).toFixed(1)} s: ${what}`);
  await fillEarnings(superuser, {
    ...{
      partners,
      amountMinor: EARNED_MINOR,
      orderedOn: first!.startsOn,
      secondCurrencyEvery: SECOND_CURRENCY_EVERY,
    },
    earningsPerPartner: Math.max(1, Math.round(lines / partners / LINES_PER_EARNING)),
  });
  logFilled('partners, orders and earnings');
  // The triggers take most of the time, and those of the last month look at all that is booked of its earnings.
  await superuser.query(`SET session_replication_role = 'replica'`);
  await fillAccruals(superuser, first!, EARNED_MINOR);
  for (const month of months.slice(0, -1)) {
    await fillReleases(superuser, month, LINES_PER_EARNING);
    if (month === first) await superuser.query('ANALYZE');
    await bareClose(superuser, month.label, CLOSED_AT);
    logFilled(`${month.label}, booked without triggers and closed`);
  }
  await superuser.query(`SET session_replication_role = 'origin'`);
  await superuser.query('ANALYZE ledger_entry');
  const last = months.at(-1)!.label;
  await fillReleases(superuser, months.at(-1)!, LINES_PER_EARNING);
  logFilled(`${last}, booked under all triggers`);
  await superuser.query('VACUUM (ANALYZE)');
  return last;
}

/** Events are append-only for everybody; only without triggers can a benchmark take back what it did. */
async function reopen({ superuser }: Arena, label: string): Promise<void> {
  await superuser.query(`SET session_replication_role = 'replica'`);
  await superuser.query('DELETE FROM statement WHERE period = $1', [label]);
  await superuser.query('DELETE FROM event');
  await superuser.query(`SET session_replication_role = 'origin'`);
  await superuser.query('DELETE FROM commission_period WHERE label > $1', [label]);
  await superuser.query(
    `UPDATE commission_period SET status = 'OPEN', closing_at = NULL, closed_at = NULL WHERE label = $1`,
    [label],
  );
  await superuser.query('VACUUM (ANALYZE) statement, event, commission_period');
  await superuser.query('CHECKPOINT');
}

/** All that the statements say, and that the month is closed. Events are ours alone. */
async function outcomeOf({ superuser }: Arena, label: string): Promise<Outcome> {
  const { rows } = await superuser.query<Outcome>(
    `SELECT (SELECT status FROM commission_period WHERE label = $1) AS status, count(*)::int AS statements,
       sum(line_count)::int AS lines, sum(opening_minor)::text AS "openingMinor", sum(closing_minor)::text AS "closingMinor",
       md5(string_agg(concat_ws(' ', partner_id, addressee, currency, opening_minor, closing_minor, line_count, status, sha256), ','
         ORDER BY partner_id, currency)) AS "md5"
     FROM statement WHERE period = $1`,
    [label],
  );
  return rows[0]!;
}
