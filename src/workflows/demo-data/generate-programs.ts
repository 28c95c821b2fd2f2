import type pg from 'pg';
import { chance, idOf } from './expressions.ts';
import { stagedFacts } from './generate-deals.ts';
import { startOf } from './program-catalogue.ts';
import { PROGRAM } from './program-words.ts';
import { factParameters, type GenerateOptions, type Range, referralFacts } from './referral-facts.ts';

/** A month that lacks the day ends with its last, so that nobody loses one. */
const monthsAfter = (day: string, months: string) => `((${day} + make_interval(months => ${months}))::date
  + CASE WHEN extract(day FROM ${day} + make_interval(months => ${months})) < extract(day FROM ${day}) THEN 1 ELSE 0 END)`;

/**
 * Who learnt what, and how far they came: half of the people sell, a third are engineers, and a few are on their way.
 * The first engineer's award of a partner is a year old, so that some are about to end.
 */
const LEARNERS = `
  people AS (SELECT 3 * n + k AS p, n, k FROM generate_series($2::int, $3::int) AS n, generate_series(0, 2) AS k),
  learners AS (
    SELECT p, n, 'SALES-FOUNDATION' AS code, true AS is_awarded,
      $4::timestamptz - make_interval(secs => (0.02 + 0.98 * ${chance('sales-day', 'p')}) * $5 * 30.4375 * 86400) AS done_at
    FROM people WHERE ${chance('sales', 'p')} < 0.55 OR k = 0
    UNION ALL
    SELECT p, n, 'NET-ENGINEER', ${chance('engineer', 'p')} < 0.35,
      $4::timestamptz - make_interval(secs => (0.02 + 0.98 * ${chance('engineer-day', 'p')}) * least($5, 13) * 30.4375 * 86400)
    FROM people WHERE ${chance('engineer', 'p')} < 0.5),
  enrolled AS (
    SELECT learners.p, n, is_awarded, done_at, version.id AS version_id, program.id AS program_id, version.validity_months,
      (done_at AT TIME ZONE 'Europe/Berlin')::date AS done_on, learners.code AS program_code,
      p + CASE learners.code WHEN 'NET-ENGINEER' THEN 1000000000 ELSE 0 END AS place
    FROM learners JOIN certification_program AS program ON program.code = learners.code
    JOIN certification_version AS version ON version.program_id = program.id AND version.number = 1)`;

const ENROLMENTS = `
  INSERT INTO enrolment (id, person_id, program_id, version_id, partner_id, membership_id, path, status, opened_at, ended_at)
  SELECT ${idOf('enrolment', 'place')}, ${idOf('person', 'p')}, program_id, version_id, ${idOf('partner', 'n')}, ${idOf('membership', 'p')},
    'FULL', CASE WHEN is_awarded THEN 'COMPLETED' ELSE 'OPEN' END, done_at - interval '20 days', CASE WHEN is_awarded THEN done_at END
  FROM enrolled`;

/** Whoever is on the way has done the courses. */
const RESULTS = `
  INSERT INTO certification_result (id, source, source_id, person_id, kind, external_code, outcome, score_percent, happened_at, booked_at)
  SELECT ${idOf('certificationResult', "place || ':' || requirement.code")}, 'lms', $1 || ':' || place || ':' || requirement.code,
    ${idOf('person', 'p')}, requirement.kind, requirement.external_code, CASE requirement.kind WHEN 'COURSE' THEN 'COMPLETED' ELSE 'PASSED' END,
    CASE requirement.kind WHEN 'EXAM' THEN requirement.pass_mark_percent + floor(${chance('score', 'place')} * (100 - requirement.pass_mark_percent)) END,
    done_at - CASE requirement.kind WHEN 'COURSE' THEN interval '5 days' WHEN 'PRACTICUM' THEN interval '1 day' ELSE interval '0' END,
    done_at - CASE requirement.kind WHEN 'COURSE' THEN interval '5 days' WHEN 'PRACTICUM' THEN interval '1 day' ELSE interval '0' END
  FROM enrolled JOIN certification_requirement AS requirement ON requirement.version_id = enrolled.version_id
  WHERE requirement.external_code IS NOT NULL AND (is_awarded OR requirement.kind = 'COURSE')`;

