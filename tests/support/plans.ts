import { randomUUID } from 'node:crypto';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

export const PLAN_FIELDS =
  'id code version versions { id number status validFrom validTo payable holdDays disconnectTakes usesTierModifier ' +
  'clawback { untilMonth percent } rules { code group formula isHidden arguments { rate } } }';

/** Ten percent of first-year revenue, whatever the line. */
export const RULE = {
  code: 'BASE',
  title: 'Ten percent of the first year',
  group: 'BASE',
  formula: 'PERCENT_FIRST_YEAR_REVENUE',
  arguments: { rate: '0.1' },
};

export const VERSION = { payable: 'PRO_RATA', rules: [RULE] };

export const aPlanCode = () => `PLAN-${randomUUID().slice(0, 8).toUpperCase()}`;

export const createPlan = (portal: Portal, by: string, more: object = {}) =>
  change(
    portal,
    by,
    ['commissionPlanCreate', { code: aPlanCode(), name: 'Plan', ...VERSION, ...more }],
    PLAN_FIELDS,
  );

type Read = Readonly<{ id: string; version: number }>;

export const revisePlan = (portal: Portal, by: string, { id, version }: Read, more: object = {}) =>
  change(portal, by, ['commissionPlanRevise', { id, version, ...VERSION, ...more }], PLAN_FIELDS);

export const publishPlan = (portal: Portal, by: string, { id, version }: Read, days: object) =>
  change(portal, by, ['commissionPlanPublish', { id, version, ...days }], PLAN_FIELDS);

export const aPublishedPlan = async (
  portal: Portal,
  by: string,
  more: object = {},
  validFrom = '2026-01-01',
) => publishPlan(portal, by, await createPlan(portal, by, more), { validFrom });
