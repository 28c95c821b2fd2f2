import type { Tx } from '../../../src/platform/database/client.ts';
import type { Prisma } from '../../../src/platform/database/generated/client/client.ts';
import { type Cast, everybodyOf } from './cast.ts';
import { MODELLED } from './sources.ts';

type Row = { row: string };

const sorted = (rows: readonly Row[]): string[] => rows.map(({ row }) => row).sort();

/** Each different one of these facts of what histories tell of the casts, with how many there are and their sum. */
export const factsIn = async (tx: Tx, casts: readonly Cast[], facts: Prisma.Sql): Promise<string[]> =>
  sorted(
    await tx.$queryRaw<Row[]>`
      SELECT concat_ws('|', partner_id, measure, slice, currency, day, manager_id, tiers, coalesce(member_id::text, ''), count(*),
        sum(value)) AS row
      FROM ${facts} AS fact
      WHERE partner_id = ANY (${casts.flatMap(everybodyOf)}::uuid[]) AND source = ANY (${[...MODELLED]}::text[])
      GROUP BY partner_id, measure, slice, currency, day, manager_id, tiers, member_id`,
  );

/** The cells that are kept of it. */
export const cellsKept = async (tx: Tx, casts: readonly Cast[]): Promise<string[]> =>
  sorted(
    await tx.$queryRaw<Row[]>`
      SELECT concat_ws('|', partner_id, measure, slice, currency, grain || ' ' || starts_on, manager_id, tiers, count, total) AS row
      FROM kpi_cell WHERE partner_id = ANY (${casts.flatMap(everybodyOf)}::uuid[])
        AND measure IN (SELECT measure FROM kpi_fact WHERE source = ANY (${[...MODELLED]}::text[]))`,
  );
