import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellOfEvents } from '../../src/domains/notifications/notification-telling.service.ts';
import { applyPlacements } from '../../src/domains/programs/tier-placement.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aPublishedProgram,
  CONTENT,
  changeProgram,
  entitlements,
  place,
  programRows,
  provision,
  revoke,
  tierOf,
  waive,
} from '../support/programs.ts';

let portal: Portal;
let operations: { subject: string; personId: string };
// biome-ignore lint/suspicious/noExplicitAny: whatever fields its document asked for.
let program: any;

const at = (instant: string) => portal.setNow(new Date(instant));
const uuidOf = (id: string) => id.slice(id.indexOf('_') + 1);

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  at('2026-03-01T08:00:00Z');
  program = await aPublishedProgram(portal, operations);
});

beforeEach(() => at('2026-06-01T08:00:00Z'));

type Owed = Readonly<{
  id: string;
  version: number;
  status: string;
  dueOn: string;
  endedOn: string | null;
  benefit: { code: string };
  placement: { tier: { code: string } };
}>;
const shown = (rows: Owed[]) =>
  rows.map(
    ({ placement, benefit, dueOn, endedOn, status }) =>
      `${placement.tier.code} ${benefit.code} ${dueOn} ${endedOn ?? '-'} ${status}`,
  );
const owed = (partner: { id: string }, filter: object = {}, by = operations as { subject: string }) =>
  entitlements(portal, by, partner, filter) as Promise<Owed[]>;
const which = ({ id, version }: Owed) => ({ id, version });

describe('what the vendor owes', () => {
  it('begins with a tier, is late after its day, is provisioned once, carried into the next tier, and ends with its own', async () => {
    const partner = await aPartner(portal);
    await place(portal, operations, [partner, program, 'SILVER']);
    expect(shown(await owed(partner))).toEqual([
      'SILVER MODIFIER 2026-06-01 - PENDING',
      'SILVER SUPPORT 2026-06-06 - PENDING',
    ]);
    at('2026-06-06T12:00:00Z');
    expect(shown(await owed(partner, { status: ['OVERDUE'] }))).toEqual([
      'SILVER MODIFIER 2026-06-01 - OVERDUE',
    ]);
    at('2026-06-07T00:00:00Z');
    const [, support] = await owed(partner, { status: ['OVERDUE', 'PENDING'] });
    expect(support).toMatchObject({ status: 'OVERDUE', availableActions: ['PROVISION'] });
    expect(await provision(portal, operations, { ...which(support!), reference: ' Desk  7 ' })).toMatchObject(
      {
        ...{ status: 'PROVISIONED', reference: 'Desk 7', version: 2, availableActions: [] },
        provisionedAt: '2026-06-07T00:00:00.000Z',
      },
    );
    const before = await programRows(portal);
    expect(await provision(portal, operations, which(support!))).toMatchObject({ code: 'STALE_VERSION' });
    expect(await provision(portal, operations, { id: support!.id, version: 2 })).toMatchObject({
      ...{ code: 'INVALID_STATE', state: 'PROVISIONED', allowedActions: [] },
    });
    expect(await programRows(portal)).toEqual(before);
    await place(portal, operations, [partner, program, 'GOLD']);
    expect(shown(await owed(partner)).sort()).toEqual([
      'GOLD FUNDS 2026-07-07 - PENDING',
      'GOLD SUPPORT 2026-06-12 - PROVISIONED',
      'SILVER MODIFIER 2026-06-01 2026-06-07 ENDED',
      'SILVER SUPPORT 2026-06-06 2026-06-07 ENDED',
    ]);
    const [ended] = await owed(partner, { status: ['ENDED'] });
    expect(await provision(portal, operations, which(ended!))).toMatchObject({
      code: 'INVALID_STATE',
      state: 'ENDED',
    });
    const types = await portal.arrange((tx) =>
      tx.event.findMany({ where: { partnerId: partner.id, type: 'benefit.provisioned' } }),
    );
    expect(types.map(({ data, partnerVisible }) => [partnerVisible, data])).toEqual([
      [
        true,
        {
          ...{ programCode: program.code, tierCode: 'SILVER', benefitCode: 'SUPPORT' },
          ...{ dueOn: '2026-06-06', isOverdue: true },
        },
      ],
    ]);
  });

  it('of a tier to come begins on its day, and has then what was provisioned meanwhile', async () => {
    const partner = await aPartner(portal);
    await place(portal, operations, [partner, program, 'SILVER']);
    await place(portal, operations, [partner, program, 'GOLD'], { effectiveOn: '2026-08-01' });
    const all = await owed(partner);
    expect(shown(all)).toEqual([
      'SILVER MODIFIER 2026-06-01 2026-08-01 PENDING',
      'SILVER SUPPORT 2026-06-06 2026-08-01 PENDING',
      'GOLD SUPPORT 2026-08-06 - PENDING',
      'GOLD FUNDS 2026-08-31 - PENDING',
    ]);
    await provision(portal, operations, which(all[1]!));
    expect(shown(await owed(partner, { status: ['PROVISIONED'] }))).toEqual([
      'SILVER SUPPORT 2026-06-06 2026-08-01 PROVISIONED',
      'GOLD SUPPORT 2026-08-06 - PROVISIONED',
    ]);
    // What is booked for the same day replaces it, so that nothing of it will ever be owed.
    await place(portal, operations, [partner, program, 'REGISTERED'], { effectiveOn: '2026-08-01' });
    expect(shown(await owed(partner, { status: ['PENDING', 'OVERDUE', 'PROVISIONED'] }))).toEqual(
      [
        'SILVER MODIFIER 2026-06-01 2026-08-01 PENDING',
        'REGISTERED PORTAL 2026-08-01 - PENDING',
        'SILVER SUPPORT 2026-06-06 2026-08-01 PROVISIONED',
      ].sort((a, b) => a.split(' ')[2]!.localeCompare(b.split(' ')[2]!)),
    );
  });

  it('is provisioned by the channel manager of the partner too, and seen by its own people only', async () => {
    const partner = await aPartner(portal);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    const outside = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, partner.id, manager.personId);
    await place(portal, operations, [partner, program, 'SILVER']);
    await place(portal, operations, [partner, program, 'GOLD'], { effectiveOn: '2026-08-01' });
    const [, support] = await owed(partner);
    const admin = await aMember(portal, partner.id);
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    const before = await programRows(portal);
    expect(await provision(portal, outside, which(support!))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await provision(portal, admin, which(support!))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await programRows(portal)).toEqual(before);
    expect(await provision(portal, manager, which(support!))).toMatchObject({ status: 'PROVISIONED' });
    expect(await owed(partner, {}, admin)).toHaveLength(4);
    expect(await owed(partner, {}, stranger)).toEqual([]);
    expect(await owed(partner, {}, outside)).toEqual([]);
    const own = `query ($id: ID!) { partner(id: $id) { benefitEntitlements { status } tierHistory { tier { code } } } }`;
    const { data } = await portal.send(admin.subject, own, { id: `Partner_${partner.id}` });
    expect(data.partner.benefitEntitlements).toHaveLength(4);
  });

  it('is provisioned once, however often at once', async () => {
    const partner = await aPartner(portal);
    await place(portal, operations, [partner, program, 'GOLD']);
    const [first] = await owed(partner);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => provision(portal, operations, which(first!))),
    );
    expect(answers.filter(({ status }) => status === 'PROVISIONED')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'STALE_VERSION')).toHaveLength(3);
  });
});

