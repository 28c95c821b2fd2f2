import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyPlacements } from '../../src/domains/programs/tier-placement.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aPublishedProgram,
  entitlements,
  place,
  programRows,
  provision,
  tierOf,
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
