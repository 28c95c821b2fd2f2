import { beforeAll, expect, it } from 'vitest';
import { addUpAnew } from '../../src/domains/kpis/kpi-cells.repo.ts';
import { HISTOGRAM_MEASURES } from '../../src/domains/kpis/kpi-measures.rules.ts';
import { aPartner } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const MEASURE = HISTOGRAM_MEASURES[0]!;
const SETTING = {
  monthStarts: ['2026-01-01', '2026-02-01', '2026-03-01'],
  histogramMeasures: HISTOGRAM_MEASURES,
};

let portal: Portal;
let partnerId: string;
let otherId: string;

beforeAll(async () => {
  portal = await startPortal();
  [partnerId, otherId] = [(await aPartner(portal)).id, (await aPartner(portal)).id];
  await portal.arrange(
    (tx) => tx.$executeRaw`
      INSERT INTO kpi_fact (source, subject_id, measure, ordinal, partner_id, occurred_at, day, value, manager_id, is_visible)
      SELECT 'TEST', md5(n::text || partner)::uuid, ${MEASURE}, 1, partner::uuid, day, day, n * 7, md5('nobody')::uuid, true
      FROM unnest(${[partnerId, otherId]}::text[]) AS partner, generate_series(1, 40) AS n,
        LATERAL (SELECT '2026-01-01'::date + n AS day) AS dated`,
  );
  await addUp();
});

const addUp = () => portal.arrange((tx) => addUpAnew(tx, [partnerId], SETTING));

/** Everything that is kept, with which row it is, so that one that was written again is another. */
const kept = () =>
  portal.arrange(
    (tx) => tx.$queryRaw<object[]>`
      SELECT to_jsonb(cell)::text AS row, cell.xmin::text AS version FROM kpi_cell AS cell
      UNION ALL SELECT to_jsonb(bar)::text, bar.xmin::text FROM kpi_histogram AS bar ORDER BY 1`,
  );

const rowsOf = (rows: readonly object[]) => rows.map((one) => (one as { row: string }).row);

it('adds up by day and by fiscal month, of the partners that are asked for only', async () => {
  const [sums] = await portal.arrange(
    (tx) => tx.$queryRaw<object[]>`
      SELECT count(*) FILTER (WHERE grain = 'DAY')::int AS days, count(*) FILTER (WHERE grain = 'MONTH')::int AS months,
        sum(count) FILTER (WHERE grain = 'MONTH')::int AS facts, sum(total)::int AS total,
        count(*) FILTER (WHERE partner_id = ${otherId}::uuid)::int AS others FROM kpi_cell`,
  );
  expect(sums).toEqual({ days: 40, months: 2, facts: 40, total: 2 * 7 * 820, others: 0 });
});

it('writes nothing of what is right', async () => {
  const before = await kept();
  await addUp();
  expect(await kept()).toEqual(before);
});

it.each([
  ['a cell counts too much', 'UPDATE kpi_cell SET count = count + 1 WHERE grain = $$MONTH$$'],
  ['a cell sums up too little', 'UPDATE kpi_cell SET total = total - 1 WHERE starts_on = $$2026-01-05$$'],
  ['cells are lost', 'DELETE FROM kpi_cell WHERE grain = $$DAY$$'],
  ['a cell is of nothing', 'UPDATE kpi_cell SET slice = $$NONE$$ WHERE starts_on = $$2026-01-05$$'],
  ['a partner may not see what it may', 'UPDATE kpi_cell SET is_visible = false WHERE grain = $$MONTH$$'],
  ['a bar counts too much', 'UPDATE kpi_histogram SET count = count + 1 WHERE grain = $$MONTH$$'],
  ['bars are lost', 'DELETE FROM kpi_histogram WHERE grain = $$DAY$$'],
  ['a bar is of nothing', 'UPDATE kpi_histogram SET bucket = 9999 WHERE starts_on = $$2026-01-05$$'],
])('puts it right where %s', async (_what, fault) => {
  const before = rowsOf(await kept());
  await portal.arrange((tx) => tx.$executeRawUnsafe(fault));
  expect(rowsOf(await kept())).not.toEqual(before);
  await addUp();
  expect(rowsOf(await kept())).toEqual(before);
});
