import { FACT_SOURCES, type FactSource } from './kpi-measures.rules.ts';

/**
 * How an event tells whose facts to derive anew: its own subject, what it says it is of, or what the database knows to hang
 * on its subject.
 */
export const TOUCHES = [
  'SUBJECT',
  'PARTNER',
  'OWN_DEALS',
  'CLOCKED_REFERRAL',
  'CONTESTED_DEALS',
  'CUSTOMERS_ORDERS',
  'EARNINGS_ENTRIES',
  'PAYOUTS_ENTRIES',
  'DISPUTED_STATEMENT',
  'AWARDED_PERSON',
  'ENROLLED_PERSON',
  'MEMBER',
  'PARTNERS_BENEFITS',
  'REPLACED_ORDERS',
  'PERIODS_FORECASTS',
  'RATED_FORECASTS',
] as const;
export type TouchKind = (typeof TOUCHES)[number];

export type Touch = Readonly<{ source: FactSource; by: TouchKind }>;

/** What an event type says: of what type its subject is, whether it needs a partner, and what it touches. */
export type EventMeaning = Readonly<{
  subjectType: string;
  needsPartner?: true;
  touches: readonly Touch[];
  /** Whether the partner's manager or tiers changed, as which its facts are credited. */
  credits?: true;
}>;

const touch = (source: FactSource, by: TouchKind = 'SUBJECT'): Touch => ({ source, by });

const meaningOf = (types: readonly string[], meaning: EventMeaning): Readonly<Record<string, EventMeaning>> =>
  Object.fromEntries(types.map((type) => [type, meaning]));

const named = (subject: string, ...verbs: readonly string[]): readonly string[] =>
  verbs.map((verb) => `${subject}.${verb}`);

const REFERRAL_TOUCHES = [touch('REFERRAL'), touch('OPPORTUNITY', 'OWN_DEALS'), touch('PARTNER', 'PARTNER')];

const ORDER_TOUCHES = [touch('ORDER'), touch('RECURRING'), touch('RECURRING', 'REPLACED_ORDERS')];

