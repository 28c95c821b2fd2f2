import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aStaffMember } from '../support/builders.ts';
import { type Payouts, setUpPayouts } from '../support/payouts.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let place: Payouts;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-20T12:00:00Z'));
  place = await setUpPayouts(portal);
  await place.rate('EUR', 'USD', '1.1');
  // The tests' accounts are as new as the tests are.
  await portal.arrange((tx) => tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 0 } }));
});

const money = (amount: string, currency: string) => ({ amount, currency });
const PAYOUT =
  'id version status amount { amount currency } withheld { amount } conversions { amount { amount currency } rate settled { amount } }';

describe('a payout', () => {
  it('pays EUR 400.00 at 1.10 as USD 440.00, with 8.00 of exchange loss, and every currency sums to zero', async () => {
    const { partner, partnerId } = await place.aForeignEarning();
    const drafted = await place.draft(partner, PAYOUT);
    expect(drafted).toMatchObject({
      ...{ status: 'DRAFT', amount: money('440.00', 'USD'), withheld: { amount: '0.00' } },
      conversions: [{ amount: money('400.00', 'EUR'), rate: '1.1', settled: { amount: '440.00' } }],
    });
    const approved = await place.send(place.colleague, 'payoutApprove', {
      id: drafted.id,
      version: drafted.version,
    });
    const sent = await place.send(place.finance, 'payoutSend', approved, PAYOUT);
    expect(sent).toMatchObject({ status: 'SENT' });
    expect(await place.balances(partnerId)).toEqual({
      ...{ 'EXPENSE EUR': -40_000n, 'CLEARING EUR': 40_000n },
      ...{ 'CLEARING USD': -43_200n, 'EXCHANGE USD': -800n, 'IN_TRANSIT USD': 44_000n },
    });
    const { id, version } = sent;
    const settled = await place.send(
      place.finance,
      'payoutSettle',
      { id, version, settledOn: '2026-06-20' },
      'status settledOn',
    );
    expect(settled).toMatchObject({ status: 'SETTLED', settledOn: '2026-06-20' });
    expect((await place.balances(partnerId))['PAID USD']).toBe(44_000n);
    expect(await place.draft(partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
    expect(portal.unexpected).toEqual([]);
  });

  it('needs four eyes', async () => {
    const { partner, partnerId } = await place.aForeignEarning();
    const drafted = await place.draft(partner);
    expect(await place.send(place.finance, 'payoutApprove', drafted)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await place.send(place.finance, 'payoutSend', drafted)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'DRAFT',
    });
    expect(Object.keys(await place.balances(partnerId)).sort()).toEqual(['EXPENSE EUR', 'PAYABLE EUR']);
  });

  it('is refused where what is payable is no longer what was approved, and moves nothing', async () => {
    const { partner, partnerId, earning } = await place.aForeignEarning();
    const approved = await place.approved(partner);
    await place.post(partnerId, earning, [['CLAWBACK', 'PAYABLE', 'EXPENSE', 10_000n]], { currency: 'EUR' });
    const before = await place.balances(partnerId);
    const document = `mutation ($input: PayoutSendInput!) { payoutSend(input: $input) { ... on PayableChangedError {
      code drafted { amount currency } payable { amount currency } } } }`;
    const { data } = await portal.send(place.finance.subject, document, {
      input: { id: approved.id, version: approved.version },
    });
    expect(data.payoutSend).toEqual({
      code: 'PAYABLE_CHANGED',
      drafted: money('440.00', 'USD'),
      payable: money('330.00', 'USD'),
    });
    expect(await place.balances(partnerId)).toEqual(before);
    expect(await place.send(place.finance, 'payoutCancel', approved, 'status')).toMatchObject({
      status: 'CANCELLED',
    });
    expect(await place.draft(partner, 'amount { amount }')).toMatchObject({ amount: { amount: '330.00' } });
  });

  it('pays what issued statements say and nothing of later months', async () => {
    const payee = await place.aPayee();
    const earning = await place.anEarning(payee.partnerId);
    await place.payable(payee.partnerId, earning, 10_000n);
    expect(await place.draft(payee.partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
    await place.issue(payee.partnerId);
    await place.payable(payee.partnerId, earning, 5_000n, 'USD', '2026-06-10');
    await place.sent(payee.partner);
    expect(await place.balances(payee.partnerId)).toMatchObject({
      'PAYABLE USD': 5_000n,
      'IN_TRANSIT USD': 10_000n,
    });
    expect(await place.draft(payee.partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
  });

  it('comes back as payable, with what was withheld, to an account that is verified anew', async () => {
    const payee = await place.aPayee({}, '10');
    const earning = await place.anEarning(payee.partnerId);
    await place.payable(payee.partnerId, earning, 10_000n);
    await place.issue(payee.partnerId);
    const sent = await place.sent(payee.partner);
    expect(await place.balances(payee.partnerId)).toMatchObject({
      'IN_TRANSIT USD': 9_000n,
      'WITHHOLDING USD': 1_000n,
    });
    expect(
      await place.send(place.finance, 'payoutReturn', { ...sent, reason: 'Account closed.' }, 'status'),
    ).toMatchObject({
      status: 'RETURNED',
    });
    expect(await place.balances(payee.partnerId)).toEqual({
      'EXPENSE USD': -10_000n,
      'PAYABLE USD': 10_000n,
    });
    const document = `mutation ($input: PayoutDraftInput!) { payoutDraft(input: $input) { ... on PayoutHeldError {
      code holds { code next } } } }`;
    const held = await portal.send(place.finance.subject, document, { input: { partnerId: payee.partner } });
    expect(held.data.payoutDraft).toEqual({
      code: 'PAYOUT_HELD',
      holds: [{ code: 'BANK_DETAILS_UNVERIFIED', next: 'WAIT_FOR_VERIFICATION' }],
    });
    await place.verified(payee.admin, { iban: 'DE75512108001245126199' }, '10');
    expect(await place.draft(payee.partner, 'amount { amount }')).toMatchObject({
      amount: { amount: '90.00' },
    });
  });

  it('takes what is owed, and pays nothing where more is owed', async () => {
    const payee = await place.aPayee();
    const [first, second] = [await place.anEarning(payee.partnerId), await place.anEarning(payee.partnerId)];
    await place.payable(payee.partnerId, first, 10_000n);
    await place.issue(payee.partnerId);
    await place.sent(payee.partner);
    await place.post(payee.partnerId, first, [['RECOVERY', 'RECOVERABLE', 'EXPENSE', 4_000n]], {
      on: '2026-06-01',
    });
    await place.payable(payee.partnerId, second, 3_000n);
    expect(await place.draft(payee.partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
    await place.payable(payee.partnerId, second, 2_500n);
    await place.sent(payee.partner);
    expect(await place.balances(payee.partnerId)).toEqual({
      'EXPENSE USD': -11_500n,
      'IN_TRANSIT USD': 11_500n,
    });
  });

  it('carries less than the minimum forward, and names the pair that has no rate', async () => {
    const payee = await place.aPayee({ currency: 'CHF' });
    await place.send(place.finance, 'payoutMinimumSet', { amount: money('50', 'CHF') }, 'amount { amount }');
    await place.payable(payee.partnerId, null, 4_999n, 'CHF');
    await place.issue(payee.partnerId);
    expect(await place.draft(payee.partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
    await place.payable(payee.partnerId, null, 100n, 'SEK');
    await place.issue(payee.partnerId);
    const document = `mutation ($input: PayoutDraftInput!) { payoutDraft(input: $input) { ... on NoRateError { code fromCurrency toCurrency } } }`;
    const { data } = await portal.send(place.finance.subject, document, {
      input: { partnerId: payee.partner },
    });
    expect(data.payoutDraft).toEqual({ code: 'NO_RATE', fromCurrency: 'SEK', toCurrency: 'CHF' });
  });

  it('pays a person what they earned themselves to their own account', async () => {
    const payee = await place.aPayee();
    const person = await aMember(portal, payee.partnerId, 'PARTNER_MEMBER');
    const membershipId = `Membership_${person.membershipId}`;
    const earning = await place.anEarning(payee.partnerId, { membershipId: person.membershipId });
    await place.payable(payee.partnerId, earning, 700n);
    await place.issue(payee.partnerId);
    expect(await place.draft(payee.partner)).toMatchObject({ code: 'NOTHING_PAYABLE' });
    const input = { partnerId: payee.partner, membershipId };
    expect(await place.send(place.finance, 'payoutDraft', input)).toMatchObject({ code: 'PAYOUT_HELD' });
    await place.verified(payee.admin, { membershipId, holder: 'Somebody else' });
    expect(await place.send(place.finance, 'payoutDraft', input, 'amount { amount }')).toMatchObject({
      amount: { amount: '7.00' },
    });
  });
});

describe('called at the same time', () => {
  it('is drafted once, and sent once', async () => {
    const { partner, partnerId } = await place.aForeignEarning();
    const drafts = await Promise.all(Array.from({ length: 5 }, () => place.draft(partner)));
    expect(drafts.filter(({ id }) => id)).toHaveLength(1);
    expect(drafts.filter(({ code }) => code === 'CONFLICT')).toHaveLength(4);
    const { id } = drafts.find((one) => one.id)!;
    const approved = await place.send(place.colleague, 'payoutApprove', { id, version: 1 });
    const sends = await Promise.all(
      Array.from({ length: 5 }, () => place.send(place.finance, 'payoutSend', approved)),
    );
    expect(sends.filter(({ id }) => id)).toHaveLength(1);
    expect((await place.balances(partnerId))['IN_TRANSIT USD']).toBe(44_000n);
    expect(portal.unexpected).toEqual([]);
  });

  it('never pays what is clawed back at the same time', async () => {
    const races = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { partner, partnerId, earning } = await place.aForeignEarning();
        return { partnerId, earning, approved: await place.approved(partner) };
      }),
    );
    for (const { partnerId, earning, approved } of races) {
      const clawback = portal.arrange(async (tx) => {
        // As whoever books does: under the earning's lock, then what is there.
        await tx.$queryRaw`SELECT 1 FROM commission_earning WHERE id = ${earning}::uuid FOR UPDATE`;
        const rows = await tx.ledgerEntry.findMany({ where: { earningId: earning, currency: 'EUR' } });
        const left = rows.reduce(
          (sum, { fromAccount, toAccount, amountMinor }) =>
            sum + (toAccount === 'PAYABLE' ? amountMinor : fromAccount === 'PAYABLE' ? -amountMinor : 0n),
          0n,
        );
        return await place.postIn(tx, partnerId, earning, [['CLAWBACK', 'PAYABLE', 'EXPENSE', left]], {
          currency: 'EUR',
        });
      });
      const [sent, clawed] = await Promise.all([place.send(place.finance, 'payoutSend', approved), clawback]);
      const balances = await place.balances(partnerId);
      expect(balances['IN_TRANSIT USD'] ?? 0n).toBe(sent.id ? 44_000n : 0n);
      expect(Boolean(sent.id) && clawed.length > 0).toBe(false);
    }
  });
});

describe('many payouts', () => {
  it('are drafted with what became of each, and nothing twice', async () => {
    const due = await place.aForeignEarning();
    const held = await place.aForeignEarning();
    await place.send(
      place.finance,
      'payoutHoldPlace',
      { partnerId: held.partner, reason: 'A question is open.' },
      'id',
    );
    const fields =
      'draftedCount after results { partnerId outcome amount { amount } payoutId holds { code } }';
    const run = async () => {
      const results: { partnerId: string; payoutId: string | null }[] = [];
      let drafted = 0;
      for (let after: string | null = null; ; ) {
        const page = await place.send(place.finance, 'payoutDraftMany', { after, first: 3 }, fields);
        results.push(...page.results);
        drafted += page.draftedCount;
        after = page.after;
        if (after === null) break;
      }
      const of = (partnerId: string) => results.find((one) => one.partnerId === partnerId);
      return { drafted, due: of(due.partner), held: of(held.partner), count: results.length };
    };
    const first = await run();
    expect(first.due).toMatchObject({ outcome: 'DUE', amount: { amount: '440.00' } });
    expect(first.held).toMatchObject({
      outcome: 'HELD',
      payoutId: null,
      holds: [{ code: 'HOLD_BY_FINANCE' }],
    });
    const again = await run();
    expect(again).toMatchObject({ drafted: 0, count: first.count });
    expect(again.due).toMatchObject({ outcome: 'ALREADY_DRAFTED', payoutId: first.due?.payoutId });
  });
});

describe('who may see', () => {
  it('tells a partner what is next, and of payouts once they are sent', async () => {
    const { partner, admin } = await place.aForeignEarning();
    const document = `query ($id: ID!) { payouts { nodes { status amount { amount } account { masked } draftedBy { name } } }
      node(id: $id) { ... on Partner { nextPayout { outcome amount { amount currency } holds { code } minimum { amount } } } } }`;
    const read = async (subject: string) => (await portal.send(subject, document, { id: partner })).data;
    const next = { outcome: 'DUE', amount: money('440.00', 'USD'), holds: [], minimum: { amount: '0.00' } };
    const approved = await place.approved(partner);
    expect(await read(admin.subject)).toEqual({ payouts: { nodes: [] }, node: { nextPayout: next } });
    await place.send(place.finance, 'payoutSend', approved);
    expect(await read(admin.subject)).toMatchObject({
      payouts: {
        nodes: [
          {
            status: 'SENT',
            amount: { amount: '440.00' },
            account: { masked: 'DE** **** **** 3000' },
            draftedBy: null,
          },
        ],
      },
      node: { nextPayout: { outcome: 'NOTHING_DUE' } },
    });
    const stranger = await aMember(portal, (await place.aPayee()).partnerId);
    expect(await read(stranger.subject)).toEqual({ payouts: { nodes: [] }, node: null });
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect((await read(manager.subject)).node).toBeNull();
    const member = await aMember(portal, admin.partnerId, 'PARTNER_MEMBER');
    const asMember = await portal.send(member.subject, document, { id: partner });
    expect(asMember.data).toMatchObject({ payouts: null, node: { nextPayout: null } });
  });
});
