import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import {
  aCourse,
  aLaunchedProgram,
  anExam,
  aProgramDraft,
  changeProgram,
  contentOf,
  publish,
  revise,
  unchangedBy,
} from '../support/certification-programs.ts';
import { recordStatements } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');

let portal: Portal;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let admin: Member;
let member: Member;

const change = (name: string, input: object, subject: string | null = operations.subject) =>
  changeProgram(portal, subject, name, input);
const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  const acme = await aPartner(portal, { name: 'Acme' });
  admin = await aMember(portal, acme.id);
  member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
});

beforeEach(() => portal.setNow(NOW));

const _refused = (attempt: () => Promise<unknown>) => unchangedBy(portal, attempt);

const READ = `query ($id: ID!, $version: ID!, $requirement: ID!, $filter: CertificationProgramFilter) {
  certificationProgram(id: $id) { code versions { number groups { requirements { code } } } inEffect { number } availableActions { action } }
  node(id: $id) { id } version: node(id: $version) { id } requirement: node(id: $requirement) { id }
  certificationPrograms(filter: $filter, first: 100) { totalCount nodes { code versions { number } } } }`;

describe('who sees a certification', () => {
  const read = (subject: string, { id, versions, code }: { id: string; versions: Draft[]; code: string }) =>
    portal.send(subject, READ, {
      ...{ id, version: versions[0]!.id, requirement: versions[0]!.groups[0]!.requirements[0]!.id },
      filter: { text: code },
    });
  type Draft = { id: string; groups: { requirements: { id: string }[] }[] };

  it('is staff alone, as long as it is a draft', async () => {
    const draft = await aProgramDraft(portal, operations, contentOf(), { code: 'HIDDEN_1' });
    for (const { subject } of [admin, member]) {
      const { data, errors } = await read(subject, draft);
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        ...{ certificationProgram: null, node: null, version: null, requirement: null },
        certificationPrograms: { totalCount: 0, nodes: [] },
      });
    }
    const { data } = await read(manager.subject, draft);
    expect(data).toMatchObject({
      ...{
        certificationProgram: { code: 'HIDDEN_1', availableActions: [] },
        version: { id: draft.versions[0].id },
      },
      certificationPrograms: { totalCount: 1 },
    });
  });

  it('is everybody once it is published, but for the next draft', async () => {
    const launched = await aLaunchedProgram(portal, operations);
    const next = await revise(portal, operations, launched, contentOf([anExam('NEXT')]));
    for (const { subject } of [admin, member]) {
      const { data } = await read(subject, next);
      expect(data).toMatchObject({ node: { id: next.id }, version: null, requirement: null });
      expect(data.certificationProgram).toEqual({
        code: next.code,
        versions: [{ number: 1, groups: [{ requirements: [{ code: 'BASICS' }] }] }],
        ...{ inEffect: { number: 1 }, availableActions: [] },
      });
    }
    const below = await aLaunchedProgram(portal, operations);
    const hidden = await aProgramDraft(portal, operations);
    await change('certificationProgramUpdate', { ...which(below), parentId: hidden.id });
    const parentOf = `{ certificationProgram(id: "${below.id}") { parent { id } } }`;
    expect((await portal.send(admin.subject, parentOf)).data.certificationProgram).toEqual({ parent: null });
    expect((await portal.send(manager.subject, parentOf)).data.certificationProgram.parent).toEqual({
      id: hidden.id,
    });
  });

  it('finds it by whom it is for, its product, its name, and whether it is in effect', async () => {
    const product = await aProduct(portal);
    const about = { audience: 'DELIVERY', productId: `Product_${product.id}` };
    const later = await aProgramDraft(portal, operations, contentOf(), {
      ...about,
      code: 'FIND_LATER',
      name: 'Findable b',
    });
    await publish(portal, operations, later, { launchOn: '2026-06-16' });
    const now = await aProgramDraft(portal, operations, contentOf(), {
      ...about,
      code: 'FIND_NOW',
      name: 'Findable a',
    });
    await publish(portal, operations, now);
    const codes = async (filter: object, rest = '') => {
      const query = `query ($filter: CertificationProgramFilter) { certificationPrograms(filter: $filter ${rest}) { nodes { code } } }`;
      const answer = await portal.send(admin.subject, query, { filter });
      return answer.data.certificationPrograms.nodes.map(({ code }: { code: string }) => code);
    };
    const { productId } = about;
    expect(await codes({ productId })).toEqual(['FIND_NOW', 'FIND_LATER']);
    expect(await codes({ productId }, 'orderBy: { by: CODE, direction: ASC }')).toEqual([
      'FIND_LATER',
      'FIND_NOW',
    ]);
    expect(await codes({ productId, launched: true })).toEqual(['FIND_NOW']);
    expect(await codes({ productId, launched: false })).toEqual(['FIND_LATER']);
    expect(await codes({ text: 'find_l' })).toEqual(['FIND_LATER']);
    expect(await codes({ text: 'FINDABLE', audience: ['DELIVERY'] })).toEqual(['FIND_NOW', 'FIND_LATER']);
    expect(await codes({ text: 'FINDABLE', audience: ['SALES'] })).toEqual([]);
    portal.setNow(new Date('2026-06-15T22:00:00Z'));
    expect(await codes({ productId, launched: false })).toEqual([]);
  });

  it('is read by as many statements for many as for one, whatever is asked of each', async () => {
    const base = await aLaunchedProgram(portal, operations);
    for (let count = 0; count < 3; count += 1) {
      const content = { ...contentOf([aCourse('A'), aCourse('B')]), prerequisiteIds: [base.id] };
      const draft = await aProgramDraft(portal, operations, content, { parentId: base.id });
      await revise(portal, operations, await publish(portal, operations, draft));
    }
    const recording = recordStatements(portal.database);
    const statementsFor = async (subject: string, first: number) => {
      recording.take();
      const answer = await portal.send(subject, WIDE, { first });
      expect(answer.errors).toBeUndefined();
      return [answer.data.certificationPrograms.nodes.length, recording.take().length] as const;
    };
    for (const { subject } of [admin, member, manager]) {
      const [one, few] = await statementsFor(subject, 1);
      const [all, many] = await statementsFor(subject, 30);
      expect(one).toBe(1);
      expect(all).toBeGreaterThan(3);
      expect(many).toBe(few);
    }
  });
});

const WIDE = `query ($first: Int) { certificationPrograms(first: $first) { nodes { code availableActions { action blockedBecause }
  product { code } parent { code inEffect { number } }
  inEffect { number groups { title requirements { code template { code } } } prerequisites { code } }
  versions { number status groups { title requirements { code } } prerequisites { code } } } } }`;
