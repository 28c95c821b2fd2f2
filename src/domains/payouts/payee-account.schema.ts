import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf } from '../../graphql/list.ts';
import { decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { payeeAccountActions } from './payee-account.service.ts';
import { PayeeAccountActionType, PayeeAccountStatusType } from './payout-enums.schema.ts';

const FINANCE_ONLY = 'BANK_DETAILS_VERIFY';

export const PayeeAccountType = builder.prismaNode('PayeeAccount', {
  name: 'PayeeAccount',
  description:
    'Where a partner, or one of its people, is paid. Its details are encrypted, and masked here: nobody reads them whole but the bank.',
  authScopes: { permission: 'BANK_DETAILS_READ' },
  id: { field: 'id', description: 'Global id, `PayeeAccount_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that is paid.' }),
    membership: t.relation('membership', {
      type: MembershipType,
      nullable: true,
      description: 'The person who is paid what they earned themselves; null where it is the partner.',
    }),
    status: t.field({
      type: PayeeAccountStatusType,
      description: 'Whether money goes there.',
      select: { verifiedAt: true, revokedAt: true },
      resolve: ({ verifiedAt, revokedAt }) =>
        revokedAt ? 'REVOKED' : verifiedAt ? 'VERIFIED' : 'UNVERIFIED',
    }),
    countryCode: t.expose('countryCode', { type: 'CountryCode', description: 'The country of the account.' }),
    currency: t.expose('currency', {
      type: 'CurrencyCode',
      description: 'The currency in which it is paid.',
    }),
    masked: t.exposeString('masked', {
      description: 'The country and the last four of the account, such as `DE** **** **** 3000`.',
    }),
    holderMasked: t.exposeString('holderMasked', { description: "The holder's initial, such as `A***`." }),
    withholdingPercent: t.field({
      type: 'Decimal',
      description: 'Percent of each payout that is withheld as tax: 0 to below 100.',
      select: { withholdingPercent: true },
      resolve: ({ withholdingPercent }) => formatDecimal(decimalOf(withholdingPercent.toFixed())),
    }),
    enteredAt: t.expose('enteredAt', { type: 'DateTime', description: 'When it was entered.' }),
    verifiedAt: t.expose('verifiedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When finance verified it; null before, and after a payment came back.',
    }),
    verifiedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff verified it; always null for partners.',
      select: { verifiedById: true },
      resolve: async (query, { verifiedById }, _args, { actor, db }) =>
        verifiedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: verifiedById } })
          : null,
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was replaced or ended; null while it counts.',
    }),
    sharedWithOthers: t.boolean({
      nullable: true,
      description:
        'Whether another partner is, or was, paid to the same details. For finance; null for everybody else.',
      select: { fingerprint: true, partnerId: true },
      complexity: 5,
      resolve: async ({ fingerprint, partnerId }, _args, { actor, db }) =>
        isAllowed(actor, FINANCE_ONLY)
          ? (await db.payeeAccount.count({
              where: { fingerprint, partnerId: { not: partnerId } },
              take: 1,
            })) > 0
          : null,
    }),
    availableActions: t.field({
      type: [PayeeAccountActionType],
      description: 'What you can do with it now.',
      select: { verifiedAt: true, revokedAt: true, enteredById: true, partnerId: true },
      resolve: (account, _args, { actor }) =>
        payeeAccountActions(account).filter((action) =>
          action === 'VERIFY'
            ? isAllowed(actor, FINANCE_ONLY) && account.enteredById !== actor.personId
            : isAllowed(actor, FINANCE_ONLY) ||
              (isAllowed(actor, 'BANK_DETAILS_WRITE') && account.partnerId === actor.membership?.partnerId),
        ),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const PayeeAccountFilter = builder.inputType('PayeeAccountFilter', {
  description: 'Which accounts; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    status: t.field({ type: PayeeAccountStatusType, description: 'In this status.' }),
  }),
});

const WHERE = {
  UNVERIFIED: { verifiedAt: null, revokedAt: null },
  VERIFIED: { verifiedAt: { not: null }, revokedAt: null },
  REVOKED: { revokedAt: { not: null } },
} as const;

const PayeeAccountConnection = connectionOf(PayeeAccountType, 'PayeeAccount', {
  one: 'An account',
  many: 'accounts',
});

builder.queryField('payeeAccounts', (t) =>
  t.field({
    type: PayeeAccountConnection,
    nullable: true,
    description:
      'Where payees are paid, with what counted before; newest first. A partner sees its own, finance all. Details are masked.',
    authScopes: { permission: 'BANK_DETAILS_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: PayeeAccountFilter, description: 'Which.' }) },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'payeeAccount',
        typeName: 'PayeeAccount',
        args,
        where: {
          partnerId: idsFilter('partnerIds', args.filter?.partnerIds),
          ...(args.filter?.status && WHERE[args.filter.status]),
        },
        own: { partner: 'partnerId' },
        order: { name: 'ENTERED_AT', column: { column: 'enteredAt', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);
