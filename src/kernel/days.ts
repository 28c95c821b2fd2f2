/** A day as the database holds it is a midnight in UTC, where all days are as long. */
export const DAY_MILLISECONDS = 86_400_000;

/** So many days of 24 hours after an instant, or before it; of a day as the database holds it, another such day. */
export const addDays = (day: Date, days: number): Date => new Date(day.getTime() + days * DAY_MILLISECONDS);

/** Whole days of 24 hours from the one to the other, rounded down; negative where it comes before. */
export const daysBetween = (from: Date, until: Date): number =>
  Math.floor((until.getTime() - from.getTime()) / DAY_MILLISECONDS);
