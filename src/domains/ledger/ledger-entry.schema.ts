import { builder } from '../../graphql/builder.ts';
import { column, columnThrough, declared, money } from '../../graphql/columns.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { CommissionEarningType } from '../commissions/earning.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import type { EntryKind, LedgerAccount } from './ledger.rules.ts';
import { LedgerAccountType, LedgerEntryKindType } from './ledger-enums.schema.ts';
import { explainedEntry } from './ledger-explanation.rules.ts';
import { explainedFor, LedgerExplanationType } from './ledger-explanation.schema.ts';

export const LedgerEntryType = builder.prismaNode('LedgerEntry', {
  name: 'LedgerEntry',
  description:
    'One movement of money from one of a partner’s accounts to another of the same currency. It never changes; a correction is a movement of its own.',
  authScopes: { permission: 'COMMISSIONS_READ' },
  id: { field: 'id', description: 'Global id, `LedgerEntry_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose accounts.' }),
    kind: t.field({
      type: LedgerEntryKindType,
      description: 'Why.',
      ...column('kind').as<EntryKind>(),
    }),
    from: t.field({
      type: LedgerAccountType,
      description: 'The account that gives.',
      ...column('fromAccount').as<LedgerAccount>(),
    }),
    to: t.field({
      type: LedgerAccountType,
      description: 'The account that takes.',
      ...column('toAccount').as<LedgerAccount>(),
    }),
    amount: t.field({
      type: MoneyType,
      description: 'How much; always positive.',
      ...money('amountMinor', 'currency'),
    }),
    statementAmount: t.field({
      type: MoneyType,
      description:
        'What it adds to what the partner is to be paid, as on a statement; negative where it takes.',
      ...money('statementMinor', 'currency'),
    }),
    period: t.exposeString('period', {
      description: 'The fiscal month that it is booked in, such as `FY2026-P07`.',
    }),
    effectiveOn: t.expose('effectiveOn', {
      type: 'Date',
      description: "The day that it belongs to, in the vendor's calendar; its month may be closed.",
    }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was booked.' }),
    exchangeRate: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        "What one unit of the earning's currency was in this one; null where nothing was converted.",
      select: { exchangeRate: true },
      resolve: ({ exchangeRate }) => exchangeRate?.toFixed() ?? null,
    }),
    earning: t.relation('earning', {
      type: CommissionEarningType,
      nullable: true,
      description: 'The earning that the money is of; null where it is of none.',
    }),
    orderNumber: t.string({
      nullable: true,
      description: "The order's number in the system it came from; null where it is of none.",
      ...columnThrough('earning', 'orderNumber').as<string>(),
    }),
    product: t.field({
      type: ProductType,
      nullable: true,
      description: 'What was sold; null where it is of no order.',
      select: (_args, _context, nested) => ({ earning: { select: { product: nested() } } }),
      resolve: ({ earning }) => earning?.product ?? null,
      extensions: declared({ is: 'row', path: ['earning', 'product'] }),
    }),
    causeType: t.exposeString('causeType', {
      description:
        'What brought it about, such as `BillingFact`, `SalesOrder`, `Payout`, `Dispute` or `Job`.',
    }),
    explanation: t.field({
      type: LedgerExplanationType,
      description: 'Why, and how much.',
      select: explainedFor,
      resolve: (entry) => explainedEntry(entry),
    }),
  }),
});
