import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { StatementTextLine } from './statement-text.rules.ts';
import { LINES } from './statement-text.sql.ts';

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
    FROM ${Prisma.raw(LINES)}
    WHERE entry.partner_id = ${partnerId}::uuid AND entry.currency = ${currency} AND entry.period = ${period}
      AND entry.statement_minor <> 0
    ORDER BY entry.id LIMIT ${limit}`;
