import { commissionSummaryRule } from '../domains/accruals/commission-summary-told.rules.ts';
import { programScorecardRule } from '../domains/attainment/standing-scorecard.rules.ts';
import { certificationStatusRule } from '../domains/certifications/partner-certification.rules.ts';
import { kpiScorecardRule } from '../domains/kpis/kpi-scorecard.rules.ts';
import { ledgerBalanceRule } from '../domains/ledger/ledger-balance.rules.ts';
import { notificationPreferencesRule } from '../domains/notifications/notification-preferences.rules.ts';
import type { ComputedRule } from '../kernel/computed-rule.ts';

const rules = [
  certificationStatusRule,
  commissionSummaryRule,
  kpiScorecardRule,
  ledgerBalanceRule,
  notificationPreferencesRule,
  programScorecardRule,
] as const;

/** The rules that compute root fields, by their names. */
export const COMPUTED_RULES: Readonly<Record<string, ComputedRule<never, never, unknown>>> =
  Object.fromEntries(rules.map((rule) => [rule.name, rule]));
