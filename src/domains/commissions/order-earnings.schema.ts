import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { decideEligibility } from '../../workflows/decide-eligibility.ts';
import { SalesOrderType } from '../orders/sales-order.schema.ts';
import { CommissionEarningType } from './earning.schema.ts';
import { ELIGIBILITY_CODES, type Evidence } from './eligibility.rules.ts';

const EARNINGS_MAX = 100;
const EVIDENCE_MAX = 200;
const VALUES_MAX = 100;

const EvidenceType = builder.objectRef<Evidence>('CommissionEligibilityEvidence').implement({
  description: 'What one rule looked at when it was decided whether an order earns a commission.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: `Which rule: one of ${ELIGIBILITY_CODES.map((code) => `\`${code}\``).join(', ')}.`,
    }),
    isMet: t.exposeBoolean('isMet', { description: 'Whether it stands against a commission.' }),
    partnerId: t.id({
      nullable: true,
      description: 'Of which partner, `Partner_<uuid>`; null where it is of the order.',
      resolve: ({ partnerId }) => partnerId && `Partner_${partnerId}`,
    }),
    values: t.stringList({
      description: `What was found, each as \`name=value\`; at most ${VALUES_MAX}.`,
      resolve: ({ values }) => values.slice(0, VALUES_MAX),
    }),
  }),
});

builder.prismaObjectField(SalesOrderType, 'eligibilityEvidence', (t) =>
  t.field({
    type: [EvidenceType],
    description: `What each rule looked at when that was decided last; at most ${EVIDENCE_MAX}, empty before.`,
    select: { eligibilityEvidence: true },
    resolve: ({ eligibilityEvidence }) =>
      (eligibilityEvidence as unknown as readonly Evidence[]).slice(0, EVIDENCE_MAX),
  }),
);

builder.prismaObjectField(SalesOrderType, 'earnings', (t) =>
  t.relation('earnings', {
    type: CommissionEarningType,
    description: `What partners earn by it, the earliest first; at most ${EARNINGS_MAX}.`,
    complexity: { field: 5, multiplier: 5 },
    query: { orderBy: [{ bookedAt: 'asc' }, { id: 'asc' }], take: EARNINGS_MAX },
  }),
);

const DecideInput = builder.inputType('SalesOrderDecideEligibilityInput', {
  description: 'An order of which something may have come since it was decided.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: 'Which order.' }),
  }),
});

builder.mutationField('salesOrderDecideEligibility', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Decides again whether a ratified order earns a commission, as things stand now, and freezes what it earns where it does. One that earns stays so. Refused before it is ratified. For sales operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DecideInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => decideEligibility(tx, ctx.actor, id, ctx.now));
      return await ctx.db.salesOrder.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
