import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JOB_SCOPE } from '../../src/platform/database/session.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { onboardingProgress } from '../../src/workflows/jobs/onboarding-progress.ts';
import { aTemplate, changeAgreement, FILE_SHA256 } from '../support/agreements.ts';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { settled } from '../support/event-log.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NOW = new Date('2026-06-15T10:00:00Z');
const LATER = new Date('2026-06-25T10:00:00Z');

let portal: Portal;
let operations: { subject: string; personId: string };
// biome-ignore lint/suspicious/noExplicitAny: what the API answered.
let terms: any, form: any;

const move = async (name: string, partnerId: string, more: object = {}) => {
  const { version } = await portal.arrange((tx) =>
    tx.partner.findUniqueOrThrow({ where: { id: partnerId } }),
  );
  const step = { id: `Partner_${partnerId}`, version, reason: 'So.', ...more };
  expect(await change(portal, operations.subject, [name, step], 'id')).toHaveProperty(
    '__typename',
    'Partner',
  );
};

const ONBOARDING = `onboarding { status startedOn endedAt stepsTotal stepsCompleted
  steps { id code dueOn overdue completedAt completedByHand note } nextSteps { code } }`;

async function onboardingOf(partnerId: string, subject = operations.subject) {
  const answer = await portal.send(subject, `{ partner(id: "Partner_${partnerId}") { ${ONBOARDING} } }`);
  expect(answer.errors).toBeUndefined();
  return answer.data.partner?.onboarding;
}

const doneOf = async (partnerId: string) =>
  (await onboardingOf(partnerId)).steps
    .filter(({ completedAt }: { completedAt: string | null }) => completedAt !== null)
    .map(({ code }: { code: string }) => code);

const eventsOf = (partnerId: string) =>
  portal.arrange((tx) =>
    tx.event.findMany({
      where: { partnerId, type: { startsWith: 'onboarding.' } },
      orderBy: { id: 'asc' },
      select: { type: true, data: true, occurredAt: true },
    }),
  );

const followAtOnce = (asOf = NOW) => runJob(portal.database, onboardingProgress, asOf, () => undefined);

async function follow(asOf = NOW) {
  await settled(portal);
  return await followAtOnce(asOf);
}

async function expectFollowed(partnerId: string, codes: string[], asOf = NOW) {
  await follow(asOf);
  expect(await doneOf(partnerId)).toEqual(codes);
}

/** A partner that has begun to onboard, by the checklist of this file. */
async function aNewcomer() {
  const partner = await aPartner(portal, { status: 'APPROVED', type: 'RESELLER' });
  const admin = await aMember(portal, partner.id);
  await move('partnerStartOnboarding', partner.id);
  return { partnerId: partner.id, admin };
}

const acceptTerms = (subject: string) =>
  changeAgreement(portal, subject, 'agreementAccept', {
    versionId: terms.offered.id,
    sha256: terms.offered.sha256,
  });

const completeByHand = (subject: string | null, id: string, note = 'Seen.') =>
  change(portal, subject, ['onboardingStepComplete', { id, note }], 'id completedByHand completedAt note');

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(NOW);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  terms = await aTemplate(portal, operations, 'AGREEMENT');
  form = await aTemplate(portal, operations, 'DOCUMENT');
  const step = (code: string, dueBusinessDays: number, completion: string, completionCode?: string) => ({
    ...{ code, title: `Do ${code}`, dueBusinessDays, completion, completionCode },
  });
  const checklist = {
    ...{ partnerType: 'RESELLER', version: 0 },
    steps: [
      step('TERMS', 2, 'AGREEMENT_ACCEPTED', terms.code),
      step('TAX_FORM', 5, 'DOCUMENT_VERIFIED', form.code),
      step('TRAINING', 10, 'BY_HAND'),
      step('FIRST_REFERRAL', 30, 'REFERRAL_SUBMITTED'),
    ],
  };
  const set = await change(portal, operations.subject, ['onboardingChecklistSet', checklist], 'version');
  expect(set).toMatchObject({ version: 1 });
});

beforeEach(() => portal.setNow(NOW));

