import { instant, instantOrNull, type List, named, type Row } from './postgraphile-facts.ts';

const TIER = 'rowId code name rank';
const PROGRAM = 'certificationProgramByProgramId { code name }';
const MEMBER = 'membershipByMembershipIdAndPartnerId { rowId name }';

export const PROGRAM_DOCUMENT = `query BenchProgram($partnerId: UUID!) {
  partnerByRowId(rowId: $partnerId) {
    rowId name
    partnerStandingsByPartnerId(first: 20, orderBy: [PROGRAM_ID_ASC]) { nodes {
      partnerProgramByProgramId { rowId code name }
      programTierByTierId { ${TIER} } tierSince programTierByAttainedTierId { ${TIER} }
      programTierByNextTierId { ${TIER}
        programRequirementsByTierIdAndVersionId(first: 20, orderBy: [POSITION_ASC]) {
          nodes { code title level windowKind windowMonths threshold } }
        tierBenefitsByTierIdAndVersionId(first: 20, orderBy: [POSITION_ASC]) { nodes { code kind title } } }
      nextTierPercent requirementsMet requirementsTotal status isAtRisk movement movedOn period asOf } }
    tierPlacementsByPartnerId(first: 100, orderBy: [EFFECTIVE_ON_DESC, BOOKED_AT_DESC, ROW_ID_DESC]) { nodes {
      rowId cause effectiveOn programTierByTierIdAndVersionId { ${TIER} } } }
    benefitEntitlementsByPartnerId(first: 100, orderBy: [DUE_ON_DESC, ROW_ID_DESC]) { nodes {
      rowId state startsOn dueOn endedOn provisionedAt tierBenefitByBenefitId { code kind title } } }
    certificationsHeld { nodes { programCode programName held expiringWithin90Days nextLossOn holders } }
    certificationAwardsByPartnerId(first: 50, orderBy: [AWARDED_ON_DESC, ROW_ID_DESC]) {
      pageInfo { hasNextPage } nodes { rowId code state awardedOn validFrom endsOn ${PROGRAM} ${MEMBER} } }
    enrolmentsByPartnerId(first: 20, condition: {status: "OPEN"}, orderBy: [OPENED_AT_DESC, ROW_ID_DESC]) {
      pageInfo { hasNextPage } nodes { rowId path status openedAt ${PROGRAM} ${MEMBER} } }
  }
}`;

const coded = (type: string, { rowId, code, name }: Row) => ({ id: `${type}_${rowId}`, code, name });

const tierOf = (row: Row) => ({ ...coded('ProgramTier', row), rank: row.rank });
const tierOrNull = (row: unknown) => (row === null ? null : tierOf(row as Row));

/** The exact text of a number, without zeros behind its point that say nothing. */
const decimal = (text: unknown) =>
  text === null
    ? null
    : String(text)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');

const nextTierOf = (row: Row) => ({
  ...tierOf(row),
  requirements: (row.programRequirementsByTierIdAndVersionId as List).nodes.map(
    ({ windowKind, threshold, ...requirement }) => ({
      ...{ ...requirement, window: windowKind, threshold: decimal(threshold) },
    }),
  ),
  benefits: (row.tierBenefitsByTierIdAndVersionId as List).nodes,
});

const standingOf = ({
  partnerProgramByProgramId: program,
  programTierByTierId: tier,
  programTierByAttainedTierId: attainedTier,
  programTierByNextTierId: nextTier,
  nextTierPercent,
  asOf,
  ...standing
}: Row) => ({
  ...{ ...standing, nextTierPercent: decimal(nextTierPercent), asOf: instant(asOf) },
  program: coded('PartnerProgram', program as Row),
  ...{ tier: tierOrNull(tier), attainedTier: tierOrNull(attainedTier) },
  nextTier: nextTier === null ? null : nextTierOf(nextTier as Row),
});

const certifiedOf = (type: string, { rowId, state, openedAt, ...row }: Row) => {
  const {
    certificationProgramByProgramId: program,
    membershipByMembershipIdAndPartnerId: member,
    ...rest
  } = row;
  return {
    ...{ ...rest, id: `${type}_${rowId}`, program, membership: named('Membership', member as Row | null) },
    ...(state === undefined ? { openedAt: instant(openedAt) } : { status: state }),
  };
};

const pageOf = (type: string, { pageInfo, nodes }: List) => ({
  ...{ pageInfo, nodes: nodes.map((row) => certifiedOf(type, row)) },
});

function partnerOf(partner: Row) {
  const rows = (list: string) => (partner[list] as List).nodes;
  return {
    ...named('Partner', partner),
    standings: rows('partnerStandingsByPartnerId').map(standingOf),
    tierHistory: rows('tierPlacementsByPartnerId').map(
      ({ rowId, programTierByTierIdAndVersionId, ...row }) => ({
        ...{ ...row, id: `TierPlacement_${rowId}`, tier: tierOf(programTierByTierIdAndVersionId as Row) },
      }),
    ),
    benefitEntitlements: rows('benefitEntitlementsByPartnerId').map(
      ({ rowId, state, provisionedAt, tierBenefitByBenefitId: benefit, ...row }) => ({
        ...{ ...row, id: `BenefitEntitlement_${rowId}`, status: state, benefit },
        provisionedAt: instantOrNull(provisionedAt),
      }),
    ),
  };
}

export function programFacts(data: Row) {
  const partner = data.partnerByRowId as Row;
  return {
    partner: partnerOf(partner),
    certificationStatus: (partner.certificationsHeld as List).nodes,
    certificationAwards: pageOf('CertificationAward', partner.certificationAwardsByPartnerId as List),
    enrolments: pageOf('Enrolment', partner.enrolmentsByPartnerId as List),
  };
}
