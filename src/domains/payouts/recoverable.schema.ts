import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { AgeBucketType } from './payout-enums.schema.ts';
import { ageInDays, bucketOf } from './recoverable.rules.ts';
import { type RecoverableRow, readRecoverables } from './year-totals.service.ts';

type Recoverable = RecoverableRow & Readonly<{ ageDays: number; key: readonly string[] }>;

/** More than any list of them counts one by one. */
const COUNTED_MAX = 10_000;
const KEY_PARTS = 3;

const RecoverableType = builder.objectRef<Recoverable>('Recoverable').implement({
  description: 'What a payee owes in a currency, and since when. It is taken from what is payable next.',
  fields: (t) => ({
    partnerId: t.id({
      description: 'The global id of the partner.',
      resolve: ({ partnerId }) => globalIdOf('Partner', partnerId),
    }),
    membershipId: t.id({
      nullable: true,
      description: 'The global id of the membership of the person who owes; null where it is the partner.',
      resolve: ({ membershipId }) => (membershipId ? globalIdOf('Membership', membershipId) : null),
    }),
    owed: t.field({
      type: MoneyType,
      description: 'How much, above zero.',
      resolve: ({ owedMinor, currency }) => moneyFrom(owedMinor, currency)!,
    }),
    owedSince: t.expose('owedSince', {
      type: 'Date',
      description: 'The day of the oldest recovery that nothing has covered yet.',
    }),
    ageDays: t.exposeInt('ageDays', { description: "Whole days from then to the vendor's today." }),
    age: t.field({
      type: AgeBucketType,
      description: 'The same, as it is reported.',
      resolve: ({ ageDays }) => bucketOf(ageDays),
    }),
  }),
});

const RecoverableConnection = connectionOf(RecoverableType, 'Recoverable', {
  one: 'What a payee owes',
  many: 'what payees owe',
});

builder.queryField('recoverables', (t) =>
  t.field({
    type: RecoverableConnection,
    nullable: true,
    description:
      'What payees owe of the partners that you may see, by partner and currency, with how long they have owed it.',
    authScopes: { permission: 'PAYOUTS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      partnerId: t.arg.globalID({ for: [PartnerType], description: 'Of this partner only.' }),
    },
    resolve: async (_root, args, context) => {
      const size = pageSizeOf(args);
      const partnerId = args.partnerId?.id ?? null;
      const after = keyAfter(args.after, KEY_PARTS);
      const rows = await readRecoverables(context.db, { partnerId, after, limit: size + 1 });
      const today = rows.length > 0 ? await vendorDay(context) : null;
      const owing = rows.map((row): Recoverable => {
        const key = [row.partnerId, row.membershipId ?? '', row.currency];
        return { ...row, key, ageDays: ageInDays(row.owedSince, today!) };
      });
      const count = async () =>
        (await readRecoverables(context.db, { partnerId, after: null, limit: COUNTED_MAX })).length;
      return pageOfRows(owing, size, args.after, count) as never;
    },
  }),
);
