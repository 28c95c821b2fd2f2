import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Terms } from '../../platform/database/queries.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';

/** The lines of statements: entries that change what the partner is to be paid. Aliases: `entry`, `earning`, `product`. */
export const LINES = `ledger_entry AS entry
        LEFT JOIN commission_earning AS earning ON earning.id = entry.earning_id
        LEFT JOIN product ON product.id = earning.product_id`;

/** A line as it is hashed: JSON, so that no text can pass for another, and with nothing in it that a setting formats. */
export const LINE_TEXT = `jsonb_build_array(entry.id, entry.kind, entry.from_account, entry.to_account, entry.amount_minor, entry.statement_minor,
            entry.effective_on, earning.order_number, product.code, entry.explanation)::text`;

type Header = 'partnerId' | 'addressee' | 'currency' | 'period' | 'opening' | 'closing' | 'lineCount';

/** The lowercase hexadecimal SHA-256 of a statement's canonical text: its header, and its lines in the order of their ids. */
export const hashOf = (header: Readonly<Record<Header, string>>, linesText: string): string =>
  `encode(sha256(convert_to(concat_ws(E'\\n', jsonb_build_array(${header.partnerId}::uuid, ${header.addressee}::text, ${header.currency}::text,
        ${header.period}::text, ${header.opening}::bigint, ${header.closing}::bigint, ${header.lineCount}::bigint)::text, ${linesText}), 'UTF8')), 'hex')`;

const HASH = hashOf(
  {
    ...{ partnerId: 's.partner_id', addressee: 's.addressee', currency: 's.currency', period: 's.period' },
    ...{ opening: 's.opening_minor', closing: 's.opening_minor + line.moved', lineCount: 'line.count' },
  },
  'line.text',
);

/** What the ledger says now of a stored statement; no row where the statement is hidden. */
export const VERIFICATION = sqlRows(
  { agrees: 'boolean', sha256: 'text', closingMinor: 'bigint', currency: 'text' },
  ({ value }: Terms<'id'>) => Prisma.sql`
    SELECT told.sha256, told.closing AS "closingMinor", told.currency,
      told.sha256 = told.stated_sha256 AND told.count = told.stated_count AND told.closing = told.stated_closing AS agrees
    FROM (
      SELECT ${Prisma.raw(HASH)} AS sha256, line.count, s.opening_minor + line.moved AS closing, s.currency,
        s.sha256 AS stated_sha256, s.line_count AS stated_count, s.closing_minor AS stated_closing
      FROM statement AS s CROSS JOIN LATERAL (
        SELECT count(*) AS count, coalesce(sum(entry.statement_minor), 0)::bigint AS moved,
          string_agg(${Prisma.raw(LINE_TEXT)}, E'\\n' ORDER BY entry.id) AS text
        FROM ${Prisma.raw(LINES)}
        WHERE entry.partner_id = s.partner_id AND entry.currency = s.currency AND entry.period = s.period
          AND entry.statement_minor <> 0) AS line
      WHERE s.id = ${value('id')}::uuid) AS told`,
);
