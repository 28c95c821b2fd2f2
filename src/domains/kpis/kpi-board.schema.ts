import { builder } from '../../graphql/builder.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import {
  BOARD_MAX,
  type BoardEntry,
  type BoardKind,
  BREAKDOWN_MAX,
  type Breakdown,
  type BreakdownKind,
  type BreakdownPart,
  type Leaderboard,
  readBreakdown,
  readLeaderboard,
} from './kpi-board.service.ts';
import { KpiType, READS_KPIS } from './kpi-catalogue.schema.ts';
import { ON_KPI_READ } from './kpi-errors.schema.ts';
import { KpiScopeInput, KpiScopeType, keyText, scopeFrom } from './kpi-scope.schema.ts';
import { PERIOD, SCOPE, termArguments, termsFrom } from './kpi-series.schema.ts';
import { KpiPeriodType, KpiValueType } from './kpi-value.schema.ts';

const BoardKindType = builder.enumType('KpiLeaderboardBy', {
  description: 'Who is compared.',
  values: {
    PARTNER: { description: 'Partners: those that have anything, and all active ones.' },
    MANAGER: { description: "Channel managers' portfolios." },
    REGION: { description: 'Regions.' },
    TIER: { description: 'Tiers, as `PROGRAM:TIER`; a partner of several programs counts in each.' },
  } satisfies Record<BoardKind, object>,
});

type ToldEntry = BoardEntry & Readonly<{ board: Leaderboard }>;

const KEY = '`Partner_<uuid>`, `Person_<uuid>` of a manager, the code of a region, or `PROGRAM:TIER`';

const EntryType = builder.objectRef<ToldEntry>('KpiLeaderboardEntry').implement({
  description: 'A place on a leaderboard.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'The place, 1 for the best; equal values share one.' }),
    key: t.string({ description: `Whose: ${KEY}.`, resolve: ({ key, board }) => keyText(board.by, key) }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'What people call it; null where it is hidden from you.',
    }),
    partner: t.prismaField({
      type: PartnerType,
      nullable: true,
      description: 'The partner, where partners are compared.',
      resolve: (query, { key, board }, _args, { db }) =>
        board.by === 'PARTNER' ? db.partner.findUnique({ ...query, where: { id: key } }) : null,
    }),
    value: t.field({
      type: KpiValueType,
      description: 'The value.',
      resolve: ({ value, key, board: { kpi, by, terms } }) => ({
        ...value,
        asked: { kpi, within: [{ kind: by, key }], range: value.explanation, terms },
      }),
    }),
  }),
});

