import { builder } from '../../graphql/builder.ts';
import { COUNT_MAX, pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { parseDate } from '../../kernel/time.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { DAYS_MAX, ratePercentOf } from './adoption.rules.ts';
import {
  type AdoptionScope,
  assertRange,
  byDay,
  byOperation,
  byTier,
  type Counts,
  countUses,
  type TierCounts,
  totalsOf,
  type UsePlace,
  type UseRow,
  usesOf,
} from './adoption.service.ts';

const FOR_WHOM = 'For staff; a channel manager sees the partners of the own portfolio.';
const OPERATIONS_MAX = 200;
const TIERS_MAX = 200;

const TierType = builder.objectRef<TierCounts>('PortalAdoptionTier').implement({
  description: 'How the people of a tier’s partners took to the portal.',
  fields: (t) => ({
    programCode: t.exposeString('programCode', {
      nullable: true,
      description: 'The program; null of all partners together, and of those in no tier.',
    }),
    tierCode: t.exposeString('tierCode', {
      nullable: true,
      description: 'The tier that they were placed in as the range ended; null as for the program.',
    }),
    users: t.exposeInt('users', {
      description: 'People with a membership at any time of the range, each once.',
    }),
    activeUsers: t.exposeInt('activeUsers', { description: 'Those of them who used the portal.' }),
    partners: t.exposeInt('partners', { description: 'Partners with such people.' }),
    activePartners: t.exposeInt('activePartners', {
      description: 'Partners of whose people somebody used the portal.',
    }),
    adoptionRate: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Active users of all users, in percent with one decimal; null where there is no user.',
      resolve: ({ activeUsers, users }) => ratePercentOf(activeUsers, users),
    }),
  }),
});

const DayType = builder.objectRef<Counts & { day: Date }>('PortalAdoptionDay').implement({
  description: 'The use of the portal on one of the vendor’s days.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'The day, in the vendor’s time zone.' }),
    uses: t.exposeInt('uses', { description: 'Operations that ran; 2,147,483,647 where there were more.' }),
    activeUsers: t.exposeInt('activeUsers', { description: 'People of partners who used it, each once.' }),
    activePartners: t.exposeInt('activePartners', { description: 'Their partners, each once.' }),
    activeStaff: t.exposeInt('activeStaff', {
      description: 'The vendor’s own people who used it, each once.',
    }),
  }),
});

const OperationType = builder.objectRef<Counts & { operation: string }>('PortalAdoptionOperation').implement({
  description: 'The use of one operation.',
  fields: (t) => ({
    operation: t.exposeString('operation', {
      description: 'Its name, where the front end’s persisted operation ran; else `ad hoc`.',
    }),
    uses: t.exposeInt('uses', { description: 'How often it ran; 2,147,483,647 where it was more.' }),
    activeUsers: t.exposeInt('activeUsers', { description: 'People of partners who ran it, each once.' }),
    activePartners: t.exposeInt('activePartners', { description: 'Their partners, each once.' }),
    activeStaff: t.exposeInt('activeStaff', {
      description: 'The vendor’s own people who ran it, each once.',
    }),
  }),
});

const UseType = builder.objectRef<UseRow>('PortalUse').implement({
  description: 'How often somebody ran an operation on a day; without arguments or content.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'The day, in the vendor’s time zone.' }),
    personId: t.id({
      description: 'Global id of who, `Person_<uuid>`.',
      resolve: ({ personId }) => globalIdOf('Person', personId),
    }),
    personName: t.exposeString('personName', { description: 'The name of who, as it is today.' }),
    partnerId: t.id({
      nullable: true,
      description: 'Global id of their partner, `Partner_<uuid>`; null of the vendor’s own people.',
      resolve: ({ partnerId }) => (partnerId ? globalIdOf('Partner', partnerId) : null),
    }),
    operation: t.exposeString('operation', { description: 'What, as in `PortalAdoptionOperation`.' }),
    uses: t.exposeInt('uses', { description: 'How often.' }),
  }),
});

