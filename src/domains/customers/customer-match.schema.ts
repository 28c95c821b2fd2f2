import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { badInput } from '../../graphql/request-errors.ts';
import type { Customer } from '../../platform/database/generated/client/client.ts';
import { CustomerKeyKind, CustomerType } from './customer.schema.ts';
import type { CustomerCandidate, CustomerFinding } from './customer-finding.rules.ts';
import type { IgnoredIdentity } from './customer-identity.rules.ts';
import type { Contribution, MatchCode } from './customer-match.rules.ts';
import { matchCustomer, type PartyFinding } from './customer-match.service.ts';

const MATCHES_DEFAULT = 10;
const MATCHES_MAX = 50;
const TEXT_LENGTH_MAX = 2_000;

export const MatchDecisionType = builder.enumType('CustomerMatchDecision', {
  description: 'What the customer master says about a company.',
  values: {
    SAME: { description: 'A strong key proves which customer it is.' },
    POSSIBLE: { description: 'It may be one of the candidates; a person has to look.' },
    NONE: { description: 'Nothing like it is known.' },
  } satisfies Record<CustomerFinding['decision'], object>,
});

const MatchCodeType = builder.enumType('CustomerMatchCode', {
  description: 'Something by which two companies were compared.',
  values: {
    TAX_ID: { description: 'They share a tax id.' },
    CRM_ACCOUNT: { description: 'They share a CRM account.' },
    DOMAIN: { description: 'They share a web domain.' },
    TAX_ID_DIFFERENT: { description: 'Both have tax ids of a country, and none in common.' },
    NAME_EQUAL: { description: 'The names differ at most in spelling habits and legal form.' },
    NAME_SIMILAR: { description: 'The names look alike; measured by shared trigrams, in basis points.' },
    NAME_WORDS: { description: 'The names share words; measured in basis points.' },
    NUMBER_DIFFERENT: { description: 'The names hold different numbers.' },
    COUNTRY_SAME: { description: 'They are in one country.' },
    COUNTRY_DIFFERENT: { description: 'They are in different countries.' },
  } satisfies Record<MatchCode, object>,
});

const ContributionType = builder.objectRef<Contribution>('CustomerMatchContribution').implement({
  description: 'One step of a score.',
  fields: (t) => ({
    code: t.field({ type: MatchCodeType, description: 'What was compared.', resolve: ({ code }) => code }),
    measure: t.exposeInt('measure', {
      description: 'What was measured: how many keys are shared, or a ratio in basis points.',
    }),
    pointsBps: t.exposeInt('pointsBps', {
      description: 'What it adds to the score, in basis points; negative where it speaks against.',
    }),
  }),
});

type LoadedMatch = Omit<CustomerCandidate, 'customerId' | 'recordId'> & Readonly<{ customer: Customer }>;

export const CustomerMatchType = builder.objectRef<LoadedMatch>('CustomerMatch').implement({
  description: 'A customer that may be the company in question, and why.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  fields: (t) => ({
    customer: t.field({
      type: CustomerType,
      description: 'The customer; for a merged record, the one that it counts as.',
      resolve: ({ customer }) => customer,
    }),
    scoreBps: t.exposeInt('scoreBps', {
      description: 'How sure it is, in basis points: 10,000 only by a strong key, at most 9,500 by a name.',
    }),
    isSame: t.boolean({
      description: 'Whether a strong key matched.',
      resolve: ({ decision }) => decision === 'SAME',
    }),
    matchedOn: t.field({
      type: [MatchCodeType],
      description: 'What speaks for it, the strongest first.',
      resolve: ({ matchedOn }) => [...matchedOn],
    }),
    contributions: t.field({
      type: [ContributionType],
      description: 'Every step of the score, one for each kind of evidence, also what speaks against it.',
      resolve: ({ contributions }) => [...contributions],
    }),
  }),
});

/** The candidates with their customers, all by one statement; a customer that is hidden leaves its candidate out. */
export async function loadMatches(
  context: RequestContext,
  info: GraphQLResolveInfo,
  path: readonly string[],
  candidates: readonly CustomerCandidate[],
): Promise<LoadedMatch[]> {
  if (candidates.length === 0) return [];
  const selection = queryFromInfo({
    context,
    info,
    typeName: 'Customer',
    path: [...path, 'customer'],
    select: { id: true },
  });
  const customers = (await context.db.customer.findMany({
    ...(selection as object),
    where: { id: { in: candidates.map(({ customerId }) => customerId) } },
  })) as Customer[];
  const byId = new Map(customers.map((customer) => [customer.id, customer]));
  return candidates.flatMap((candidate) => {
    const customer = byId.get(candidate.customerId);
    return customer ? [{ ...candidate, customer }] : [];
  });
}

