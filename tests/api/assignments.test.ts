import { beforeAll, describe, expect, it } from 'vitest';
import { writeTransaction } from '../../src/platform/database/session.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ASSIGNMENT = 'id function staff { name email title personId } backup { personId } validFrom validTo';
const REFUSAL = '... on Error { code message } ... on InvalidInputError { fields { field code } }';
const SET = `mutation ($input: AssignmentSetInput!) { assignmentSet(input: $input) { __typename
  ... on Assignment { ${ASSIGNMENT} } ${REFUSAL} ... on ConflictError { field } ... on NotFoundError { field } } }`;
const END = `mutation ($input: AssignmentEndInput!) { assignmentEnd(input: $input) { __typename
  ... on Partner { id assignments { ${ASSIGNMENT} } } ${REFUSAL} ... on InvalidStateError { state } } }`;
const REASSIGN = `mutation ($input: AssignmentsReassignInput!) { assignmentsReassign(input: $input) { __typename
  ... on AssignmentReassignment { assignmentCount from } ${REFUSAL} } }`;
const SERVED = `query ($id: ID!, $asOf: DateTime) { partner(id: $id) { assignments(asOf: $asOf) { ${ASSIGNMENT} } } }`;

type Staff = Readonly<{ subject: string; personId: string }>;

let portal: Portal;
let operations: Staff;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 8 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const send = async (document: string, input: object, subject: string | null = operations.subject) => {
  const answer = await portal.send(subject, document, { input });
  return Object.values(answer.data ?? { none: answer.errors })[0] as ReturnType<typeof JSON.parse>;
};
const person = ({ personId }: Staff) => `Person_${personId}`;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const assign = (partnerId: string, staff: Staff, more: object = {}, subject?: string | null) =>
  send(
    SET,
    { partnerId: `Partner_${partnerId}`, function: 'CHANNEL_MANAGER', staffId: person(staff), ...more },
    subject,
  );
const servedAt = async (partnerId: string, asOf?: string, subject = operations.subject) =>
  (await portal.send(subject, SERVED, { id: `Partner_${partnerId}`, asOf })).data.partner?.assignments.map(
    (assignment: { function: string; staff: { personId: string } }) => [
      assignment.function,
      assignment.staff.personId,
    ],
  );
const seesPartners = async ({ subject }: Staff) =>
  (await portal.send(subject, '{ partners { nodes { id } } }')).data.partners.nodes
    .map(({ id }: { id: string }) => id.slice(8))
    .sort();
const rowsOf = (partnerId: string) =>
  portal.arrange(async (tx) => ({
    assignments: await tx.assignment.findMany({ where: { partnerId }, orderBy: { id: 'asc' } }),
    events: await tx.event.findMany({ where: { partnerId }, orderBy: { id: 'asc' } }),
  }));
const unchanged = async (partnerId: string, work: () => Promise<unknown>) => {
  const before = await rowsOf(partnerId);
  const answer = await work();
  expect(await rowsOf(partnerId)).toEqual(before);
  return answer;
};

