import { builder } from '../../graphql/builder.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { KeyResultType } from './key-result.schema.ts';
import { CHILDREN_MAX, KEY_RESULTS_MAX } from './objective.rules.ts';
import { mayWrite } from './objective.service.ts';
import { type ObjectiveStatus, objectiveActions } from './objective.states.ts';
import { ObjectiveActionType, ObjectiveStatusType } from './objective-enums.schema.ts';
import { shareText } from './objective-progress.rules.ts';
import { progressOf } from './objective-progress.schema.ts';

export const ObjectiveRef = builder.prismaNode('Objective', {
  name: 'Objective',
  description:
    'What somebody wants to reach in a period, told by its key results. A partner’s admins see those that are agreed with it, a channel manager also the vendor’s own that are the manager’s.',
  authScopes: { permission: 'OBJECTIVES_READ' },
  id: { field: 'id', description: 'Global id, `Objective_<uuid>`.' },
  fields: (t) => ({
    title: t.exposeString('title', { description: 'What; at most 200 characters.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'In more words, at most 4,000 characters.',
    }),
    period: t.exposeString('period', {
      description: 'The fiscal month, quarter or year, such as `FY2026-Q3`.',
    }),
    periodFrom: t.expose('periodFrom', { type: 'Date', description: 'Its first day.' }),
    periodUntil: t.expose('periodUntil', { type: 'Date', description: 'The first day after it.' }),
    owner: t.relation('owner', {
      type: StaffContactType,
      description: 'Who of the vendor’s staff answers for it.',
    }),
    team: t.exposeString('team', { nullable: true, description: 'The code of the team that it is of, too.' }),
    partner: t.relation('partner', {
      type: PartnerType,
      nullable: true,
      description: 'The partner that it is agreed with; null of the vendor’s own.',
    }),
    status: t.field({
      type: ObjectiveStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as ObjectiveStatus,
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null before.',
    }),
    closingNote: t.exposeString('closingNote', {
      nullable: true,
      description: 'What came of it; the partner that it is agreed with reads it too.',
    }),
    keyResults: t.relation('keyResults', {
      type: KeyResultType,
      description: `What it is told by, in order; at most ${KEY_RESULTS_MAX}.`,
      complexity: { field: 5, multiplier: 10 },
      query: { orderBy: { position: 'asc' }, take: KEY_RESULTS_MAX },
    }),
    progress: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'From 0 to 1, at most four digits after the point: the mean of its key results’ shares by their weights, together with each objective that contributes to it and is not cancelled, which counts as one of weight 1. A key result without a value counts as not begun; null where nothing counts.',
      complexity: 5,
      select: { id: true },
      resolve: async ({ id }, _args, context) => {
        const share = (await progressOf(context, id)).objectives.get(id) ?? null;
        return share && shareText(share);
      },
    }),
    availableActions: t.field({
      type: [ObjectiveActionType],
      description: 'What you can do with it now; its owner and partner operations write it. At most 4.',
      select: { status: true, ownerId: true },
      resolve: (objective, _args, { actor }) =>
        objectiveActions(objective.status as ObjectiveStatus, mayWrite(actor, objective)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

builder.prismaObjectField(ObjectiveRef, 'parent', (t) =>
  t.relation('parent', {
    type: ObjectiveRef,
    nullable: true,
    description: 'What it contributes to; null where it is nothing, or you may not see it.',
  }),
);

builder.prismaObjectField(ObjectiveRef, 'children', (t) =>
  t.relation('children', {
    type: ObjectiveRef,
    description: `What contributes to it, as far as you see it, in the order in which they were made; at most ${CHILDREN_MAX}.`,
    complexity: { field: 5, multiplier: 20 },
    query: { orderBy: { id: 'asc' }, take: CHILDREN_MAX },
  }),
);
