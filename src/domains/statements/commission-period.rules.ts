/** A fiscal month of the ledger, with what decides whether it can close. */
export type Month = Readonly<{
  label: string;
  startsOn: Date;
  /** The day after its last. */
  endsOn: Date;
  status: string;
  hasEntries: boolean;
}>;

/**
 * Why a month cannot close on a day; null where it can. `earlier` are those before it: what was booked there must have been
 * told first, as each statement opens with what the one before closed with.
 */
export function closeBlock(
  month: Readonly<{ label: string; endsOn: Date }>,
  earlier: readonly Month[],
  today: Date,
): string | null {
  if (month.endsOn > today)
    return `${month.label} is not over; it can close from ${month.endsOn.toISOString().slice(0, 10)} on.`;
  const waiting = earlier.find(({ status, hasEntries }) => status !== 'CLOSED' && hasEntries);
  return waiting ? `${waiting.label} has entries and is ${waiting.status}; close it first.` : null;
}

/** Those that a close of the last of them takes along: what is empty closes with it, so that nothing can be booked there later. */
export const closingTogether = (months: readonly Month[]): string[] =>
  months.filter(({ status }) => status !== 'CLOSED').map(({ label }) => label);
