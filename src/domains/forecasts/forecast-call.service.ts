import { ForbiddenError, InvalidInputError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf, fiscalPeriodAfter } from '../../kernel/fiscal-period.ts';
import type { Money } from '../../kernel/money.ts';
import { dayIn, epochDayOf, plainDateOf } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { asJob } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { ScopeKind } from './forecast.rules.ts';
import { daysOf, quarterOf, quartersAhead } from './forecast-period.rules.ts';
import * as repo from './forecast-reading.repo.ts';
import type { LineScope } from './forecast-reading.service.ts';

export type CallInput = Readonly<{
  period: string;
  scope: ScopeKind | null;
  partnerId: string | null;
  commit: Money;
  bestCase: Money;
  note: string | null;
  idempotencyKey: string | null;
}>;

/** How the vendor counts its quarters, and in which currency it forecasts. */
export type CallVendor = Readonly<{ calendar: FiscalCalendar; currency: string }>;

const NOTE_LENGTH_MAX = 2_000;
/** Further ahead than a year nobody can say. */
const QUARTERS_AHEAD_MAX = 4;

async function scopeOf(tx: Tx, actor: Actor, { scope, partnerId }: CallInput): Promise<LineScope> {
  const isPortfolio = actor.scope.role === 'portal_portfolio';
  const kind = scope ?? (partnerId !== null ? 'PARTNER' : isPortfolio ? 'MANAGER' : 'ALL');
  if (kind === 'ALL') {
    if (isPortfolio)
      throw new ForbiddenError('A channel manager calls the own portfolio or one of its partners.');
    return { kind, key: '' };
  }
  if (kind === 'MANAGER') {
    if (!actor.roles.includes('CHANNEL_MANAGER') || !actor.personId)
      throw new ForbiddenError('Only a channel manager has a portfolio to call.');
    return { kind, key: actor.personId };
  }
  if (partnerId === null || !(await repo.seesPartner(tx, partnerId)))
    throw new NotFoundError('partner', 'partnerId');
  return { kind, key: partnerId };
}

function periodOf(vendor: CallVendor, input: CallInput, now: Date): string {
  const fields = new FieldReader();
  const { calendar } = vendor;
  const today = epochDayOf(plainDateOf(dayIn(calendar.timeZone, now)));
  const [current] = quartersAhead(calendar, today);
  const quarter = quarterOf(input.period);
  const label = quarter.ok ? fiscalLabelOf(quarter.value) : '';
  if (!quarter.ok)
    fields.refuse(
      'period',
      'NOT_A_FISCAL_QUARTER',
      'period is a fiscal quarter, such as FY2026-Q3 or 2026-Q3.',
    );
  else if (daysOf(calendar, quarter.value).until <= today)
    fields.refuse('period', 'PERIOD_OVER', 'period is over; a call is of this quarter or one ahead.');
  else if (label > fiscalLabelOf(fiscalPeriodAfter(current!, QUARTERS_AHEAD_MAX)))
    fields.refuse('period', 'PERIOD_TOO_FAR', `period is at most ${QUARTERS_AHEAD_MAX} quarters ahead.`);
  const { commit, bestCase } = input;
  for (const [field, { currency }] of [
    ['commit', commit],
    ['bestCase', bestCase],
  ] as const)
    if (currency !== vendor.currency)
      fields.refuse(
        field,
        'OTHER_CURRENCY',
        `${field} is in ${vendor.currency}, in which forecasts are made.`,
      );
  if (commit.amountMinor < 0n) fields.refuse('commit', 'NEGATIVE', 'commit is not negative.');
  if (bestCase.amountMinor < commit.amountMinor)
    fields.refuse('bestCase', 'BELOW_COMMIT', 'bestCase is at least what is committed.');
  fields.optionalLines('note', input.note, NOTE_LENGTH_MAX);
  if (fields.invalid.length > 0) throw new InvalidInputError(fields.invalid);
  return label;
}

async function keepCall(tx: Tx, actor: Actor, call: repo.NewCall): Promise<string> {
  const { id } = await repo.insertCall(tx, call);
  await appendEvents(tx, actor, [
    {
      ...{
        type: 'forecast_call.made',
        subjectType: 'ForecastCall',
        subjectId: id,
        partnerId: call.partnerId,
      },
      occurredAt: call.madeAt,
      data: {
        ...{ period: call.period, scope: call.scopeKind, scopeKey: call.scopeKey, currency: call.currency },
        ...{ commitMinor: String(call.commitMinor), bestCaseMinor: String(call.bestCaseMinor) },
      },
    },
  ]);
  return id;
}

/**
 * Says what a quarter will bring, beside the forecast: of a partner, of the caller's own portfolio or of all. The latest
 * counts, and none is ever changed. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, IdempotencyConflictError
 */
export async function makeCall(
  tx: Tx,
  actor: Actor,
  input: CallInput,
  vendor: CallVendor,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'FORECASTS_CALL');
  const { idempotencyKey: key, ...content } = input;
  return await once(tx, actor, { mutation: 'forecastCallMake', key, input: content }, async () => {
    const period = periodOf(vendor, input, now);
    const scope = await scopeOf(tx, actor, input);
    const partnerId = scope.kind === 'PARTNER' ? scope.key : null;
    const call = {
      ...{ scopeKind: scope.kind, scopeKey: scope.key, partnerId, period, currency: input.commit.currency },
      ...{ commitMinor: input.commit.amountMinor, bestCaseMinor: input.bestCase.amountMinor },
      ...{ note: input.note?.trim() || null, madeById: actor.personId!, madeAt: now },
    };
    // A portfolio's call names no partner, so that row security would not let its own manager write it.
    return await asJob(tx, actor.scope, () => keepCall(tx, actor, call));
  });
}
