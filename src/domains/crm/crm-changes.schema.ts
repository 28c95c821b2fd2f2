import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { PAGE_SIZE_MAX, pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { badInput } from '../../graphql/request-errors.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { LOG_START } from '../../platform/events/reader.ts';
import {
  type CrmChange,
  type CrmChangeType,
  crmChangesAfter,
  decodePosition,
  encodePosition,
} from '../../workflows/crm-sync/changes.ts';
import { ReferralType } from '../referrals/referral.schema.ts';

const ChangeTypeType = builder.enumType('CrmChangeType', {
  description: 'What the CRM has to act on.',
  values: {
    REFERRAL_ACCEPTED: {
      description:
        'Create or find the deal, and report it with `crmOpportunitiesUpsert` and the referral’s id.',
    },
    REFERRAL_WITHDRAWN: { description: 'The partner has taken an accepted referral back.' },
  } satisfies Record<CrmChangeType, object>,
});

type LoadedChange = CrmChange & Readonly<{ referral: Referral }>;

const ChangeType = builder.objectRef<LoadedChange>('CrmChange').implement({
  description: 'Something that happened in the portal and concerns the CRM.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Its place in the log; `after` it come the later changes.',
      resolve: ({ position }) => encodePosition(position),
    }),
    type: t.field({ type: ChangeTypeType, description: 'What happened.', resolve: ({ type }) => type }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it happened.' }),
    referral: t.field({
      type: ReferralType,
      description: 'The referral, as it is now.',
      resolve: ({ referral }) => referral,
    }),
  }),
});

type Page = Readonly<{ changes: LoadedChange[]; endCursor: string; hasMore: boolean }>;

const ChangesType = builder.objectRef<Page>('CrmChanges').implement({
  description: 'A stretch of the feed, in the order of the event log.',
  fields: (t) => ({
    changes: t.field({
      type: [ChangeType],
      description: `The changes, earliest first; at most ${PAGE_SIZE_MAX}.`,
      resolve: ({ changes }) => changes,
    }),
    endCursor: t.exposeString('endCursor', {
      description: 'Keep it, also where there were no changes, and send it as `after` the next time.',
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'Whether more can be read at once.' }),
  }),
});

builder.queryField('crmChanges', (t) =>
  t.field({
    type: ChangesType,
    nullable: true,
    description:
      'What happened since a cursor: accepted referrals, and accepted ones that were withdrawn. Each change comes once to whoever ' +
      'reads on from `endCursor`, and none is skipped; one may come a moment late, while an earlier write is still going on. For ' +
      'the CRM’s service account.',
    authScopes: { permission: 'CRM_SYNC' },
    complexity: pageComplexity,
    args: { ...pageArguments },
    resolve: async (_root, args, context, info) => {
      const after = args.after ? decodePosition(args.after) : LOG_START;
      if (!after) throw badInput('The cursor is not one of this feed. Take it from endCursor.');
      const { changes, hasMore, end } = await crmChangesAfter(
        context.db,
        context.actor,
        after,
        pageSizeOf(args),
      );
      const paths = [['changes', 'referral']];
      const selection = queryFromInfo({ context, info, typeName: 'Referral', paths, select: { id: true } });
      const ids = [...new Set(changes.map(({ referralId }) => referralId))];
      const referrals = await context.db.referral.findMany({
        ...(selection as object),
        where: { id: { in: ids } },
        take: ids.length,
      });
      const byId = new Map(referrals.map((referral) => [referral.id, referral]));
      const loaded = changes.map((change) => ({ ...change, referral: byId.get(change.referralId)! }));
      return { changes: loaded, endCursor: encodePosition(end), hasMore };
    },
  }),
);
