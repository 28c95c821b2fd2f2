import type { Decimal } from '../../kernel/decimal.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './exchange-rate.repo.ts';
import {
  type ExchangeRateInput,
  rateFrom,
  readExchangeRate,
  SAME_CURRENCY_RATE,
} from './exchange-rate.rules.ts';

export type { RateQuestion } from './exchange-rate.repo.ts';

/**
 * Books a rate as a fact. One that is set for the same day later corrects it from then on; what was booked stays known.
 * @throws ForbiddenError, InvalidInputError, IdempotencyConflictError
 */
export async function setExchangeRate(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: ExchangeRateInput & Readonly<{ idempotencyKey?: string | null }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'EXCHANGE_RATES_WRITE');
  const request = { mutation: 'exchangeRateSet', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const rate = readExchangeRate(input, await repo.vendorDayOf(tx, now));
    const { id } = await repo.insertRate(tx, rate, now);
    await appendEvents(tx, actor, [
      {
        ...{ type: 'exchange_rate.set', subjectType: 'ExchangeRate', subjectId: id, partnerId: null },
        occurredAt: now,
        data: {
          ...{ fromCurrency: rate.fromCurrency, toCurrency: rate.toCurrency, rate: rate.rate },
          validFrom: rate.validFrom.toISOString().slice(0, 10),
        },
      },
    ]);
    return id;
  });
}

/**
 * What one unit of a currency is in another on a day, by what was booked by an instant: by the latest rate that holds from
 * that day or before, and of those of one day by the latest booked. Where only the inverse is known, its reciprocal to
 * twelve digits; null where neither is.
 */
export async function rateOn(
  tx: Tx,
  from: string,
  to: string,
  on: Date,
  asOf?: Date | null,
): Promise<Decimal | null> {
  const [rate] = await ratesOn(tx, [{ from, to, on }], asOf);
  return rate ?? null;
}

/** As `rateOn`, for many questions by one statement; answers in their order. */
export async function ratesOn(
  tx: Tx,
  questions: readonly repo.RateQuestion[],
  asOf?: Date | null,
): Promise<(Decimal | null)[]> {
  const open = questions.filter(({ from, to }) => from !== to);
  const found = open.length === 0 ? [] : await repo.findRates(tx, open, asOf ?? null);
  const byQuestion = new Map(found.map(({ place, ...rate }) => [open[place - 1], rate]));
  return questions.map((question) =>
    question.from === question.to ? SAME_CURRENCY_RATE : rateFrom(byQuestion.get(question)),
  );
}
