/** SQL for what partners earn, are told, contest and are paid; the ids follow from the partner's name as everywhere here. */
const ID = (kind: string, number = 0) => `md5(current_setting('seed.name') || ':${kind}:${number}')::uuid`;
const TEXT = (text: string) => `'${text} of ' || current_setting('seed.name')`;

const EXPLANATION = `'{"inputs": [], "rule": {"code": "BASE", "formula": "FLAT", "planCode": "SHARED", "planVersion": 1}, "conditions": [],
  "steps": [], "rounding": {"exact": "100", "rounded": "100", "residue": "0"}, "others": []}'`;

/** A plan that all partners earn by, and the months in which they do. */
export const SHARED_MONEY = `
  INSERT INTO commission_plan (id, code, name) VALUES (md5('shared:commissionPlan:0')::uuid, 'SHARED', 'Shared plan');
  INSERT INTO commission_plan_version (id, plan_id, number, status, payable, clawback)
    VALUES (md5('shared:commissionPlanVersion:0')::uuid, md5('shared:commissionPlan:0')::uuid, 1, 'DRAFT', 'ON_ACTIVATION', '[]');
  INSERT INTO plan_rule (id, version_id, position, code, title, group_code, formula, arguments, conditions, is_hidden) VALUES
    (md5('shared:planRule:0')::uuid, md5('shared:commissionPlanVersion:0')::uuid, 1, 'BASE', 'Base', 'BASE', 'FLAT', '{"amount": "1", "per": "LINE"}', '{}', false),
    (md5('shared:planRule:1')::uuid, md5('shared:commissionPlanVersion:0')::uuid, 2, 'HIDDEN', 'Hidden', 'HIDDEN', 'FLAT', '{"amount": "2", "per": "LINE"}', '{}', true);
  UPDATE plan_rule SET currency = 'USD';
  UPDATE commission_plan_version SET status = 'PUBLISHED', valid_from = '2026-01-01', published_at = '2025-12-01';
  INSERT INTO commission_period (label, starts_on, ends_on) VALUES ('FY2026-P05', '2026-05-01', '2026-06-01'), ('FY2026-P06', '2026-06-01', '2026-07-01')`;

