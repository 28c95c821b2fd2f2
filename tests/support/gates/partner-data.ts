import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../../../src/platform/database/client.ts';
import { JOB_SCOPE } from '../../../src/platform/database/session.ts';
import { sqlTransaction } from '../../../src/platform/database/sql-transaction.ts';
import { generateData } from '../../../src/workflows/demo-data/generate.ts';
import { TEST_ISSUER } from '../portal.ts';
import { MONEY_OF_A_PARTNER, SHARED_MONEY } from './partner-money.ts';
import { PERFORMANCE_OF_A_PARTNER, SHARED_PERFORMANCE } from './partner-performance.ts';

const UNTIL = new Date('2026-07-01T00:00:00Z');

/** What a partner's data can be found by; the ids follow from the name. */
export type PartnerData = Readonly<{
  name: string;
  partnerId: string;
  memberId: string;
  referralId: string;
  admin: string;
  member: string;
}>;

/** What all partners share: catalogue, regions, and a channel manager, whose subject is `manager`. */
export const seedShared = (database: Database): Promise<void> =>
  sqlTransaction(database, JOB_SCOPE, async (client) => {
    await generateData(
      client,
      { partners: 0, referrals: 0, months: 12, seed: 'shared', until: UNTIL },
      () => undefined,
    );
    await client.query(`
      INSERT INTO person (id, name, email) VALUES (md5('manager')::uuid, 'Manager', 'manager@vendor.example');
      INSERT INTO staff_member (person_id, name, email) VALUES (md5('manager')::uuid, 'Manager', 'manager@vendor.example');
      INSERT INTO staff_role (person_id, role, valid_from) VALUES (md5('manager')::uuid, 'CHANNEL_MANAGER', '2020-01-01');
      INSERT INTO person_identity (issuer, subject, person_id) VALUES ('${TEST_ISSUER}', 'manager', md5('manager')::uuid)`);
    await client.query(SHARED_MONEY);
    await client.query(SHARED_PERFORMANCE);
  });

/** A partner with a sub-account, people, referrals, deals and a row in every table that can hold one of its own. */
export const seedPartner = (database: Database, name: string, referrals = 40): Promise<PartnerData> =>
  sqlTransaction(database, JOB_SCOPE, async (client) => {
    await generateData(
      client,
      { partners: 2, referrals, months: 12, seed: name, until: UNTIL },
      () => undefined,
    );
    await client.query(`SELECT set_config('seed.name', $1, true)`, [name]);
    await client.query(ROWS_OF_A_PARTNER);
    await client.query(MONEY_OF_A_PARTNER);
    await client.query(PERFORMANCE_OF_A_PARTNER);
    return await found(client, name);
  });

const ID = (kind: string, number = 0) => `md5(current_setting('seed.name') || ':${kind}:${number}')::uuid`;
const TEXT = (text: string) => `'${text} of ' || current_setting('seed.name')`;

/** A tier, with its version, of the program that all partners take part in. */
const SHARED_TIER = `program_version AS version
  JOIN (SELECT id FROM program_version WHERE program_id = md5('shared:partnerProgram:0')::uuid AND status = 'PUBLISHED'
    ORDER BY number DESC LIMIT 1) AS latest ON latest.id = version.id
  JOIN program_tier AS tier ON tier.version_id = version.id AND tier.code = 'SILVER'`;

