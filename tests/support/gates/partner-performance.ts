/** SQL for what is counted of partners, asked of them and forecast; the ids follow from the partner's name as everywhere here. */
const ID = (kind: string, number = 0) => `md5(current_setting('seed.name') || ':${kind}:${number}')::uuid`;
const TEXT = (text: string) => `'${text} of ' || current_setting('seed.name')`;

/** A rule and a forecast that all partners have something to do with. */
export const SHARED_PERFORMANCE = `
  INSERT INTO remediation_rule (id, code, name, kind, kpi, grain, breaches, threshold, clears_at, breach_periods, clear_periods, due_days, created_by_id)
    VALUES (md5('shared:remediationRule:0')::uuid, 'SHARED', 'Shared rule', 'KPI', 'REFERRALS_SUBMITTED', 'MONTH', 'BELOW', 1, 2, 2, 1, 60,
      md5('manager')::uuid);
  INSERT INTO forecast (id, period, period_from, period_until, as_of, currency, seed, simulations, model, made_at)
    VALUES (md5('shared:forecast:0')::uuid, 'FY2026-Q2', '2026-04-01', '2026-07-01', '2026-05-01', 'USD', 1, 1000, '{}', '2026-05-01')`;

export const PERFORMANCE_OF_A_PARTNER = `
  INSERT INTO kpi_fact (source, subject_id, measure, ordinal, partner_id, occurred_at, day, value, manager_id, is_visible)
    VALUES ('REFERRAL', ${ID('referral')}, 'REFERRALS_SUBMITTED', 1, ${ID('partner')}, '2026-05-01', '2026-05-01', 1, md5('manager')::uuid, true);
  INSERT INTO kpi_cell (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, count, total, is_visible)
    SELECT ${ID('partner')}, 'REFERRALS_SUBMITTED', '', '', grain, '2026-05-01', md5('manager')::uuid, '', 1, 1, true
    FROM (VALUES ('DAY'), ('MONTH')) AS g (grain);
  INSERT INTO kpi_histogram (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, count, is_visible)
    VALUES (${ID('partner')}, 'DECISION_MINUTES', '', '', 'DAY', '2026-05-01', md5('manager')::uuid, '', 30, 1, true);
  INSERT INTO kpi_target (id, kpi, scope_kind, scope_key, partner_id, period, value, set_by_id, set_at)
    VALUES (${ID('kpiTarget')}, 'REFERRALS_SUBMITTED', 'PARTNER', ${ID('partner')}::text, ${ID('partner')}, 'FY2026-Q2', 5, md5('manager')::uuid,
      '2026-04-01');
  INSERT INTO portal_usage (id, day, person_id, partner_id, operation, count)
    VALUES (${ID('portalUsage')}, '2026-05-01', ${ID('person')}, ${ID('partner')}, 'HomeDashboard', 3);
  INSERT INTO objective (id, title, period, period_from, period_until, owner_id, partner_id)
    VALUES (${ID('objective')}, ${TEXT('Objective')}, 'FY2026-Q2', '2026-04-01', '2026-07-01', md5('manager')::uuid, ${ID('partner')});
  INSERT INTO key_result (id, objective_id, partner_id, position, kpi, scope_kind, scope_key, baseline, target, direction)
    VALUES (${ID('keyResult')}, ${ID('objective')}, ${ID('partner')}, 1, 'REFERRALS_SUBMITTED', 'PARTNER', ${ID('partner')}::text, 0, 5, 'UP');
  INSERT INTO check_in (id, key_result_id, confidence, value, note, made_by_id, made_at)
    VALUES (${ID('checkIn')}, ${ID('keyResult')}, 0.5, 1, ${TEXT('Note')}, md5('manager')::uuid, '2026-05-01');
  INSERT INTO remediation_plan (id, partner_id, rule_id, status, status_since, period, cause, owner_id, proposed_at, activated_at, due_on, before,
      target, latest, latest_period, explanation)
    VALUES (${ID('remediationPlan')}, ${ID('partner')}, md5('shared:remediationRule:0')::uuid, 'ACTIVE', '2026-05-02', 'FY2026-P04', 'CAPACITY',
      md5('manager')::uuid, '2026-05-01', '2026-05-02', '2026-07-01', 0, 2, 0, 'FY2026-P04', '{"periods": []}');
  INSERT INTO remediation_action (id, partner_id, plan_id, position, title, membership_id, due_on)
    VALUES (${ID('remediationAction')}, ${ID('partner')}, ${ID('remediationPlan')}, 1, ${TEXT('Action')}, ${ID('membership')}, '2026-06-01');
  INSERT INTO remediation_observation (partner_id, plan_id, period, period_from, value, state, observed_at)
    VALUES (${ID('partner')}, ${ID('remediationPlan')}, 'FY2026-P04', '2026-04-01', 0, 'BREACH', '2026-05-01');
  INSERT INTO forecast_line (id, forecast_id, scope_kind, scope_key, partner_id, won_minor, open_minor, expected_minor, p10_minor, p50_minor,
      p90_minor, open_count, stale_count, list_priced, explanation)
    VALUES (${ID('forecastLine')}, md5('shared:forecast:0')::uuid, 'PARTNER', ${ID('partner')}::text, ${ID('partner')}, 0, 1000, 500, 100, 500, 900, 1,
      0, 0, '{}');
  INSERT INTO forecast_deal (forecast_id, opportunity_id, partner_id, stage, age_days, amount_minor, amount_source, is_stale, win_probability)
    SELECT md5('shared:forecast:0')::uuid, id, partner_id, 'ENGAGING', 10, 1000, 'OWN', false, 0.5 FROM opportunity
    WHERE partner_id = ${ID('partner')} ORDER BY id LIMIT 1;
  INSERT INTO forecast_call (id, scope_kind, scope_key, partner_id, period, currency, commit_minor, best_case_minor, note, made_by_id, made_at)
    VALUES (${ID('forecastCall')}, 'PARTNER', ${ID('partner')}::text, ${ID('partner')}, 'FY2026-Q2', 'USD', 100, 200, ${TEXT('Note')},
      md5('manager')::uuid, '2026-05-01')`;
