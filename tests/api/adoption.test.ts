import { beforeAll, expect, it } from 'vitest';
import persistedFile from '../../schema/persisted.json' with { type: 'json' };
import { openUsage } from '../../src/entry/usage.ts';
import { createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createGraphql, type PersistedOperations } from '../../src/graphql/yoga.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal, TEST_ISSUER } from '../support/portal.ts';

let portal: Portal;
let operations: string;
let ann: Member;
let ben: Member;
const { operations: persisted, names } = persistedFile as {
  operations: PersistedOperations;
  names: Record<string, string>;
};

beforeAll(async () => {
  portal = await startPortal();
  operations = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  ann = await aMember(portal, (await aPartner(portal)).id);
  ben = await aMember(portal, (await aPartner(portal)).id);
  await portal.arrange((tx) =>
    tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Asia/Tokyo' } }),
  );
  await portal.arrange((tx) =>
    tx.membership.updateMany({ data: { validFrom: new Date('2026-01-01T00:00:00Z') } }),
  );
});

/** Sends a body as somebody, and answers which operations it was counted as. */
async function countedAs(subject: string, body: object): Promise<string[]> {
  const counted: string[] = [];
  const actor = await identify(portal.database, { issuer: TEST_ISSUER, subject, email: null });
  const context = createContext(portal.database, {
    ...{ actor, now: new Date(), requestId: 'r', clientAddress: '127.0.0.1', bankKeys: {} as never },
    used: (operation) => counted.push(operation),
  });
  const execute = createGraphql({
    schema,
    persisted,
    anonymousMaySendAny: true,
    onUnexpected: () => undefined,
  });
  const request = new Request('http://portal.test/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await (await execute(request, context)).text();
  return counted;
}

it('names the operations of the front end, and of others nothing that their sender wrote', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: names.ReferralForm } };
  expect(await countedAs(ann.subject, { extensions })).toEqual(['ReferralForm']);
  expect(await countedAs(ann.subject, { query: 'query HomeDashboard { viewer { name } }' })).toEqual([
    'ad hoc',
  ]);
  expect(await countedAs(ann.subject, { query: 'query AliceAtInitech { nothing }' })).toEqual([]);
});

const query = `query ($from: Date!, $until: Date!, $partnerId: ID, $managerId: ID) {
  portalAdoption(from: $from, until: $until, partnerId: $partnerId, managerId: $managerId) {
    activeUsers activePartners days { day uses activeUsers activeStaff } operations { operation uses activeUsers }
    tiers { programCode tierCode users activeUsers adoptionRate }
    uses { totalCount nodes { day personId partnerId operation uses } } } }`;
const ask = async (subject: string | null, variables: object) => {
  const range = { from: '2026-06-01', until: '2026-07-01' };
  return await portal.send(subject, query, { ...range, ...variables });
};

/** All uses, a page after the other, and how many each page has. */
async function pagesOf(subject: string, first: number): Promise<[object[], number[]]> {
  const pages: object[][] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await portal.send(
      subject,
      `query ($first: Int!, $after: String) { portalAdoption(from: "2026-06-01", until: "2026-07-01") {
        uses(first: $first, after: $after) { nodes { day personId partnerId operation uses } pageInfo { hasNextPage endCursor } } } }`,
      { first, after },
    );
    const { nodes, pageInfo } = data.portalAdoption.uses;
    pages.push(nodes);
    if (!pageInfo.hasNextPage) return [pages.flat(), pages.map(({ length }) => length)];
    after = pageInfo.endCursor;
  }
}

it('adds up by person and the vendor’s day, whoever writes, and shows each their own', async () => {
  const staff = await aStaffMember(portal, 'FINANCE');
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, ben.partnerId, manager.personId);
  const failures: unknown[] = [];
  const logger = { error: (...said: unknown[]) => failures.push(said) } as never;
  const [here, there] = [openUsage(portal.database, logger), openUsage(portal.database, logger)];
  for (const usage of [here, there]) {
    const use = (who: { personId: string; partnerId?: string }, at: string) =>
      usage.count({
        ...{ personId: who.personId, partnerId: who.partnerId ?? null },
        ...{ operation: 'HomeDashboard', at: new Date(at) },
      });
    // In Tokyo the day begins at 15:00 of UTC.
    use(ann, '2026-06-09T14:59:59Z');
    use(ann, '2026-06-09T15:00:00Z');
    use(ben, '2026-06-10T02:00:00Z');
    use({ personId: staff.personId }, '2026-06-10T02:00:00Z');
    use(ann, '2026-06-30T15:00:00Z');
  }
  await Promise.all([here.flush(), there.flush(), here.flush()]);
  expect(failures).toEqual([]);

  const { data } = await ask(operations, {});
  expect(data.portalAdoption).toMatchObject({
    ...{ activeUsers: 2, activePartners: 2 },
    days: [
      { day: '2026-06-09', uses: 2, activeUsers: 1, activeStaff: 0 },
      { day: '2026-06-10', uses: 6, activeUsers: 2, activeStaff: 1 },
    ],
    operations: [{ operation: 'HomeDashboard', uses: 8, activeUsers: 2 }],
    tiers: [
      { programCode: null, users: 2, activeUsers: 2, adoptionRate: '100.0' },
      { programCode: null, users: 2, activeUsers: 2 },
    ],
  });
  expect(data.portalAdoption.uses).toMatchObject({ totalCount: 4, nodes: { length: 4 } });
  expect(await pagesOf(operations, 3)).toEqual([data.portalAdoption.uses.nodes, [3, 1]]);
  const ofAnn = await ask(operations, { partnerId: `Partner_${ann.partnerId}`, from: '2026-06-10' });
  expect(ofAnn.data.portalAdoption.uses.nodes).toEqual([
    {
      ...{ day: '2026-06-10', personId: `Person_${ann.personId}`, partnerId: `Partner_${ann.partnerId}` },
      ...{ operation: 'HomeDashboard', uses: 2 },
    },
  ]);
  const managed = await ask(operations, { managerId: `Person_${manager.personId}` });
  expect(managed.data.portalAdoption).toMatchObject({ activeUsers: 1, tiers: [{ users: 1 }, { users: 1 }] });
  const seen = await ask(manager.subject, {});
  expect(seen.data.portalAdoption).toMatchObject({ activeUsers: 1, days: [{ uses: 2, activeStaff: 0 }] });
  const before = await ask(operations, { until: '2026-06-09' });
  expect(before.data.portalAdoption).toMatchObject({
    activeUsers: 0,
    days: [],
    uses: { totalCount: 0, nodes: [] },
  });
});

it('is for staff, and refuses ranges that are none', async () => {
  expect((await ask(ann.subject, {})).data.portalAdoption).toBeNull();
  const reversed = await ask(operations, { until: '2026-06-01' });
  expect(reversed.errors?.[0]?.message).toContain('until is a day after from');
  const absurd = await ask(operations, { until: '2028-06-01' });
  expect(absurd.errors?.[0]?.message).toContain('at most 366 days');
  for (const key of [['no id', '2026-06-01'], [crypto.randomUUID(), 'no day'], [crypto.randomUUID()]]) {
    const after = Buffer.from(JSON.stringify(key)).toString('base64url');
    const { errors } = await portal.send(
      operations,
      `{ portalAdoption(from: "2026-06-01", until: "2026-07-01") { uses(after: "${after}") { totalCount } } }`,
    );
    expect(errors?.[0]?.message).toContain('The cursor is not one of this list.');
  }
});
