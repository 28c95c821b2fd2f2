/** How many days before a certification ends its holder is reminded, once each. */
export const REMINDER_DAYS = [90, 30, 7] as const;

/** Reminders that became due for one award since they were last looked at, and the most urgent one sent before. */
export type DueReminders = Readonly<{ due: readonly number[]; sent: number | null }>;

/**
 * Which reminder is told: the most urgent of those due, as a job that was away for weeks does not send one after another.
 * Null where a more urgent one went out before, as one that was forgotten then says nothing new.
 */
export function reminderToTell({ due, sent }: DueReminders): number | null {
  const urgent = Math.min(...due);
  return due.length === 0 || (sent !== null && sent < urgent) ? null : urgent;
}
