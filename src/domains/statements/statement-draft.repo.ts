import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { hashOf, LINE_TEXT, LINES } from './statement-text.sql.ts';

/**
 * The next partners that a month says something to and that have no statement of it yet: by its lines, or by what was open
 * before. So many at most, with so many lines together at most; one that has more by itself comes alone.
 */
export const partnersToDraft = async (
  tx: Tx,
  period: string,
  { partnersMax, linesMax }: Readonly<{ partnersMax: number; linesMax: number }>,
): Promise<string[]> => {
  const found = await tx.$queryRaw<{ id: string }[]>`
    WITH next AS (
      SELECT p.id, line.count FROM partner AS p
      CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM ledger_entry AS e
        WHERE e.period = ${period} AND e.partner_id = p.id AND e.statement_minor <> 0) AS line
      WHERE p.id NOT IN (SELECT s.partner_id FROM statement AS s WHERE s.period = ${period})
        AND (line.count > 0
          OR EXISTS (
            SELECT FROM (
              SELECT DISTINCT ON (s.currency) s.closing_minor FROM statement AS s
              WHERE s.partner_id = p.id AND s.period < ${period} ORDER BY s.currency, s.period DESC) AS last
            WHERE last.closing_minor <> 0))
      ORDER BY p.id LIMIT ${partnersMax}),
    counted AS (
      SELECT id, row_number() OVER (ORDER BY id) AS place, sum(count) OVER (ORDER BY id) AS so_far FROM next)
    SELECT id::text FROM counted WHERE place = 1 OR so_far <= ${linesMax} ORDER BY id`;
  return found.map(({ id }) => id);
};

export type Drafted = Readonly<{ id: string; partnerId: string; currency: string; lineCount: number }>;

const HASH = Prisma.raw(
  hashOf(
    {
      ...{ partnerId: 'told.partner_id', addressee: 'partner.name', currency: 'told.currency' },
      ...{
        period: 'told.period',
        opening: 'told.opening',
        closing: 'told.closing',
        lineCount: 'told.line_count',
      },
    },
    'told.text',
  ),
);

/**
 * Drafts the statements of these partners for a month in one statement: from the closing balance of the last one, or of
 * nothing, over the month's lines. What is there already is left alone.
 */
export const draftStatements = (
  tx: Tx,
  period: string,
  partnerIds: readonly string[],
  now: Date,
): Promise<Drafted[]> =>
  tx.$queryRaw<Drafted[]>`
    WITH line AS (
      SELECT entry.partner_id, entry.currency, count(*) AS count, sum(entry.statement_minor) AS moved,
        string_agg(${Prisma.raw(LINE_TEXT)}, E'\n' ORDER BY entry.id) AS text
      FROM ${Prisma.raw(LINES)}
      WHERE entry.period = ${period} AND entry.partner_id = ANY (${partnerIds}::uuid[]) AND entry.statement_minor <> 0
      GROUP BY entry.partner_id, entry.currency),
    last AS (
      SELECT DISTINCT ON (s.partner_id, s.currency) s.partner_id, s.currency, s.closing_minor
      FROM statement AS s WHERE s.partner_id = ANY (${partnerIds}::uuid[]) AND s.period < ${period}
      ORDER BY s.partner_id, s.currency, s.period DESC),
    told AS (
      SELECT partner_id, currency, ${period}::text AS period, coalesce(last.closing_minor, 0) AS opening,
        (coalesce(last.closing_minor, 0) + coalesce(line.moved, 0))::bigint AS closing,
        coalesce(line.count, 0)::int AS line_count, line.text
      FROM line FULL JOIN last USING (partner_id, currency)
      WHERE line.count > 0 OR last.closing_minor <> 0)
    INSERT INTO statement (partner_id, addressee, currency, period, opening_minor, closing_minor, line_count, sha256, drafted_at)
    SELECT told.partner_id, partner.name, told.currency, told.period, told.opening, told.closing, told.line_count, ${HASH}, ${now}
    FROM told JOIN partner ON partner.id = told.partner_id
    ORDER BY told.partner_id, told.currency
    ON CONFLICT (partner_id, currency, period) DO NOTHING
    RETURNING id, partner_id AS "partnerId", currency, line_count AS "lineCount"`;

/** Currencies in which the statements of a month do not add up to what was booked in it; none, or the close is wrong. */
export const unbalancedCurrencies = async (tx: Tx, period: string): Promise<string[]> => {
  const found = await tx.$queryRaw<{ currency: string }[]>`
    SELECT currency FROM (
      SELECT currency, statement_minor AS moved, 1 AS count
        FROM ledger_entry WHERE period = ${period} AND statement_minor <> 0
      UNION ALL SELECT currency, opening_minor - closing_minor, -line_count FROM statement WHERE period = ${period}) AS both_sides
    GROUP BY currency HAVING sum(moved) <> 0 OR sum(count) <> 0 ORDER BY currency`;
  return found.map(({ currency }) => currency);
};
