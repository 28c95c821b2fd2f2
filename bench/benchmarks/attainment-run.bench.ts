import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { seedDatabase } from '../../src/workflows/demo-data/demo-data.ts';
import { keepAttainment } from '../../src/workflows/keep-attainment.ts';
import { bareAttainment, keepEvaluated } from '../data/bare-attainment.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import type { Outcome } from '../harness/contest.ts';

const REFERRALS_PER_PARTNER = 20;
/** All of it lies within the twelve months that requirements look back. */
const MONTHS = 11;
const SEEDED_UNTIL = new Date('2026-07-01T00:00:00Z');
/** Fewer than the job takes at once, so that a busy machine does not run out of a transaction's time. */
const EVALUATIONS_PER_RUN_MAX = 250;
const EVALUATED_AT = new Date('2026-07-02T12:00:00Z');

export const benchmark = defineBenchmark({
  name: 'attainment-run',
  summary: 'where partners stand in their program, against the same reads and writes without rules',
  sizes: {
    evaluated: { fallback: 500, min: 10, max: 10_000, meaning: 'partners that are evaluated' },
  },
  async prepare(arena, { evaluated }) {
    const { app, superuser, log } = arena;
    const options = { partners: evaluated, referrals: evaluated * REFERRALS_PER_PARTNER, months: MONTHS };
    await seedDatabase(app, { ...options, seed: 'bench', until: SEEDED_UNTIL }, log);
    await superuser.query('VACUUM (ANALYZE)');
    await restore(arena);
    await ours(arena);
    await assertRight(arena, evaluated);
    await keepEvaluated(superuser);
    return {
      ours: { name: 'keepAttainment', run: () => ours(arena) },
      rivals: [{ name: 'bare SQL', ratioMax: 3, run: () => bareAttainment(superuser) }],
      restore: () => restore(arena),
      outcome: () => outcomeOf(arena),
    };
  },
});

/** Run after run, as the job is run every five minutes, until a run finds nothing to do. */
async function ours({ app }: Arena): Promise<void> {
  for (let kept = 1; kept > 0; )
    kept = await writeTransaction(app, JOB_SCOPE, (tx) =>
      keepAttainment(tx, EVALUATED_AT, () => undefined, EVALUATIONS_PER_RUN_MAX),
    );
}

/** The rival copies what we wrote, so that is compared with what is known of the facts first. */
async function assertRight({ superuser }: Arena, evaluated: number): Promise<void> {
  const { rows } = await superuser.query<{ standings: number; accepted: number; found: number[] }>(`
    SELECT (SELECT count(*)::int FROM partner_standing) AS standings,
      (SELECT count(*)::int FROM event WHERE type = 'referral.accepted') AS accepted,
      ARRAY(SELECT sum(kept.actual)::int FROM attainment AS kept JOIN program_requirement AS asked ON asked.id = kept.requirement_id
        WHERE asked.metric = 'REFERRALS_ACCEPTED' GROUP BY asked.id) AS found`);
  const { standings, accepted, found } = rows[0]!;
  if (standings !== evaluated || found.length === 0 || found.some((sum) => sum !== accepted))
    throw new Error(
      `${standings} partners with ${found} accepted referrals instead of ${evaluated} with ${accepted}.`,
    );
}

async function restore({ superuser }: Arena): Promise<void> {
  await superuser.query(`SET session_replication_role = 'replica'`);
  await superuser.query('DELETE FROM attainment');
  await superuser.query('DELETE FROM partner_standing');
  await superuser.query('DELETE FROM standing_change');
  await superuser.query(`SET session_replication_role = 'origin'`);
  await superuser.query('VACUUM (ANALYZE) attainment, partner_standing, standing_change, event_cursor');
  await superuser.query('CHECKPOINT');
}

async function outcomeOf({ superuser }: Arena): Promise<Outcome> {
  const hashOf = (table: string, keys: string) =>
    `(SELECT md5(string_agg((to_jsonb(kept) - 'id')::text, ',' ORDER BY ${keys})) FROM ${table} AS kept)`;
  const { rows } = await superuser.query<Outcome>(`
    SELECT (SELECT count(*)::int FROM partner_standing) AS standings, (SELECT count(*)::int FROM attainment) AS attainments,
      ${hashOf('partner_standing', 'partner_id, program_id')} AS "standingsMd5",
      ${hashOf('attainment', 'partner_id, requirement_id, period')} AS "attainmentsMd5",
      ${hashOf('standing_change', 'partner_id, program_id, period')} AS "changesMd5"`);
  return rows[0]!;
}
