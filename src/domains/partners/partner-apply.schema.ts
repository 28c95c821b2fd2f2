import { builder } from '../../graphql/builder.ts';
import { InvalidInputError, RateLimitedError } from '../../kernel/errors.ts';
import { ANONYMOUS } from '../../platform/auth/actor.ts';
import { applyForPartnership } from './partner-application.service.ts';
import { PartnerTypeType } from './partner-enums.schema.ts';

const HOUR_SECONDS = 3_600;
const PER_ADDRESS = { name: 'partnerApply', usesMax: 5, windowSeconds: HOUR_SECONDS };
const OF_ALL = { name: 'partnerApply.all', usesMax: 200, windowSeconds: HOUR_SECONDS };

const ReceiptType = builder
  .objectRef<Readonly<{ receivedAt: Date; message: string }>>('PartnerApplicationReceipt')
  .implement({
    description: 'Says that an application came in, alike whether or not the applicant is known.',
    fields: (t) => ({
      receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it came in.' }),
      message: t.exposeString('message', {
        description: 'What happens next, for the applicant, in English.',
      }),
    }),
  });

const ApplyInput = builder.inputType('PartnerApplyInput', {
  description: 'An application to become a partner.',
  fields: (t) => ({
    companyName: t.string({ required: true, description: "The company's name, at most 200 characters." }),
    type: t.field({ type: PartnerTypeType, required: true, description: 'What kind of business it does.' }),
    website: t.string({
      description: "An address on the company's own domain; leave it out where it has none.",
    }),
    countryCode: t.field({ type: 'CountryCode', required: true, description: 'Where the company is.' }),
    timeZone: t.field({ type: 'TimeZone', description: "Its time zone; the vendor's where left out." }),
    applicantName: t.string({ required: true, description: 'Your name, at most 120 characters.' }),
    applicantEmail: t.string({ required: true, description: 'Where the vendor reaches you.' }),
    message: t.string({ description: 'What else the vendor should know, at most 4,000 characters.' }),
  }),
});

builder.mutationField('partnerApply', (t) =>
  t.field({
    type: ReceiptType,
    nullable: true,
    description:
      `Hands in an application, without signing in. It answers alike whether or not the company is known. At most ` +
      `${PER_ADDRESS.usesMax} an hour from one address, and ${OF_ALL.usesMax} an hour in all.`,
    errors: { types: [InvalidInputError, RateLimitedError] },
    args: { input: t.arg({ type: ApplyInput, required: true, description: 'The application.' }) },
    resolve: async (_root, { input }, ctx) => {
      // The address first: whoever is refused for it must not use up what others have.
      await ctx.countUse(PER_ADDRESS, ctx.clientAddress);
      await ctx.countUse(OF_ALL, 'everybody');
      await ctx.transaction((tx) => applyForPartnership(tx, input, ctx.now), ANONYMOUS.scope);
      return {
        receivedAt: ctx.now,
        message: 'Thank you. Partner operations reads every application and answers by mail.',
      };
    },
  }),
);
