import { anyOf } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

const TEXT_LENGTH_MAX = 200;

type Filter = Readonly<{
  system?: string | null;
  kind?: readonly string[] | null;
  orderNumber?: string | null;
  invoiceNumber?: string | null;
  paymentNumber?: string | null;
  occurredFrom?: Date | null;
  occurredBefore?: Date | null;
  isUnresolved?: boolean | null;
}>;

/** What says of which order it is, or must be of one, and was joined to none. */
const UNRESOLVED: Prisma.BillingFactWhereInput = {
  ...{ orderId: null, kind: { not: 'PAYMENT' } },
  OR: [{ kind: 'INVOICE_LINE' }, { orderNumber: { not: null } }],
};

function textOf(name: string, text: string | null | undefined): string | undefined {
  if (text == null) return undefined;
  if (text.length > TEXT_LENGTH_MAX) throw badInput(`${name} has at most ${TEXT_LENGTH_MAX} characters.`);
  // PostgreSQL has no such character, so no text has it.
  if (text.includes('\0')) throw badInput(`${name} holds a null character, which no number has.`);
  return text;
}

/** @throws GraphQLError where a list or a text of the filter is too long. */
export const billingFactWhere = (filter: Filter | null | undefined): Prisma.BillingFactWhereInput => {
  const { isUnresolved, orderNumber } = filter ?? {};
  const number = textOf('orderNumber', orderNumber);
  return {
    AND: [
      {
        ...{ system: textOf('system', filter?.system), kind: anyOf('kind', filter?.kind) },
        invoiceNumber: textOf('invoiceNumber', filter?.invoiceNumber),
        paymentNumber: textOf('paymentNumber', filter?.paymentNumber),
        occurredOn: { gte: filter?.occurredFrom ?? undefined, lt: filter?.occurredBefore ?? undefined },
      },
      number === undefined ? {} : { OR: [{ orderNumber: number }, { salesOrder: { externalId: number } }] },
      isUnresolved == null ? {} : isUnresolved ? UNRESOLVED : { NOT: UNRESOLVED },
    ],
  };
};
