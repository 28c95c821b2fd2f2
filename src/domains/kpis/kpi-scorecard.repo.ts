import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries, Terms } from '../../platform/database/queries.ts';
import { PLACE_KINDS } from './kpi-plan.rules.ts';
import { firstDaysSql, ofPartner, ROLLED_UP, SUMS } from './kpi-read.repo.ts';
import { creditedWithin } from './kpi-scope.repo.ts';
import { rateSql } from './kpi-vendor.repo.ts';

/** What a scope is called that the reader sees; nothing else has a row. */
const scopeSql = ({ chosen, value }: Terms): Prisma.Sql => {
  const key = value('scopeKey');
  const partner = Prisma.sql`SELECT id FROM partner WHERE id = ${key}::uuid`;
  return chosen('scopeKind', {
    ALL: Prisma.sql`SELECT true AS "isSeen"`,
    PARTNER: partner,
    MASTER: partner,
    MANAGER: Prisma.sql`SELECT person_id FROM staff_member WHERE person_id = ${key}::uuid`,
    REGION: Prisma.sql`SELECT code FROM region WHERE code = ${key}::text`,
    PROGRAM: Prisma.sql`SELECT code FROM partner_program WHERE code = ${key}::text`,
    TIER: Prisma.sql`
      SELECT tier.code FROM program_tier AS tier JOIN program_version AS version ON version.id = tier.version_id
      JOIN partner_program AS program ON program.id = version.program_id
      WHERE program.code || ':' || tier.code = ${key}::text LIMIT 1`,
  });
};

const NOTHING = Prisma.sql`
  SELECT 0 AS place, '' AS key, '' AS slice, '' AS currency, NULL AS month, NULL::int AS bucket, '0' AS count, '0' AS total,
    NULL AS gross, NULL AS net WHERE false`;

/** The sums of all places, those of each kind where there are any. */
function sumsSql({ value, chosen }: Terms): Prisma.Sql {
  const key = value('scopeKey');
  const shared = {
    ...{ key: Prisma.sql`''::text`, join: Prisma.empty, currency: value('currency'), source: ROLLED_UP },
    within: chosen('scopeKind', creditedWithin(key)),
    ofPartner: chosen('scopeKind', { PARTNER: ofPartner(key) }),
  };
  const sums = PLACE_KINDS.map((kind) =>
    chosen(`has ${kind}`, {
      true: Prisma.sql`UNION ALL ${SUMS[kind]({ ...shared, places: value(kind) })}`,
    }),
  );
  return Prisma.sql`${NOTHING} ${Prisma.join(sums, ' ')}`;
}

/** The rates into the currency asked for, of all others that there are sums of, on each day that can be asked. */
function ratesSql({ value, chosen }: Terms): Prisma.Sql {
  const currency = value('currency');
  return chosen('has currency', {
    true: Prisma.sql`
      SELECT question.from_code AS "from", question.on_day AS "on", found.rate::text, found.is_inverse AS "isInverse"
      FROM (SELECT DISTINCT sums.currency AS from_code FROM sums WHERE sums.currency NOT IN ('', ${currency}::text)) AS foreign_amount
      CROSS JOIN unnest(${value('rateDays')}::date[]) AS day (on_day)
      CROSS JOIN LATERAL (SELECT foreign_amount.from_code, day.on_day) AS question
      CROSS JOIN LATERAL ${rateSql(currency, null)} AS found`,
    false: Prisma.sql`SELECT WHERE false`,
  });
}

/** What the rule of `kpiScorecard` decides by. */
export const SCORECARD_QUERIES = {
  scope: scopeSql,
  firstDays: ({ value }) => firstDaysSql(value('measures')),
  /** One row, as the sums are added up once for both: they say which currencies there are. */
  read: (terms) => Prisma.sql`
    WITH sums AS MATERIALIZED (${sumsSql(terms)})
    SELECT array_to_json(ARRAY(SELECT row_to_json(row) FROM sums AS row)) AS sums,
      array_to_json(ARRAY(SELECT row_to_json(row) FROM (${ratesSql(terms)}) AS row)) AS rates`,
  targets: ({ value }) => Prisma.sql`
    SELECT kpi, trim_scale(value)::text AS value, currency FROM kpi_target
    WHERE scope_kind = ${value('scopeKind')}::text AND scope_key = ${value('scopeKey')}::text
      AND period = ${value('period')}::text`,
} as const satisfies Queries;
