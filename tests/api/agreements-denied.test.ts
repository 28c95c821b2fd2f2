import { beforeAll, expect, it } from 'vitest';
import { agreementRows, aTemplate, changeAgreement, FILE_SHA256 } from '../support/agreements.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let admin: Member;
let member: Member;
let stranger: Member;

const change = (subject: string | null, name: string, input: object) =>
  changeAgreement(portal, subject, name, input);
const template = (kind: 'AGREEMENT' | 'DOCUMENT') => aTemplate(portal, operations, kind);

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T10:00:00Z'));
  const acme = await aPartner(portal, { name: 'Acme', type: 'RESELLER' });
  const globex = await aPartner(portal, { name: 'Globex' });
  admin = await aMember(portal, acme.id);
  member = await aMember(portal, acme.id, 'PARTNER_MEMBER', true);
  stranger = await aMember(portal, globex.id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
});

it('a denial leaves everything as it was, whoever asks', async () => {
  const terms = await template('AGREEMENT');
  const form = await template('DOCUMENT');
  const document = await change(admin.subject, 'documentSubmit', {
    ...{ versionId: form.offered.id, fileReference: 'w9', fileSha256: FILE_SHA256 },
  });
  const requirement = await change(operations.subject, 'documentRequirementSet', {
    ...{ partnerType: 'CONSULTANT', templateId: terms.id },
  });
  const which = { id: terms.id, version: terms.version };
  const byOperations: [string, object][] = [
    ['agreementTemplateCreate', { code: 'NO', title: 'No', kind: 'AGREEMENT', content: { text: 'No' } }],
    ['agreementTemplateRevise', { ...which, content: { text: 'No' } }],
    ['agreementTemplatePublish', which],
    ['agreementTemplateRetire', which],
    ['documentRequirementSet', { partnerType: 'REFERRAL', templateId: terms.id }],
    ['documentRequirementEnd', { id: requirement.id, version: requirement.version }],
    ['documentVerify', { id: document.id }],
    ['documentRefuse', { id: document.id, reason: 'No' }],
    ['documentRevoke', { id: document.id, reason: 'No' }],
    ['agreementRevoke', { id: document.id.replace('Document', 'Agreement'), reason: 'No' }],
    [
      'agreementRecordSignature',
      {
        ...{ partnerId: `Partner_${admin.partnerId}`, versionId: terms.offered.id },
        ...{ signedOn: '2026-06-01', signatureReference: 'X' },
      },
    ],
  ];
  const byPartner: [string, object][] = [
    ['agreementAccept', { versionId: terms.offered.id, sha256: terms.offered.sha256 }],
    ['documentSubmit', { versionId: form.offered.id, fileReference: 'x', fileSha256: FILE_SHA256 }],
  ];
  const finance = await aStaffMember(portal, 'FINANCE');
  const service = await aStaffMember(portal, 'SERVICE');
  const before = await agreementRows(portal);
  for (const subject of [
    null,
    admin.subject,
    member.subject,
    stranger.subject,
    manager.subject,
    finance.subject,
    service.subject,
  ])
    for (const [name, input] of byOperations)
      expect([name, (await change(subject, name, input)).code]).toEqual([name, 'FORBIDDEN']);
  for (const subject of [null, member.subject, manager.subject, operations.subject, service.subject])
    for (const [name, input] of byPartner)
      expect([name, (await change(subject, name, input)).code]).toEqual([name, 'FORBIDDEN']);
  expect(await agreementRows(portal)).toEqual(before);
  expect(portal.unexpected).toEqual([]);
});
