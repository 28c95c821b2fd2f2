import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { AgreementType, DocumentType } from './agreement.schema.ts';
import { decideOnAgreement } from './agreement-decision.service.ts';
import { acceptAgreement, recordSignature, submitDocument } from './agreement-record.service.ts';
import { TemplateVersionType } from './agreement-template.schema.ts';

const KEY = 'Repeating a request with the same key repeats its answer.';

const AcceptInput = builder.inputType('AgreementAcceptInput', {
  description: 'What your partner agrees to.',
  fields: (t) => ({
    versionId: t.globalID({
      for: [TemplateVersionType],
      required: true,
      description: 'The offered version of an agreement.',
    }),
    sha256: t.string({
      required: true,
      description: 'The `sha256` of the version that you read, which shows what you agree to.',
    }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('agreementAccept', (t) =>
  t.prismaField({
    type: AgreementType,
    nullable: true,
    description:
      'Accepts an agreement for your partner, from today on. Refused where the version is retired, the hash is not its own, or it is ' +
      'agreed to already and does not end within 60 days. For administrators of partners.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: AcceptInput, required: true, description: 'The agreement.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const acceptance = { ...input, versionId: input.versionId.id };
      const id = await ctx.transaction((tx) => acceptAgreement(tx, ctx.actor, acceptance, ctx.now));
      return await ctx.db.agreement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const SignatureInput = builder.inputType('AgreementRecordSignatureInput', {
  description: 'A signature of a partner.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Which partner signed.' }),
    versionId: t.globalID({
      for: [TemplateVersionType],
      required: true,
      description: 'What it signed: a version that is offered, or was on that day.',
    }),
    signedOn: t.field({ type: 'Date', required: true, description: 'On which day; today or earlier.' }),
    signatureReference: t.string({
      required: true,
      description: 'What the signing service knows the signature by, at most 500 characters.',
    }),
    effectiveFrom: t.field({
      type: 'Date',
      description: 'From which day on it holds: the day of the signature where left out, or later.',
    }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('agreementRecordSignature', (t) =>
  t.prismaField({
    type: AgreementType,
    nullable: true,
    description:
      'Records that a partner signed an agreement. Refused where the version was retired by then, or is agreed to already and does ' +
      'not end within 60 days. For partner operations.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: SignatureInput, required: true, description: 'The signature.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const signature = { ...input, partnerId: input.partnerId.id, versionId: input.versionId.id };
      const id = await ctx.transaction((tx) => recordSignature(tx, ctx.actor, signature, ctx.now));
      return await ctx.db.agreement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const SubmitInput = builder.inputType('DocumentSubmitInput', {
  description:
    'A document of your partner. Its file stays where it is: the portal keeps where, and its hash.',
  fields: (t) => ({
    versionId: t.globalID({
      for: [TemplateVersionType],
      required: true,
      description: 'The offered version of what is asked for.',
    }),
    fileReference: t.string({
      required: true,
      description: 'Where the file is, such as its key in a store; at most 500 characters.',
    }),
    fileSha256: t.string({
      required: true,
      description: "The SHA-256 of the file's bytes: 64 hexadecimal digits.",
    }),
    issuedOn: t.field({
      type: 'Date',
      description: "From which day on it is valid: the vendor's today where left out, or earlier.",
    }),
    validUntil: t.field({
      type: 'Date',
      description: 'The last day on which it is valid, as it says itself; today or later.',
    }),
    idempotencyKey: t.string({ description: KEY }),
  }),
});

builder.mutationField('documentSubmit', (t) =>
  t.prismaField({
    type: DocumentType,
    nullable: true,
    description:
      'Hands in a document for your partner. It counts once staff has verified it, then from the day on which it was issued. ' +
      'Refused where the version is retired or the document has expired. For administrators of partners.',
    errors: { types: [...ON_CREATE, InvalidStateError] },
    args: { input: t.arg({ type: SubmitInput, required: true, description: 'The document.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const document = { ...input, versionId: input.versionId.id };
      const id = await ctx.transaction((tx) => submitDocument(tx, ctx.actor, document, ctx.now));
      return await ctx.db.agreement.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const VerifyInput = builder.inputType('DocumentVerifyInput', {
  description: 'A document that is what it says it is.',
  fields: (t) => ({
    id: t.globalID({ for: [DocumentType], required: true, description: 'Which document.' }),
    reason: t.string({ description: 'Words for the partner, at most 1,000 characters.' }),
  }),
});

const RefuseInput = builder.inputType('DocumentRefuseInput', {
  description: 'A document that is not accepted.',
  fields: (t) => ({
    id: t.globalID({ for: [DocumentType], required: true, description: 'Which document.' }),
    reason: t.string({
      required: true,
      description: 'Why, in words that the partner reads; at most 1,000 characters.',
    }),
  }),
});

const revokeInput = (kind: 'Agreement' | 'Document') =>
  builder.inputType(`${kind}RevokeInput`, {
    description: 'The end of something that a partner agreed to or handed in.',
    fields: (t) => ({
      id: t.globalID({
        for: [kind === 'Agreement' ? AgreementType : DocumentType],
        required: true,
        description: 'Which one.',
      }),
      reason: t.string({
        required: true,
        description: 'Why, in words that the partner reads; at most 1,000 characters.',
      }),
      effectiveOn: t.field({
        type: 'Date',
        description:
          "The first day without it: the vendor's today where left out, or an earlier day from its beginning on.",
      }),
    }),
  });

const DECISIONS = {
  documentVerify: {
    action: 'VERIFY',
    input: VerifyInput,
    description: 'Confirms a document. Refused where it was decided on before, or has expired.',
  },
  documentRefuse: {
    action: 'REFUSE',
    input: RefuseInput,
    description:
      'Decides against a document; the partner can hand in another. Refused where it was decided on before.',
  },
  documentRevoke: {
    action: 'REVOKE',
    input: revokeInput('Document'),
    description: 'Ends a document that no longer holds. Refused where it has ended.',
  },
  agreementRevoke: {
    action: 'REVOKE',
    input: revokeInput('Agreement'),
    description: 'Ends an agreement before its time. Refused where it has ended.',
  },
} as const;

for (const [name, { action, input: type, description }] of Object.entries(DECISIONS)) {
  const kind = name.startsWith('agreement') ? 'AGREEMENT' : 'DOCUMENT';
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: (kind === 'AGREEMENT' ? AgreementType : DocumentType) as typeof AgreementType,
      nullable: true,
      description: `${description} For partner operations.`,
      errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
      args: {
        input: t.arg({ type: type as typeof VerifyInput, required: true, description: 'The decision.' }),
      },
      resolve: async (query, _root, { input }, ctx) => {
        const { id } = input.id;
        const decision = { ...input, id, kind, action } as const;
        await ctx.transaction((tx) => decideOnAgreement(tx, ctx.actor, decision, ctx.now));
        return await ctx.db.agreement.findUniqueOrThrow({ ...query, where: { id } });
      },
    }),
  );
}
