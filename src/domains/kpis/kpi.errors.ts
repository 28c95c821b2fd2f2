import { Refusal } from '../../kernel/errors.ts';

/** No KPI has this code. */
export class UnknownKpiError extends Refusal {
  readonly code = 'UNKNOWN_KPI';
  readonly kpi: string;
  readonly nearest: readonly string[];

  constructor(kpi: string, nearest: readonly string[]) {
    const hint = nearest.length > 0 ? ` Did you mean ${nearest.join(', ')}?` : '';
    super(`There is no KPI ${JSON.stringify(kpi.slice(0, 60))}.${hint} kpiCatalogue lists them all.`);
    this.kpi = kpi.slice(0, 60);
    this.nearest = nearest;
  }
}

export type KpiRangeReason =
  | 'REVERSED'
  | 'TOO_LONG'
  | 'TOO_MANY_POINTS'
  | 'BEFORE_DATA'
  | 'FUTURE'
  | 'NOT_A_PERIOD';

/** The days or the period cannot be read. */
export class KpiRangeError extends Refusal {
  readonly code = 'INVALID_RANGE';
  readonly reason: KpiRangeReason;
  /** The largest or smallest that can be asked for, where there is one: a number of points or years, or a day. */
  readonly limit: string | null;

  constructor(reason: KpiRangeReason, message: string, limit: string | null = null) {
    super(message);
    this.reason = reason;
    this.limit = limit;
  }
}

/** Amounts of several currencies do not add up unless one is named to convert them to. */
export class MixedCurrenciesError extends Refusal {
  readonly code = 'MIXED_CURRENCIES';
  readonly currencies: readonly string[];

  constructor(currencies: readonly string[]) {
    super(
      `There are amounts in ${currencies.join(', ')}. Name a currency that all of them are converted to.`,
    );
    this.currencies = currencies;
  }
}

/** The vendor has set no rate by which an amount could be converted. */
export class MissingExchangeRateError extends Refusal {
  readonly code = 'MISSING_EXCHANGE_RATE';
  readonly from: string;
  readonly to: string;
  readonly on: Date;

  constructor(from: string, to: string, on: Date) {
    super(`There is no exchange rate from ${from} to ${to} for ${on.toISOString().slice(0, 10)}.`);
    this.from = from;
    this.to = to;
    this.on = on;
  }
}

/** What was known at an earlier instant is derived anew, which is done for so many partners only. */
export class KpiScopeTooWideError extends Refusal {
  readonly code = 'SCOPE_TOO_WIDE';
  readonly partnersMax: number;

  constructor(partnersMax: number) {
    super(`asOf is answered for at most ${partnersMax} partners: ask for a smaller scope, or leave it out.`);
    this.partnersMax = partnersMax;
  }
}
