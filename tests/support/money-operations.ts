import type { Random } from './compiled-operations.ts';
import { idOf, type PartnerData } from './gates/partner-data.ts';

/** What the seeded partners do not have and the operations below tell of: more than one of each, and of each kind. */
const REFERRALS = `
  UPDATE referral SET decision_reasons = '{TERRITORY,CAPACITY}' WHERE substr(id::text, 1, 1) IN ('0', '1', '2', '3');
  INSERT INTO protection_extension (partner_id, referral_id, status, evidence, requested_days, requested_at, requested_by_id, decided_at, granted_until, message)
    SELECT partner_id, id, (ARRAY['REQUESTED', 'GRANTED'])[number], 'Evidence', 30, '2026-05-01T10:00:00.125Z', md5('manager')::uuid,
      CASE number WHEN 2 THEN timestamptz '2026-05-02' END, CASE number WHEN 2 THEN timestamptz '2026-07-02' END, NULL
    FROM referral, generate_series(1, 2) AS number;
  INSERT INTO appeal (partner_id, referral_id, reason, opened_by_id, opened_at)
    SELECT partner_id, id, 'Reason', md5('manager')::uuid, '2026-05-01' FROM referral WHERE substr(id::text, 1, 1) < '8'`;

/** Orders in several currencies that wait, with clocks that run, are paused, and began before and after hours. */
const ORDERS = `
  INSERT INTO holiday (date, name) VALUES ('2026-06-03', 'Holiday'), ('2026-05-14', 'Another');
  INSERT INTO sales_order (id, system, external_id, type, status, status_since, partner_id, referral_id, currency)
    SELECT md5('waiting' || id)::uuid, 'WAITING', id, 'NEW', 'DRAFT', timestamptz '2026-05-01T06:13:07.250Z' + place * interval '31 hours', partner_id, id,
      (ARRAY['EUR', 'JPY', 'KWD'])[1 + place % 3]
    FROM (SELECT id, partner_id, row_number() OVER (ORDER BY id)::integer AS place FROM referral) AS referral WHERE place <= 40;
  INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
    SELECT id, position, (SELECT id FROM product ORDER BY id LIMIT 1), 1, 9007199254740993, 5 FROM sales_order, generate_series(1, 2) AS position
    WHERE system = 'WAITING';
  INSERT INTO order_check (order_id, code, area, outcome, evidence, checked_at)
    SELECT id, code, 'COMPLETENESS', (ARRAY['FAIL', 'PASS'])[1 + abs(hashtext(id::text || code)) % 2], '{}', status_since
    FROM sales_order, unnest(ARRAY['TERM_GIVEN', 'NO_LONGER_KNOWN']) AS code WHERE system = 'WAITING';
  UPDATE sales_order SET status = 'SUBMITTED', submitted_at = status_since WHERE system = 'WAITING';
  INSERT INTO sla_clock (subject_type, subject_id, order_id, partner_id, standard, warn_minutes, breach_minutes, status,
      status_since, started_at, elapsed_ms, warn_at, breach_at, next_at, calendar)
    SELECT 'SalesOrder', id, id, partner_id, 'ORDER_RATIFICATION', 480, 960, clock.status, submitted_at, submitted_at - interval '2 days', 123456789,
      submitted_at + interval '1 day', submitted_at + interval '2 days', CASE clock.status WHEN 'RUNNING' THEN submitted_at + interval '1 day' END, 'PLAIN'
    FROM sales_order, LATERAL (SELECT (ARRAY['RUNNING', 'PAUSED', 'STOPPED'])[1 + abs(hashtext(sales_order.id::text)) % 3] AS status) AS clock
    WHERE system = 'WAITING' AND external_id < 'e'`;

const PARTNERS = `md5('mine:partner:0')::uuid, md5('theirs:partner:0')::uuid`;
const AGREEMENT = (partner: string, number: string) => `md5(${partner} || ':required:' || ${number})::uuid`;

