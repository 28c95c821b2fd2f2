import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { ConflictError } from '../../kernel/errors.ts';
import { PartnerType, RegionType } from './partner.schema.ts';
import {
  createPartner,
  linkExternalId,
  setPartnerAddresses,
  unlinkExternalId,
  updatePartner,
} from './partner.service.ts';
import { AddressKindType, PartnerTypeType } from './partner-enums.schema.ts';

const AddressInput = builder.inputType('PartnerAddressInput', {
  description: 'An address of a partner.',
  fields: (t) => ({
    kind: t.field({ type: AddressKindType, required: true, description: 'What it is for.' }),
    line1: t.string({ required: true, description: 'Street and number, at most 200 characters.' }),
    line2: t.string({ description: 'What else the post needs, at most 200 characters.' }),
    city: t.string({ required: true, description: 'City, at most 100 characters.' }),
    state: t.string({ description: 'State, province or county, at most 100 characters.' }),
    postalCode: t.string({ description: 'Postal code, at most 20 characters.' }),
    countryCode: t.field({ type: 'CountryCode', required: true, description: 'Country.' }),
  }),
});

const FOREIGN_ID =
  "The partner's id there, at most 200 characters. Refused where it holds control or invisible characters.";

const ExternalIdInput = builder.inputType('PartnerExternalIdInput', {
  description: 'What another system knows a partner by.',
  fields: (t) => ({
    system: t.string({ required: true, description: 'The system, such as `crm`; at most 50 characters.' }),
    externalId: t.string({ required: true, description: FOREIGN_ID }),
  }),
});

const MASTER = 'the master account of this one, which is a master itself and neither declined nor terminated';

const CreateInput = builder.inputType('PartnerCreateInput', {
  description: 'A new partner account.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name it trades under, at most 200 characters.' }),
    type: t.field({ type: PartnerTypeType, required: true, description: 'What kind of business it does.' }),
    timeZone: t.field({ type: 'TimeZone', required: true, description: 'The time zone it works in.' }),
    currency: t.field({
      type: 'CurrencyCode',
      required: true,
      description: 'The currency it is paid in, one that the vendor deals in.',
    }),
    regionId: t.globalID({ for: [RegionType], description: 'Its sales region; see `regions`.' }),
    masterId: t.globalID({ for: [PartnerType], description: `For a sub-account: ${MASTER}.` }),
    agreementReference: t.string({ description: 'What names its agreement, at most 100 characters.' }),
    reason: t.string({
      required: true,
      description: 'Why it becomes a partner, in words that it may read; at most 1,000 characters.',
    }),
    addresses: t.field({ type: [AddressInput], description: 'Its addresses: one of each kind.' }),
    externalIds: t.field({
      type: [ExternalIdInput],
      description: 'What other systems know it by; at most 20.',
    }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the partner that the first one made.',
    }),
  }),
});

builder.mutationField('partnerCreate', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description:
      'Creates an account that needs no application: it starts as APPROVED. Refused where an external id belongs to another ' +
      'partner. For partner operations.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The partner.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const partner = { ...input, regionId: input.regionId?.id, masterId: input.masterId?.id };
      const id = await ctx.transaction((tx) => createPartner(tx, ctx.actor, partner, ctx.now));
      return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('PartnerUpdateInput', {
  description: "A change of a partner's details; what is left out stays, null clears.",
  fields: (t) => ({
    id: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    name: t.string({ description: 'The name it trades under, at most 200 characters; cannot be cleared.' }),
    type: t.field({
      type: PartnerTypeType,
      description: 'What kind of business it does; cannot be cleared.',
    }),
    timeZone: t.field({ type: 'TimeZone', description: 'The time zone it works in; cannot be cleared.' }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency it is paid in, one that the vendor deals in; cannot be cleared.',
    }),
    regionId: t.globalID({ for: [RegionType], description: 'Its sales region; see `regions`.' }),
    masterId: t.globalID({
      for: [PartnerType],
      description: `${MASTER}; null makes it a master. Refused where it has sub-accounts.`,
    }),
  }),
});

builder.mutationField('partnerUpdate', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description: "Changes a partner's details. Its status has mutations of its own. For partner operations.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id: which, version, regionId, masterId, ...texts } = input;
      const idOf = (given: typeof masterId) => (given === undefined ? undefined : (given?.id ?? null));
      const details = { ...texts, regionId: idOf(regionId), masterId: idOf(masterId) };
      const change = { id: which.id, version, details };
      const { id } = await ctx.transaction((tx) => updatePartner(tx, ctx.actor, change, ctx.now));
      return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const SetAddressesInput = builder.inputType('PartnerSetAddressesInput', {
  description: 'All addresses of a partner.',
  fields: (t) => ({
    id: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    addresses: t.field({
      type: [AddressInput],
      required: true,
      description: 'One of each kind; those that are left out are removed.',
    }),
  }),
});

builder.mutationField('partnerSetAddresses', (t) =>
  t.prismaField({
    type: PartnerType,
    nullable: true,
    description: 'Replaces the addresses of a partner. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: SetAddressesInput, required: true, description: 'The addresses.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const change = { ...input, id: input.id.id };
      const { id } = await ctx.transaction((tx) => setPartnerAddresses(tx, ctx.actor, change, ctx.now));
      return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const LinkInput = builder.inputType('PartnerExternalIdLinkInput', {
  description: 'An id of a partner in another system.',
  fields: (t) => ({
    id: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    system: t.string({ required: true, description: 'The system, such as `crm`; at most 50 characters.' }),
    externalId: t.string({ required: true, description: FOREIGN_ID }),
  }),
});

const LINKS = {
  partnerLinkExternalId: {
    change: linkExternalId,
    description:
      'Says what another system knows a partner by. Refused where that id belongs to a partner already.',
  },
  partnerUnlinkExternalId: {
    change: unlinkExternalId,
    description: 'Takes away what another system knew a partner by. Refused where it was not known by that.',
  },
} as const;

for (const [name, { change, description }] of Object.entries(LINKS)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: PartnerType,
      nullable: true,
      description: `${description} For partner operations.`,
      errors: { types: [...ON_CHANGE, ConflictError] },
      args: { input: t.arg({ type: LinkInput, required: true, description: 'The id.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const which = { ...input, id: input.id.id };
        const { id } = await ctx.transaction((tx) => change(tx, ctx.actor, which, ctx.now));
        return await ctx.db.partner.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
