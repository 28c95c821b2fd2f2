import { builder } from '../../graphql/builder.ts';
import { COUNT_MAX, pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { connectionOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { parseDay } from '../../kernel/written-time.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import {
  countFactsOf,
  FACT_EVENTS_MAX,
  type FactEvent,
  type FactPlace,
  type FactRow,
  factValueText,
  readFactEvents,
  readFacts,
  subjectTypeOf,
} from './kpi-fact-list.service.ts';
import { KpiExplanationType } from './kpi-value.schema.ts';

type ToldFact = FactRow &
  Readonly<{ place: number; events: () => Promise<ReadonlyMap<number, readonly FactEvent[]>> }>;

const EventType = builder.objectRef<FactEvent>('KpiEvent').implement({
  description: 'Something that happened, by which a fact came to be counted as it is.',
  fields: (t) => ({
    eventId: t.id({ description: 'Which event of the log.', resolve: ({ id }) => id }),
    type: t.exposeString('type', { description: 'What happened, such as `referral.accepted`.' }),
    subject: t.id({
      description: 'The global id of what it happened to, `Type_<uuid>`.',
      resolve: ({ subjectType, subjectId }) => globalIdOf(subjectType, subjectId),
    }),
    actorKind: t.exposeString('actorKind', {
      description: 'What kind of actor did it: PARTNER, STAFF, SERVICE or JOB.',
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: (event) => event.occurredAt,
    }),
    bookedAt: t.field({
      type: 'DateTime',
      description: 'When the portal learnt it.',
      resolve: (event) => event.bookedAt,
    }),
  }),
});

const FactType = builder.objectRef<ToldFact>('KpiFact').implement({
  description: 'One thing that counts for a KPI, as derived from what happened to its subject.',
  fields: (t) => ({
    measure: t.exposeString('measure', { description: 'For which measure.' }),
    subject: t.id({
      description: 'The global id of what it tells of, `Type_<uuid>`, such as a referral.',
      resolve: (fact) => globalIdOf(subjectTypeOf(fact), fact.subjectId),
    }),
    partnerId: t.id({
      description: 'Whose it is, `Partner_<uuid>`.',
      resolve: (fact) => globalIdOf('Partner', fact.partnerId),
    }),
    partner: t.prismaField({
      type: PartnerType,
      nullable: true,
      description: 'Whose it is; null where the partner is hidden from you.',
      resolve: (query, { partnerId }, _args, { db }) =>
        db.partner.findUnique({ ...query, where: { id: partnerId } }),
    }),
    day: t.field({
      type: 'Date',
      description: "The vendor's day by which it counts.",
      resolve: ({ day }) => new Date(`${day}T00:00:00Z`),
    }),
    occurredAt: t.field({
      type: 'DateTime',
      description: 'When it happened.',
      resolve: (fact) => fact.occurredAt,
    }),
    slice: t.exposeString('slice', {
      description: 'Of which slice, such as a stage; empty where it is not split.',
    }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code of an amount; empty else.' }),
    value: t.field({
      type: 'Decimal',
      description:
        'An amount in major units of its currency, minutes, days or a count; negative where something ends.',
      resolve: factValueText,
    }),
    events: t.field({
      type: [EventType],
      description: `What happened to its subject that you may know of, the latest first; at most ${FACT_EVENTS_MAX}.`,
      complexity: { field: 2, multiplier: 3 },
      resolve: async ({ place, events }) => [...((await events()).get(place) ?? [])],
    }),
  }),
});

const FactConnection = connectionOf(FactType, 'KpiFact', { one: 'A fact', many: 'facts' });

const KEY_PARTS = 5;

function placeAfter(after: string | null | undefined): FactPlace | null {
  const key = keyAfter(after, KEY_PARTS);
  if (!key) return null;
  const [subjectId, day, measure, ordinal, source] = key as [string, string, string, string, string];
  if (!parseDay(day).ok || !/^\d{1,9}$/.test(ordinal))
    throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
  return { subjectId, day, measure, ordinal: Number(ordinal), source };
}

/** One statement for the events of a page, whenever the first fact is asked for them. */
function withEvents(rows: readonly FactRow[], context: RequestContext): ToldFact[] {
  let found: Promise<ReadonlyMap<number, readonly FactEvent[]>> | undefined;
  const events = () => {
    found ??= context.readAsVendor((tx) => readFactEvents(tx, context.actor, rows));
    return found;
  };
  return rows.map((row, place) => ({ ...row, place, events }));
}

builder.objectField(KpiExplanationType, 'facts', (t) =>
  t.field({
    type: FactConnection,
    description:
      'The facts that the value is made of, the latest day first; of a level, all since the beginning.',
    complexity: pageComplexity,
    args: { ...pageArguments },
    resolve: async ({ asked }, args, context) => {
      const size = pageSizeOf(args);
      const rows = await readFacts(context.db, asked, { after: placeAfter(args.after), limit: size + 1 });
      const told = withEvents(rows, context).map((row) => ({
        ...row,
        key: [row.subjectId, row.day, row.measure, String(row.ordinal), row.source],
      }));
      return pageOfRows(told, size, args.after, () => countFactsOf(context.db, asked, COUNT_MAX)) as never;
    },
  }),
);
