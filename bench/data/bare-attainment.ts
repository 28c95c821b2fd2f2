import type { Client } from 'pg';

/** What a run of ours wrote, kept so that the rival writes the very same rows without a rule that says why. */
export async function keepEvaluated(client: Client): Promise<void> {
  await client.query('CREATE TABLE bench_standing AS SELECT * FROM partner_standing ORDER BY partner_id');
  await client.query(
    'CREATE TABLE bench_attainment AS SELECT * FROM attainment ORDER BY partner_id, requirement_id',
  );
  await client.query(
    'CREATE TABLE bench_change AS SELECT * FROM standing_change ORDER BY partner_id, period',
  );
  await client.query('ANALYZE bench_standing, bench_attainment, bench_change');
}

const PARTNERS = `SELECT p.id FROM partner AS p WHERE p.status IN ('ONBOARDING', 'ACTIVE', 'SUSPENDED')
  AND NOT EXISTS (SELECT FROM partner_standing AS s WHERE s.partner_id = p.id)`;

const ACCOUNTS = `
  SELECT p.id, p.master_id, p.type, p.status, p.created_at, change.to_status, change.from_status, change.effective_on
  FROM partner AS p LEFT JOIN partner_status_change AS change ON change.partner_id = p.id WHERE p.id = ANY ($1::uuid[])`;

const PLACEMENTS = `
  SELECT placement.partner_id, placement.effective_on, placement.booked_at, tier.code, tier.rank
  FROM tier_placement AS placement JOIN program_tier AS tier ON tier.id = placement.tier_id
  WHERE placement.partner_id = ANY ($1::uuid[])`;

const DEALS = `
  SELECT attribution.partner_id, attribution.opportunity_id, attribution.status, attribution.share_numerator,
    attribution.share_denominator, change.stage, change.amount_minor, change.currency, change.close_on, change.effective_at
  FROM attribution JOIN opportunity_change AS change ON change.opportunity_id = attribution.opportunity_id
  WHERE attribution.partner_id = ANY ($1::uuid[])`;

const REFERRALS = `
  SELECT partner_id, subject_id, type, occurred_at FROM event
  WHERE partner_id = ANY ($1::uuid[]) AND type IN ('referral.submitted', 'referral.accepted', 'referral.rejected', 'referral.withdrawn')`;

const AWARDS = `
  SELECT member.partner_id, member.valid_from AS joined_at, member.valid_to, award.id, award.program_id, award.awarded_on, change.cause,
    change.valid_from, change.ends_on
  FROM membership AS member JOIN certification_award AS award ON award.person_id = member.person_id
  JOIN certification_award_change AS change ON change.award_id = award.id
  WHERE member.partner_id = ANY ($1::uuid[])`;

const INSTALLED = `
  SELECT i.partner_id, i.id, i.status, i.signed_off_at, answer.score, answer.answered_at
  FROM implementation AS i LEFT JOIN satisfaction_response AS answer ON answer.implementation_id = i.id
  WHERE i.partner_id = ANY ($1::uuid[])`;

const READS = [ACCOUNTS, PLACEMENTS, DEALS, REFERRALS, AWARDS, INSTALLED];

/**
 * Reads and writes as our run does, in one transaction as the superuser, for everybody at once: no rule, no explanation, no row
 * security, no batches, and no window of time asked again for each requirement.
 */
export async function bareAttainment(client: Client): Promise<void> {
  await client.query('BEGIN');
  const { rows } = await client.query<{ id: string }>(PARTNERS);
  const ids = rows.map(({ id }) => id);
  for (const read of READS) await client.query(read, [ids]);
  await client.query('INSERT INTO partner_standing SELECT * FROM bench_standing');
  await client.query('INSERT INTO attainment SELECT * FROM bench_attainment');
  await client.query('INSERT INTO standing_change SELECT * FROM bench_change');
  await client.query('COMMIT');
}
