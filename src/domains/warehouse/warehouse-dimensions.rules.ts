import { columnsOf, table, type WarehouseTable } from './warehouse-table.rules.ts';

/** By what facts are told apart. */
export const WAREHOUSE_DIMENSIONS: readonly WarehouseTable[] = [
  table({
    name: 'partner',
    kind: 'DIMENSION',
    load: 'SNAPSHOT',
    description: 'Partners.',
    from: 'partner AS r LEFT JOIN region AS g ON g.id = r.region_id',
    columns: {
      id: 'UUID The partner.',
      name: 'TEXT Its name.',
      type: 'TEXT Its type.',
      status: 'TEXT Its status.',
      status_since: 'DAY Since when.',
      region_code: 'TEXT? Its region. = g.code',
      currency: 'TEXT What it is paid in.',
      time_zone: 'TEXT Its time zone.',
      master_id: 'UUID? The master account that it belongs to.',
      created_at: 'INSTANT When it was entered.',
    },
  }),
  table({
    name: 'product',
    kind: 'DIMENSION',
    load: 'SNAPSHOT',
    description: 'Products.',
    from: 'product AS r',
    columns: {
      id: 'UUID The product.',
      code: 'TEXT Its code.',
      name: 'TEXT Its name.',
      family: 'TEXT Its family.',
      active: 'FLAG Whether it is sold.',
    },
  }),
  table({
    name: 'tier',
    kind: 'DIMENSION',
    load: 'SNAPSHOT',
    description: 'Tiers of each version of a program, with the days on which the version holds.',
    from: 'program_tier AS r JOIN program_version AS v ON v.id = r.version_id JOIN partner_program AS p ON p.id = v.program_id',
    columns: {
      id: 'UUID The tier of this version.',
      program_id: 'UUID The program. = v.program_id',
      program_code: 'TEXT Its code. = p.code',
      version_number: 'COUNT Its version. = v.number',
      valid_from: 'DAY? The first day of the version. = v.valid_from',
      valid_to: 'DAY? The day on which it no longer holds. = v.valid_to',
      code: 'TEXT The code of the tier.',
      name: 'TEXT Its name.',
      rank: 'COUNT Its rank; higher is better.',
    },
  }),
  table({
    name: 'tier_placement',
    kind: 'DIMENSION',
    load: 'APPEND',
    description:
      'From which day on a partner is in a tier of a program; the last one that is effective counts, of those of a day the one booked last.',
    from: 'tier_placement AS r',
    columns: {
      id: 'UUID The placement.',
      partner_id: 'UUID The partner.',
      program_id: 'UUID The program.',
      tier_id: 'UUID The tier.',
      cause: 'TEXT Why.',
      effective_on: 'DAY From which day on.',
      booked_at: 'INSTANT When it was booked.',
    },
  }),
  table({
    name: 'assignment',
    kind: 'DIMENSION',
    load: 'SNAPSHOT',
    description: 'Which member of staff serves a partner, by function, from and until when.',
    from: 'assignment AS r',
    columns: {
      id: 'UUID The assignment.',
      partner_id: 'UUID The partner.',
      function: 'TEXT As what.',
      staff_id: 'UUID Who.',
      valid_from: 'INSTANT From when.',
      valid_to: 'INSTANT? Until when.',
    },
  }),
  table({
    name: 'staff',
    kind: 'DIMENSION',
    load: 'SNAPSHOT',
    description: "The vendor's people who serve partners, by name only.",
    from: 'staff_member AS r',
    key: [['r.person_id', 'uuid']],
    columns: { id: 'UUID The person. = r.person_id', name: 'TEXT The name that reports show.' },
  }),
];

/** Told by the settings rather than by a table. */
export const FISCAL_MONTH: Pick<WarehouseTable, 'name' | 'kind' | 'load' | 'description' | 'columns'> = {
  name: 'fiscal_month',
  kind: 'DIMENSION',
  load: 'SNAPSHOT',
  description:
    "The vendor's fiscal months, from five years before the present one to the end of the next year.",
  columns: columnsOf({
    period: 'TEXT The label of the month.',
    quarter: 'TEXT The quarter that it is part of.',
    year: 'TEXT The year that it is part of.',
    starts_on: 'DAY Its first day.',
    ends_before: 'DAY The day after its last.',
  }),
};
