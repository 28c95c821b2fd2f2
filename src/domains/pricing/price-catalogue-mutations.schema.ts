import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ProductType } from '../products/product.schema.ts';
import { APPROVER_ROLES, STEPS_MAX } from './price-catalogue.rules.ts';
import {
  ApprovalKindType,
  ApprovalModeType,
  ApprovalPolicyType,
  BillingCodeType,
  ChargeKindType,
  PriceBookEntryType,
  PromotionType,
} from './price-catalogue.schema.ts';
import {
  createBillingCode,
  createPolicy,
  createPrice,
  createPromotion,
  endDated,
} from './price-catalogue.service.ts';

const FOR_SALES = 'For sales operations.';
const KEY = 'Repeating a request with the same key repeats its answer.';
const FROM = 'The first day on which it holds; it may have passed.';
const TO = 'The first day on which it no longer holds: after `validFrom`; without an end where left out.';
const AMOUNT = 'for a unit, in the major unit of the currency, zero or more';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;

const spanFields = (t: PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>) => ({
  validFrom: t.field({ type: 'Date', required: true, description: FROM }),
  validTo: t.field({ type: 'Date', description: TO }),
  idempotencyKey: t.string({ description: KEY }),
});

const PriceInput = builder.inputType('PriceBookEntryCreateInput', {
  description: 'What a product costs for a time.',
  fields: (t) => ({
    productId: t.globalID({ for: [ProductType], required: true, description: 'Of which product.' }),
    currency: t.string({
      required: true,
      description: 'ISO 4217 code; refused where unknown: `UNKNOWN_CURRENCY`.',
    }),
    oneOff: t.field({ type: 'Decimal', description: `What is charged once ${AMOUNT}; zero where left out.` }),
    monthly: t.field({
      type: 'Decimal',
      description: `What is charged each month ${AMOUNT}; zero where left out.`,
    }),
    cost: t.field({ type: 'Decimal', description: `What it costs the vendor in its first year ${AMOUNT}.` }),
    ...spanFields(t),
  }),
});

builder.mutationField('priceBookEntryCreate', (t) =>
  t.prismaField({
    type: PriceBookEntryType,
    nullable: true,
    description: `Says what a product costs for a time. Refused where another price of it holds then. ${FOR_SALES}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: PriceInput, required: true, description: 'The price.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const price = { ...input, productId: input.productId.id };
      const id = await ctx.transaction((tx) => createPrice(tx, ctx.actor, price, ctx.now));
      return await ctx.db.priceBookEntry.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PromotionInput = builder.inputType('PromotionCreateInput', {
  description: 'A discount for a time.',
  fields: (t) => ({
    code: t.string({ required: true, description: 'What order lines name it by, at most 100 characters.' }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    productId: t.globalID({ for: [ProductType], description: 'For which product; for all where left out.' }),
    discountPercent: t.field({
      type: 'Decimal',
      required: true,
      description: 'Off the book price: above 0 and up to 100 percent, at most 6 digits after the point.',
    }),
    ...spanFields(t),
  }),
});

builder.mutationField('promotionCreate', (t) =>
  t.prismaField({
    type: PromotionType,
    nullable: true,
    description: `Offers a discount that needs nobody's approval. Refused where its code holds for the product then. ${FOR_SALES}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: PromotionInput, required: true, description: 'The promotion.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const promotion = { ...input, productId: input.productId?.id ?? null };
      const id = await ctx.transaction((tx) => createPromotion(tx, ctx.actor, promotion, ctx.now));
      return await ctx.db.promotion.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const BillingCodeInput = builder.inputType('BillingCodeCreateInput', {
  description: 'How a billing system calls a charge for a time.',
  fields: (t) => ({
    productId: t.globalID({ for: [ProductType], required: true, description: 'Of which product.' }),
    system: t.string({ required: true, description: 'Which billing system, at most 100 characters.' }),
    code: t.string({ required: true, description: 'What it calls the charge, at most 100 characters.' }),
    charge: t.field({ type: ChargeKindType, required: true, description: 'Which charge.' }),
    ...spanFields(t),
  }),
});

builder.mutationField('billingCodeCreate', (t) =>
  t.prismaField({
    type: BillingCodeType,
    nullable: true,
    description: `Says how a billing system calls a charge. Refused where the system has the code then. ${FOR_SALES}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: BillingCodeInput, required: true, description: 'The code.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const code = { ...input, productId: input.productId.id };
      const id = await ctx.transaction((tx) => createBillingCode(tx, ctx.actor, code, ctx.now));
      return await ctx.db.billingCode.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PolicyInput = builder.inputType('ApprovalPolicyCreateInput', {
  description: 'From when on something needs approval.',
  fields: (t) => ({
    kind: t.field({ type: ApprovalKindType, required: true, description: 'What needs approval.' }),
    threshold: t.field({
      type: 'Decimal',
      required: true,
      description: 'From this on: percent, or for CAPITAL the major unit of the currency; zero or more.',
    }),
    currency: t.string({ description: 'Of CAPITAL, and of nothing else: ISO 4217 code.' }),
    mode: t.field({
      type: ApprovalModeType,
      required: true,
      description: 'In which order its steps are decided.',
    }),
    roles: t.stringList({
      required: true,
      description: `The staff role of each step, in order; 1 to ${STEPS_MAX} of ${APPROVER_ROLES.join(', ')}.`,
    }),
    ...spanFields(t),
  }),
});

builder.mutationField('approvalPolicyCreate', (t) =>
  t.prismaField({
    type: ApprovalPolicyType,
    nullable: true,
    description: `Says from when on something needs approval. Refused where a policy of this threshold holds then. ${FOR_SALES}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: PolicyInput, required: true, description: 'The policy.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createPolicy(tx, ctx.actor, input, ctx.now));
      return await ctx.db.approvalPolicy.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ENDS = {
  priceBookEntry: { type: PriceBookEntryType, name: 'PriceBookEntry', what: 'a price' },
  promotion: { type: PromotionType, name: 'Promotion', what: 'a promotion' },
  billingCode: { type: BillingCodeType, name: 'BillingCode', what: 'a billing code' },
  approvalPolicy: { type: ApprovalPolicyType, name: 'ApprovalPolicy', what: 'a policy' },
} as const;

for (const [kind, { type, name, what }] of Object.entries(ENDS)) {
  const EndInput = builder.inputType(`${name}EndInput`, {
    description: `The end of ${what}.`,
    fields: (t) => ({
      id: t.globalID({ for: [type as typeof PriceBookEntryType], required: true, description: 'Which one.' }),
      version: t.int({ required: true, description: 'The version that you read.' }),
      validTo: t.field({
        type: 'Date',
        required: true,
        description:
          "The first day on which it no longer holds: the vendor's today or later, and after its first day.",
      }),
    }),
  });
  builder.mutationField(`${kind}End`, (t) =>
    t.prismaField({
      type: type as typeof PriceBookEntryType,
      nullable: true,
      description: `Ends ${what}; what was sold by it stands. Refused where it has ended, or ends earlier already. ${FOR_SALES}`,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type: EndInput, required: true, description: 'The end.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const end = { ...input, id: input.id.id };
        await ctx.transaction((tx) => endDated(tx, ctx.actor, kind as keyof typeof ENDS, end, ctx.now));
        const delegate = ctx.db[kind as 'priceBookEntry'];
        return await delegate.findUniqueOrThrow({ ...query, where: { id: end.id } });
      },
    }),
  );
}
