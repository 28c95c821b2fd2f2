import { builder } from '../../graphql/builder.ts';
import { declared, property } from '../../graphql/columns.ts';
import { computed } from '../../graphql/computed.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { KpiType, READS_KPIS } from './kpi-catalogue.schema.ts';
import { ON_KPI_READ } from './kpi-errors.schema.ts';
import type { FactsAsked } from './kpi-fact-list.service.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { KpiScopeInput, KpiScopeType, scopeFrom } from './kpi-scope.schema.ts';
import {
  type EntryTarget,
  type KpiChange,
  kpiScorecardRule,
  SCORECARD_KPIS_MAX,
  type Scorecard,
  type ScorecardEntry,
} from './kpi-scorecard.rules.ts';
import {
  fiscalCalendarFrom,
  rankEntries,
  readScorecard,
  SCORECARD_QUERIES,
  type ScorecardRank,
} from './kpi-scorecard.service.ts';
import { PERIOD, SCOPE, termArguments, termsFrom } from './kpi-series.schema.ts';
import type { KpiCellValue } from './kpi-table.rules.ts';
import { KpiPeriodType, KpiValueType, type ToldValue } from './kpi-value.schema.ts';

type ToldEntry = Omit<ScorecardEntry, 'current' | 'previous' | 'yearBefore'> &
  Readonly<{
    current: ToldValue;
    previous: ToldValue | null;
    yearBefore: ToldValue | null;
    ranks: () => Promise<ReadonlyMap<string, ScorecardRank>>;
  }>;

const ChangeType = builder.objectRef<KpiChange>('KpiChange').implement({
  description: 'How a value differs from an earlier one.',
  fields: (t) => ({
    change: t.field({
      type: 'Decimal',
      description:
        'The value less the earlier one, in the unit of the KPI: percentage points of a percentage.',
      ...property('change'),
    }),
    percent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The same as a percentage of the earlier value; null where that was 0.',
      ...property('percent'),
    }),
  }),
});

const PeersType = builder.enumType('KpiPeers', {
  description: 'Among whom something is ranked.',
  values: {
    TIER: { description: 'Among the active partners that are in one of its tiers today.' },
    ALL: { description: 'Among all active partners, as it has no tier.' },
    KIND: { description: 'Among all others of its kind.' },
  } satisfies Record<ScorecardRank['peers'], object>,
});

const RankType = builder.objectRef<ScorecardRank>('KpiRank').implement({
  description: 'Where somebody stands among peers that are not named: rank 3 of 12.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'The place, 1 for the best; equal values share one.' }),
    of: t.exposeInt('of', { description: 'Among how many that have a value, itself included; at least 5.' }),
    peers: t.field({ type: PeersType, description: 'Who they are.', resolve: ({ peers }) => peers }),
  }),
});

const TargetStatusType = builder.enumType('KpiTargetStatus', {
  description: 'Whether a target is met.',
  values: {
    MET: { description: 'It is met: reached where more is better, not exceeded where less is.' },
    MISSED: { description: 'It is not met; while the period runs, not yet or no more.' },
  },
});

const EntryTargetType = builder.objectRef<EntryTarget>('KpiScorecardTarget').implement({
  description: 'What a KPI should be in the period.',
  fields: (t) => ({
    value: t.field({
      type: 'Decimal',
      description: 'The target, in the unit of the KPI; an amount in major units.',
      ...property('value'),
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code of an amount; null else.',
    }),
    status: t.field({
      type: TargetStatusType,
      nullable: true,
      description: 'Whether it is met; null where there is no value, or one in another currency.',
      ...property('status'),
    }),
    percent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The value as a percentage of the target; null where that is 0 or cannot be compared.',
      ...property('percent'),
    }),
  }),
});

const EntryType = builder.objectRef<ToldEntry>('KpiScorecardEntry').implement({
  description: 'One KPI of a scorecard.',
  fields: (t) => ({
    kpi: t.field({ type: KpiType, description: 'Which KPI.', ...property('kpi') }),
    current: t.field({
      type: KpiValueType,
      description: 'Its value in the period; in one that is not over, until now.',
      ...property('current'),
    }),
    previous: t.field({
      type: KpiValueType,
      nullable: true,
      description: 'Its value in the whole period before; null where there was no data yet.',
      ...property('previous'),
    }),
    yearBefore: t.field({
      type: KpiValueType,
      nullable: true,
      description: 'Its value in the same whole period of the year before; null where there was no data yet.',
      ...property('yearBefore'),
    }),
    change: t.field({
      type: ChangeType,
      nullable: true,
      description: 'How it differs from the period before; null where either has no value.',
      ...property('change'),
    }),
    changeOnYear: t.field({
      type: ChangeType,
      nullable: true,
      description: 'How it differs from the year before; null where either has no value.',
      ...property('changeOnYear'),
    }),
    target: t.field({
      type: EntryTargetType,
      nullable: true,
      description: 'What it should be; null where no target is set for the scope and the period.',
      ...property('target'),
    }),
    rank: t.field({
      type: RankType,
      nullable: true,
      description:
        'Where it stands among its peers; null where fewer than 5 have a value, or it has none. Peers are never named to partners. ' +
        'Amounts in other currencies are compared at the rates of the vendor.',
      complexity: 10,
      resolve: async ({ kpi, ranks }) => (await ranks()).get(kpi.code) ?? null,
    }),
  }),
});

