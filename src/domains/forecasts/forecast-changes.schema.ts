import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { DealChange } from './forecast-changes.rules.ts';
import { ForecastChangeKindType } from './forecast-enums.schema.ts';
import type { Changes } from './forecast-reading.service.ts';

const DealChangeType = builder.objectRef<DealChange & { currency: string }>('ForecastDealChange').implement({
  description: 'What happened to one deal since the forecast before.',
  fields: (t) => ({
    opportunityId: t.globalID({
      description: 'Which deal.',
      resolve: ({ opportunityId }) => ({ type: 'Opportunity', id: opportunityId }),
    }),
    kind: t.field({ type: ForecastChangeKindType, description: 'What.', resolve: ({ kind }) => kind }),
    effect: t.field({
      type: MoneyType,
      description: 'By how much it changed what is expected.',
      resolve: ({ effectMinor, currency }) => moneyFrom(effectMinor, currency)!,
    }),
  }),
});

type Sum = Changes['sums'][number] & { currency: string };

const ChangeSumType = builder.objectRef<Sum>('ForecastChangeSum').implement({
  description: 'All changes of one kind.',
  fields: (t) => ({
    kind: t.field({
      type: ForecastChangeKindType,
      description: 'Of which kind.',
      resolve: ({ kind }) => kind,
    }),
    count: t.exposeInt('count', { description: 'Of how many deals; 0 of what no single deal explains.' }),
    effect: t.field({
      type: MoneyType,
      description: 'By how much they changed what is expected, together.',
      resolve: ({ effectMinor, currency }) => moneyFrom(effectMinor, currency)!,
    }),
  }),
});

export const ForecastChangesType = builder
  .objectRef<Changes & { currency: string }>('ForecastChanges')
  .implement({
    description: 'Why a forecast differs from the one of the period before.',
    fields: (t) => ({
      since: t.expose('sinceAsOf', { type: 'DateTime', description: 'As of when the one before was made.' }),
      before: t.field({
        type: MoneyType,
        description: 'What was expected then.',
        resolve: ({ beforeMinor, currency }) => moneyFrom(beforeMinor, currency)!,
      }),
      after: t.field({
        type: MoneyType,
        description: 'What is expected now: `before` and all effects.',
        resolve: ({ afterMinor, currency }) => moneyFrom(afterMinor, currency)!,
      }),
      byKind: t.field({
        type: [ChangeSumType],
        description: 'By kind; at most 9. The effects sum to the difference exactly.',
        resolve: ({ sums, currency }) => sums.map((sum) => ({ ...sum, currency })),
      }),
      deals: t.field({
        type: [DealChangeType],
        description: 'The at most 50 changes of single deals that weigh most.',
        resolve: ({ deals, currency }) => deals.map((deal) => ({ ...deal, currency })),
      }),
    }),
  });
