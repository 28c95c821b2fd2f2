import { builder } from '../../graphql/builder.ts';
import { ErrorInterface, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { closeEnrolment, openEnrolment } from '../../workflows/enrol-people.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { CertificationProgramType } from './certification-program.schema.ts';
import { RenewalTooEarlyError } from './enrolment.errors.ts';
import { EnrolmentType } from './enrolment.schema.ts';

builder.objectType(RenewalTooEarlyError, {
  name: 'RenewalTooEarlyError',
  description: 'The certification holds, and cannot be renewed yet. Code `RENEWAL_TOO_EARLY`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    availableFrom: t.expose('availableFrom', {
      type: 'Date',
      nullable: true,
      description: 'The first day on which it can be renewed; null where it has no end.',
    }),
  }),
});

const OpenInput = builder.inputType('EnrolmentOpenInput', {
  description: 'Who is to become certified in what.',
  fields: (t) => ({
    programId: t.globalID({
      for: [CertificationProgramType],
      required: true,
      description: 'The certification, of which the version in effect counts.',
    }),
    membershipId: t.globalID({
      for: [MembershipType],
      required: true,
      description: 'Who, by the present membership. Members enrol themselves.',
    }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('enrolmentOpen', (t) =>
  t.prismaField({
    type: EnrolmentType,
    nullable: true,
    description:
      'Enrols somebody in a certification, on the shortest path that is open to them; what they did before counts, and may ' +
      'complete it at once. Refused where no version is in effect, it is for partners of other types, the person is enrolled ' +
      'already, or holds it and the time to renew it has not come. A member enrols itself, an administrator its people, staff ' +
      'everybody they see.',
    errors: { types: [...ON_CREATE, InvalidStateError, RenewalTooEarlyError] },
    args: { input: t.arg({ type: OpenInput, required: true, description: 'Who and in what.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const request = { ...input, programId: input.programId.id, membershipId: input.membershipId.id };
      const id = await ctx.transaction((tx) => openEnrolment(tx, ctx.actor, request, ctx.now));
      return await ctx.db.enrolment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const WithdrawInput = builder.inputType('EnrolmentWithdrawInput', {
  description: 'An enrolment, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [EnrolmentType], required: true, description: 'Which enrolment.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('enrolmentWithdraw', (t) =>
  t.prismaField({
    type: EnrolmentType,
    nullable: true,
    description:
      'Gives up an open enrolment. What was done stays known, and counts for another one. Refused where it has ended. For whoever ' +
      'could have opened it.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: WithdrawInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const which = { id, version: input.version };
      await ctx.transaction((tx) => closeEnrolment(tx, ctx.actor, which, ctx.now));
      return await ctx.db.enrolment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