describe('a checklist', () => {
  it('is set whole, for those who begin afterwards', async () => {
    const { partnerId } = await aNewcomer();
    const first = { code: 'MEET', title: 'Meet', dueBusinessDays: 1, completion: 'BY_HAND' };
    const set = (version: number, steps: object[]) =>
      change(
        portal,
        operations.subject,
        ['onboardingChecklistSet', { partnerType: 'CONSULTANT', version, steps }],
        'version steps { code completion }',
      );
    expect(await set(0, [first])).toMatchObject({
      version: 1,
      steps: [{ code: 'MEET', completion: 'BY_HAND' }],
    });
    expect(await set(0, [])).toMatchObject({ code: 'STALE_VERSION', currentVersion: 1 });
    expect(await set(1, [{ ...first, code: 'no' }])).toMatchObject({
      fields: [{ field: 'steps.0.code', code: 'NOT_A_CODE' }],
    });
    expect(await set(1, [])).toMatchObject({ version: 2, steps: [] });
    const consultant = await aPartner(portal, { status: 'APPROVED', type: 'CONSULTANT' });
    await move('partnerStartOnboarding', consultant.id);
    expect(await onboardingOf(consultant.id)).toBeNull();
    expect(await onboardingOf(partnerId)).toMatchObject({ stepsTotal: 4 });
  });
});

describe('an onboarding', () => {
  it('opens with the lifecycle, follows the events of other domains, and ends with its last step', async () => {
    const { partnerId, admin } = await aNewcomer();
    expect(await onboardingOf(partnerId, admin.subject)).toMatchObject({
      ...{ status: 'OPEN', startedOn: '2026-06-15', endedAt: null, stepsTotal: 4, stepsCompleted: 0 },
      steps: [
        { code: 'TERMS', dueOn: '2026-06-17' },
        { code: 'TAX_FORM', dueOn: '2026-06-22' },
        { code: 'TRAINING', dueOn: '2026-06-29' },
        { code: 'FIRST_REFERRAL', dueOn: '2026-07-27' },
      ],
      nextSteps: [{ code: 'TERMS' }, { code: 'TAX_FORM' }, { code: 'TRAINING' }, { code: 'FIRST_REFERRAL' }],
    });
    const other = await aTemplate(portal, operations, 'AGREEMENT');
    await changeAgreement(portal, admin.subject, 'agreementAccept', {
      ...{ versionId: other.offered.id, sha256: other.offered.sha256 },
    });
    const document = await changeAgreement(portal, admin.subject, 'documentSubmit', {
      ...{ versionId: form.offered.id, fileReference: 'w9', fileSha256: FILE_SHA256 },
    });
    await follow();
    expect(await doneOf(partnerId)).toEqual([]);
    await acceptTerms(admin.subject);
    await changeAgreement(portal, operations.subject, 'documentVerify', { id: document.id });
    await expectFollowed(partnerId, ['TERMS', 'TAX_FORM']);
    await portal.arrange(
      (tx) =>
        tx.$executeRaw`INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, occurred_at, data)
        VALUES (1, 'referral.submitted', 'Referral', uuidv7(), ${partnerId}::uuid, true, 'PARTNER', ${LATER.toISOString()}::timestamptz, '{}')`,
    );
    await expectFollowed(partnerId, ['TERMS', 'TAX_FORM', 'FIRST_REFERRAL'], LATER);
    const steps = (await onboardingOf(partnerId)).steps;
    expect(steps[3]).toMatchObject({ completedAt: LATER.toISOString(), completedByHand: false });
    portal.setNow(new Date('2026-06-26T10:00:00Z'));
    expect(await completeByHand(operations.subject, steps[2].id)).toMatchObject({
      ...{ completedByHand: true, note: 'Seen.', completedAt: '2026-06-26T10:00:00.000Z' },
    });
    expect(await onboardingOf(partnerId)).toMatchObject({
      status: 'COMPLETED',
      stepsCompleted: 4,
      nextSteps: [],
    });
    expect((await eventsOf(partnerId)).map(({ type }) => type)).toEqual([
      'onboarding.opened',
      ...Array(4).fill('onboarding.step_completed'),
      'onboarding.completed',
    ]);
    expect(portal.unexpected).toEqual([]);
  });

  it('counts what was done before it opened, but not what was before a termination', async () => {
    const partner = await aPartner(portal, { status: 'APPROVED', type: 'RESELLER' });
    const admin = await aMember(portal, partner.id);
    await acceptTerms(admin.subject);
    await move('partnerStartOnboarding', partner.id);
    expect(await doneOf(partner.id)).toEqual(['TERMS']);
    portal.setNow(LATER);
    await move('partnerTerminate', partner.id);
    expect(await onboardingOf(partner.id)).toMatchObject({
      status: 'CANCELLED',
      endedAt: LATER.toISOString(),
    });
    portal.setNow(new Date('2026-06-26T10:00:00Z'));
    await move('partnerReinstate', partner.id, { agreementReference: 'NEW-1' });
    await follow(LATER);
    expect(await onboardingOf(partner.id)).toMatchObject({ status: 'OPEN', startedOn: '2026-06-26' });
    expect(await doneOf(partner.id)).toEqual([]);
  });
});

