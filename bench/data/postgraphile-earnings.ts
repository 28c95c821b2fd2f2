import { LEDGER_ACCOUNTS } from '../../src/domains/ledger/ledger.rules.ts';
import { TOTALS } from './commission-totals.ts';
import { amountOf, instantOrNull, type List, type Row } from './postgraphile-facts.ts';

/** In the order in which the portal names them. */
export const ACCOUNTS: readonly string[] = LEDGER_ACCOUNTS;

export const EARNINGS_DOCUMENT = `query BenchEarnings($partnerId: UUID!) { partnerByRowId(rowId: $partnerId) {
  commissionTotals {
    nodes { part period currency productId productCode productName ${TOTALS.map((name) => `${name}Minor`).join(' ')} } }
  ledgerBalances { nodes { account currency balanceMinor } }
  ledgerEntriesByPartnerId(first: 20, orderBy: [BOOKED_AT_DESC, ROW_ID_DESC]) {
    pageInfo { hasNextPage }
    edges { node { rowId kind fromAccount toAccount amountMinor currency period effectiveOn
      commissionEarningByEarningIdAndPartnerId { orderNumber productByProductId { rowId code name } } } } }
  statementsByPartnerId(first: 12, orderBy: [PERIOD_DESC, ROW_ID_DESC]) {
    pageInfo { hasNextPage }
    nodes { rowId period status issuedAt openingMinor closingMinor currency lineCount
      totals { nodes { kind lineCount amountMinor } } } }
} }`;

const productOf = (row: Row | null) => row && { id: `Product_${row.rowId}`, code: row.code, name: row.name };

const totalsOf = (rows: readonly Row[]) =>
  rows.map((row) => Object.fromEntries(TOTALS.map((name) => [name, amountOf(row[`${name}Minor`], row)])));

function summaryOf(rows: readonly Row[]) {
  const part = (name: string) => rows.filter((row) => row.part === name);
  return {
    totals: totalsOf(part('ALL')),
    byMonth: [...Map.groupBy(part('MONTH'), ({ period }) => period)].map(([period, ofMonth]) => ({
      ...{ period, totals: totalsOf(ofMonth) },
    })),
    byProduct: [...Map.groupBy(part('PRODUCT'), ({ productId }) => productId)].map(([rowId, ofProduct]) => {
      const { productCode: code, productName: name } = ofProduct[0]!;
      return {
        product: rowId === null ? null : productOf({ rowId, code, name }),
        totals: totalsOf(ofProduct),
      };
    }),
  };
}

const inOrder = (one: Row, other: Row): number =>
  String(one.currency).localeCompare(String(other.currency)) ||
  ACCOUNTS.indexOf(String(one.account)) - ACCOUNTS.indexOf(String(other.account));

function entryOf(node: Row) {
  const earning = node.commissionEarningByEarningIdAndPartnerId as Row | null;
  const { rowId, kind, fromAccount: from, toAccount: to, period, effectiveOn } = node;
  return {
    ...{ id: `LedgerEntry_${rowId}`, kind, from, to, period, effectiveOn },
    amount: amountOf(node.amountMinor, node),
    orderNumber: earning?.orderNumber ?? null,
    product: productOf((earning?.productByProductId ?? null) as Row | null),
  };
}

const statementOf = ({ rowId, period, status, issuedAt, lineCount, totals, ...row }: Row) => ({
  ...{ id: `Statement_${rowId}`, period, status, issuedAt: instantOrNull(issuedAt), lineCount },
  ...{ opening: amountOf(row.openingMinor, row), closing: amountOf(row.closingMinor, row) },
  totals: (totals as List).nodes.map((total) => ({
    ...{ kind: total.kind, lineCount: total.lineCount, amount: amountOf(total.amountMinor, row) },
  })),
});

export function earningsFacts(data: Row) {
  const partner = data.partnerByRowId as Row;
  const entries = partner.ledgerEntriesByPartnerId as List;
  const statements = partner.statementsByPartnerId as List;
  return {
    commissionSummary: summaryOf((partner.commissionTotals as List).nodes),
    ledgerBalance: [...(partner.ledgerBalances as List).nodes].sort(inOrder).map((row) => ({
      ...{ account: row.account, balance: amountOf(row.balanceMinor, row) },
    })),
    ledgerEntries: {
      pageInfo: entries.pageInfo,
      edges: entries.edges.map(({ node }) => ({ node: entryOf(node) })),
    },
    statements: { pageInfo: statements.pageInfo, nodes: statements.nodes.map(statementOf) },
  };
}
