import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import {
  as,
  FIELDS,
  type Implementations,
  NOW,
  setUpImplementations,
  type Who,
} from '../support/implementations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Implementations['admin'];
let member: Implementations['member'];
let stranger: Implementations['stranger'];
let operations: Implementations['operations'];
let manager: Implementations['manager'];
let otherManager: Implementations['otherManager'];
let plan: Implementations['plan'];
let send: Implementations['send'];
let planned: Implementations['planned'];
let live: Implementations['live'];
let stored: Implementations['stored'];
let eventsOf: Implementations['eventsOf'];

beforeAll(async () => {
  portal = await startPortal();
  ({
    admin,
    member,
    stranger,
    operations,
    manager,
    otherManager,
    plan,
    send,
    planned,
    live,
    stored,
    eventsOf,
  } = await setUpImplementations(portal));
});

describe('an implementation', () => {
  it('is planned by the partner, goes live, and is signed off by staff', async () => {
    const first = await planned();
    expect(first).toMatchObject({
      ...{ version: 1, status: 'PLANNED', plannedGoLiveOn: '2026-09-01', actualGoLiveOn: null },
      availableActions: ['EDIT', 'GO_LIVE', 'CANCEL'],
      members: [{ role: 'LEAD' }, { role: 'MEMBER' }],
    });
    const { id } = first;
    const moved = { id, version: 1, plannedGoLiveOn: '2026-08-01', members: [as(admin, 'LEAD')] };
    expect(await send(manager, 'Update', moved)).toMatchObject({
      ...{ version: 2, plannedGoLiveOn: '2026-08-01', members: [{ role: 'LEAD' }] },
    });
    expect(await send(admin, 'Update', { ...moved, version: 2 })).toMatchObject({ version: 2 });
    // It is the first of July where the vendor is, though the request's instant is in June.
    expect(await send(admin, 'GoLive', { id, version: 2, actualGoLiveOn: '2026-07-01' })).toMatchObject({
      ...{ version: 3, status: 'LIVE', actualGoLiveOn: '2026-07-01', availableActions: ['CANCEL'] },
    });
    const signOff = { id, version: 3, note: 'Well done.' };
    const reviewed = `${FIELDS} signedOffAt review { note customer { id } signedOffBy { name } }`;
    expect(await send(manager, 'SignOff', signOff, reviewed)).toMatchObject({
      ...{ version: 4, status: 'SIGNED_OFF', availableActions: [], signedOffAt: '2026-06-30T22:30:00.000Z' },
      review: { note: 'Well done.', customer: null, signedOffBy: { name: expect.stringContaining('Staff') } },
    });
    const common = { partnerId: admin.partnerId, partnerVisible: true, subjectType: 'Implementation' };
    expect(await eventsOf(id)).toEqual(
      ['planned', 'changed', 'live', 'signed_off'].map((verb) => ({
        type: `implementation.${verb}`,
        ...common,
      })),
    );
  });

  it('is planned once for a key', async () => {
    const request = plan({ idempotencyKey: 'plan-once' });
    const [one, other] = await Promise.all([send(admin, 'Plan', request), send(admin, 'Plan', request)]);
    expect(one.id).toBe(other.id);
    expect(await send(admin, 'Plan', { ...request, customerName: 'Other' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it('is planned by staff for whom they look after', async () => {
    const partnerId = `Partner_${admin.partnerId}`;
    expect(await send(operations, 'Plan', plan({ partnerId }))).toMatchObject({ status: 'PLANNED' });
    expect(await send(manager, 'Plan', plan({ partnerId }))).toMatchObject({ status: 'PLANNED' });
    const before = await stored();
    expect((await send(otherManager, 'Plan', plan({ partnerId }))).code).toBe('NOT_FOUND');
    expect(await send(operations, 'Plan', plan())).toMatchObject({
      fields: [{ field: 'partnerId', code: 'REQUIRED' }],
    });
    expect(await stored()).toEqual(before);
  });

  it('follows from an accepted referral of the partner', async () => {
    const referralOf = ({ partnerId, membershipId: registeredById }: Member, status: string) =>
      portal.arrange((tx) =>
        tx.referral.create({
          data: {
            ...{
              partnerId,
              registeredById,
              status,
              customerName: 'Umbrella Ltd',
              statusSince: NOW,
              updatedAt: NOW,
            },
            ...{ submittedAt: NOW, decidedAt: status === 'ACCEPTED' ? NOW : null },
          } as never,
        }),
      );
    const [ours, early, theirs] = [
      await referralOf(admin, 'ACCEPTED'),
      await referralOf(admin, 'SUBMITTED'),
      await referralOf(stranger, 'ACCEPTED'),
    ];
    const withReferral = (id: string) =>
      send(admin, 'Plan', plan({ referralId: `Referral_${id}` }), 'referral { id }');
    expect(await withReferral(ours.id)).toMatchObject({ referral: { id: `Referral_${ours.id}` } });
    const before = await stored();
    expect(await withReferral(early.id)).toMatchObject({
      fields: [{ field: 'referralId', code: 'NOT_ACCEPTED' }],
    });
    const unknown = await withReferral('00000000-0000-7000-8000-000000000000');
    expect(unknown).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withReferral(theirs.id)).toEqual(unknown);
    expect(await stored()).toEqual(before);
  });

  it('has a team of people who work there now', async () => {
    const left = await aMember(portal, admin.partnerId);
    await portal.arrange((tx) =>
      tx.membership.update({ where: { id: left.membershipId }, data: { validTo: NOW } }),
    );
    const before = await stored();
    const withTeam = (...members: object[]) => send(admin, 'Plan', plan({ members }));
    expect(await withTeam(as(left, 'LEAD'))).toMatchObject({
      fields: [{ field: 'members.0.membershipId', code: 'NOT_CURRENT' }],
    });
    const unknown = await withTeam(
      as({ ...admin, membershipId: '00000000-0000-7000-8000-000000000000' }, 'LEAD'),
    );
    expect(unknown).toMatchObject({ code: 'NOT_FOUND' });
    expect(await withTeam(as(stranger, 'LEAD'))).toEqual(unknown);
    // Staff sees the membership, but it is not one of this partner.
    const partnerId = `Partner_${admin.partnerId}`;
    expect(await send(operations, 'Plan', plan({ partnerId, members: [as(stranger, 'LEAD')] }))).toEqual(
      unknown,
    );
    expect(await withTeam()).toMatchObject({ fields: [{ field: 'members', code: 'ONE_LEAD' }] });
    expect(await send(admin, 'Plan', plan({ customerName: ' ', members: [] }))).toMatchObject({
      fields: [
        { field: 'customerName', code: 'REQUIRED' },
        { field: 'members', code: 'ONE_LEAD' },
      ],
    });
    expect(await stored()).toEqual(before);
  });

  it('is refused with nothing changed where the state, the day or the version is not right', async () => {
    const first = await planned();
    const second = await live();
    const before = await stored();
    const { id, version } = first;
    expect(await send(admin, 'GoLive', { id, version, actualGoLiveOn: '2026-07-02' })).toMatchObject({
      fields: [{ field: 'actualGoLiveOn', code: 'IN_THE_FUTURE' }],
    });
    expect(await send(operations, 'SignOff', { id, version })).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'PLANNED', allowedActions: ['EDIT', 'GO_LIVE', 'CANCEL'] },
    });
    expect(await send(admin, 'Cancel', { id, version: 7 })).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 1,
    });
    const edit = { id: second.id, version: second.version, plannedGoLiveOn: '2027-01-01' };
    expect(await send(admin, 'Update', edit)).toMatchObject({
      code: 'INVALID_STATE',
      allowedActions: ['CANCEL'],
    });
    const again = { id: second.id, version: second.version, actualGoLiveOn: '2026-06-21' };
    expect((await send(admin, 'GoLive', again)).code).toBe('INVALID_STATE');
    const customerId = 'Customer_00000000-0000-7000-8000-000000000000';
    const signOff = { id: second.id, version: second.version, customerId };
    expect((await send(operations, 'SignOff', signOff)).code).toBe('NOT_FOUND');
    expect(await stored()).toEqual(before);
    expect(await send(operations, 'Cancel', { id, version })).toMatchObject({
      status: 'CANCELLED',
      version: 2,
    });
    expect((await send(operations, 'Cancel', { id, version: 2 })).code).toBe('INVALID_STATE');
  });

  it('does not begin at a partner that left', async () => {
    const { id } = await aPartner(portal, { status: 'TERMINATED' });
    const somebody = await aMember(portal, id);
    const before = await stored();
    const request = plan({ partnerId: `Partner_${id}`, members: [as(somebody, 'LEAD')] });
    expect(await send(operations, 'Plan', request)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'TERMINATED',
    });
    expect(await stored()).toEqual(before);
  });
});

