import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ANSWER = `__typename ... on Partner { id master { id } } ... on Error { code message }
  ... on InvalidInputError { fields { field code } } ... on NotFoundError { field }`;
const CREATE = `mutation ($input: PartnerCreateInput!) { partnerCreate(input: $input) { ${ANSWER} } }`;
const UPDATE = `mutation ($input: PartnerUpdateInput!) { partnerUpdate(input: $input) { ${ANSWER} } }`;

let portal: Portal;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal({ poolMax: 8 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const send = async (document: string, input: object) => {
  const answer = await portal.send(operations.subject, document, { input });
  return Object.values(answer.data ?? { none: answer.errors })[0] as Record<string, string>;
};

const newPartner = (more: object = {}) => ({
  name: `Art Vandelay ${randomUUID().slice(0, 8)}`,
  type: 'REFERRAL',
  timeZone: 'Europe/Paris',
  currency: 'USD',
  reason: 'Signed.',
  ...more,
});

const everything = () =>
  portal.arrange(async (tx) => ({
    partners: await tx.partner.findMany({ orderBy: { id: 'asc' } }),
    events: await tx.event.findMany({ orderBy: { id: 'asc' } }),
  }));

const unchangedBy = async (work: () => Promise<unknown>) => {
  const before = await everything();
  const answer = await work();
  expect(await everything()).toEqual(before);
  return answer;
};

describe('sub-accounts', () => {
  it('are one level deep: no master of a master, no circle, no master out of business', async () => {
    const master = await send(CREATE, newPartner());
    const sub = await send(CREATE, newPartner({ masterId: master.id }));
    expect(sub).toMatchObject({ master: { id: master.id } });
    const read = await portal.send(
      operations.subject,
      `{ partner(id: "${master.id}") { subAccounts { id } } }`,
    );
    expect(read.data.partner.subAccounts).toEqual([{ id: sub.id }]);
    const gone = await aPartner(portal, { status: 'TERMINATED' });
    const other = await send(CREATE, newPartner());
    for (const [input, code] of [
      [{ id: other.id, version: 1, masterId: sub.id }, 'NOT_A_MASTER'],
      [{ id: master.id, version: 1, masterId: other.id }, 'HAS_SUB_ACCOUNTS'],
      [{ id: master.id, version: 1, masterId: master.id }, 'ITSELF'],
      [{ id: other.id, version: 1, masterId: `Partner_${gone.id}` }, 'NOT_IN_BUSINESS'],
    ] as const) {
      const answer = await unchangedBy(() => send(UPDATE, input));
      expect(answer).toMatchObject({ fields: [{ field: 'masterId', code }] });
    }
    expect(
      await unchangedBy(() =>
        send(UPDATE, { id: other.id, version: 1, masterId: `Partner_${randomUUID()}` }),
      ),
    ).toMatchObject({ code: 'NOT_FOUND', field: 'masterId' });
    expect(await send(UPDATE, { id: sub.id, version: 1, masterId: null })).toMatchObject({ master: null });
  });

  it('stay one level deep when two are made at once', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [a, b, c] = [await aPartner(portal), await aPartner(portal), await aPartner(portal)];
      const link = (id: string, masterId: string) =>
        send(UPDATE, { id: `Partner_${id}`, version: 1, masterId: `Partner_${masterId}` });
      const answers = await Promise.all([link(a.id, b.id), link(b.id, c.id)]);
      expect(answers.filter(({ __typename }) => __typename === 'Partner')).toHaveLength(1);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it("are seen by their own admin and the master's admin, not by the master's members", async () => {
    const master = await aPartner(portal);
    const [sub, sibling] = [
      await aPartner(portal, { masterId: master.id }),
      await aPartner(portal, { masterId: master.id }),
    ];
    const LIST = '{ partners { nodes { id } } }';
    const seenBy = async (subject: string) =>
      (await portal.send(subject, LIST)).data.partners.nodes.map(({ id }: { id: string }) => id).sort();
    const ids = (...partners: { id: string }[]) => partners.map(({ id }) => `Partner_${id}`).sort();
    expect(await seenBy((await aMember(portal, master.id, 'PARTNER_ADMIN')).subject)).toEqual(
      ids(master, sub, sibling),
    );
    expect(await seenBy((await aMember(portal, master.id, 'PARTNER_MEMBER')).subject)).toEqual(ids(master));
    expect(await seenBy((await aMember(portal, master.id, 'PARTNER_MEMBER', true)).subject)).toEqual(
      ids(master),
    );
    const subAdmin = (await aMember(portal, sub.id, 'PARTNER_ADMIN')).subject;
    expect(await seenBy(subAdmin)).toEqual(ids(sub));
    const own = await portal.send(
      subAdmin,
      `{ partner(id: "Partner_${sub.id}") { master { id } }
      sibling: partner(id: "Partner_${sibling.id}") { id } }`,
    );
    expect(own.data).toEqual({ partner: { master: null }, sibling: null });
    expect(portal.unexpected).toEqual([]);
  });
});