export const MONEY_OF_A_PARTNER = `
  INSERT INTO sales_order (id, system, external_id, type, status, status_since, customer_id, partner_id, referral_id, currency, ordered_on)
    SELECT ${ID('salesOrder')}, 'crm', ${TEXT('Order')}, 'NEW', 'DRAFT', '2026-05-01', md5('shared:customer:0')::uuid, partner_id, id, 'USD', '2026-05-02'
    FROM referral WHERE partner_id = ${ID('partner')} ORDER BY id LIMIT 1;
  INSERT INTO order_line (id, order_id, position, product_id, quantity, one_off_minor, monthly_minor, cost_minor, term_months)
    SELECT ${ID('orderLine')}, ${ID('salesOrder')}, 1, product.id, 1, 100000, 5000, 60000, 12 FROM product ORDER BY id LIMIT 1;
  UPDATE sales_order SET status = 'ACTIVATED', activated_on = '2026-05-10', eligibility = 'ELIGIBLE' WHERE id = ${ID('salesOrder')};
  INSERT INTO commission_earning (id, partner_id, order_id, order_line_id, referral_id, slot, commission_on, currency, settlement_currency,
      booking_rate, order_number, order_type, product_id, booked_at)
    SELECT ${ID('commissionEarning')}, o.partner_id, o.id, l.id, o.referral_id, 'BASE', '2026-05-02', 'USD', 'USD', 1, o.external_id, 'NEW',
      l.product_id, '2026-05-10' FROM sales_order AS o JOIN order_line AS l ON l.order_id = o.id WHERE o.id = ${ID('salesOrder')};
  INSERT INTO earning_revision (id, partner_id, earning_id, number, plan_version_id, rule_code, formula, tier_code, tier_on, share_numerator,
      share_denominator, basis_minor, rate, amount_minor, revenue_minor, terms, explanation, booked_at)
    VALUES (${ID('earningRevision')}, ${ID('partner')}, ${ID('commissionEarning')}, 1, md5('shared:commissionPlanVersion:0')::uuid, 'BASE', 'FLAT',
      'SILVER', '2026-05-02', 1, 1, NULL, NULL, 10000, 160000,
      '{"payable": "ON_ACTIVATION", "holdDays": 0, "clawback": [], "disconnectTakes": "BY_SCHEDULE"}', ${EXPLANATION}, '2026-05-10');
  INSERT INTO earning_revision_review (revision_id, explanation) VALUES (${ID('earningRevision')}, ${EXPLANATION});
  INSERT INTO ledger_entry (id, partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on, booked_at,
      statement_minor, posting_key, cause_type, explanation) VALUES
    (${ID('ledgerEntry')}, ${ID('partner')}, ${ID('commissionEarning')}, 'ACCRUAL', 'EXPENSE', 'ACCRUED', 10000, 'USD', 'FY2026-P05', '2026-05-10',
      '2026-05-10', 0, ${TEXT('accrual')}, 'SalesOrder', ${EXPLANATION}),
    (${ID('ledgerEntry', 1)}, ${ID('partner')}, ${ID('commissionEarning')}, 'RELEASE', 'ACCRUED', 'PAYABLE', 10000, 'USD', 'FY2026-P05', '2026-05-10',
      '2026-05-10', 10000, ${TEXT('release')}, 'SalesOrder', ${EXPLANATION});
  INSERT INTO statement (id, partner_id, currency, period, opening_minor, closing_minor, line_count, status, sha256, drafted_at, approved_by_id,
      approved_at, issued_at, accepts_on)
    VALUES (${ID('statement')}, ${ID('partner')}, 'USD', 'FY2026-P05', 0, 10000, 1, 'ISSUED', repeat('0', 64), '2026-06-01', md5('manager')::uuid,
      '2026-06-02', '2026-06-02', '2026-06-16');
  INSERT INTO dispute (id, partner_id, kind, status, status_since, statement_id, entry_id, reason, currency, stated_minor, claimed_minor, opened_at)
    VALUES (${ID('dispute')}, ${ID('partner')}, 'LINE', 'OPEN', '2026-06-05', ${ID('statement')}, ${ID('ledgerEntry', 1)}, ${TEXT('Reason')}, 'USD',
      10000, 15000, '2026-06-05');
  INSERT INTO dispute_comment (id, partner_id, dispute_id, text, author_kind, author_name, written_at)
    VALUES (${ID('disputeComment')}, ${ID('partner')}, ${ID('dispute')}, ${TEXT('Comment')}, 'PARTNER', ${TEXT('Author')}, '2026-06-06');
  INSERT INTO dispute_note (dispute_id, text, author_id, written_at) VALUES (${ID('dispute')}, ${TEXT('Note')}, md5('manager')::uuid, '2026-06-06');
  INSERT INTO payee_account (id, partner_id, country_code, currency, masked, holder_masked, cipher, key_id, fingerprint, entered_by_id, entered_at)
    VALUES (${ID('payeeAccount')}, ${ID('partner')}, 'DE', 'USD', 'DE** **** 3000', 'A.', '\\x00', 'none', '\\x00', ${ID('person')}, '2026-01-05');
  INSERT INTO payout (id, partner_id, payee_account_id, currency, amount_minor, status, status_since, conversions, rate_on, drafted_by_id, drafted_at,
      approved_by_id, approved_at, sent_at, reference)
    VALUES (${ID('payout')}, ${ID('partner')}, ${ID('payeeAccount')}, 'USD', 4000, 'SENT', '2026-06-20', '[]', '2026-06-20', md5('manager')::uuid,
      '2026-06-19', ${ID('person')}, '2026-06-20', '2026-06-20', ${TEXT('P')});
  INSERT INTO payout_statement (partner_id, payout_id, statement_id) VALUES (${ID('partner')}, ${ID('payout')}, ${ID('statement')});
  INSERT INTO payout_hold (id, partner_id, reason, placed_by_id, placed_at)
    VALUES (${ID('payoutHold')}, ${ID('partner')}, ${TEXT('Hold')}, md5('manager')::uuid, '2026-06-21')`;
