import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agreementRows, aTemplate, changeAgreement, FILE_SHA256 } from '../support/agreements.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');

let portal: Portal;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let admin: Member;
let stranger: Member;

const change = (subject: string | null, name: string, input: object) =>
  changeAgreement(portal, subject, name, input);
const template = (kind: 'AGREEMENT' | 'DOCUMENT') => aTemplate(portal, operations, kind);

beforeAll(async () => {
  portal = await startPortal();
  const acme = await aPartner(portal, { name: 'Acme', type: 'RESELLER' });
  const globex = await aPartner(portal, { name: 'Globex' });
  admin = await aMember(portal, acme.id);
  stranger = await aMember(portal, globex.id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
});

beforeEach(() => portal.setNow(NOW));

const accept = (who: Member, { id: versionId, sha256 }: { id: string; sha256: string }, more: object = {}) =>
  change(who.subject, 'agreementAccept', { versionId, sha256, ...more });

describe('a template', () => {
  it('goes draft, revised, published, replaced, retired, and never changes what was published', async () => {
    const draft = await change(operations.subject, 'agreementTemplateCreate', {
      ...{ code: 'MASTER', title: 'Master agreement', kind: 'AGREEMENT', content: { text: 'One.' } },
    });
    expect(draft).toMatchObject({ version: 1, offered: null, versions: [{ number: 1, status: 'DRAFT' }] });
    const seen = async () =>
      (await portal.send(admin.subject, '{ agreementTemplates { code } }')).data.agreementTemplates;
    expect(await seen()).not.toContainEqual({ code: 'MASTER' });
    const revised = await change(operations.subject, 'agreementTemplateRevise', {
      ...{ id: draft.id, version: 1, content: { text: 'Uno.' } },
    });
    expect(revised).toMatchObject({ version: 2, versions: [{ number: 1, status: 'DRAFT' }] });
    const published = await change(operations.subject, 'agreementTemplatePublish', {
      id: draft.id,
      version: 2,
    });
    expect(published.offered).toMatchObject({
      number: 1,
      text: 'Uno.',
      sha256: createHash('sha256').update('Uno.').digest('hex'),
    });
    expect(await seen()).toContainEqual({ code: 'MASTER' });
    await change(operations.subject, 'agreementTemplateRevise', {
      ...{ id: draft.id, version: 3, content: { text: 'Duo.' } },
    });
    const VERSIONS = '{ agreementTemplates { code versions { number } } }';
    const own = (await portal.send(admin.subject, VERSIONS)).data.agreementTemplates;
    expect(own).toContainEqual({ code: 'MASTER', versions: [{ number: 1 }] });
    const second = await change(operations.subject, 'agreementTemplatePublish', { id: draft.id, version: 4 });
    expect(second.versions).toEqual([
      { number: 2, status: 'PUBLISHED' },
      { number: 1, status: 'RETIRED' },
    ]);
    const retired = await change(operations.subject, 'agreementTemplateRetire', { id: draft.id, version: 5 });
    expect(retired).toMatchObject({ offered: null, version: 6 });
    const again = await change(operations.subject, 'agreementTemplateRetire', { id: draft.id, version: 6 });
    expect(again).toMatchObject({ code: 'INVALID_STATE', state: 'RETIRED', allowedActions: [] });
    const rewrite = portal.arrange((tx) =>
      tx.agreementTemplateVersion.updateMany({ where: { number: 1, text: 'Uno.' }, data: { text: 'Tre.' } }),
    );
    await expect(rewrite).rejects.toThrow();
  });

  it('has a code of its own, and repeats its answer for a repeated key', async () => {
    const input = {
      ...{ code: 'ONCE', title: 'Once', kind: 'DOCUMENT', content: { text: 'Hand in.' } },
      idempotencyKey: 'once',
    };
    const first = await change(operations.subject, 'agreementTemplateCreate', input);
    expect((await change(operations.subject, 'agreementTemplateCreate', input)).id).toBe(first.id);
    const taken = await change(operations.subject, 'agreementTemplateCreate', {
      ...input,
      idempotencyKey: null,
    });
    expect(taken).toMatchObject({ __typename: 'ConflictError', code: 'CONFLICT', field: 'code' });
    const stale = await change(operations.subject, 'agreementTemplatePublish', { id: first.id, version: 9 });
    expect(stale.code).toBe('STALE_VERSION');
  });
});

describe('an acceptance', () => {
  it('holds from today to its expiry, by somebody of the partner, and is told by one event', async () => {
    const { offered, code } = await template('AGREEMENT');
    const accepted = await accept(admin, offered, { idempotencyKey: 'accept' });
    expect(accepted).toMatchObject({
      ...{ __typename: 'Agreement', method: 'ACCEPTED', status: 'IN_FORCE', templateCode: code },
      ...{ effectiveFrom: '2026-06-15', effectiveTo: '2027-06-15', availableActions: [] },
      byName: `Member ${admin.subject}`,
    });
    expect((await accept(admin, offered, { idempotencyKey: 'accept' })).id).toBe(accepted.id);
    expect(await accept(admin, offered)).toMatchObject({ code: 'CONFLICT', field: 'versionId' });
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: accepted.id.slice('Agreement_'.length) } }),
    );
    expect(events).toMatchObject([
      { type: 'agreement.accepted', partnerVisible: true, data: { templateCode: code, method: 'ACCEPTED' } },
    ]);
    const list = `{ partner(id: "Partner_${admin.partnerId}") { agreements { id } documents { id } } }`;
    expect((await portal.send(manager.subject, list)).data.partner.agreements).toContainEqual({
      id: accepted.id,
    });
    expect((await portal.send(stranger.subject, list)).data.partner).toBeNull();
    expect(
      (await portal.send(stranger.subject, `{ node(id: "${accepted.id}") { id } }`)).data.node,
    ).toBeNull();
  });

  it("takes the vendor's day, and a leap day's anniversary where there is none", async () => {
    await portal.arrange((tx) => tx.vendorSettings.updateMany({ data: { timeZone: 'Pacific/Auckland' } }));
    portal.setNow(new Date('2028-02-28T12:00:00Z'));
    const { offered } = await template('AGREEMENT');
    expect(await accept(admin, offered)).toMatchObject({
      effectiveFrom: '2028-02-29',
      effectiveTo: '2029-03-01',
    });
    await portal.arrange((tx) => tx.vendorSettings.updateMany({ data: { timeZone: 'UTC' } }));
  });

  it('is possible again when it is about to end', async () => {
    const { offered } = await template('AGREEMENT');
    await accept(admin, offered);
    portal.setNow(new Date('2027-04-15T10:00:00Z'));
    expect((await accept(admin, offered)).code).toBe('CONFLICT');
    portal.setNow(new Date('2027-04-16T10:00:00Z'));
    expect(await accept(admin, offered)).toMatchObject({ status: 'IN_FORCE', effectiveTo: '2028-04-16' });
  });

  it('is refused with another hash, of a retired version and of a document, and nothing changes', async () => {
    const { id, version, offered } = await template('AGREEMENT');
    const document = await template('DOCUMENT');
    await change(operations.subject, 'agreementTemplateRetire', { id, version });
    const current = await template('AGREEMENT');
    const before = await agreementRows(portal);
    expect(await accept(admin, { ...current.offered, sha256: FILE_SHA256 })).toMatchObject({
      fields: [{ field: 'sha256', code: 'HASH_MISMATCH' }],
    });
    expect(await accept(admin, offered)).toMatchObject({ code: 'INVALID_STATE', state: 'RETIRED' });
    expect(await accept(admin, document.offered)).toMatchObject({
      fields: [{ field: 'versionId', code: 'WRONG_KIND' }],
    });
    expect(await agreementRows(portal)).toEqual(before);
  });

  it('happens once, though two of the partner accept at the same instant', async () => {
    const { offered } = await template('AGREEMENT');
    const second = await aMember(portal, admin.partnerId);
    const answers = await Promise.all([
      accept(admin, offered),
      accept(second, offered),
      accept(admin, offered),
    ]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'Agreement',
      'ConflictError',
      'ConflictError',
    ]);
  });
});

