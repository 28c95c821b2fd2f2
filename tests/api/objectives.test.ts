import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { killing } from '../support/gates/killed.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { submittedIn } from '../support/remediation.ts';

type Staff = Readonly<{ subject: string; personId: string }>;

let portal: Portal;
let operations: Staff;
let manager: Staff;
let stranger: Staff;
let admin: Member;
let other: Member;

const OBJECTIVE =
  'id version status period title parent { id } progress availableActions keyResults { id version baseline target direction progress { value share unclampedShare } }';

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  stranger = await aStaffMember(portal, 'CHANNEL_MANAGER');
  const [first, second] = await Promise.all([1, 2].map(() => aPartner(portal)));
  admin = await aMember(portal, first!.id);
  other = await aMember(portal, second!.id);
  await anAssignment(portal, first!.id, manager.personId);
  // The second quarter had 4 and 6 referrals, the third has 7 and 3 until mid-August.
  for (const [partner, month, count] of [
    [first, 4, 4],
    [second, 5, 6],
    [first, 7, 7],
    [second, 8, 3],
  ] as const)
    await submittedIn(portal, partner!.id, month, count);
  await portal.arrange(async (tx) => {
    const days = await tx.kpiCell.findMany({ where: { startsOn: new Date('2026-08-01'), grain: 'MONTH' } });
    await tx.kpiCell.createMany({ data: days.map((cell) => ({ ...cell, grain: 'DAY' })) });
  });
  portal.setNow(new Date('2026-08-15T10:00:00Z'));
});

const send = (by: Readonly<{ subject: string }>, name: string, input: object, fields = OBJECTIVE) =>
  change(portal, by.subject, [name, input], fields);

const create = (more: object, by = operations) =>
  send(by, 'objectiveCreate', {
    title: 'More referrals',
    period: '2026-Q3',
    ownerId: `Person_${operations.personId}`,
    ...more,
  });

const aKeyResult = (more: object = {}) => ({ kpi: 'REFERRALS_SUBMITTED', target: '15', ...more });

const ofFirst = (more: object = {}) => ({
  partnerId: `Partner_${admin.partnerId}`,
  keyResults: [aKeyResult({ target: '8', scope: { kind: 'PARTNER', key: `Partner_${admin.partnerId}` } })],
  ...more,
});

const seenBy = async ({ subject }: Readonly<{ subject: string }>, id: string, fields = OBJECTIVE) =>
  (await portal.send(subject, `query ($id: ID!) { objective(id: $id) { ${fields} } }`, { id })).data
    .objective;

