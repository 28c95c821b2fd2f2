import { builder } from '../../graphql/builder.ts';
import { column, columnThrough, declared, money, moneyOrNull } from '../../graphql/columns.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { CommissionEarningType } from '../commissions/earning.schema.ts';
import { EXPLAINED, LedgerExplanationType } from '../ledger/ledger-explanation.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { type LineKind, StatementLineKindType } from './statement-enums.schema.ts';
import type { Contest } from './statement-text.rules.ts';

const ContestedType = builder.objectRef<Contest>('StatementLineContest').implement({
  description: 'Both sides of a line that a dispute brought about: what was said, and what was decided.',
  fields: (t) => ({
    outcome: t.exposeString('outcome', { description: '`UPHELD`, `PARTLY_UPHELD` or `REJECTED`.' }),
    stated: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What the contested line says; null where a commission was missing.',
      ...moneyOrNull('statedMinor', 'currency'),
    }),
    claimed: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it should have been by the dispute.',
      ...moneyOrNull('claimedMinor', 'currency'),
    }),
    granted: t.field({
      type: MoneyType,
      description: 'What the decision adds to it in all; negative where it takes.',
      ...money('grantedMinor', 'currency'),
    }),
  }),
});

export const StatementLineType = builder.prismaNode('LedgerEntry', {
  variant: 'StatementLine',
  description: 'An entry of the ledger that changes what the partner is to be paid. It never changes.',
  authScopes: { permission: 'STATEMENTS_READ' },
  id: { field: 'id', description: 'Global id, `StatementLine_<uuid>`.' },
  fields: (t) => ({
    kind: t.field({
      type: StatementLineKindType,
      description: 'Why.',
      ...column('kind').as<LineKind>(),
    }),
    amount: t.field({
      type: MoneyType,
      description: 'What it adds to what the partner is to be paid; negative where it takes.',
      ...money('statementMinor', 'currency'),
    }),
    effectiveOn: t.expose('effectiveOn', { type: 'Date', description: 'The day that it belongs to.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was booked.' }),
    period: t.exposeString('period', {
      description:
        'The fiscal month of the statement that it is on, such as `FY2026-P07`: later than its day where it came late.',
    }),
    orderNumber: t.string({
      nullable: true,
      description: 'The number of the order that it is of; null where it is of none, as a payout.',
      ...columnThrough('earning', 'orderNumber').as<string>(),
    }),
    product: t.field({
      type: ProductType,
      nullable: true,
      description: 'The product that it is of; null where it is of none.',
      select: (_args, _context, nested) => ({ earning: { select: { product: nested() } } }),
      resolve: ({ earning }) => earning?.product ?? null,
      extensions: declared({ is: 'row', path: ['earning', 'product'] }),
    }),
    earning: t.relation('earning', {
      type: CommissionEarningType,
      nullable: true,
      description: 'The earning that it is of; null where it is of none, as a payout of several.',
    }),
    explanation: t.field({
      type: LedgerExplanationType,
      description:
        'Why it was booked, and how much; of an ADJUSTMENT both what the line said and what was decided.',
      ...finishedBy('ledgerEntry.explanation', EXPLAINED),
    }),
    contest: t.field({
      type: ContestedType,
      nullable: true,
      description:
        'What was said and what was decided, side by side; null unless a dispute brought it about.',
      ...finishedBy('statementLine.contest', { explanation: true, currency: true }),
    }),
  }),
});