describe('a signature', () => {
  it('is recorded by staff, also late for a version that has retired since', async () => {
    const { id, version, offered } = await template('AGREEMENT');
    const partnerId = `Partner_${admin.partnerId}`;
    const sign = (signedOn: string, more: object = {}) =>
      change(operations.subject, 'agreementRecordSignature', {
        ...{ partnerId, versionId: offered.id, signedOn, signatureReference: 'ENV-1', ...more },
      });
    expect(await sign('2026-06-16')).toMatchObject({
      fields: [{ field: 'signedOn', code: 'IN_THE_FUTURE' }],
    });
    expect(await sign('2026-06-10', { effectiveFrom: '2026-06-09' })).toMatchObject({
      fields: [{ field: 'effectiveFrom', code: 'BEFORE_SIGNATURE' }],
    });
    await change(operations.subject, 'agreementTemplateRetire', { id, version });
    portal.setNow(new Date('2026-06-20T10:00:00Z'));
    expect(await sign('2026-06-16')).toMatchObject({ code: 'INVALID_STATE' });
    expect(await sign('2026-06-10', { effectiveFrom: '2026-07-01' })).toMatchObject({
      ...{ method: 'SIGNED', status: 'PENDING', signatureReference: 'ENV-1', byName: null },
      ...{ effectiveFrom: '2026-07-01', effectiveTo: '2027-07-01', availableActions: ['REVOKE'] },
    });
  });
});
