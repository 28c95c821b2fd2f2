import { builder } from '../../graphql/builder.ts';
import { FORMULA_CODES, FORMULAS } from './formula-catalogue.rules.ts';
import type { MilestoneEvent } from './formulas/definition.rules.ts';
import type { FLAT_UNITS } from './formulas/flat.rules.ts';
import type { VolumePeriod } from './formulas/marginal-tiers.rules.ts';
import type { OrderType } from './plan-line.rules.ts';
import type { CustomerKind } from './plan-rule-content.rules.ts';
import type { DisconnectWay, PayableWay } from './plan-version-content.rules.ts';

export const PlanFormulaType = builder.enumType('PlanFormula', {
  description: 'What a rule of a plan pays by.',
  values: Object.fromEntries(
    FORMULA_CODES.map((code) => [code, { description: FORMULAS[code].description }]),
  ) as Record<(typeof FORMULA_CODES)[number], { description: string }>,
});

export const PlanVersionStatusType = builder.enumType('PlanVersionStatus', {
  description: 'Where a version of a plan stands.',
  values: {
    DRAFT: { description: 'Being written; nobody earns by it.' },
    PUBLISHED: { description: 'Holds from its first day on; never changed.' },
  },
});

export const PlanPayableType = builder.enumType('PlanPayable', {
  description: 'When what is earned can be paid.',
  values: {
    ON_ACTIVATION: { description: 'Once the order is activated.' },
    PRO_RATA: { description: 'As the customer pays its invoices, in proportion.' },
  } satisfies Record<PayableWay, object>,
});

export const PlanDisconnectType = builder.enumType('PlanDisconnect', {
  description: 'What a disconnect of the customer takes back, where it is not the fault of the vendor.',
  values: {
    BY_SCHEDULE: { description: 'What was not payable yet, and of the rest what the schedule says.' },
    UNPAID_ONLY: { description: 'Only what was not payable yet.' },
  } satisfies Record<DisconnectWay, object>,
});

export const PlanOrderTypeType = builder.enumType('PlanOrderType', {
  description: 'A type of order, as conditions of rules name it.',
  values: {
    NEW: { description: 'A first order.' },
    MOVE: { description: 'To another site; pays only by a rule that names it.' },
    ADD: { description: 'More of the same; pays in full.' },
    CHANGE: { description: 'Of what there is; pays on the difference.' },
    RENEWAL: { description: 'For another term.' },
    TRANSFER: { description: 'To another customer; never pays.' },
    DISCONNECT: { description: 'The end; never pays.' },
  } satisfies Record<OrderType, object>,
});

export const PlanCustomerKindType = builder.enumType('PlanCustomerKind', {
  description: 'Whether the customer has bought before.',
  values: {
    NEW: { description: 'It has no earlier order.' },
    EXISTING: { description: 'It has.' },
  } satisfies Record<CustomerKind, object>,
});

export const PlanVolumePeriodType = builder.enumType('PlanVolumePeriod', {
  description: 'Over which fiscal period volume adds up.',
  values: {
    MONTH: { description: 'A fiscal month.' },
    QUARTER: { description: 'A fiscal quarter.' },
    YEAR: { description: 'A fiscal year.' },
  } satisfies Record<VolumePeriod, object>,
});

export const PlanFlatUnitType = builder.enumType('PlanFlatUnit', {
  description: 'What a flat amount is for.',
  values: {
    LINE: { description: 'Each line of an order.' },
    UNIT: { description: 'Each unit of a line; of a change each unit that it adds.' },
  } satisfies Record<(typeof FLAT_UNITS)[number], object>,
});

export const PlanMilestoneType = builder.enumType('PlanMilestone', {
  description: 'What must happen for a milestone to be paid.',
  values: {
    ACTIVATED: { description: 'The order is activated.' },
    FIRST_PAYMENT: { description: 'The customer pays for the first time.' },
    MONTHS_ACTIVE: { description: 'The order is active for some months.' },
  } satisfies Record<MilestoneEvent, object>,
});
