import { builder } from '../../graphql/builder.ts';
import {
  METRIC_CODES,
  METRICS,
  type MetricCode,
  type MetricKind,
  type MetricUnit,
} from '../attainment/metric-catalogue.rules.ts';

const METRICS_MAX = 100;

export const MetricCodeType = builder.enumType('MetricCode', {
  description: 'What a requirement can be about; `metrics` says what each one is.',
  values: Object.fromEntries(
    METRIC_CODES.map((code) => [code, { description: METRICS[code].description }]),
  ) as Record<MetricCode, { description: string }>,
});

export const MetricUnitType = builder.enumType('MetricUnit', {
  description: "What a metric's numbers are.",
  values: {
    COUNT: { description: 'How many: a whole number.' },
    PERCENT: { description: 'From 0 to 100.' },
    MONEY: { description: "In major units of the program's currency." },
    SCORE: { description: 'From 1 to 5.' },
    YES_NO: { description: '1 for yes, 0 for no.' },
  } satisfies Record<MetricUnit, object>,
});

const MetricKindType = builder.enumType('MetricKind', {
  description: 'How a metric behaves over time, which says what windows fit.',
  values: {
    FLOW: { description: 'Adds up over a window; may be asked pro rata in a fiscal quarter or year.' },
    RATIO: { description: 'A mean over a window.' },
    STOCK: { description: 'How things stand on a day: POINT_IN_TIME only.' },
  } satisfies Record<MetricKind, object>,
});

export const MetricType = builder.objectRef<(typeof METRICS)[MetricCode]>('Metric').implement({
  description: 'Something that is measured of partners, and that a requirement can be about.',
  fields: (t) => ({
    code: t.field({
      type: MetricCodeType,
      description: 'What it is called by.',
      resolve: ({ code }) => code,
    }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    description: t.exposeString('description', { description: 'What it says.' }),
    unit: t.field({
      type: MetricUnitType,
      description: 'What its numbers are.',
      resolve: ({ unit }) => unit,
    }),
    kind: t.field({
      type: MetricKindType,
      description: 'How it behaves over time.',
      resolve: ({ kind }) => kind,
    }),
    source: t.exposeString('source', { description: 'What yields it.' }),
    isByCertification: t.exposeBoolean('isByCertification', {
      description: 'Whether a requirement names the certification program that it is about.',
    }),
  }),
});

builder.queryField('metrics', (t) =>
  t.field({
    type: [MetricType],
    nullable: true,
    description: `What requirements of programs can be about, in a fixed order; at most ${METRICS_MAX}.`,
    authScopes: { permission: 'PROGRAMS_READ' },
    complexity: 5,
    resolve: () => METRIC_CODES.slice(0, METRICS_MAX).map((code) => METRICS[code]),
  }),
);
