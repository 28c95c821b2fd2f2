import { EARNINGS_DOCUMENT, earningsFacts } from './postgraphile-earnings.ts';
import { amountOf, instant, type List, named, type Row } from './postgraphile-facts.ts';
import { PROGRAM_DOCUMENT, programFacts } from './postgraphile-program.ts';

export const REFERRAL_STATUSES = [
  ...['DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED', 'ACCEPTED'],
  ...['CONTESTED', 'REJECTED', 'EXPIRED', 'CLOSED', 'WITHDRAWN'],
];
export const STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'];
const REFERRAL = 'rowId status customerName createdAt version productByProductId { rowId name }';

/** The same screens as PostGraphile says them, with the functions that it is given: all of a screen below one row, which it makes one statement of. */
export const postgraphileDocuments: Readonly<Record<string, string>> = {
  BenchDashboard: `query BenchDashboard($partnerId: UUID!) {
    partnerByRowId(rowId: $partnerId) { rowId name status
      referralCounts { nodes { status count } }
      opportunityCounts { nodes { stage count } }
      referralsByPartnerId(first: 20, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
        pageInfo { hasNextPage } nodes { ${REFERRAL} } }
      ledgerEntriesByPartnerId(first: 20, orderBy: [BOOKED_AT_ASC, ROW_ID_ASC]) {
        edges { node { rowId kind amountMinor currency period } } } }
  }`,
  BenchPartners: `query BenchPartners { allPartners(first: 50, orderBy: [NAME_ASC, ROW_ID_ASC]) {
    totalCount pageInfo { hasNextPage } nodes { rowId name status type createdAt regionByRegionId { rowId name } } } }`,
  BenchReferral: `query BenchReferral($id: UUID!) { referralByRowId(rowId: $id) { ${REFERRAL} } }`,
  BenchEarnings: EARNINGS_DOCUMENT,
  BenchProgram: PROGRAM_DOCUMENT,
};

const referralOf = ({ rowId, status, customerName, createdAt, version, productByProductId }: Row) => ({
  ...{ id: `Referral_${rowId}`, status, customerName, createdAt: instant(createdAt), version },
  product: named('Product', productByProductId as Row | null),
});

/** Counts of all values, of which those without a row are none of a group's. */
const countsIn = (list: unknown, key: string, values: readonly string[]) =>
  values.map((value) => ({
    ...{ [key]: value, count: (list as List).nodes.find((row) => row[key] === value)?.count ?? 0 },
  }));

/** What PostGraphile answers, said as the portal says it. */
export const postgraphileFacts: Readonly<Record<string, (data: Row) => unknown>> = {
  BenchDashboard(data) {
    const partner = data.partnerByRowId as Row;
    const { pageInfo, nodes } = partner.referralsByPartnerId as List;
    return {
      partner: { ...named('Partner', partner), status: partner.status },
      referralCounts: countsIn(partner.referralCounts, 'status', REFERRAL_STATUSES),
      opportunityCounts: countsIn(partner.opportunityCounts, 'stage', STAGES),
      referrals: { pageInfo, nodes: nodes.map(referralOf) },
      ledgerEntries: {
        edges: (partner.ledgerEntriesByPartnerId as List).edges.map(({ node }) => ({
          node: {
            ...{ id: `LedgerEntry_${node.rowId}`, kind: node.kind, period: node.period },
            amount: amountOf(node.amountMinor, node),
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
  BenchEarnings: earningsFacts,
  BenchProgram: programFacts,
};
