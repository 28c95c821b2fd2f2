import { type CallInput, makeCall } from '../domains/forecasts/forecast-call.service.ts';
import { fiscalCalendarOf } from '../domains/settings/settings.rules.ts';
import { readSettings } from '../domains/settings/settings.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Calls a quarter by the vendor's own calendar and currency. Answers the call's id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function callForecast(tx: Tx, actor: Actor, input: CallInput, now: Date): Promise<string> {
  const { settings } = await readSettings(tx);
  const vendor = { calendar: fiscalCalendarOf(settings), currency: settings.currency };
  return await makeCall(tx, actor, input, vendor, now);
}
