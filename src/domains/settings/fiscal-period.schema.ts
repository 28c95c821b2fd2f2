import { Temporal } from 'temporal-polyfill';
import { builder } from '../../graphql/builder.ts';
import { datesOf, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { type FiscalGrain, type FiscalPeriod, fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import type { DateRange } from '../../kernel/time.ts';
import { fiscalCalendarFrom } from './settings.service.ts';

export const FiscalGrainType = builder.enumType('FiscalGrain', {
  description: 'How long a fiscal period is.',
  values: {
    YEAR: { description: 'A fiscal year.' },
    QUARTER: { description: 'A quarter of a fiscal year.' },
    MONTH: { description: 'A month of a fiscal year; four or five weeks where years are made of weeks.' },
  } satisfies Record<FiscalGrain, object>,
});

const dateOf = (day: Temporal.PlainDate): Date => new Date(`${day.toString()}T00:00:00Z`);

const FiscalPeriodType = builder
  .objectRef<Readonly<{ period: FiscalPeriod; dates: DateRange }>>('FiscalPeriod')
  .implement({
    description: "A year, quarter or month of the vendor's fiscal calendar.",
    fields: (t) => ({
      label: t.string({
        description: '`FY2026`, `FY2026-Q3` or `FY2026-P07`; labels of one grain sort as their periods do.',
        resolve: ({ period }) => fiscalLabelOf(period),
      }),
      grain: t.field({
        type: FiscalGrainType,
        description: 'How long it is.',
        resolve: ({ period }) => period.grain,
      }),
      from: t.field({
        type: 'Date',
        description: 'Its first day.',
        resolve: ({ dates }) => dateOf(dates.from),
      }),
      until: t.field({
        type: 'Date',
        description: 'The day after its last, which is the first of the next.',
        resolve: ({ dates }) => dateOf(dates.until),
      }),
    }),
  });

builder.queryField('fiscalPeriod', (t) =>
  t.field({
    type: FiscalPeriodType,
    nullable: true,
    description: "The fiscal period that a day belongs to, by the vendor's calendar.",
    authScopes: { permission: 'SETTINGS_READ' },
    args: {
      on: t.arg({ type: 'Date', required: true, description: 'The day.' }),
      grain: t.arg({ type: FiscalGrainType, required: true, description: 'How long a period.' }),
    },
    resolve: async (_root, { on, grain }, { db }) => {
      const calendar = await fiscalCalendarFrom(db);
      const period = fiscalPeriodOn(calendar, grain, Temporal.PlainDate.from(on.toISOString().slice(0, 10)));
      return { period, dates: datesOf(calendar, period) };
    },
  }),
);
