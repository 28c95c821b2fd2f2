import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import {
  aLaunchedProgram,
  anExam,
  aProgramDraft,
  changeProgram,
  contentOf,
  programRows,
  publish,
  revise,
  unchangedBy,
} from '../support/certification-programs.ts';
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
  const acme = await aPartner(portal, { name: 'Acme' });
  admin = await aMember(portal, acme.id);
  member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
});

beforeEach(() => portal.setNow(NOW));

const refused = (attempt: () => Promise<unknown>) => unchangedBy(portal, attempt);

const NOBODY = '01900000-0000-7000-8000-000000000000';

describe('what a certification refuses', () => {
  it('is every bad field at once, and nothing is written', async () => {
    const content = {
      ...{
        validityMonths: 1,
        renewalWindowDays: 29,
        leaverGraceDays: 366,
        prerequisiteIds: [`CertificationProgram_${NOBODY}`],
      },
      groups: [
        {
          ...{ title: '', mode: 'N_OF', needed: 3 },
          requirements: [
            anExam('E', { passMarkPercent: '700', coolDownDays: -1 }),
            { code: 'T', kind: 'AGREEMENT', title: 'T', templateId: `AgreementTemplate_${NOBODY}` },
          ],
        },
      ],
    };
    const answer = await refused(() =>
      change('certificationProgramCreate', { code: 'lower', name: '', audience: 'SALES', content }),
    );
    expect(answer).toMatchObject({
      __typename: 'InvalidInputError',
      fields: [
        { field: 'code', code: 'NOT_A_CODE' },
        { field: 'name', code: 'REQUIRED' },
        { field: 'content.renewalWindowDays', code: 'LONGER_THAN_VALIDITY' },
        { field: 'content.leaverGraceDays', code: 'OUT_OF_RANGE' },
        { field: 'content.groups.0.title', code: 'REQUIRED' },
        { field: 'content.groups.0.needed', code: 'OUT_OF_RANGE' },
        { field: 'content.groups.0.requirements.0.passMarkPercent', code: 'NOT_A_PERCENTAGE' },
        { field: 'content.groups.0.requirements.0.coolDownDays', code: 'OUT_OF_RANGE' },
        { field: 'content.prerequisiteIds', code: 'NOT_FOUND' },
        { field: 'content.groups.0.requirements.1.templateId', code: 'NOT_FOUND' },
      ],
    });
  });

  it('is a code that is taken, and a launch that does not fit', async () => {
    const program = await aLaunchedProgram(portal, operations);
    const taken = { code: program.code, name: 'Twin', audience: 'SALES', content: contentOf() };
    expect(await refused(() => change('certificationProgramCreate', taken))).toMatchObject({
      ...{ code: 'CONFLICT', field: 'code' },
    });
    const noDraft = await refused(() => publish(portal, operations, program));
    expect(noDraft).toMatchObject({ code: 'INVALID_STATE', state: 'PUBLISHED', allowedActions: ['RETIRE'] });

    const empty = await aProgramDraft(portal, operations, contentOf([]));
    expect(empty.availableActions).toEqual([
      { action: 'REVISE', available: true, blockedBecause: null },
      { action: 'PUBLISH', available: false, blockedBecause: 'Its draft has no requirement yet.' },
    ]);
    expect(await refused(() => publish(portal, operations, empty))).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'DRAFT', allowedActions: ['REVISE'] },
    });

    const first = await aProgramDraft(portal, operations);
    const bad = { launchOn: '2026-06-14', transition: 'UNTIL_DATE', transitionUntil: '2026-06-13' };
    expect(await refused(() => publish(portal, operations, first, bad))).toMatchObject({
      fields: [
        { field: 'launchOn', code: 'IN_THE_PAST' },
        { field: 'transition', code: 'NO_VERSION_BEFORE' },
        { field: 'transitionUntil', code: 'BEFORE_LAUNCH' },
      ],
    });
    const next = await revise(portal, operations, program);
    expect(await refused(() => publish(portal, operations, next, { transition: 'BRIDGE' }))).toMatchObject({
      fields: [
        { field: 'launchOn', code: 'NOT_AFTER_VERSION_BEFORE' },
        { field: 'transition', code: 'NO_BRIDGE_REQUIREMENT' },
      ],
    });
  });

  it('is to build on what nobody can have yet', async () => {
    const unpublished = await aProgramDraft(portal, operations);
    const draft = await aProgramDraft(portal, operations, {
      ...contentOf(),
      prerequisiteIds: [unpublished.id],
    });
    const early = await refused(() => publish(portal, operations, draft));
    expect(early).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining(unpublished.code),
    });
    await publish(portal, operations, unpublished);
    expect(await publish(portal, operations, draft)).toMatchObject({ inEffect: { number: 1 } });
  });

  it('is any change of what is published, by the API and by the database', async () => {
    const program = await aLaunchedProgram(portal, operations);
    const edit = await refused(() =>
      revise(portal, operations, program, contentOf([anExam()]), { number: 1 }),
    );
    expect(edit).toMatchObject({ code: 'INVALID_STATE', state: 'PUBLISHED', allowedActions: ['RETIRE'] });
    expect(
      await refused(() => revise(portal, operations, program, contentOf(), { number: 2 })),
    ).toMatchObject({
      code: 'NOT_FOUND',
    });
    const draft = await revise(portal, operations, program);
    const [next, first] = draft.versions.map(({ id }: { id: string }) =>
      id.slice('CertificationVersion_'.length),
    );
    const before = await programRows(portal);
    const ATTEMPTS = [
      `UPDATE certification_version SET validity_months = 1 WHERE id = '${first}'`,
      `UPDATE certification_version SET launch_on = '2030-01-01' WHERE id = '${first}'`,
      `UPDATE certification_version SET status = 'DRAFT' WHERE id = '${first}'`,
      `UPDATE certification_requirement SET title = 'Easier' WHERE version_id = '${first}'`,
      `UPDATE certification_requirement SET version_id = '${next}' WHERE version_id = '${first}'`,
      `DELETE FROM certification_requirement WHERE version_id = '${first}'`,
      `UPDATE certification_group SET mode = 'ANY' WHERE version_id = '${first}'`,
      `INSERT INTO certification_group (version_id, position, title, mode) VALUES ('${first}', 9, 'More', 'ALL')`,
      `INSERT INTO certification_prerequisite SELECT '${first}', id FROM certification_program LIMIT 1`,
    ];
    for (const sql of ATTEMPTS)
      await expect(
        portal.arrange((tx) => tx.$executeRawUnsafe(sql)),
        sql,
      ).rejects.toThrow(/append-only|belongs to what is published/);
    expect(await programRows(portal)).toEqual(before);
    const draftEdit = `UPDATE certification_requirement SET title = 'Easier' WHERE version_id = '${next}'`;
    expect(await portal.arrange((tx) => tx.$executeRawUnsafe(draftEdit))).toBe(1);
  });

  it('is everybody but partner operations', async () => {
    const program = await aProgramDraft(portal, operations);
    const launched = await aLaunchedProgram(portal, operations);
    const everybody = [admin.subject, member.subject, manager.subject, null];
    const inputs = {
      certificationProgramCreate: { code: 'THEIRS', name: 'Theirs', audience: 'SALES', content: contentOf() },
      certificationProgramUpdate: { ...which(program), name: 'Theirs' },
      certificationProgramRevise: { ...which(program), content: contentOf() },
      certificationProgramPublish: which(program),
      certificationProgramRetire: which(launched),
    };
    for (const [name, input] of Object.entries(inputs))
      for (const subject of everybody) {
        const answer = await refused(() => change(name, input, subject));
        expect(answer, name).toMatchObject({ code: 'FORBIDDEN' });
      }
  });
});
