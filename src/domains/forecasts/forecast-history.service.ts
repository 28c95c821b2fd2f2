import { currencyCodeOf } from '../../kernel/currency.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import { dayIn, epochDayOf, plainDateOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { convertedMinor } from '../payouts/payout-exchange.rules.ts';
import type { ListPrices } from './forecast-amounts.rules.ts';
import type { DatedHistory } from './forecast-deal.rules.ts';
import * as repo from './forecast-history.repo.ts';

export const { managersAt } = repo;

/** What one unit of a currency is in another on a day, by what was booked by an instant; null where nobody said. */
export type RatesOn = (
  tx: Tx,
  questions: readonly Readonly<{ from: string; to: string; on: Date }>[],
  asOf?: Date | null,
) => Promise<(Decimal | null)[]>;

export type HistoryQuestion = Readonly<{
  /** What took effect by then. */
  asOf: Date;
  /** What was booked by then: the same instant, except where the past of what was imported since is asked for. */
  knownAt: Date;
  timeZone: string;
  currency: string;
}>;

export type History = Readonly<{ today: number; deals: readonly DatedHistory[]; prices: ListPrices }>;

type Rates = ReadonlyMap<string, Decimal | null>;

async function ratesFor(
  tx: Tx,
  ratesOn: RatesOn,
  codes: ReadonlySet<string>,
  to: string,
  on: Date,
  asOf: Date,
): Promise<Rates> {
  const list = [...codes];
  const rates = await ratesOn(
    tx,
    list.map((from) => ({ from, to, on })),
    asOf,
  );
  return new Map(list.map((code, place) => [code, rates[place]!]));
}

/** Null where there is no rate for it. */
function inCurrency(amount: string, from: string, to: string, rates: Rates): bigint | null {
  const rate = rates.get(from);
  return rate ? convertedMinor(BigInt(amount), currencyCodeOf(from), currencyCodeOf(to), rate) : null;
}

function historyOf(row: repo.DealRow, currency: string, rates: Rates): DatedHistory {
  const values = row.amounts.map((amount, place) => {
    const from = row.currencies[place];
    return amount === null || !from ? null : inCurrency(amount, from, currency, rates);
  });
  return {
    ...{ id: row.id, partnerId: row.partnerId, productId: row.productId, isDated: row.isDated },
    ...{ stages: row.stages, days: row.days, seen: row.seen, values },
    isUnconvertible: row.amounts.at(-1) !== null && values.at(-1) === null,
  };
}

/** All that is known of deals and prices, in one currency at the rates of the day. */
export async function historyUntil(tx: Tx, question: HistoryQuestion, ratesOn: RatesOn): Promise<History> {
  const { asOf, currency } = question;
  const day = dayIn(question.timeZone, asOf);
  const rows: repo.DealRow[] = [];
  const codes = new Set([currency]);
  await repo.eachDeal(tx, question, (batch) => {
    for (const row of batch) {
      rows.push(row);
      for (const code of row.currencies) if (code !== null) codes.add(code);
    }
  });
  const priced = await repo.pricesOn(tx, day, currency);
  for (const { currency: code } of priced) codes.add(code);
  const rates = await ratesFor(tx, ratesOn, codes, currency, day, question.knownAt);
  const prices = new Map<string, bigint>();
  for (const { productId, amountMinor, currency: from } of priced) {
    const price = inCurrency(String(amountMinor), from, currency, rates);
    if (price !== null && !prices.has(productId)) prices.set(productId, price);
  }
  return {
    today: epochDayOf(plainDateOf(day)),
    deals: rows.map((row) => historyOf(row, currency, rates)),
    prices,
  };
}
