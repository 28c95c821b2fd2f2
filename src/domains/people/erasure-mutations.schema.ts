import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CHANGE } from '../../graphql/refusals.ts';
import { ConflictError, IdempotencyConflictError } from '../../kernel/errors.ts';
import { type ContactErasure, eraseContact } from './contact-erasure.service.ts';
import { PersonType } from './person.schema.ts';
import { type ERASURE_REASONS, erasePerson } from './person-erasure.service.ts';

const ReasonType = builder.enumType('PersonErasureReason', {
  description: 'Why somebody is erased.',
  values: {
    REQUESTED: { description: 'They asked for it.' },
    NOT_NEEDED: { description: 'There is no purpose any more for which to know them.' },
    ENTERED_BY_MISTAKE: { description: 'They should not have been entered.' },
  } satisfies Record<(typeof ERASURE_REASONS)[number], object>,
});

const PersonInput = builder.inputType('PersonEraseInput', {
  description: 'Whom to erase, and why.',
  fields: (t) => ({
    id: t.globalID({ for: [PersonType], required: true, description: 'Which person.' }),
    version: t.int({
      required: true,
      description: 'The version that you read; of no account where they are erased already.',
    }),
    reason: t.field({ type: ReasonType, required: true, description: 'Why.' }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the person that the first one erased.',
    }),
  }),
});

builder.mutationField('personErase', (t) =>
  t.prismaField({
    type: PersonType,
    nullable: true,
    description:
      'Removes who somebody was, for good. Their sign-ins, roles, memberships and invitations end; their names, mail ' +
      'addresses and own bank details are emptied, and their names and addresses in free text become `[erased]`. What was ' +
      'counted, booked, certified and paid stays, with their id. Their mail address is free again. An erased person is ' +
      'answered as they are. Refused for yourself, a system, the last administrator, and while a payout to them is on its ' +
      'way. For administrators.',
    errors: { types: [...ON_CHANGE, ConflictError, IdempotencyConflictError] },
    args: { input: t.arg({ type: PersonInput, required: true, description: 'Whom.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const whom = { ...input, id: input.id.id };
      const id = await ctx.transaction((tx) => erasePerson(tx, ctx.actor, whom, ctx.now));
      return await ctx.db.person.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const ErasureType = builder.objectRef<ContactErasure>('CustomerContactErasure').implement({
  description: 'From where somebody was removed; all zero where nothing was known of them.',
  fields: (t) => ({
    referrals: t.exposeInt('referralCount', { description: 'Of how many referrals they were the contact.' }),
    customerContacts: t.exposeInt('contactCount', {
      description: 'How many contacts of customers they were.',
    }),
    opportunities: t.exposeInt('dealCount', { description: 'How many deals they sold.' }),
    mentions: t.exposeInt('mentionCount', { description: 'How many rows named them in free text.' }),
  }),
});

const ContactInput = builder.inputType('CustomerContactEraseInput', {
  description: 'Whom to erase.',
  fields: (t) => ({
    email: t.string({ required: true, description: 'Their mail address, whatever the case.' }),
  }),
});

builder.mutationField('customerContactErase', (t) =>
  t.field({
    type: ErasureType,
    nullable: true,
    description:
      'Removes whoever has a mail address from what is known of customers, for good: name, address and phone of the contact ' +
      'of referrals and customers, of who sells a deal, and of applicants; in free text they become `[erased]`. The ' +
      "referrals, customers and deals stay. Refused where the address is a person's of the portal: use `personErase`. For " +
      'administrators.',
    errors: { types: [...ALWAYS, ConflictError] },
    args: { input: t.arg({ type: ContactInput, required: true, description: 'Whom.' }) },
    resolve: (_root, { input }, ctx) => ctx.transaction((tx) => eraseContact(tx, ctx.actor, input, ctx.now)),
  }),
);
