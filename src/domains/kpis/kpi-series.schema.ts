import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { KpiType, READS_KPIS } from './kpi-catalogue.schema.ts';
import { ON_KPI_READ } from './kpi-errors.schema.ts';
import { POINTS_MAX, type SeriesGrain } from './kpi-period.rules.ts';
import type { KpiAsk } from './kpi-read.service.ts';
import { KpiCreditType, KpiScopeInput, KpiScopeType, scopeFrom } from './kpi-scope.schema.ts';
import { type KpiPoint, type KpiSeries, readSeries } from './kpi-series.service.ts';
import { AS_OF_PARTNERS_MAX } from './kpi-source.service.ts';
import { KpiPeriodType, KpiValueType } from './kpi-value.schema.ts';

export const SCOPE =
  "Whose figures; your own partner's where it is left out, and for the vendor's people all that they may see. Refused where it is hidden from you or not there.";
export const CURRENCY =
  "In which currency amounts are told: those of others are converted at the vendor's rates of the end of the fiscal month, levels at " +
  'the end of the month in which the range ends. Where it is left out a mixture of currencies is refused.';
export const CREDITED =
  'To which tier and manager something counts; as it was when it happened where left out.';
const AS_OF =
  `By what was known at this instant, derived anew for at most ${AS_OF_PARTNERS_MAX} partners; by what is known now where left out. ` +
  'Tiers and managers that are restated are those of now, who managed a partner when has always been known, and use of the portal is told by whole days. ' +
  'Refused for more partners, and where it has not come.';
export const PERIOD =
  'A fiscal year, quarter or month: `FY2026`, `FY2026-Q3` or `2026-Q3`, `FY2026-P07`. Refused where it is in the future, or over before there was any data.';

/** The terms that all readings of KPIs take. */
export const termArguments = builder.args((t) => ({
  credited: t.field({ type: KpiCreditType, description: CREDITED }),
  currency: t.field({ type: 'CurrencyCode', description: CURRENCY }),
  asOf: t.field({ type: 'DateTime', description: AS_OF }),
}));

type TermArguments = Readonly<{
  credited?: 'AS_CREDITED' | 'RESTATED' | null;
  currency?: string | null;
  asOf?: Date | null;
}>;

export const termsFrom = (
  { credited, currency, asOf }: TermArguments,
  { readAsVendor }: Pick<RequestContext, 'readAsVendor'>,
): Omit<KpiAsk, 'now'> => ({
  credited: credited ?? 'AS_CREDITED',
  currency: currency ?? null,
  asOf: asOf ?? null,
  asVendor: readAsVendor,
});

const GrainType = builder.enumType('KpiGrain', {
  description: 'How long a point of a series is.',
  values: {
    DAY: { description: "A day of the vendor's." },
    WEEK: {
      description: 'A week of ISO 8601, from Monday; a fiscal week where fiscal years are made of weeks.',
    },
    MONTH: { description: 'A fiscal month.' },
    QUARTER: { description: 'A fiscal quarter.' },
    YEAR: { description: 'A fiscal year.' },
  } satisfies Record<SeriesGrain, object>,
});

type ToldPoint = KpiPoint & Readonly<{ series: KpiSeries }>;

const PointType = builder.objectRef<ToldPoint>('KpiPoint').implement({
  description: 'A point of a series.',
  fields: (t) => ({
    period: t.field({
      type: KpiPeriodType,
      description: 'Its days, cut to the range asked for and to the days that have begun.',
      resolve: ({ range }) => range,
    }),
    value: t.field({
      type: KpiValueType,
      description: 'The value in these days; of a level, at their end.',
      resolve: ({ value, range, series: { kpi, scope, terms } }) => ({
        ...value,
        asked: { kpi, within: [scope], range, terms },
      }),
    }),
  }),
});

const SeriesType = builder.objectRef<KpiSeries>('KpiSeries').implement({
  description: 'How a KPI went.',
  fields: (t) => ({
    kpi: t.field({ type: KpiType, description: 'Which KPI.', resolve: ({ kpi }) => kpi }),
    scope: t.field({ type: KpiScopeType, description: 'Whose figures.', resolve: ({ scope }) => scope }),
    points: t.field({
      type: [PointType],
      description: `The points in order, without gaps; at most ${POINTS_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      resolve: (series) => series.points.map((point) => ({ ...point, series })),
    }),
  }),
});

builder.queryField('kpiSeries', (t) =>
  t.field({
    type: SeriesType,
    nullable: true,
    description:
      'A KPI day by day, or by week or fiscal period. Every point is made of sums, merged histograms or distinct members of its own ' +
      'days, never of averages. Partners see what the catalogue shows them of their own.',
    authScopes: READS_KPIS,
    errors: { types: [...ON_KPI_READ] },
    complexity: 50,
    args: {
      kpi: t.arg.string({ required: true, description: 'The code of the KPI.' }),
      scope: t.arg({ type: KpiScopeInput, description: SCOPE }),
      grain: t.arg({ type: GrainType, required: true, description: 'How long a point is.' }),
      from: t.arg({
        type: 'Date',
        required: true,
        description: 'The first day. Refused where it is in the future.',
      }),
      until: t.arg({
        type: 'Date',
        required: true,
        description: `The day after the last, at most 20 years later; refused beyond, and where there were more than ${POINTS_MAX} points.`,
      }),
      ...termArguments,
    },
    resolve: (_root, { kpi, scope, grain, from, until, ...terms }, context) =>
      readSeries(
        context.db,
        context.actor,
        { ...termsFrom(terms, context), kpi, scope: scopeFrom(scope), grain, from, until },
        context.now,
      ),
  }),
);
