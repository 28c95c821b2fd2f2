import type { FiscalCalendar } from './fiscal-calendar.ts';

/** Who asks, and when, as far as a rule has to know. */
export type Asking = Readonly<{
  now: Date;
  personId: string | null;
  /** Where and as whom they work for a partner; null for everybody else. */
  membership: Readonly<{ id: string; partnerId: string }> | null;
  /** Whether they see of their partner's what is their own only. */
  isMember: boolean;
  /** How the vendor counts its years and days; only where the field says that its rule has to know. */
  calendar: FiscalCalendar | null;
}>;

/**
 * A value that a pure rule computes out of rows that named queries read. What it is given and the rows are as JSON has
 * them: ids are those of the database, days and instants are text.
 */
export type ComputedRule<Given, Rows, Value> = Readonly<{
  name: string;
  /**
   * What the queries are given.
   * @throws Refusal
   */
  terms(given: Given, asking: Asking): Readonly<Record<string, unknown>>;
  /** @throws Refusal */
  value(rows: Rows, given: Given, asking: Asking): Value;
}>;
