import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ErrorInterface } from '../../graphql/refusals.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import {
  KpiRangeError,
  type KpiRangeReason,
  KpiScopeTooWideError,
  MissingExchangeRateError,
  MixedCurrenciesError,
  UnknownKpiError,
} from './kpi.errors.ts';

builder.objectType(UnknownKpiError, {
  name: 'UnknownKpiError',
  description: 'There is no such KPI, or none that you may read, alike. Code `UNKNOWN_KPI`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    kpi: t.exposeString('kpi', { description: 'What was asked for, at most 60 characters of it.' }),
    nearest: t.stringList({
      description: 'Codes that are like it, the nearest first; at most 3.',
      resolve: ({ nearest }) => [...nearest],
    }),
  }),
});

const KpiRangeReasonType = builder.enumType('KpiRangeReason', {
  description: 'Why days or a period cannot be read.',
  values: {
    REVERSED: { description: 'It ends before or when it begins.' },
    TOO_LONG: { description: 'It is longer than can be read at once.' },
    TOO_MANY_POINTS: { description: 'It has more points than a series can have.' },
    BEFORE_DATA: { description: 'It is over before there was anything.' },
    FUTURE: { description: 'It has not begun, or `asOf` is an instant that has not come.' },
    NOT_A_PERIOD: { description: 'It is no fiscal year, quarter or month.' },
  } satisfies Record<KpiRangeReason, object>,
});

builder.objectType(KpiRangeError, {
  name: 'KpiRangeError',
  description: 'The days or the period cannot be read. Code `INVALID_RANGE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    reason: t.field({ type: KpiRangeReasonType, description: 'Why.', resolve: ({ reason }) => reason }),
    limit: t.exposeString('limit', {
      nullable: true,
      description:
        'The largest number of points or years, the first or last day that there is, or the last instant that `asOf` can be; null where none is the reason.',
    }),
  }),
});

builder.objectType(MixedCurrenciesError, {
  name: 'MixedCurrenciesError',
  description:
    'Amounts of several currencies, and none was named to convert them to. Code `MIXED_CURRENCIES`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    currencies: t.stringList({
      description: 'In which currencies they are, ISO 4217.',
      resolve: ({ currencies }) => [...currencies],
    }),
  }),
});

builder.objectType(MissingExchangeRateError, {
  name: 'MissingExchangeRateError',
  description: 'The vendor has set no rate to convert an amount by. Code `MISSING_EXCHANGE_RATE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    from: t.exposeString('from', { description: 'Of which currency.' }),
    to: t.exposeString('to', { description: 'To which currency.' }),
    on: t.field({ type: 'Date', description: 'For which day.', resolve: ({ on }) => on }),
  }),
});

builder.objectType(KpiScopeTooWideError, {
  name: 'KpiScopeTooWideError',
  description:
    'What was known at an earlier instant is told of so many partners only. Code `SCOPE_TOO_WIDE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    partnersMax: t.exposeInt('partnersMax', { description: 'Of how many at most.' }),
  }),
});

/** What every reading of a KPI can be refused for. */
export const ON_KPI_READ = [
  ...ALWAYS,
  NotFoundError,
  UnknownKpiError,
  KpiRangeError,
  MixedCurrenciesError,
  MissingExchangeRateError,
  KpiScopeTooWideError,
] as const;
