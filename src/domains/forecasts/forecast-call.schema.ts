import { builder } from '../../graphql/builder.ts';
import { moneyFrom, moneyInput } from '../../graphql/money-fields.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { MoneyInput, MoneyType } from '../../graphql/scalars.ts';
import { IdempotencyConflictError, NotFoundError } from '../../kernel/errors.ts';
import { callForecast } from '../../workflows/call-forecast.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { ScopeKind } from './forecast.rules.ts';
import { ForecastScopeKindType } from './forecast-enums.schema.ts';
import { type CallRow, callById, callsById, readableCalls } from './forecast-reading.service.ts';

export const ForecastCallType = builder.node(builder.objectRef<CallRow>('ForecastCall'), {
  description: 'What somebody says that a period will bring. Never changed or removed: the latest counts.',
  authScopes: { permission: 'FORECASTS_REVIEW_READ' },
  id: { description: 'Global id, `ForecastCall_<uuid>`.', resolve: ({ id }) => id },
  loadMany: async (ids, { db, actor, readAsVendor }) =>
    readableCalls(db, actor, ids, await readAsVendor((tx) => callsById(tx, ids))),
  fields: (t) => ({
    scope: t.field({
      type: ForecastScopeKindType,
      description: 'What it is of.',
      resolve: ({ scopeKind }) => scopeKind as ScopeKind,
    }),
    period: t.exposeString('period', { description: 'The fiscal quarter, such as `FY2026-Q3`.' }),
    commit: t.field({
      type: MoneyType,
      description: 'What is committed to.',
      resolve: ({ commitMinor, currency }) => moneyFrom(commitMinor, currency)!,
    }),
    bestCase: t.field({
      type: MoneyType,
      description: 'What it may come to if all goes well; at least what is committed to.',
      resolve: ({ bestCaseMinor, currency }) => moneyFrom(bestCaseMinor, currency)!,
    }),
    note: t.exposeString('note', { nullable: true, description: 'Why, for staff.' }),
    madeBy: t.exposeString('madeBy', { nullable: true, description: 'The name of who said so.' }),
    madeAt: t.expose('madeAt', { type: 'DateTime', description: 'When.' }),
  }),
});

const MakeInput = builder.inputType('ForecastCallMakeInput', {
  description: 'What a quarter will bring.',
  fields: (t) => ({
    period: t.string({
      required: true,
      description: 'The fiscal quarter, `FY2026-Q3` or `2026-Q3`: the current one or one of the next four.',
    }),
    scope: t.field({
      type: ForecastScopeKindType,
      description:
        'PARTNER with `partnerId`; MANAGER for the caller’s own portfolio; ALL, not for channel managers. Left out: the partner where one is named, else the portfolio of a channel manager, else all.',
    }),
    partnerId: t.globalID({ for: [PartnerType], description: 'Which partner, of PARTNER.' }),
    commit: t.field({ type: MoneyInput, required: true, description: 'From 0, in the vendor’s currency.' }),
    bestCase: t.field({
      type: MoneyInput,
      required: true,
      description: 'At least `commit`, in the same currency.',
    }),
    note: t.string({ description: 'Why, at most 2,000 characters; staff read it.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input calls once.' }),
  }),
});

builder.mutationField('forecastCallMake', (t) =>
  t.field({
    type: ForecastCallType,
    nullable: true,
    description:
      'Says what a quarter will bring, beside the forecast. Refused for a quarter that is over or more than four ahead, in another currency, and for what is not the caller’s to call.',
    authScopes: { permission: 'FORECASTS_CALL' },
    errors: { types: [...ALWAYS, NotFoundError, IdempotencyConflictError] },
    args: { input: t.arg({ type: MakeInput, required: true, description: 'What.' }) },
    resolve: async (_root, { input }, context) => {
      const call = {
        ...{ period: input.period, scope: input.scope ?? null, partnerId: input.partnerId?.id ?? null },
        ...{ commit: moneyInput('commit', input.commit), bestCase: moneyInput('bestCase', input.bestCase) },
        ...{ note: input.note ?? null, idempotencyKey: input.idempotencyKey ?? null },
      };
      const id = await context.transaction((tx) => callForecast(tx, context.actor, call, context.now));
      return await context.readAsVendor((tx) => callById(tx, id));
    },
  }),
);
