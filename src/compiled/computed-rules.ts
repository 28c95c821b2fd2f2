import { certificationStatusRule } from '../domains/certifications/partner-certification.rules.ts';
import { kpiScorecardRule } from '../domains/kpis/kpi-scorecard.rules.ts';
import { notificationPreferencesRule } from '../domains/notifications/notification-preferences.rules.ts';
import type { ComputedRule } from '../kernel/computed-rule.ts';

const rules = [certificationStatusRule, kpiScorecardRule, notificationPreferencesRule] as const;

/** The rules that compute root fields, by their names. */
export const COMPUTED_RULES: Readonly<Record<string, ComputedRule<never, never, unknown>>> =
  Object.fromEntries(rules.map((rule) => [rule.name, rule]));
