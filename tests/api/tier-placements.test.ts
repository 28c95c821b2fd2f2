import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import {
  aProgram,
  aPublishedProgram,
  CONTENT,
  changeProgram,
  place,
  programRows,
  tierOf,
} from '../support/programs.ts';

const TIER_ON = `query ($partnerId: ID!, $programId: ID!, $on: Date, $asOf: DateTime) {
  tierOn(partnerId: $partnerId, programId: $programId, on: $on, asOf: $asOf) {
    on basis tier { code rank } placement { effectiveOn } programVersion { number } } }`;

let portal: Portal;
let operations: { subject: string };
// biome-ignore lint/suspicious/noExplicitAny: whatever fields its document asked for.
let program: any;

beforeAll(async () => {
  portal = await startPortal();
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Europe/Berlin' } }),
  );
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  portal.setNow(new Date('2026-03-01T08:00:00Z'));
  program = await aPublishedProgram(portal, operations);
});

const at = (instant: string) => portal.setNow(new Date(instant));
beforeEach(() => at('2026-07-01T08:00:00Z'));

type Partner = { id: string };
const tierOn = async (partner: Partner, on?: string, asOf?: string, of = program, by = operations) => {
  const variables = { partnerId: `Partner_${partner.id}`, programId: of.id, on, asOf };
  const answer = await portal.send(by.subject, TIER_ON, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data.tierOn;
};
const codeOn = async (partner: Partner, on?: string, asOf?: string, of = program) =>
  (await tierOn(partner, on, asOf, of))?.tier?.code ?? null;

describe('a placement by hand', () => {
  it('puts a partner into a tier from a day on, and tells it why', async () => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    expect(await tierOn(partner)).toMatchObject({
      ...{ on: '2026-07-01', basis: 'BASE_TIER', tier: { code: 'REGISTERED' }, placement: null },
      programVersion: { number: 1 },
    });
    expect(await place(portal, operations, [partner, program, 'SILVER'])).toMatchObject({
      ...{ cause: 'BY_HAND', reason: 'Agreed with the partner.', effectiveOn: '2026-07-01' },
      tier: { code: 'SILVER', rank: 2 },
    });
    expect(await tierOn(partner, undefined, undefined, program, admin)).toMatchObject({
      ...{ basis: 'PLACEMENT', tier: { code: 'SILVER' }, placement: { effectiveOn: '2026-07-01' } },
    });
    expect(await codeOn(partner, '2026-06-30')).toBe('REGISTERED');
    const events = await portal.arrange((tx) => tx.event.findMany({ where: { partnerId: partner.id } }));
    expect(events.map(({ type, partnerVisible, data }) => [type, partnerVisible, data])).toEqual([
      [
        'tier.placed',
        true,
        {
          ...{ programCode: program.code, tierCode: 'SILVER', rank: 2, fromTierCode: null },
          ...{ cause: 'BY_HAND', effectiveOn: '2026-07-01' },
        },
      ],
    ]);
  });

  it('is answered on any day as was known at any instant', async () => {
    const partner = await aPartner(portal);
    at('2026-05-10T12:00:00Z');
    await place(portal, operations, [partner, program, 'SILVER'], { effectiveOn: '2026-05-01' });
    at('2026-06-10T12:00:00Z');
    await place(portal, operations, [partner, program, 'GOLD'], { effectiveOn: '2026-08-01' });
    at('2026-06-20T12:00:00Z');
    await place(portal, operations, [partner, program, 'REGISTERED'], { effectiveOn: '2026-05-15' });
    at('2026-06-25T12:00:00Z');
    await place(portal, operations, [partner, program, 'GOLD'], { effectiveOn: '2026-05-15' });
    at('2026-07-01T08:00:00Z');
    const known = async (asOf: string) =>
      await Promise.all(
        ['2026-04-30', '2026-05-01', '2026-05-15', '2026-08-01'].map((on) => codeOn(partner, on, asOf)),
      );
    expect(await known('2026-05-10T11:59:59.999Z')).toEqual([
      'REGISTERED',
      'REGISTERED',
      'REGISTERED',
      'REGISTERED',
    ]);
    expect(await known('2026-05-10T12:00:00Z')).toEqual(['REGISTERED', 'SILVER', 'SILVER', 'SILVER']);
    expect(await known('2026-06-10T12:00:00Z')).toEqual(['REGISTERED', 'SILVER', 'SILVER', 'GOLD']);
    expect(await known('2026-06-24T00:00:00Z')).toEqual(['REGISTERED', 'SILVER', 'REGISTERED', 'GOLD']);
    expect(await known('2026-07-01T08:00:00Z')).toEqual(['REGISTERED', 'SILVER', 'GOLD', 'GOLD']);
    // Before the version was published there was no program, so no tier.
    expect(await known('2026-02-28T00:00:00Z')).toEqual([null, null, null, null]);
    expect(await codeOn(partner, '2026-02-28')).toBeNull();
    const history = `query ($id: ID!) { partner(id: $id) { tierHistory { effectiveOn tier { code } } } }`;
    const { data } = await portal.send(operations.subject, history, { id: `Partner_${partner.id}` });
    expect(data.partner.tierHistory.map(({ tier }: { tier: { code: string } }) => tier.code)).toEqual([
      ...['GOLD', 'GOLD', 'REGISTERED', 'SILVER'],
    ]);
  });

  it('follows the tier into the next version by its code, or by its rank where the code is gone', async () => {
    const [registered, silver, gold] = CONTENT.tiers;
    const own = await aPublishedProgram(portal, operations);
    const [one, other] = [await aPartner(portal), await aPartner(portal)];
    await place(portal, operations, [one, own, 'SILVER']);
    await place(portal, operations, [other, own, 'GOLD']);
    const tiers = [registered, { ...silver, rank: 5 }, { ...gold, code: 'BRONZE', rank: 2 }];
    const revised = await changeProgram(portal, operations, 'Revise', {
      ...{ ...CONTENT, tiers, id: own.id, version: own.version },
    });
    const next = { id: own.id, version: revised.version, validFrom: '2026-09-01' };
    await changeProgram(portal, operations, 'Publish', next);
    expect(await tierOn(one, '2026-08-31', undefined, own)).toMatchObject({
      tier: { code: 'SILVER', rank: 2 },
    });
    expect(await tierOn(one, '2026-09-01', undefined, own)).toMatchObject({
      ...{ basis: 'PLACEMENT', tier: { code: 'SILVER', rank: 5 }, programVersion: { number: 2 } },
    });
    expect(await codeOn(other, '2026-09-01', undefined, own)).toBe('BRONZE');
    // As was known before it was published, the first version goes on.
    expect(await tierOn(one, '2026-09-01', '2026-07-01T07:00:00Z', own)).toMatchObject({ basis: 'NONE' });
  });

  it('is refused with what is wrong, and nothing is written', async () => {
    const partner = await aPartner(portal);
    const left = await aPartner(portal, { status: 'TERMINATED' });
    const resellers = await aPublishedProgram(portal, operations, { ...CONTENT, partnerTypes: ['RESELLER'] });
    const draft = await aProgram(portal, operations);
    await place(portal, operations, [partner, program, 'SILVER'], { effectiveOn: '2026-06-01' });
    const before = await programRows(portal);
    const put = (code: string, more: object, of = program, who: Partner = partner) =>
      place(portal, operations, [who, of, code], more);
    for (const [more, field, code] of [
      [{ effectiveOn: '2026-02-28' }, 'effectiveOn', 'OUT_OF_RANGE'],
      [{ effectiveOn: '2027-07-03' }, 'effectiveOn', 'OUT_OF_RANGE'],
      [{ reason: ' ' }, 'reason', 'REQUIRED'],
      [{ reason: 'x'.repeat(1_001) }, 'reason', 'TOO_LONG'],
      [{ tierId: tierOf(resellers, 'GOLD') }, 'tierId', 'NOT_IN_FORCE'],
    ] as const)
      expect(await put('GOLD', more)).toMatchObject({ fields: [{ field, code }] });
    expect(await put('GOLD', {}, draft)).toMatchObject({
      fields: [{ field: 'programId', code: 'NOT_PUBLISHED' }],
    });
    expect(await put('SILVER', { effectiveOn: '2026-06-02' })).toMatchObject({
      code: 'CONFLICT',
      field: 'tierId',
    });
    expect(await put('GOLD', {}, program, left)).toMatchObject({
      code: 'INVALID_STATE',
      state: 'TERMINATED',
    });
    expect(await put('GOLD', {}, resellers)).toMatchObject({ code: 'INVALID_STATE' });
    const nobody = { id: '00000000-0000-4000-8000-000000000000' };
    expect(await put('GOLD', {}, program, nobody)).toMatchObject({ code: 'NOT_FOUND' });
    for (const by of [
      await aMember(portal, partner.id),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'FINANCE'),
    ])
      expect(await place(portal, by, [partner, program, 'GOLD'])).toMatchObject({ code: 'FORBIDDEN' });
    expect(await programRows(portal)).toEqual(before);
    // Who is of another type has no tier by itself.
    expect(await tierOn(partner, undefined, undefined, resellers)).toMatchObject({
      basis: 'NONE',
      tier: null,
    });
  });

  it('is booked once, however often at once, and never changes', async () => {
    const partner = await aPartner(portal);
    const all = await Promise.all(
      Array.from({ length: 4 }, () => place(portal, operations, [partner, program, 'GOLD'])),
    );
    expect(all.map(({ code }) => code ?? 'DONE').sort()).toEqual([
      'CONFLICT',
      'CONFLICT',
      'CONFLICT',
      'DONE',
    ]);
    const keyed = { idempotencyKey: 'place-once', effectiveOn: '2026-09-01' };
    const first = await place(portal, operations, [partner, program, 'SILVER'], keyed);
    expect(await place(portal, operations, [partner, program, 'SILVER'], keyed)).toEqual(first);
    const rows = await portal.arrange((tx) => tx.tierPlacement.count({ where: { partnerId: partner.id } }));
    expect(rows).toBe(2);
    await expect(
      portal.arrange((tx) =>
        tx.tierPlacement.updateMany({ where: { partnerId: partner.id }, data: { reason: 'Other' } }),
      ),
    ).rejects.toThrow(/permission denied|append-only/);
  });

  it('is nobody else’s to see', async () => {
    const partner = await aPartner(portal);
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    const { id } = await place(portal, operations, [partner, program, 'SILVER']);
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await portal.send(stranger.subject, node, { id })).data.node).toBeNull();
    expect(await tierOn(partner, undefined, undefined, program, stranger)).toBeNull();
    const list = '{ tierPlacements(first: 100) { totalCount nodes { id } } }';
    expect((await portal.send(stranger.subject, list)).data.tierPlacements).toEqual({
      totalCount: 0,
      nodes: [],
    });
    const member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    expect((await portal.send(member.subject, list)).data.tierPlacements.nodes).toEqual([{ id }]);
    const outside = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect((await portal.send(outside.subject, list)).data.tierPlacements.totalCount).toBe(0);
  });

  it('knows nothing of what is not booked yet', async () => {
    const partner = await aPartner(portal);
    const variables = {
      partnerId: `Partner_${partner.id}`,
      programId: program.id,
      asOf: '2026-07-01T08:00:01Z',
    };
    const answer = await portal.send(operations.subject, TIER_ON, variables);
    expect(answer.errors?.[0]?.message).toMatch(/now or earlier/);
  });
});
