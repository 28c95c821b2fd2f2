import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { IdempotencyConflictError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { PersonType } from '../people/person.schema.ts';
import { AssignmentType } from './assignment.schema.ts';
import {
  endAssignment,
  REASSIGNMENT_EVENT,
  reassignAssignments,
  setAssignment,
} from './assignment.service.ts';
import { PartnerType } from './partner.schema.ts';
import { AssignmentFunctionType } from './partner-enums.schema.ts';

const KEY = 'Repeating a request with the same key repeats its answer.';

const SetInput = builder.inputType('AssignmentSetInput', {
  description: 'Who serves a partner in a function.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    function: t.field({ type: AssignmentFunctionType, required: true, description: 'In which function.' }),
    staffId: t.globalID({
      for: [PersonType],
      required: true,
      description: 'Who: an active member of staff; see `people`.',
    }),
    backupId: t.globalID({
      for: [PersonType],
      description: 'Who stands in: another active member of staff.',
    }),
    from: t.field({ type: 'DateTime', description: 'From when on: now where left out, or a later instant.' }),
    until: t.field({ type: 'DateTime', description: 'Until when; without an end where left out.' }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('assignmentSet', (t) =>
  t.prismaField({
    type: AssignmentType,
    nullable: true,
    description:
      'Gives a partner somebody for a function. Whoever holds it ends at that instant; a plan that begins at the same instant ' +
      'is replaced. Refused where somebody else is planned within that time. They see the partner with their next request ' +
      'after it begins. For partner operations.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: SetInput, required: true, description: 'The assignment.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const assignment = {
        ...input,
        partnerId: input.partnerId.id,
        staffId: input.staffId.id,
        backupId: input.backupId?.id ?? null,
      };
      const id = await ctx.transaction((tx) => setAssignment(tx, ctx.actor, assignment, ctx.now));
      return await ctx.db.assignment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const EndInput = builder.inputType('AssignmentEndInput', {
  description: 'The end of an assignment.',
  fields: (t) => ({
    id: t.globalID({ for: [AssignmentType], required: true, description: 'Which assignment.' }),
    at: t.field({ type: 'DateTime', description: 'When: now where left out, or a later instant.' }),
  }),
});

builder.mutationField('assignmentEnd', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description:
      'Ends an assignment and answers its partner; one that has not begun by then is called off. Refused where it ends before ' +
      'that anyway. For partner operations.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: EndInput, required: true, description: 'Which, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const end = { id: input.id.id, at: input.at };
      const id = await ctx.transaction((tx) => endAssignment(tx, ctx.actor, end, ctx.now));
      return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

type Reassigned = Readonly<{ assignmentCount: number; from: string }>;

const ReassignmentType = builder.objectRef<Reassigned>('AssignmentReassignment').implement({
  description: 'What a reassignment did.',
  fields: (t) => ({
    assignmentCount: t.exposeInt('assignmentCount', { description: 'How many assignments moved.' }),
    from: t.field({
      type: 'DateTime',
      description: 'The instant from which the new person serves.',
      resolve: ({ from }) => new Date(from),
    }),
  }),
});

const ReassignInput = builder.inputType('AssignmentsReassignInput', {
  description: 'Whose assignments go to whom.',
  fields: (t) => ({
    fromStaffId: t.globalID({ for: [PersonType], required: true, description: 'Who holds them.' }),
    toStaffId: t.globalID({
      for: [PersonType],
      required: true,
      description: 'Who takes them over: an active member of staff.',
    }),
    functions: t.field({ type: [AssignmentFunctionType], description: 'Only these functions.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Only these partners; at most 1,000.' }),
    from: t.field({ type: 'DateTime', description: 'From when on: now where left out, or a later instant.' }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('assignmentsReassign', (t) =>
  t.field({
    type: ReassignmentType,
    nullable: true,
    description:
      'Hands over all that somebody holds from an instant on, as the first or as the backup, plans included, at once. Who would ' +
      'become their own backup leaves none. For partner operations.',
    errors: { types: [...ALWAYS, IdempotencyConflictError] },
    args: {
      input: t.arg({ type: ReassignInput, required: true, description: 'Whose, to whom, and which.' }),
    },
    resolve: async (_root, { input }, ctx) => {
      const reassignment = {
        ...input,
        fromStaffId: input.fromStaffId.id,
        toStaffId: input.toStaffId.id,
        partnerIds: input.partnerIds?.map(({ id }) => id) ?? null,
      };
      const id = await ctx.transaction((tx) => reassignAssignments(tx, ctx.actor, reassignment, ctx.now));
      const event = await ctx.db.event.findFirstOrThrow({
        where: { subjectId: id, type: REASSIGNMENT_EVENT },
      });
      return event.data as Reassigned;
    },
  }),
);
