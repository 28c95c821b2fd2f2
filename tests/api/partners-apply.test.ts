import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const APPLY = readFileSync(
  resolve(import.meta.dirname, '../../schema/operations/PartnerApply.graphql'),
  'utf8',
);
const HASH = createHash('sha256').update(APPLY).digest('hex');

const application = (more: object = {}) => ({
  companyName: 'Initrode GmbH',
  type: 'REFERRAL',
  website: 'https://www.initrode.example/about',
  countryCode: 'DE',
  applicantName: 'Milton W.',
  applicantEmail: 'Milton@Initrode.example',
  message: 'Hello.\nWe would like to refer.',
  ...more,
});

let portal: Portal;
let operations: { subject: string };
let hour = Date.parse('2026-05-01T08:00:00Z');

const apply = (input: object, subject: string | null = null) => portal.send(subject, APPLY, { input });

const everything = () =>
  portal.arrange(async (tx) => ({
    partners: await tx.partner.findMany({ orderBy: { id: 'asc' } }),
    applications: await tx.partnerApplication.findMany({ orderBy: { id: 'asc' } }),
    changes: await tx.partnerStatusChange.findMany({ orderBy: { id: 'asc' } }),
    events: await tx.event.findMany({ orderBy: { id: 'asc' } }),
  }));

