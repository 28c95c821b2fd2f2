import { builder } from '../../graphql/builder.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';

export const RemediationActionType = builder.prismaNode('RemediationAction', {
  name: 'RemediationAction',
  description: 'One thing to do in a remediation plan, by somebody of the vendor or of the partner.',
  authScopes: { permission: 'REMEDIATION_READ' },
  id: { field: 'id', description: 'Global id, `RemediationAction_<uuid>`.' },
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the plan, from 1.' }),
    title: t.exposeString('title', { description: 'What is to be done; at most 300 characters.' }),
    owner: t.relation('owner', {
      type: StaffContactType,
      nullable: true,
      description: 'Who of the vendor’s staff does it; null where somebody of the partner does.',
    }),
    membership: t.relation('membership', {
      type: MembershipType,
      nullable: true,
      description: 'Who of the partner does it; null where somebody of the vendor does.',
    }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'The last day on which it is in time.' }),
    doneAt: t.expose('doneAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was done; null before.',
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});
