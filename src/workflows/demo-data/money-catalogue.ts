import type pg from 'pg';
import { idOf } from './expressions.ts';
import {
  APPROVAL_POLICIES,
  BILLING_SYSTEM,
  EXCHANGE_RATES,
  ONE_OFF_PART,
  PLAN,
  PROMOTION,
} from './money-words.ts';
import { startOf } from './program-catalogue.ts';
import { PROGRAM } from './program-words.ts';
import type { GenerateOptions } from './referral-facts.ts';

/** Prices, codes, rates, and the plan that everybody earns by, once for all that is generated; the plan is drafted first. */
export async function moneyCatalogue(client: pg.PoolClient, options: GenerateOptions): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM commission_plan WHERE code = $1', [PLAN.code]);
  if (rowCount) return;
  const start = startOf(options);
  for (const [statement, given] of CATALOGUE)
    await client.query(statement, [options.seed, start, JSON.stringify(given)]);
}

const GIVEN =
  'WITH given AS (SELECT each, place FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS e (each, place) WHERE $1 <> $2)';

const CATALOGUE: readonly (readonly [statement: string, given: unknown])[] = [
  [
    `${GIVEN}
     INSERT INTO price_book_entry (product_id, currency, one_off_minor, monthly_minor, cost_minor, valid_from)
     SELECT product_id, currency, floor(amount_minor * '${ONE_OFF_PART}'::numeric), floor(amount_minor * (1 - '${ONE_OFF_PART}'::numeric) / 12),
       floor(amount_minor * 0.6), $2::date FROM product_price, given ON CONFLICT DO NOTHING`,
    [{}],
  ],
  [
    `${GIVEN}
     INSERT INTO billing_code (product_id, system, code, charge, valid_from)
     SELECT product.id, '${BILLING_SYSTEM}', product.code || '-' || left(each #>> '{}', 1), each #>> '{}', $2::date FROM product, given
     ON CONFLICT DO NOTHING`,
    ['MONTHLY', 'ONE_OFF'],
  ],
  [
    `${GIVEN}
     INSERT INTO promotion (code, name, product_id, discount_percent, valid_from)
     SELECT each ->> 'code', each ->> 'name', product.id, (each ->> 'discountPercent')::numeric, $2::date
     FROM given JOIN product ON product.code = each ->> 'productCode'`,
    [PROMOTION],
  ],
  [
    `${GIVEN}
     INSERT INTO approval_policy (kind, threshold, currency, mode, roles, valid_from)
     SELECT each ->> 'kind', (each ->> 'threshold')::numeric, each ->> 'currency', each ->> 'mode',
       ARRAY(SELECT jsonb_array_elements_text(each -> 'roles')), $2::date FROM given`,
    APPROVAL_POLICIES,
  ],
  [
    `${GIVEN}
     INSERT INTO exchange_rate (from_currency, to_currency, valid_from, rate, source, booked_at)
     SELECT each ->> 'from', each ->> 'to', day, rate::numeric, 'demo', day FROM given
     CROSS JOIN LATERAL (VALUES ($2::date, each ->> 'rate'), ($2::date + 180, each ->> 'laterRate')) AS r (day, rate)`,
    EXCHANGE_RATES,
  ],
  [
    `${GIVEN}
     INSERT INTO commission_plan (id, code, name) SELECT ${idOf('commissionPlan', '0')}, each ->> 'code', each ->> 'name' FROM given`,
    [PLAN],
  ],
  [
    `${GIVEN}
     INSERT INTO commission_plan_version (id, plan_id, number, payable, hold_days, clawback, disconnect_takes)
     SELECT ${idOf('commissionPlanVersion', '0')}, ${idOf('commissionPlan', '0')}, 1, each ->> 'payable', (each ->> 'holdDays')::int,
       each -> 'clawback', each ->> 'disconnectTakes' FROM given`,
    [PLAN],
  ],
  [
    `${GIVEN}
     INSERT INTO plan_rule (version_id, position, code, title, group_code, formula, arguments, conditions, cap_minor, currency)
     SELECT ${idOf('commissionPlanVersion', '0')}, place, each ->> 'code', each ->> 'title', each ->> 'groupCode', each ->> 'formula',
       each -> 'arguments', each -> 'conditions', (each ->> 'capMinor')::bigint, CASE WHEN each ->> 'capMinor' IS NOT NULL THEN 'EUR' END FROM given`,
    PLAN.rules,
  ],
  [
    `${GIVEN}
     UPDATE commission_plan_version SET status = 'PUBLISHED', valid_from = $2::date, published_at = $2::date
     FROM given WHERE commission_plan_version.id = ${idOf('commissionPlanVersion', '0')}`,
    [{}],
  ],
  [
    `${GIVEN}
     INSERT INTO plan_assignment (plan_id, program_id, valid_from)
     SELECT ${idOf('commissionPlan', '0')}, program.id, $2::date FROM given JOIN partner_program AS program ON program.code = each #>> '{}'`,
    [PROGRAM.code],
  ],
];
