import type pg from 'pg';
import { idOf } from './expressions.ts';
import { CERTIFICATIONS, PROGRAM } from './program-words.ts';
import type { GenerateOptions } from './referral-facts.ts';

/** On what day everything generated was begun by. */
export const startOf = ({ until, months }: GenerateOptions): string => {
  const day = new Date(Date.UTC(until.getUTCFullYear(), until.getUTCMonth() - months - 1, 1));
  return day.toISOString().slice(0, 10);
};

/** Certifications and the partner program, once for all that is generated; drafts first, as what is published never changes. */
export async function programCatalogue(client: pg.PoolClient, options: GenerateOptions): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM partner_program WHERE code = $1', [PROGRAM.code]);
  if (rowCount) return;
  await certificationCatalogue(client, options);
  await partnerProgram(client, options);
}

const CERTIFICATION_STATEMENTS = [
  `INSERT INTO certification_program (id, code, name, audience)
   SELECT ${idOf('certificationProgram', 'place')}, each ->> 'code', each ->> 'name', each ->> 'audience' FROM given`,
  `INSERT INTO certification_version (id, program_id, number, validity_months, renewal_window_days, leaver_grace_days, partner_types)
   SELECT ${idOf('certificationVersion', 'place')}, ${idOf('certificationProgram', 'place')}, 1, (each ->> 'validityMonths')::int,
     (each ->> 'renewalWindowDays')::int, (each ->> 'leaverGraceDays')::int, '{}' FROM given`,
  `INSERT INTO certification_group (id, version_id, position, title, mode, needed)
   SELECT ${idOf('certificationGroup', "place || ':' || at")}, ${idOf('certificationVersion', 'place')}, at, part ->> 'title', part ->> 'mode',
     (part ->> 'needed')::int FROM given, jsonb_array_elements(each -> 'groups') WITH ORDINALITY AS g (part, at)`,
  `INSERT INTO certification_requirement (id, version_id, group_id, position, code, kind, title, external_code, pass_mark_percent,
     attempts_max, cool_down_days)
   SELECT ${idOf('certificationRequirement', "place || ':' || at")}, ${idOf('certificationVersion', 'place')},
     ${idOf('certificationGroup', "place || ':' || ((part ->> 'group')::int + 1)")}, at, part ->> 'code', part ->> 'kind', part ->> 'title',
     part ->> 'externalCode', (part ->> 'passMarkPercent')::numeric, (part ->> 'attemptsMax')::int, (part ->> 'coolDownDays')::int
   FROM given, jsonb_array_elements(each -> 'requirements') WITH ORDINALITY AS r (part, at)`,
  `UPDATE certification_version SET status = 'PUBLISHED', launch_on = $3::date, transition = 'UNTIL_EXPIRY', published_at = $3::date
   FROM given WHERE certification_version.id = ${idOf('certificationVersion', 'place')}`,
];

async function certificationCatalogue(client: pg.PoolClient, options: GenerateOptions): Promise<void> {
  const given = `WITH given AS (SELECT each, place FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS e (each, place)
    WHERE $3::date IS NOT NULL)`;
  for (const statement of CERTIFICATION_STATEMENTS)
    await client.query(`${given} ${statement}`, [
      options.seed,
      JSON.stringify(CERTIFICATIONS),
      startOf(options),
    ]);
}

const PROGRAM_STATEMENTS = [
  `INSERT INTO partner_program (id, code, name, currency)
   SELECT ${idOf('partnerProgram', '0')}, each ->> 'code', each ->> 'name', each ->> 'currency' FROM given`,
  `INSERT INTO program_version (id, program_id, number, partner_types, approval, review_grain, grace_days, notice_days, tier_dates, rates,
     stage_weights)
   SELECT ${idOf('programVersion', '0')}, ${idOf('partnerProgram', '0')}, 1, '{}', each ->> 'approval', each ->> 'reviewGrain',
     (each ->> 'graceDays')::int, (each ->> 'noticeDays')::int, each -> 'tierDates', each -> 'rates', each -> 'stageWeights' FROM given`,
  `INSERT INTO program_tier (id, version_id, code, name, rank, mode, score_needed)
   SELECT ${idOf('programTier', 'rank')}, ${idOf('programVersion', '0')}, tier ->> 'code', tier ->> 'name', rank, tier ->> 'mode',
     (tier ->> 'scoreNeeded')::numeric FROM tiers`,
  `INSERT INTO program_requirement (id, version_id, tier_id, position, code, title, metric, certification_program_id, threshold, level,
     window_kind, window_months, is_pro_rated, points, floor, effort)
   SELECT ${idOf('programRequirement', "rank || ':' || at")}, ${idOf('programVersion', '0')}, ${idOf('programTier', 'rank')}, at,
     part ->> 'code', part ->> 'title', part ->> 'metric', certification.id, (part ->> 'threshold')::numeric, part ->> 'level',
     part ->> 'windowKind', (part ->> 'windowMonths')::int, coalesce((part ->> 'isProRated')::boolean, false),
     (part ->> 'points')::numeric, (part ->> 'floor')::numeric, coalesce((part ->> 'effort')::numeric, 1)
   FROM tiers CROSS JOIN jsonb_array_elements(tier -> 'requirements') WITH ORDINALITY AS r (part, at)
   LEFT JOIN certification_program AS certification ON certification.code = part ->> 'certification'`,
  `INSERT INTO tier_benefit (id, version_id, tier_id, position, code, kind, title, factor, amount_minor, currency, quantity, level, due_days)
   SELECT ${idOf('tierBenefit', "rank || ':' || at")}, ${idOf('programVersion', '0')}, ${idOf('programTier', 'rank')}, at, part ->> 'code',
     part ->> 'kind', part ->> 'title', (part ->> 'factor')::numeric, (part ->> 'amountMinor')::bigint, part ->> 'currency',
     (part ->> 'quantity')::int, part ->> 'level', (part ->> 'dueDays')::int
   FROM tiers CROSS JOIN jsonb_array_elements(tier -> 'benefits') WITH ORDINALITY AS b (part, at)`,
  `UPDATE program_version SET status = 'PUBLISHED', valid_from = $3::date, published_at = $3::date
   FROM given WHERE program_version.id = ${idOf('programVersion', '0')}`,
];

async function partnerProgram(client: pg.PoolClient, options: GenerateOptions): Promise<void> {
  const given = `WITH given AS (SELECT $2::jsonb AS each WHERE $3::date IS NOT NULL),
    tiers AS (SELECT tier, (tier ->> 'rank')::int AS rank FROM given, jsonb_array_elements(each -> 'tiers') AS tier)`;
  for (const statement of PROGRAM_STATEMENTS)
    await client.query(`${given} ${statement}`, [options.seed, JSON.stringify(PROGRAM), startOf(options)]);
}