type ToldCard = Scorecard & Readonly<{ context: RequestContext }>;

/** A value, and how its facts are found. */
const toldOf = (
  value: KpiCellValue,
  { kpi, card, range }: Readonly<{ kpi: ScorecardEntry['kpi']; card: ToldCard; range: KpiRange }>,
): ToldValue => {
  const { scope, terms, context } = card;
  const asked: FactsAsked = {
    ...{ kpi, within: [scope], terms: { ...terms, asVendor: context.readAsVendor } },
    range: { from: range.from, until: range.until },
  };
  return { ...value, asked };
};

function entriesOf(card: ToldCard): ToldEntry[] {
  const ranks = onceOnly(() => card.context.readAsVendor((tx) => rankEntries(tx, card)));
  return card.entries.map(({ current, previous, yearBefore, ...entry }) => {
    const { kpi } = entry;
    const earlier = (value: KpiCellValue | null) =>
      value && toldOf(value, { kpi, card, range: value.explanation });
    return {
      ...{ ...entry, ranks },
      current: toldOf(current, { kpi, card, range: card.period }),
      previous: earlier(previous),
      yearBefore: earlier(yearBefore),
    };
  });
}

const ScorecardType = builder.objectRef<ToldCard>('KpiScorecard').implement({
  description: 'Some KPIs in a fiscal period.',
  fields: (t) => ({
    scope: t.field({ type: KpiScopeType, description: 'Whose figures.', resolve: ({ scope }) => scope }),
    period: t.field({ type: KpiPeriodType, description: 'The period.', ...property('period') }),
    isRunning: t.exposeBoolean('isRunning', {
      description: 'Whether it is not over, so that values are those until now.',
    }),
    entries: t.field({
      type: [EntryType],
      description: `The KPIs in the order asked for, else in that of the catalogue; at most ${SCORECARD_KPIS_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      extensions: declared({ is: 'column', path: ['entries'] }),
      resolve: entriesOf,
    }),
  }),
});

/** Read when the first entry asks for it, and once for all of them. */
function onceOnly<T>(read: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => {
    found ??= read();
    return found;
  };
}

const known = computed(kpiScorecardRule, {
  queries: SCORECARD_QUERIES,
  given: {
    scopeKind: { argument: 'scope', path: ['kind'], reads: { as: 'given' } },
    scopeKey: { argument: 'scope', path: ['key'], reads: { as: 'given' } },
    period: { reads: { as: 'given' } },
    kpis: { reads: { as: 'given' } },
    currency: { reads: { as: 'given' } },
    credited: { reads: { as: 'only', value: 'AS_CREDITED' } },
    asOf: { reads: { as: 'nothing' } },
  },
  calendarFrom: fiscalCalendarFrom,
});

builder.queryField('kpiScorecard', (t) =>
  t.field({
    type: ScorecardType,
    nullable: true,
    description:
      'KPIs in a fiscal period with target, the period before, the year before and the rank among peers. Partners see what the ' +
      'catalogue shows them of their own.',
    authScopes: READS_KPIS,
    errors: { types: [...ON_KPI_READ] },
    complexity: 50,
    args: {
      scope: t.arg({ type: KpiScopeInput, description: SCOPE }),
      period: t.arg.string({ required: true, description: PERIOD }),
      kpis: t.arg.stringList({
        description: `The codes of 1 to ${SCORECARD_KPIS_MAX} KPIs; all that you may read where left out.`,
      }),
      ...termArguments,
    },
    extensions: known.extensions,
    resolve: async (root, { scope, period, kpis, ...terms }, context) => {
      const { actor, db, now } = context;
      const asked = { ...termsFrom(terms, context), scope: scopeFrom(scope), period, kpis: kpis ?? null };
      const isKnownNow = asked.asOf === null && asked.credited === 'AS_CREDITED';
      const card = isKnownNow
        ? await known.resolve(root, { scope, period, kpis, ...terms }, context)
        : await readScorecard(db, actor, asked, now);
      return { ...card, context };
    },
  }),
);
