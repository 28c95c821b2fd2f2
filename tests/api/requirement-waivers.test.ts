import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellOfEvents } from '../../src/domains/notifications/notification-telling.service.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { settled } from '../support/event-log.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aPublishedProgram,
  CONTENT,
  changeProgram,
  place,
  programRows,
  revoke,
  waive,
} from '../support/programs.ts';

let portal: Portal;
let operations: { subject: string };
// biome-ignore lint/suspicious/noExplicitAny: whatever fields its document asked for.
let program: any;

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  portal.setNow(new Date('2026-03-01T08:00:00Z'));
  program = await aPublishedProgram(portal, operations);
});

beforeEach(() => portal.setNow(new Date('2026-06-01T08:00:00Z')));

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
    await settled(portal);
    await portal.arrange((tx) => tellOfEvents(tx, new Date('2026-06-01T09:00:00Z'), () => undefined));
    const list = '{ notifications(first: 10) { nodes { topic title } } }';
    const told = (await portal.send(admin.subject, list)).data.notifications.nodes;
    expect(
      told.map(({ topic, title }: { topic: string; title: string }) => `${topic}: ${title}`).sort(),
    ).toEqual(['PROGRAM: DEALS is waived for you', 'PROGRAM: Your tier is GOLD from 2026-07-01 on']);
    expect((await portal.send(member.subject, list)).data.notifications.nodes).toEqual([]);
  });
});
