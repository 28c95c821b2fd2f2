import { instant, listOf, pageOf, placeBy } from './bare-json.ts';
import { certificationsHeldOf } from './certifications-held.ts';

const TODAY = `(SELECT (now() AT TIME ZONE time_zone)::date FROM vendor_settings WHERE id = 1)`;

/** How something that is owed stands today. */
export const entitlementStatus = (one: string) => `CASE WHEN ${one}.ended_on <= ${TODAY} THEN 'ENDED'
  WHEN ${one}.provisioned_at IS NOT NULL THEN 'PROVISIONED' WHEN ${one}.due_on < ${TODAY} THEN 'OVERDUE' ELSE 'PENDING' END`;

/** How an award stands today; it is about to end for as long as no renewal follows it. */
export const awardStatus = (one: string) => `CASE WHEN ${one}.revoked_at IS NOT NULL THEN 'REVOKED'
  WHEN ${one}.ends_on <= ${TODAY} THEN 'EXPIRED' WHEN ${one}.valid_from > ${TODAY} THEN 'PENDING'
  WHEN ${one}.ends_on <= ${TODAY} + 90 AND NOT EXISTS (SELECT FROM certification_award AS renewal
    WHERE renewal.renewal_of_id = ${one}.id AND renewal.revoked_at IS NULL) THEN 'EXPIRING' ELSE 'VALID' END`;

const tier = (one: string, more = '') =>
  `json_build_object('id', 'ProgramTier_' || ${one}.id, 'code', ${one}.code, 'name', ${one}.name, 'rank', ${one}.rank${more})`;
const tierOrNull = (one: string, more = '') => `CASE WHEN ${one}.id IS NOT NULL THEN ${tier(one, more)} END`;

const member = `CASE WHEN m.id IS NOT NULL THEN json_build_object('id', 'Membership_' || m.id, 'name', m.name) END`;

const NEXT = `,
  'requirements', ${listOf(`SELECT json_build_object('code', code, 'title', title, 'level', level, 'window', window_kind,
      'windowMonths', window_months, 'threshold', trim_scale(threshold)::text) AS one, position AS place
    FROM program_requirement WHERE tier_id = next.id ORDER BY position LIMIT 20`)},
  'benefits', ${listOf(`SELECT json_build_object('code', code, 'kind', kind, 'title', title) AS one, position AS place
    FROM tier_benefit WHERE tier_id = next.id ORDER BY position LIMIT 20`)}`;

const STANDINGS = `SELECT json_build_object(
    'program', json_build_object('id', 'PartnerProgram_' || program.id, 'code', program.code, 'name', program.name),
    'tier', ${tierOrNull('own')}, 'tierSince', s.tier_since, 'attainedTier', ${tierOrNull('attained')},
    'nextTier', ${tierOrNull('next', NEXT)}, 'nextTierPercent', trim_scale(s.next_tier_percent)::text,
    'requirementsMet', s.requirements_met, 'requirementsTotal', s.requirements_total, 'status', s.status, 'isAtRisk', s.is_at_risk,
    'movement', s.movement, 'movedOn', s.moved_on, 'period', s.period, 'asOf', ${instant('s.as_of')}) AS one,
    ${placeBy('s.program_id')}
  FROM partner_standing AS s JOIN partner_program AS program ON program.id = s.program_id
  LEFT JOIN program_tier AS own ON own.id = s.tier_id LEFT JOIN program_tier AS attained ON attained.id = s.attained_tier_id
  LEFT JOIN program_tier AS next ON next.id = s.next_tier_id
  WHERE s.partner_id = partner.id ORDER BY s.program_id LIMIT 20`;

const HISTORY = `SELECT json_build_object('id', 'TierPlacement_' || p.id, 'cause', p.cause, 'effectiveOn', p.effective_on,
    'tier', ${tier('t')}) AS one, ${placeBy('p.effective_on DESC, p.booked_at DESC, p.id DESC')}
  FROM tier_placement AS p JOIN program_tier AS t ON t.id = p.tier_id
  WHERE p.partner_id = partner.id ORDER BY p.effective_on DESC, p.booked_at DESC, p.id DESC LIMIT 100`;

const ENTITLEMENTS = `SELECT json_build_object('id', 'BenefitEntitlement_' || e.id, 'status', ${entitlementStatus('e')},
    'startsOn', e.starts_on, 'dueOn', e.due_on, 'endedOn', e.ended_on, 'provisionedAt', ${instant('e.provisioned_at')},
    'benefit', json_build_object('code', b.code, 'kind', b.kind, 'title', b.title)) AS one, ${placeBy('e.due_on DESC, e.id DESC')}
  FROM benefit_entitlement AS e JOIN tier_benefit AS b ON b.id = e.benefit_id
  WHERE e.partner_id = partner.id ORDER BY e.due_on DESC, e.id DESC LIMIT 100`;

const CERTIFIED = `SELECT json_build_object('programCode', program_code, 'programName', program_name, 'held', held,
    'expiringWithin90Days', expiring_within_90_days, 'nextLossOn', next_loss_on, 'holders', holders) AS one,
    ${placeBy('program_name, program_id')}
  FROM (${certificationsHeldOf('$1')}) AS held`;

const AWARDS = `SELECT json_build_object('id', 'CertificationAward_' || a.id, 'code', a.code, 'status', ${awardStatus('a')},
    'awardedOn', a.awarded_on, 'validFrom', a.valid_from, 'endsOn', a.ends_on,
    'program', json_build_object('code', program.code, 'name', program.name), 'membership', ${member}) AS one,
    ${placeBy('a.awarded_on DESC, a.id DESC')}
  FROM (SELECT * FROM certification_award WHERE partner_id = $1 ORDER BY awarded_on DESC, id DESC LIMIT 51) AS a
  JOIN certification_program AS program ON program.id = a.program_id LEFT JOIN membership AS m ON m.id = a.membership_id`;

const ENROLMENTS = `SELECT json_build_object('id', 'Enrolment_' || e.id, 'path', e.path, 'status', e.status,
    'openedAt', ${instant('e.opened_at')}, 'program', json_build_object('code', program.code, 'name', program.name),
    'membership', ${member}) AS one, ${placeBy('e.opened_at DESC, e.id DESC')}
  FROM (SELECT * FROM enrolment WHERE partner_id = $1 AND status = 'OPEN' ORDER BY opened_at DESC, id DESC LIMIT 21) AS e
  JOIN certification_program AS program ON program.id = e.program_id LEFT JOIN membership AS m ON m.id = e.membership_id`;

/** Where a partner stands in its programs and what its people are certified in, as somebody would write it by hand. */
export const BARE_PROGRAM = `SELECT json_build_object(
    'partner', (SELECT json_build_object('id', 'Partner_' || partner.id, 'name', partner.name, 'standings', ${listOf(STANDINGS)},
      'tierHistory', ${listOf(HISTORY)}, 'benefitEntitlements', ${listOf(ENTITLEMENTS)}) FROM partner WHERE partner.id = $1),
    'certificationStatus', ${listOf(CERTIFIED)},
    'certificationAwards', ${pageOf(AWARDS, 50)},
    'enrolments', ${pageOf(ENROLMENTS, 20)}
  )::text AS data`;