/** The first of the two generated partners is the master of the second. Both partners' deals are of one shared customer. */
const ROWS_OF_A_PARTNER = `
  UPDATE partner SET status = 'ACTIVE' WHERE id = ${ID('partner')};
  UPDATE partner SET master_id = ${ID('partner')} WHERE id = ${ID('partner', 1)};
  INSERT INTO person_identity (issuer, subject, person_id) VALUES
    ('${TEST_ISSUER}', current_setting('seed.name') || '-admin', ${ID('person')}),
    ('${TEST_ISSUER}', current_setting('seed.name') || '-member', ${ID('person', 1)});
  INSERT INTO partner_address (partner_id, kind, line1, city, country_code)
    VALUES (${ID('partner')}, 'BILLING', ${TEXT('Street')}, ${TEXT('City')}, 'DE');
  INSERT INTO partner_external_id (partner_id, system, external_id) VALUES (${ID('partner')}, 'crm', ${TEXT('Account')});
  INSERT INTO partner_status_change (partner_id, action, to_status, reason, actor_kind, effective_on)
    VALUES (${ID('partner')}, 'ACTIVATE', 'ACTIVE', ${TEXT('Reason')}, 'STAFF', '2026-01-01');
  INSERT INTO assignment (id, partner_id, function, staff_id, valid_from)
    VALUES (${ID('assignment')}, ${ID('partner')}, 'CHANNEL_MANAGER', md5('manager')::uuid, '2020-01-01');
  INSERT INTO invitation (id, partner_id, email, name, role, code_hash, invited_by_id, expires_at)
    VALUES (${ID('invitation')}, ${ID('partner')}, 'new@' || current_setting('seed.name') || '.example', ${TEXT('Newcomer')}, 'PARTNER_MEMBER',
      decode(md5(current_setting('seed.name')), 'hex'), ${ID('person')}, '2099-01-01');
  INSERT INTO notification (id, person_id, partner_id, referral_id, event_id, template, template_version, arguments, in_portal,
      occurred_at, created_at)
    SELECT ${ID('notification')}, ${ID('person')}, partner_id, id, ${ID('event')}, 'REFERRAL_ACCEPTED', 1, '{}', true,
      '2026-02-01', '2026-02-01' FROM referral WHERE partner_id = ${ID('partner')} ORDER BY id LIMIT 1;
  INSERT INTO requirement_waiver (id, partner_id, program_id, requirement_code, valid_from, valid_to, reason, granted_by_id, granted_at)
    VALUES (${ID('requirementWaiver')}, ${ID('partner')}, md5('shared:partnerProgram:0')::uuid, 'REVENUE', '2026-01-01', '2027-01-01',
      ${TEXT('Waiver')}, md5('manager')::uuid, '2026-01-01');
  INSERT INTO implementation (id, partner_id, customer_name, status, planned_go_live_on, created_at)
    VALUES (${ID('implementation', 900)}, ${ID('partner')}, ${TEXT('Customer')}, 'PLANNED', '2026-03-01', '2026-02-01');
  INSERT INTO implementation_member (implementation_id, partner_id, membership_id, role)
    VALUES (${ID('implementation', 900)}, ${ID('partner')}, ${ID('membership')}, 'LEAD');
  UPDATE implementation SET status = 'SIGNED_OFF', actual_go_live_on = '2026-03-02', signed_off_at = '2026-04-01'
    WHERE id = ${ID('implementation', 900)};
  INSERT INTO implementation_review (implementation_id, customer_id, note)
    VALUES (${ID('implementation', 900)}, md5('shared:customer:0')::uuid, ${TEXT('Note')});
  INSERT INTO satisfaction_response (id, partner_id, implementation_id, source, source_id, score, answered_at)
    VALUES (${ID('satisfactionResponse', 900)}, ${ID('partner')}, ${ID('implementation', 900)}, 'SURVEYS', ${TEXT('Answer')}, 4, '2026-04-02');
  INSERT INTO partner_standing (id, partner_id, program_id, version_id, tier_id, tier_rank, attained_tier_id, status, movement, moved_on,
      is_at_risk, next_tier_percent, requirements_met, requirements_total, period, period_from, period_until, as_of)
    SELECT ${ID('partnerStanding')}, ${ID('partner')}, version.program_id, version.id, tier.id, tier.rank, tier.id, 'AT_RISK', 'UP',
      '2026-05-01', true, 12.5, 1, 2, 'FY2026', '2026-01-01', '2027-01-01', '2026-06-15' FROM ${SHARED_TIER};
  INSERT INTO attainment (id, partner_id, program_id, version_id, requirement_id, period, period_from, period_until, actual, target,
      percent, gap, status, is_provisional, as_of)
    SELECT ${ID('keptAttainment')}, ${ID('partner')}, version.program_id, version.id, asked.id, 'FY2026', '2026-01-01', '2027-01-01',
      3, 4, 75, 1, 'AT_RISK', true, '2026-06-15'
    FROM ${SHARED_TIER} JOIN program_requirement AS asked ON asked.tier_id = tier.id ORDER BY asked.position LIMIT 1;
  INSERT INTO standing_change (id, partner_id, program_id, period, period_from, period_until, is_at_risk, requirements, shares, as_of)
    SELECT ${ID('standingChange')}, ${ID('partner')}, version.program_id, 'FY2026', '2026-01-01', '2027-01-01', true, 1, 7500, '2026-06-15'
    FROM ${SHARED_TIER};
  INSERT INTO tier_review (id, partner_id, program_id, version_id, period, outcome, status, from_tier_id, to_tier_id, explanation, as_of,
      proposed_at)
    SELECT ${ID('tierReview')}, ${ID('partner')}, version.program_id, version.id, 'FY2026', 'RETAIN', 'PROPOSED', tier.id, tier.id,
      '{"evaluations": []}', '2026-06-15', '2026-06-15' FROM ${SHARED_TIER};
  UPDATE opportunity SET customer_id = md5('shared:customer:0')::uuid WHERE system = current_setting('seed.name');
  INSERT INTO referral_review (referral_id, customer_id, match_decision, match_evidence, note)
    SELECT id, md5('shared:customer:0')::uuid, 'CONFIRMED', '{}', ${TEXT('Note')} FROM referral
    WHERE partner_id = ${ID('partner')}`;

async function found(client: pg.PoolClient, name: string): Promise<PartnerData> {
  const { rows } = await client.query<Pick<PartnerData, 'partnerId' | 'memberId' | 'referralId'>>(
    `SELECT ${ID('partner')} AS "partnerId", ${ID('membership', 1)} AS "memberId", ${ID('referral')} AS "referralId"`,
  );
  return { name, ...rows[0]!, admin: `${name}-admin`, member: `${name}-member` };
}

const NUMBERS = [0, 1, 2];

/** Global ids of a partner's data by type, whether it is loaded or not: they follow from the partner's name. */
export const idsOf = (name: string, types: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    types.map((type) => [type, NUMBERS.map((number) => `${type}_${idOf(name, type, number)}`)]),
  );

export function idOf(name: string, type: string, number: number): string {
  const kind = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  const hex = createHash('md5').update(`${name}:${kind}:${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
