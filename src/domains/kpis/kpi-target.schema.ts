import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { badInput, refusedInput } from '../../graphql/request-errors.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { KpiRangeError, UnknownKpiError } from './kpi.errors.ts';
import { kpiFor, kpisFor } from './kpi-access.service.ts';
import { isKpiCode, kpiOf } from './kpi-catalogue.rules.ts';
import { KpiType, READS_KPIS } from './kpi-catalogue.schema.ts';
import { periodNamed } from './kpi-period.rules.ts';
import type { KpiScopeKind } from './kpi-scope.rules.ts';
import { KpiScopeInput, KpiScopeType, scopeFrom } from './kpi-scope.schema.ts';

const shownTo = (actor: Actor) =>
  actor.membership ? { in: kpisFor(actor).map(({ code }) => code as string) } : {};

export const KpiTargetType = builder.prismaNode('KpiTarget', {
  name: 'KpiTarget',
  description: 'What a KPI should be in a fiscal period, for one partner, a group of them or all.',
  authScopes: READS_KPIS,
  id: { field: 'id', description: 'Global id, `KpiTarget_<uuid>`.' },
  // A target of a KPI that the catalogue does not show to somebody is hidden from them like the KPI.
  findUnique: (id, { actor }) => ({ id, kpi: shownTo(actor) }),
  fields: (t) => ({
    kpi: t.field({
      type: KpiType,
      nullable: true,
      description: 'Which KPI; null where the catalogue has it no more, or not for you.',
      select: { kpi: true },
      resolve: ({ kpi }, _args, { actor }) =>
        isKpiCode(kpi) && kpisFor(actor).some(({ code }) => code === kpi) ? kpiOf(kpi) : null,
    }),
    scope: t.field({
      type: KpiScopeType,
      description: 'Whose figures.',
      select: { scopeKind: true, scopeKey: true },
      resolve: ({ scopeKind, scopeKey }) => ({ kind: scopeKind as KpiScopeKind, key: scopeKey }),
    }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'The partner, where it is of one.',
    }),
    period: t.exposeString('period', {
      description: 'The fiscal period: `FY2026`, `FY2026-Q3` or `FY2026-P07`.',
    }),
    value: t.field({
      type: 'Decimal',
      description: 'What it should be, in the unit of the KPI; an amount in major units.',
      select: { value: true },
      resolve: ({ value }) => value.toFixed(),
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code of an amount; null else.',
    }),
    setAt: t.expose('setAt', { type: 'DateTime', description: 'When it was last set.' }),
    setBy: t.id({
      nullable: true,
      description: 'Who set it, `Person_<uuid>`; null for partners.',
      select: { setById: true },
      resolve: ({ setById }, _args, { actor }) => (actor.membership ? null : globalIdOf('Person', setById)),
    }),
    version: t.exposeInt('version', { description: 'Counts its changes; to be named when it is changed.' }),
  }),
});

/** @throws GraphQLError where there is no such KPI, or none that the actor may know of */
function codeOfKpi(actor: Actor, code: string): string {
  try {
    return kpiFor(actor, code).code;
  } catch (error) {
    throw error instanceof UnknownKpiError ? refusedInput(error) : error;
  }
}

/** @throws GraphQLError where the text names no period */
function labelOfPeriod(text: string): string {
  try {
    return fiscalLabelOf(periodNamed(text));
  } catch (error) {
    throw error instanceof KpiRangeError ? badInput(error.message) : error;
  }
}

const ORDER_COLUMNS = {
  PERIOD: { column: 'period', type: 'text', description: 'By the label of the period.' },
  SET_AT: { column: 'setAt', type: 'instant', description: 'By when they were last set.' },
} as const;

const KpiTargetOrder = orderOf('KpiTarget', 'targets', ORDER_COLUMNS);
const KpiTargetConnection = connectionOf(KpiTargetType, 'KpiTarget', { one: 'A target', many: 'targets' });

const KpiTargetFilter = builder.inputType('KpiTargetFilter', {
  description: 'Which targets; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    kpi: t.string({
      description:
        'Of this KPI, by its code. Refused as `UNKNOWN_KPI` where there is none, or none that you may read.',
    }),
    period: t.string({ description: 'Of this fiscal period, such as `FY2026-Q3` or `2026-Q3`.' }),
    scope: t.field({ type: KpiScopeInput, description: 'Of this scope alone.' }),
  }),
});

builder.queryField('kpiTargets', (t) =>
  t.field({
    type: KpiTargetConnection,
    nullable: true,
    description:
      'What KPIs should be; the latest set first. Partners see those of their own that the catalogue shows them.',
    authScopes: READS_KPIS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: KpiTargetFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: KpiTargetOrder,
        description: 'In which order; the latest set first where left out.',
      }),
    },
    resolve: async (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'SET_AT', direction: 'DESC' };
      const { kpi, period, scope: scopeInput } = args.filter ?? {};
      const scope = scopeFrom(scopeInput);
      const code = kpi == null ? undefined : codeOfKpi(context.actor, kpi);
      const label = period == null ? undefined : labelOfPeriod(period);
      return (await resolvePage(context, info, {
        ...{ model: 'kpiTarget', typeName: 'KpiTarget', args, own: { partner: 'partnerId' } },
        where: {
          AND: [{ kpi: shownTo(context.actor) }, { kpi: code, period: label }],
          ...(scope ? { scopeKind: scope.kind, scopeKey: scope.key } : {}),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      })) as never;
    },
  }),
);
