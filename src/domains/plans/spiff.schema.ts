import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { PlanOrderTypeType } from './plan-enums.schema.ts';
import type { OrderType } from './plan-line.rules.ts';
import type { SpiffFormula } from './spiff.rules.ts';
import { type SpiffAction, type SpiffStatus, spiffStates } from './spiff.states.ts';
import { SPIFF_PRODUCTS_MAX } from './spiff-input.rules.ts';

/** A budget is the vendor's own: partners are told of SPIFFs by `spiffOffers`. */
const FOR_STAFF = { permission: 'COMMISSIONS_REVIEW_READ' } as const;

export const SpiffFormulaType = builder.enumType('SpiffFormula', {
  description: 'What a SPIFF pays for a line.',
  values: {
    FLAT: { description: 'An amount.' },
    PERCENT: { description: 'A percent of its first-year revenue.' },
  } satisfies Record<SpiffFormula, object>,
});

const SpiffStatusType = builder.enumType('SpiffStatus', {
  description: 'Where a SPIFF stands.',
  values: {
    DRAFT: { description: 'Pays nothing yet.' },
    PUBLISHED: { description: 'Pays for orders of its days as long as its budget lasts.' },
    CLOSED: { description: 'Pays nothing more; what was earned stays.' },
  } satisfies Record<SpiffStatus, object>,
});

const SpiffActionType = builder.enumType('SpiffAction', {
  description: 'What can be done with a SPIFF.',
  values: {
    PUBLISH: { description: 'Open it: `spiffPublish`.' },
    CLOSE: { description: 'Close it: `spiffClose`.' },
  } satisfies Record<SpiffAction, object>,
});

const MONEY = { currency: true } as const;

export const SpiffType = builder.prismaNode('Spiff', {
  name: 'Spiff',
  description: 'A bonus beside the plans, for a time and within a budget that nothing overspends. For staff.',
  authScopes: FOR_STAFF,
  id: { field: 'id', description: 'Global id, `Spiff_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Short code, unique.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    status: t.field({
      type: SpiffStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as SpiffStatus,
    }),
    formula: t.field({
      type: SpiffFormulaType,
      description: 'What it pays for a line.',
      select: { formula: true },
      resolve: ({ formula }) => formula as SpiffFormula,
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much for a line; for FLAT only.',
      select: { amountMinor: true, ...MONEY },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency),
    }),
    percent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What percent of first-year revenue; for PERCENT only.',
      select: { percent: true },
      resolve: ({ percent }) => percent?.toFixed() ?? null,
    }),
    productCodes: t.exposeStringList('productCodes', {
      description: `For which products, by code; all where empty, at most ${SPIFF_PRODUCTS_MAX}.`,
    }),
    orderTypes: t.field({
      type: [PlanOrderTypeType],
      description: 'For which types of orders; where empty NEW, ADD, RENEWAL and CHANGE. At most 5.',
      select: { orderTypes: true },
      resolve: ({ orderTypes }) => orderTypes as OrderType[],
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'For what is ordered from this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      description: 'Until this day, which no longer belongs to it.',
    }),
    cap: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The most for one partner, or for one person where people are paid; null without a limit.',
      select: { capMinor: true, ...MONEY },
      resolve: ({ capMinor, currency }) => moneyFrom(capMinor, currency),
    }),
    budget: t.field({
      type: MoneyType,
      description: 'The most in all.',
      select: { budgetMinor: true, ...MONEY },
      resolve: ({ budgetMinor, currency }) => moneyFrom(budgetMinor, currency)!,
    }),
    spent: t.field({
      type: MoneyType,
      description: 'What is taken of the budget; never more than it.',
      select: { spentMinor: true, ...MONEY },
      resolve: ({ spentMinor, currency }) => moneyFrom(spentMinor, currency)!,
    }),
    paysPerson: t.exposeBoolean('paysPerson', {
      description:
        'Whether the person who referred is paid, with the consent of the partner, rather than the partner.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
    availableActions: t.field({
      type: [SpiffActionType],
      description: 'What you can do with it now.',
      select: { status: true },
      resolve: ({ status }, _args, { actor }) => spiffStates.actionsFrom(status as SpiffStatus, actor.roles),
    }),
  }),
});

const SpiffFilter = builder.inputType('SpiffFilter', {
  description: 'Which SPIFFs; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: SpiffStatusType, description: 'In this state.' }),
    on: t.field({ type: 'Date', description: 'For what is ordered on this day.' }),
  }),
});

const ORDER_COLUMNS = {
  VALID_FROM: { column: 'validFrom', type: 'instant', description: 'From when on they pay.' },
} as const;

const SpiffOrder = orderOf('Spiff', 'SPIFFs', ORDER_COLUMNS);
const SpiffConnection = connectionOf(SpiffType, 'Spiff', { one: 'A SPIFF', many: 'SPIFFs' });

builder.queryField('spiffs', (t) =>
  t.field({
    type: SpiffConnection,
    nullable: true,
    description: 'The SPIFFs, the latest first. For staff; partners are told of open ones by `spiffOffers`.',
    authScopes: FOR_STAFF,
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: SpiffFilter, description: 'Which.' }),
      orderBy: t.arg({ type: SpiffOrder, description: 'In which order; the latest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'VALID_FROM' as const, direction: 'DESC' as const };
      const { status, on } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'spiff',
        typeName: 'Spiff',
        args,
        where: {
          ...(status && { status }),
          ...(on && { validFrom: { lte: on }, validTo: { gt: on } }),
        },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