const UseConnection = connectionOf(UseType, 'PortalUse', {
  one: 'What somebody ran on a day',
  many: 'what people ran on which days',
});

const KEY_PARTS = 2;

function placeAfter(after: string | null | undefined): UsePlace | null {
  const key = keyAfter(after, KEY_PARTS);
  if (!key) return null;
  const [id, day] = key as [string, string];
  if (!parseDate(day).ok)
    throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
  return { id, day };
}

const AdoptionType = builder.objectRef<AdoptionScope>('PortalAdoption').implement({
  description: `How people took to the portal within a range of days. ${FOR_WHOM}`,
  fields: (t) => ({
    from: t.expose('from', { type: 'Date', description: 'From this day on.' }),
    until: t.expose('until', { type: 'Date', description: 'Until this day, which no longer belongs to it.' }),
    activeUsers: t.int({
      description: 'People of partners who used it, each once however often.',
      complexity: 20,
      resolve: async (scope, _args, { db }) => (await totalsOf(db, scope)).activeUsers,
    }),
    activePartners: t.int({
      description: 'Partners of whose people somebody used it.',
      complexity: 20,
      resolve: async (scope, _args, { db }) => (await totalsOf(db, scope)).activePartners,
    }),
    days: t.field({
      type: [DayType],
      description: `The days on which it was used, in order; at most ${DAYS_MAX}.`,
      complexity: 20,
      resolve: (scope, _args, { db }) => byDay(db, scope),
    }),
    operations: t.field({
      type: [OperationType],
      description: `What was used, the most used first; at most ${OPERATIONS_MAX}.`,
      complexity: 20,
      resolve: (scope, _args, { db }) => byOperation(db, scope, OPERATIONS_MAX),
    }),
    tiers: t.field({
      type: [TierType],
      description: `All partners together first, then by program and tier, then those in no tier; at most ${TIERS_MAX}.`,
      complexity: 20,
      resolve: (scope, _args, { db }) => byTier(db, scope, TIERS_MAX),
    }),
    uses: t.field({
      type: UseConnection,
      description: 'Who used what, by day, the latest day first.',
      complexity: pageComplexity,
      args: { ...pageArguments },
      resolve: async (scope, args, { db }) => {
        const size = pageSizeOf(args);
        const rows = await usesOf(db, scope, { after: placeAfter(args.after), limit: size + 1 });
        const uses = rows.map((row) => ({ ...row, key: [row.id, row.day.toISOString().slice(0, 10)] }));
        return pageOfRows(uses, size, args.after, () => countUses(db, scope, COUNT_MAX)) as never;
      },
    }),
  }),
});

builder.queryField('portalAdoption', (t) =>
  t.field({
    type: AdoptionType,
    nullable: true,
    description: `How people took to the portal, for all that you see, a partner, or a manager’s portfolio. Service accounts and visitors are no people and not counted. ${FOR_WHOM}`,
    authScopes: { permission: 'ADOPTION_READ' },
    complexity: 20,
    args: {
      from: t.arg({
        type: 'Date',
        required: true,
        description: 'From this day on, in the vendor’s time zone.',
      }),
      until: t.arg({
        type: 'Date',
        required: true,
        description: `Until this day, which no longer belongs to it; after the first, by at most ${DAYS_MAX} days.`,
      }),
      partnerId: t.arg.globalID({ for: [PartnerType], description: 'Only of this partner.' }),
      managerId: t.arg.globalID({
        for: [PersonType],
        description: 'Only of the partners whose channel manager this member of staff is as the range ends.',
      }),
    },
    resolve: (_root, { from, until, partnerId, managerId }) => {
      try {
        assertRange({ from, until });
      } catch (error) {
        if (error instanceof InvalidInputError) throw badInput(error.message);
        throw error;
      }
      return { from, until, partnerId: partnerId?.id ?? null, managerId: managerId?.id ?? null };
    },
  }),
);