const PROGRESS = `
  INSERT INTO enrolment_progress (enrolment_id, requirement_id, partner_id, membership_id, status, attempts, best_percent, fulfilled_at, result_id)
  SELECT ${idOf('enrolment', 'place')}, requirement.id, ${idOf('partner', 'n')}, ${idOf('membership', 'p')},
    CASE WHEN result.id IS NULL THEN 'OPEN' ELSE 'FULFILLED' END, CASE WHEN result.id IS NULL THEN 0 ELSE 1 END, result.score_percent,
    result.happened_at, result.id
  FROM enrolled JOIN certification_requirement AS requirement ON requirement.version_id = enrolled.version_id
  LEFT JOIN certification_result AS result ON result.id = ${idOf('certificationResult', "place || ':' || requirement.code")}`;

const AWARDS = `
  INSERT INTO certification_award (id, person_id, program_id, version_id, enrolment_id, partner_id, membership_id, code, awarded_on, valid_from,
    ends_on, expired_at, booked_at)
  SELECT ${idOf('certificationAward', 'place')}, ${idOf('person', 'p')}, program_id, version_id, ${idOf('enrolment', 'place')},
    ${idOf('partner', 'n')}, ${idOf('membership', 'p')}, regexp_replace(upper(left(md5($1 || ':award:' || place), 24)), '(.{4})(?=.)', '\\1-', 'g'), done_on, done_on,
    ${monthsAfter('done_on', 'validity_months')},
    CASE WHEN ${monthsAfter('done_on', 'validity_months')} <= $4::date THEN ${monthsAfter('done_on', 'validity_months')}::timestamptz END, done_at
  FROM enrolled WHERE is_awarded`;

const AWARD_CHANGES = `
  INSERT INTO certification_award_change (id, award_id, cause, valid_from, ends_on, booked_at)
  SELECT ${idOf('awardChange', 'place')}, ${idOf('certificationAward', 'place')}, 'AWARDED', done_on, ${monthsAfter('done_on', 'validity_months')},
    done_at FROM enrolled WHERE is_awarded`;

const AWARD_EVENTS = `
  INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
  SELECT (SELECT epoch FROM event_epoch), 'certification.awarded', 'CertificationAward', ${idOf('certificationAward', 'place')},
    ${idOf('partner', 'n')}, true, 'JOB', done_at, done_at, jsonb_build_object('programCode', program_code) FROM enrolled WHERE is_awarded`;

/** People's way to their certifications. */
export async function certifications(
  client: pg.PoolClient,
  options: GenerateOptions,
  range: Range,
): Promise<void> {
  const { seed, until, months } = options;
  for (const statement of [ENROLMENTS, RESULTS, PROGRESS, AWARDS, AWARD_CHANGES, AWARD_EVENTS])
    await client.query(`WITH ${LEARNERS} ${statement}`, [seed, ...range, until, months]);
}

/** Half of the partners came with a tier of the program before this one; of the first two, one is Silver and one is Gold. */
const PLACED = `placed AS (
    SELECT n, tier.id AS tier_id, tier.version_id, version.program_id, $4::date + 30 AS effective_on
    FROM generate_series($2::int, $3::int) AS n
    JOIN program_tier AS tier ON tier.code = CASE WHEN n = 1 OR ${chance('tier')} < 0.15 THEN 'GOLD' WHEN n = 0 OR ${chance('tier')} < 0.5 THEN 'SILVER' END
    JOIN program_version AS version ON version.id = tier.version_id AND version.status = 'PUBLISHED'
    JOIN partner_program AS program ON program.id = version.program_id AND program.code = '${PROGRAM.code}')`;

const OPERATIONS_ID = `md5('demo:staff:ops@vendor.example')::uuid`;

