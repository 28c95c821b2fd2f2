import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { AwardType } from './award.schema.ts';
import { revokeAward } from './award.service.ts';

const RevokeInput = builder.inputType('CertificationAwardRevokeInput', {
  description: 'The end of an award before its time.',
  fields: (t) => ({
    id: t.globalID({ for: [AwardType], required: true, description: 'Which award.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    reason: t.string({
      required: true,
      description: "Why, in words that the person's partner reads; at most 1,000 characters.",
    }),
  }),
});

builder.mutationField('certificationAwardRevoke', (t) =>
  t.prismaField({
    type: AwardType,
    nullable: true,
    description:
      "Ends an award from the vendor's today on. Who had it starts anew. Refused where it has ended. For partner operations.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revokeAward(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.certificationAward.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
