/** Nothing is rolled up of a period that has not begun: what happens in it is not known. */
export class FuturePeriodError extends Error {
  readonly code = 'FUTURE_PERIOD';

  constructor(asOf: Date, now: Date) {
    super(
      `KPIs are not rolled up as of ${asOf.toISOString()}, as it is ${now.toISOString()} now: ask for an instant that has been, or for none.`,
    );
    this.name = 'FuturePeriodError';
  }
}
