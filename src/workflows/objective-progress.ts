import type { KpiValue } from '../domains/kpis/kpi-reading.rules.ts';
import {
  type Counted,
  progressById,
  type Share,
  shareOf,
} from '../domains/objectives/objective-progress.rules.ts';
import { treesOf } from '../domains/objectives/objective-tree.service.ts';
import type { Fraction } from '../kernel/fraction.ts';
import type { Tx } from '../platform/database/client.ts';
import { kpiReadings } from './kpi-readings.ts';

export type ResultProgress = Readonly<{
  reading: KpiValue | null;
  share: Share | null;
  from: Date;
  until: Date;
}>;

export type ObjectivesProgress = Readonly<{
  /** By the id of an objective; null where nothing counts. */
  objectives: ReadonlyMap<string, Fraction | null>;
  /** By the id of a key result. */
  results: ReadonlyMap<string, ResultProgress>;
}>;

/** How far objectives have come, with all that contributes to them: in a fixed number of statements, however many. */
export async function progressOfObjectives(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<ObjectivesProgress> {
  const rows = await treesOf(tx, ids);
  const asked = rows.flatMap((row) => row.results.map((result) => ({ row, result })));
  const readings = await kpiReadings(
    tx,
    asked.map(({ row, result }) => ({
      ...{
        kpi: result.kpi,
        scope: { kind: result.scopeKind as 'ALL', key: result.scopeKey },
        currency: result.currency,
      },
      ...{ from: row.periodFrom, until: row.periodUntil },
    })),
    now,
  );
  const results = new Map(
    asked.map(({ row, result }, place) => {
      const reading = readings[place] ?? null;
      const terms = { baseline: result.baseline.toFixed(), target: result.target.toFixed() };
      const share = shareOf(terms, reading?.value ?? null);
      return [result.id, { reading, share, from: row.periodFrom, until: row.periodUntil }] as const;
    }),
  );
  const nodes = rows.map(({ id, parentId, results: own }) => ({
    ...{ id, parentId },
    results: own.map(
      (result): Counted => ({
        share: results.get(result.id)?.share?.bounded ?? null,
        weight: result.weight.toFixed(),
      }),
    ),
  }));
  return { objectives: progressById(nodes), results };
}
