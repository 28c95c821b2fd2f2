import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { StatementTextLine } from './statement-text.rules.ts';

/** The lines of statements: entries that change what the partner is to be paid. Aliases: `entry`, `earning`, `product`. */
export const LINES = Prisma.sql`
  ledger_entry AS entry
  LEFT JOIN commission_earning AS earning ON earning.id = entry.earning_id
  LEFT JOIN product ON product.id = earning.product_id`;

/** A line as it is hashed: JSON, so that no text can pass for another, and with nothing in it that a setting formats. */
export const LINE_TEXT = Prisma.sql`
  jsonb_build_array(entry.id, entry.kind, entry.from_account, entry.to_account, entry.amount_minor, entry.statement_minor,
    entry.effective_on, earning.order_number, product.code, entry.explanation)::text`;

/** The lowercase hexadecimal SHA-256 of a statement's canonical text: its header, and its lines in the order of their ids. */
export const hashOf = (
  header: Readonly<{
    partnerId: Prisma.Sql;
    addressee: Prisma.Sql;
    currency: Prisma.Sql;
    period: Prisma.Sql;
    opening: Prisma.Sql;
    closing: Prisma.Sql;
    lineCount: Prisma.Sql;
  }>,
  linesText: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
  encode(sha256(convert_to(concat_ws(E'\n', jsonb_build_array(${header.partnerId}::uuid, ${header.addressee}::text, ${header.currency}::text,
    ${header.period}::text, ${header.opening}::bigint, ${header.closing}::bigint, ${header.lineCount}::bigint)::text, ${linesText}), 'UTF8')), 'hex')`;

type Which = Readonly<{ partnerId: string; currency: string; period: string }>;

/** The lines in the order in which they are hashed, at most so many. */
export const readTextLines = (
  tx: Tx,
  { partnerId, currency, period }: Which,
  limit: number,
): Promise<StatementTextLine[]> =>
  tx.$queryRaw<StatementTextLine[]>`
    SELECT entry.id, entry.effective_on AS "effectiveOn", entry.kind, earning.order_number AS "orderNumber",
      product.code AS "productCode", entry.statement_minor AS "statementMinor", entry.explanation
    FROM ${LINES}
    WHERE entry.partner_id = ${partnerId}::uuid AND entry.currency = ${currency} AND entry.period = ${period}
      AND entry.statement_minor <> 0
    ORDER BY entry.id LIMIT ${limit}`;

export type Recomputed = Readonly<{ sha256: string; lineCount: bigint; closingMinor: bigint }>;

/** What the ledger says now of a stored statement; null where the statement is hidden. */
export async function recompute(tx: Tx, id: string): Promise<Recomputed | null> {
  const [found] = await tx.$queryRaw<Recomputed[]>`
    SELECT line.count AS "lineCount", s.opening_minor + line.moved AS "closingMinor", ${hashOf(
      {
        partnerId: Prisma.sql`s.partner_id`,
        addressee: Prisma.sql`s.addressee`,
        currency: Prisma.sql`s.currency`,
        period: Prisma.sql`s.period`,
        opening: Prisma.sql`s.opening_minor`,
        closing: Prisma.sql`s.opening_minor + line.moved`,
        lineCount: Prisma.sql`line.count`,
      },
      Prisma.sql`line.text`,
    )} AS sha256
    FROM statement AS s CROSS JOIN LATERAL (
      SELECT count(*) AS count, coalesce(sum(entry.statement_minor), 0)::bigint AS moved,
        string_agg(${LINE_TEXT}, E'\n' ORDER BY entry.id) AS text
      FROM ${LINES}
      WHERE entry.partner_id = s.partner_id AND entry.currency = s.currency AND entry.period = s.period
        AND entry.statement_minor <> 0) AS line
    WHERE s.id = ${id}::uuid`;
  return found ?? null;
}