/** Of which events KPIs are made. */
const MEANINGS: Readonly<Record<string, EventMeaning>> = {
  ...meaningOf(
    named(
      'referral',
      ...[
        'submitted',
        'imported',
        'created',
        'received',
        'accepted',
        'rejected',
        'returned',
        'closed',
        'lapsed',
      ],
      ...['waitlisted', 'promoted', 'expired', 'restored', 'reopened', 'contested', 'settled', 'withdrawn'],
      ...['linked', 'attribution_decided', 'attribution_ended'],
    ),
    { subjectType: 'Referral', needsPartner: true, touches: REFERRAL_TOUCHES },
  ),
  'sla.stopped': { subjectType: 'SlaClock', touches: [touch('REFERRAL', 'CLOCKED_REFERRAL')] },
  ...meaningOf(named('contest', 'opened', 'extended', 'resolved'), {
    subjectType: 'Contest',
    touches: [touch('OPPORTUNITY', 'CONTESTED_DEALS')],
  }),
  ...meaningOf(named('opportunity', 'imported', 'created', 'changed', 'stage_changed'), {
    subjectType: 'Opportunity',
    touches: [touch('OPPORTUNITY')],
  }),
  ...meaningOf(
    named(
      'order',
      ...['created', 'updated', 'submitted', 'returned', 'ratified', 'rejected'],
      ...['activated', 'cancelled', 'disconnected'],
    ),
    { subjectType: 'SalesOrder', touches: ORDER_TOUCHES },
  ),
  'order.eligibility_decided': {
    subjectType: 'SalesOrder',
    touches: ORDER_TOUCHES,
  },
  ...meaningOf(named('customer', 'merged', 'unmerged'), {
    subjectType: 'Customer',
    touches: [touch('RECURRING', 'CUSTOMERS_ORDERS')],
  }),
  ...meaningOf(
    named('commission', 'accrued', 'released', 'reversed', 'clawed_back', 'recovered', 'frozen', 'corrected'),
    {
      subjectType: 'CommissionEarning',
      needsPartner: true,
      touches: [touch('LEDGER', 'EARNINGS_ENTRIES')],
    },
  ),
  ...meaningOf(named('payout', 'sent', 'settled', 'returned', 'cancelled'), {
    subjectType: 'Payout',
    needsPartner: true,
    touches: [touch('LEDGER', 'PAYOUTS_ENTRIES')],
  }),
  ...meaningOf(named('statement', 'issued'), {
    subjectType: 'Statement',
    needsPartner: true,
    touches: [touch('STATEMENT')],
  }),
  ...meaningOf(
    named(
      'dispute',
      ...['opened', 'opened_by_vendor', 'info_requested', 'answered', 'decided', 'withdrawn', 'appealed'],
    ),
    {
      subjectType: 'Dispute',
      needsPartner: true,
      touches: [touch('DISPUTE'), touch('STATEMENT', 'DISPUTED_STATEMENT')],
    },
  ),
  ...meaningOf(
    named('certification', 'awarded', 'renewed', 'corrected', 'revoked', 'expired', 'award_shortened'),
    {
      subjectType: 'CertificationAward',
      touches: [touch('PERSON', 'AWARDED_PERSON')],
    },
  ),
  ...meaningOf(named('certification', 'enrolled', 'progressed', 'withdrawn'), {
    subjectType: 'Enrolment',
    touches: [touch('PERSON', 'ENROLLED_PERSON')],
  }),
  ...meaningOf(named('membership', 'imported', 'created', 'started', 'changed', 'ended'), {
    subjectType: 'Membership',
    needsPartner: true,
    touches: [touch('MEMBERSHIP'), touch('PERSON', 'MEMBER')],
  }),
  ...meaningOf(
    named(
      'partner',
      ...['imported', 'created', 'applied', 'approved', 'declined', 'onboarding_started', 'activated'],
      ...['suspended', 'resumed', 'terminated', 'reinstated'],
    ),
    { subjectType: 'Partner', needsPartner: true, touches: [touch('PARTNER')] },
  ),
  ...meaningOf(named('assignment', 'set', 'ended', 'called_off'), {
    subjectType: 'Assignment',
    needsPartner: true,
    touches: [],
    credits: true,
  }),
  'tier.placed': {
    subjectType: 'TierPlacement',
    needsPartner: true,
    touches: [touch('BENEFIT', 'PARTNERS_BENEFITS')],
    credits: true,
  },
  'benefit.provisioned': {
    subjectType: 'BenefitEntitlement',
    needsPartner: true,
    touches: [touch('BENEFIT')],
  },
  ...meaningOf(named('implementation', 'planned', 'changed', 'live', 'signed_off', 'cancelled'), {
    subjectType: 'Implementation',
    needsPartner: true,
    touches: [touch('IMPLEMENTATION')],
  }),
  'standing.ended': { subjectType: 'Partner', needsPartner: true, touches: [touch('STANDING', 'PARTNER')] },
  'forecast.made': { subjectType: 'Forecast', touches: [touch('FORECAST', 'PERIODS_FORECASTS')] },
  'exchange_rate.set': { subjectType: 'ExchangeRate', touches: [touch('FORECAST', 'RATED_FORECASTS')] },
};

