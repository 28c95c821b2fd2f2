import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { ScopeKind } from './forecast.rules.ts';
import { ForecastCautionType, ForecastScopeKindType } from './forecast-enums.schema.ts';
import type { Caution } from './forecast-explanation.rules.ts';
import type { Line } from './forecast-reading.service.ts';

type Weighed = Readonly<{ observed: number; expected: string; priorEvents: number; factor: string }>;

type Explanation = Readonly<{
  counts?: Readonly<Record<string, number>>;
  money?: Readonly<Record<string, string>>;
  newWins?: string;
  cautions?: readonly Caution[];
  win?: Weighed;
  loss?: Weighed;
}>;

export type ToldLine = Line & Readonly<{ currency: string }>;
type Told = Explanation & Readonly<{ currency: string }>;

const WeighedType = builder.objectRef<Weighed>('ForecastShrinkage').implement({
  description: 'How a partner’s own history was weighed against that of all partners.',
  fields: (t) => ({
    observed: t.exposeInt('observed', {
      description: 'How many of its deals were won, or lost, since closings are known.',
    }),
    expected: t.expose('expected', {
      type: 'Decimal',
      description:
        'How many that would have been at the rates of all, for the same days open at the same ages.',
    }),
    priorEvents: t.exposeInt('priorEvents', {
      description:
        'As how many expected ones all partners’ history weighs: the likeliest for how partners differ.',
    }),
    factor: t.expose('factor', {
      type: 'Decimal',
      description:
        '(observed + priorEvents) / (expected + priorEvents), times the level of the latest three months: what the daily rates of all are multiplied by.',
    }),
  }),
});

const ExplanationType = builder.objectRef<Told>('ForecastExplanation').implement({
  description: 'What a line of a forecast is made of.',
  fields: (t) => ({
    won: t.field({
      type: MoneyType,
      description: 'Won within the period already; a deal without a value at the list price of its product.',
      resolve: ({ money, currency }) => moneyFrom(BigInt(money?.wonMinor ?? 0), currency)!,
    }),
    open: t.field({
      type: MoneyType,
      description:
        'Expected of open deals: of each its value, times what deals are won at, times its chance.',
      resolve: ({ money, currency }) => moneyFrom(BigInt(money?.openMinor ?? 0), currency)!,
    }),
    newBusiness: t.field({
      type: MoneyType,
      description: 'Expected of deals that are not open yet, by how many opened in the last 91 days.',
      resolve: ({ money, currency }) => moneyFrom(BigInt(money?.newMinor ?? 0), currency)!,
    }),
    newWins: t.field({
      type: 'Decimal',
      description: 'How many such deals are expected to be won.',
      resolve: ({ newWins }) => newWins ?? '0',
    }),
    wonCount: t.int({ description: 'How many deals were won.', resolve: ({ counts }) => counts?.won ?? 0 }),
    medianPriced: t.int({
      description:
        'How many open deals count at the median of what was won, as neither they nor a price list say a value.',
      resolve: ({ counts }) => counts?.medianPriced ?? 0,
    }),
    unpriced: t.int({
      description: 'How many open deals count nothing: there is no exchange rate, or nothing was won yet.',
      resolve: ({ counts }) => counts?.unpriced ?? 0,
    }),
    win: t.field({
      type: WeighedType,
      nullable: true,
      description: 'Of winning; null of more than one partner.',
      resolve: ({ win }) => win ?? null,
    }),
    loss: t.field({
      type: WeighedType,
      nullable: true,
      description: 'Of losing; null of more than one partner.',
      resolve: ({ loss }) => loss ?? null,
    }),
    cautions: t.field({
      type: [ForecastCautionType],
      description: 'Why to take care; at most 3.',
      resolve: ({ cautions }) => [...(cautions ?? [])],
    }),
  }),
});

const money = (field: 'wonMinor' | 'openMinor' | 'expectedMinor' | 'p10Minor' | 'p50Minor' | 'p90Minor') => ({
  type: MoneyType,
  resolve: (line: ToldLine) => moneyFrom(line[field], line.currency)!,
});

export const ForecastLineType = builder.objectRef<ToldLine>('ForecastLine').implement({
  description: 'What a period will bring of one scope: a partner, a portfolio, or all.',
  fields: (t) => ({
    scope: t.field({
      type: ForecastScopeKindType,
      description: 'What it is of.',
      resolve: ({ scopeKind }) => scopeKind as ScopeKind,
    }),
    partnerId: t.globalID({
      nullable: true,
      description: 'Of which partner; null of more than one.',
      resolve: ({ partnerId }) => partnerId && { type: 'Partner', id: partnerId },
    }),
    partner: t.prismaField({
      type: PartnerType,
      nullable: true,
      description: 'Of which partner; null of more than one, and where it is hidden from you.',
      resolve: (query, { partnerId }, _args, { db }) =>
        partnerId ? db.partner.findUnique({ ...query, where: { id: partnerId } }) : null,
    }),
    won: t.field({
      ...money('wonMinor'),
      description:
        'Won within the period until then; a deal without a value at the list price of its product.',
    }),
    open: t.field({
      ...money('openMinor'),
      description: 'What all open deals are worth, whenever they close.',
    }),
    expected: t.field({
      ...money('expectedMinor'),
      description: 'The mean of what the period will bring, what is won already included.',
    }),
    p10: t.field({ ...money('p10Minor'), description: 'Nine times out of ten it will be more.' }),
    p50: t.field({ ...money('p50Minor'), description: 'As often more as less.' }),
    p90: t.field({ ...money('p90Minor'), description: 'Nine times out of ten it will be less.' }),
    openCount: t.exposeInt('openCount', { description: 'How many deals are open, stale ones included.' }),
    staleCount: t.exposeInt('staleCount', {
      description: 'How many are older than any deal that ever closed; nothing is expected of them.',
    }),
    listPriced: t.exposeInt('listPriced', {
      description: 'How many have no value of their own and count at the list price of their product.',
    }),
    explanation: t.field({
      type: ExplanationType,
      description: 'What it is made of.',
      resolve: ({ explanation, currency }) => ({ ...(explanation as Explanation), currency }),
    }),
  }),
});
