import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { ErrorInterface } from '../../graphql/refusals.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import {
  ExceedsRecoverableError,
  NoRateError,
  NothingPayableError,
  PayableChangedError,
  PayoutHeldError,
} from './payout.errors.ts';
import { PayoutHoldReasonType } from './payout-enums.schema.ts';

builder.objectType(PayableChangedError, {
  name: 'PayableChangedError',
  description:
    'What is payable is no longer what was drafted and approved: cancel the payout and draft another. Code `PAYABLE_CHANGED`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    drafted: t.field({
      type: MoneyType,
      description: 'What the payout would have transferred.',
      resolve: ({ draftedMinor, currency }) => moneyFrom(draftedMinor, currency)!,
    }),
    payable: t.field({
      type: MoneyType,
      description: 'What would be transferred now, in the same currency.',
      resolve: ({ payableMinor, currency }) => moneyFrom(payableMinor, currency)!,
    }),
  }),
});

builder.objectType(NoRateError, {
  name: 'NoRateError',
  description: 'No exchange rate between two currencies is known on the day. Code `NO_RATE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    fromCurrency: t.expose('fromCurrency', { type: 'CurrencyCode', description: 'From which.' }),
    toCurrency: t.expose('toCurrency', { type: 'CurrencyCode', description: 'To which.' }),
  }),
});

builder.objectType(PayoutHeldError, {
  name: 'PayoutHeldError',
  description: 'Something holds the payout. Code `PAYOUT_HELD`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    holds: t.field({
      type: [PayoutHoldReasonType],
      description: 'Everything that holds it; at most 6.',
      resolve: ({ holds }) => [...holds],
    }),
  }),
});

builder.objectType(NothingPayableError, {
  name: 'NothingPayableError',
  description:
    'Nothing of issued statements is payable, or less than is paid at once; it carries forward. Code `NOTHING_PAYABLE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    payable: t.field({
      type: MoneyType,
      description: 'What would be transferred; zero where nothing would.',
      resolve: ({ payableMinor, currency }) => moneyFrom(payableMinor, currency)!,
    }),
    minimum: t.field({
      type: MoneyType,
      description: 'The least that is paid at once; zero where none is set.',
      resolve: ({ minimumMinor, currency }) => moneyFrom(minimumMinor, currency)!,
    }),
  }),
});

builder.objectType(ExceedsRecoverableError, {
  name: 'ExceedsRecoverableError',
  description: 'Less is owed than was to be written off. Code `EXCEEDS_RECOVERABLE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    recoverable: t.field({
      type: MoneyType,
      description: 'What is owed in that currency.',
      resolve: ({ recoverableMinor, currency }) => moneyFrom(recoverableMinor, currency)!,
    }),
  }),
});

export { ExceedsRecoverableError, NoRateError, NothingPayableError, PayableChangedError, PayoutHeldError };
