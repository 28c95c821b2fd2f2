import { KPIS } from '../../src/domains/kpis/kpi-catalogue.rules.ts';
import { readFrom } from '../../src/domains/kpis/kpi-source.service.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import type { Prisma } from '../../src/platform/database/generated/client/client.ts';
import { rebuildKpis, rollUpKpis } from '../../src/workflows/roll-up-kpis.ts';
import { settled } from './event-log.ts';
import type { Portal } from './portal.ts';

/** So small that every history takes several pages. */
export const PAGES = { events: 40, subjects: 8, partners: 3 };

export type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Rolls up and rebuilds the KPIs of a portal, and reads all that is kept of them. */
export function rollupsOf(portal: Portal) {
  const lines: string[] = [];
  const runOf = (transaction: Transaction = portal.arrange, asOf = new Date()) => ({
    ...{ transaction, asOf },
    log: (line: string) => void lines.push(line),
  });
  return {
    lines,
    runOf,
    settled: () => settled(portal),
    async rollUp(asOf?: Date): Promise<number> {
      await settled(portal);
      return await rollUpKpis(runOf(portal.arrange, asOf), PAGES);
    },
    async rebuild(asOf?: Date): Promise<number> {
      await settled(portal);
      return await rebuildKpis(runOf(portal.arrange, asOf), PAGES);
    },
    /** Everything that is kept, each row as text, in order. */
    kept: () =>
      portal.arrange(async (tx) => {
        const rows = await tx.$queryRaw<{ row: string }[]>`
          SELECT row FROM (SELECT 'fact ' || to_jsonb(f)::text AS row FROM kpi_fact AS f
            UNION ALL SELECT 'cell ' || to_jsonb(c)::text FROM kpi_cell AS c
            UNION ALL SELECT 'bar ' || to_jsonb(h)::text FROM kpi_histogram AS h) AS kept ORDER BY row COLLATE "C"`;
        return rows.map(({ row }) => row);
      }),
    /** Reads the facts that were known by an instant, of all partners. */
    knownAt: <T>(asOf: Date, read: (tx: Tx, facts: Prisma.Sql) => Promise<T>): Promise<T> =>
      portal.arrange((tx) => {
        const now = new Date();
        const of = { within: [], by: 'ALL', keys: null, credited: 'AS_CREDITED', today: now, now } as const;
        return readFrom(tx, { kpis: KPIS, selection: of, asOf, asVendor: null }, (vendor, { facts }) =>
          read(vendor, facts),
        );
      }),
    forget: () =>
      portal.arrange(async (tx) => {
        await tx.$executeRaw`DELETE FROM kpi_fact`;
        await tx.$executeRaw`DELETE FROM kpi_cell`;
        await tx.$executeRaw`DELETE FROM kpi_histogram`;
      }),
  };
}

/** Transactions of a process that dies in the one of that number. */
export function dyingAt(portal: Portal, number: number): Transaction {
  let count = 0;
  return (work) =>
    portal.arrange(async (tx) => {
      const answer = await work(tx);
      count += 1;
      if (count === number) throw new Error('killed');
      return answer;
    });
}
