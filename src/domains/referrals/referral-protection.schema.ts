import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { type ProtectionCause, protectionSpansOf } from '../engagement/protection.rules.ts';
import { ReferralType } from './referral.schema.ts';

/** More than anybody needs: a year of monthly extensions is a dozen. */
const FACTS_MAX = 100;
const EXTENSIONS_MAX = 50;

const ExtensionStatusType = builder.enumType('ReferralExtensionStatus', {
  description: 'What became of a request to extend protection.',
  values: {
    REQUESTED: { description: 'Waits for the vendor. Asked for in time, it keeps the claim meanwhile.' },
    GRANTED: { description: 'The protection holds until `grantedUntil`.' },
    REFUSED: { description: 'The protection ends, or has ended, as it was.' },
  },
});

const ExtensionType = builder.prismaObject('ProtectionExtension', {
  name: 'ReferralExtension',
  description: 'A request to keep a referral protected for longer.',
  authScopes: { permission: 'REFERRALS_READ' },
  fields: (t) => ({
    status: t.field({
      type: ExtensionStatusType,
      description: 'What became of it.',
      ...column('status').as<'REQUESTED'>(),
    }),
    evidence: t.exposeString('evidence', { description: 'What the partner has done and what is next.' }),
    requestedDays: t.exposeInt('requestedDays', { description: 'For how many days of 24 hours.' }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided; null while it waits.',
    }),
    grantedUntil: t.expose('grantedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when protection holds by it; null unless granted.',
    }),
    message: t.exposeString('message', { nullable: true, description: "The vendor's words with it." }),
  }),
});

const ProtectionSpanType = builder
  .objectRef<Readonly<{ from: Date; until: Date }>>('ReferralProtectionSpan')
  .implement({
    description: 'A stretch of time for which a referral is protected; an extension in time leaves no gap.',
    fields: (t) => ({
      from: t.expose('from', { type: 'DateTime', description: 'Its first instant.' }),
      until: t.expose('until', { type: 'DateTime', description: 'When it ends; not part of it.' }),
    }),
  });

builder.prismaObjectFields(ReferralType, (t) => ({
  extensions: t.relation('extensions', {
    type: ExtensionType,
    description: `Requests to extend its protection, the latest first; at most ${EXTENSIONS_MAX}. For the page of one referral rather than for lists.`,
    complexity: { field: 5, multiplier: 5 },
    query: { orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }], take: EXTENSIONS_MAX },
  }),
  protection: t.field({
    type: [ProtectionSpanType],
    description:
      'When it is and was protected by acceptance and extensions, the earliest first, while it is accepted; at most 100. Empty before acceptance, and for imported referrals, which hold no claim.',
    complexity: 10,
    select: {
      protectionSpans: {
        select: { cause: true, startsAt: true, endsAt: true },
        orderBy: { id: 'asc' },
        take: FACTS_MAX,
      },
    },
    resolve: ({ protectionSpans }) =>
      protectionSpansOf(protectionSpans.map((fact) => ({ ...fact, cause: fact.cause as ProtectionCause }))),
  }),
}));
