import { builder } from '../../graphql/builder.ts';
import { property } from '../../graphql/columns.ts';
import { kpisFor } from './kpi-access.service.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import {
  KPI_COMBINATION_KINDS,
  type KpiCombination,
  type KpiDirection,
  type KpiUnit,
  measuresOf,
} from './kpi-definition.rules.ts';

export const READS_KPIS = { permission: 'KPIS_READ' } as const;

export const KpiUnitType = builder.enumType('KpiUnit', {
  description: "What a KPI's value is.",
  values: {
    COUNT: { description: 'A number of things or people.' },
    MONEY: { description: 'An amount, in major units of its currency.' },
    PERCENT: { description: 'Of a hundred; more than 100 where the definition says so.' },
    MINUTES: { description: 'Minutes as they pass.' },
    BUSINESS_MINUTES: { description: "Minutes of the vendor's business hours." },
    DAYS: { description: 'Days of the calendar.' },
  } satisfies Record<KpiUnit, object>,
});

export const KpiDirectionType = builder.enumType('KpiDirection', {
  description: 'Which way is better.',
  values: {
    UP: { description: 'More is better.' },
    DOWN: { description: 'Less is better.' },
  } satisfies Record<KpiDirection, object>,
});

const COMBINATIONS: Readonly<Record<KpiCombination['kind'], string>> = {
  SUM: 'The sum within the range.',
  RATIO: 'The sum of the numerators over that of the denominators, within the range.',
  COMPLEMENT: 'One less the ratio, from 0 on.',
  AVERAGE: 'The sum within the range over the number of facts.',
  LEVEL: 'How it stands at the end of the range: the sum of all changes until then.',
  WEIGHTED_LEVEL: 'As LEVEL, each slice times its weight.',
  LEVEL_RATIO: 'One level over another, at the end of the range.',
  DISTINCT: 'How many members have a fact within the range, each once.',
  DISTINCT_LEVEL: 'How many members there are at the end of the range, each once.',
  DISTINCT_SHARE: 'Members with a fact within the range over the members at the end of it.',
  PERCENTILE: 'The value that so many percent of the facts are at or below, exact to a hundredth.',
  RETENTION: 'Of the members at the begin of the range, what they have at its end over what they had.',
};

export const KpiCombinationType = builder.enumType('KpiCombination', {
  description:
    'How the parts of a KPI become its value, over whatever partners and days; never an average of averages.',
  values: Object.fromEntries(
    KPI_COMBINATION_KINDS.map((kind) => [kind, { description: COMBINATIONS[kind] }]),
  ) as Record<KpiCombination['kind'], { description: string }>,
});

export const KpiType = builder.objectRef<Kpi>('Kpi').implement({
  description: 'A figure that partner operations steers by.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Its code, such as `WIN_RATE`.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    definition: t.exposeString('definition', { description: 'What is counted over what, and by which day.' }),
    unit: t.field({ type: KpiUnitType, description: 'What its value is.', ...property('unit') }),
    direction: t.field({
      type: KpiDirectionType,
      description: 'Which way is better.',
      ...property('direction'),
    }),
    combination: t.field({
      type: KpiCombinationType,
      description: 'How its parts become its value.',
      resolve: ({ combine }) => combine.kind,
    }),
    percentile: t.int({
      nullable: true,
      description: 'Of a percentile, which: 1 to 99; null for all else.',
      resolve: ({ combine }) => (combine.kind === 'PERCENTILE' ? combine.percentile : null),
    }),
    measures: t.stringList({
      description: 'The measures that it is made of, in the order of its formula; at most 10.',
      resolve: (kpi) => [...new Set(measuresOf(kpi))],
    }),
    sources: t.stringList({
      description: 'The types of the events by which it changes; at most 100.',
      resolve: ({ sources }) => [...sources],
    }),
    isVisibleToPartners: t.exposeBoolean('isVisibleToPartners', {
      description: "Whether partners' administrators may read it of their own partner.",
    }),
    since: t.exposeInt('since', {
      description: 'The version of the catalogue since which it is defined so; from 1.',
    }),
  }),
});

builder.queryField('kpiCatalogue', (t) =>
  t.field({
    type: [KpiType],
    nullable: true,
    description: 'The KPIs that you may read, with their definitions; at most 100.',
    authScopes: READS_KPIS,
    complexity: { field: 5, multiplier: 40 },
    resolve: (_root, _args, { actor }) => [...kpisFor(actor)],
  }),
);
