import type { FactDerivation } from './fact-derivation.repo.ts';

/**
 * The ledger's movements. Those between the accounts of other currencies than the earning's are the same money a second
 * time. The cohort of an earning is of its commission day, whenever what came of it was booked.
 */
export const ledgerDerivation: FactDerivation = {
  source: 'LEDGER',
  subjects: 'SELECT id, partner_id FROM ledger_entry',
  facts: `
  entry AS (
    SELECT ledger_entry.id, ledger_entry.partner_id, ledger_entry.kind, ledger_entry.currency, ledger_entry.effective_on,
      ledger_entry.amount_minor AS amount, ledger_entry.from_account, ledger_entry.to_account,
      CASE WHEN earning.currency = ledger_entry.currency THEN earning.commission_on END AS commission_on
    FROM asked CROSS JOIN known
    JOIN ledger_entry ON ledger_entry.id = asked.subject_id AND ledger_entry.booked_at <= known.as_of
    LEFT JOIN commission_earning AS earning ON earning.id = ledger_entry.earning_id
  ),
  moved AS (
    SELECT id, partner_id, currency, 'COMMISSION_ACCRUED' AS measure, effective_on AS day,
      CASE kind WHEN 'ACCRUAL' THEN amount ELSE -amount END AS value
      FROM entry WHERE kind IN ('ACCRUAL', 'REVERSAL') AND commission_on IS NOT NULL
    UNION ALL SELECT id, partner_id, currency, 'COHORT_EARNED', commission_on,
      CASE kind WHEN 'ACCRUAL' THEN amount ELSE -amount END
      FROM entry WHERE kind IN ('ACCRUAL', 'REVERSAL') AND commission_on IS NOT NULL
    UNION ALL SELECT id, partner_id, currency, 'COHORT_CLAWED_BACK', commission_on, amount
      FROM entry WHERE kind = 'CLAWBACK' AND commission_on IS NOT NULL
    UNION ALL SELECT id, partner_id, currency, 'COMMISSION_PAID', effective_on,
      CASE WHEN to_account = 'PAID' THEN amount ELSE -amount END
      FROM entry WHERE (to_account = 'PAID') <> (from_account = 'PAID')
  ),
  fact AS (
    SELECT id AS subject_id, measure, partner_id, '' AS slice, currency, NULL::timestamptz AS occurred_at, day, value::bigint,
      NULL::uuid AS member_id
    FROM moved
  )`,
};

export const statementDerivation: FactDerivation = {
  source: 'STATEMENT',
  subjects: 'SELECT id, partner_id FROM statement',
  facts: `
  issued AS (
    SELECT statement.id, statement.partner_id, statement.issued_at, EXISTS (
      SELECT FROM dispute WHERE dispute.statement_id = statement.id AND dispute.kind <> 'OVERPAYMENT'
        AND dispute.opened_at <= known.as_of) AS is_disputed
    FROM asked CROSS JOIN known JOIN statement ON statement.id = asked.subject_id AND statement.issued_at <= known.as_of
  ),
  counted AS (
    SELECT id, partner_id, issued_at, 'STATEMENTS_ISSUED' AS measure FROM issued
    UNION ALL SELECT id, partner_id, issued_at, 'STATEMENTS_DISPUTED' FROM issued WHERE is_disputed
  ),
  fact AS (
    SELECT id AS subject_id, measure, partner_id, '' AS slice, '' AS currency, issued_at AS occurred_at, NULL::date AS day,
      1::bigint AS value, NULL::uuid AS member_id
    FROM counted
  )`,
};

/** A dispute is over with its last decision, or when it is withdrawn, unless it was appealed since. */
export const disputeDerivation: FactDerivation = {
  source: 'DISPUTE',
  subjects: 'SELECT id, partner_id FROM dispute',
  facts: `
  ended AS (
    SELECT dispute.id, dispute.partner_id, dispute.opened_at, greatest(
        (SELECT max(decision.decided_at) FROM dispute_decision AS decision
          WHERE decision.dispute_id = dispute.id AND decision.decided_at <= known.as_of),
        CASE WHEN dispute.status = 'WITHDRAWN' AND dispute.status_since <= known.as_of THEN dispute.status_since END) AS ended_at,
      CASE WHEN dispute.appealed_at <= known.as_of THEN dispute.appealed_at END AS appealed_at
    FROM asked CROSS JOIN known JOIN dispute ON dispute.id = asked.subject_id
  ),
  fact AS (
    SELECT id AS subject_id, 'DISPUTE_MINUTES' AS measure, partner_id, '' AS slice, '' AS currency, ended_at AS occurred_at,
      NULL::date AS day, greatest(floor(extract(epoch FROM ended_at - opened_at) / 60), 0)::bigint AS value,
      NULL::uuid AS member_id
    FROM ended WHERE ended_at IS NOT NULL AND (appealed_at IS NULL OR appealed_at < ended_at)
  )`,
};
