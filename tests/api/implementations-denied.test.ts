import { beforeAll, describe, expect, it } from 'vitest';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { as, type Implementations, setUpImplementations } from '../support/implementations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Implementations['admin'];
let member: Implementations['member'];
let stranger: Implementations['stranger'];
let otherManager: Implementations['otherManager'];
let plan: Implementations['plan'];
let send: Implementations['send'];
let planned: Implementations['planned'];
let live: Implementations['live'];
let stored: Implementations['stored'];

beforeAll(async () => {
  portal = await startPortal();
  ({ admin, member, stranger, otherManager, plan, send, planned, live, stored } =
    await setUpImplementations(portal));
});

describe('who may', () => {
  it('is nobody else, and nothing changes', async () => {
    const [first, second] = [await planned(), await live()];
    const service = await aStaffMember(portal, 'SERVICE');
    const finance = await aStaffMember(portal, 'FINANCE');
    const before = await stored();
    const which = { id: first.id, version: first.version };
    for (const who of [null, member, service, finance]) {
      expect((await send(who, 'Plan', plan({ partnerId: `Partner_${admin.partnerId}` }))).code).toBe(
        'FORBIDDEN',
      );
      expect((await send(who, 'Update', { ...which, plannedGoLiveOn: '2027-01-01' })).code).toBe('FORBIDDEN');
      expect((await send(who, 'GoLive', { ...which, actualGoLiveOn: '2026-01-01' })).code).toBe('FORBIDDEN');
      expect((await send(who, 'Cancel', which)).code).toBe('FORBIDDEN');
    }
    for (const who of [stranger, otherManager]) {
      expect((await send(who, 'Update', { ...which, plannedGoLiveOn: '2027-01-01' })).code).toBe('NOT_FOUND');
      expect((await send(who, 'GoLive', { ...which, actualGoLiveOn: '2026-01-01' })).code).toBe('NOT_FOUND');
      expect((await send(who, 'Cancel', which)).code).toBe('NOT_FOUND');
    }
    const signOff = { id: second.id, version: second.version };
    for (const who of [null, member, admin, stranger, service, finance])
      expect((await send(who, 'SignOff', signOff)).code).toBe('FORBIDDEN');
    expect((await send(otherManager, 'SignOff', signOff)).code).toBe('NOT_FOUND');
    expect(await stored()).toEqual(before);
  });

  it('does not include the admins of the master account, who only look', async () => {
    const child = await aPartner(portal, { masterId: admin.partnerId });
    const somebody = await aMember(portal, child.id);
    const request = plan({ members: [as(somebody, 'LEAD')] });
    const { id, version } = await send(somebody, 'Plan', request);
    const before = await stored();
    expect((await send(admin, 'Cancel', { id, version })).code).toBe('FORBIDDEN');
    expect((await send(admin, 'Plan', { ...request, partnerId: `Partner_${child.id}` })).code).toBe(
      'NOT_FOUND',
    );
    expect(await stored()).toEqual(before);
    const read = await portal.send(
      admin.subject,
      `{ node(id: "${id}") { ... on Implementation { status availableActions } } }`,
    );
    expect(read.data.node).toEqual({ status: 'PLANNED', availableActions: [] });
  });

  it('sign off is not the partner, whatever its statements say to the database', async () => {
    const { id } = await live();
    const inDatabase = async (role: 'portal_partner' | 'portal_member', sql: string) => {
      const scope = {
        ...{
          role,
          partnerIds: [admin.partnerId],
          membershipIds: [admin.membershipId],
          actorId: admin.personId,
        },
      };
      return await sqlTransaction(portal.database, scope, (client) =>
        client.query(sql, [id.replace('Implementation_', '')]),
      );
    };
    const before = await stored();
    const signOff = `UPDATE implementation SET status = 'SIGNED_OFF', signed_off_at = now() WHERE id = $1`;
    await expect(inDatabase('portal_partner', signOff)).rejects.toThrow('no_sign_off_by_partner');
    await expect(inDatabase('portal_member', signOff)).rejects.toThrow('permission denied');
    const review = 'INSERT INTO implementation_review (implementation_id) VALUES ($1)';
    await expect(inDatabase('portal_partner', review)).rejects.toThrow('permission denied');
    const team = 'DELETE FROM implementation_member WHERE implementation_id = $1';
    await expect(inDatabase('portal_partner', team)).rejects.toThrow('settled');
    const joined = `INSERT INTO implementation_member (implementation_id, partner_id, membership_id, role)
      SELECT $1, partner_id, id, 'MEMBER' FROM membership WHERE id = '${admin.membershipId}'`;
    await expect(inDatabase('portal_partner', joined)).rejects.toThrow('only_while_planned');
    expect(await stored()).toEqual(before);
  });
});