describe('the list', () => {
  const LIST = `query ($filter: ImplementationFilter, $after: String) {
    implementations(first: 2, after: $after, filter: $filter, orderBy: { by: PLANNED_GO_LIVE_ON, direction: ASC }) {
      totalCount pageInfo { endCursor hasNextPage } nodes { customerName plannedGoLiveOn } } }`;

  it('shows each what it may see, filtered and in order', async () => {
    const { id } = await aPartner(portal);
    const own = await aMember(portal, id);
    const colleague = await aMember(portal, id, 'PARTNER_MEMBER');
    const members = [as(own, 'LEAD')];
    for (const [customerName, plannedGoLiveOn] of [
      ['Third', '2026-12-01'],
      ['First', '2026-08-01'],
      ['Second', '2026-08-01'],
    ])
      await send(own, 'Plan', { customerName, plannedGoLiveOn, members });
    const read = async (who: Who, variables: object = {}) =>
      (await portal.send(who.subject, LIST, variables)).data.implementations;
    const page = await read(own);
    expect(page).toMatchObject({
      totalCount: 3,
      nodes: [{ customerName: 'First' }, { customerName: 'Second' }],
    });
    expect((await read(own, { after: page.pageInfo.endCursor })).nodes).toMatchObject([
      { customerName: 'Third' },
    ]);
    expect((await read(colleague)).totalCount).toBe(3);
    const filter = { partnerIds: [`Partner_${id}`] };
    expect((await read(operations, { filter })).totalCount).toBe(3);
    expect((await read(operations, { filter: { ...filter, status: ['LIVE'] } })).totalCount).toBe(0);
    expect((await read(stranger, { filter })).totalCount).toBe(0);
    expect((await read(manager, { filter })).totalCount).toBe(0);
  });

  it('keeps what is the vendor’s from the partner', async () => {
    const { id, version } = await live();
    await send(operations, 'SignOff', { id, version, note: 'Slow.' });
    const read = `{ node(id: "${id}") { ... on Implementation { status review { note } } } }`;
    expect((await portal.send(operations.subject, read)).data.node.review).toEqual({ note: 'Slow.' });
    for (const who of [admin, member]) {
      const answer = await portal.send(who.subject, read);
      expect(answer.data.node).toEqual({ status: 'SIGNED_OFF', review: null });
      expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect((await portal.send(stranger.subject, read)).data.node).toBeNull();
    expect(portal.unexpected).toEqual([]);
  });
});
