import { builder } from '../../graphql/builder.ts';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { OpportunityType } from './opportunity.schema.ts';

builder.prismaObjectField(ReferralType, 'opportunity', (t) =>
  t.relation('opportunity', {
    type: OpportunityType,
    nullable: true,
    description:
      'The deal that came of it; null while there is none, and where you are not credited with it.',
  }),
);

builder.prismaObjectField(CustomerType, 'opportunities', (t) =>
  t.relation('opportunities', {
    type: OpportunityType,
    description:
      'The deals with this record of the customer, the latest first; those of merged records are with its `aliases`.',
    complexity: pageComplexity,
    args: {
      first: t.arg.int({
        description: `How many at most: 1 to ${PAGE_SIZE_MAX}; ${PAGE_SIZE_DEFAULT} where left out.`,
      }),
    },
    query: (args) => ({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: pageSizeOf(args) }),
  }),
);