/** What else happens, of which no KPI is made: known, so that a type that nobody knows stands out. */
const OTHERS: readonly string[] = [
  ...named('agreement', 'accepted', 'verified', 'refused', 'revoked'),
  ...named('document', 'submitted', 'verified', 'refused', 'revoked'),
  ...named('agreement_template', 'created', 'revised', 'published', 'retired'),
  ...named('document_requirement', 'set', 'ended'),
  ...named('approval_delegation', 'created', 'revoked'),
  ...['price_book_entry', 'promotion', 'billing_code', 'approval_policy'].flatMap((subject) =>
    named(subject, 'created', 'ended'),
  ),
  ...named('pricing_request', 'created', 'step_decided', 'approved', 'rejected', 'withdrawn'),
  ...named('assignments', 'reassigned'),
  ...named('billing', 'recorded'),
  ...named('certification', 'expiring'),
  ...named('certification_program', 'created', 'updated', 'revised', 'published', 'retired'),
  ...named('check_in', 'made'),
  ...named('claim', 'taken', 'released'),
  ...named('commission_correction', 'proposed', 'approved', 'applied', 'rejected'),
  ...named('commission_period', 'closing', 'closed'),
  ...named('commission_plan', 'created', 'revised', 'published'),
  ...named('plan', 'created', 'revised', 'published'),
  ...named('commission_settings', 'updated'),
  ...named('commission_simulation', 'requested'),
  ...named('customer', 'imported', 'created', 'updated'),
  ...named('dispute', 'commented', 'noted'),
  ...named('engagement_rules', 'drafted', 'published'),
  ...named('forecast_call', 'made'),
  ...named('invitation', 'created', 'accepted', 'revoked'),
  ...named('job_run', 'requested'),
  ...named('kpi_target', 'set', 'removed'),
  ...named('named_account', 'added', 'ended'),
  ...named('key_result', 'set', 'removed'),
  ...named('objective', 'created', 'changed', 'closed', 'cancelled'),
  ...named('onboarding', 'opened', 'cancelled', 'step_completed', 'completed'),
  ...named('onboarding_checklist', 'set'),
  ...named('order', 'review_begun', 'fulfilment_begun', 'document_added', 'checked', 'check_waived'),
  ...named('partner', 'updated', 'addresses_set', 'external_id_linked', 'external_id_unlinked'),
  ...named('payee_account', 'entered', 'revoked', 'unverified', 'verified', 'erased'),
  ...named('payout', 'drafted', 'approved', 'exported'),
  ...named('payout_hold', 'placed', 'lifted'),
  ...named('payout_minimum', 'set'),
  ...named(
    'person',
    'created',
    'changed',
    'deactivated',
    'reactivated',
    'role_granted',
    'role_revoked',
    'identity_linked',
    'identity_unlinked',
    'erased',
  ),
  ...named('plan_assignment', 'set', 'ended'),
  ...named('plan_override', 'set', 'ended'),
  ...named('product', 'imported', 'created', 'updated'),
  ...named('program', 'created', 'revised', 'published', 'updated'),
  ...named('recoverable_write_off', 'proposed', 'approved', 'rejected'),
  ...named('referral', 'registered', 'edited', 'review_started', 'matched', 'noted', 'customer_linked'),
  ...named('referral', 'transferred', 'contact_erased', 'appealed', 'appeal_upheld', 'appeal_denied'),
  ...named('referral', 'decision_due_soon', 'decision_overdue', 'protection_ended'),
  ...named('referral', 'extension_requested', 'extension_granted', 'extension_refused'),
  ...named('region', 'created'),
  ...named('remediation_action', 'added', 'changed', 'done', 'overdue'),
  ...named('remediation_plan', 'proposed', 'activated', 'succeeded', 'failed', 'cancelled', 'escalated'),
  ...named('remediation_rule', 'created', 'changed'),
  ...named('reporting_threshold', 'set'),
  ...named('satisfaction', 'answered'),
  ...named('settings', 'updated'),
  ...named('sla', 'started', 'paused', 'resumed', 'warned', 'breached', 'escalated'),
  ...named('spiff', 'created', 'published', 'closed', 'consent_given', 'consent_revoked'),
  ...named('staff', 'imported', 'created', 'updated'),
  ...named('statement', 'drafted', 'approved', 'accepted'),
  ...named('tier', 'demotion_noticed'),
  ...named('tier_review', 'promotion_proposed', 'retention_proposed', 'grace_proposed', 'demotion_proposed'),
  ...named('tier_review', 'approved', 'dismissed', 'superseded'),
  ...named('waiver', 'granted', 'revoked'),
];

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(MEANINGS), ...OTHERS]);

/** All types that are appended to the log, in order. */
export const EVENT_TYPES: readonly string[] = [...KNOWN].sort();

const typesTouching = (source: FactSource): readonly string[] =>
  Object.entries(MEANINGS).flatMap(([type, { touches }]) =>
    touches.some((one) => one.source === source) ? [type] : [],
  );

/** By source, the types of the events by which its facts change. */
export const EVENTS_OF_SOURCE = Object.fromEntries(
  FACT_SOURCES.map((source) => [source, typesTouching(source)] as const),
) as { readonly [Source in FactSource]: readonly string[] };

export type ReadEvent = Readonly<{ type: string; subjectType: string; partnerId: string | null }>;

/** Why an event is set aside instead of being rolled up. */
export const SET_ASIDE_REASONS = [
  'UNKNOWN_TYPE',
  'WRONG_SUBJECT',
  'NO_PARTNER',
  'NO_SUBJECT',
  'NOT_DERIVABLE',
] as const;
export type SetAsideReason = (typeof SET_ASIDE_REASONS)[number];

/** What to do for an event, or why nothing can be done. */
export function readingOf({ type, subjectType, partnerId }: ReadEvent): EventMeaning | SetAsideReason | null {
  const meaning = Object.hasOwn(MEANINGS, type) ? MEANINGS[type] : undefined;
  if (!meaning) return KNOWN.has(type) ? null : 'UNKNOWN_TYPE';
  if (subjectType !== meaning.subjectType) return 'WRONG_SUBJECT';
  return meaning.needsPartner && partnerId === null ? 'NO_PARTNER' : meaning;
}