describe('a placement by a review', () => {
  it('is booked for many partners at once by as many statements as for one, each once', async () => {
    const partners = [await aPartner(portal), await aPartner(portal), await aPartner(portal)];
    const tierId = uuidOf(tierOf(program, 'SILVER'));
    const programId = uuidOf(program.id);
    const { versionId } = await portal.arrange((tx) =>
      tx.programTier.findUniqueOrThrow({ where: { id: tierId } }),
    );
    const now = new Date('2026-06-01T08:00:00Z');
    const placements = await portal.arrange((tx) =>
      Promise.all(
        partners.map(async ({ id: partnerId }) => {
          const { id: reviewId } = await tx.tierReview.create({
            data: {
              ...{
                partnerId,
                programId,
                versionId,
                period: 'FY2026',
                outcome: 'PROMOTE',
                status: 'PROPOSED',
              },
              ...{ toTierId: tierId, explanation: {}, asOf: now, proposedAt: now },
            },
          });
          const effectiveOn = new Date('2026-06-01T00:00:00Z');
          return {
            partnerId,
            programId,
            tierId,
            cause: 'REVIEW',
            reviewId,
            effectiveOn,
            reason: null,
          } as const;
        }),
      ),
    );
    const ids = await portal.arrange((tx) => applyPlacements(tx, JOB_ACTOR, placements, now));
    const booked = await portal.arrange((tx) => tx.tierPlacement.findMany({ where: { id: { in: ids } } }));
    expect(new Map(booked.map(({ id, partnerId }) => [id, partnerId]))).toEqual(
      new Map(ids.map((id, at_) => [id, partners[at_]!.id])),
    );
    for (const partner of partners) expect(await owed(partner)).toHaveLength(2);
    await expect(portal.arrange((tx) => applyPlacements(tx, JOB_ACTOR, placements, now))).rejects.toThrow(
      /tier_placement_once_for_review|Unique/,
    );
  });
});

