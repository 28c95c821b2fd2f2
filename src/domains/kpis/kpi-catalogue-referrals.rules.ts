import type { KpiDefinition } from './kpi-definition.rules.ts';

const DECIDED = ['DECISIONS_ACCEPTED', 'DECISIONS_REJECTED'] as const;

/** How referrals come in, and how the vendor answers them. */
export const REFERRAL_KPIS = [
  {
    code: 'REFERRALS_SUBMITTED',
    name: 'Referrals submitted',
    definition:
      'Referrals by the day on which they were first submitted, each once; those that a CRM brought count on the day on which it had them. A referral that a transfer opened for another partner is not submitted again.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'REFERRALS_SUBMITTED' },
    isVisibleToPartners: true,
  },
  {
    code: 'REFERRALS_ACCEPTED',
    name: 'Referrals accepted',
    definition:
      'Referrals that are accepted by the last word on them, by the day of the acceptance, each once; those that a CRM brought, or a transfer, as accepted ones included. What was withdrawn, rejected or given to another partner since does not count.',
    unit: 'COUNT',
    direction: 'UP',
    combine: { kind: 'SUM', measure: 'REFERRALS_ACCEPTED' },
    isVisibleToPartners: true,
  },
  {
    code: 'ACCEPTANCE_RATE',
    name: 'Acceptance rate',
    definition:
      'Referrals accepted over referrals decided: accepted or rejected, each by its last decision and on the day of it. Waiting, withdrawn, waitlisted and lapsed referrals are in neither, nor are those that came as accepted without a decision.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RATIO', numerator: ['DECISIONS_ACCEPTED'], denominator: DECIDED },
    isVisibleToPartners: true,
  },
  {
    code: 'DECISION_TIME_MEDIAN',
    name: 'Decision time, median',
    definition:
      "Half of the referrals decided took at most so many of the vendor's business minutes from submission to the first decision. Time for which a referral was back with the partner does not count. Denominator: referrals with a decision, by its day.",
    unit: 'BUSINESS_MINUTES',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'DECISION_MINUTES', percentile: 50 },
    isVisibleToPartners: true,
  },
  {
    code: 'DECISION_TIME_P90',
    name: 'Decision time, 90th percentile',
    definition:
      "Nine of ten of the referrals decided took at most so many of the vendor's business minutes from submission to the first decision. Time for which a referral was back with the partner does not count. Denominator: referrals with a decision, by its day.",
    unit: 'BUSINESS_MINUTES',
    direction: 'DOWN',
    combine: { kind: 'PERCENTILE', measure: 'DECISION_MINUTES', percentile: 90 },
    isVisibleToPartners: true,
  },
  {
    code: 'SLA_MET_RATE',
    name: 'Response standard met',
    definition:
      'Referrals answered before their response clock broke the standard over all referrals whose clock stopped, by the day on which it first did. The standard is the one in force when the clock started.',
    unit: 'PERCENT',
    direction: 'UP',
    combine: { kind: 'RATIO', numerator: ['RESPONSES_IN_TIME'], denominator: ['RESPONSES_MEASURED'] },
    isVisibleToPartners: false,
  },
  {
    code: 'WAITLISTED_RATE',
    name: 'Waitlisted rate',
    definition:
      'Of the referrals submitted, by the day of submission: those that were put on the waiting list at any time since.',
    unit: 'PERCENT',
    direction: 'DOWN',
    combine: { kind: 'RATIO', numerator: ['REFERRALS_WAITLISTED'], denominator: ['REFERRALS_SUBMITTED'] },
    isVisibleToPartners: true,
  },
  {
    code: 'CONTESTED_RATE',
    name: 'Contested rate',
    definition:
      'Of the referrals submitted, by the day of submission: those that were contested with another at any time since.',
    unit: 'PERCENT',
    direction: 'DOWN',
    combine: { kind: 'RATIO', numerator: ['REFERRALS_CONTESTED'], denominator: ['REFERRALS_SUBMITTED'] },
    isVisibleToPartners: true,
  },
] as const satisfies readonly KpiDefinition[];
