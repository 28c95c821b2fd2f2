import { randomUUID } from 'node:crypto';
import { aTemplate, FILE_SHA256 } from '../../agreements.ts';
import type { Scenarios, World } from './world.ts';

const aDraft = (world: World) =>
  world.change(world.staff, 'agreementTemplateCreate', {
    ...{ code: `DRAFT_${randomUUID().slice(0, 8).toUpperCase()}`, title: 'Terms', kind: 'AGREEMENT' },
    content: { text: 'Terms.' },
  });

const published = async (world: World, kind: 'AGREEMENT' | 'DOCUMENT') =>
  await aTemplate(world.portal, world.staff, kind);

async function acceptable(world: World) {
  const { offered } = await published(world, 'AGREEMENT');
  return { versionId: offered.id, sha256: offered.sha256 };
}

const anAgreement = async (world: World) =>
  await world.change(world.place.first, 'agreementAccept', await acceptable(world), 'id');

async function aFile(world: World) {
  const { offered } = await published(world, 'DOCUMENT');
  return { versionId: offered.id, fileReference: 's3://files/w9.pdf', fileSha256: FILE_SHA256 };
}

const aDocument = async (world: World) =>
  await world.change(world.place.first, 'documentSubmit', await aFile(world), 'id');

const requirementInput = async (world: World) => ({
  partnerType: 'RESELLER',
  templateId: (await published(world, 'DOCUMENT')).id,
});

export const agreements: Scenarios = {
  agreementTemplateCreate: async ({ staff }) => ({
    by: staff,
    input: { code: 'TERMS', title: 'Terms', kind: 'AGREEMENT', content: { text: 'Terms.' } },
  }),
  agreementTemplateRevise: async (world) => ({
    by: world.staff,
    input: { ...which(await aDraft(world)), content: { text: 'Other terms.' } },
  }),
  agreementTemplatePublish: async (world) => ({ by: world.staff, input: which(await aDraft(world)) }),
  agreementTemplateRetire: async (world) => ({
    by: world.staff,
    input: which(await published(world, 'AGREEMENT')),
  }),
  agreementAccept: async (world) => ({ by: world.place.first, input: await acceptable(world) }),
  agreementRecordSignature: async (world) => ({
    by: world.staff,
    input: {
      ...{
        versionId: (await acceptable(world)).versionId,
        partnerId: `Partner_${world.place.first.partnerId}`,
      },
      ...{ signatureReference: 'envelope-1', signedOn: '2026-01-01' },
    },
  }),
  agreementRevoke: async (world) => ({
    by: world.staff,
    input: { id: (await anAgreement(world)).id, reason: 'Signed by mistake.' },
  }),
  documentSubmit: async (world) => ({ by: world.place.first, input: await aFile(world) }),
  documentVerify: async (world) => ({ by: world.staff, input: { id: (await aDocument(world)).id } }),
  documentRefuse: async (world) => ({
    by: world.staff,
    input: { id: (await aDocument(world)).id, reason: 'Unsigned.' },
  }),
  documentRevoke: async (world) => {
    const { id } = await aDocument(world);
    await world.change(world.staff, 'documentVerify', { id }, 'id');
    return { by: world.staff, input: { id, reason: 'Forged.' } };
  },
  documentRequirementSet: async (world) => ({ by: world.staff, input: await requirementInput(world) }),
  documentRequirementEnd: async (world) => ({
    by: world.staff,
    input: which(await world.change(world.staff, 'documentRequirementSet', await requirementInput(world))),
  }),
};

function which({ id, version }: { id: string; version: number }) {
  return { id, version };
}