describe('a waiver', () => {
  it('is granted for a time, told to the partner with its reason, and taken back', async () => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const granted = await waive(portal, operations, [partner, program], { validFrom: '2026-05-01' });
    expect(granted).toMatchObject({
      ...{ requirementCode: 'DEALS', validFrom: '2026-05-01', validTo: '2026-12-01', status: 'IN_FORCE' },
      ...{ reason: 'The market is new.', availableActions: ['REVOKE'] },
    });
    const own = `{ requirementWaivers { nodes { id reason grantedBy { name } } } }`;
    expect((await portal.send(admin.subject, own)).data.requirementWaivers.nodes).toEqual([
      { id: granted.id, reason: 'The market is new.', grantedBy: null },
    ]);
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    expect((await portal.send(stranger.subject, own)).data.requirementWaivers.nodes).toEqual([]);
    expect(await revoke(portal, admin, granted.id)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await revoke(portal, operations, granted.id)).toMatchObject({
      ...{ status: 'REVOKED', availableActions: [], revokedAt: '2026-06-01T08:00:00.000Z' },
    });
    expect(await revoke(portal, operations, granted.id)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'REVOKED',
    });
    // What was taken back stands in nobody's way.
    expect(await waive(portal, operations, [partner, program], {})).toMatchObject({ status: 'IN_FORCE' });
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { partnerId: partner.id }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type }) => type)).toEqual(['waiver.granted', 'waiver.revoked', 'waiver.granted']);
    expect(events[0]).toMatchObject({
      partnerVisible: true,
      data: {
        ...{ programCode: program.code, requirementCode: 'DEALS' },
        ...{ validFrom: '2026-05-01', validTo: '2026-12-01' },
      },
    });
  });

  it('does not overlap another, whatever is asked and however often at once', async () => {
    const partner = await aPartner(portal);
    const one = { validFrom: '2026-06-01', validTo: '2026-07-01' };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => waive(portal, operations, [partner, program], one)),
    );
    expect(answers.map(({ code }) => code ?? 'DONE').sort()).toEqual([
      'CONFLICT',
      'CONFLICT',
      'CONFLICT',
      'DONE',
    ]);
    const other = (more: object) => waive(portal, operations, [partner, program], more);
    const before = await programRows(portal);
    expect(await other({ validFrom: '2026-06-30', validTo: '2026-08-01' })).toMatchObject({
      code: 'CONFLICT',
      field: 'validFrom',
    });
    expect(await programRows(portal)).toEqual(before);
    expect(await other({ validFrom: '2026-07-01', validTo: '2026-08-01' })).toMatchObject({
      status: 'SCHEDULED',
    });
    expect(await other({ ...one, requirementCode: 'REVENUE' })).toMatchObject({ status: 'IN_FORCE' });
  });

  it('is refused with what is wrong, and nothing is written', async () => {
    const partner = await aPartner(portal);
    const left = await aPartner(portal, { status: 'TERMINATED' });
    const before = await programRows(portal);
    const answer = await waive(portal, operations, [partner, program], {
      ...{ requirementCode: 'UNKNOWN', reason: '', validFrom: '2025-12-31', validTo: '2028-01-01' },
    });
    expect(
      answer.fields.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`),
    ).toEqual(['reason REQUIRED', 'validFrom OUT_OF_RANGE', 'validTo TOO_LONG', 'requirementCode NOT_ASKED']);
    expect(await waive(portal, operations, [left, program], {})).toMatchObject({ code: 'INVALID_STATE' });
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    for (const by of [manager, await aMember(portal, partner.id), { subject: null }])
      expect(await waive(portal, by, [partner, program], {})).toMatchObject({ code: 'FORBIDDEN' });
    expect(await programRows(portal)).toEqual(before);
  });

  it('can be of what only the next version asks', async () => {
    const own = await aPublishedProgram(portal, operations);
    const partner = await aPartner(portal);
    const [registered, silver, gold] = CONTENT.tiers;
    const requirements = [{ ...silver.requirements[0], code: 'LATER' }];
    const content = { ...CONTENT, tiers: [registered, { ...silver, requirements }, gold] };
    const revised = await changeProgram(portal, operations, 'Revise', {
      ...{ ...content, id: own.id, version: own.version },
    });
    const later = { requirementCode: 'LATER' };
    expect(await waive(portal, operations, [partner, own], later)).toMatchObject({ code: 'INVALID_INPUT' });
    const next = { id: own.id, version: revised.version, validFrom: '2026-09-01' };
    await changeProgram(portal, operations, 'Publish', next);
    expect(await waive(portal, operations, [partner, own], later)).toMatchObject({ status: 'IN_FORCE' });
  });
});

describe('the admins of a partner', () => {
  it('are told of its tier and of what is waived, by codes and days', async () => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    await place(portal, operations, [partner, program, 'GOLD'], { effectiveOn: '2026-07-01' });
    await waive(portal, operations, [partner, program], {});
    await portal.arrange((tx) => tellOfEvents(tx, new Date('2026-06-01T09:00:00Z'), () => undefined));
    const list = '{ notifications(first: 10) { nodes { topic title } } }';
    const told = (await portal.send(admin.subject, list)).data.notifications.nodes;
    expect(
      told.map(({ topic, title }: { topic: string; title: string }) => `${topic}: ${title}`).sort(),
    ).toEqual(['PROGRAM: DEALS is waived for you', 'PROGRAM: Your tier is GOLD from 2026-07-01 on']);
    expect((await portal.send(member.subject, list)).data.notifications.nodes).toEqual([]);
  });
});
