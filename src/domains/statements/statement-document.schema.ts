import { builder } from '../../graphql/builder.ts';
import { column, money } from '../../graphql/columns.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { about, rowOfQuery, rowsOfQuery } from '../../graphql/finished.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { RowOf } from '../../platform/database/sql-rows.ts';
import { DOCUMENT_LINES_MAX } from './statement.rules.ts';
import { StatementType } from './statement.schema.ts';
import { readTextLines } from './statement.service.ts';
import { type LineKind, StatementLineKindType } from './statement-enums.schema.ts';
import { csvOf, pageOf, type StatementHeader, type StatementTextLine } from './statement-text.rules.ts';
import { VERIFICATION } from './statement-text.sql.ts';
import { STATEMENT_TOTALS } from './statement-totals.sql.ts';

const HEADER = {
  id: true,
  partnerId: true,
  addressee: true,
  currency: true,
  period: true,
  openingMinor: true,
  closingMinor: true,
  sha256: true,
  issuedAt: true,
  lineCount: true,
} as const;

async function documentOf(
  statement: StatementHeader & Readonly<{ lineCount: number }>,
  { db }: RequestContext,
  write: (header: StatementHeader, lines: readonly StatementTextLine[]) => string,
): Promise<string | null> {
  if (statement.lineCount > DOCUMENT_LINES_MAX) return null;
  return write(statement, await readTextLines(db, statement, DOCUMENT_LINES_MAX));
}

const LIMIT = `null where it has more than ${DOCUMENT_LINES_MAX} lines, which \`lines\` answers page by page`;

builder.prismaObjectField(StatementType, 'csv', (t) =>
  t.string({
    nullable: true,
    description: `The statement as CSV (RFC 4180, UTF-8): the opening balance, every line, the closing one. Always the same from ISSUED on; ${LIMIT}.`,
    complexity: 200,
    select: HEADER,
    resolve: (statement, _args, context) => documentOf(statement, context, csvOf),
  }),
);

builder.prismaObjectField(StatementType, 'page', (t) =>
  t.string({
    nullable: true,
    description: `The statement as a page to print: one HTML document without script, and with nothing from elsewhere. Always the same from ISSUED on; ${LIMIT}.`,
    complexity: 200,
    select: HEADER,
    resolve: (statement, _args, context) => documentOf(statement, context, pageOf),
  }),
);

type Total = RowOf<typeof STATEMENT_TOTALS>;

const TotalType = builder.objectRef<Total>('StatementTotal').implement({
  description: 'What all lines of one kind add.',
  fields: (t) => ({
    kind: t.field({
      type: StatementLineKindType,
      description: 'Which kind.',
      ...column('kind').as<LineKind>(),
    }),
    lineCount: t.exposeInt('count', { description: 'How many lines.' }),
    amount: t.field({
      type: MoneyType,
      description: 'What they add in all; negative where they take.',
      ...money('minor', 'currency'),
    }),
  }),
});

builder.prismaObjectField(StatementType, 'totals', (t) =>
  t.field({
    type: [TotalType],
    description: 'What its lines add, one for each kind that it has, in the order of their names.',
    complexity: 20,
    ...rowsOfQuery<Total>(
      about(STATEMENT_TOTALS, { partnerId: 'partnerId', currency: 'currency', period: 'period' }),
    ),
  }),
);

type Verification = RowOf<typeof VERIFICATION>;

const VerificationType = builder.objectRef<Verification>('StatementVerification').implement({
  description: 'What the ledger says now, against what the statement says.',
  fields: (t) => ({
    agrees: t.exposeBoolean('agrees', {
      description: 'Whether the hash, the number of lines and the closing balance are still the same.',
    }),
    sha256: t.exposeString('sha256', { description: 'The hash, computed anew from the ledger.' }),
    closing: t.field({
      type: MoneyType,
      description: 'The closing balance, added up anew.',
      ...money('closingMinor', 'currency'),
    }),
  }),
});

builder.prismaObjectField(StatementType, 'verification', (t) =>
  t.field({
    type: VerificationType,
    nullable: true,
    description: 'Computes its hash anew from the ledger and says whether it agrees.',
    complexity: 100,
    ...rowOfQuery<Verification>(about(VERIFICATION, { id: 'id' })),
  }),
);