describe('the job', () => {
  it('completes a step once, though it reads its event twice', async () => {
    const { partnerId, admin } = await aNewcomer();
    await acceptTerms(admin.subject);
    await expectFollowed(partnerId, ['TERMS']);
    const before = await eventsOf(partnerId);
    expect(before.map(({ data }) => data)).toContainEqual(expect.objectContaining({ code: 'TERMS' }));
    await portal.arrange(
      (tx) => tx.$executeRaw`UPDATE event_cursor SET epoch = 0 WHERE consumer = 'onboarding-progress'`,
    );
    const { rowCount } = await follow(LATER);
    expect(rowCount).toBeGreaterThan(0);
    expect(await eventsOf(partnerId)).toEqual(before);
    expect(await follow(LATER)).toMatchObject({ rowCount: 0 });
  });

  it('does not pass over an event that commits late', async () => {
    const { partnerId } = await aNewcomer();
    const client = await portal.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('role', '${JOB_SCOPE.role}', true)`);
      await client.query(
        `INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, actor_kind, occurred_at, data)
         VALUES (1, 'agreement.accepted', 'Agreement', uuidv7(), $1, 'PARTNER', $2, jsonb_build_object('templateCode', $3::text))`,
        [partnerId, NOW.toISOString(), terms.code],
      );
      const { partnerId: othersId, admin: other } = await aNewcomer();
      await acceptTerms(other.subject);
      await followAtOnce();
      await client.query('COMMIT');
      await expectFollowed(othersId, ['TERMS']);
      await expectFollowed(partnerId, ['TERMS']);
    } finally {
      client.release();
    }
  });
});

describe('overdue steps', () => {
  it('are listed for the portfolio of a manager, page by page, the latest first', async () => {
    const { partnerId, admin } = await aNewcomer();
    const { partnerId: othersId } = await aNewcomer();
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    await anAssignment(portal, partnerId, manager.personId);
    const LIST = `query ($after: String) { onboardingOverdue(first: 1, after: $after) { totalCount
      pageInfo { hasNextPage endCursor } nodes { id code overdue partner { id } } } }`;
    const list = async (subject: string, after?: string) => {
      const answer = await portal.send(subject, LIST, { after });
      expect(answer.errors).toBeUndefined();
      return answer.data.onboardingOverdue;
    };
    portal.setNow(new Date('2026-06-17T23:59:00Z'));
    expect(await list(manager.subject)).toMatchObject({ totalCount: 0, nodes: [] });
    portal.setNow(LATER);
    const first = await list(manager.subject);
    expect(first).toMatchObject({
      ...{ totalCount: 2, pageInfo: { hasNextPage: true } },
      nodes: [{ code: 'TERMS', overdue: true, partner: { id: `Partner_${partnerId}` } }],
    });
    const second = await list(manager.subject, first.pageInfo.endCursor);
    expect(second).toMatchObject({ pageInfo: { hasNextPage: false }, nodes: [{ code: 'TAX_FORM' }] });
    expect((await list(admin.subject)).totalCount).toBe(2);
    expect((await list(operations.subject)).totalCount).toBeGreaterThanOrEqual(4);
    expect(await completeByHand(manager.subject, first.nodes[0].id)).toMatchObject({ completedByHand: true });
    expect((await list(manager.subject)).totalCount).toBe(1);
    await move('partnerTerminate', partnerId);
    expect((await list(manager.subject)).totalCount).toBe(0);
    const hidden = (await onboardingOf(othersId)).steps[0].id;
    expect(await completeByHand(manager.subject, hidden)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
