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
let _manager: { subject: string };
let partnerAdmin: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  _manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  partnerAdmin = await aMember(portal, (await aPartner(portal)).id);
});

beforeEach(() => portal.setNow(new Date('2026-07-01T08:00:00Z')));

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });
const change = (name: string, input: object, by: { subject: string | null } = operations) =>
  changeProgram(portal, by, name, input);
const programOf = async (id: string, by = operations) =>
  (await portal.send(by.subject, `query ($id: ID!) { partnerProgram(id: $id) { ${PROGRAM} } }`, { id })).data
    .partnerProgram;
const uuidOf = (id: string) => id.slice(id.indexOf('_') + 1);

describe('a program', () => {
  it('is written as a draft, and read back as it was written', async () => {
    const program = await aProgram(portal, operations, {
      ...CONTENT,
      partnerTypes: ['RESELLER', 'REFERRAL', 'RESELLER'],
      tierDates: { commission: 'DEAL_WON' },
      rates: [{ currency: 'EUR', rate: '0.920' }],
      stageWeights: [{ stage: 'COMMITTED', weight: '0.9' }],
    });
    expect(program).toMatchObject({ currency: 'USD', version: 1, versionInForce: null });
    const [draft] = program.versions;
    expect(draft).toMatchObject({
      ...{ number: 1, status: 'DRAFT', validFrom: null, validTo: null, graceDays: 60, noticeDays: 30 },
      ...{ partnerTypes: ['REFERRAL', 'RESELLER'], approval: 'MANUAL', reviewGrain: 'YEAR' },
      tierDates: { commission: 'DEAL_WON' },
      rates: [{ currency: 'EUR', rate: '0.92' }],
      stageWeights: [
        { stage: 'PROSPECTING', weight: '0.1' },
        { stage: 'QUALIFIED', weight: '0.25' },
        { stage: 'PROPOSAL', weight: '0.5' },
        { stage: 'COMMITTED', weight: '0.9' },
      ],
    });
    expect(draft.tiers.map(({ code, rank }: { code: string; rank: number }) => [code, rank])).toEqual([
      ['REGISTERED', 1],
      ['SILVER', 2],
      ['GOLD', 3],
    ]);
    expect(draft.tiers[2]).toMatchObject({
      ...{ mode: 'SCORE', scoreNeeded: '80' },
      requirements: [
        {
          ...{ code: 'DEALS', metric: { code: 'DEALS_WON', unit: 'COUNT' }, threshold: '10', floor: '3' },
          ...{ points: '60', level: 'MASTER_ACCOUNT', window: 'TRAILING_MONTHS', windowMonths: 12 },
          ...{ effort: '2.5', isProRated: false, certificationProgram: null },
        },
        { code: 'REVENUE', threshold: '100000.5', points: '40', floor: null, effort: '1' },
      ],
      benefits: [
        { code: 'SUPPORT', level: 'PREMIUM', amount: null, dueDays: 5 },
        { code: 'FUNDS', amount: { amount: '5000.00', currency: 'USD' }, dueDays: 30 },
      ],
    });
    expect(draft.tiers[1]).toMatchObject({
      requirements: [{ isProRated: true, points: null }],
      benefits: [{ code: 'SUPPORT' }, { code: 'MODIFIER', factor: '1.1', dueDays: 0 }],
    });
  });

  it('is revised as a draft, published from a day on, and ends the version before on the day of the next', async () => {
    const program = await aProgram(portal, operations);
    const one = [{ ...CONTENT.tiers[0], name: 'Member' }];
    const revised = await change('Revise', { ...which(program), ...CONTENT, tiers: one });
    expect(revised).toMatchObject({ version: 2, versions: [{ number: 1, status: 'DRAFT' }] });
    expect(revised.versions[0].tiers).toMatchObject([{ name: 'Member' }]);
    const published = await change('Publish', { ...which(revised), validFrom: '2026-07-01' });
    expect(published).toMatchObject({
      version: 3,
      versionInForce: { number: 1, validFrom: '2026-07-01', validTo: null },
    });
    const next = await change('Revise', { ...which(published), ...CONTENT });
    expect(next.versions).toMatchObject([
      { number: 2, status: 'DRAFT' },
      { number: 1, status: 'PUBLISHED' },
    ]);
    const later = await change('Publish', { ...which(next), validFrom: '2027-01-01' });
    expect(later).toMatchObject({
      versionInForce: { number: 1, validTo: '2027-01-01' },
      versions: [
        { number: 2, validFrom: '2027-01-01', validTo: null },
        { number: 1, validTo: '2027-01-01' },
      ],
    });
    const on = async (day: string) =>
      (
        await portal.send(
          partnerAdmin.subject,
          'query ($id: ID!, $on: Date) { partnerProgram(id: $id) { versionInForce(on: $on) { number } } }',
          { id: program.id, on: day },
        )
      ).data.partnerProgram.versionInForce?.number;
    expect([await on('2026-06-30'), await on('2026-12-31'), await on('2027-01-01')]).toEqual([
      undefined,
      1,
      2,
    ]);
  });

  it('begins on the vendor’s today, which can be tomorrow elsewhere', async () => {
    // It is 2 July in Berlin.
    portal.setNow(new Date('2026-07-01T22:30:00Z'));
    const published = await aPublishedProgram(portal, operations);
    expect(published.versionInForce).toMatchObject({ validFrom: '2026-07-02' });
  });

  it('has no two versions on one day, whatever is asked and however often at once', async () => {
    const program = await aPublishedProgram(portal, operations, CONTENT, '2026-09-01');
    const draft = await change('Revise', { ...which(program), ...CONTENT });
    const before = await programRows(portal);
    for (const validFrom of ['2026-09-01', '2026-08-15'])
      expect(await change('Publish', { ...which(draft), validFrom })).toMatchObject({
        code: 'CONFLICT',
        field: 'validFrom',
      });
    expect(await change('Publish', { ...which(draft), validFrom: '2026-06-30' })).toMatchObject({
      fields: [{ field: 'validFrom', code: 'IN_THE_PAST' }],
    });
    expect(await change('Publish', { ...which(program), validFrom: '2026-10-01' })).toMatchObject({
      code: 'STALE_VERSION',
    });
    expect(await programRows(portal)).toEqual(before);
    const days = ['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04'];
    const answers = await Promise.all(
      days.map((validFrom) => change('Publish', { ...which(draft), validFrom })),
    );
    expect(answers.filter(({ code }) => code === 'STALE_VERSION')).toHaveLength(3);
    const { versions } = await programOf(program.id);
    expect(versions[1].validTo).toBe(versions[0].validFrom);
    const { programId, ...version } = await portal.arrange((tx) =>
      tx.programVersion.findFirstOrThrow({ where: { programId: uuidOf(program.id), number: 2 } }),
    );
    const overlapping = { ...version, id: undefined, number: 3, validFrom: new Date('2027-01-01T00:00:00Z') };
    await expect(
      portal.arrange((tx) =>
        tx.programVersion.create({
          data: {
            ...{ ...overlapping, programId, tierDates: {}, rates: [], stageWeights: {} },
          },
        }),
      ),
    ).rejects.toThrow(/program_version_one_at_a_time/);
  });

  it('never changes once published, by the API nor behind its back', async () => {
    const program = await aPublishedProgram(portal, operations);
    const [published] = program.versions;
    expect(await change('Publish', which(program))).toMatchObject({
      code: 'INVALID_STATE',
      state: 'PUBLISHED',
      allowedActions: [],
    });
    const id = uuidOf(published.id);
    const behind = (sql: string) => portal.arrange((tx) => tx.$executeRawUnsafe(sql));
    const before = await programRows(portal);
    for (const sql of [
      `UPDATE program_version SET grace_days = 0 WHERE id = '${id}'`,
      `UPDATE program_version SET status = 'DRAFT', published_at = NULL WHERE id = '${id}'`,
      `UPDATE program_tier SET name = 'Other' WHERE version_id = '${id}'`,
      `DELETE FROM program_requirement WHERE version_id = '${id}'`,
      `UPDATE tier_benefit SET due_days = 100 WHERE version_id = '${id}'`,
      `INSERT INTO program_tier (version_id, code, name, rank, mode) VALUES ('${id}', 'NEW', 'New', 9, 'ALL')`,
    ])
      await expect(behind(sql), sql).rejects.toThrow(/published|append-only/);
    expect(await programRows(portal)).toEqual(before);
    const revised = await change('Revise', { ...which(program), ...CONTENT, graceDays: 0 });
    expect(revised.versions[1]).toEqual(published);
  });

  it('is renamed, and what already is as asked changes nothing', async () => {
    const program = await aProgram(portal, operations);
    const renamed = await change('Update', { ...which(program), name: ' Partner  program ' });
    expect(renamed).toMatchObject({ name: 'Partner program', version: 2 });
    const before = await programRows(portal);
    expect(await change('Update', { ...which(renamed), name: 'Partner program' })).toMatchObject({
      version: 2,
    });
    expect(await change('Update', { ...which(renamed), name: ' ' })).toMatchObject({
      fields: [{ field: 'name', code: 'REQUIRED' }],
    });
    expect(await programRows(portal)).toEqual(before);
  });

  it('tells of itself by ids, codes and numbers', async () => {
    const program = await aPublishedProgram(portal, operations);
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: uuidOf(program.id) }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['program.created', { number: 1, programCode: program.code, version: 1 }],
      [
        'program.published',
        { number: 1, endedNumber: null, validFrom: '2026-07-01', programCode: program.code, version: 2 },
      ],
    ]);
    expect(events[0]).toMatchObject({
      subjectType: 'PartnerProgram',
      partnerId: null,
      partnerVisible: false,
    });
  });

  it('is made once for a key', async () => {
    const input = { ...CONTENT, code: 'ONCE', name: 'Once', currency: 'USD', idempotencyKey: 'key-1' };
    const first = await change('Create', input);
    expect(await change('Create', input)).toEqual(first);
    expect(await change('Create', { ...input, name: 'Other' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const another = { ...input, idempotencyKey: 'key-2' };
    expect(await change('Create', another)).toMatchObject({ code: 'CONFLICT', field: 'code' });
  });
});
