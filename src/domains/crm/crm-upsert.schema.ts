import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { ALWAYS, InvalidFieldType } from '../../graphql/refusals.ts';
import type { Customer, Opportunity } from '../../platform/database/generated/client/client.ts';
import {
  REPORTED_ROWS_MAX,
  reportAccounts,
  reportOpportunities,
} from '../../workflows/crm-sync/report-back.ts';
import type { SyncOutcome, SyncResult } from '../../workflows/crm-sync/sync.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { AccountsUpsertInput, OpportunitiesUpsertInput } from './crm-inputs.schema.ts';

const OutcomeType = builder.enumType('CrmRowOutcome', {
  description: 'What became of a row.',
  values: {
    CREATED: { description: 'It was new.' },
    UPDATED: { description: 'It changed something.' },
    UNCHANGED: {
      description: 'It said nothing new, or came later than a newer change; nothing was written.',
    },
    REJECTED: { description: 'It could not be loaded and changed nothing; see the errors.' },
  } satisfies Record<SyncOutcome, object>,
});

type Settled<Node> = SyncResult & Readonly<{ node: Node | null }>;

const AccountResult = builder.objectRef<Settled<Customer>>('CrmAccountResult').implement({
  description: 'What became of one account.',
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'The id as it was sent.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    errors: t.field({
      type: [InvalidFieldType],
      description: 'Why it was rejected, one for each field that is wrong; empty otherwise.',
      resolve: ({ errors }) => [...errors],
    }),
    customer: t.field({
      type: CustomerType,
      nullable: true,
      description: 'The customer that it is; null where it was rejected.',
      resolve: ({ node }) => node,
    }),
  }),
});

const OpportunityResult = builder.objectRef<Settled<Opportunity>>('CrmOpportunityResult').implement({
  description: 'What became of one deal.',
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'The id as it was sent.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    errors: t.field({
      type: [InvalidFieldType],
      description: 'Why it was rejected, one for each field that is wrong; empty otherwise.',
      resolve: ({ errors }) => [...errors],
    }),
    opportunity: t.field({
      type: OpportunityType,
      nullable: true,
      description: 'The deal as the portal has it now; null where it was rejected.',
      resolve: ({ node }) => node,
    }),
  }),
});

const AccountsPayload = builder.objectRef<{ results: Settled<Customer>[] }>('CrmAccounts').implement({
  description: 'What became of the accounts.',
  fields: (t) => ({
    results: t.field({
      type: [AccountResult],
      description: `One for each row, in the order of the rows; at most ${REPORTED_ROWS_MAX}.`,
      resolve: ({ results }) => results,
    }),
  }),
});

const OpportunitiesPayload = builder
  .objectRef<{ results: Settled<Opportunity>[] }>('CrmOpportunities')
  .implement({
    description: 'What became of the deals.',
    fields: (t) => ({
      results: t.field({
        type: [OpportunityResult],
        description: `One for each row, in the order of the rows; at most ${REPORTED_ROWS_MAX}.`,
        resolve: ({ results }) => results,
      }),
    }),
  });

/** Reads what the answer asks of all rows' objects in one statement. */
async function withNodes<Node extends Readonly<{ id: string }>>(
  context: RequestContext,
  info: GraphQLResolveInfo,
  results: readonly SyncResult[],
  wanted: Readonly<{ model: 'customer' | 'opportunity'; typeName: string }>,
): Promise<{ results: Settled<Node>[] }> {
  const { model, typeName } = wanted;
  const paths = [['results', model]];
  const selection = queryFromInfo({ context, info, typeName, paths, select: { id: true } });
  const ids = results.flatMap(({ targetId }) => targetId ?? []);
  const delegate = context.db[model] as unknown as { findMany(query: object): Promise<Node[]> };
  const nodes = await delegate.findMany({
    ...selection,
    where: { id: { in: ids } },
    take: REPORTED_ROWS_MAX,
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return { results: results.map((result) => ({ ...result, node: byId.get(result.targetId ?? '') ?? null })) };
}

builder.mutationField('crmAccountsUpsert', (t) =>
  t.field({
    type: AccountsPayload,
    nullable: true,
    description:
      'Takes accounts from the CRM as customers. A wrong row is rejected and the others load; sending a row again changes nothing. ' +
      'What a row leaves out stays as it is. For the CRM’s service account.',
    errors: { types: [...ALWAYS] },
    complexity: 100,
    args: { input: t.arg({ type: AccountsUpsertInput, required: true, description: 'The accounts.' }) },
    resolve: async (_root, { input }, ctx, info) => {
      const results = await ctx.transaction((tx) => reportAccounts(tx, ctx.actor, input, ctx.now));
      return await withNodes<Customer>(ctx, info, results, { model: 'customer', typeName: 'Customer' });
    },
  }),
);

builder.mutationField('crmOpportunitiesUpsert', (t) =>
  t.field({
    type: OpportunitiesPayload,
    nullable: true,
    description:
      'Takes deals from the CRM. A wrong row is rejected and the others load; sending a row again changes nothing. A row says ' +
      'all that the CRM knows: what it leaves out is no more. A deal with a partner is credited to it by the referral that the row ' +
      'names, else by one that is made. For the CRM’s service account.',
    errors: { types: [...ALWAYS] },
    complexity: 100,
    args: { input: t.arg({ type: OpportunitiesUpsertInput, required: true, description: 'The deals.' }) },
    resolve: async (_root, { input }, ctx, info) => {
      const results = await ctx.transaction((tx) => reportOpportunities(tx, ctx.actor, input, ctx.now));
      return await withNodes<Opportunity>(ctx, info, results, {
        model: 'opportunity',
        typeName: 'Opportunity',
      });
    },
  }),
);
