import { randomUUID } from 'node:crypto';
import type { Portal } from './portal.ts';

export type FactToCount = Readonly<{
  partnerId: string;
  measure: string;
  day: string;
  value?: bigint;
  currency?: string;
  slice?: string;
  memberId?: string;
  managerId?: string;
  tiers?: string;
  source?: string;
  subjectId?: string;
  isVisible?: boolean;
}>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;

/** 64 buckets for each doubling from 128 on, said independently of what reads them. */
function bucketOf(value: bigint): number {
  if (value < 128n) return Number(value);
  const shift = value.toString(2).length - 7;
  return 128 + (shift - 1) * 64 + Number(value >> BigInt(shift)) - 64;
}

/** Facts, and the cells and buckets of days and calendar months that a rollup would make of them. */
export async function arrangeFacts(
  portal: Portal,
  facts: readonly FactToCount[],
  monthFrom: (day: string) => string = monthOf,
): Promise<void> {
  const rows = facts.map((fact, place) => {
    const value = fact.value ?? 1n;
    return {
      ...{
        source: fact.source ?? 'REFERRAL',
        subject_id: fact.subjectId ?? randomUUID(),
        measure: fact.measure,
      },
      ...{
        ordinal: place + 1,
        partner_id: fact.partnerId,
        slice: fact.slice ?? '',
        currency: fact.currency ?? '',
      },
      ...{
        day: fact.day,
        month: monthFrom(fact.day),
        value: value.toString(),
        bucket: bucketOf(value < 0n ? 0n : value),
      },
      ...{ member_id: fact.memberId ?? null, manager_id: fact.managerId ?? NOBODY, tiers: fact.tiers ?? '' },
      is_visible: fact.isVisible ?? true,
    };
  });
  await portal.arrange(async (tx) => {
    const given = JSON.stringify(rows);
    await tx.$executeRaw`
      INSERT INTO kpi_fact (source, subject_id, measure, ordinal, partner_id, slice, currency, occurred_at, day, value, member_id,
        manager_id, tiers, is_visible)
      SELECT source, subject_id, measure, ordinal, partner_id, slice, currency, day::timestamptz, day, value, member_id,
        manager_id, tiers, is_visible FROM jsonb_populate_recordset(NULL::kpi_fact, ${given}::jsonb)`;
    await tx.$executeRaw`
      INSERT INTO kpi_cell (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, count, total, is_visible)
      SELECT partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, count(*), sum(value), bool_and(is_visible)
      FROM jsonb_to_recordset(${given}::jsonb) AS f (partner_id uuid, measure text, slice text, currency text, day date, month date,
        manager_id uuid, tiers text, value bigint, is_visible boolean)
      CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month)) AS g (grain, starts_on)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
    await tx.$executeRaw`
      INSERT INTO kpi_histogram (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, count, is_visible)
      SELECT partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, count(*), bool_and(is_visible)
      FROM jsonb_to_recordset(${given}::jsonb) AS f (partner_id uuid, measure text, slice text, currency text, day date, month date,
        manager_id uuid, tiers text, bucket int, is_visible boolean)
      CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month)) AS g (grain, starts_on)
      WHERE measure LIKE '%\_MINUTES' OR measure LIKE '%\_DAYS'
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;
  });
}
