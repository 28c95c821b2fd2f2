import { builder } from '../../graphql/builder.ts';
import { moneyInput } from '../../graphql/money-fields.ts';
import { ALWAYS, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput } from '../../graphql/scalars.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { CODE_SAID } from './plan-code.rules.ts';
import { PlanOrderTypeType } from './plan-enums.schema.ts';
import { SpiffFormulaType, SpiffType } from './spiff.schema.ts';
import { closeSpiff, createSpiff, publishSpiff } from './spiff.service.ts';
import { SpiffConsentType } from './spiff-consent.schema.ts';
import { giveConsent, revokeConsent } from './spiff-consent.service.ts';
import { SPIFF_PRODUCTS_MAX } from './spiff-input.rules.ts';

const FOR_WHOM = 'For partner operations and finance.';
const KEY = { description: 'Repeating a request with the same key repeats its answer.' } as const;

const CreateInput = builder.inputType('SpiffCreateInput', {
  description: 'A new SPIFF. All amounts are in the currency of its budget.',
  fields: (t) => ({
    code: t.string({ required: true, description: `Short code, unique: ${CODE_SAID}.` }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    formula: t.field({ type: SpiffFormulaType, required: true, description: 'What it pays for a line.' }),
    amount: t.field({
      type: MoneyInput,
      description: 'How much for a line, more than 0: required for FLAT, refused for PERCENT.',
    }),
    percent: t.field({
      type: 'Decimal',
      description:
        'What percent of first-year revenue, more than 0 to 100: required for PERCENT, refused for FLAT.',
    }),
    productCodes: t.stringList({
      description: `For which products, by code; all where left out, at most ${SPIFF_PRODUCTS_MAX}. They must exist.`,
    }),
    orderTypes: t.field({
      type: [PlanOrderTypeType],
      description:
        'For which types of orders; where left out NEW, ADD, RENEWAL and CHANGE. TRANSFER and DISCONNECT are refused.',
    }),
    validFrom: t.field({
      type: 'Date',
      required: true,
      description: 'For what is ordered from this day on.',
    }),
    validTo: t.field({
      type: 'Date',
      required: true,
      description: 'Until this day, which no longer belongs to it; after the first.',
    }),
    cap: t.field({
      type: MoneyInput,
      description:
        'The most for one partner, or for one person where people are paid, more than 0; no limit where left out.',
    }),
    budget: t.field({
      type: MoneyInput,
      required: true,
      description: 'The most in all, more than 0, and at least the amount.',
    }),
    paysPerson: t.boolean({
      description:
        'Whether the person who referred is paid, with the consent of the partner, rather than the partner; false where left out.',
    }),
    idempotencyKey: t.string(KEY),
  }),
});

builder.mutationField('spiffCreate', (t) =>
  t.prismaField({
    type: SpiffType,
    nullable: true,
    description: `Makes a SPIFF as a draft. Refused with every field that is wrong. ${FOR_WHOM}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The SPIFF.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const amounts = {
        amount: input.amount ? moneyInput('amount', input.amount) : null,
        cap: input.cap ? moneyInput('cap', input.cap) : null,
        budget: moneyInput('budget', input.budget),
      };
      const id = await ctx.transaction((tx) => createSpiff(tx, ctx.actor, { ...input, ...amounts }, ctx.now));
      return await ctx.db.spiff.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

for (const { name, does, act, said } of [
  {
    ...{
      name: 'Publish',
      does: 'Opens a SPIFF: orders of its days are paid by it as long as its budget lasts.',
    },
    ...{ act: publishSpiff, said: 'a draft' },
  },
  {
    ...{ name: 'Close', does: 'Closes a SPIFF: nothing more is paid by it, and what was earned stays.' },
    ...{ act: closeSpiff, said: 'closed already' },
  },
] as const) {
  const Input = builder.inputType(`Spiff${name}Input`, {
    description: 'Which SPIFF.',
    fields: (t) => ({
      id: t.globalID({ for: [SpiffType], required: true, description: 'Its global id.' }),
      version: t.int({ required: true, description: 'The version that you read.' }),
    }),
  });
  builder.mutationField(`spiff${name}`, (t) =>
    t.prismaField({
      type: SpiffType,
      nullable: true,
      description: `${does} Refused where it is ${name === 'Publish' ? `not ${said}` : said}. ${FOR_WHOM}`,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type: Input, required: true, description: 'Which.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const { id } = input.id;
        await ctx.transaction((tx) => act(tx, ctx.actor, { ...input, id }, ctx.now));
        return await ctx.db.spiff.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}

const GiveInput = builder.inputType('SpiffConsentGiveInput', {
  description: 'Who may be paid by a SPIFF.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Your account.' }),
    spiffId: t.globalID({ for: [SpiffType], required: true, description: 'The SPIFF, of `spiffOffers`.' }),
    membershipId: t.globalID({
      for: [MembershipType],
      description: 'One of your people; all of them, also those who come later, where left out.',
    }),
    idempotencyKey: t.string(KEY),
  }),
});

builder.mutationField('spiffConsentGive', (t) =>
  t.prismaField({
    type: SpiffConsentType,
    nullable: true,
    description:
      "Lets a partner's people, or one of them, be paid by a SPIFF that pays people. Refused where it is not open, pays no people, or the consent is given already. For the partner's administrators.",
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: GiveInput, required: true, description: 'The consent.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const ids = {
        ...{ partnerId: input.partnerId.id, spiffId: input.spiffId.id },
        membershipId: input.membershipId?.id ?? null,
      };
      const id = await ctx.transaction((tx) => giveConsent(tx, ctx.actor, { ...input, ...ids }, ctx.now));
      return await ctx.db.spiffConsent.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RevokeInput = builder.inputType('SpiffConsentRevokeInput', {
  description: 'Which consent.',
  fields: (t) => ({
    id: t.globalID({ for: [SpiffConsentType], required: true, description: 'Its global id.' }),
  }),
});

builder.mutationField('spiffConsentRevoke', (t) =>
  t.prismaField({
    type: SpiffConsentType,
    nullable: true,
    description:
      "Takes a consent back: nobody is paid by it from now on, and what was earned stays. Refused where it was taken back already. For the partner's administrators.",
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: RevokeInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revokeConsent(tx, ctx.actor, { id }, ctx.now));
      return await ctx.db.spiffConsent.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
