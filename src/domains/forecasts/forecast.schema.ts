import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { connectionOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { ratesOn } from '../billing/exchange-rate.service.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { fiscalCalendarFrom } from '../settings/settings.service.ts';
import { ForecastCallType } from './forecast-call.schema.ts';
import { ForecastChangesType } from './forecast-changes.schema.ts';
import { ForecastCautionType, ForecastScopeKindType } from './forecast-enums.schema.ts';
import { ForecastLineType } from './forecast-line.schema.ts';
import { quarterOf } from './forecast-period.rules.ts';
import {
  type AskedScope,
  callsFor,
  changesFor,
  forecastBy,
  type Head,
  lineOf,
  readableScope,
} from './forecast-reading.service.ts';

const READS = { permission: 'FORECASTS_READ' } as const;
const REVIEWS = { permission: 'FORECASTS_REVIEW_READ' } as const;

type HazardCell = Readonly<{
  stage: string;
  fromDays: number;
  untilDays: number;
  exposureDays: number;
  wins: number;
  losses: number;
  winPerDay: string;
  lossPerDay: string;
}>;
type Model = Readonly<{
  cautions?: [];
  staleAfterDays?: number | null;
  historyDays?: number;
  hazards?: HazardCell[];
}>;

const HazardType = builder.objectRef<HazardCell>('ForecastHazard').implement({
  description: 'How often deals of a stage and age were won and lost, of all partners.',
  fields: (t) => ({
    stage: t.exposeString('stage', {
      description: 'The sales stage; `ANY` where stages are not told apart.',
    }),
    fromDays: t.exposeInt('fromDays', { description: 'From this age on, in days since the deal opened.' }),
    untilDays: t.exposeInt('untilDays', { description: 'Until this age, which no longer belongs to it.' }),
    exposureDays: t.exposeInt('exposureDays', { description: 'How many days deals were open at this age.' }),
    wins: t.exposeInt('wins', { description: 'How many were won at this age.' }),
    losses: t.exposeInt('losses', { description: 'How many were lost at this age.' }),
    winPerDay: t.expose('winPerDay', {
      type: 'Decimal',
      description: 'The chance to be won on a day at this age, from 0 to 1, before the month of the quarter.',
    }),
    lossPerDay: t.expose('lossPerDay', {
      type: 'Decimal',
      description:
        'The chance to be lost on a day at this age, from 0 to 1, before the month of the quarter.',
    }),
  }),
});

const ScopeInput = builder.inputType('ForecastScopeInput', {
  description: 'Of what. Left out: all for staff, the portfolio of a channel manager, a partner itself.',
  fields: (t) => ({
    kind: t.field({ type: ForecastScopeKindType, required: true, description: 'What it is of.' }),
    partnerId: t.globalID({
      for: [PartnerType],
      description: 'Of PARTNER: which; the own one where left out.',
    }),
    managerId: t.globalID({ description: 'Of MANAGER: the `Person` who it is; yourself where left out.' }),
  }),
});

type ScopeArgument = typeof ScopeInput.$inferInput | null | undefined;

const askedScope = (scope: ScopeArgument): AskedScope | null =>
  scope
    ? { kind: scope.kind, partnerId: scope.partnerId?.id ?? null, managerId: managerOf(scope.managerId) }
    : null;

/** @throws GraphQLError where it is the id of something else */
function managerOf(id: Readonly<{ typename: string; id: string }> | null | undefined): string | null {
  if (id && id.typename !== 'Person' && id.typename !== 'StaffMember')
    throw badInput('managerId is the id of a person.');
  return id?.id ?? null;
}

const scopeFor = ({ db, actor }: RequestContext, scope: ScopeArgument) =>
  readableScope(db, actor, askedScope(scope));

export const ForecastType = builder.prismaNode('Forecast', {
  name: 'Forecast',
  description:
    'What a fiscal quarter will bring, by what was known at an instant. Made daily of the current quarter and the next; never changed.',
  authScopes: READS,
  id: { field: 'id', description: 'Global id, `Forecast_<uuid>`.' },
  select: {
    id: true,
    period: true,
    periodFrom: true,
    periodUntil: true,
    asOf: true,
    currency: true,
    model: true,
  },
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The fiscal quarter, such as `FY2026-Q3`.' }),
    from: t.expose('periodFrom', { type: 'Date', description: 'Its first day.' }),
    until: t.expose('periodUntil', { type: 'Date', description: 'The day after its last.' }),
    asOf: t.expose('asOf', { type: 'DateTime', description: 'By what was known when.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'In which currency it is, others converted at the rates of the day.',
      resolve: ({ currency }) => currency as never,
    }),
    simulations: t.exposeInt('simulations', { description: 'How often the period was played.' }),
    staleAfterDays: t.int({
      nullable: true,
      description:
        'The greatest age in days at which a deal ever closed; older ones are stale. Null where none closed, and for partners: it is the age of one deal, which may be anybody’s.',
      resolve: ({ model }, _args, { actor }) =>
        actor.kind === 'PARTNER' ? null : ((model as Model).staleAfterDays ?? null),
    }),
    cautions: t.field({
      type: [ForecastCautionType],
      description: 'Why to take care; at most 3.',
      resolve: ({ model }) => (model as Model).cautions ?? [],
    }),
    hazards: t.field({
      type: [HazardType],
      nullable: true,
      authScopes: REVIEWS,
      description: 'What was learnt of deals by stage and age; at most 500. For staff.',
      resolve: ({ model }) => ((model as Model).hazards ?? []).slice(0, 500),
    }),
    line: t.field({
      type: ForecastLineType,
      nullable: true,
      description: 'What is forecast of a scope; null where it is hidden, or had no deal, alike.',
      args: { scope: t.arg({ type: ScopeInput, description: 'Of what.' }) },
      resolve: async ({ id, currency }, { scope }, context) => {
        const readable = await scopeFor(context, scope);
        if (!readable) return null;
        const line = await context.readAsVendor((tx) => lineOf(tx, id, readable.kind, readable.key));
        return line && { ...line, currency };
      },
    }),
    changes: t.field({
      type: ForecastChangesType,
      nullable: true,
      authScopes: REVIEWS,
      complexity: 50,
      description:
        'What changed since the forecast of the quarter before; null where there is none, or the scope is hidden. Of the latest eight forecasts of a quarter. For staff.',
      args: { scope: t.arg({ type: ScopeInput, description: 'Of what.' }) },
      resolve: async (forecast, { scope }, context) => {
        const readable = await scopeFor(context, scope);
        if (!readable) return null;
        const { timeZone } = await fiscalCalendarFrom(context.db);
        const changes = await context.readAsVendor((tx) =>
          changesFor(tx, readable, forecast, { timeZone, ratesOn }),
        );
        return changes && { ...changes, currency: forecast.currency };
      },
    }),
    calls: t.field({
      type: [ForecastCallType],
      nullable: true,
      authScopes: REVIEWS,
      description:
        'What was called for a scope in the quarter until now, the latest first; at most 50. For staff.',
      args: { scope: t.arg({ type: ScopeInput, description: 'Of what.' }) },
      resolve: async ({ period }, { scope }, context) => {
        const readable = await scopeFor(context, scope);
        if (!readable) return null;
        const asked = { period, until: context.now };
        return await context.readAsVendor((tx) => callsFor(tx, context.actor, readable, asked));
      },
    }),
  }),
});

