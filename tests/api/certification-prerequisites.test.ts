import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aStaffMember } from '../support/builders.ts';
import {
  aLaunchedProgram,
  aProgramDraft,
  changeProgram,
  contentOf,
  programRows,
  publish,
  revise,
} from '../support/certification-programs.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let operations: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

beforeEach(() => portal.setNow(new Date('2026-06-15T10:00:00Z')));

const uuidOf = (globalId: string) => globalId.slice(globalId.lastIndexOf('_') + 1);

const needing = (...ids: string[]) => ({ ...contentOf(), prerequisiteIds: ids });
const CYCLE = { fields: [{ field: 'content.prerequisiteIds', code: 'CYCLE' }] };

describe('prerequisites', () => {
  it('make no circle: not of one, not of two, not over others, drafts included', async () => {
    const own = await aProgramDraft(portal, operations);
    expect(await revise(portal, operations, own, needing(own.id))).toMatchObject(CYCLE);
    const second = await aProgramDraft(portal, operations, needing(own.id));
    const third = await aProgramDraft(portal, operations, needing(second.id));
    const before = await programRows(portal);
    expect(await revise(portal, operations, own, needing(second.id))).toMatchObject(CYCLE);
    expect(await revise(portal, operations, own, needing(third.id))).toMatchObject({
      ...CYCLE,
      message: expect.stringContaining(third.code),
    });
    expect(await programRows(portal)).toEqual(before);
    const freed = await revise(portal, operations, second, needing());
    expect(freed.versions[0].prerequisites).toEqual([]);
    expect((await revise(portal, operations, own, needing(third.id))).versions[0].prerequisites).toEqual([
      { code: third.code },
    ]);
  });

  it('count as long as a version that needs them is not retired, and a parent is none', async () => {
    const base = await aLaunchedProgram(portal, operations);
    const above = await aLaunchedProgram(portal, operations, needing(base.id));
    const rewritten = await revise(portal, operations, above);
    portal.setNow(new Date('2026-06-16T10:00:00Z'));
    const replaced = await publish(portal, operations, rewritten);
    expect(await revise(portal, operations, base, needing(above.id))).toMatchObject(CYCLE);
    const which = { id: above.id, version: replaced.version, number: 1 };
    const retired = await changeProgram(portal, operations.subject, 'certificationProgramRetire', which);
    expect(retired).toMatchObject({ inEffect: { number: 2 }, versions: [{}, { status: 'RETIRED' }] });
    const child = await aProgramDraft(portal, operations, contentOf(), { parentId: base.id });
    expect(await revise(portal, operations, base, needing(above.id, child.id))).toMatchObject({
      __typename: 'CertificationProgram',
    });
  });

  it('make no circle when two are written at once', async () => {
    const [one, two] = [await aProgramDraft(portal, operations), await aProgramDraft(portal, operations)];
    const ids = [one, two].map(({ id }) => uuidOf(id));
    let writing: Promise<{ __typename: string }[]> = Promise.resolve([]);
    await portal.arrange(async (tx) => {
      // Whoever has decided waits here to write, so that both would have decided before either wrote.
      await tx.$queryRaw`SELECT 1 FROM certification_version WHERE program_id = ANY (${ids}::uuid[]) FOR UPDATE`;
      writing = Promise.all([
        revise(portal, operations, one, needing(two.id)),
        revise(portal, operations, two, needing(one.id)),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const kinds = (await writing).map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(['CertificationProgram', 'InvalidInputError']);
    const written = await portal.arrange((tx) =>
      tx.certificationPrerequisite.count({ where: { programId: { in: ids } } }),
    );
    expect(written).toBe(1);
    expect(portal.unexpected).toEqual([]);
  });

  it('are not the only thing that makes no circle: two parents at once neither', async () => {
    const [one, two] = [await aProgramDraft(portal, operations), await aProgramDraft(portal, operations)];
    const under = ({ id, version }: { id: string; version: number }, parentId: string) =>
      changeProgram(portal, operations.subject, 'certificationProgramUpdate', { id, version, parentId });
    const answers = await Promise.all([under(one, two.id), under(two, one.id)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
      'CertificationProgram',
      'InvalidInputError',
    ]);
  });
});
