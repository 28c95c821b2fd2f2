import { beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/platform/database/client.ts';
import { openSnapshot, type Scope } from '../../src/platform/database/session.ts';
import { aMember, aPartner, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let member: Member;
let scope: Scope;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 1 });
  member = await aMember(portal, (await aPartner(portal)).id);
  await aMember(portal, (await aPartner(portal)).id);
  const { personId, membershipId, partnerId } = member;
  scope = {
    role: 'portal_partner',
    partnerIds: [partnerId],
    membershipIds: [membershipId],
    actorId: personId,
  };
});

const countOf = (tx: Pick<Tx, 'membership'>) => tx.membership.count();

describe('a read as the vendor', () => {
  it('sees everybody, and reads around it see their own, on the one connection that there is', async () => {
    const { client, asVendor, end } = openSnapshot(portal.database, scope);
    const counts = await Promise.all([
      countOf(client),
      asVendor(async (tx) => {
        const first = await countOf(tx);
        return first + (await countOf(tx));
      }),
      countOf(client),
      asVendor(countOf),
      countOf(client),
    ]);
    await end();
    expect(counts).toEqual([1, 4, 1, 2, 1]);
  });

  it('gives its rights back where it fails', async () => {
    const { client, asVendor, end } = openSnapshot(portal.database, scope);
    const failing = asVendor(async (tx) => {
      await countOf(tx);
      throw new RangeError('planted');
    });
    const [failed, count] = await Promise.allSettled([failing, countOf(client)]);
    await end();
    expect(failed).toMatchObject({ status: 'rejected', reason: new RangeError('planted') });
    expect(count).toMatchObject({ status: 'fulfilled', value: 1 });
  });

  it('opens nothing for what was waiting when the response went out', async () => {
    const { client, asVendor, end } = openSnapshot(portal.database, scope);
    let isStarted = () => {};
    const started = new Promise<void>((resolve) => {
      isStarted = resolve;
    });
    void asVendor(async (tx) => {
      isStarted();
      return await countOf(tx);
    });
    void asVendor(countOf);
    void countOf(client);
    await started;
    await end();
    // The one connection is free again.
    expect(await portal.arrange(countOf)).toBe(2);
  });

  it('leaves nobody with its rights where a statement of it failed', async () => {
    const { client, asVendor, end } = openSnapshot(portal.database, scope);
    const failing = asVendor((tx) => tx.$queryRaw`SELECT 1 / 0`);
    const [failed, count] = await Promise.allSettled([failing, countOf(client)]);
    await end();
    expect([failed.status, count.status]).toEqual(['rejected', 'rejected']);
    const next = openSnapshot(portal.database, scope);
    expect(await countOf(next.client)).toBe(1);
    await next.end();
  });

  it('writes nothing', async () => {
    const { asVendor, end } = openSnapshot(portal.database, scope);
    const writing = asVendor((tx) => tx.region.create({ data: { code: 'X', name: 'X' } }));
    await expect(writing).rejects.toThrow(/read-only/);
    await end();
  });
});
