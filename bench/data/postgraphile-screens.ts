export const REFERRAL_STATUSES = [
  ...['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'ACCEPTED'],
  ...['CONTESTED', 'REJECTED', 'EXPIRED', 'CLOSED', 'WITHDRAWN'],
];
export const STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'];
const REFERRAL = 'rowId status customerName createdAt version productByProductId { rowId name }';

const countsOf = (list: string, column: string, values: readonly string[]) =>
  values
    .map(
      (value) =>
        `${list}_${value}: ${list}(condition: {partnerId: $partnerId, ${column}: "${value}"}) { totalCount }`,
    )
    .join('\n');

/** The same screens as PostGraphile says them: it has no counts by group, so each is a count of its own. */
export const postgraphileDocuments: Readonly<Record<string, string>> = {
  BenchDashboard: `query BenchDashboard($partnerId: UUID!) {
    partnerByRowId(rowId: $partnerId) { rowId name status }
    ${countsOf('allReferrals', 'status', REFERRAL_STATUSES)}
    ${countsOf('allOpportunities', 'stage', STAGES)}
    allReferrals(first: 20, condition: {partnerId: $partnerId}, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
      pageInfo { hasNextPage } nodes { ${REFERRAL} } }
    allLedgerEntries(first: 20, condition: {partnerId: $partnerId}, orderBy: [BOOKED_AT_ASC, ROW_ID_ASC]) {
      edges { node { rowId kind amountMinor currency period } } }
  }`,
  BenchPartners: `query BenchPartners { allPartners(first: 50, orderBy: [NAME_ASC, ROW_ID_ASC]) {
    totalCount pageInfo { hasNextPage } nodes { rowId name status type createdAt regionByRegionId { rowId name } } } }`,
  BenchReferral: `query BenchReferral($id: UUID!) { referralByRowId(rowId: $id) { ${REFERRAL} } }`,
};

type Row = Readonly<Record<string, unknown>>;

const instant = (value: unknown) => new Date(String(value)).toISOString();
const named = (type: string, row: Row | null) => row && { id: `${type}_${row.rowId}`, name: row.name };

const referralOf = ({ rowId, status, customerName, createdAt, version, productByProductId }: Row) => ({
  ...{ id: `Referral_${rowId}`, status, customerName, createdAt: instant(createdAt), version },
  product: named('Product', productByProductId as Row | null),
});

const countsIn = (data: Row, list: string, key: string) =>
  Object.entries(data)
    .filter(([name]) => name.startsWith(`${list}_`))
    .map(([name, value]) => ({ [key]: name.slice(list.length + 1), count: (value as Row).totalCount }));

type List = Readonly<{ totalCount: number; pageInfo: Row; nodes: Row[]; edges: { node: Row }[] }>;

/** What PostGraphile answers, said as the portal says it. */
export const postgraphileFacts: Readonly<Record<string, (data: Row) => unknown>> = {
  BenchDashboard(data) {
    const partner = data.partnerByRowId as Row;
    const { pageInfo, nodes } = data.allReferrals as List;
    return {
      partner: { ...named('Partner', partner), status: partner.status },
      referralCounts: countsIn(data, 'allReferrals', 'status'),
      opportunityCounts: countsIn(data, 'allOpportunities', 'stage'),
      referrals: { pageInfo, nodes: nodes.map(referralOf) },
      ledgerEntries: {
        edges: (data.allLedgerEntries as List).edges.map(({ node }) => ({
          node: {
            ...{ id: `LedgerEntry_${node.rowId}`, kind: node.kind, period: node.period },
            amount: { amount: (Number(node.amountMinor) / 100).toFixed(2), currency: node.currency },
          },
        })),
      },
    };
  },
  BenchPartners(data) {
    const { totalCount, pageInfo, nodes } = data.allPartners as List;
    return {
      partners: {
        ...{ totalCount, pageInfo },
        nodes: nodes.map(({ rowId, name, status, type, createdAt, regionByRegionId }) => ({
          ...{ id: `Partner_${rowId}`, name, status, type, createdAt: instant(createdAt) },
          region: named('Region', regionByRegionId as Row | null),
        })),
      },
    };
  },
  BenchReferral: (data) => ({ referral: referralOf(data.referralByRowId as Row) }),
};