describe('an assignment', () => {
  it('gives sight of the partner at once, to the backup too, and ends it at once', async () => {
    const partner = await aPartner(portal);
    await aPartner(portal, { masterId: partner.id });
    const [first, backup, second] = [
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
    ];
    expect(await seesPartners(first)).toEqual([]);
    const set = await assign(partner.id, first, { backupId: person(backup) });
    expect(set).toMatchObject({
      __typename: 'Assignment',
      staff: { personId: person(first) },
      validTo: null,
    });
    expect(await seesPartners(first)).toContain(partner.id);
    expect(await seesPartners(first)).toHaveLength(2);
    expect(await seesPartners(backup)).toEqual(await seesPartners(first));
    await assign(partner.id, second);
    expect(await seesPartners(first)).toEqual([]);
    expect(await seesPartners(backup)).toEqual([]);
    expect(await seesPartners(second)).toHaveLength(2);
    const { assignments, events } = await rowsOf(partner.id);
    expect(assignments).toHaveLength(2);
    expect(assignments[0]?.validTo).toEqual(assignments[1]?.validFrom);
    expect(events.map(({ type, partnerVisible }) => [type, partnerVisible])).toEqual([
      ['assignment.set', true],
      ['assignment.set', true],
    ]);
    const ended = await send(END, { id: `Assignment_${assignments[1]?.id}` });
    expect(ended).toMatchObject({ id: `Partner_${partner.id}`, assignments: [] });
    expect(await seesPartners(second)).toEqual([]);
    expect(portal.unexpected).toEqual([]);
  });

  it('shows the partner who serves it, by business card, then and now', async () => {
    const partner = await aPartner(portal);
    const admin = await aMember(portal, partner.id);
    const member = await aMember(portal, partner.id, 'PARTNER_MEMBER');
    const [manager, operator] = [
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'PARTNER_OPERATIONS'),
    ];
    await portal.arrange((tx) =>
      tx.staffMember.update({ where: { personId: manager.personId }, data: { title: 'Channel Lead' } }),
    );
    await assign(partner.id, manager);
    await assign(partner.id, operator, { function: 'CHANNEL_OPERATIONS', from: inDays(2) });
    for (const { subject } of [admin, member]) {
      const read = await portal.send(subject, SERVED, { id: `Partner_${partner.id}` });
      expect(read.data.partner.assignments).toEqual([
        expect.objectContaining({
          function: 'CHANNEL_MANAGER',
          staff: expect.objectContaining({ title: 'Channel Lead', email: `${manager.subject}@people.test` }),
        }),
      ]);
      expect(await servedAt(partner.id, inDays(3), subject)).toEqual([
        ['CHANNEL_MANAGER', person(manager)],
        ['CHANNEL_OPERATIONS', person(operator)],
      ]);
      expect(await servedAt(partner.id, '2001-01-01T00:00:00Z', subject)).toEqual([]);
    }
    const stranger = await aMember(portal, (await aPartner(portal)).id);
    expect(await servedAt(partner.id, undefined, stranger.subject)).toBeUndefined();
    expect(portal.unexpected).toEqual([]);
  });

  it('can lie in the future: sight comes with it, and a plan is replaced or called off', async () => {
    const partner = await aPartner(portal);
    const [today, next, other] = [
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
    ];
    await assign(partner.id, today);
    const from = inDays(10);
    const plan = await assign(partner.id, next, { from });
    expect(await seesPartners(next)).toEqual([]);
    expect(await servedAt(partner.id)).toEqual([['CHANNEL_MANAGER', person(today)]]);
    const replaced = await assign(partner.id, other, { from });
    expect(replaced).toMatchObject({ id: plan.id, staff: { personId: person(other) } });
    expect(await servedAt(partner.id, inDays(11))).toEqual([['CHANNEL_MANAGER', person(other)]]);
    const overlap = await unchanged(partner.id, () => assign(partner.id, next, { from: inDays(5) }));
    expect(overlap).toMatchObject({ code: 'CONFLICT', field: 'from' });
    expect(await assign(partner.id, next, { from: inDays(5), until: from })).toMatchObject({ validTo: from });
    const calledOff = await send(END, { id: plan.id });
    expect(calledOff).toMatchObject({ __typename: 'Partner' });
    expect(await servedAt(partner.id, inDays(11))).toEqual([]);
    const { assignments, events } = await rowsOf(partner.id);
    expect(assignments).toHaveLength(2);
    expect(events.at(-1)?.type).toBe('assignment.called_off');
    expect(portal.unexpected).toEqual([]);
  });

  it('that has begun stays on record, whatever the code says', async () => {
    const partner = await aPartner(portal);
    const staff = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await assign(partner.id, staff);
    await assign(partner.id, staff, { function: 'CHANNEL_OPERATIONS', from: inDays(1) });
    const scope = {
      role: 'portal_staff',
      partnerIds: [],
      membershipIds: [],
      actorId: operations.personId,
    } as const;
    const { count } = await writeTransaction(portal.database, scope, (tx) =>
      tx.assignment.deleteMany({ where: { partnerId: partner.id } }),
    );
    expect(count).toBe(1);
    expect(await servedAt(partner.id)).toEqual([['CHANNEL_MANAGER', person(staff)]]);
  });

  it('is refused for whoever cannot serve, in the past, and twice ended, and nothing changes', async () => {
    const partner = await aPartner(portal);
    const [manager, gone, retired, service] = [
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'SERVICE'),
    ];
    const stranger = await aMember(portal, partner.id);
    await portal.arrange(async (tx) => {
      await tx.person.update({ where: { id: gone.personId }, data: { deactivatedAt: new Date() } });
      await tx.staffRole.updateMany({
        where: { personId: retired.personId },
        data: { validTo: new Date('2021-01-01') },
      });
    });
    for (const staff of [gone, retired, service, stranger]) {
      expect(await unchanged(partner.id, () => assign(partner.id, staff))).toMatchObject({
        fields: [{ field: 'staffId', code: 'NOT_ACTIVE_STAFF' }],
      });
    }
    const backup = await unchanged(partner.id, () => assign(partner.id, manager, { backupId: person(gone) }));
    expect(backup).toMatchObject({ fields: [{ field: 'backupId', code: 'NOT_ACTIVE_STAFF' }] });
    const past = await unchanged(partner.id, () => assign(partner.id, manager, { from: inDays(-1) }));
    expect(past).toMatchObject({ fields: [{ field: 'from', code: 'IN_THE_PAST' }] });
    const nobody = await assign('00000000-0000-4000-8000-000000000000', manager);
    expect(nobody).toMatchObject({ code: 'NOT_FOUND', field: 'partnerId' });
    const { id } = await assign(partner.id, manager);
    await send(END, { id });
    expect(await unchanged(partner.id, () => send(END, { id }))).toMatchObject({
      code: 'INVALID_STATE',
      state: 'ENDED',
    });
    expect(portal.unexpected).toEqual([]);
  });

  it('is one at a time, also when two are set at once, and once for a key', async () => {
    const [one, two] = [
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
      await aStaffMember(portal, 'CHANNEL_MANAGER'),
    ];
    for (let round = 0; round < 6; round += 1) {
      const partner = await aPartner(portal);
      const answers = await Promise.all([assign(partner.id, one), assign(partner.id, two)]);
      // Whose request is dated earlier may come second, and then finds the other planned after it.
      expect(answers.some(({ __typename }) => __typename === 'Assignment')).toBe(true);
      for (const { code } of answers) expect([undefined, 'CONFLICT']).toContain(code);
      expect(await servedAt(partner.id)).toHaveLength(1);
    }
    const partner = await aPartner(portal);
    const first = await assign(partner.id, one, { idempotencyKey: 'set-1' });
    expect(
      (await unchanged(partner.id, () => assign(partner.id, one, { idempotencyKey: 'set-1' }))) as object,
    ).toEqual(first);
    expect(await assign(partner.id, two, { idempotencyKey: 'set-1' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(portal.unexpected).toEqual([]);
  });
});

describe('whoever is not partner operations', () => {
  it.each([
    'PARTNER_ADMIN',
    'PARTNER_MEMBER',
    'CHANNEL_MANAGER',
    'SALES_OPERATIONS',
    'FINANCE',
    'EXECUTIVE',
    'SERVICE',
    'ANONYMOUS',
  ] as const)('%s assigns nobody, and nothing changes', async (role) => {
    const partner = await aPartner(portal);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    const { id } = await assign(partner.id, manager);
    const subjectOf = async () => {
      if (role === 'ANONYMOUS') return null;
      if (role === 'CHANNEL_MANAGER') return manager.subject;
      if (role === 'PARTNER_ADMIN' || role === 'PARTNER_MEMBER')
        return (await aMember(portal, partner.id, role)).subject;
      return (await aStaffMember(portal, role)).subject;
    };
    const subject = await subjectOf();
    for (const work of [
      () => assign(partner.id, operations, {}, subject),
      () => send(END, { id }, subject),
      () => send(REASSIGN, { fromStaffId: person(manager), toStaffId: person(operations) }, subject),
    ]) {
      expect(await unchanged(partner.id, work)).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(portal.unexpected).toEqual([]);
  });
});
