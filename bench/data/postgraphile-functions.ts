import { awardStatus, entitlementStatus } from './bare-program.ts';
import { certificationsHeldOf } from './certifications-held.ts';
import { BALANCES, movedOf, TOTALS, totalsOf } from './commission-totals.ts';

const SUMS = TOTALS.map((name) => `${name}_minor`);

const BODY = '$body$';
const returning = (head: string, sql: string) =>
  `CREATE FUNCTION ${head} LANGUAGE sql STABLE AS ${BODY} ${sql} ${BODY};`;

/**
 * What PostGraphile is given for what it cannot say itself without a plug-in: sums and counts by group, and what is computed
 * of a row. Functions of a row are how its manual has it: each is a field of its table's type, so that a screen is one
 * statement. They are run with the rights of whoever asks.
 */
export const POSTGRAPHILE_FUNCTIONS = [
  returning(
    'partner_referral_counts(one partner) RETURNS TABLE (status text, count int)',
    'SELECT status, count(*)::int FROM referral WHERE partner_id = $1.id GROUP BY 1',
  ),
  returning(
    'partner_opportunity_counts(one partner) RETURNS TABLE (stage text, count int)',
    'SELECT stage, count(*)::int FROM opportunity WHERE partner_id = $1.id GROUP BY 1',
  ),
  returning(
    `partner_commission_totals(one partner) RETURNS TABLE (part text, period text, currency text, product_id uuid, product_code text,
      product_name text, ${SUMS.map((name) => `${name} bigint`).join(', ')})`,
    `WITH ${totalsOf('$1.id')} SELECT t.part, t.period, t.currency, p.id, p.code, p.name, ${SUMS.map((name) => `t.${name}`).join(', ')}
     FROM totals AS t LEFT JOIN product AS p ON p.id = t.product_id ORDER BY t.part, t.period DESC, p.code, t.currency`,
  ),
  returning(
    'partner_ledger_balances(one partner) RETURNS TABLE (account text, currency text, balance_minor bigint)',
    `WITH moved AS (${movedOf('$1.id')}) ${BALANCES}`,
  ),
  returning(
    'statement_totals(one statement) RETURNS TABLE (kind text, line_count int, amount_minor bigint)',
    `SELECT kind, count(*)::int, sum(statement_minor)::bigint FROM ledger_entry WHERE partner_id = $1.partner_id
       AND currency = $1.currency AND period = $1.period AND statement_minor <> 0 GROUP BY kind ORDER BY kind`,
  ),
  returning(
    `partner_certifications_held(one partner) RETURNS TABLE (program_id uuid, program_code text, program_name text, held int,
      expiring_within_90_days int, next_loss_on date, holders json)`,
    certificationsHeldOf('$1.id'),
  ),
  returning(
    'benefit_entitlement_state(one benefit_entitlement) RETURNS text',
    `SELECT ${entitlementStatus('$1')}`,
  ),
  returning('certification_award_state(one certification_award) RETURNS text', `SELECT ${awardStatus('$1')}`),
].join('\n');
