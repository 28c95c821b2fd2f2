/** SQL under all constraints: $1 the seed, $2 its partners, $3 the issuer of tokens, $4 the instant it is looked at. */
const idOf = (kind: string, number = 'n') => `md5($1 || ':${kind}:' || (${number}))::uuid`;
const PARTNERS = 'generate_series(0, $2::int - 1) AS n';
const PARTNERS_PER_MANAGER = 20;
/** Those of one manager lie far apart, as they would. */
const MANAGER = `n % (1 + ($2::int - 1) / ${PARTNERS_PER_MANAGER})`;

/** Somebody of finance, and a channel manager of each so many partners, who came one after another. */
export const PEOPLE_OF_THE_VENDOR: readonly string[] = [
  `UPDATE partner SET created_at = created_at - n * interval '1 minute' FROM ${PARTNERS} WHERE partner.id = ${idOf('partner')}`,
  `WITH staff (subject, role) AS (
     SELECT 'finance', 'FINANCE'
     UNION ALL SELECT DISTINCT 'manager-' || ${MANAGER}, 'CHANNEL_MANAGER' FROM ${PARTNERS}),
   people AS (INSERT INTO person (id, name, email)
     SELECT ${idOf('staff', 'subject')}, initcap(subject), subject || '@vendor.example' FROM staff),
   members AS (INSERT INTO staff_member (person_id, name, email)
     SELECT ${idOf('staff', 'subject')}, initcap(subject), subject || '@vendor.example' FROM staff),
   known AS (INSERT INTO person_identity (issuer, subject, person_id) SELECT $3, subject, ${idOf('staff', 'subject')} FROM staff)
   INSERT INTO staff_role (person_id, role, valid_from) SELECT ${idOf('staff', 'subject')}, role, '2020-01-01' FROM staff`,
  `INSERT INTO assignment (partner_id, function, staff_id, valid_from)
   SELECT ${idOf('partner')}, 'CHANNEL_MANAGER', ${idOf('staff', `'manager-' || ${MANAGER}`)}, '2020-01-01' FROM ${PARTNERS}`,
  `INSERT INTO person_identity (issuer, subject, person_id)
   SELECT $3, 'admin-' || n, ${idOf('person', '3 * n')} FROM ${PARTNERS}`,
];

/** What everybody has to accept, and a document that has to be verified, which it is of every other partner. */
export const AGREED: readonly string[] = [
  `INSERT INTO agreement_template (id, code, title, kind)
   SELECT ${idOf('template', 'code')}, code, initcap(code), kind FROM (VALUES ('TERMS', 'AGREEMENT'), ('INSURANCE', 'DOCUMENT')) AS t (code, kind)`,
  `INSERT INTO agreement_template_version (id, template_id, number, status, text, sha256, published_at)
   SELECT ${idOf('templateVersion', 'code')}, id, 1, 'PUBLISHED', 'What is agreed.', repeat('0', 64), '2025-01-01'
   FROM agreement_template WHERE $1 <> ''`,
  `INSERT INTO document_requirement (partner_type, template_id, valid_from) SELECT 'REFERRAL', id, '2025-01-01' FROM agreement_template`,
  `INSERT INTO agreement (id, partner_id, template_id, version_id, method, membership_id, effective_from, recorded_at)
   SELECT ${idOf('agreement')}, ${idOf('partner')}, ${idOf('template', `'TERMS'`)}, ${idOf('templateVersion', `'TERMS'`)}, 'ACCEPTED',
     ${idOf('membership', '3 * n')}, '2025-06-01', '2025-06-01' FROM ${PARTNERS}`,
  `INSERT INTO agreement (id, partner_id, template_id, version_id, method, membership_id, file_reference, file_sha256, effective_from, recorded_at)
   SELECT ${idOf('document')}, ${idOf('partner')}, ${idOf('template', `'INSURANCE'`)}, ${idOf('templateVersion', `'INSURANCE'`)}, 'SUBMITTED',
     ${idOf('membership', '3 * n')}, 'FILE-' || n, repeat('0', 64), '2025-06-01', '2025-06-02' FROM ${PARTNERS}`,
  `INSERT INTO agreement_decision (partner_id, agreement_id, outcome, effective_on, decided_by_id, decided_at)
   SELECT ${idOf('partner')}, ${idOf('document')}, 'VERIFIED', '2025-06-03', ${idOf('staff', `'manager-' || ${MANAGER}`)}, '2025-06-03'
   FROM ${PARTNERS} WHERE n % 2 = 0`,
];

