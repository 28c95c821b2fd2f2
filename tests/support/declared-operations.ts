import type { Random } from './compiled-operations.ts';
import { idOf, type PartnerData } from './gates/partner-data.ts';

/** Operations over what is declared beyond the front end's own, so that both ways are compared there too. */
export const DECLARED_OPERATIONS = [
  `query Dashboard($partnerId: ID!) {
    partner(id: $partnerId) { id name status }
    referralCounts { status count }
    opportunityCounts { stage count }
    referrals(first: 20) {
      pageInfo { hasNextPage }
      nodes { id status customerName createdAt version product { id name } }
    }
    ledgerEntries(partnerId: $partnerId, first: 20) {
      edges { node { id kind amount { amount currency } period } }
    }
  }`,
  `query Partners($filter: PartnerFilter) {
    partners(first: 50, filter: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id name status type createdAt region { id name } }
    }
  }`,
  `query OneReferral($id: ID!) {
    referral(id: $id) { id status customerName createdAt version product { id name } }
  }`,
  `query Entries($partnerId: ID!, $filter: LedgerEntryFilter, $first: Int) {
    ledgerEntries(partnerId: $partnerId, filter: $filter, first: $first, orderBy: { by: BOOKED_AT, direction: DESC }) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { id kind from to amount { amount currency } period effectiveOn bookedAt orderNumber } }
    }
  }`,
  `query Deals($filter: OpportunityFilter, $first: Int) {
    opportunities(filter: $filter, first: $first) { totalCount nodes { id name stage } }
    opportunityCounts(filter: $filter) { stage count }
  }`,
  `query Learning($enrolments: EnrolmentFilter, $awards: CertificationAwardFilter, $first: Int) {
    enrolments(filter: $enrolments, first: $first) { totalCount pageInfo { endCursor } nodes { id status openedAt } }
    certificationAwards(filter: $awards, first: $first) { pageInfo { endCursor } nodes { id code status awardedOn endsOn renewedBy { id } } }
  }`,
  `query Certified($partnerId: ID!, $on: Date) {
    then: certificationStatus(partnerId: $partnerId, on: $on) {
      __typename programName on held nextLossOn
      required { tierCode isNextTier needed isOfMasterAccount: ofMasterAccount held }
      holders { membershipId hasLeft name countsUntil }
      closest { enrolmentId missing { requirements { code exhausted } } }
    }
    now: certificationStatus(partnerId: $partnerId) { programId on expiringWithin60Days holders { countsUntil } }
    certificationStatus(partnerId: $partnerId, on: "2026-02-28") { on held }
  }`,
  `query Scorecard($scope: KpiScopeInput, $partnerId: ID!, $period: String!, $currency: CurrencyCode, $kpis: [String!], $with: Boolean! = true, $withOne: Boolean!) {
    viewer { name }
    some: kpiScorecard(scope: $scope, period: $period, kpis: $kpis, currency: $currency) @include(if: $with) {
      ... on KpiScorecard {
        period { label from until } isRunning
        entries {
          kpi { code name unit direction }
          current { value numerator denominator currency } previous { value currency } yearBefore { value }
          change { change percent } changeOnYear { percent } target { value currency status percent }
        }
      }
      ... on Error { code message }
    }
    one: kpiScorecard(
      scope: { kind: PARTNER, key: $partnerId }, period: "2026-Q2", currency: "EUR"
      kpis: ["REVENUE_WON", "PIPELINE_VALUE", "CERTIFIED_PEOPLE"]
    ) @include(if: $withOne) {
      ... on KpiScorecard { entries { current { value currency } change { percent } } }
    }
  }`,
  `query Standings($filter: PartnerStandingFilter!, $first: Int) {
    partnerStandings(filter: $filter, first: $first) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id tierRank tierSince status isAtRisk movement nextTierPercent tier { id code } period asOf
        partner { id name tierHistory { cause effectiveOn tier { code } } }
        nextTier {
          mode scoreNeeded
          requirements { code level window windowMonths threshold points floor effort }
          benefits { code kind factor amount { amount currency } quantity level }
        }
      }
    }
  }`,
  `query Statements($filter: StatementFilter, $first: Int) {
    statements(filter: $filter, first: $first, orderBy: { by: PERIOD, direction: DESC }) {
      totalCount
      pageInfo { endCursor }
      nodes { id period status issuedAt closing { amount currency } }
    }
  }`,
];

const DEAL_STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED', 'WON', 'LOST'];

