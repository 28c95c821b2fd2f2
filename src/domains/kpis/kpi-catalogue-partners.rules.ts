import type { KpiDefinition } from './kpi-definition.rules.ts';

/** A certification that ends within so many days is told as expiring. */
export const EXPIRING_WITHIN_DAYS = 90;

/** Who the partners are, what their people can do, and whether the vendor keeps its word. */
export const PARTNER_KPIS = [
  {
    code: 'CERTIFIED_PEOPLE',
    name: 'Certified people',
    definition:
      'People who are certified in anything at the end of the range, each once. Somebody who left a partner counts for the grace days of the certification; somebody who joined counts from that day.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'DISTINCT_LEVEL', measure: 'CERTIFIED_PEOPLE' },
    isVisibleToPartners: true,
  },
  {
    code: 'CERTIFICATIONS_EARNED',
    name: 'Certifications earned',
    definition:
      'Certifications awarded, renewals included, by the day of the award and at the partner where the person was then or, where at none, came to next. A revoked award counts still, and so does one of somebody who left.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'CERTIFICATIONS_EARNED' },
    isVisibleToPartners: true,
  },
  {
    code: 'CERTIFICATIONS_EXPIRING',
    name: 'Certifications expiring',
    definition: `Certifications in force at the end of the range that end within ${EXPIRING_WITHIN_DAYS} days and are not renewed, of people who are at a partner.`,
    unit: 'COUNT',
    direction: 'DOWN',
    combine: { kind: 'LEVEL', measure: 'CERTIFICATIONS_EXPIRING' },
    isVisibleToPartners: true,
  },
  {
    code: 'ATTAINMENT',
    name: 'Attainment',
    definition:
      "How much of the requirements of the tier that each partner works on is there, at the end of the range: the sum of the requirements' percentages, each at most 100, over the number of requirements.",
    unit: 'PERCENT',
    direction: 'UP',
    combine: {
      kind: 'LEVEL_RATIO',
      numerator: 'ATTAINMENT_SHARES',
      denominator: 'ATTAINMENT_REQUIREMENTS',
    },
    isVisibleToPartners: true,
  },
  {
    code: 'ACTIVE_PARTNERS',
    name: 'Active partners',
    definition: 'Partners whose account is ACTIVE at the end of the range.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'LEVEL', measure: 'PARTNERS_ACTIVE' },
    isVisibleToPartners: false,
  },
  {
    code: 'NEW_PARTNERS',
    name: 'New partners',
    definition: 'Partners by the day on which they first became ACTIVE, each once.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'PARTNERS_NEW' },
    isVisibleToPartners: false,
  },
  {
    code: 'PARTNERS_AT_RISK',
    name: 'Partners at risk',
    definition:
      'Partners that are at risk of losing their tier in any program at the end of the range, each once.',
    unit: 'COUNT',
    direction: 'DOWN',
    combine: { kind: 'LEVEL', measure: 'PARTNERS_AT_RISK' },
    isVisibleToPartners: false,
  },
  {
    code: 'ACTIVE_PORTAL_USERS',
    name: 'Active portal users',
    definition: "Partners' people who used the portal on any day of the range, each once.",
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'DISTINCT', measure: 'PORTAL_USERS' },
    isVisibleToPartners: true,
  },
  {
    code: 'PORTAL_ADOPTION_RATE',
    name: 'Portal adoption',
    definition:
      "Partners' people who used the portal on any day of the range over the people who are members of a partner at the end of it, each once.",
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'DISTINCT_SHARE', numerator: 'PORTAL_USERS', denominator: 'PORTAL_MEMBERS' },
    isVisibleToPartners: true,
  },
  {
    code: 'ONBOARDING_TO_FIRST_REFERRAL_MEDIAN',
    name: 'Onboarding to first referral, median',
    definition:
      'Half of the partners took at most so many days from the day on which their account began to that of their first submitted referral. Denominator: partners with a referral, by the day of their first; a referral from before the account began took none.',
    unit: 'DAYS',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'FIRST_REFERRAL_DAYS', percentile: 50 },
    isVisibleToPartners: true,
  },
  {
    code: 'BENEFITS_ON_TIME_RATE',
    name: 'Benefits on time',
    definition:
      'Benefits provisioned by the day on which they were due over all benefits that were due, by that day. What ended before it was due is in neither.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RATIO', numerator: ['BENEFITS_ON_TIME'], denominator: ['BENEFITS_DUE'] },
    isVisibleToPartners: true,
  },
] as const satisfies readonly KpiDefinition[];