/** @throws GraphQLError where it is no fiscal quarter */
function periodLabel(text: string): string {
  const quarter = quarterOf(text);
  if (!quarter.ok) throw badInput('period is a fiscal quarter, such as FY2026-Q3 or 2026-Q3.');
  return fiscalLabelOf(quarter.value);
}

/**
 * The latest forecast of a quarter that was made by an instant.
 * @throws GraphQLError where the quarter is none, the instant is ahead, or nothing had been made by then
 */
export async function madeBy(
  db: RequestContext['db'],
  { period, asOf }: Readonly<{ period: string; asOf?: Date | null }>,
  now: Date,
): Promise<Head> {
  const label = periodLabel(period);
  if (asOf && asOf > now) throw badInput('asOf is not in the future.');
  const found = await forecastBy(db, label, asOf ?? now);
  if (!found)
    throw badInput(
      `No forecast of ${label} was made by then. Forecasts are made daily, of the current fiscal quarter and the next.`,
    );
  return found;
}

builder.queryField('forecast', (t) =>
  t.prismaField({
    type: ForecastType,
    nullable: true,
    description:
      'The latest forecast of a fiscal quarter that was made by an instant. Refused where the instant is ahead, or no forecast of the quarter had been made by then.',
    authScopes: READS,
    args: {
      period: t.arg.string({ required: true, description: 'The fiscal quarter, `FY2026-Q3` or `2026-Q3`.' }),
      asOf: t.arg({ type: 'DateTime', description: 'By when it was made; now where left out.' }),
    },
    resolve: async (query, _root, args, { db, now }) => {
      const { id } = await madeBy(db, args, now);
      return await db.forecast.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ForecastConnection = connectionOf(ForecastType, 'Forecast', { one: 'A forecast', many: 'forecasts' });

builder.queryField('forecasts', (t) =>
  t.field({
    type: ForecastConnection,
    nullable: true,
    description: 'The forecasts that were made, the latest first.',
    authScopes: READS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      period: t.arg.string({
        description: 'Of this fiscal quarter, `FY2026-Q3` or `2026-Q3`; of all where left out.',
      }),
    },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'forecast',
        typeName: 'Forecast',
        args,
        where: { period: args.period == null ? undefined : periodLabel(args.period) },
        order: { name: 'AS_OF', column: { column: 'asOf', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);
