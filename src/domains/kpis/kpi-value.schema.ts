import { builder } from '../../graphql/builder.ts';
import { property } from '../../graphql/columns.ts';
import { KpiCombinationType, KpiType } from './kpi-catalogue.schema.ts';
import type { FactsAsked } from './kpi-fact-list.service.ts';
import type { NamedRange } from './kpi-period.rules.ts';
import type { KpiConversion, KpiPart } from './kpi-reading.rules.ts';
import { KpiCreditType } from './kpi-scope.schema.ts';
import type { KpiCellValue } from './kpi-table.rules.ts';

/** A value, and how its facts are found. */
export type ToldValue = KpiCellValue & Readonly<{ asked: FactsAsked }>;

const RoleType = builder.enumType('KpiPartRole', {
  description: 'On which side of the formula a part is.',
  values: {
    NUMERATOR: { description: 'What is counted, or divided.' },
    DENOMINATOR: { description: 'What it is divided by.' },
  },
});

const PartType = builder.objectRef<KpiPart>('KpiPart').implement({
  description: 'What one measure adds to a value.',
  fields: (t) => ({
    role: t.field({ type: RoleType, description: 'On which side.', resolve: ({ role }) => role }),
    measure: t.exposeString('measure', { description: 'Which measure.' }),
    slice: t.exposeString('slice', {
      description: 'Of which slice, such as a stage; empty where it is not split.',
    }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of an amount; empty else.' }),
    amount: t.field({
      type: 'Decimal',
      description:
        "An amount in major units of its currency, else the measure's own number: a count, minutes or days.",
      resolve: ({ amount }) => amount,
    }),
    count: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Of how many facts it is made; null where members are counted.',
      resolve: ({ count }) => count,
    }),
    weight: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What its slice counts for, from 0 to 1; null where nothing is weighed.',
      resolve: ({ weight }) => weight,
    }),
  }),
});

const ConversionType = builder.objectRef<KpiConversion>('KpiConversion').implement({
  description:
    'How amounts of one currency became amounts of another. They are added up before the sum is rounded.',
  fields: (t) => ({
    from: t.exposeString('from', { description: 'Of which currency, ISO 4217.' }),
    to: t.exposeString('to', { description: 'In which currency, ISO 4217.' }),
    rateOn: t.field({
      type: 'Date',
      description: 'The last day of the fiscal month, for which the rate was looked up.',
      resolve: ({ rateOn }) => rateOn,
    }),
    rate: t.field({ type: 'Decimal', description: 'What one unit is.', resolve: ({ rate }) => rate }),
    amount: t.field({
      type: 'Decimal',
      description: 'The amount before, in major units.',
      resolve: (one) => one.amount,
    }),
    converted: t.field({
      type: 'Decimal',
      description: 'The amount afterwards, in major units, rounded to the minor unit to be shown.',
      resolve: ({ converted }) => converted,
    }),
  }),
});

export const KpiExplanationType = builder.objectRef<ToldValue>('KpiExplanation').implement({
  description:
    'Why a value is what it is: definition, parts, days, zone, conversions, and the facts with their events.',
  fields: (t) => ({
    kpi: t.field({ type: KpiType, description: 'Of which KPI.', resolve: ({ asked }) => asked.kpi }),
    combination: t.field({
      type: KpiCombinationType,
      description: 'How the parts become the value.',
      resolve: ({ asked }) => asked.kpi.combine.kind,
    }),
    from: t.field({
      type: 'Date',
      description: 'The first day.',
      resolve: ({ explanation }) => explanation.from,
    }),
    until: t.field({
      type: 'Date',
      description: 'The day after the last that was read: of a range that is not over, tomorrow.',
      resolve: ({ explanation }) => explanation.until,
    }),
    timeZone: t.string({
      description: "The vendor's time zone, by which days begin.",
      resolve: ({ explanation }) => explanation.timeZone,
    }),
    credited: t.field({
      type: KpiCreditType,
      description: 'To which tier and channel manager something counts.',
      resolve: ({ explanation }) => explanation.credited,
    }),
    parts: t.field({
      type: [PartType],
      description: 'What the value is made of, before it is converted and rounded; at most 1,000.',
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ explanation }) => explanation.parts.slice(0, 1_000),
    }),
    conversions: t.field({
      type: [ConversionType],
      description:
        'How amounts were converted, by currency and month; at most 1,000, none where all are of one currency.',
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ explanation }) => explanation.conversions.slice(0, 1_000),
    }),
  }),
});

const decimalFields = {
  value:
    'The value: an amount in major units of its currency, a percentage from 0 on, else a number; null without a denominator.',
  numerator: 'What is divided, or the value itself where nothing is; null for percentiles.',
  denominator: 'What it is divided by, or of how many facts a percentile is; null where nothing is divided.',
} as const;

export const KpiValueType = builder.objectRef<ToldValue>('KpiValue').implement({
  description: 'What a KPI is of some partners in some days.',
  fields: (t) => ({
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description: decimalFields.value,
      ...property('value'),
    }),
    numerator: t.field({
      type: 'Decimal',
      nullable: true,
      description: decimalFields.numerator,
      ...property('numerator'),
    }),
    denominator: t.field({
      type: 'Decimal',
      nullable: true,
      description: decimalFields.denominator,
      ...property('denominator'),
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code of the amounts; null where there are none.',
    }),
    explanation: t.field({
      type: KpiExplanationType,
      description: 'Why it is so.',
      resolve: (value) => value,
    }),
  }),
});

export const KpiPeriodType = builder.objectRef<NamedRange>('KpiPeriod').implement({
  description: 'Days that have a name.',
  fields: (t) => ({
    label: t.exposeString('label', {
      description:
        'A day `2026-04-01`; a week `2026-W14` of ISO 8601, or `FY2026-W14` where fiscal years are made of weeks; a fiscal period ' +
        '`FY2026-P04`, `FY2026-Q3` or `FY2026`.',
    }),
    from: t.field({ type: 'Date', description: 'The first day.', ...property('from') }),
    until: t.field({ type: 'Date', description: 'The day after the last.', ...property('until') }),
  }),
});