describe('an objective', () => {
  it('goes from what the KPI was in the period before to its target, by the KPI itself', async () => {
    const made = await create({
      keyResults: [aKeyResult(), aKeyResult({ baseline: '0', target: '8', weight: '3' })],
    });
    expect(made).toMatchObject({
      ...{ period: 'FY2026-Q3', status: 'OPEN', progress: '0.75' },
      keyResults: [
        {
          baseline: '10',
          target: '15',
          direction: 'UP',
          progress: { value: '10', share: '0', unclampedShare: '0' },
        },
        { baseline: '0', target: '8', progress: { value: '10', share: '1', unclampedShare: '1.25' } },
      ],
    });
    const child = await create({
      parentId: made.id,
      period: 'FY2026-P07',
      keyResults: [aKeyResult({ baseline: '0', target: '14' })],
    });
    expect(child).toMatchObject({ parent: { id: made.id }, progress: '0.5' });
    // (0 x 1 + 1 x 3 + 0.5 x 1) / 5
    expect((await seenBy(operations, made.id)).progress).toBe('0.7');
    await send(operations, 'objectiveCancel', { id: child.id, version: 1, note: 'Not needed.' });
    expect((await seenBy(operations, made.id)).progress).toBe('0.75');
  });

  it('that is agreed with a partner is seen by its admins, without what staff note', async () => {
    const made = await create(ofFirst({ ownerId: `Person_${manager.personId}` }));
    const checkIn = { keyResultId: made.keyResults[0].id, confidence: '0.6', note: 'They are slow.' };
    for (const by of [admin, other])
      expect(await send(by, 'checkInAdd', checkIn, 'id')).toMatchObject({
        code: by === admin ? 'FORBIDDEN' : 'NOT_FOUND',
      });
    expect(await send(stranger, 'checkInAdd', checkIn, 'id')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(manager, 'checkInAdd', { ...checkIn, confidence: '1.5' }, 'id')).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await send(manager, 'checkInAdd', checkIn, 'confidence value note')).toMatchObject({
      confidence: '0.6',
      value: '7',
    });
    const [forPartner, forManager] = [await seenBy(admin, made.id), await seenBy(manager, made.id)];
    expect(forPartner).toEqual({ ...forManager, availableActions: [] });
    expect(forManager.availableActions).toEqual(['UPDATE', 'CHECK_IN', 'CLOSE', 'CANCEL']);
    expect(forManager.progress).toBe('0.75');
    expect([await seenBy(other, made.id), await seenBy(stranger, made.id)]).toEqual([null, null]);
    const notes = await portal.send(
      admin.subject,
      'query ($id: ID!) { objective(id: $id) { keyResults { checkIns { note } } } }',
      { id: made.id },
    );
    expect([notes.errors?.[0]?.extensions.code, notes.text.includes('slow')]).toEqual(['FORBIDDEN', false]);
    const staff = await seenBy(operations, made.id, 'keyResults { checkIns { note value } }');
    expect(staff.keyResults[0].checkIns).toEqual([{ note: 'They are slow.', value: '7' }]);
    const removed = await send(manager, 'keyResultRemove', { id: made.keyResults[0].id, version: 1 });
    expect(removed).toMatchObject({ code: 'INVALID_STATE', state: 'CHECKED_IN' });
    expect(await create(ofFirst({ keyResults: [aKeyResult()] }))).toMatchObject({
      fields: [{ field: 'keyResults.0.scope', code: 'NOT_THE_PARTNER' }],
    });
  });

  it('of the vendor’s own is seen and written by the channel manager whose it is, and by no other', async () => {
    const ownerId = `Person_${manager.personId}`;
    const parent = await create({});
    const own = await create({ ownerId, parentId: parent.id, keyResults: [aKeyResult({ baseline: '0' })] });
    const listOf = async ({ subject }: Staff | Member) => {
      const listed =
        'query ($ids: [ID!]!) { objectives(first: 100) { totalCount nodes { id partner { id } } } nodes(ids: $ids) { id } }';
      const { objectives, nodes } = (await portal.send(subject, listed, { ids: [own.id, parent.id] })).data;
      const internal = objectives.nodes.filter((node: { partner: object | null }) => node.partner === null);
      expect(objectives.totalCount).toBe(objectives.nodes.length);
      return [
        internal.map(({ id }: { id: string }) => id),
        nodes.map((node: { id: string } | null) => node?.id ?? null),
      ];
    };
    expect(await listOf(manager)).toEqual([[own.id], [own.id, null]]);
    for (const by of [stranger, admin, other]) expect(await listOf(by)).toEqual([[], [null, null]]);
    expect(await seenBy(manager, own.id, 'progress parent { id } keyResults { progress { value } }')).toEqual(
      {
        ...{ progress: '0.6667', parent: null, keyResults: [{ progress: { value: '10' } }] },
      },
    );
    const checkIn = { keyResultId: own.keyResults[0].id, confidence: '0.5', note: 'On the way.' };
    expect(await send(stranger, 'checkInAdd', checkIn, 'id')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(manager, 'checkInAdd', checkIn, 'value')).toMatchObject({ value: '10' });
    const seen = await seenBy(manager, own.id, 'keyResults { checkIns { note } }');
    expect(seen.keyResults[0].checkIns).toEqual([{ note: 'On the way.' }]);
    const given = { id: own.id, version: 1, ownerId: `Person_${stranger.personId}` };
    await send(operations, 'objectiveUpdate', given);
    expect([await listOf(manager), await listOf(stranger)]).toEqual([
      [[], [null, null]],
      [[own.id], [own.id, null]],
    ]);
    expect(await send(manager, 'objectiveUpdate', { ...given, version: 2 })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await send(operations, 'objectiveCancel', { id: own.id, version: 2, note: null });
    await send(operations, 'objectiveCancel', { id: parent.id, version: 1, note: null });
  });

  it('is written by its owner, whoever that is, and by operations alone otherwise', async () => {
    expect(await create({}, manager)).toMatchObject({ code: 'FORBIDDEN' });
    const made = await create(ofFirst({ ownerId: `Person_${manager.personId}`, keyResults: [] }));
    const scope = { kind: 'PARTNER', key: `Partner_${admin.partnerId}` };
    const update = { id: made.id, version: 1, title: 'Even more', description: 'By summer.', team: 'EMEA' };
    expect(await send(stranger, 'objectiveUpdate', update)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(manager, 'objectiveUpdate', update)).toMatchObject({ title: 'Even more', version: 2 });
    const set = { objectiveId: made.id, kpi: 'REFERRALS_SUBMITTED', target: '20', scope };
    const added = await send(manager, 'keyResultSet', set, 'id version baseline target');
    expect(added).toMatchObject({ baseline: '4', target: '20' });
    const changed = { objectiveId: made.id, id: added.id, version: 1, target: '12' };
    expect(await send(manager, 'keyResultSet', changed, 'version target')).toMatchObject({
      version: 2,
      target: '12',
    });
    expect(await send(manager, 'keyResultSet', changed, 'id')).toMatchObject({ currentVersion: 2 });
    expect(await send(manager, 'keyResultSet', { objectiveId: made.id }, 'id')).toMatchObject({
      fields: [{ field: 'kpi' }, { field: 'target' }],
    });
    expect((await send(manager, 'keyResultRemove', { id: added.id, version: 2 })).keyResults).toEqual([]);
    expect(await send(manager, 'objectiveClose', { id: made.id, version: 2 })).toMatchObject({
      status: 'CLOSED',
    });
    expect(await send(manager, 'keyResultSet', set, 'id')).toMatchObject({
      state: 'CLOSED',
      allowedActions: [],
    });
  });

  it('contributes to no circle, also where two are closed at once, and within the period', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => create({})));
    const under = (child: { id: string }, parent: { id: string }, version = 1) =>
      send(operations, 'objectiveUpdate', { id: child.id, version, parentId: parent.id }, 'id');
    expect(await under(a, a)).toMatchObject({ code: 'OBJECTIVE_CYCLE' });
    const raced = await Promise.all([under(a, b), under(b, a)]);
    expect(raced.map(({ code }) => code ?? 'DONE').sort()).toEqual(['DONE', 'OBJECTIVE_CYCLE']);
    const [child, parent] = raced[0].code ? [b, a] : [a, b];
    expect(await under(c, child)).toMatchObject({ id: c.id });
    expect(await under(parent, c)).toMatchObject({ code: 'OBJECTIVE_CYCLE' });
    expect(await create({ period: 'FY2026', parentId: c.id })).toMatchObject({ code: 'OBJECTIVE_PERIOD' });
    expect(await create({ period: '2026-Q5' })).toMatchObject({
      fields: [{ field: 'period', code: 'NOT_A_PERIOD' }],
    });
    const agreed = await create(ofFirst());
    expect(await create({ parentId: agreed.id })).toMatchObject({
      fields: [{ field: 'parentId', code: 'OTHER_PARTNER' }],
    });
  });

  it('is listed, and rolled up to the team, in as many statements however many there are', async () => {
    const query = `query ($first: Int) {
      objectives(first: $first, filter: { periods: ["2026-Q4"] }) { nodes { progress keyResults { progress { share } } } } }`;
    const kill = killing(portal.database);
    const count = async (first: number) => {
      kill.after(null);
      const answer = await portal.send(operations.subject, query, { first });
      return [answer.data.objectives.nodes.length, kill.count()];
    };
    for (const target of ['1', '2', '3', '4'])
      await create({ period: '2026-Q4', team: 'EMEA', keyResults: [aKeyResult({ baseline: '0', target })] });
    // The first of a connection is not counted.
    await Promise.all([1, 2, 3, 4, 5].map(() => count(1)));
    const [one, four] = [await count(1), await count(4)];
    expect([one[0], four[0], four[1]]).toEqual([1, 4, one[1]]);
    const rollUp =
      'query ($by: ObjectiveRollUpBy!) { objectiveRollUp(period: "2026-Q4", by: $by) { team owner { name } objectives open progress confidence } }';
    const answer = await portal.send(operations.subject, rollUp, { by: 'TEAM' });
    expect(answer.data.objectiveRollUp).toEqual([
      { team: 'EMEA', owner: null, objectives: 4, open: 4, progress: '0', confidence: null },
    ]);
    expect((await portal.send(admin.subject, rollUp, { by: 'TEAM' })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
  });
});
