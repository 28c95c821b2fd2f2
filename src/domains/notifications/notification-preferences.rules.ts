import type { ComputedRule } from '../../kernel/computed-rule.ts';
import { type Channel, type Preference, preferencesOf, TOPICS } from './notification-topics.rules.ts';

/** What holds of a topic for somebody, and the ways that cannot be turned off. */
export type PreferenceTold = Preference & Readonly<{ mandatory: readonly Channel[] }>;
export type PreferencesTold = Readonly<{ topics: readonly PreferenceTold[] }>;

export const preferencesTold = (preferences: readonly Preference[]): PreferencesTold => ({
  topics: preferences.map((preference) => ({
    ...preference,
    mandatory: TOPICS[preference.topic].mandatory,
  })),
});

type Rows = Readonly<{ said: readonly Preference[] }>;

/** What somebody is told about, and how. */
export const notificationPreferencesRule: ComputedRule<object, Rows, PreferencesTold> = {
  name: 'notificationPreferences',
  terms: (_given, { personId }) => ({ personId }),
  value: ({ said }, _given, { membership }) =>
    preferencesTold(preferencesOf(membership ? 'PARTNER' : 'STAFF', said)),
};
