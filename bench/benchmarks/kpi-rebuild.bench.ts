import type { Client } from 'pg';
import { fillHistory } from '../data/history.ts';
import { deriveAtOnce } from '../data/kpi-derive.ts';
import { bareCells, keepRolledUp, putBackRolledUp, rebuildAll, rolledUpOutcome } from '../data/kpi-tables.ts';
import { defineBenchmark } from '../harness/benchmark.ts';

const UNTIL = new Date('2026-07-01T00:00:00Z');
/** What began until then has taken its last step. */
const REBUILT_AT = new Date('2026-07-10T00:00:00Z');

export const benchmark = defineBenchmark({
  name: 'kpi-rebuild',
  summary: 'all KPIs derived from nothing, against one statement for each source and table',
  sizes: {
    partners: { fallback: 20, min: 1, max: 1_000, meaning: 'partners with 120 referrals each in a year' },
    months: { fallback: 12, min: 1, max: 60, meaning: 'months of their history' },
  },
  async prepare(arena, { partners, months }) {
    const { superuser, log } = arena;
    await fillHistory(superuser, { partners, months, until: UNTIL }, log);
    await superuser.query('VACUUM (ANALYZE)');
    await keepRolledUp(superuser, 'before');
    const changed = await rebuildAll(arena, REBUILT_AT);
    log(`  ${changed} facts`);
    await keepRolledUp(superuser, 'after');
    return {
      ours: { name: 'rebuildKpis', run: async () => void (await rebuildAll(arena, REBUILT_AT)) },
      rivals: [
        {
          name: 'bare SQL',
          ratioMax: 1.5,
          run: () => atOnce(superuser, () => deriveAtOnce(arena, REBUILT_AT)),
        },
      ],
      restore: () => putBackRolledUp(superuser, 'before'),
      outcome: () => rolledUpOutcome(superuser),
    };
  },
});

async function atOnce(client: Client, derive: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  await derive();
  await bareCells(client);
  await client.query('COMMIT');
}
