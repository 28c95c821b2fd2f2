import { randomUUID } from 'node:crypto';
import type { EntryKind, LedgerAccount } from '../../src/domains/ledger/ledger.rules.ts';
import { postEntries } from '../../src/domains/ledger/ledger.service.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { statementClose } from '../../src/workflows/jobs/statement-close.ts';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

export type Booking = Readonly<{
  kind?: EntryKind;
  from?: LedgerAccount;
  to?: LedgerAccount;
  amountMinor: bigint;
  currency?: string;
  earningId?: string | null;
  explanation?: object;
}>;

/** Books movements of a partner on a day, as whoever earns books them; an adjustment into PAYABLE where nothing else is said. */
export const booked = (portal: Portal, partnerId: string, day: string, bookings: readonly Booking[]) =>
  portal.arrange((tx) =>
    postEntries(
      tx,
      bookings.map((booking) => ({
        ...{
          partnerId,
          earningId: null,
          kind: 'ADJUSTMENT',
          from: 'EXPENSE',
          to: 'PAYABLE',
          currency: 'EUR',
        },
        ...{ effectiveOn: new Date(`${day}T00:00:00Z`), postingKey: randomUUID() },
        ...{ causeType: 'Test', causeId: null, explanation: {}, ...booking },
      })),
      new Date(`${day}T12:00:00Z`),
    ),
  );

/** What was earned and became payable, of a line of an order of its own. */
export async function anEarning(
  portal: Portal,
  partnerId: string,
  day: string,
  amountMinor: bigint,
): Promise<Readonly<{ earningId: string; entryId: string; orderNumber: string }>> {
  const orderNumber = `O-${randomUUID().slice(0, 8)}`;
  const earningId = await portal.arrange(async (tx) => {
    const on = new Date(`${day}T00:00:00Z`);
    const code = `P-${randomUUID().slice(0, 8)}`;
    const product = await tx.product.create({ data: { code, name: `Product ${code}`, family: 'CORE' } });
    const order = await tx.salesOrder.create({
      data: {
        ...{ system: 'crm', externalId: orderNumber, type: 'NEW', status: 'DRAFT', statusSince: on },
        ...{ partnerId, currency: 'EUR', orderedOn: on },
      } as never,
    });
    const line = await tx.orderLine.create({
      data: {
        ...{ orderId: order.id, position: 1, productId: product.id, quantity: 1 },
        ...{ oneOffMinor: amountMinor * 10n, monthlyMinor: 0n },
      } as never,
    });
    const earning = await tx.commissionEarning.create({
      data: {
        ...{ partnerId, orderId: order.id, orderLineId: line.id, slot: 'BASE', commissionOn: on },
        ...{ currency: 'EUR', settlementCurrency: 'EUR', bookingRate: 1, orderNumber, orderType: 'NEW' },
        ...{ productId: product.id, bookedAt: on },
      },
    });
    return earning.id;
  });
  const [, entryId] = await booked(portal, partnerId, day, [
    { kind: 'ACCRUAL', from: 'EXPENSE', to: 'ACCRUED', amountMinor, earningId },
    {
      ...{ kind: 'RELEASE', from: 'ACCRUED', to: 'PAYABLE', amountMinor, earningId },
      explanation: { rule: { code: 'BASE' }, steps: [{ code: 'RATE', result: `${amountMinor}` }] },
    },
  ]);
  return { earningId, entryId: entryId!, orderNumber };
}

type By = Readonly<{ subject: string }>;

/** Closes a month, approves and issues its statements. */
export async function issued(portal: Portal, by: By, label: string): Promise<void> {
  await change(portal, by.subject, ['commissionPeriodClose', { label }], 'status');
  await change(portal, by.subject, ['statementsApprove', { period: label }], 'changedCount');
  await change(portal, by.subject, ['statementsIssue', { period: label }], 'changedCount');
}

/** A partner's statements as they are stored, the earliest first. */
export const statementsOf = (portal: Portal, partnerId: string) =>
  portal.arrange((tx) =>
    tx.statement.findMany({ where: { partnerId }, orderBy: [{ period: 'asc' }, { currency: 'asc' }] }),
  );

export const close = (portal: Portal, asOf: string) =>
  runJob(portal.database, statementClose, new Date(asOf), () => undefined);
