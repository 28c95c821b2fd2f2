import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { ALWAYS } from '../../graphql/refusals.ts';
import { IdempotencyConflictError } from '../../kernel/errors.ts';
import { setExchangeRate } from './exchange-rate.service.ts';

const READS = { permission: 'SETTINGS_READ' } as const;

export const ExchangeRateType = builder.prismaNode('ExchangeRate', {
  name: 'ExchangeRate',
  description:
    'What one unit of a currency is in another, from a day on until the next rate of the pair. Never changed or removed: a later ' +
    'booking for the same day corrects it.',
  authScopes: READS,
  id: { field: 'id', description: 'Global id, `ExchangeRate_<uuid>`.' },
  fields: (t) => ({
    fromCurrency: t.exposeString('fromCurrency', {
      description: 'Of which currency one unit is meant, ISO 4217.',
    }),
    toCurrency: t.exposeString('toCurrency', {
      description: 'In which currency its worth is said, ISO 4217.',
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'The first day on which it holds.' }),
    rate: t.field({
      type: 'Decimal',
      description: 'What one unit is, exactly; above zero, at most 12 digits after the point.',
      select: { rate: true },
      resolve: ({ rate }) => rate.toFixed(),
    }),
    source: t.exposeString('source', { description: 'Who says so, such as a central bank.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When the portal learnt it.' }),
  }),
});

const ExchangeRateFilter = builder.inputType('ExchangeRateFilter', {
  description: 'Which rates; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    fromCurrency: t.field({ type: 'CurrencyCode', description: 'Of this currency.' }),
    toCurrency: t.field({ type: 'CurrencyCode', description: 'In this currency.' }),
    validFrom: t.field({ type: 'Date', description: 'Holding from this day or later.' }),
    validBefore: t.field({ type: 'Date', description: 'Holding from a day before this.' }),
  }),
});

const ORDER_COLUMNS = {
  VALID_FROM: { column: 'validFrom', type: 'instant', description: 'From which day they hold.' },
  BOOKED_AT: { column: 'bookedAt', type: 'instant', description: 'When the portal learnt them.' },
} as const;

const ExchangeRateOrder = orderOf('ExchangeRate', 'rates', ORDER_COLUMNS);

const ExchangeRateConnection = connectionOf(ExchangeRateType, 'ExchangeRate', {
  one: 'A rate',
  many: 'rates',
});

builder.queryField('exchangeRates', (t) =>
  t.field({
    type: ExchangeRateConnection,
    nullable: true,
    description: 'The exchange rates that were ever set, corrections included; the latest day first.',
    authScopes: READS,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: ExchangeRateFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: ExchangeRateOrder,
        description: 'In which order; the latest day first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'VALID_FROM' as const, direction: 'DESC' as const };
      const { fromCurrency, toCurrency, validFrom, validBefore } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'exchangeRate',
        typeName: 'ExchangeRate',
        args,
        where: {
          ...{ fromCurrency: fromCurrency ?? undefined, toCurrency: toCurrency ?? undefined },
          validFrom: { gte: validFrom ?? undefined, lt: validBefore ?? undefined },
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);

const SetInput = builder.inputType('ExchangeRateSetInput', {
  description: 'What one unit of a currency is in another.',
  fields: (t) => ({
    fromCurrency: t.string({
      required: true,
      description: 'Of which currency one unit is meant, by its ISO 4217 code.',
    }),
    toCurrency: t.string({ required: true, description: 'In which other currency, by its ISO 4217 code.' }),
    validFrom: t.field({
      type: 'Date',
      required: true,
      description: 'From which day on: in the past, or at most a year from today.',
    }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description: 'What one unit is: above zero, at most 9 digits before the point and 12 after.',
    }),
    source: t.string({
      required: true,
      description: 'Who says so, such as a central bank; at most 200 characters.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('exchangeRateSet', (t) =>
  t.prismaField({
    type: ExchangeRateType,
    nullable: true,
    description:
      'Books an exchange rate. Setting one for the same day again corrects it: of those the latest booked counts, and what was settled ' +
      'before stays. Refused where a currency is unknown or both are the same, the rate is not above zero or has more than 12 digits ' +
      'after the point, or its day is more than a year ahead. For finance and service accounts.',
    errors: { types: [...ALWAYS, IdempotencyConflictError] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The rate.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => setExchangeRate(tx, ctx.actor, input, ctx.now));
      return await ctx.db.exchangeRate.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
