import { builder } from '../../graphql/builder.ts';
import { declared } from '../../graphql/columns.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { PartnerType } from './partner.schema.ts';
import { AssignmentFunctionType } from './partner-enums.schema.ts';

export const StaffContactType = builder.prismaObject('StaffMember', {
  name: 'StaffContact',
  description: "The business card of a member of the vendor's staff.",
  fields: (t) => ({
    personId: t.field({
      type: 'ID',
      description: 'The global id of the person, `Person_<uuid>`, which only staff can look up.',
      select: { personId: true },
      resolve: ({ personId }) => globalIdOf('Person', personId),
      extensions: declared({ is: 'expression', sql: ({ column }) => `'Person_' || ${column('personId')}` }),
    }),
    name: t.exposeString('name', { description: 'Name.' }),
    email: t.exposeString('email', { nullable: true, description: 'Mail address.' }),
    title: t.exposeString('title', { nullable: true, description: 'What they are at the vendor.' }),
  }),
});

export const AssignmentType = builder.prismaNode('Assignment', {
  name: 'Assignment',
  description: 'Who of the staff serves a partner in a function, and for how long.',
  authScopes: { permission: 'PARTNERS_READ' },
  id: { field: 'id', description: 'Global id, `Assignment_<uuid>`.' },
  fields: (t) => ({
    function: t.field({
      type: AssignmentFunctionType,
      description: 'What they do for the partner.',
      select: { function: true },
      resolve: (assignment) => assignment.function as 'CHANNEL_MANAGER',
    }),
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that is served.' }),
    staff: t.relation('staff', { type: StaffContactType, description: 'Who serves it.' }),
    backup: t.relation('backup', {
      type: StaffContactType,
      nullable: true,
      description: 'Who does so while they are away; sees the partner as they do.',
    }),
    validFrom: t.expose('validFrom', { type: 'DateTime', description: 'From this instant on.' }),
    validTo: t.expose('validTo', {
      type: 'DateTime',
      nullable: true,
      description: 'Until this instant, which no longer belongs to it; null while no end is set.',
    }),
  }),
});

builder.prismaObjectField(PartnerType, 'assignments', (t) =>
  t.relation('assignments', {
    type: AssignmentType,
    description: 'Who serves it: one for each function at most.',
    complexity: { field: 2, multiplier: 4 },
    args: {
      asOf: t.arg({ type: 'DateTime', description: 'At this instant, past or planned; now where left out.' }),
    },
    query: ({ asOf }, { now }) => ({
      where: {
        validFrom: { lte: asOf ?? now },
        OR: [{ validTo: null }, { validTo: { gt: asOf ?? now } }],
      },
      orderBy: { function: 'asc' },
      take: 4,
    }),
  }),
);
