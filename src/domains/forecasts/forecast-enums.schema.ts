import { builder } from '../../graphql/builder.ts';
import type { ScopeKind } from './forecast.rules.ts';
import type { AmountSource } from './forecast-amounts.rules.ts';
import type { ChangeKind } from './forecast-changes.rules.ts';
import type { Caution } from './forecast-explanation.rules.ts';

export const ForecastScopeKindType = builder.enumType('ForecastScopeKind', {
  description: 'What a forecast or call is of.',
  values: {
    ALL: { description: 'All partners together; for staff.' },
    MANAGER: { description: 'The portfolio of a channel manager, as it was then.' },
    PARTNER: { description: 'One partner.' },
  } satisfies Record<ScopeKind, object>,
});

export const ForecastAmountSourceType = builder.enumType('ForecastAmountSource', {
  description: 'Where the value comes from that an open deal counts at.',
  values: {
    OWN: { description: 'The deal has a value of its own.' },
    LIST: { description: 'The list price of its product, as it has none.' },
    MEDIAN: { description: 'The median of what was won, as neither it nor a price list say one.' },
    NONE: { description: 'It counts nothing: there is no exchange rate, or nothing was won yet.' },
  } satisfies Record<AmountSource, object>,
});

export const ForecastChangeKindType = builder.enumType('ForecastChangeKind', {
  description: 'Why a forecast differs from the one before.',
  values: {
    NEW: { description: 'A deal opened, or came to be known.' },
    WON: { description: 'A deal was won: it counts at what it was won at, where that is within the period.' },
    LOST: { description: 'A deal was lost.' },
    AMOUNT_CHANGED: { description: 'An open deal has another value, at the chance that it had.' },
    STAGE_MOVED: { description: 'An open deal is in another stage, and has another chance for it.' },
    SLIPPED: {
      description: 'An open deal stayed in its stage, and is less likely to be won in time, or stale.',
    },
    ADVANCED: {
      description: 'An open deal stayed in its stage, and is more likely to be won within the period.',
    },
    NEW_BUSINESS: { description: 'More or less is expected of deals that are not open yet.' },
    OTHER: { description: 'What no single deal explains: partners that moved, and corrections of the past.' },
  } satisfies Record<ChangeKind, object>,
});

export const ForecastCautionType = builder.enumType('ForecastCaution', {
  description: 'Why to take care with a forecast.',
  values: {
    NO_HISTORY: { description: 'No deal ever closed, so nothing is expected of open ones.' },
    SHORT_HISTORY: { description: 'Less than half a year of closings is known.' },
    STAGES_NOT_TRACKED: {
      description: 'Too few closed deals were seen to move through stages, so only age tells deals apart.',
    },
  } satisfies Record<Caution, object>,
});
