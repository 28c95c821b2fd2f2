import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { recordStatements } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const QUEUE = readFileSync(
  resolve(import.meta.dirname, '../../schema/operations/ReviewQueue.graphql'),
  'utf8',
);
const move = (name: string, input: string) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { __typename ... on Referral { id version status }
    ... on Error { code message } } }`;
const REGISTER = move('referralRegister', 'ReferralRegisterInput');
const SUBMIT = move('referralSubmit', 'ReferralActionInput');
const WITHDRAW = move('referralWithdraw', 'ReferralActionInput');
const ACCEPT = move('referralAccept', 'ReferralAcceptInput');
const RETURN = move('referralReturn', 'ReferralRefuseInput');

let portal: Portal;
let acme: Member;
let globex: Member;
let operations: { subject: string };
let manager: { subject: string };
let productId: string;

beforeAll(async () => {
  portal = await startPortal();
  acme = await aMember(portal, (await aPartner(portal, { name: 'Acme' })).id);
  globex = await aMember(portal, (await aPartner(portal, { name: 'Globex' })).id);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const managing = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.partnerId, managing.personId);
  manager = managing;
  productId = `Product_${(await aProduct(portal)).id}`;
});

const at = (instant: string) => portal.setNow(new Date(instant));

// biome-ignore lint/suspicious/noExplicitAny: whatever the document asked for.
async function done(who: { subject: string }, document: string, input: object): Promise<any> {
  const answer = await portal.send(who.subject, document, { input });
  const [result] = Object.values(answer.data ?? {});
  expect(result, answer.text).toMatchObject({ __typename: 'Referral' });
  return result;
}

/** Every referral is about another customer, so that no claim stands in the way. */
let customers = 0;
async function submitted(who: Member, instant: string, identity: object = {}) {
  at(instant);
  customers += 1;
  const details = {
    customerName: `Customer ${customers}`,
    customerCountryCode: 'GB',
    contactName: 'Bill L.',
    contactEmail: 'bill@customer.example',
    productId,
    ...identity,
  };
  const { id, version } = await done(who, REGISTER, { details });
  return await done(who, SUBMIT, { id, version });
}

const queue = async (who: { subject: string }, variables: object = {}) => {
  const answer = await portal.send(who.subject, QUEUE, variables);
  expect(answer.errors, answer.text).toBeUndefined();
  return answer.data.reviewQueue;
};
const idsIn = (page: { nodes: { referral: { id: string } }[] }) =>
  page.nodes.map(({ referral }) => referral.id);

/** The vendor works by UTC, weekdays from nine to five, and decides within 16 business hours, warned after 8. */
describe('the review queue', () => {
  it('follows a referral from its submission to the decision', async () => {
    // Friday, an hour before the end of business.
    const referral = await submitted(acme, '2026-06-05T16:00:00Z');
    at('2026-06-08T09:30:00Z');
    const fresh = await queue(operations);
    expect(fresh.totalCount).toBe(1);
    expect(fresh.nodes[0]).toMatchObject({
      referral: { id: referral.id, status: 'SUBMITTED', partner: { name: 'Acme' } },
      clock: {
        state: 'OK',
        elapsedMinutes: 90,
        warnMinutes: 480,
        breachMinutes: 960,
        warnAt: '2026-06-08T16:00:00.000Z',
        breachAt: '2026-06-09T16:00:00.000Z',
        escalations: [],
      },
    });
    at('2026-06-08T16:00:00Z');
    expect((await queue(operations)).nodes[0].clock).toMatchObject({ state: 'WARNED', elapsedMinutes: 480 });

    const returned = await done(manager, RETURN, {
      id: referral.id,
      version: referral.version,
      code: 'INCOMPLETE',
      message: 'Which site?',
    });
    at('2026-06-11T09:00:00Z');
    expect(idsIn(await queue(operations))).toEqual([]);
    const paused = await queue(operations, { filter: { states: ['PAUSED'] } });
    expect(paused.nodes[0]).toMatchObject({
      referral: { id: referral.id },
      clock: { state: 'PAUSED', elapsedMinutes: 480, warnAt: '2026-06-08T16:00:00.000Z', breachAt: null },
    });

    const again = await done(acme, SUBMIT, { id: referral.id, version: returned.version });
    at('2026-06-11T10:00:00Z');
    expect((await queue(operations)).nodes[0].clock).toMatchObject({
      state: 'WARNED',
      elapsedMinutes: 540,
      breachAt: '2026-06-11T17:00:00.000Z',
    });
    at('2026-06-11T17:00:00Z');
    expect((await queue(operations)).nodes[0].clock.state).toBe('BREACHED');

    await done(operations, ACCEPT, { id: referral.id, version: again.version });
    expect(idsIn(await queue(operations))).toEqual([]);
    const stopped = await queue(operations, { filter: { states: ['STOPPED'] } });
    expect(stopped.nodes[0]).toMatchObject({
      referral: { id: referral.id, status: 'ACCEPTED' },
      clock: { state: 'STOPPED', elapsedMinutes: 960, breachAt: '2026-06-11T17:00:00.000Z' },
    });
    // Reached before the decision, so recorded by it, although no job ran: once each.
    expect(stopped.nodes[0].clock.escalations.map(({ step }: { step: string }) => step)).toEqual([
      'BREACHED',
      'WARNED',
    ]);
    const types = await portal.arrange((tx) =>
      tx.event.findMany({
        where: { subjectType: 'SlaClock' },
        orderBy: [{ occurredAt: 'asc' }, { type: 'asc' }],
        select: { type: true, actorKind: true, partnerVisible: true },
      }),
    );
    expect(types.map(({ type, actorKind }) => `${type} ${actorKind}`)).toEqual([
      'sla.started PARTNER',
      'sla.paused STAFF',
      'sla.warned JOB',
      'sla.resumed PARTNER',
      'sla.breached JOB',
      'sla.stopped STAFF',
    ]);
    expect(types.every(({ partnerVisible }) => !partnerVisible)).toBe(true);
    expect(portal.unexpected).toEqual([]);
  });

  it('runs by what breaks soonest, a page at a time, narrowed by state and partner', async () => {
    const third = await submitted(acme, '2026-07-07T09:00:00Z');
    const first = await submitted(globex, '2026-07-01T09:00:00Z');
    const second = await submitted(acme, '2026-07-06T09:00:00Z');
    const fourth = await submitted(globex, '2026-07-08T09:00:00Z');
    const withdrawn = await submitted(globex, '2026-07-01T10:00:00Z');
    await done(globex, WITHDRAW, { id: withdrawn.id, version: withdrawn.version });
    at('2026-07-07T12:00:00Z');

    expect(idsIn(await queue(operations))).toEqual([first, second, third, fourth].map(({ id }) => id));
    const page = await queue(operations, { first: 3 });
    expect(idsIn(page)).toEqual([first.id, second.id, third.id]);
    const { hasNextPage, endCursor } = page.pageInfo;
    expect(hasNextPage).toBe(true);
    expect(idsIn(await queue(operations, { first: 3, after: endCursor }))).toEqual([fourth.id]);

    const byState = async (...states: string[]) => idsIn(await queue(operations, { filter: { states } }));
    expect(await byState('BREACHED')).toEqual([first.id]);
    expect(await byState('WARNED')).toEqual([second.id]);
    expect(await byState('OK')).toEqual([third.id, fourth.id]);
    expect(await byState('BREACHED', 'OK')).toEqual([first.id, third.id, fourth.id]);
    expect(await byState()).toEqual([]);
    const partnerIds = [`Partner_${acme.partnerId}`];
    expect(idsIn(await queue(operations, { filter: { partnerIds } }))).toEqual([second.id, third.id]);
    // A manager's queue is the portfolio, whatever is asked for.
    expect(idsIn(await queue(manager))).toEqual([second.id, third.id]);
    const others = { filter: { partnerIds: [`Partner_${globex.partnerId}`] } };
    expect(await queue(manager, others)).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('gets a referral that moves up behind another from that instant on', async () => {
    const claimed = { customerDomain: 'initech.example' };
    const before = await submitted(acme, '2026-08-03T09:00:00Z', claimed);
    const behind = await submitted(globex, '2026-08-03T10:00:00Z', claimed);
    const partnerIds = [`Partner_${globex.partnerId}`];
    const states = ['OK', 'WARNED', 'PAUSED'];
    at('2026-08-04T09:00:00Z');
    expect(await queue(operations, { filter: { partnerIds, states } })).toMatchObject({ nodes: [] });
    await done(acme, WITHDRAW, { id: before.id, version: before.version });
    const { nodes } = await queue(operations, { filter: { partnerIds, states } });
    expect(nodes).toMatchObject([
      {
        referral: { id: behind.id, status: 'SUBMITTED' },
        clock: { state: 'OK', elapsedMinutes: 0, warnAt: '2026-08-04T17:00:00.000Z' },
      },
    ]);
  });

  it('is read by one statement for the page, however long it is', async () => {
    const recording = recordStatements(portal.database);
    const counts: number[] = [];
    for (const first of [1, 3]) {
      recording.take();
      await queue(operations, { first });
      const statements = recording.take().map(({ text }) => text);
      counts.push(
        statements.filter((text) => /"(sla_clock|referral|partner|product|sla_escalation)"/.test(text))
          .length,
      );
    }
    // The page with its referrals, partners, products and escalations; and the count, which was asked for.
    expect(counts).toEqual([2, 2]);
  });

  it('is not for partners, nor for staff who decide nothing', async () => {
    const executive = await aStaffMember(portal, 'EXECUTIVE');
    for (const { subject } of [acme, globex, executive]) {
      const denied = await portal.send(subject, QUEUE);
      expect(denied.data).toEqual({ reviewQueue: null });
      expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await portal.send(null, QUEUE)).data).toEqual({ reviewQueue: null });
  });

  it('refuses a page or a cursor that is none', async () => {
    for (const variables of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }]) {
      const refused = await portal.send(operations.subject, QUEUE, variables);
      expect(refused.data?.reviewQueue ?? null).toBeNull();
      expect(refused.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(portal.unexpected).toEqual([]);
  });
});
