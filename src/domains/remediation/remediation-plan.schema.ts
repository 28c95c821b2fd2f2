import { builder } from '../../graphql/builder.ts';
import { column, decimal, decimalOrNull } from '../../graphql/columns.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { ClosingCode } from './remediation.rules.ts';
import { RemediationActionType } from './remediation-action.schema.ts';
import {
  CauseType,
  ClosingCodeType,
  PlanActionType,
  RemediationStatusType,
} from './remediation-enums.schema.ts';
import {
  ACTIONS_MAX,
  type ActionAvailability,
  type Cause,
  planActionsAvailable,
} from './remediation-plan.rules.ts';
import type { RemediationStatus } from './remediation-plan.states.ts';
import { ExplanationType, ObservationType, ProgressType } from './remediation-plan-parts.schema.ts';
import type { PlanExplanation } from './remediation-review.rules.ts';
import { RemediationRuleType, STAFF_ONLY } from './remediation-rule.schema.ts';

const OBSERVATIONS_MAX = 60;

const AvailableActionType = builder.objectRef<ActionAvailability>('RemediationAvailableAction').implement({
  description: 'Something that you may do with a plan, or the reason why it is blocked right now.',
  fields: (t) => ({
    action: t.field({ type: PlanActionType, description: 'What.', resolve: ({ action }) => action }),
    available: t.exposeBoolean('available', { description: 'Whether it would be done if asked for now.' }),
    blockedBecause: t.exposeString('blockedBecause', {
      nullable: true,
      description: 'What stands in the way; null where nothing does.',
    }),
  }),
});

export const RemediationPlanType = builder.prismaNode('RemediationPlan', {
  name: 'RemediationPlan',
  description:
    'What is done about a partner’s breach of a rule; a proposal until somebody of the vendor takes it up. A partner’s admins see its own from then on.',
  authScopes: { permission: 'REMEDIATION_READ' },
  id: { field: 'id', description: 'Global id, `RemediationPlan_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose breach it is.' }),
    // A partner's database role may not read rules, so they are not even selected for a partner.
    rule: t.field({
      type: RemediationRuleType,
      nullable: true,
      description: 'The rule as it is now. For staff; everybody finds its terms in `explanation`.',
      authScopes: STAFF_ONLY,
      select: (_args, { actor }, nested) =>
        isAllowed(actor, STAFF_ONLY.permission) ? { rule: nested() as object } : {},
      resolve: ({ rule }) => rule ?? null,
    }),
    status: t.field({
      type: RemediationStatusType,
      description: 'Where it stands.',
      ...column('status').as<RemediationStatus>(),
    }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when.' }),
    period: t.exposeString('period', {
      description: 'The last of the fiscal periods whose breaches opened it.',
    }),
    cause: t.field({
      type: CauseType,
      nullable: true,
      description: 'What the breach comes from; null until it is taken up.',
      ...column('cause').as<Cause | null>(),
    }),
    owner: t.relation('owner', {
      type: StaffContactType,
      nullable: true,
      description: 'Who of the vendor’s staff answers for it; null until it is taken up.',
    }),
    dueOn: t.expose('dueOn', {
      type: 'Date',
      nullable: true,
      description: 'The last day by which it has to have succeeded; null until it is taken up.',
    }),
    proposedAt: t.expose('proposedAt', { type: 'DateTime', description: 'When it was proposed.' }),
    activatedAt: t.expose('activatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken up; null where it was not.',
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it closed; null before.',
    }),
    closingCode: t.field({
      type: ClosingCodeType,
      nullable: true,
      description: 'Why it closed; null before.',
      ...column('closingCode').as<ClosingCode | null>(),
    }),
    closingNote: t.exposeString('closingNote', {
      nullable: true,
      description: 'What whoever closed it wrote, which the partner reads too; null where the figures did.',
    }),
    before: t.field({
      type: 'Decimal',
      description: 'What was measured in `period`, in the unit of the KPI; in percent of a requirement.',
      ...decimal('before'),
    }),
    target: t.field({
      type: 'Decimal',
      description: 'What it should become.',
      ...decimal('target'),
    }),
    latest: t.field({
      type: 'Decimal',
      description: 'What it was in the last finished period that had a value.',
      ...decimal('latest'),
    }),
    latestPeriod: t.exposeString('latestPeriod', { description: 'The period of `latest`.' }),
    after: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'What it was in the period after the one in which it closed; null until that is over, and where it had no value.',
      ...decimalOrNull('after'),
    }),
    progress: t.field({
      type: ProgressType,
      description: 'How far it has come.',
      ...finishedBy('remediationPlan.progress', { before: true, target: true, latest: true }),
    }),
    escalationLevel: t.exposeInt('escalationLevel', {
      nullable: true,
      description: 'How far its being late was told: 0 to nobody, 1 to its owner, 2 to the lead. For staff.',
      authScopes: STAFF_ONLY,
    }),
    explanation: t.field({
      type: ExplanationType,
      description: 'Why it was proposed.',
      complexity: 5,
      select: { explanation: true },
      resolve: ({ explanation }) => explanation as Partial<PlanExplanation>,
    }),
    actions: t.relation('actions', {
      type: RemediationActionType,
      description: `What there is to do, in order; at most ${ACTIONS_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      query: { orderBy: { position: 'asc' }, take: ACTIONS_MAX },
    }),
    observations: t.relation('observations', {
      type: ObservationType,
      description: `What was measured from the breaches on, in order; at most ${OBSERVATIONS_MAX}.`,
      complexity: { field: 5, multiplier: 20 },
      query: { orderBy: { periodFrom: 'asc' }, take: OBSERVATIONS_MAX },
    }),
    availableActions: t.field({
      type: [AvailableActionType],
      description: 'What you can do with it now, at most 5.',
      complexity: 5,
      select: (_args, { actor }) => ({
        ...{ status: true, partnerId: true },
        actions: {
          where: actor.membership ? { doneAt: null, membershipId: { not: null } } : { doneAt: null },
          select: { id: true },
          take: 1,
        },
      }),
      resolve: (plan, _args, { actor }) =>
        actor.membership && actor.membership.partnerId !== plan.partnerId
          ? []
          : planActionsAvailable(plan.status as RemediationStatus, actor.roles, plan.actions.length).filter(
              ({ action }) =>
                isAllowed(actor, action === 'COMPLETE_ACTION' ? 'REMEDIATION_ACT' : 'REMEDIATION_WRITE'),
            ),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});
