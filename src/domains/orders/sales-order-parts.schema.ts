import { builder } from '../../graphql/builder.ts';
import { column, moneyIn } from '../../graphql/columns.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import {
  OrderCheckAreaType,
  OrderCheckOutcomeType,
  OrderDocumentKindType,
  SalesOrderStatusType,
} from './order-enums.schema.ts';
import { EVIDENCE_MAX, type EvidenceEntry, evidenceEntries } from './order-evidence.rules.ts';
import type { DocumentKind } from './order-types.rules.ts';
import type { CheckOutcome } from './ratification.rules.ts';
import type { RatificationArea } from './ratification-facts.rules.ts';
import type { OrderStatus } from './sales-order.states.ts';

const READERS = { permission: 'ORDERS_READ' } as const;

export const OrderLineType = builder.prismaNode('OrderLine', {
  name: 'OrderLine',
  description: 'One thing of an order. Charges are of the whole line, all units, after discounts.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `OrderLine_<uuid>`.' },
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the order, from 1.' }),
    product: t.relation('product', { type: ProductType, description: 'What is ordered.' }),
    billingSystem: t.exposeString('billingSystem', { nullable: true, description: 'Which system bills it.' }),
    billingCode: t.exposeString('billingCode', { nullable: true, description: 'How that system calls it.' }),
    quantity: t.exposeInt('quantity', { description: 'How many units, one or more.' }),
    oneOff: t.field({
      type: MoneyType,
      description: 'What is charged once.',
      ...moneyIn('oneOffMinor', 'salesOrder', 'currency'),
    }),
    monthly: t.field({
      type: MoneyType,
      description: 'What is charged each month.',
      ...moneyIn('monthlyMinor', 'salesOrder', 'currency'),
    }),
    cost: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What it costs the vendor in its first year; null where that was not said.',
      select: { costMinor: true, salesOrder: { select: { currency: true } } },
      resolve: ({ costMinor, salesOrder }) => moneyFrom(costMinor, salesOrder.currency),
    }),
    termMonths: t.exposeInt('termMonths', {
      nullable: true,
      description: 'For how many months the customer is bound.',
    }),
    site: t.exposeString('site', { nullable: true, description: 'Where, if not where the order says.' }),
    discountPercent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The discount that it states, in percent of the price after its promotion.',
      select: { discountPercent: true },
      resolve: ({ discountPercent }) => discountPercent?.toFixed() ?? null,
    }),
    promotionCode: t.exposeString('promotionCode', {
      nullable: true,
      description: 'The promotion that it names.',
    }),
    previousLine: t.field({
      type: 'ID',
      nullable: true,
      description: 'The global id of the line of an earlier order that it continues, `OrderLine_<uuid>`.',
      select: { previousLineId: true },
      resolve: ({ previousLineId }) => (previousLineId ? `OrderLine_${previousLineId}` : null),
    }),
  }),
});

export const OrderDocumentType = builder.prismaObject('OrderDocument', {
  name: 'OrderDocument',
  description: 'A paper of an order. Its file stays where it is: the portal keeps where, and its hash.',
  authScopes: READERS,
  fields: (t) => ({
    kind: t.field({
      type: OrderDocumentKindType,
      description: 'What it is.',
      ...column('kind').as<DocumentKind>(),
    }),
    reference: t.exposeString('reference', { description: 'Where the file is; at most 500 characters.' }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: "The SHA-256 of the file's bytes, where it was given.",
    }),
    addedAt: t.expose('addedAt', { type: 'DateTime', description: 'When it was added.' }),
  }),
});

const EvidenceType = builder.objectRef<EvidenceEntry>('OrderCheckEvidence').implement({
  description: 'One thing that a check looked at.',
  fields: (t) => ({
    line: t.exposeInt('line', {
      nullable: true,
      description: 'Of which line, by its position; null for the order.',
    }),
    code: t.exposeString('code', {
      description:
        'What it is, such as `MONTHLY_DIFFERENCE_MINOR` (minor units of the currency) or `BECAUSE`.',
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'What it says: a code, number, day or id.',
    }),
  }),
});

export const OrderCheckType = builder.prismaObject('OrderCheck', {
  name: 'OrderCheck',
  description: 'What a rule of ratification found in an order when it was last checked.',
  authScopes: READERS,
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which rule, such as `PRICE_MATCHES_BOOK`.' }),
    title: t.string({
      description: 'What the rule asks for, in English.',
      ...finishedBy('orderCheck.title', { code: true }),
    }),
    area: t.field({
      type: OrderCheckAreaType,
      description: 'What kind of question it is.',
      ...column('area').as<RatificationArea>(),
    }),
    outcome: t.field({
      type: OrderCheckOutcomeType,
      description: 'What it found.',
      ...column('outcome').as<CheckOutcome>(),
    }),
    evidence: t.field({
      type: [EvidenceType],
      description: `What it looked at; at most ${EVIDENCE_MAX}.`,
      select: { evidence: true },
      resolve: ({ evidence }) => evidenceEntries(evidence),
    }),
    checkedAt: t.expose('checkedAt', { type: 'DateTime', description: 'When it was checked.' }),
    waivedAt: t.expose('waivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was waived; null where it is not.',
    }),
    waiveReason: t.exposeString('waiveReason', { nullable: true, description: 'Why it was waived.' }),
    waivedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who waived it.',
      select: { waivedById: true },
      resolve: async (query, { waivedById }, _args, { db }) =>
        waivedById ? await db.staffMember.findUnique({ ...query, where: { personId: waivedById } }) : null,
    }),
  }),
});

export const OrderChangeType = builder.prismaObject('OrderChange', {
  name: 'OrderChange',
  description: 'Something that somebody did to an order.',
  authScopes: READERS,
  fields: (t) => ({
    action: t.exposeString('action', {
      description: 'What: `ENTER` or one of `SalesOrderAction`.',
    }),
    fromStatus: t.field({
      type: SalesOrderStatusType,
      nullable: true,
      description: 'Where the order stood; null where it began.',
      ...column('fromStatus').as<OrderStatus | null>(),
    }),
    toStatus: t.field({
      type: SalesOrderStatusType,
      description: 'Where it stood afterwards.',
      ...column('toStatus').as<OrderStatus>(),
    }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why, where a reason is given.' }),
    actorKind: t.exposeString('actorKind', { description: '`STAFF`, `SERVICE` or `JOB`.' }),
    actorId: t.field({
      type: 'ID',
      nullable: true,
      description: 'The global id of who did it, `Person_<uuid>`; null for the scheduler.',
      select: { actorId: true },
      resolve: ({ actorId }) => (actorId ? `Person_${actorId}` : null),
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When.' }),
  }),
});
