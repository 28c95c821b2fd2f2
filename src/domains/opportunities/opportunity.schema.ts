import { builder } from '../../graphql/builder.ts';
import { column, moneyOrNull } from '../../graphql/columns.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { SalesStageType } from '../referrals/referral-enums.schema.ts';
import { opportunityAsOf } from './opportunity.service.ts';

const CHANGES_MAX = 100;

/** Who may know the customer may know the rest of what the vendor keeps to itself about a deal. */
const VENDOR_ONLY = { permission: 'CUSTOMERS_READ' } as const;

/**
 * A refused field must not be read either: its table is closed to the partner's database role, so that selecting it
 * with the deal would fail the whole list.
 */
const seesVendorSide = ({ actor }: RequestContext): boolean => isAllowed(actor, VENDOR_ONLY.permission);

const OpportunityChangeKind = builder.enumType('OpportunityChangeKind', {
  description: 'What of a deal changed.',
  values: {
    CREATED: { description: 'It came to be known.' },
    STAGE: { description: 'Its stage.' },
    AMOUNT: { description: 'Its amount or currency.' },
    CLOSE_DATE: { description: 'The day on which it closed or should close.' },
  },
});

export const OpportunityChangeType = builder.prismaObject('OpportunityChange', {
  name: 'OpportunityChange',
  description: 'How a deal stood from an instant on, and when that was learnt. Never changed or removed.',
  authScopes: VENDOR_ONLY,
  fields: (t) => ({
    changed: t.field({
      type: [OpportunityChangeKind],
      description: 'What changed by it.',
      ...column('changed').as<'STAGE'[]>(),
    }),
    stage: t.field({
      type: SalesStageType,
      description: 'The stage since.',
      ...column('stage').as<'WON'>(),
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The amount since.',
      ...moneyOrNull('amountMinor', 'currency'),
    }),
    closeOn: t.expose('closeOn', {
      type: 'Date',
      nullable: true,
      description: 'The close date since, actual or expected.',
    }),
    effectiveAt: t.expose('effectiveAt', { type: 'DateTime', description: 'From when on it was so.' }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When the portal learnt it.' }),
  }),
});

const OpportunityOwnerType = builder.prismaObject('OpportunitySales', {
  name: 'OpportunityOwner',
  description: "Who of the vendor's sales owns a deal.",
  authScopes: VENDOR_ONLY,
  fields: (t) => ({
    name: t.exposeString('ownerName', { nullable: true, description: 'The name.' }),
    email: t.exposeString('ownerEmail', { nullable: true, description: 'The mail address.' }),
  }),
});

export const OpportunityType = builder.prismaNode('Opportunity', {
  name: 'Opportunity',
  description: 'A deal, as the CRM knows it. A partner sees those that its referrals brought.',
  authScopes: { permission: 'OPPORTUNITIES_READ' },
  id: { field: 'id', description: 'Global id, `Opportunity_<uuid>`.' },
  fields: (t) => ({
    system: t.exposeString('system', { description: 'The CRM that it is in.' }),
    externalId: t.exposeString('externalId', { description: 'Its id there.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    stage: t.field({
      type: SalesStageType,
      description: 'How far it is.',
      ...column('stage').as<'WON'>(),
    }),
    lostReason: t.exposeString('lostReason', { nullable: true, description: 'Why it was lost.' }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it is worth; null while nobody says.',
      ...moneyOrNull('amountMinor', 'currency'),
    }),
    openedOn: t.expose('openedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which it opened.',
    }),
    closeOn: t.expose('closeOn', {
      type: 'Date',
      nullable: true,
      description: 'The day on which it closed or should close.',
    }),
    product: t.relation('product', { type: ProductType, nullable: true, description: 'What it is about.' }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'The partner that is credited with it; null where it came without one.',
    }),
    customer: t.field({
      type: CustomerType,
      nullable: true,
      description: 'The customer, as the CRM named it; its `canonical` is what it counts as. For staff.',
      authScopes: VENDOR_ONLY,
      select: (_args, context, nested) => (seesVendorSide(context) ? { customer: nested() } : {}),
      resolve: ({ customer }) => customer ?? null,
    }),
    owner: t.field({
      type: OpportunityOwnerType,
      nullable: true,
      description: "Who of the vendor's sales owns it. For staff.",
      authScopes: VENDOR_ONLY,
      select: (_args, context, nested) => (seesVendorSide(context) ? { sales: nested() } : {}),
      resolve: ({ sales }) => sales ?? null,
    }),
    changes: t.field({
      type: [OpportunityChangeType],
      nullable: true,
      description: `Every change of stage, amount or close date, the latest effective first; at most ${CHANGES_MAX}. For staff.`,
      complexity: { field: 5, multiplier: 5 },
      authScopes: VENDOR_ONLY,
      select: (_args, context, nested) =>
        seesVendorSide(context)
          ? {
              changes: nested({
                orderBy: [{ effectiveAt: 'desc' }, { bookedAt: 'desc' }, { id: 'desc' }],
                take: CHANGES_MAX,
              }),
            }
          : {},
      resolve: ({ changes }) => changes ?? [],
    }),
    asOf: t.field({
      type: OpportunityChangeType,
      nullable: true,
      description:
        'How it stood at an instant, by what was known at another; null where it was not known. For the page of one deal, for staff.',
      complexity: 10,
      authScopes: VENDOR_ONLY,
      args: {
        effectiveAt: t.arg({ type: 'DateTime', required: true, description: 'How it stood when.' }),
        bookedAt: t.arg({
          type: 'DateTime',
          description: 'By what was known when; by all that is known where left out.',
        }),
      },
      select: { id: true },
      resolve: ({ id }, { effectiveAt, bookedAt }, { db, actor }) =>
        opportunityAsOf(db, actor, { opportunityId: id, effectiveAt, bookedAt: bookedAt ?? null }),
    }),
    version: t.exposeInt('version', { description: 'Counts changes.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when the CRM has had it.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
});
