import { builder } from '../../graphql/builder.ts';
import { column, money } from '../../graphql/columns.ts';
import { computed } from '../../graphql/computed.ts';
import { is, isAnyOf, isFiscalMonth, isId, isInEither } from '../../graphql/conditions.ts';
import { type Page, pageArguments, pageComplexity, totalCountField } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { listField, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { Money } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import { CommissionEarningType } from '../commissions/earning.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { Balance } from './ledger.rules.ts';
import { BALANCE_QUERIES } from './ledger.service.ts';
import { AS_OF_FUTURE, BALANCES_MAX, ledgerBalanceRule } from './ledger-balance.rules.ts';
import { LedgerEntryType } from './ledger-entry.schema.ts';
import { LedgerAccountType, LedgerEntryKindType } from './ledger-enums.schema.ts';
import { type EntryFilter, runningBalances } from './ledger-reading.service.ts';

const READ = { permission: 'COMMISSIONS_READ' } as const;

const BalanceType = builder.objectRef<Balance>('LedgerBalance').implement({
  description: 'What stands in one account of a partner in one currency.',
  fields: (t) => ({
    account: t.expose('account', { type: LedgerAccountType, description: 'Which account.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'In which currency.',
      ...column('currency').as<Money['currency']>(),
    }),
    balance: t.field({
      type: MoneyType,
      description: 'What came in less what went out; it may be negative.',
      ...money('balanceMinor', 'currency'),
    }),
  }),
});

const BALANCES = computed(ledgerBalanceRule, {
  queries: BALANCE_QUERIES,
  given: { partnerId: { reads: { as: 'id', types: ['Partner'] } }, asOf: { reads: { as: 'instant' } } },
});

builder.queryField('ledgerBalance', (t) =>
  t.field({
    type: [BalanceType],
    nullable: true,
    description: `What stands in each of a partner's accounts, by currency and account; at most ${BALANCES_MAX}. Accounts that nothing ever moved in are left out. Null where the partner does not exist or is hidden from you. Whoever sees only some of a partner's referrals sees what came of them.`,
    authScopes: READ,
    complexity: 20,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Whose accounts.' }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'By what was booked until this instant, which is not in the future; now where left out.',
      }),
    },
    extensions: BALANCES.extensions,
    resolve: (root, args, context) => {
      if (args.asOf && args.asOf > context.now) throw badInput(AS_OF_FUTURE);
      return BALANCES.resolve(root, args, context);
    },
  }),
);

const EntryFilterType = builder.inputType('LedgerEntryFilter', {
  description: 'Which entries; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    account: t.field({ type: LedgerAccountType, description: 'That gave to this account, or took of it.' }),
    currency: t.field({ type: 'CurrencyCode', description: 'In this currency.' }),
    period: t.string({ description: 'Booked in this fiscal month, such as `FY2026-P07`.' }),
    earningId: t.globalID({ for: [CommissionEarningType], description: 'Of this earning.' }),
    kinds: t.field({ type: [LedgerEntryKindType], description: 'Of one of these kinds; at most 15.' }),
  }),
});

type Filter = typeof EntryFilterType.$inferInput;

const ORDER_COLUMNS = {
  BOOKED_AT: { column: 'bookedAt', type: 'instant', description: 'When they were booked.' },
} as const;
const EntryOrder = orderOf('LedgerEntry', 'entries', ORDER_COLUMNS);

const KINDS_MAX = 15;

function filterOf(filter: Filter | null | undefined): EntryFilter {
  const { account = null, currency = null, period = null, earningId, kinds } = filter ?? {};
  return { account, currency, period, earningId: earningId?.id ?? null, kinds: kinds ?? null };
}

const ENTRIES = listField({
  ...{ model: 'ledgerEntry', typeName: 'LedgerEntry', own: { partner: 'partnerId' } },
  under: { argument: 'partnerId', model: 'partner', type: 'Partner', column: 'partnerId' },
  conditions: {
    account: isInEither('fromAccount', 'toAccount'),
    currency: is('currency'),
    period: isFiscalMonth('period'),
    earningId: isId('earningId', 'CommissionEarning'),
    kinds: isAnyOf('kind', KINDS_MAX),
  },
  orders: ORDER_COLUMNS,
  initial: { by: 'BOOKED_AT', direction: 'ASC' },
});

/** Reads what stands after each entry of a page, once and only where it is asked for. */
function runningOf(context: RequestContext, partnerId: string, filter: EntryFilter, ids: readonly string[]) {
  const { account, currency } = filter;
  if (account === null || currency === null) return async () => null;
  let read: Promise<Map<string, bigint>> | undefined;
  return async (id: string): Promise<Money | null> => {
    read ??= runningBalances(context.db as Tx, partnerId, { ...filter, account, currency }, ids).then(
      (rows) => new Map(rows.map((row) => [row.id, row.balanceMinor])),
    );
    return moneyFrom((await read).get(id) ?? null, currency);
  };
}

type Edge = Readonly<{ node: { id: string }; running: (id: string) => Promise<Money | null> }>;

const LedgerEntryConnection = builder.connectionObject(
  {
    type: LedgerEntryType,
    name: 'LedgerEntryConnection',
    description: 'A page of entries of the ledger.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount: () => Promise<number> }).totalCount(),
      }),
    }),
  },
  {
    name: 'LedgerEntryEdge',
    description: 'An entry in a page, and what stands in the account after it.',
    fields: (t) => ({
      runningBalance: t.field({
        type: MoneyType,
        nullable: true,
        description:
          'What stands in the account of the filter after this entry: the sum of all entries of the filter until it, in the order of booking, on whichever page they are. Null unless the filter names an account and a currency.',
        resolve: (edge) => {
          const { node, running } = edge as unknown as Edge;
          return running(node.id);
        },
      }),
    }),
  },
);

builder.queryField('ledgerEntries', (t) =>
  t.field({
    type: LedgerEntryConnection,
    nullable: true,
    description:
      "A partner's entries, the first booked first where no order is given. Null where the partner does not exist or is hidden from you. Whoever sees only some of a partner's referrals sees what came of them.",
    authScopes: READ,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Whose entries.' }),
      filter: t.arg({ type: EntryFilterType, description: 'Which.' }),
      orderBy: t.arg({
        type: EntryOrder,
        description: 'In which order; the first booked first where left out.',
      }),
    },
    extensions: ENTRIES.extensions,
    resolve: async (root, args, context, info) => {
      const page = (await ENTRIES.resolve(root, args, context, info)) as Page | null;
      if (!page) return null;
      const filter = filterOf(args.filter);
      const edges = page.edges as unknown as Pick<Edge, 'node'>[];
      const running = runningOf(
        context,
        args.partnerId.id,
        filter,
        edges.map(({ node }) => node.id),
      );
      return { ...page, edges: edges.map((edge) => ({ ...edge, running })) } as never;
    },
  }),
);
