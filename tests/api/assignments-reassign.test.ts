import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const ASSIGNMENT = 'id function staff { name email title personId } backup { personId } validFrom validTo';
const REFUSAL = '... on Error { code message } ... on InvalidInputError { fields { field code } }';
const SET = `mutation ($input: AssignmentSetInput!) { assignmentSet(input: $input) { __typename
  ... on Assignment { ${ASSIGNMENT} } ${REFUSAL} ... on ConflictError { field } ... on NotFoundError { field } } }`;
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

describe('a bulk reassignment', () => {
  const someStaff = () => aStaffMember(portal, 'CHANNEL_MANAGER');

  it('moves what somebody holds and backs, plans included, once for a key', async () => {
    const [leaver, taker, third] = [await someStaff(), await someStaff(), await someStaff()];
    const partners = await Promise.all([
      aPartner(portal),
      aPartner(portal),
      aPartner(portal),
      aPartner(portal),
    ]);
    const [held, backed, planned, foreign] = partners.map(({ id }) => id) as [string, string, string, string];
    await assign(held, leaver, { backupId: person(taker) });
    await assign(held, leaver, { function: 'CHANNEL_OPERATIONS' });
    await assign(backed, third, { backupId: person(leaver) });
    await assign(planned, leaver, { from: inDays(30) });
    await assign(foreign, third);
    const untouched = await rowsOf(foreign);
    const input = { fromStaffId: person(leaver), toStaffId: person(taker), idempotencyKey: 'leaves' };
    const done = await send(REASSIGN, input);
    expect(done).toMatchObject({ __typename: 'AssignmentReassignment', assignmentCount: 4 });
    expect(await send(REASSIGN, input)).toEqual(done);
    expect(await seesPartners(leaver)).toEqual([]);
    expect(await seesPartners(taker)).toEqual([held, backed].sort());
    expect(await servedAt(held)).toEqual([
      ['CHANNEL_MANAGER', person(taker)],
      ['CHANNEL_OPERATIONS', person(taker)],
    ]);
    expect(await servedAt(planned, inDays(31))).toEqual([['CHANNEL_MANAGER', person(taker)]]);
    const { assignments, events } = await rowsOf(held);
    expect(assignments).toHaveLength(4);
    // The taker was the backup, and nobody is their own.
    expect(assignments.filter(({ backupId, validTo }) => backupId && !validTo)).toEqual([]);
    expect(events.filter(({ type }) => type === 'assignment.set')).toHaveLength(4);
    expect((await rowsOf(backed)).assignments.at(-1)).toMatchObject({
      staffId: third.personId,
      backupId: taker.personId,
      validTo: null,
    });
    expect(await rowsOf(foreign)).toEqual(untouched);
    expect(portal.unexpected).toEqual([]);
  });

  it('can be of some functions, some partners and a later instant', async () => {
    const [leaver, taker] = [await someStaff(), await someStaff()];
    const [one, two] = [(await aPartner(portal)).id, (await aPartner(portal)).id];
    for (const id of [one, two]) {
      await assign(id, leaver);
      await assign(id, leaver, { function: 'IMPLEMENTATION_MANAGER', until: inDays(20) });
    }
    const from = inDays(7);
    const done = await send(REASSIGN, {
      fromStaffId: person(leaver),
      toStaffId: person(taker),
      functions: ['IMPLEMENTATION_MANAGER'],
      partnerIds: [`Partner_${one}`],
      from,
    });
    expect(done).toMatchObject({ assignmentCount: 1, from });
    expect(await seesPartners(taker)).toEqual([]);
    expect(await servedAt(one, inDays(8))).toEqual([
      ['CHANNEL_MANAGER', person(leaver)],
      ['IMPLEMENTATION_MANAGER', person(taker)],
    ]);
    expect(await servedAt(one, inDays(21))).toEqual([['CHANNEL_MANAGER', person(leaver)]]);
    expect(await servedAt(two, inDays(8))).toEqual([
      ['CHANNEL_MANAGER', person(leaver)],
      ['IMPLEMENTATION_MANAGER', person(leaver)],
    ]);
  });

  it.each(['nobody', "a partner's person"])('from %s is refused, and nothing is written', async (who) => {
    const taker = await someStaff();
    const member = await aMember(portal, (await aPartner(portal)).id);
    const from = who === 'nobody' ? randomUUID() : member.personId;
    const events = () => portal.arrange((tx) => tx.event.count());
    const before = await events();
    const refused = await send(REASSIGN, { fromStaffId: `Person_${from}`, toStaffId: person(taker) });
    expect(refused).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'fromStaffId', code: 'NOT_FOUND' }],
    });
    expect(await events()).toBe(before);
  });

  it('from somebody who left takes what they still hold', async () => {
    const [leaver, taker] = [await someStaff(), await someStaff()];
    await anAssignment(portal, (await aPartner(portal)).id, leaver.personId);
    await portal.arrange((tx) =>
      tx.person.update({ where: { id: leaver.personId }, data: { deactivatedAt: new Date() } }),
    );
    const done = await send(REASSIGN, { fromStaffId: person(leaver), toStaffId: person(taker) });
    expect(done).toMatchObject({ assignmentCount: 1 });
  });

  it('costs the same number of statements for one partner as for many', async () => {
    const [leaver, taker] = [await someStaff(), await someStaff()];
    const partners = await Promise.all(Array.from({ length: 60 }, () => aPartner(portal)));
    for (const { id } of partners) await anAssignment(portal, id, leaver.personId);
    const queries = vi.spyOn(pg.Client.prototype, 'query');
    const statementsOf = async (more: object) => {
      queries.mockClear();
      const done = await send(REASSIGN, { fromStaffId: person(leaver), toStaffId: person(taker), ...more });
      return [done.assignmentCount, queries.mock.calls.length];
    };
    const [one, ofOne] = await statementsOf({ partnerIds: [`Partner_${partners[0]?.id}`] });
    const [many, ofMany] = await statementsOf({});
    queries.mockRestore();
    expect([one, many]).toEqual([1, 59]);
    expect(ofOne).toBeGreaterThan(3);
    expect(ofMany).toBe(ofOne);
  });
});
