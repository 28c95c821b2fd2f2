import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';

type Who = Readonly<{ subject: string }>;

let portal: Portal;
let admin: Member;
let other: Member;
let service: Who;
let operations: Who;
let implementationId: string;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  admin = await aMember(portal, (await aPartner(portal)).id);
  other = await aMember(portal, (await aPartner(portal)).id);
  service = await aStaffMember(portal, 'SERVICE');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  const planned = {
    ...{ customerName: 'Umbrella Ltd', plannedGoLiveOn: '2026-09-01' },
    members: [{ membershipId: `Membership_${admin.membershipId}`, role: 'LEAD' }],
  };
  implementationId = (await change(portal, admin.subject, ['implementationPlan', planned], 'id')).id;
});

const answer = (more: object = {}) => ({
  ...{ sourceId: randomUUID(), partnerId: `Partner_${admin.partnerId}` },
  ...{ score: 4, answeredAt: '2026-06-01T08:00:00Z' },
  ...more,
});

const record = (who: Who | null, responses: object[], source = 'SURVEYS') =>
  change(
    portal,
    who?.subject ?? null,
    ['satisfactionResponsesRecord', { source, responses }],
    'results { sourceId outcome errors { field code } response { id score } }',
  );

const stored = () =>
  portal.arrange(async (tx) => ({
    responses: await tx.satisfactionResponse.findMany({ orderBy: { id: 'asc' } }),
    events: await tx.event.count({ where: { type: 'satisfaction.answered' } }),
  }));

const outcomes = ({ results }: { results: { outcome: string }[] }) => results.map(({ outcome }) => outcome);

it('records each answer once, whoever sends it again, and says of each what became of it', async () => {
  const [one, two] = [answer({ implementationId }), answer({ score: 1 })];
  const rows = [
    one,
    answer({ score: 6 }),
    two,
    one,
    { ...two, score: 2 },
    answer({ partnerId: 'Partner_00000000-0000-7000-8000-000000000000' }),
    answer({ partnerId: `Partner_${other.partnerId}`, implementationId }),
    answer({ answeredAt: '2026-06-15T12:00:01Z' }),
  ];
  const first = await record(service, rows);
  expect(outcomes(first)).toEqual([
    ...['CREATED', 'REFUSED', 'CREATED', 'UNCHANGED', 'REFUSED', 'REFUSED', 'REFUSED', 'REFUSED'],
  ]);
  expect(first.results.map(({ errors }: { errors: object[] }) => errors)).toEqual([
    [],
    [{ field: 'score', code: 'OUT_OF_RANGE' }],
    [],
    [],
    [{ field: 'sourceId', code: 'OTHER_CONTENT' }],
    [{ field: 'partnerId', code: 'NOT_FOUND' }],
    [{ field: 'implementationId', code: 'NOT_FOUND' }],
    [{ field: 'answeredAt', code: 'IN_THE_FUTURE' }],
  ]);
  expect(first.results[2].response.score).toBe(1);
  const before = await stored();
  expect(before).toMatchObject({ responses: { length: 2 }, events: 2 });
  expect(outcomes(await record(operations, rows))).toEqual([
    ...['UNCHANGED', 'REFUSED', 'UNCHANGED', 'UNCHANGED', 'REFUSED', 'REFUSED', 'REFUSED', 'REFUSED'],
  ]);
  expect(await stored()).toEqual(before);
  expect(outcomes(await record(service, [one], 'OTHER_SURVEYS'))).toEqual(['CREATED']);
  const event = await portal.arrange((tx) =>
    tx.event.findFirst({ where: { type: 'satisfaction.answered', data: { equals: { score: 4 } } } }),
  );
  expect(event).toMatchObject({
    ...{ partnerId: admin.partnerId, partnerVisible: true, subjectType: 'SatisfactionResponse' },
    ...{ occurredAt: new Date('2026-06-01T08:00:00Z'), data: { score: 4 } },
  });
});

it('records once what many send at the same time', async () => {
  const rows = Array.from({ length: 20 }, () => answer());
  const before = await stored();
  const answers = await Promise.all(
    [1, 2, 3, 4].map((times) => record(service, times % 2 ? rows : rows.toReversed())),
  );
  const all = answers.flatMap(outcomes);
  expect(all.filter((outcome) => outcome === 'CREATED')).toHaveLength(20);
  expect(all.filter((outcome) => outcome === 'UNCHANGED')).toHaveLength(60);
  const after = await stored();
  expect(after.responses).toHaveLength(before.responses.length + 20);
  expect(after.events).toBe(before.events + 20);
});

it('refuses whole requests with nothing recorded', async () => {
  const before = await stored();
  for (const who of [
    null,
    admin,
    await aStaffMember(portal, 'CHANNEL_MANAGER'),
    await aStaffMember(portal, 'FINANCE'),
  ])
    expect((await record(who, [answer()])).code).toBe('FORBIDDEN');
  expect(await record(service, [answer()], ' ')).toMatchObject({
    fields: [{ field: 'source', code: 'REQUIRED' }],
  });
  expect(
    await record(
      service,
      Array.from({ length: 501 }, () => answer()),
    ),
  ).toMatchObject({ fields: [{ field: 'responses', code: 'TOO_MANY' }] });
  expect(await record(service, [])).toMatchObject({ results: [] });
  expect(await stored()).toEqual(before);
});

it('shows a partner its scores and their dates, and nothing else', async () => {
  await record(service, [
    answer({ partnerId: `Partner_${other.partnerId}`, answeredAt: '2026-06-14T08:00:00Z' }),
  ]);
  const list = (who: Who, fields: string) =>
    portal.send(who.subject, `{ satisfactionResponses { totalCount nodes { ${fields} } } }`);
  const own = await list(other, 'score answeredAt');
  expect(own.data.satisfactionResponses).toEqual({
    totalCount: 1,
    nodes: [{ score: 4, answeredAt: '2026-06-14T08:00:00.000Z' }],
  });
  for (const field of ['source', 'sourceId', 'bookedAt', 'implementation { id }'])
    expect((await list(other, `score ${field}`)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const all = await list(operations, 'source sourceId bookedAt implementation { id } partner { id }');
  expect(all.errors).toBeUndefined();
  expect(all.data.satisfactionResponses.nodes[0]).toMatchObject({
    ...{ source: 'SURVEYS', implementation: null, partner: { id: `Partner_${other.partnerId}` } },
  });
  expect(portal.unexpected).toEqual([]);
});