beforeAll(async () => {
  portal = await startPortal({ persisted: { [HASH]: APPLY } });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

beforeEach(() => {
  // Each test has an hour of its own, and with it fresh limits.
  hour += 3_600_000;
  portal.setNow(new Date(hour));
});

describe('an application', () => {
  it('creates an account that waits, its application, its history and an event', async () => {
    const answer = await apply(application());
    expect(answer.status).toBe(200);
    expect(answer.data.partnerApply).toEqual({
      __typename: 'PartnerApplicationReceipt',
      receivedAt: new Date(hour).toISOString(),
      message: expect.stringContaining('Thank you'),
    });
    const { partners, applications, changes, events } = await everything();
    expect(partners).toHaveLength(1);
    expect(partners[0]).toMatchObject({
      name: 'Initrode GmbH',
      nameKey: 'initrode',
      status: 'APPLIED',
      type: 'REFERRAL',
      timeZone: 'UTC',
      currency: 'USD',
      version: 1,
    });
    const id = partners[0]?.id;
    expect(applications[0]).toMatchObject({
      id,
      domain: 'initrode.example',
      applicantEmail: 'milton@initrode.example',
      message: 'Hello.\nWe would like to refer.',
    });
    expect(changes[0]).toMatchObject({
      partnerId: id,
      action: 'APPLY',
      toStatus: 'APPLIED',
      actorKind: 'ANONYMOUS',
    });
    expect(events[0]).toMatchObject({
      type: 'partner.applied',
      subjectId: id,
      actorKind: 'ANONYMOUS',
      actorId: null,
    });
    expect(JSON.stringify(events[0]?.data)).not.toMatch(/init|milton|hello/i);
    expect(portal.unexpected).toEqual([]);
  });

  it('answers with the same bytes whether company and applicant are known, signed in or neither', async () => {
    const known = await aPartner(portal, { name: 'Globex' });
    const member = await aMember(portal, known.id);
    const { email } = await portal.arrange((tx) =>
      tx.membership.findUniqueOrThrow({ where: { id: member.membershipId } }),
    );
    const answers = [
      await apply(
        application({ companyName: 'Nobody knows us', applicantEmail: 'one@nobody-knows.example' }),
      ),
      await apply(application({ companyName: 'Globex', website: null, applicantEmail: email })),
      await apply(
        application({ companyName: 'Globex', website: null, applicantEmail: email }),
        member.subject,
      ),
    ];
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers[0]?.text).not.toMatch(/Partner_|[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(portal.unexpected).toEqual([]);
  });

  it('is refused with every bad field at once, and leaves nothing', async () => {
    const before = await everything();
    const answer = await apply(
      application({
        companyName: ' ... ',
        website: 'https://facebook.com/initrode',
        applicantName: '  ',
        applicantEmail: 'nobody',
      }),
    );
    expect(answer.data.partnerApply).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      fields: [
        { field: 'companyName', code: 'NO_LETTER_OR_DIGIT' },
        { field: 'applicantEmail', code: 'NOT_AN_EMAIL' },
        { field: 'website', code: 'SHARED_PLATFORM' },
        { field: 'applicantName', code: 'REQUIRED' },
      ],
    });
    expect(await everything()).toEqual(before);
  });

  it('is refused from the sixth of an hour on, refused ones counting, and accepted in the next', async () => {
    for (const input of [
      application(),
      application({ applicantEmail: 'bad' }),
      application(),
      application(),
      application(),
    ])
      expect((await apply(input)).data.partnerApply.code).not.toBe('RATE_LIMITED');
    const before = await everything();
    const refused = (await apply(application())).data.partnerApply;
    expect(refused).toMatchObject({ __typename: 'RateLimitedError', code: 'RATE_LIMITED' });
    expect(await everything()).toEqual(before);
    portal.setNow(new Date(refused.retryAt));
    hour = Date.parse(refused.retryAt);
    expect((await apply(application())).data.partnerApply.__typename).toBe('PartnerApplicationReceipt');
  });

  it('is refused above the limit of all addresses together', async () => {
    const bucket = `partnerApply.all:${createHash('sha256').update('everybody').digest('base64url').slice(0, 22)}`;
    const count = () =>
      portal.database.pool.query('SELECT portal_count_use($1, $2)', [bucket, new Date(hour)]);
    for (let used = 0; used < 199; used += 1) await count();
    expect((await apply(application())).data.partnerApply.__typename).toBe('PartnerApplicationReceipt');
    expect((await apply(application())).data.partnerApply.code).toBe('RATE_LIMITED');
  });
});

describe('review', () => {
  const LIST = `query ($after: String) { partnerApplications(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    nodes { companyName applicantEmail partner { id version status }
      possibleDuplicates { score matchedBy partner { id name } } } } }`;

  it('finds who may be known by name, domain and address, and pages the longest waiting first', async () => {
    await portal.arrange((tx) =>
      tx.partner.updateMany({ where: { status: 'APPLIED' }, data: { status: 'DECLINED' } }),
    );
    const similar = await aPartner(portal, { name: 'Hooli Systems', nameKey: 'hooli systems' });
    const colleague = await aPartner(portal, { name: 'Something else', nameKey: 'something else' });
    const member = await aMember(portal, colleague.id);
    await portal.arrange((tx) =>
      tx.membership.update({ where: { id: member.membershipId }, data: { email: 'gavin@hooli.example' } }),
    );
    for (const input of [
      { companyName: 'Hooli System, Inc.', website: null, applicantEmail: 'Gavin@Hooli.example' },
      { companyName: 'Quite unlike', website: null, applicantEmail: 'x@gmail.com' },
      { companyName: 'Another', website: null, applicantEmail: 'y@gmail.com' },
    ]) {
      hour += 1_000;
      portal.setNow(new Date(hour));
      await apply(application(input));
    }
    const first = (await portal.send(operations.subject, LIST)).data.partnerApplications;
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(first.nodes.map((node: { companyName: string }) => node.companyName)).toEqual([
      'Hooli System, Inc.',
      'Quite unlike',
    ]);
    expect(first.nodes[0].possibleDuplicates).toEqual([
      {
        score: 1,
        matchedBy: ['DOMAIN', 'EMAIL'],
        partner: { id: `Partner_${colleague.id}`, name: 'Something else' },
      },
      {
        score: expect.any(Number),
        matchedBy: ['NAME'],
        partner: { id: `Partner_${similar.id}`, name: 'Hooli Systems' },
      },
    ]);
    expect(first.nodes[0].possibleDuplicates[1].score).toBeGreaterThan(0.5);
    expect(first.nodes[0].possibleDuplicates[1].score).toBeLessThan(1);
    expect(first.nodes[1].possibleDuplicates).toEqual([]);
    const { endCursor: after } = first.pageInfo;
    const second = (await portal.send(operations.subject, LIST, { after })).data.partnerApplications;
    expect(second.nodes.map((node: { companyName: string }) => node.companyName)).toEqual(['Another']);
    const { id, version } = first.nodes[0].partner;
    const approved = await portal.send(
      operations.subject,
      `mutation ($input: PartnerTransitionInput!) { partnerApprove(input: $input) {
        ... on Partner { status application { companyName } } ... on Error { code message } } }`,
      { input: { id, version, reason: 'A good fit.' } },
    );
    expect(approved.data.partnerApprove).toEqual({
      status: 'APPROVED',
      application: { companyName: 'Hooli System, Inc.' },
    });
    expect((await portal.send(operations.subject, LIST)).data.partnerApplications.totalCount).toBe(2);
    expect(portal.unexpected).toEqual([]);
  });

  it('is for partner operations alone: a partner never reads what was written of it', async () => {
    await apply(application());
    const [applied] = (await everything()).partners.filter(({ status }) => status === 'APPLIED').slice(-1);
    const id = applied?.id ?? '';
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, id, manager.personId);
    const subjects = [
      (await aMember(portal, id)).subject,
      (await aMember(portal, id, 'PARTNER_MEMBER')).subject,
      manager.subject,
      (await aStaffMember(portal, 'EXECUTIVE')).subject,
      (await aStaffMember(portal, 'FINANCE')).subject,
      (await aStaffMember(portal, 'SERVICE')).subject,
    ];
    for (const subject of subjects) {
      const list = await portal.send(subject, LIST);
      expect(list.data.partnerApplications).toBeNull();
      expect(list.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const read = await portal.send(
        subject,
        `{ partner(id: "Partner_${id}") { status application { applicantEmail } } }`,
      );
      expect(read.data.partner).toEqual({ status: 'APPLIED', application: null });
      expect(read.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await portal.send(null, LIST)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(portal.unexpected).toEqual([]);
  });
});
