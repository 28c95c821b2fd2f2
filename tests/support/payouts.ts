import { randomUUID } from 'node:crypto';
import type { NewEntry } from '../../src/domains/ledger/ledger.rules.ts';
import { postEntries } from '../../src/domains/ledger/ledger.service.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { aMember, aPartner, aProduct, aStaffMember } from './builders.ts';
import { change } from './change.ts';
import type { Portal } from './portal.ts';

export const day = (text: string) => new Date(`${text}T00:00:00Z`);
export const IBAN = 'DE89370400440532013000';
export const HOLDER = 'Plantedname Holder';

/** A partner with an admin, two people of finance, and what it earns by the ledger alone. */
export async function setUpPayouts(portal: Portal) {
  const finance = await aStaffMember(portal, 'FINANCE');
  const colleague = await aStaffMember(portal, 'FINANCE');
  const product = await aProduct(portal);
  const send = async (
    by: Readonly<{ subject: string }>,
    name: string,
    input: object,
    fields = 'id version',
  ) => {
    // What a mutation answered is often what the next one is sent.
    const { __typename, ...sent } = input as { __typename?: string };
    return await change(portal, by.subject, [name, sent], fields);
  };

  /** An earning without anything booked yet. */
  const anEarning = (
    partnerId: string,
    given: Readonly<{ currency?: string; settles?: string; rate?: string; membershipId?: string }> = {},
  ) =>
    portal.arrange(async (tx) => {
      const { currency = 'USD', settles = currency, rate = '1', membershipId = null } = given;
      const order = await tx.salesOrder.create({
        data: {
          system: 'test',
          externalId: randomUUID(),
          type: 'NEW',
          statusSince: day('2026-01-01'),
          currency,
        },
      });
      const line = await tx.orderLine.create({
        data: {
          orderId: order.id,
          position: 1,
          productId: product.id,
          quantity: 1,
          oneOffMinor: 0n,
          monthlyMinor: 0n,
        },
      });
      const earning = await tx.commissionEarning.create({
        data: {
          ...{ partnerId, orderId: order.id, orderLineId: line.id, slot: 'BASE', membershipId },
          ...{ commissionOn: day('2026-05-01'), currency, settlementCurrency: settles, bookingRate: rate },
          ...{
            orderNumber: order.externalId,
            orderType: 'NEW',
            productId: product.id,
            bookedAt: day('2026-05-01'),
          },
        },
      });
      return earning.id;
    });

  type Moves = readonly (readonly [kind: string, from: string, to: string, amountMinor: bigint])[];
  type Given = Readonly<{ on?: string; currency?: string }>;

  const postIn = (tx: Tx, partnerId: string, earningId: string | null, moves: Moves, given: Given = {}) =>
    postEntries(
      tx,
      moves.map(
        ([kind, from, to, amountMinor]) =>
          ({
            ...{ partnerId, earningId, kind, from, to, amountMinor, currency: given.currency ?? 'USD' },
            ...{ effectiveOn: day(given.on ?? '2026-05-10'), postingKey: randomUUID() },
            ...{ causeType: 'Test', causeId: null, explanation: {} },
          }) as NewEntry,
      ),
      day('2026-06-01'),
    );

  const post = (partnerId: string, earningId: string | null, moves: Moves, given: Given = {}) =>
    portal.arrange((tx) => postIn(tx, partnerId, earningId, moves, given));

  /** What became payable in May. */
  const payable = (
    partnerId: string,
    earningId: string | null,
    amountMinor: bigint,
    currency = 'USD',
    on = '2026-05-10',
  ) =>
    post(
      partnerId,
      earningId,
      earningId === null
        ? [['ADJUSTMENT', 'EXPENSE', 'PAYABLE', amountMinor]]
        : [
            ['ACCRUAL', 'EXPENSE', 'ACCRUED', amountMinor],
            ['RELEASE', 'ACCRUED', 'PAYABLE', amountMinor],
          ],
      { currency, on },
    );

  /** Says that the statements of a month are issued, whatever is on them. */
  const issue = (partnerId: string, on = '2026-05-10') =>
    portal.arrange(
      (tx) => tx.$executeRaw`
        INSERT INTO statement (partner_id, currency, period, opening_minor, closing_minor, line_count, status, sha256, drafted_at,
          approved_by_id, approved_at, issued_at)
        SELECT DISTINCT e.partner_id, e.currency, e.period, 0, 0, 0, 'ISSUED', repeat('0', 64), now(), ${finance.personId}::uuid, now(), now()
        FROM ledger_entry AS e JOIN commission_period AS p ON p.label = e.period
        WHERE e.partner_id = ${partnerId}::uuid AND p.starts_on <= ${day(on)}::date AND p.ends_on > ${day(on)}::date
        ON CONFLICT DO NOTHING`,
    );

  /** An account of a partner that finance has verified, and whose hold has passed. */
  const verified = async (
    admin: Readonly<{ subject: string }>,
    given: object = {},
    withholdingPercent = '0',
  ) => {
    const account = await send(admin, 'payeeAccountSet', {
      ...{ countryCode: 'DE', currency: 'USD', holder: HOLDER, iban: IBAN },
      ...given,
    });
    await send(finance, 'payeeAccountVerify', {
      id: account.id,
      version: account.version,
      withholdingPercent,
    });
    return account.id as string;
  };

  const aPayee = async (given: object = {}, withholdingPercent = '0') => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const accountId = await verified(admin, given, withholdingPercent);
    return { partnerId: partner.id, partner: `Partner_${partner.id}`, admin, accountId };
  };

  /** EUR 400.00 payable to a partner that is paid in dollars, booked at 1.08. */
  const aForeignEarning = async () => {
    const payee = await aPayee();
    const earning = await anEarning(payee.partnerId, { currency: 'EUR', settles: 'USD', rate: '1.08' });
    await payable(payee.partnerId, earning, 40_000n, 'EUR');
    await issue(payee.partnerId);
    return { ...payee, earning };
  };

  const draft = (partner: string, fields?: string) =>
    send(finance, 'payoutDraft', { partnerId: partner }, fields);

  /** A payout that was drafted and approved. */
  const approved = async (partner: string) => await send(colleague, 'payoutApprove', await draft(partner));

  const sent = async (partner: string) => await send(finance, 'payoutSend', await approved(partner));

  const balances = (partnerId: string) =>
    portal.arrange(async (tx) => {
      const rows = await tx.$queryRaw<{ account: string; currency: string; minor: bigint }[]>`
        SELECT m.account, e.currency, sum(m.amount)::bigint AS minor FROM ledger_entry AS e
        CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
        WHERE e.partner_id = ${partnerId}::uuid GROUP BY 1, 2 HAVING sum(m.amount) <> 0`;
      return Object.fromEntries(
        rows.map(({ account, currency, minor }) => [`${account} ${currency}`, minor]),
      );
    });

  const rate = (from: string, to: string, text: string, validFrom = '2026-01-01') =>
    portal.arrange((tx) =>
      tx.exchangeRate.create({
        data: {
          ...{ fromCurrency: from, toCurrency: to, rate: text, source: 'test' },
          ...{ validFrom: day(validFrom), bookedAt: day(validFrom) },
        },
      }),
    );

  return {
    portal,
    finance,
    colleague,
    send,
    anEarning,
    post,
    postIn,
    payable,
    issue,
    verified,
    aPayee,
    aForeignEarning,
    draft,
    approved,
    sent,
    balances,
    rate,
  };
}

export type Payouts = Awaited<ReturnType<typeof setUpPayouts>>;
