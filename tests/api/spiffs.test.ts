import { beforeAll, describe, expect, it } from 'vitest';
import { giveBackSpiffs, takeSpiff } from '../../src/domains/plans/spiff-taking.service.ts';
import { bookEarnings } from '../../src/workflows/book-earnings.ts';
import { aMember, aPartner, aProduct, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import {
  anOrder,
  aPlanVersion,
  aReferral,
  decide,
  frozenOf,
  ownPlan,
  percent,
} from '../support/frozen-orders.ts';
import { aPlanCode } from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';

const portal = await startPortal({ poolMax: 8 });
let staff: string;

beforeAll(async () => {
  staff = (await aStaffMember(portal, 'FINANCE')).subject;
});

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const FIELDS = 'id version status spent { amount } budget { amount }';

const create = (more: object = {}) =>
  change(
    portal,
    staff,
    [
      'spiffCreate',
      {
        ...{
          code: aPlanCode(),
          name: 'Spring bonus',
          formula: 'FLAT',
          amount: eur('100'),
          budget: eur('1000'),
        },
        ...{ validFrom: '2026-03-01', validTo: '2026-06-01', ...more },
      },
    ],
    FIELDS,
  );

const move = (name: string, { id, version }: { id: string; version: number }) =>
  change(portal, staff, [`spiff${name}`, { id, version }], FIELDS);

const anOpenSpiff = async (more: object = {}) => move('Publish', await create(more));
const uuidOf = (id: string) => id.slice(id.indexOf('_') + 1);

describe('a SPIFF', () => {
  it('is opened and closed once', async () => {
    const draft = await create();
    expect(draft).toMatchObject({
      status: 'DRAFT',
      spent: { amount: '0.00' },
      budget: { amount: '1000.00' },
    });
    const open = await move('Publish', draft);
    expect(open.status).toBe('PUBLISHED');
    expect(await move('Publish', draft)).toMatchObject({ code: 'STALE_VERSION' });
    expect(await move('Publish', open)).toMatchObject({ code: 'INVALID_STATE', allowedActions: ['CLOSE'] });
    const closed = await move('Close', open);
    expect(closed.status).toBe('CLOSED');
    expect(await move('Close', closed)).toMatchObject({ code: 'INVALID_STATE', allowedActions: [] });
  });

  it.each([
    { more: { percent: '5' }, field: 'percent NOT_ASKED' },
    { more: { amount: null }, field: 'amount REQUIRED' },
    { more: { amount: eur('-1') }, field: 'amount OUT_OF_BOUNDS' },
    { more: { amount: eur('1001') }, field: 'budget BELOW_AMOUNT' },
    { more: { cap: { amount: '5', currency: 'USD' } }, field: 'cap OTHER_CURRENCY' },
    { more: { budget: eur('0') }, field: 'budget OUT_OF_BOUNDS' },
    { more: { validTo: '2026-03-01' }, field: 'validTo ENDS_BEFORE_START' },
    { more: { productCodes: ['NOPE'] }, field: 'productCodes.0 UNKNOWN_PRODUCT' },
    { more: { orderTypes: ['TRANSFER'] }, field: 'orderTypes ORDER_TYPE_NEVER_PAYS' },
  ])('is refused where $field', async ({ more, field }) => {
    const refused = await create(more);
    expect(
      refused.fields.map((one: { field: string; code: string }) => `${one.field} ${one.code}`),
    ).toContain(field);
  });
});

describe('the budget of a SPIFF', () => {
  it('for 10 is paid to exactly 10 of 60 who take at once', async () => {
    const spiff = await anOpenSpiff();
    const partner = await aPartner(portal);
    const take = () =>
      portal.arrange((tx) =>
        takeSpiff(tx, {
          ...{ spiffId: uuidOf(spiff.id), partnerId: partner.id, membershipId: null },
          ...{ amountMinor: 100_00n, alreadyMinor: 0n },
        }),
      );
    const taken = await Promise.all(Array.from({ length: 60 }, take));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(10);
    expect(new Set(taken.flatMap((one) => (one.ok ? [] : [one.reason])))).toEqual(
      new Set(['SPIFF_BUDGET_SPENT']),
    );
    const { spentMinor } = await portal.arrange((tx) =>
      tx.spiff.findUniqueOrThrow({ where: { id: uuidOf(spiff.id) } }),
    );
    expect(spentMinor).toBe(1_000_00n);
  });

  it('is not paid out in part, is given back, and is capped for one partner', async () => {
    const spiff = await anOpenSpiff({ cap: eur('250') });
    const partner = await aPartner(portal);
    const of = { spiffId: uuidOf(spiff.id), partnerId: partner.id, membershipId: null };
    const take = (amountMinor: bigint, alreadyMinor = 0n) =>
      portal.arrange((tx) => takeSpiff(tx, { ...of, amountMinor, alreadyMinor }));
    expect(await take(300_00n)).toEqual({ ok: true, amountMinor: 250_00n });
    expect(await take(100_00n, 200_00n)).toEqual({ ok: true, amountMinor: 50_00n });
    expect(await take(100_00n, 250_00n)).toEqual({ ok: false, reason: 'SPIFF_CAP_REACHED' });
    for (const _ of [1, 2]) expect(await take(250_00n)).toMatchObject({ ok: true });
    // 1,000 - 250 - 50 - 500 leaves 200.
    expect(await take(200_01n)).toEqual({ ok: false, reason: 'SPIFF_BUDGET_SPENT' });
    await portal.arrange((tx) => giveBackSpiffs(tx, [{ spiffId: of.spiffId, amountMinor: 1n }]));
    expect(await take(200_01n)).toEqual({ ok: true, amountMinor: 200_01n });
    // More than was ever taken leaves nothing spent, and what is taken anew never exceeds the budget.
    const spentAfter = async (amountMinor: bigint) => {
      await portal.arrange((tx) => giveBackSpiffs(tx, [{ spiffId: of.spiffId, amountMinor }]));
      return (await portal.arrange((tx) => tx.spiff.findUniqueOrThrow({ where: { id: of.spiffId } })))
        .spentMinor;
    };
    expect(await spentAfter(1_000_01n)).toBe(0n);
    expect(await spentAfter(-1_000_01n)).toBe(1_000_00n);
  });

  it('gives back once what is reversed of a SPIFF, to whoever takes it next', async () => {
    const partner = await aPartner(portal);
    await ownPlan(portal, partner.id, (await aPlanVersion(portal, [percent('0.1')])).planId);
    const referral = await aReferral(portal, partner.id);
    const productId = (await aProduct(portal)).id;
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    const budget = { budgetMinor: 50_000n, validFrom: day('2026-07-01'), validTo: day('2026-08-01') };
    const spiff = await portal.arrange((tx) =>
      tx.spiff.create({
        data: {
          ...{ code: 'AUTUMN', name: 'Autumn', status: 'PUBLISHED', formula: 'FLAT', amountMinor: 5_000n },
          ...{ currency: 'EUR', ...budget },
        },
      }),
    );
    const make = () => anOrder(portal, productId, { referralId: referral.id, orderedOn: day('2026-07-10') });
    const paid = await Promise.all(Array.from({ length: 10 }, make));
    for (const { id } of paid) await decide(portal, id, new Date('2026-07-20T12:00:00Z'));
    const spent = async () =>
      (await portal.arrange((tx) => tx.spiff.findUniqueOrThrow({ where: { id: spiff.id } }))).spentMinor;
    expect(await spent()).toBe(50_000n);
    const cancelled = paid.slice(0, 6).map(({ id }) => id);
    await portal.arrange((tx) =>
      tx.salesOrder.updateMany({
        where: { id: { in: cancelled } },
        data: { status: 'CANCELLED', cancelledOn: day('2026-07-21') },
      }),
    );
    const booked = { now: new Date('2026-07-22T12:00:00Z'), cause: { type: 'Test', id: null } };
    const reverse = (orderIds: readonly string[]) =>
      portal.arrange((tx) => bookEarnings(tx, { orderIds }, booked));
    // Twelve want what comes back while it comes back, each cancellation three times at once.
    const next = await Promise.all(Array.from({ length: 12 }, make));
    await Promise.all([
      ...cancelled.flatMap((id) => [reverse([id]), reverse([id]), reverse(cancelled)]),
      ...next.slice(0, 6).map(({ id }) => decide(portal, id, booked.now)),
    ]);
    for (const { id } of next.slice(6)) await decide(portal, id, booked.now);
    await reverse(cancelled);
    const bonuses = (await Promise.all(next.map(({ id }) => frozenOf(portal, id))))
      .flat()
      .filter(({ spiffId }) => spiffId === spiff.id);
    expect([bonuses.length, await spent()]).toEqual([6, 50_000n]);
    const [budgetAccount] = await portal.arrange(
      (tx) => tx.$queryRaw<{ out: bigint }[]>`
        SELECT sum(CASE WHEN from_account = 'SPIFF_BUDGET' THEN amount_minor ELSE -amount_minor END)::bigint AS out
        FROM ledger_entry WHERE 'SPIFF_BUDGET' IN (from_account, to_account)
          AND earning_id IN (SELECT id FROM commission_earning WHERE spiff_id = ${spiff.id}::uuid)`,
    );
    expect(budgetAccount?.out).toBe(50_000n);
  });
});

describe('a SPIFF that pays people', () => {
  it('pays only with the consent of the partner, while it holds', async () => {
    const spiff = await anOpenSpiff({ paysPerson: true });
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const rep = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    const take = (membershipId: string | null) =>
      portal.arrange((tx) =>
        takeSpiff(tx, {
          ...{ spiffId: uuidOf(spiff.id), partnerId: partner.id, membershipId },
          ...{ amountMinor: 1_00n, alreadyMinor: 0n },
        }),
      );
    expect(await take(null)).toEqual({ ok: false, reason: 'SPIFF_NOBODY_TO_PAY' });
    expect(await take(rep.membershipId)).toEqual({ ok: false, reason: 'SPIFF_NO_CONSENT' });
    const input = {
      partnerId: `Partner_${partner.id}`,
      spiffId: spiff.id,
      membershipId: `Membership_${rep.membershipId}`,
    };
    const give = (by: string, more: object = {}) =>
      change(portal, by, ['spiffConsentGive', { ...input, ...more }], 'id spiffId revokedAt');
    expect(await give(rep.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await give(staff)).toMatchObject({ code: 'FORBIDDEN' });
    const consent = await give(admin.subject);
    expect(consent).toMatchObject({ spiffId: spiff.id, revokedAt: null });
    expect(await give(admin.subject)).toMatchObject({ code: 'CONFLICT' });
    expect(await take(rep.membershipId)).toEqual({ ok: true, amountMinor: 1_00n });
    expect(await take(admin.membershipId)).toEqual({ ok: false, reason: 'SPIFF_NO_CONSENT' });
    const revoke = () =>
      change(portal, admin.subject, ['spiffConsentRevoke', { id: consent.id }], 'revokedAt');
    expect((await revoke()).revokedAt).not.toBeNull();
    expect(await revoke()).toMatchObject({ code: 'INVALID_STATE' });
    expect(await take(rep.membershipId)).toEqual({ ok: false, reason: 'SPIFF_NO_CONSENT' });
  });

  it("asks no consent of another partner, of partners' SPIFFs, or before it is open", async () => {
    const admin = await aMember(portal, (await aPartner(portal)).id);
    const other = await aPartner(portal);
    const give = (partnerId: string, spiffId: string) =>
      change(
        portal,
        admin.subject,
        ['spiffConsentGive', { partnerId: `Partner_${partnerId}`, spiffId }],
        'id',
      );
    const open = await anOpenSpiff({ paysPerson: true });
    expect(await give(other.id, open.id)).toMatchObject({ code: 'NOT_FOUND' });
    const ofPartners = await anOpenSpiff();
    expect(await give(admin.partnerId, ofPartners.id)).toMatchObject({ code: 'INVALID_STATE' });
    const draft = await create({ paysPerson: true });
    expect(await give(admin.partnerId, draft.id)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is offered to administrators of partners without its budget', async () => {
    portal.setNow(new Date('2026-04-01T12:00:00Z'));
    const spiff = await anOpenSpiff({ paysPerson: true });
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const rep = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    const document = '{ spiffOffers { spiffId code paysPerson amount { amount } } }';
    const { data } = await portal.send(admin.subject, document);
    expect(data.spiffOffers).toContainEqual(
      expect.objectContaining({ spiffId: spiff.id, amount: { amount: '100.00' } }),
    );
    expect((await portal.send(rep.subject, document)).data).toEqual({ spiffOffers: null });
    const hidden = await portal.send(
      admin.subject,
      `{ node(id: "${spiff.id}") { id } spiffs { nodes { id } } }`,
    );
    expect(hidden.data).toEqual({ node: null, spiffs: null });
    portal.setNow(null);
  });
});
