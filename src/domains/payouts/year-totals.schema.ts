import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { type ReportedTotal, reportedTotals } from '../../workflows/payee-year-totals.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { readYearTotals } from './year-totals.service.ts';

/** More than any list of them counts one by one. */
const COUNTED_MAX = 10_000;
const KEY_PARTS = 4;
const [YEAR_MIN, YEAR_MAX] = [2000, 2200];

const YearTotalType = builder.objectRef<ReportedTotal>('PayeeYearTotal').implement({
  description: 'What a payee was paid in a calendar year, by country of the account and currency.',
  fields: (t) => ({
    partnerId: t.id({
      description: 'The global id of the partner.',
      resolve: ({ partnerId }) => globalIdOf('Partner', partnerId),
    }),
    membershipId: t.id({
      nullable: true,
      description:
        'The global id of the membership of the person who was paid; null where it was the partner.',
      resolve: ({ membershipId }) => (membershipId ? globalIdOf('Membership', membershipId) : null),
    }),
    countryCode: t.expose('countryCode', { type: 'CountryCode', description: 'The country of the account.' }),
    payoutCount: t.exposeInt('payoutCount', { description: 'How many payouts the bank paid.' }),
    paid: t.field({ type: MoneyType, description: 'What was transferred.', resolve: ({ paid }) => paid }),
    withheld: t.field({
      type: MoneyType,
      description: 'What was withheld as tax.',
      resolve: ({ withheld }) => withheld,
    }),
    threshold: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'From which total on it must be reported; null where none is set for the country and year.',
      resolve: ({ threshold }) => threshold,
    }),
    reportable: t.field({
      type: MoneyType,
      nullable: true,
      description:
        "All that the payee was paid in the country in the year, with what was withheld, in the threshold's currency at the rates of the days " +
        'on which the bank paid; null where no threshold is set or a rate is missing.',
      resolve: ({ reportable }) => reportable,
    }),
    isReportable: t.boolean({
      nullable: true,
      description: 'Whether that reaches the threshold; null where it is not known.',
      resolve: ({ isReportable }) => isReportable,
    }),
  }),
});

const YearTotalConnection = connectionOf(YearTotalType, 'PayeeYearTotal', {
  one: 'What a payee was paid',
  many: 'what payees were paid',
});

builder.queryField('payeeYearTotals', (t) =>
  t.field({
    type: YearTotalConnection,
    nullable: true,
    description:
      'What payees were paid in a calendar year, by the day on which the bank paid, beside what must be reported. A partner sees its own.',
    authScopes: { permission: 'BANK_DETAILS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      year: t.arg.int({ required: true, description: `The calendar year, ${YEAR_MIN} to ${YEAR_MAX}.` }),
      partnerId: t.arg.globalID({ for: [PartnerType], description: 'Of this partner only.' }),
    },
    resolve: async (_root, args, context) => {
      const { year } = args;
      if (year < YEAR_MIN || year > YEAR_MAX) throw badInput(`year is from ${YEAR_MIN} to ${YEAR_MAX}.`);
      const size = pageSizeOf(args);
      const page = {
        year,
        partnerId: args.partnerId?.id ?? null,
        after: keyAfter(args.after, KEY_PARTS),
        limit: size + 1,
      };
      const rows = await reportedTotals(context.db, page);
      const count = async () =>
        (await readYearTotals(context.db, { ...page, after: null, limit: COUNTED_MAX })).length;
      return pageOfRows(rows, size, args.after, count) as never;
    },
  }),
);