/** Templates with and without a version that is offered, and papers in each status, of two partners. */
const PAPERS = `
  INSERT INTO agreement_template (id, code, title, kind)
    SELECT md5('template:' || number)::uuid, 'T' || number, 'Template "' || number || '"', CASE WHEN number % 2 = 0 THEN 'AGREEMENT' ELSE 'DOCUMENT' END
    FROM generate_series(1, 7) AS number;
  INSERT INTO agreement_template_version (id, template_id, number, status, text, sha256, validity_months, published_at)
    SELECT md5('version:' || number)::uuid, md5('template:' || number)::uuid, 1, CASE WHEN number = 6 THEN 'DRAFT' ELSE 'PUBLISHED' END, 'Text', repeat('a', 64),
      CASE WHEN number > 3 THEN 12 END, CASE WHEN number <> 6 THEN timestamptz '2026-01-01' END
    FROM generate_series(1, 7) AS number;
  INSERT INTO document_requirement (partner_type, template_id, valid_from, valid_to)
    SELECT type, md5('template:' || number)::uuid, '2026-01-01', CASE number WHEN 7 THEN date '2026-06-15' END
    FROM generate_series(1, 7) AS number, unnest(ARRAY['REFERRAL', 'RESELLER', 'SYSTEM_INTEGRATOR', 'TECHNOLOGY', 'CONSULTANT']) AS type;
  INSERT INTO agreement (id, partner_id, template_id, version_id, method, membership_id, effective_from, effective_to, recorded_at, file_reference, file_sha256)
    SELECT ${AGREEMENT('partner.id', 'number')}, partner.id, md5('template:' || (1 + number % 5))::uuid, md5('version:' || (1 + number % 5))::uuid,
      CASE WHEN number % 5 % 2 = 1 THEN 'ACCEPTED' ELSE 'SUBMITTED' END, (SELECT id FROM membership WHERE partner_id = partner.id ORDER BY id LIMIT 1),
      date '2026-01-10' + number * 20, CASE WHEN number % 3 > 0 THEN date '2026-03-01' + number * 20 END, timestamptz '2026-01-09T08:00:00.5Z' + number / 3 * interval '1 day',
      CASE WHEN number % 5 % 2 = 0 THEN 'file:' || number END, CASE WHEN number % 5 % 2 = 0 THEN repeat('b', 64) END
    FROM unnest(ARRAY[${PARTNERS}]) AS partner (id), generate_series(0, 11) AS number WHERE partner.id <> md5('theirs:partner:0')::uuid OR number < 4;
  INSERT INTO agreement (partner_id, template_id, version_id, method, signed_on, signature_reference, effective_from)
    VALUES (md5('mine:partner:0')::uuid, md5('template:2')::uuid, md5('version:2')::uuid, 'SIGNED', '2026-01-01', 'signed', '2026-01-02');
  INSERT INTO agreement_decision (partner_id, agreement_id, outcome, reason, effective_on)
    SELECT agreement.partner_id, agreement.id, decided.outcome, 'Reason', '2026-06-15'
    FROM (VALUES (0, 'VERIFIED'), (2, 'REFUSED'), (4, 'VERIFIED'), (4, 'REVOKED'), (5, 'REVOKED'), (8, 'VERIFIED')) AS decided (number, outcome)
    JOIN agreement ON agreement.id = ${AGREEMENT("md5('mine:partner:0')::uuid", 'decided.number')}`;

/** A month with lines of several kinds and currencies, one that a dispute brought about, and statements that agree and do not. */
const STATEMENTS = `
  INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, booked_at,
      statement_minor, posting_key, cause_type, dispute_id, explanation)
    SELECT ids.partner, ids.earning, line.kind, line.gives, line.takes, line.minor, 'USD', 'FY2026-P05', '2026-05-20', '2026-05-20T00:00:00.007Z',
      CASE line.takes WHEN 'PAYABLE' THEN line.minor ELSE -line.minor END, ids.partner || line.kind || line.minor, 'Dispute', CASE line.kind WHEN 'ADJUSTMENT' THEN md5('mine:dispute:0')::uuid END, line.explanation::jsonb
    FROM (SELECT md5('mine:partner:0')::uuid AS partner, md5('mine:commissionEarning:0')::uuid AS earning) AS ids,
      (VALUES ('CLAWBACK', 'PAYABLE', 'EXPENSE', 1, '{"steps": [{"code": "DUE", "operands": ["5", {"code": "SHARE", "value": "1", "unit": "FACTOR"}], "result": 7}]}'),
        ('ADJUSTMENT', 'EXPENSE', 'PAYABLE', 9007199254740993, '{"line": {"kind": "RELEASE", "period": "FY2026-P05", "statedMinor": "9007199254740993",
          "explanation": {"steps": [{"code": "A", "result": "1", "unit": "USD"}]}}, "decision": {"outcome": "UPHELD", "statedMinor": "1", "claimedMinor": null, "grantedMinor": "-5"}}'))
        AS line (kind, gives, takes, minor, explanation)`;

