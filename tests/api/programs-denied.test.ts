import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aProgram,
  aPublishedProgram,
  CONTENT,
  changeProgram,
  PROGRAM,
  programRows,
} from '../support/programs.ts';

let portal: Portal;
let operations: { subject: string };
let manager: { subject: string };
let partnerAdmin: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  partnerAdmin = await aMember(portal, (await aPartner(portal)).id);
});

beforeEach(() => portal.setNow(new Date('2026-07-01T08:00:00Z')));

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });
const change = (name: string, input: object, by: { subject: string | null } = operations) =>
  changeProgram(portal, by, name, input);
const programOf = async (id: string, by = operations) =>
  (await portal.send(by.subject, `query ($id: ID!) { partnerProgram(id: $id) { ${PROGRAM} } }`, { id })).data
    .partnerProgram;

describe('what is wrong with a program', () => {
  it('is refused all at once, by its path, and nothing is written', async () => {
    const before = await programRows(portal);
    const requirement = CONTENT.tiers[1].requirements[0];
    const answer = await aProgram(portal, operations, {
      ...{ ...CONTENT, code: 'x', currency: 'JPY', graceDays: 731, noticeDays: -1 },
      rates: [{ currency: 'JPY', rate: '1' }],
      tiers: [
        { ...CONTENT.tiers[0], rank: 2 },
        {
          ...CONTENT.tiers[1],
          requirements: [
            { ...requirement, threshold: '2.5' },
            { ...requirement, code: 'OTHER', metric: 'CERTIFIED_PEOPLE', threshold: '1', isProRated: false },
          ],
        },
      ],
    });
    expect(answer.fields.map(({ field, code }: { field: string; code: string }) => [field, code])).toEqual([
      ['code', 'NOT_A_CODE'],
      ['currency', 'NOT_DEALT_IN'],
      ['graceDays', 'OUT_OF_BOUNDS'],
      ['noticeDays', 'OUT_OF_BOUNDS'],
      ['rates.0.currency', 'OWN_CURRENCY'],
      ['tiers.1.rank', 'REPEATED'],
      ['tiers.1.requirements.0.threshold', 'WRONG_UNIT'],
      ['tiers.1.requirements.1.certificationProgramId', 'REQUIRED'],
      ['tiers.1.requirements.1.window', 'WRONG_WINDOW'],
    ]);
    expect(await programRows(portal)).toEqual(before);
  });

  it('is a certification program that does not exist', async () => {
    const requirement = {
      ...{ code: 'PEOPLE', title: 'People', metric: 'CERTIFIED_PEOPLE', threshold: '2' },
      ...{ level: 'LOCATION', window: 'POINT_IN_TIME' },
    };
    const with_ = (certificationProgramId: string) =>
      aProgram(portal, operations, {
        ...CONTENT,
        tiers: [{ ...CONTENT.tiers[1], requirements: [{ ...requirement, certificationProgramId }] }],
      });
    expect(await with_('CertificationProgram_00000000-0000-4000-8000-000000000000')).toMatchObject({
      fields: [{ field: 'tiers.0.requirements.0.certificationProgramId', code: 'NOT_FOUND' }],
    });
    const { id } = await portal.arrange((tx) =>
      tx.certificationProgram.create({ data: { code: 'SALES', name: 'Sales', audience: 'SALES' } }),
    );
    const program = await with_(`CertificationProgram_${id}`);
    expect(program.versions[0].tiers[0].requirements[0].certificationProgram.id).toBe(
      `CertificationProgram_${id}`,
    );
  });
});

describe('who may do what', () => {
  it('only partner operations writes programs', async () => {
    const program = await aProgram(portal, operations);
    const before = await programRows(portal);
    for (const by of [manager, partnerAdmin, { subject: null }]) {
      const create = { ...CONTENT, code: 'DENIED', name: 'Denied', currency: 'USD' };
      expect(await change('Create', create, by)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await change('Revise', { ...which(program), ...CONTENT }, by)).toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(await change('Publish', which(program), by)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await change('Update', { ...which(program), name: 'X' }, by)).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await programRows(portal)).toEqual(before);
  });

  it('partners see no drafts: neither programs that are drafts only, nor the drafts of others', async () => {
    const hidden = await aProgram(portal, operations);
    const shown = await aPublishedProgram(portal, operations);
    const revised = await change('Revise', { ...which(shown), ...CONTENT });
    const [draft] = revised.versions;
    expect(await programOf(hidden.id, partnerAdmin)).toBeNull();
    expect(await programOf(shown.id, partnerAdmin)).toMatchObject({
      versions: [{ number: 1, status: 'PUBLISHED' }],
    });
    const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const ids = [
      hidden.id,
      hidden.versions[0].tiers[0].id,
      draft.id,
      draft.tiers[1].id,
      draft.tiers[1].benefits[0].id,
    ];
    expect((await portal.send(partnerAdmin.subject, nodes, { ids })).data.nodes).toEqual(ids.map(() => null));
    expect((await portal.send(manager.subject, nodes, { ids })).data.nodes).toEqual(
      ids.map((id) => ({ id })),
    );
    const list = '{ partnerPrograms(first: 100) { totalCount nodes { id } } }';
    const seen = (await portal.send(partnerAdmin.subject, list)).data.partnerPrograms;
    expect(seen.nodes).toContainEqual({ id: shown.id });
    expect(seen.nodes).not.toContainEqual({ id: hidden.id });
    expect(seen.totalCount).toBe(seen.nodes.length);
    const drafts = '{ partnerPrograms(first: 100, filter: { isPublished: false }) { nodes { id } } }';
    expect((await portal.send(operations.subject, drafts)).data.partnerPrograms.nodes).toContainEqual({
      id: hidden.id,
    });
  });

  it('designers read what the metrics are', async () => {
    const { data } = await portal.send(
      partnerAdmin.subject,
      '{ metrics { code unit kind name description source } }',
    );
    expect(data.metrics).toHaveLength(10);
    expect(data.metrics).toContainEqual(
      expect.objectContaining({ code: 'REVENUE_WON', unit: 'MONEY', kind: 'FLOW' }),
    );
  });
});
