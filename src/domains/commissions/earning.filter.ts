import { idsFilter } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { datesOf, type FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { parseFiscalLabel } from '../../kernel/fiscal-period.ts';
import { dayOf } from '../../kernel/time.ts';
import type { Prisma } from '../../platform/database/generated/client/client.ts';

export type EarningFilter = Readonly<{
  partnerIds?: readonly { id: string }[] | null;
  productIds?: readonly { id: string }[] | null;
  referralIds?: readonly { id: string }[] | null;
  period?: string | null;
  orderNumber?: string | null;
}>;

const ORDER_NUMBER_LENGTH_MAX = 200;

/** @throws GraphQLError where the label names no fiscal period, or a text is too long. */
export function earningWhere(
  filter: EarningFilter | null | undefined,
  calendar: FiscalCalendar | null,
): Prisma.CommissionEarningWhereInput {
  const { period, orderNumber } = filter ?? {};
  if (orderNumber != null && (orderNumber.length > ORDER_NUMBER_LENGTH_MAX || orderNumber.includes('\0')))
    throw badInput(`orderNumber has at most ${ORDER_NUMBER_LENGTH_MAX} characters, none of them null.`);
  return {
    partnerId: idsFilter('partnerIds', filter?.partnerIds),
    productId: idsFilter('productIds', filter?.productIds),
    referralId: idsFilter('referralIds', filter?.referralIds),
    orderNumber: orderNumber ?? undefined,
    commissionOn: period != null && calendar ? daysOf(period, calendar) : undefined,
  };
}

function daysOf(label: string, calendar: FiscalCalendar) {
  const period = parseFiscalLabel(label);
  if (!period.ok) throw badInput('period is a fiscal period such as FY2026, FY2026-Q3 or FY2026-P07.');
  try {
    const { from, until } = datesOf(calendar, period.value);
    return { gte: dayOf(from), lt: dayOf(until) };
  } catch {
    throw badInput('period is a fiscal period of a year that the calendar reaches.');
  }
}