/** Clocks of referrals in each state, one of them after another by the same instant; plans that are late and are not. */
const DEADLINES = `
  INSERT INTO sla_clock (subject_type, subject_id, referral_id, partner_id, standard, warn_minutes, breach_minutes, status, level,
      status_since, started_at, warn_at, breach_at, next_at, calendar)
    SELECT 'Referral', id, id, partner_id, 'REFERRAL_DECISION', 480, 960, CASE WHEN place % 7 = 0 THEN 'PAUSED' ELSE 'RUNNING' END, 0,
      timestamptz '2026-06-01' + place * interval '7 hours', '2026-06-01', timestamptz '2026-06-02' + place / 2 * interval '17 hours',
      timestamptz '2026-06-04' + place / 2 * interval '17 hours', CASE WHEN place % 7 > 0 THEN timestamptz '2026-07-01' END, 'PLAIN'
    FROM (SELECT id, partner_id, row_number() OVER (ORDER BY id)::integer AS place FROM referral) AS referral WHERE place <= 45;
  INSERT INTO sla_escalation (clock_id, level, person_id, at)
    SELECT id, 1, md5('manager')::uuid, warn_at FROM sla_clock WHERE subject_type = 'Referral' AND status = 'RUNNING' LIMIT 10;
  INSERT INTO remediation_plan (partner_id, rule_id, status, status_since, period, cause, owner_id, due_on, explanation, before, target, latest, latest_period,
      proposed_at, activated_at, closed_at, closing_code)
    SELECT plan.partner_id, plan.rule_id, 'SUCCEEDED', timestamptz '2026-05-01' + number / 2 * interval '1 day', 'FY2026-P0' || number, plan.cause, plan.owner_id,
      date '2026-06-12' + number, plan.explanation, plan.before, plan.target,
      (ARRAY[plan.before, plan.target, plan.before + (plan.target - plan.before) / 3, plan.target * 2])[1 + number % 4], plan.latest_period,
      plan.proposed_at, plan.activated_at, '2026-06-01', 'TARGET_REACHED'
    FROM remediation_plan AS plan, generate_series(1, 6) AS number;
  INSERT INTO remediation_plan (partner_id, rule_id, status, status_since, period, cause, owner_id, due_on, explanation, before, target, latest, latest_period, proposed_at, activated_at)
    SELECT partner.id, plan.rule_id, 'ACTIVE', plan.status_since, plan.period, coalesce(plan.cause, 'OTHER'), md5('manager')::uuid, '2026-06-14', plan.explanation,
      plan.before, plan.target, plan.latest, plan.latest_period, plan.proposed_at, '2026-05-01'
    FROM (SELECT * FROM remediation_plan ORDER BY id LIMIT 1) AS plan, partner WHERE partner.id NOT IN (SELECT partner_id FROM remediation_plan)`;

export const ROWS_OF_OPERATIONS = [REFERRALS, ORDERS, PAPERS, STATEMENTS, DEADLINES].flatMap((rows) =>
  rows.split(/;\n/),
);

/** Of what is declared, and asked for by an operation that takes the ordinary way. */
export const MONEY_OPERATIONS = [
  `query Deadlines($first: Int, $filter: RemediationPlanFilter, $orderBy: RemediationPlanOrder, $partnerId: ID!) {
    viewer { permissions roles }
    partner(id: $partnerId) { benefitEntitlements { id status availableActions } }
    remediationPlans(first: $first, filter: $filter, orderBy: $orderBy) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id status statusSince cause dueOn before target latest after progress { before target latest percent unclampedPercent }
        actions { id title dueOn doneAt } owner { name }
      }
    }
  }`,
];

const partnerIdFrom = (mine: PartnerData, theirs: PartnerData) => [
  ...[mine.partnerId, mine.partnerId, theirs.partnerId],
  ...[idOf('mine', 'partner', 1), idOf('none', 'partner', 0)],
];

const ofType = (type: string, ids: readonly string[]) => ids.map((id) => `${type}_${id}`);

/** Random variables of the front end's operations about money, papers and queues, good ones mostly. */
export function moneyVariables(
  mine: PartnerData,
  theirs: PartnerData,
): Readonly<Record<string, (random: Random) => object>> {
  const partners = ofType('Partner', partnerIdFrom(mine, theirs));
  const numbered = (type: string) =>
    ofType(type, [
      ...Array.from({ length: 20 }, (_, number) => idOf('mine', type, number)),
      ...[idOf('theirs', type, 0), idOf('none', type, 0)],
    ]);
  return {
    Deadlines: ({ oneOf, someOf }) => ({
      first: oneOf([undefined, 1, 2, 50]),
      filter: oneOf([
        ...[undefined, null, {}, { isOverdue: true }, { isOverdue: false, status: ['PROPOSED', 'ACTIVE'] }],
        ...[{ partnerIds: someOf(partners) }, { ruleIds: [] }, { ownerIds: ['Partner_x'] }],
      ]),
      orderBy: oneOf([undefined, { by: 'STATUS_SINCE', direction: 'ASC' }]),
      partnerId: oneOf(partners),
    }),
    NotificationPreferences: () => ({}),
    OnboardingOverdue: ({ oneOf }) => ({ first: oneOf([undefined, null, 1, 5, 50, 101]) }),
    ReviewQueue: ({ oneOf, someOf }) => ({
      first: oneOf([undefined, 1, 5, 50]),
      filter: oneOf([undefined, null, {}, { partnerIds: someOf(partners) }, { states: ['PAUSED', 'OK'] }]),
    }),
    Agreements: ({ oneOf }) => ({ partnerId: oneOf(partners) }),
    RatificationQueue: ({ oneOf }) => ({
      first: oneOf([undefined, null, 1, 5, 50, 0]),
      filter: oneOf([undefined, null, {}, { partnerIds: [partners[0]] }, { status: ['IN_REVIEW'] }]),
    }),
    ReferralDetail: ({ oneOf }) => ({ id: oneOf([...numbered('Referral'), partners[0]]) }),
    StatementDetail: ({ oneOf }) => ({
      id: oneOf([
        ...ofType('Statement', [idOf('mine', 'statement', 0), idOf('theirs', 'statement', 0)]),
        partners[0],
      ]),
      first: oneOf([undefined, 1, 50]),
    }),
  };
}
