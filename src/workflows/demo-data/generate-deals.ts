import type pg from 'pg';
import { idOf } from './expressions.ts';
import { factParameters, type GenerateOptions, type Range, referralFacts } from './referral-facts.ts';
import { PRODUCTS } from './words.ts';

/** How long after its referral a deal closes, and for how long after protection's end a win still counts. */
const CLOSES_AFTER_DAYS = 75;
const TAIL_DAYS = 180;

/** A deal moves on with the age of its referral; half of the old ones are won. */
export const stagedFacts = `
  SELECT *, CASE WHEN $6::timestamptz - created_at > interval '90 days' AND stage_chance < 0.5 THEN 'WON'
      WHEN $6::timestamptz - created_at > interval '90 days' AND stage_chance < 0.85 THEN 'LOST'
      WHEN stage_chance < 0.3 THEN 'PROSPECTING' WHEN stage_chance < 0.6 THEN 'QUALIFIED'
      WHEN stage_chance < 0.9 THEN 'PROPOSAL' ELSE 'COMMITTED' END AS stage,
    (created_at + interval '${CLOSES_AFTER_DAYS} days')::date AS close_on,
    created_at + interval '${CLOSES_AFTER_DAYS} days' AS closed_at
  FROM facts`;

const staged = `WITH facts AS (${referralFacts}), staged AS (${stagedFacts} WHERE status = 'ACCEPTED')`;

/** Deals of accepted referrals: each opens at once, and one that closed did so on its day. */
export async function deals(client: pg.PoolClient, options: GenerateOptions, range: Range): Promise<void> {
  await client.query(
    `${staged}, made AS (
       INSERT INTO opportunity (id, system, external_id, name, stage, amount_minor, currency, opened_on, close_on, customer_id,
         product_id, partner_id, referred_by_id, created_at, updated_at)
       SELECT ${idOf('opportunity', 'n')}, $1, 'O-' || n, 'Deal ' || n, stage, amount_minor, 'EUR', (created_at + interval '2 days')::date, close_on,
         ${idOf('customer', 'customer_number')}, (SELECT id FROM product ORDER BY code OFFSET (n % ${PRODUCTS.length}) LIMIT 1),
         ${idOf('partner', 'partner_number')}, ${idOf('membership', 'person_number')}, created_at, created_at
       FROM staged), opened AS (
       INSERT INTO opportunity_change (id, opportunity_id, changed, stage, amount_minor, currency, close_on, effective_at, booked_at)
       SELECT ${idOf('change', 'n')}, ${idOf('opportunity', 'n')}, '{CREATED}',
         CASE WHEN stage IN ('WON', 'LOST') THEN 'PROSPECTING' ELSE stage END, amount_minor, 'EUR', close_on, created_at, created_at
       FROM staged)
     INSERT INTO opportunity_change (id, opportunity_id, changed, stage, amount_minor, currency, close_on, effective_at, booked_at)
     SELECT ${idOf('closing', 'n')}, ${idOf('opportunity', 'n')}, '{STAGE}', stage, amount_minor, 'EUR', close_on, closed_at, closed_at
     FROM staged WHERE stage IN ('WON', 'LOST')`,
    factParameters(options, range),
  );
  await client.query(
    `${staged}
     INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, booked_at, data)
     SELECT (SELECT epoch FROM event_epoch), 'opportunity.stage_changed', 'Opportunity', ${idOf('opportunity', 'n')},
       ${idOf('partner', 'partner_number')}, true, 'JOB', closed_at, closed_at,
       jsonb_build_object('system', $1::text, 'from', 'PROSPECTING', 'to', stage)
     FROM staged WHERE stage IN ('WON', 'LOST')`,
    factParameters(options, range),
  );
}

/** What a decision on attribution looked at, as the decision itself would have stored it. */
const explanation = (stage: string, closeOn: string) => `jsonb_build_object(
  'facts', jsonb_build_object('word', NULL, 'referralEndedOn', NULL, 'stage', ${stage}, 'openedOn', (created_at + interval '2 days')::date,
    'knownAt', created_at, 'wonOn', ${closeOn}, 'closeOn', ${closeOn}, 'tailDays', ${TAIL_DAYS}, 'timeZone', 'UTC',
    'protectionSpans', jsonb_build_array(jsonb_build_object('from', created_at + interval '1 day', 'until', created_at + interval '91 days'))),
  'steps', jsonb_build_array(jsonb_build_object('code', 'PROTECTED_WHEN_OPENED', 'holds', true, 'on', (created_at + interval '2 days')::date),
    jsonb_build_object('code', 'WON', 'holds', ${stage} = 'WON')))`;

const TAIL_ENDS_ON = `(created_at + interval '${91 + TAIL_DAYS} days')::date`;

/** Each deal is pending while it is open, and is decided on the day on which it closes, or when its tail is over. */
export async function attributions(
  client: pg.PoolClient,
  options: GenerateOptions,
  range: Range,
): Promise<void> {
  await client.query(
    `${staged}, ending AS (
       SELECT *, CASE WHEN stage IN ('WON', 'LOST') THEN closed_at WHEN ${TAIL_ENDS_ON} < $6::date THEN ${TAIL_ENDS_ON} + interval '1 day' END AS ended_at
       FROM staged WHERE created_at + interval '2 days' <= $6), decided AS (
       SELECT n, partner_number, created_at, 'PENDING' AS attribution, 'DEAL_OPEN' AS because, created_at + interval '2 days' AS decided_at,
         ended_at, ${explanation("'OPEN'", 'NULL::date')} AS explanation FROM ending
       UNION ALL
       SELECT n, partner_number, created_at, CASE stage WHEN 'WON' THEN 'ATTRIBUTED' ELSE 'NOT_ATTRIBUTED' END,
         CASE stage WHEN 'WON' THEN 'PROTECTED' WHEN 'LOST' THEN 'DEAL_LOST' ELSE 'TAIL_OVER' END, ended_at, NULL,
         ${explanation("CASE WHEN stage IN ('WON', 'LOST') THEN stage ELSE 'OPEN' END", "CASE stage WHEN 'WON' THEN close_on END")}
       FROM ending WHERE ended_at IS NOT NULL)
     INSERT INTO attribution (partner_id, referral_id, opportunity_id, status, because, explanation, tail_ends_on, decided_at, ended_at)
     SELECT ${idOf('partner', 'partner_number')}, ${idOf('referral', 'n')}, ${idOf('opportunity', 'n')}, attribution, because, explanation,
       CASE WHEN because <> 'DEAL_LOST' THEN ${TAIL_ENDS_ON} END, decided_at, ended_at FROM decided`,
    factParameters(options, range),
  );
}
