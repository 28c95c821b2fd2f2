import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inForce, inForceOfPartners } from '../../src/domains/agreements/agreements.service.ts';
import { agreementRows, aTemplate, changeAgreement, FILE_SHA256 } from '../support/agreements.ts';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');

let portal: Portal;
let operations: { subject: string };
let admin: Member;

const change = (subject: string | null, name: string, input: object) =>
  changeAgreement(portal, subject, name, input);
const template = (kind: 'AGREEMENT' | 'DOCUMENT') => aTemplate(portal, operations, kind);

beforeAll(async () => {
  portal = await startPortal();
  const acme = await aPartner(portal, { name: 'Acme', type: 'RESELLER' });
  admin = await aMember(portal, acme.id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

beforeEach(() => portal.setNow(NOW));

const accept = (who: Member, { id: versionId, sha256 }: { id: string; sha256: string }, more: object = {}) =>
  change(who.subject, 'agreementAccept', { versionId, sha256, ...more });

describe('a document', () => {
  const submit = async (more: object = {}) => {
    const { offered } = await template('DOCUMENT');
    return await change(admin.subject, 'documentSubmit', {
      ...{ versionId: offered.id, fileReference: 's3://files/w9.pdf', fileSha256: FILE_SHA256, ...more },
    });
  };

  it('is handed in, verified and revoked, each once', async () => {
    const handed = await submit({ issuedOn: '2026-06-01', validUntil: '2026-12-31' });
    expect(handed).toMatchObject({
      ...{ status: 'PENDING', effectiveFrom: '2026-06-01', effectiveTo: '2027-01-01' },
      fileSha256: FILE_SHA256,
    });
    const verified = await change(operations.subject, 'documentVerify', { id: handed.id });
    expect(verified).toMatchObject({ status: 'IN_FORCE', availableActions: ['REVOKE'] });
    const twice = await change(operations.subject, 'documentRefuse', { id: handed.id, reason: 'No.' });
    expect(twice).toMatchObject({ code: 'INVALID_STATE', state: 'IN_FORCE', allowedActions: ['REVOKE'] });
    const asAgreement = await change(operations.subject, 'agreementRevoke', {
      ...{ id: handed.id.replace('Document_', 'Agreement_'), reason: 'Forged.' },
    });
    expect(asAgreement.code).toBe('NOT_FOUND');
    const early = await change(operations.subject, 'documentRevoke', {
      ...{ id: handed.id, reason: 'Forged.', effectiveOn: '2026-05-31' },
    });
    expect(early.fields).toEqual([{ field: 'effectiveOn', code: 'OUT_OF_RANGE' }]);
    const revoked = await change(operations.subject, 'documentRevoke', {
      ...{ id: handed.id, reason: 'Forged.', effectiveOn: '2026-06-10' },
    });
    expect(revoked).toMatchObject({ status: 'REVOKED', availableActions: [] });
    expect(revoked.decisions.map(({ outcome }: { outcome: string }) => outcome).sort()).toEqual([
      'REVOKED',
      'VERIFIED',
    ]);
    const node = `{ agreement: node(id: "Agreement_${handed.id.slice(9)}") { id } document: node(id: "${handed.id}") { id } }`;
    expect((await portal.send(admin.subject, node)).data).toEqual({
      agreement: null,
      document: { id: handed.id },
    });
  });

  it('is refused with a reason that the partner reads', async () => {
    const handed = await submit();
    const silent = await change(operations.subject, 'documentRefuse', { id: handed.id, reason: '  ' });
    expect(silent.fields).toEqual([{ field: 'reason', code: 'REQUIRED' }]);
    const refused = await change(operations.subject, 'documentRefuse', {
      id: handed.id,
      reason: 'Unsigned.',
    });
    expect(refused).toMatchObject({
      status: 'REFUSED',
      decisions: [{ outcome: 'REFUSED', reason: 'Unsigned.' }],
    });
    const read = `{ node(id: "${handed.id}") { ... on Document { decisions { reason decidedBy { name } } } } }`;
    expect((await portal.send(admin.subject, read)).data.node.decisions).toEqual([
      { reason: 'Unsigned.', decidedBy: null },
    ]);
  });

  it('is decided on once, though two decide at the same instant', async () => {
    const handed = await submit();
    const decide = (name: string) => change(operations.subject, name, { id: handed.id, reason: 'So.' });
    const answers = await Promise.all([
      decide('documentVerify'),
      decide('documentRefuse'),
      decide('documentVerify'),
    ]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      ...['Document', 'InvalidStateError', 'InvalidStateError'],
    ]);
  });

  it.each([
    ['issued tomorrow', { issuedOn: '2026-06-16' }, 'issuedOn IN_THE_FUTURE'],
    ['valid until yesterday', { validUntil: '2026-06-14' }, 'validUntil EXPIRED'],
    ['issued longer ago than it is valid', { issuedOn: '2025-06-15' }, 'validUntil EXPIRED'],
    ['of a hash that is none', { fileSha256: 'abc' }, 'fileSha256 NOT_A_SHA256'],
    ['without a file', { fileReference: ' ' }, 'fileReference REQUIRED'],
  ])('is refused when %s', async (_case, input, refused) => {
    const { fields } = await submit(input);
    expect(fields.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)).toEqual([
      refused,
    ]);
  });
});

describe('a requirement', () => {
  it('cannot overlap another, ends, and begins again', async () => {
    const { id: templateId, code } = await template('AGREEMENT');
    const set = (validFrom?: string, validTo?: string) =>
      change(operations.subject, 'documentRequirementSet', {
        partnerType: 'CONSULTANT',
        templateId,
        validFrom,
        validTo,
      });
    const first = await set('2026-07-01', '2026-08-01');
    expect(first).toMatchObject({ version: 1, template: { code } });
    const before = await agreementRows(portal);
    for (const [from, to] of [['2026-07-31'], ['2026-06-15', '2026-07-02'], ['2026-07-10', '2026-07-20']])
      expect(await set(from, to)).toMatchObject({ code: 'CONFLICT', field: 'validFrom' });
    expect(await set('2026-06-14')).toMatchObject({ fields: [{ field: 'validFrom', code: 'IN_THE_PAST' }] });
    expect(await set('2026-09-01', '2026-09-01')).toMatchObject({ fields: [{ code: 'NOT_AFTER_START' }] });
    expect(await agreementRows(portal)).toEqual(before);
    expect(await set('2026-08-01')).toMatchObject({ validFrom: '2026-08-01', validTo: null });
    const end = (version: number, validTo?: string) =>
      change(operations.subject, 'documentRequirementEnd', { id: first.id, version, validTo });
    expect(await end(1, '2026-08-02')).toMatchObject({
      fields: [{ field: 'validTo', code: 'AFTER_ITS_END' }],
    });
    expect(await end(1, '2026-07-15')).toMatchObject({ version: 2, validTo: '2026-07-15' });
    expect(await end(2)).toMatchObject({ version: 3, validFrom: '2026-07-01', validTo: '2026-07-01' });
    expect(await set('2026-07-01', '2026-07-15')).toMatchObject({ __typename: 'DocumentRequirement' });
  });

  it('is of a template that is offered', async () => {
    const { id, version } = await template('AGREEMENT');
    await change(operations.subject, 'agreementTemplateRetire', { id, version });
    const refused = await change(operations.subject, 'documentRequirementSet', {
      partnerType: 'CONSULTANT',
      templateId: id,
    });
    expect(refused).toMatchObject({ code: 'INVALID_STATE', state: 'RETIRED' });
  });
});

describe('what is in force', () => {
  it('follows the requirements of the partner type, day by day, and the partner reads what to do', async () => {
    const partner = await aPartner(portal, { type: 'TECHNOLOGY', agreementReference: 'PAPER-1' });
    const other = await aPartner(portal, { type: 'SYSTEM_INTEGRATOR' });
    const own = await aMember(portal, partner.id);
    const on = (day: string) => portal.arrange((tx) => inForce(tx, partner.id, new Date(`${day}T00:00:00Z`)));
    expect(await on('2026-06-15')).toEqual({ inForce: true, missing: [], expiring: [] });
    const terms = await template('AGREEMENT');
    const form = await template('DOCUMENT');
    for (const { id: templateId } of [terms, form])
      await change(operations.subject, 'documentRequirementSet', {
        ...{ partnerType: 'TECHNOLOGY', templateId, validTo: '2028-01-01' },
      });
    expect(await on('2026-06-14')).toMatchObject({ inForce: true });
    expect(await on('2026-06-15')).toEqual({
      inForce: false,
      missing: [terms.code, form.code],
      expiring: [],
    });
    const REQUIRED = `{ partner(id: "Partner_${partner.id}") { requiredDocuments { status next expiresOn template { code offered { id } }
      agreement { id status } document { id status } } } }`;
    const standing = async () =>
      (await portal.send(own.subject, REQUIRED)).data.partner.requiredDocuments.map(
        (one: { status: string; next: string }) => `${one.status} ${one.next}`,
      );
    expect(await standing()).toEqual(['MISSING ACCEPT', 'MISSING SUBMIT']);
    await accept(own, terms.offered);
    const document = await change(own.subject, 'documentSubmit', {
      ...{ versionId: form.offered.id, fileReference: 'w9', fileSha256: FILE_SHA256 },
    });
    expect(await standing()).toEqual(['IN_FORCE NOTHING', 'PENDING WAIT']);
    expect(await on('2026-06-15')).toMatchObject({ missing: [form.code] });
    await change(operations.subject, 'documentVerify', { id: document.id });
    expect(await on('2026-06-15')).toEqual({ inForce: true, missing: [], expiring: [] });
    const expiresOn = new Date('2027-06-15T00:00:00Z');
    expect(await on('2027-06-14')).toEqual({
      ...{ inForce: true, missing: [] },
      expiring: [terms, form].map(({ code }) => ({ templateCode: code, expiresOn })),
    });
    expect(await on('2027-06-15')).toMatchObject({ inForce: false, missing: [terms.code, form.code] });
    expect(await on('2028-01-01')).toMatchObject({ inForce: true, missing: [] });
    await change(operations.subject, 'documentRevoke', { id: document.id, reason: 'Forged.' });
    expect(await on('2026-06-15')).toMatchObject({ missing: [form.code] });
    expect(await standing()).toEqual(['IN_FORCE NOTHING', 'REVOKED SUBMIT']);
    const { requiredDocuments } = (await portal.send(own.subject, REQUIRED)).data.partner;
    expect(requiredDocuments).toMatchObject([
      { agreement: { status: 'IN_FORCE' }, document: null, expiresOn: '2027-06-15' },
      { agreement: null, document: { id: document.id, status: 'REVOKED' }, expiresOn: null },
    ]);
    const all = await portal.arrange((tx) => inForceOfPartners(tx, [other.id, partner.id], NOW));
    expect([all.get(partner.id)?.inForce, all.get(other.id)?.inForce]).toEqual([false, true]);
    expect(portal.unexpected).toEqual([]);
  });
});
