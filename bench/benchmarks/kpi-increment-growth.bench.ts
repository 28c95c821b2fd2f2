import { openDatabase } from '../../src/platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { pagesOf, plansRead, recordStatements } from '../../tests/support/gates/statements.ts';
import { fillHistory } from '../data/history.ts';
import { fillIncrement, takeBackIncrement } from '../data/kpi-increment.ts';
import { rebuildAll } from '../data/kpi-tables.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import type { GrowthContest } from '../harness/growth-contest.ts';
import type { Read } from '../harness/operation-pages.ts';
import { heightsOf } from '../harness/tree-heights.ts';

const GROWTH_MAX = 1.1;
const UNTIL = new Date('2026-07-01T00:00:00Z');
/** What began until then has taken its last step. */
const REBUILT_AT = new Date('2026-07-10T00:00:00Z');
const HAPPENED_AT = new Date('2026-07-10T09:00:00Z');
const ROLLED_UP_AT = new Date('2026-07-10T12:00:00Z');
const MONTHS_FEW = 12;
const INCREMENT = 'an increment of the KPIs';
/** By which the steps of a referral are found. */
const INDEX_TO_MISS = 'event_subject_id_occurred_at_idx';
/** What is little is read whole, and what grows would hide behind what that costs: here it is looked up as among many. */
const AS_AMONG_MANY = 'options=-c%20enable_seqscan%3Doff%20-c%20enable_bitmapscan%3Doff';

export const benchmark = defineBenchmark({
  name: 'kpi-increment-growth',
  summary: 'pages that a rollup of some events reads, among few partners, and among more of more years',
  sizes: {
    'partners-few': { fallback: 150, min: 1, max: 1_000, meaning: 'partners at first, of a year' },
    'partners-many': { fallback: 150, min: 1, max: 2_000, meaning: 'more partners then, at least as many' },
    'months-many': { fallback: 36, min: 12, max: 60, meaning: 'months of their history, as dense' },
    events: { fallback: 200, min: 4, max: 1_000, meaning: 'events since the last rollup' },
  },
  async prepare(given, sizes): Promise<GrowthContest> {
    const app = openDatabase({ ...given.app.settings, url: `${given.app.settings.url}?${AS_AMONG_MANY}` });
    const arena = { ...given, app };
    const { superuser } = arena;
    const few = { seed: 'few', partners: sizes['partners-few'], months: MONTHS_FEW };
    const many = { seed: 'many', partners: sizes['partners-many'], months: sizes['months-many'] };
    await fill(arena, few);
    return {
      operations: [INCREMENT],
      growthMax: GROWTH_MAX,
      read: (_operation, whose) =>
        readIncrement(arena, {
          ...{ seed: whose === 'original' ? few.seed : many.seed, partners: few.partners },
          ...{ referrals: Math.ceil(sizes.events / 2), deals: Math.floor(sizes.events / 2), orders: 0 },
          at: HAPPENED_AT,
        }),
      heights: () => heightsOf(superuser),
      grow: () => fill(arena, many),
      faults: [
        {
          ...{ operation: INCREMENT, name: `without ${INDEX_TO_MISS}` },
          plant: async () => void (await superuser.query(`DROP INDEX ${INDEX_TO_MISS}`)),
        },
      ],
      stop: () => app.end(),
    };
  },
});

async function fill(
  arena: Arena,
  history: Readonly<{ seed: string; partners: number; months: number }>,
): Promise<void> {
  await fillHistory(arena.superuser, { ...history, until: UNTIL }, arena.log);
  await rebuildAll(arena, REBUILT_AT);
}

/** Thrown to take back a rollup. */
class TakenBack extends Error {
  override readonly name = 'TakenBack';
}

/** What a rollup of an increment reads; neither of them stays. Both seeds' have as many events, of as many partners. */
async function readIncrement(
  { app, superuser }: Arena,
  increment: Parameters<typeof fillIncrement>[1],
): Promise<Read> {
  await fillIncrement(superuser, increment);
  // Visible to all and counted, whatever the server did by itself meanwhile.
  await superuser.query('VACUUM (ANALYZE)');
  const recording = recordStatements(app);
  let changed = 0;
  try {
    await writeTransaction(app, JOB_SCOPE, async (tx) => {
      changed = await rollUpKpis({
        transaction: (work) => work(tx),
        asOf: ROLLED_UP_AT,
        log: () => undefined,
      });
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
  }
  const plans = await plansRead(app, recording.take());
  await takeBackIncrement(superuser, HAPPENED_AT);
  const pages = pagesOf(plans);
  return {
    ...{ data: { changed }, pages },
    plan: { 'Shared Hit Blocks': pages, 'Shared Read Blocks': 0, Plans: plans },
  };
}