const LeaderboardType = builder.objectRef<Leaderboard>('KpiLeaderboard').implement({
  description: 'The best of a period.',
  fields: (t) => ({
    kpi: t.field({ type: KpiType, description: 'By which KPI.', resolve: ({ kpi }) => kpi }),
    period: t.field({
      type: KpiPeriodType,
      description: 'In which period.',
      resolve: ({ period }) => period,
    }),
    groups: t.exposeInt('groups', { description: 'How many have a value.' }),
    entries: t.field({
      type: [EntryType],
      description: `The best first; at most ${BOARD_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      resolve: (board) => board.entries.map((entry) => ({ ...entry, board })),
    }),
  }),
});

builder.queryField('kpiLeaderboard', (t) =>
  t.field({
    type: LeaderboardType,
    nullable: true,
    description:
      'Who is best by a KPI in a fiscal period: the largest where more is better, the smallest where less is. For staff; a channel ' +
      'manager sees the portfolio only. Refused for partners.',
    authScopes: READS_KPIS,
    errors: { types: [...ON_KPI_READ] },
    complexity: 50,
    args: {
      kpi: t.arg.string({ required: true, description: 'The code of the KPI.' }),
      period: t.arg.string({ required: true, description: PERIOD }),
      by: t.arg({ type: BoardKindType, required: true, description: 'Who is compared.' }),
      first: t.arg.int({ description: `How many at most: 1 to ${BOARD_MAX}; 10 where left out.` }),
      ...termArguments,
    },
    resolve: (_root, { kpi, period, by, first, ...terms }, { actor, db, now }) =>
      readLeaderboard(db, actor, { ...termsFrom(terms), kpi, period, by, first: first ?? null }, now),
  }),
);

const BreakdownKindType = builder.enumType('KpiBreakdownBy', {
  description: 'By what a value is broken down.',
  values: {
    PARTNER: { description: 'By partner.' },
    MASTER: { description: 'By master account of today; a partner without one stands for itself.' },
    REGION: { description: 'By region of today.' },
    TIER: { description: 'By tier; a partner of several programs counts in each.' },
    MANAGER: { description: 'By channel manager.' },
    PROGRAM: { description: 'By program; a partner of several counts in each.' },
    SLICE: { description: 'By what a measure is split by, as the stage of a deal.' },
    CURRENCY: { description: 'By currency of the amounts.' },
  } satisfies Record<BreakdownKind, object>,
});

type ToldPart = BreakdownPart & Readonly<{ breakdown: Breakdown }>;

const isSplit = (by: BreakdownKind): by is 'SLICE' | 'CURRENCY' => by === 'SLICE' || by === 'CURRENCY';

const BreakdownPartType = builder.objectRef<ToldPart>('KpiBreakdownPart').implement({
  description: 'A part of a value.',
  fields: (t) => ({
    key: t.string({
      description: `Of what: ${KEY}, the code of a program, a slice or a currency; empty for what is of none.`,
      resolve: ({ key, breakdown: { by } }) => (isSplit(by) ? key : keyText(by, key)),
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'What people call it; null where it is of none, has no name or is hidden from you.',
    }),
    value: t.field({
      type: KpiValueType,
      description: 'Its value.',
      resolve: ({ value, key, breakdown: { kpi, by, scope, terms } }) => {
        const asked = { kpi, range: value.explanation, terms };
        return isSplit(by)
          ? { ...value, asked: { ...asked, within: [scope], only: { by, key } } }
          : { ...value, asked: { ...asked, within: [scope, { kind: by, key }] } };
      },
    }),
  }),
});

const BreakdownType = builder.objectRef<Breakdown>('KpiBreakdown').implement({
  description: 'A value, and of what it is made.',
  fields: (t) => ({
    kpi: t.field({ type: KpiType, description: 'Which KPI.', resolve: ({ kpi }) => kpi }),
    scope: t.field({ type: KpiScopeType, description: 'Whose figures.', resolve: ({ scope }) => scope }),
    period: t.field({
      type: KpiPeriodType,
      description: 'In which period.',
      resolve: ({ period }) => period,
    }),
    whole: t.field({
      type: KpiValueType,
      nullable: true,
      description:
        'The value of all of it; null where it is broken down by currencies that were not converted.',
      resolve: ({ whole, kpi, scope, terms }) =>
        whole && { ...whole, asked: { kpi, within: [scope], range: whole.explanation, terms } },
    }),
    partsTotal: t.exposeInt('partsTotal', { description: 'How many parts there are in all.' }),
    addsUp: t.exposeBoolean('addsUp', {
      description:
        'Whether all parts together are the whole, to the last digit. Rates, percentiles and members counted once do not add up, ' +
        'nor do parts that share a partner.',
    }),
    parts: t.field({
      type: [BreakdownPartType],
      description: `The parts, the largest first; at most ${BREAKDOWN_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      resolve: (breakdown) => breakdown.parts.map((part) => ({ ...part, breakdown })),
    }),
  }),
});

builder.queryField('kpiBreakdown', (t) =>
  t.field({
    type: BreakdownType,
    nullable: true,
    description:
      'A KPI in a fiscal period by a dimension. Every part is made of its own sums, histograms and members. Partners see what the ' +
      'catalogue shows them of their own.',
    authScopes: READS_KPIS,
    errors: { types: [...ON_KPI_READ] },
    complexity: 50,
    args: {
      kpi: t.arg.string({ required: true, description: 'The code of the KPI.' }),
      period: t.arg.string({ required: true, description: PERIOD }),
      by: t.arg({ type: BreakdownKindType, required: true, description: 'By what.' }),
      scope: t.arg({ type: KpiScopeInput, description: SCOPE }),
      first: t.arg.int({ description: `How many parts at most: 1 to ${BREAKDOWN_MAX}; 100 where left out.` }),
      ...termArguments,
    },
    resolve: (_root, { kpi, period, by, scope, first, ...terms }, { actor, db, now }) =>
      readBreakdown(
        db,
        actor,
        { ...termsFrom(terms), kpi, period, by, scope: scopeFrom(scope), first: first ?? null },
        now,
      ),
  }),
);
