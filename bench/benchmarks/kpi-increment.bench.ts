import type { Client } from 'pg';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { KPI_CONSUMER, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { fillHistory } from '../data/history.ts';
import { fillIncrement } from '../data/kpi-increment.ts';
import { bareCells, keepRolledUp, putBackRolledUp, rebuildAll, rolledUpOutcome } from '../data/kpi-tables.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';

const UNTIL = new Date('2026-07-01T00:00:00Z');
/** What began until then has taken its last step. */
const REBUILT_AT = new Date('2026-07-10T00:00:00Z');
const HAPPENED_AT = new Date('2026-07-10T09:00:00Z');
const ROLLED_UP_AT = new Date('2026-07-10T12:00:00Z');

export const benchmark = defineBenchmark({
  name: 'kpi-increment',
  summary:
    'KPIs brought up to some events, against writing their facts and adding up all cells anew by bare SQL',
  sizes: {
    partners: { fallback: 20, min: 1, max: 1_000, meaning: 'partners with 120 referrals each in a year' },
    months: { fallback: 12, min: 1, max: 60, meaning: 'months of their history' },
    events: { fallback: 100, min: 4, max: 1_000, meaning: 'events since the last rollup' },
  },
  async prepare(arena, { partners, months, events }) {
    const { superuser, log } = arena;
    const seed = 'bench';
    await fillHistory(superuser, { partners, months, seed, until: UNTIL }, log);
    await superuser.query('VACUUM (ANALYZE)');
    await rebuildAll(arena, REBUILT_AT);
    await keepRolledUp(superuser, 'before');
    await superuser.query('CREATE TABLE kept_cursor AS TABLE event_cursor');
    await superuser.query('CREATE TABLE kept_state AS TABLE kpi_state');
    const referrals = Math.ceil(events / 2);
    await fillIncrement(superuser, {
      ...{ seed, partners, referrals, deals: events - referrals, orders: 0, at: HAPPENED_AT },
    });
    await superuser.query('VACUUM (ANALYZE)');
    log(`  ${await rollUp(arena)} facts changed`);
    await keepRolledUp(superuser, 'after');
    return {
      ours: { name: 'rollUpKpis', run: async () => void (await rollUp(arena)) },
      rivals: [{ name: 'all cells anew', ratioMax: 1.5, run: () => addUpAll(superuser) }],
      restore: () => putBack(superuser),
      outcome: () => rolledUpOutcome(superuser),
    };
  },
});

const rollUp = ({ app }: Arena): Promise<number> =>
  rollUpKpis({
    transaction: (work) => writeTransaction(app, JOB_SCOPE, work),
    asOf: ROLLED_UP_AT,
    log: () => undefined,
  });

/** What a portal without increments would do, once it knew which facts changed and how. */
async function addUpAll(client: Client): Promise<void> {
  const key = ['source', 'subject_id', 'measure', 'ordinal'].join(', ');
  await client.query('BEGIN');
  await client.query(`DELETE FROM kpi_fact WHERE (${key}) IN (
    SELECT ${key} FROM (TABLE kept_before_kpi_fact EXCEPT TABLE kept_after_kpi_fact) AS gone)`);
  await client.query('INSERT INTO kpi_fact (TABLE kept_after_kpi_fact EXCEPT TABLE kept_before_kpi_fact)');
  await bareCells(client);
  await client.query('COMMIT');
}

async function putBack(client: Client): Promise<void> {
  await putBackRolledUp(client, 'before');
  await client.query('DELETE FROM event_cursor WHERE consumer = $1', [KPI_CONSUMER]);
  await client.query('INSERT INTO event_cursor SELECT * FROM kept_cursor WHERE consumer = $1', [
    KPI_CONSUMER,
  ]);
  await client.query('DELETE FROM kpi_state');
  await client.query('INSERT INTO kpi_state TABLE kept_state');
}