/** Each partner is being onboarded: the terms are accepted, two steps are not due yet, and one is overdue. */
export const STARTED: readonly string[] = [
  `INSERT INTO onboarding (id, partner_id, checklist_version, status, started_at, started_on)
   SELECT ${idOf('onboarding')}, ${idOf('partner')}, 1, 'OPEN', $4::timestamptz - interval '30 days', $4::date - 30 FROM ${PARTNERS}`,
  `INSERT INTO onboarding_step (onboarding_id, partner_id, code, position, title, due_on, completion, completion_code, completed_at, completed_by_id)
   SELECT ${idOf('onboarding')}, ${idOf('partner')}, code, position, initcap(code), $4::date + days, 'BY_HAND', NULL,
     CASE position WHEN 1 THEN $4::timestamptz - interval '20 days' END,
     CASE position WHEN 1 THEN ${idOf('staff', `'manager-' || ${MANAGER}`)} END
   FROM ${PARTNERS}, (VALUES (1, 'TERMS', -25), (2, 'CALL', -3), (3, 'TRAINING', 10), (4, 'FIRST_REFERRAL', 40)) AS step (position, code, days)`,
];

/** Each administrator was told of all that was decided; half of it is read. */
export const TOLD: readonly string[] = [
  `INSERT INTO notification (person_id, partner_id, referral_id, event_id, template, template_version, arguments, in_portal, occurred_at,
     created_at, read_at)
   SELECT m.person_id, r.partner_id, r.id, md5('told:' || r.id)::uuid, 'REFERRAL_' || r.status, 1, '{}', true, r.decided_at, r.decided_at,
     CASE WHEN hashtext(r.id::text) % 2 = 0 THEN r.decided_at + interval '1 hour' END
   FROM referral AS r JOIN membership AS m ON m.partner_id = r.partner_id AND m.role = 'PARTNER_ADMIN'
   WHERE r.status IN ('ACCEPTED', 'REJECTED') ORDER BY r.decided_at, r.id`,
  `INSERT INTO notification_preference (person_id, topic, portal, mail)
   SELECT ${idOf('person', '3 * n')}, 'REFERRAL_DECISIONS', true, false FROM ${PARTNERS}`,
];

const CLOCK = (subject: string, standard: string, column: string, from: string) => `
  INSERT INTO sla_clock (subject_type, subject_id, ${column}, partner_id, standard, warn_minutes, breach_minutes, status, status_since,
    started_at, warn_at, breach_at, next_at, calendar)
  SELECT '${subject}', id, id, partner_id, '${standard}', 480, 960, 'RUNNING', submitted_at, submitted_at, submitted_at + interval '1 day',
    submitted_at + interval '2 days', submitted_at + interval '1 day', 'PLAIN' FROM ${from} WHERE status = 'SUBMITTED'`;

/** Referrals wait for a decision, and each partner has an order that waits to be ratified, a check of which fails. */
export const WAITING: readonly string[] = [
  `INSERT INTO sales_order (id, system, external_id, type, status, status_since, partner_id, currency)
   SELECT ${idOf('waiting')}, $1 || '-waiting', n::text, 'NEW', 'DRAFT', $4::timestamptz - interval '40 days', ${idOf('partner')}, 'EUR'
   FROM ${PARTNERS}`,
  `INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
   SELECT ${idOf('waiting')}, 1, (SELECT id FROM product ORDER BY code LIMIT 1), 1, 100, 10 FROM ${PARTNERS}`,
  `INSERT INTO order_check (order_id, code, area, outcome, evidence, checked_at)
   SELECT ${idOf('waiting')}, 'TERM_GIVEN', 'COMPLETENESS', 'FAIL', '{}', $4::timestamptz - interval '40 days' FROM ${PARTNERS}`,
  `UPDATE sales_order SET status = 'SUBMITTED', submitted_at = status_since WHERE system = $1 || '-waiting'`,
  CLOCK('Referral', 'REFERRAL_DECISION', 'referral_id', 'referral'),
  CLOCK('SalesOrder', 'ORDER_RATIFICATION', 'order_id', 'sales_order'),
];

/** Something is being done about each partner's number of referrals. */
export const MONTHLY_WORK: readonly string[] = [
  `INSERT INTO remediation_rule (id, code, name, kind, kpi, grain, breaches, threshold, clears_at, breach_periods, clear_periods, due_days,
     created_by_id)
   VALUES (${idOf('rule', "''")}, 'FEW_REFERRALS', 'Few referrals', 'KPI', 'REFERRALS_SUBMITTED', 'MONTH', 'BELOW', 3, 4, 2, 1, 60,
     ${idOf('staff', "'manager-0'")})`,
  `INSERT INTO remediation_plan (id, partner_id, rule_id, status, status_since, period, cause, owner_id, proposed_at, activated_at, due_on,
     before, target, latest, latest_period, explanation)
   SELECT ${idOf('plan')}, ${idOf('partner')}, ${idOf('rule', "''")}, 'ACTIVE', $4::timestamptz - interval '10 days', '2026-M05', 'CAPACITY',
     ${idOf('staff', `'manager-' || ${MANAGER}`)}, $4::timestamptz - interval '11 days', $4::timestamptz - interval '10 days', $4::date + 50,
     1, 4, 2, '2026-M05', '{"periods": []}' FROM ${PARTNERS}`,
  `INSERT INTO remediation_action (partner_id, plan_id, position, title, membership_id, due_on)
   SELECT ${idOf('partner')}, ${idOf('plan')}, 1, 'Call ten customers', ${idOf('membership', '3 * n')}, $4::date + 20 FROM ${PARTNERS}`,
];
