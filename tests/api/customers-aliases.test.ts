import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const CUSTOMER = `... on Customer { id version a: parent { id } b: parent { name } k: keys { kind } l: keys { value }
  m: mergeHistory { id } n: mergeHistory { reason } o: opportunities(first: 1) { id } p: opportunities(first: 2) { name } }`;
const MERGED = `... on CustomerMerge { id a: survivor { id } b: survivor { name } c: merged { id } d: merged { name } }`;
const REVIEWED = `... on Referral { a: review { version customer { id } } b: review { decision customer { name } }
  c: opportunity { id } d: opportunity { name } }`;

let portal: Portal;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

/** What a mutation answers, by its name; its input type is the name with `Input`. */
const change = async (name: string, fields: string, input: object) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} ... on Error { code message } } }`;
  return (await portal.send(operations.subject, query, { input })).data[name];
};

const aReferral = async (): Promise<string> => {
  const { partnerId, membershipId } = await aMember(portal, (await aPartner(portal)).id);
  const statusSince = new Date('2026-01-01T00:00:00Z');
  const referral = await portal.arrange((tx) =>
    tx.referral.create({
      data: {
        partnerId,
        registeredById: membershipId,
        status: 'DRAFT',
        statusSince,
        customerName: 'Twofold',
      },
    }),
  );
  return `Referral_${referral.id}`;
};

describe('every mutation of customers and reviews', () => {
  it('answers one relation under two aliases', async () => {
    const parent = await change('customerCreate', CUSTOMER, { details: { name: 'Twofold Group' } });
    expect(parent).toMatchObject({ version: 1, a: null, b: null, k: [], l: [], m: [], n: [], o: [], p: [] });
    const keys = [{ kind: 'DOMAIN', value: 'twofold.example' }];
    const created = await change('customerCreate', CUSTOMER, {
      details: { name: 'Twofold', parentId: parent.id, keys },
    });
    const relations = {
      a: { id: parent.id },
      b: { name: 'Twofold Group' },
      k: [{ kind: 'DOMAIN' }],
      l: [{ value: 'twofold.example' }],
    };
    expect(created).toMatchObject({ version: 1, ...relations });
    const updated = await change('customerUpdate', CUSTOMER, {
      id: created.id,
      version: 1,
      details: { city: 'Ulm' },
    });
    expect(updated).toMatchObject({ version: 2, ...relations });
    const merged = await change('customerMerge', MERGED, {
      survivor: { id: parent.id, version: 1 },
      merged: { id: created.id, version: 2 },
      reason: 'One company.',
    });
    const both = {
      a: { id: parent.id },
      b: { name: 'Twofold Group' },
      c: { id: created.id },
      d: { name: 'Twofold' },
    };
    expect(merged).toMatchObject(both);
    expect(await change('customerUnmerge', MERGED, { mergeId: merged.id, reason: 'Two.' })).toMatchObject(
      both,
    );
    const id = await aReferral();
    expect(await change('referralReviewNote', REVIEWED, { id, version: 0, note: 'Seen' })).toEqual({
      a: { version: 1, customer: null },
      b: { decision: 'NONE', customer: null },
      c: null,
      d: null,
    });
    const link = { id, version: 1, customerId: created.id };
    expect(await change('referralLinkCustomer', REVIEWED, link)).toEqual({
      a: { version: 2, customer: { id: created.id } },
      b: { decision: 'CONFIRMED', customer: { name: 'Twofold' } },
      c: null,
      d: null,
    });
    expect(portal.unexpected).toEqual([]);
  });
});
