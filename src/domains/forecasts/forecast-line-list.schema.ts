import { builder } from '../../graphql/builder.ts';
import { COUNT_MAX, pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { madeBy } from './forecast.schema.ts';
import { ForecastLineType } from './forecast-line.schema.ts';
import { LINE_ORDERS, linesCount, linesPage } from './forecast-reading.service.ts';

const LineFilterInput = builder.inputType('ForecastLineFilter', {
  description: 'Which lines; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    programIds: t.globalIDList({
      for: [PartnerProgramType],
      description: 'Of partners that take part in one of these programs now; at most 100.',
    }),
    hasStale: t.boolean({
      description:
        'Only with an open deal that is older than any that ever closed, of which nothing is expected; or only without.',
    }),
  }),
});

const LineOrderInput = orderOf('ForecastLine', 'lines', {
  EXPECTED: { column: LINE_ORDERS.EXPECTED, type: 'number', description: 'What the period is to bring.' },
  OPEN: { column: LINE_ORDERS.OPEN, type: 'number', description: 'What all open deals are worth.' },
  WON: { column: LINE_ORDERS.WON, type: 'number', description: 'What was won within the period.' },
  STALE_COUNT: { column: LINE_ORDERS.STALE_COUNT, type: 'number', description: 'How many deals are stale.' },
});

const LineConnection = connectionOf(ForecastLineType, 'ForecastLine', {
  one: 'What is forecast of a partner',
  many: 'what is forecast of partners',
});

const KEY_PARTS = 2;

function placeAfter(after: string | null | undefined) {
  const key = keyAfter(after, KEY_PARTS);
  if (!key) return null;
  const [id, place] = key as [string, string];
  if (!/^-?\d{1,18}$/.test(place))
    throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
  return { id, place };
}

builder.queryField('forecastLines', (t) =>
  t.field({
    type: LineConnection,
    nullable: true,
    description:
      'What the latest forecast of a fiscal quarter says of each partner that you may see, what is expected most first. Refused as `forecast` is.',
    authScopes: { permission: 'FORECASTS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      period: t.arg.string({ required: true, description: 'The fiscal quarter, `FY2026-Q3` or `2026-Q3`.' }),
      asOf: t.arg({ type: 'DateTime', description: 'By when the forecast was made; now where left out.' }),
      filter: t.arg({ type: LineFilterInput, description: 'Which.' }),
      orderBy: t.arg({
        type: LineOrderInput,
        description: 'In which order; what is expected most first where left out.',
      }),
    },
    resolve: async (_root, args, { db, now }) => {
      const size = pageSizeOf(args);
      const order = args.orderBy ?? { by: 'EXPECTED' as const, direction: 'DESC' as const };
      const filter = {
        partnerIds: idsFilter('partnerIds', args.filter?.partnerIds)?.in ?? null,
        programIds: idsFilter('programIds', args.filter?.programIds)?.in ?? null,
        hasStale: args.filter?.hasStale ?? null,
      };
      const after = placeAfter(args.after);
      const { id } = await madeBy(db, args, now);
      const rows = await linesPage(db, id, filter, { order, after, limit: size + 1 });
      const lines = rows.map((row) => ({ ...row, key: [row.id, row.place] }));
      return pageOfRows(lines, size, args.after, () => linesCount(db, id, filter, COUNT_MAX)) as never;
    },
  }),
);