/** Random variables of each of them, good ones mostly. */
export function declaredVariables(
  mine: PartnerData,
  theirs: PartnerData,
): Readonly<Record<string, (random: Random) => object>> {
  const aPartner = ({ oneOf }: Random) =>
    `Partner_${oneOf([mine.partnerId, mine.partnerId, theirs.partnerId, idOf('mine', 'partner', 1), idOf('none', 'partner', 0)])}`;

  const partners = (random: Random) =>
    random.oneOf([undefined, null, [], [aPartner(random)], [aPartner(random), aPartner(random)]]);

  return {
    Dashboard: (random) => ({ partnerId: aPartner(random) }),
    Partners: ({ oneOf }) => ({
      filter: oneOf([
        undefined,
        null,
        { text: 'a' },
        { status: ['ACTIVE'] },
        { status: ['ACTIVE', 'APPLIED'] },
        { regionIds: [] },
      ]),
    }),
    OneReferral: ({ oneOf }) => ({
      id: `Referral_${oneOf([mine.referralId, theirs.referralId, idOf('none', 'referral', 0)])}`,
    }),
    Entries: (random) => ({
      partnerId: aPartner(random),
      first: random.oneOf([undefined, 1, 5, 100]),
      filter: random.oneOf([
        ...[
          undefined,
          null,
          {},
          { account: 'PAYABLE' },
          { currency: 'EUR' },
          { account: 'PAID', currency: 'EUR' },
        ],
        ...[
          { period: 'FY2026-P05' },
          { period: 'FY2026' },
          { kinds: ['PAYOUT'] },
          { kinds: ['PAYOUT', 'RELEASE', 'ACCRUAL'] },
        ],
        ...[
          { kinds: [] },
          { kinds: Array(16).fill('PAYOUT') },
          { earningId: `CommissionEarning_${idOf('none', 'x', 0)}` },
        ],
      ]),
    }),
    Deals: (random) => ({
      first: random.oneOf([undefined, 3, 50]),
      filter: {
        stage: random.oneOf([undefined, ['WON'], random.someOf(DEAL_STAGES)]),
        partnerIds: partners(random),
        closeFrom: random.oneOf([undefined, undefined, '2026-02-01']),
        closeBefore: random.oneOf([undefined, undefined, '2026-05-01', '2026-02-31']),
      },
    }),
    Learning: (random) => ({
      first: random.oneOf([undefined, 1, 50]),
      enrolments: { status: random.oneOf([undefined, ['OPEN']]), partnerIds: partners(random) },
      awards: random.oneOf([
        undefined,
        { partnerIds: partners(random) },
        { status: ['VALID'], on: '2026-05-01' },
      ]),
    }),
    Certified: (random) => ({
      partnerId: aPartner(random),
      on: random.oneOf([undefined, null, '2026-01-01', '2026-06-16', '2027-05-01', '2026-02-31']),
    }),
    Scorecard: (random) => ({
      partnerId: `Partner_${mine.partnerId}`,
      scope: random.oneOf([
        ...[undefined, undefined, null, { kind: 'ALL' }, { kind: 'TIER', key: 'REFERRAL:SILVER' }],
        ...[mine, mine, theirs].map(({ partnerId }) => ({ kind: 'PARTNER', key: `Partner_${partnerId}` })),
        ...[
          { kind: 'MASTER', key: aPartner(random) },
          { kind: 'PROGRAM', key: 'REFERRAL' },
        ],
        random.oneOf([
          ...[
            { kind: 'REGION', key: 'NONE' },
            { kind: 'PARTNER', key: aPartner(random) },
          ],
          ...[{ kind: 'ALL', key: 'x' }, { kind: 'PARTNER' }, { kind: 'PARTNER', key: 'x' }],
        ]),
      ]),
      period: random.oneOf([
        ...['2026-Q2', 'FY2026-P05', 'FY2026', '2025-Q4', 'FY2026-P06'],
        random.oneOf(['2026-Q1', '2026-Q2', '2027', 'FY1999', 'May']),
      ]),
      currency: random.oneOf(['EUR', 'EUR', 'USD', 'JPY', random.oneOf(['JPY', null, 'GBP', 'XXX'])]),
      kpis: random.oneOf([
        ...[undefined, ['WIN_RATE'], ['REVENUE_WON', 'ACCEPTANCE_RATE', 'REVENUE_WON']],
        ...[['DECISION_TIME_MEDIAN'], ['PIPELINE_VALUE', 'CERTIFIED_PEOPLE']],
        random.oneOf([
          null,
          ['ACTIVE_PARTNERS', 'PORTAL_ADOPTION_RATE'],
          [],
          ['NONE'],
          Array(61).fill('WIN_RATE'),
        ]),
      ]),
      with: random.oneOf([undefined, true, true, true, false]),
      withOne: random.oneOf([true, false, false]),
    }),
    Standings: (random) => ({
      first: random.oneOf([undefined, 1, 50]),
      filter: {
        programId: `PartnerProgram_${idOf('shared', 'partnerProgram', 0)}`,
        status: random.oneOf([undefined, [], ['ON_TRACK']]),
        movement: random.oneOf([undefined, undefined, 'UP', 'DOWN']),
        isAtRisk: random.oneOf([undefined, null, true, false]),
        partnerIds: partners(random),
      },
    }),
    Statements: (random) => ({
      first: random.oneOf([undefined, 1, 50]),
      filter: random.oneOf([
        ...[undefined, { partnerIds: partners(random) }, { status: ['ISSUED'] }, { currency: 'EUR' }],
        ...[{ period: 'FY2026-P05' }, { period: '' }, { period: 'a\0b' }],
      ]),
    }),
  };
}