const IgnoredIdentityType = builder.objectRef<IgnoredIdentity>('CustomerIgnoredIdentity').implement({
  description: 'Something of the input that identifies nobody and was therefore not used.',
  fields: (t) => ({
    kind: t.field({
      type: CustomerKeyKind,
      description: 'What it was meant as.',
      resolve: ({ kind }) => kind,
    }),
    reason: t.exposeString('reason', {
      description: 'A constant that says why, such as `PUBLIC_MAIL` or `CHECK_DIGITS`.',
    }),
  }),
});

type LoadedFinding = Omit<PartyFinding, 'candidates'> & Readonly<{ matches: LoadedMatch[] }>;

const CustomerMatchesType = builder.objectRef<LoadedFinding>('CustomerMatches').implement({
  description: 'Who a company may be.',
  authScopes: { permission: 'CUSTOMERS_READ' },
  fields: (t) => ({
    decision: t.field({
      type: MatchDecisionType,
      description: 'What can be said without a person.',
      resolve: ({ decision }) => decision,
    }),
    matches: t.field({
      type: [CustomerMatchType],
      description: `The candidates, the likeliest first; at most ${MATCHES_MAX}.`,
      resolve: ({ matches }) => matches,
    }),
    ignored: t.field({
      type: [IgnoredIdentityType],
      description: 'What of the input could not be used, one for each identity.',
      resolve: ({ ignored }) => [...ignored],
    }),
  }),
});

const CrmAccountInput = builder.inputType('CrmAccountInput', {
  description: 'An account in a CRM.',
  fields: (t) => ({
    system: t.string({
      required: true,
      description: 'The system, such as `SALESFORCE`: capitals and digits.',
    }),
    externalId: t.string({ required: true, description: "The account's id there." }),
  }),
});

const MatchInput = builder.inputType('CustomerMatchInput', {
  description: 'What you know of a company; at least one of name, domain, taxId and crmAccount.',
  fields: (t) => ({
    name: t.string({ description: 'Its name, with or without legal form.' }),
    domain: t.string({ description: 'Its web address or domain.' }),
    taxId: t.string({ description: 'Its tax id.' }),
    countryCode: t.field({
      type: 'CountryCode',
      description: 'Its country, which is also that of the tax id.',
    }),
    crmAccount: t.field({ type: CrmAccountInput, description: 'Its account in a CRM.' }),
  }),
});

function partyOf(input: typeof MatchInput.$inferInput) {
  const { name = null, domain = null, taxId = null, countryCode = null, crmAccount = null } = input;
  const texts = [name, domain, taxId, crmAccount?.externalId ?? null];
  if (texts.every((text) => !text?.trim())) throw badInput('Give a name, domain, taxId or crmAccount.');
  if (texts.some((text) => (text?.length ?? 0) > TEXT_LENGTH_MAX))
    throw badInput(`Each text of the input has at most ${TEXT_LENGTH_MAX} characters.`);
  return { name, domain, taxId, countryCode, crmAccount };
}

builder.queryField('customerMatches', (t) =>
  t.field({
    type: CustomerMatchesType,
    nullable: true,
    description:
      'Which customers a company may be: by its strong keys exactly, and by its name as far as it is alike. For staff.',
    authScopes: { permission: 'CUSTOMERS_READ' },
    complexity: (args) => ({ field: 50, multiplier: args.first ?? MATCHES_DEFAULT }),
    args: {
      input: t.arg({ type: MatchInput, required: true, description: 'The company.' }),
      first: t.arg.int({
        description: `How many at most: 1 to ${MATCHES_MAX}; ${MATCHES_DEFAULT} where left out.`,
      }),
    },
    resolve: async (_root, args, context, info) => {
      const first = args.first ?? MATCHES_DEFAULT;
      if (first < 1 || first > MATCHES_MAX) throw badInput(`first is between 1 and ${MATCHES_MAX}.`);
      const { candidates, ...finding } = await matchCustomer(context.db, partyOf(args.input));
      const matches = await loadMatches(context, info, ['matches'], candidates.slice(0, first));
      return { ...finding, matches };
    },
  }),
);
