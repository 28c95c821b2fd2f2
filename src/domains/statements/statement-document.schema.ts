import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { DOCUMENT_LINES_MAX } from './statement.rules.ts';
import { StatementType } from './statement.schema.ts';
import { readTextLines, recompute } from './statement.service.ts';
import { type LineKind, StatementLineKindType } from './statement-enums.schema.ts';
import { csvOf, pageOf, type StatementHeader, type StatementTextLine } from './statement-text.rules.ts';

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

const TotalType = builder
  .objectRef<Readonly<{ kind: string; count: number; minor: bigint; currency: string }>>('StatementTotal')
  .implement({
    description: 'What all lines of one kind add.',
    fields: (t) => ({
      kind: t.field({
        type: StatementLineKindType,
        description: 'Which kind.',
        resolve: ({ kind }) => kind as LineKind,
      }),
      lineCount: t.exposeInt('count', { description: 'How many lines.' }),
      amount: t.field({
        type: MoneyType,
        description: 'What they add in all; negative where they take.',
        resolve: ({ minor, currency }) => moneyFrom(minor, currency)!,
      }),
    }),
  });

builder.prismaObjectField(StatementType, 'totals', (t) =>
  t.field({
    type: [TotalType],
    description: 'What its lines add, one for each kind that it has, in the order of their names.',
    complexity: 20,
    select: { partnerId: true, currency: true, period: true },
    resolve: async ({ partnerId, currency, period }, _args, { db }) => {
      const groups = await db.ledgerEntry.groupBy({
        by: ['kind'],
        where: { partnerId, currency, period, statementMinor: { not: 0 } },
        _count: { _all: true },
        _sum: { statementMinor: true },
        orderBy: { kind: 'asc' },
      });
      return groups.map(({ kind, _count, _sum }) => ({
        ...{ kind, currency, count: _count._all, minor: _sum.statementMinor ?? 0n },
      }));
    },
  }),
);

type Verification = Readonly<{ agrees: boolean; sha256: string; closingMinor: bigint; currency: string }>;

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
      resolve: ({ closingMinor, currency }) => moneyFrom(closingMinor, currency)!,
    }),
  }),
});

builder.prismaObjectField(StatementType, 'verification', (t) =>
  t.field({
    type: VerificationType,
    nullable: true,
    description: 'Computes its hash anew from the ledger and says whether it agrees.',
    complexity: 100,
    select: { id: true, currency: true, sha256: true, lineCount: true, closingMinor: true },
    resolve: async ({ id, currency, sha256, lineCount, closingMinor }, _args, { db }) => {
      const now = await recompute(db, id);
      return (
        now && {
          agrees:
            now.sha256 === sha256 && Number(now.lineCount) === lineCount && now.closingMinor === closingMinor,
          ...{ sha256: now.sha256, closingMinor: now.closingMinor, currency },
        }
      );
    },
  }),
);
