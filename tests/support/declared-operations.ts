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
    certificationAwards(filter: $awards, first: $first) { pageInfo { endCursor } nodes { id code awardedOn endsOn } }
  }`,
  `query Standings($filter: PartnerStandingFilter!, $first: Int) {
    partnerStandings(filter: $filter, first: $first) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id tierRank tierSince status isAtRisk movement nextTierPercent partner { id name } tier { id code } period asOf }
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