const PLACEMENT_STATEMENTS = [
  `INSERT INTO tier_placement (id, partner_id, program_id, version_id, tier_id, cause, reason, effective_on, decided_by_id, booked_at)
   SELECT ${idOf('tierPlacement', 'n')}, ${idOf('partner', 'n')}, program_id, version_id, tier_id, 'BY_HAND', 'Taken over from the program before.',
     effective_on, ${OPERATIONS_ID}, effective_on FROM placed`,
  `INSERT INTO benefit_entitlement (id, partner_id, program_id, placement_id, benefit_id, starts_on, due_on, provisioned_at, provisioned_by_id)
   SELECT ${idOf('benefitEntitlement', 'n * 10 + benefit.position')}, ${idOf('partner', 'n')}, program_id, ${idOf('tierPlacement', 'n')}, benefit.id,
     effective_on, effective_on + benefit.due_days, CASE WHEN is_done THEN effective_on + interval '2 days' END, CASE WHEN is_done THEN ${OPERATIONS_ID} END
   FROM placed JOIN tier_benefit AS benefit ON benefit.tier_id = placed.tier_id
   CROSS JOIN LATERAL (SELECT ${chance('benefit', 'n * 10 + benefit.position')} < 0.8 AS is_done) AS provision`,
  `INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
   SELECT (SELECT epoch FROM event_epoch), 'tier.placed', 'TierPlacement', ${idOf('tierPlacement', 'n')}, ${idOf('partner', 'n')}, true, 'JOB',
     effective_on, effective_on, jsonb_build_object('cause', 'BY_HAND', 'tierCode', tier.code, 'rank', tier.rank, 'effectiveOn', effective_on)
   FROM placed JOIN program_tier AS tier ON tier.id = placed.tier_id`,
];

export async function placements(
  client: pg.PoolClient,
  options: GenerateOptions,
  range: Range,
): Promise<void> {
  for (const statement of PLACEMENT_STATEMENTS)
    await client.query(`WITH ${PLACED} ${statement}`, [options.seed, ...range, startOf(options)]);
}

/** What partners installed for the customers that they won; what went live a while ago is signed off. */
const INSTALLED = `WITH facts AS (${referralFacts}), staged AS (${stagedFacts} WHERE status = 'ACCEPTED'), planned AS (
    SELECT *, close_on + 30 AS planned_on, close_on + 25 + floor(${chance('go-live')} * 20)::int AS live_on
    FROM staged WHERE stage = 'WON' AND ${chance('implementation')} < 0.45), installed AS (
    SELECT *, CASE WHEN live_on > $6::date THEN 'PLANNED' WHEN live_on + 7 >= $6::date THEN 'LIVE' ELSE 'SIGNED_OFF' END AS state FROM planned)`;

const IMPLEMENTATION_STATEMENTS = [
  `INSERT INTO implementation (id, partner_id, referral_id, product_id, customer_name, status, planned_go_live_on, actual_go_live_on, signed_off_at,
     created_at)
   SELECT ${idOf('implementation', 'n')}, referral.partner_id, referral.id, referral.product_id, referral.customer_name, state, planned_on,
     CASE WHEN state <> 'PLANNED' THEN live_on END, CASE WHEN state = 'SIGNED_OFF' THEN live_on + interval '7 days' END, installed.closed_at
   FROM installed JOIN referral ON referral.id = ${idOf('referral', 'n')}`,
  `INSERT INTO implementation_member (implementation_id, partner_id, membership_id, role)
   SELECT ${idOf('implementation', 'n')}, ${idOf('partner', 'partner_number')}, ${idOf('membership', 'person_number')}, 'LEAD' FROM installed`,
  `INSERT INTO implementation_review (implementation_id, customer_id, signed_off_by_id)
   SELECT ${idOf('implementation', 'n')}, ${idOf('customer', 'customer_number')}, ${OPERATIONS_ID} FROM installed WHERE state = 'SIGNED_OFF'`,
  `INSERT INTO satisfaction_response (id, partner_id, implementation_id, source, source_id, score, answered_at, booked_at)
   SELECT ${idOf('satisfactionResponse', 'n')}, ${idOf('partner', 'partner_number')}, ${idOf('implementation', 'n')}, 'survey', $1 || ':' || n,
     (ARRAY[3, 4, 4, 5, 5])[1 + floor(${chance('satisfaction')} * 5)::int], live_on + interval '10 days', live_on + interval '10 days'
   FROM installed WHERE state = 'SIGNED_OFF' AND live_on + interval '10 days' <= $6 AND ${chance('answered')} < 0.7`,
];

export async function implementations(
  client: pg.PoolClient,
  options: GenerateOptions,
  range: Range,
): Promise<void> {
  for (const statement of IMPLEMENTATION_STATEMENTS)
    await client.query(`${INSTALLED} ${statement}`, factParameters(options, range));
}
