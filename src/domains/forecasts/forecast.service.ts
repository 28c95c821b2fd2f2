import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { expectedOf, type MadeForecast } from './forecast.rules.ts';
import { explanationOf, modelOf, probabilityText } from './forecast-explanation.rules.ts';
import type { Learnt } from './forecast-learning.rules.ts';
import * as repo from './forecast-store.repo.ts';

export const { periodsMade } = repo;

/** Of how many forecasts of a period the deals are kept, so that each can say what changed since the one before. */
const FORECASTS_WITH_DEALS = 8;

export type ForecastHead = Omit<repo.ForecastRow, 'model' | 'madeAt'>;

/**
 * Keeps a forecast with its lines and deals, once for each period and instant. Answers how many rows it wrote.
 * @throws ForbiddenError
 */
export async function keepForecast(
  tx: Tx,
  actor: Actor,
  head: ForecastHead,
  { learnt, made }: Readonly<{ learnt: Learnt; made: MadeForecast }>,
): Promise<number> {
  assertAllowed(actor, 'FORECASTS_CALL');
  const id = await repo.insertForecast(tx, { ...head, model: modelOf(learnt), madeAt: head.asOf });
  if (id === null) return 0;
  const lines = made.lines.map((line) => ({
    ...{ scopeKind: line.kind, scopeKey: line.key, partnerId: line.partnerId },
    ...{ wonMinor: String(line.parts.wonMinor), openMinor: String(line.parts.openMinor) },
    expectedMinor: String(expectedOf(line.parts)),
    ...{ p10Minor: String(line.p10Minor), p50Minor: String(line.p50Minor), p90Minor: String(line.p90Minor) },
    ...{
      openCount: line.parts.openCount,
      staleCount: line.parts.staleCount,
      listPriced: line.parts.listPriced,
    },
    explanation: explanationOf(learnt, line),
  }));
  const deals = made.deals.map((deal) => ({
    ...{
      opportunityId: deal.opportunityId,
      partnerId: deal.partnerId,
      stage: deal.stage,
      ageDays: deal.ageDays,
    },
    ...{ amountMinor: String(deal.amountMinor), amountSource: deal.source, isStale: deal.isStale },
    winProbability: probabilityText(deal.chanceUnits),
  }));
  const written = (await repo.insertLines(tx, id, lines)) + (await repo.insertDeals(tx, id, deals));
  await repo.deleteOldDeals(tx, head.period, FORECASTS_WITH_DEALS);
  const all = made.lines.find(({ kind }) => kind === 'ALL')!;
  await appendEvents(tx, actor, [
    {
      ...{ type: 'forecast.made', subjectType: 'Forecast', subjectId: id, partnerId: null },
      occurredAt: head.asOf,
      data: {
        ...{ period: head.period, currency: head.currency, deals: made.deals.length },
        expectedMinor: String(expectedOf(all.parts)),
      },
    },
  ]);
  return written + 1;
}
