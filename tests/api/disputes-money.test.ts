import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, aPartner } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { aReferral } from '../support/frozen-orders.ts';
import { type Payouts, setUpPayouts } from '../support/payouts.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Payouts;

beforeAll(async () => {
  portal = await startPortal();
  place = await setUpPayouts(portal);
  await portal.arrange((tx) => tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 0 } }));
});

beforeEach(() => portal.setNow(new Date('2026-06-20T12:00:00Z')));

const money = (amount: string, currency: string) => ({ amount, currency });

/** Pays what is payable when it is asked, if anything is. */
async function payWhatCanBe(partner: string) {
  const drafted = await place.draft(partner);
  const approved = drafted.id ? await place.send(place.colleague, 'payoutApprove', drafted) : drafted;
  return approved.id ? await place.send(place.finance, 'payoutSend', approved) : approved;
}

describe('a dispute that books while a payout takes the same money', () => {
  it.each([
    { _case: 'of an earning', isEarned: true },
    { _case: 'of no earning', isEarned: false },
  ])('$_case neither overdraws it nor waits in a circle', async ({ isEarned }) => {
    for (const _ of [1, 2, 3]) {
      const { partner, partnerId } = await place.aPayee();
      const earning = isEarned ? await place.anEarning(partnerId) : null;
      await place.payable(partnerId, earning, 50_000n);
      await place.issue(partnerId);
      const line = await portal.arrange((tx) =>
        tx.ledgerEntry.findFirstOrThrow({ where: { partnerId, toAccount: 'PAYABLE' } }),
      );
      const contest = {
        ...{ kind: 'OVERPAYMENT', entryId: `StatementLine_${line.id}`, claimed: money('100.00', 'USD') },
        reason: 'It was cancelled.',
      };
      const approved = await place.approved(partner);
      const [sent, opened] = await Promise.all([
        place.send(place.finance, 'payoutSend', approved),
        place.send(place.colleague, 'disputeOpen', contest, 'id version held { amount }'),
      ]);
      const inAll = await place.balances(partnerId);
      expect(inAll['HELD USD'] ?? 0n).toBe(sent.id ? 0n : 40_000n);
      expect(inAll['IN_TRANSIT USD'] ?? 0n).toBe(sent.id ? 50_000n : 0n);
      const decision = { id: opened.id, version: opened.version, outcome: 'UPHELD', message: 'It was.' };
      await Promise.all([place.send(place.finance, 'disputeDecide', decision), payWhatCanBe(partner)]);
      const after = await place.balances(partnerId);
      const kept = ['PAYABLE', 'HELD', 'IN_TRANSIT'].map((account) => after[`${account} USD`] ?? 0n);
      expect(kept.every((minor) => minor >= 0n)).toBe(true);
      // Whatever came first, 100.00 are the partner's: the rest was not paid, or is owed.
      expect(kept.reduce((sum, minor) => sum + minor, after['RECOVERABLE USD'] ?? 0n)).toBe(10_000n);
    }
    expect(portal.unexpected).toEqual([]);
  });
});

describe('a commission that is missing', () => {
  it('asks for what is missing within a window that opens as it is sold', async () => {
    const admin = await aMember(portal, (await aPartner(portal)).id);
    const other = await aPartner(portal);
    const { partnerId } = admin;
    const sold = { status: 'RATIFIED', decidedAt: new Date('2026-06-01T23:30:00Z') };
    const aSale = (externalId: string, of: string, data: object = {}) =>
      portal.arrange(async (tx) => {
        const order = { system: 'CRM', externalId, type: 'NEW', currency: 'EUR', partnerId: of };
        await tx.salesOrder.create({ data: { ...order, statusSince: sold.decidedAt, ...sold, ...data } });
      });
    await aSale('S-1', partnerId);
    await aSale('S-2', partnerId, { status: 'ACTIVATED', activatedOn: new Date('2026-07-01') });
    await aSale('S-3', other.id);
    const won = await aReferral(portal, partnerId, {
      ...{ salesStage: 'WON', dealCloseOn: new Date('2026-05-01') },
    });
    const missing = (of: object) =>
      change(
        portal,
        admin.subject,
        ['disputeOpen', { kind: 'MISSING', claimed: money('80.00', 'EUR'), reason: 'It was won.', ...of }],
        'status',
      );
    const closed = (until: string) => ({ code: 'DISPUTE_WINDOW_CLOSED', until });
    const referralId = `Referral_${won.id}`;
    portal.setNow(new Date('2026-09-29T10:00:00Z'));
    // Ninety days after it was ratified, activated or won; of whose order nothing is told, nothing is refused.
    const days = [closed('2026-08-30'), { status: 'OPEN' }, { status: 'OPEN' }, closed('2026-07-30')];
    expect(await missing({ orderNumber: 'S-1' })).toMatchObject(days[0]!);
    expect(await missing({ orderNumber: 'S-2' })).toMatchObject(days[1]!);
    expect(await missing({ orderNumber: 'S-3' })).toMatchObject(days[2]!);
    expect(await missing({ referralId })).toMatchObject(days[3]!);
    expect(await missing({ referralId, orderNumber: 'S-2' })).toMatchObject({ status: 'OPEN' });
    portal.setNow(new Date('2026-09-30T10:00:00Z'));
    expect(await missing({ orderNumber: 'S-2' })).toMatchObject(closed('2026-09-29'));
  });
});
