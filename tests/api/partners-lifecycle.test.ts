import { beforeAll, describe, expect, it } from 'vitest';
import type { partnerStates } from '../../src/domains/partners/partner.states.ts';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

type PartnerAction = keyof typeof partnerStates.actions;

const MUTATIONS: Record<PartnerAction, [name: string, input: string]> = {
  APPROVE: ['partnerApprove', 'PartnerTransitionInput'],
  DECLINE: ['partnerDecline', 'PartnerTransitionInput'],
  START_ONBOARDING: ['partnerStartOnboarding', 'PartnerAgreementInput'],
  ACTIVATE: ['partnerActivate', 'PartnerAgreementInput'],
  SUSPEND: ['partnerSuspend', 'PartnerTransitionInput'],
  RESUME: ['partnerResume', 'PartnerTransitionInput'],
  TERMINATE: ['partnerTerminate', 'PartnerTransitionInput'],
  REINSTATE: ['partnerReinstate', 'PartnerReinstateInput'],
};
const ACTIONS = Object.keys(MUTATIONS) as PartnerAction[];

/** The table as the design says it, written out by hand so that a slip in the states fails here. */
const LEADS_TO: Record<string, Partial<Record<PartnerAction, string>>> = {
  APPLIED: { APPROVE: 'APPROVED', DECLINE: 'DECLINED' },
  APPROVED: { START_ONBOARDING: 'ONBOARDING', TERMINATE: 'TERMINATED' },
  ONBOARDING: { ACTIVATE: 'ACTIVE', TERMINATE: 'TERMINATED' },
  ACTIVE: { SUSPEND: 'SUSPENDED', TERMINATE: 'TERMINATED' },
  SUSPENDED: { RESUME: 'ACTIVE', TERMINATE: 'TERMINATED' },
  TERMINATED: { REINSTATE: 'ONBOARDING' },
  DECLINED: {},
};

const FIELDS =
  'id status statusSince agreementReference version availableActions { action available blockedBecause }';
const REFUSALS = `... on Error { code message } ... on InvalidInputError { fields { field code } }
  ... on InvalidStateError { state allowedActions } ... on StaleVersionError { currentVersion }`;

let portal: Portal;
let operations: { subject: string; personId: string };

beforeAll(async () => {
  portal = await startPortal({ poolMax: 8 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
});

const act = async (
  subject: string | null,
  action: PartnerAction,
  id: string,
  version = 1,
  more: object = {},
) => {
  const [name, type] = MUTATIONS[action];
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on Partner { ${FIELDS} } ${REFUSALS} } }`;
  const input = { id: `Partner_${id}`, version, reason: `Because of ${action}.`, ...more };
  return (await portal.send(subject, query, { input })).data?.[name];
};

/** What a transition could touch, to see that a refusal touched nothing. */
const everythingOf = (id: string) =>
  portal.arrange(async (tx) => ({
    partner: await tx.partner.findUniqueOrThrow({ where: { id } }),
    changes: await tx.partnerStatusChange.findMany({ where: { partnerId: id }, orderBy: { id: 'asc' } }),
    events: await tx.event.findMany({ where: { partnerId: id }, orderBy: { id: 'asc' } }),
  }));

const agreementFor = (action: PartnerAction) =>
  action === 'REINSTATE' ? { agreementReference: 'AGR-2' } : {};

describe('the lifecycle', () => {
  const table = Object.keys(LEADS_TO).flatMap((state) => ACTIONS.map((action) => [state, action] as const));

  it.each(table)('from %s, %s leads where the table says, or changes nothing', async (state, action) => {
    const { id } = await aPartner(portal, { status: state, agreementReference: 'AGR-1' });
    const before = await everythingOf(id);
    const answer = await act(operations.subject, action, id, 1, agreementFor(action));
    const to = LEADS_TO[state]?.[action];
    const after = await everythingOf(id);
    if (to) {
      expect(answer).toMatchObject({ __typename: 'Partner', status: to, version: 2 });
      expect(answer.availableActions.map(({ action: next }: { action: string }) => next).sort()).toEqual(
        Object.keys(LEADS_TO[to] ?? {}).sort(),
      );
      expect(after.changes).toHaveLength(1);
      expect(after.changes[0]).toMatchObject({
        action,
        fromStatus: state,
        toStatus: to,
        actorId: operations.personId,
      });
      expect(after.events).toHaveLength(1);
      expect(after.events[0]?.data).toMatchObject({ from: state, to, version: 2 });
    } else {
      expect(answer).toMatchObject({ code: 'INVALID_STATE', state });
      expect([...answer.allowedActions].sort()).toEqual(Object.keys(LEADS_TO[state] ?? {}).sort());
      expect(after).toEqual(before);
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('records reason, actor and effective day of each step, for staff and partner to read', async () => {
    const { id } = await aPartner(portal, { status: 'APPLIED' });
    const admin = await aMember(portal, id);
    await act(operations.subject, 'APPROVE', id, 1, { effectiveOn: '2024-03-01' });
    await act(operations.subject, 'START_ONBOARDING', id, 2, {
      effectiveOn: '2024-03-01',
      agreementReference: ' AGR-7 ',
    });
    const active = await act(operations.subject, 'ACTIVATE', id, 3, { effectiveOn: '2024-04-15' });
    expect(active).toMatchObject({
      status: 'ACTIVE',
      statusSince: '2024-04-15',
      agreementReference: 'AGR-7',
    });
    const HISTORY = `query ($id: ID!) { partner(id: $id) { availableActions { action }
      statusHistory { kind from to reason agreementReference effectiveOn actorKind actor { name personId } } } }`;
    const seen = (await portal.send(operations.subject, HISTORY, { id: `Partner_${id}` })).data.partner;
    expect(
      seen.statusHistory.map((step: Record<string, string>) => [
        step.kind,
        step.from,
        step.to,
        step.effectiveOn,
      ]),
    ).toEqual([
      ['ACTIVATE', 'ONBOARDING', 'ACTIVE', '2024-04-15'],
      ['START_ONBOARDING', 'APPROVED', 'ONBOARDING', '2024-03-01'],
      ['APPROVE', 'APPLIED', 'APPROVED', '2024-03-01'],
    ]);
    expect(seen.statusHistory[0]).toMatchObject({
      reason: 'Because of ACTIVATE.',
      actorKind: 'STAFF',
      actor: { personId: `Person_${operations.personId}` },
    });
    expect(seen.statusHistory[1].agreementReference).toBe('AGR-7');
    const own = (await portal.send(admin.subject, HISTORY, { id: `Partner_${id}` })).data.partner;
    expect(own.availableActions).toEqual([]);
    expect(own.statusHistory).toHaveLength(3);
    expect(own.statusHistory[0]).toMatchObject({ reason: 'Because of ACTIVATE.', actor: null });
    expect(portal.unexpected).toEqual([]);
  });

  it.each([
    ['in the future', '2999-01-01', 'IN_THE_FUTURE'],
    ['before the last change', '2019-12-31', 'BEFORE_LAST_CHANGE'],
  ])('refuses an effective day %s', async (_case, effectiveOn, code) => {
    const { id } = await aPartner(portal);
    const before = await everythingOf(id);
    const answer = await act(operations.subject, 'SUSPEND', id, 1, { effectiveOn });
    expect(answer).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field: 'effectiveOn', code }] });
    expect(await everythingOf(id)).toEqual(before);
  });

  it("takes today from the vendor's time zone", async () => {
    await portal.arrange((tx) =>
      tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'Pacific/Auckland' } }),
    );
    portal.setNow(new Date('2026-03-01T20:00:00Z'));
    const { id } = await aPartner(portal);
    expect(await act(operations.subject, 'SUSPEND', id)).toMatchObject({ statusSince: '2026-03-02' });
    portal.setNow(null);
    await portal.arrange((tx) => tx.vendorSettings.update({ where: { id: 1 }, data: { timeZone: 'UTC' } }));
  });

  it('takes a terminated partner back only under an agreement that it never worked under', async () => {
    const { id } = await aPartner(portal, { status: 'APPROVED' });
    await act(operations.subject, 'START_ONBOARDING', id, 1, { agreementReference: 'FIRST' });
    await act(operations.subject, 'ACTIVATE', id, 2, { agreementReference: 'SECOND' });
    await act(operations.subject, 'TERMINATE', id, 3);
    const before = await everythingOf(id);
    for (const agreementReference of ['SECOND', 'first', '  ']) {
      const refused = await act(operations.subject, 'REINSTATE', id, 4, { agreementReference });
      expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field: 'agreementReference' }] });
    }
    expect(await everythingOf(id)).toEqual(before);
    const back = await act(operations.subject, 'REINSTATE', id, 4, { agreementReference: 'THIRD' });
    expect(back).toMatchObject({ status: 'ONBOARDING', agreementReference: 'THIRD' });
  });

  it('keeps a sub-account still while its master is terminated, and says so', async () => {
    const master = await aPartner(portal, { status: 'TERMINATED' });
    const { id } = await aPartner(portal, { status: 'SUSPENDED', masterId: master.id });
    const read = await portal.send(
      operations.subject,
      `{ partner(id: "Partner_${id}") { availableActions { action available blockedBecause } } }`,
    );
    expect(read.data.partner.availableActions).toEqual([
      { action: 'RESUME', available: false, blockedBecause: expect.stringContaining('TERMINATED') },
      { action: 'TERMINATE', available: true, blockedBecause: null },
    ]);
    const before = await everythingOf(id);
    expect(await act(operations.subject, 'RESUME', id)).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('master account is TERMINATED'),
    });
    expect(await everythingOf(id)).toEqual(before);
    expect(await act(operations.subject, 'TERMINATE', id)).toMatchObject({ status: 'TERMINATED' });
  });

  it('refuses a stale version and a missing reason', async () => {
    const { id } = await aPartner(portal);
    const before = await everythingOf(id);
    expect(await act(operations.subject, 'SUSPEND', id, 9)).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 1,
    });
    expect(await act(operations.subject, 'SUSPEND', id, 1, { reason: ' \u200b ' })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'reason', code: 'REQUIRED' }],
    });
    expect(await everythingOf(id)).toEqual(before);
  });
});

describe('a race', () => {
  it('has exactly one winner, whichever two transitions run', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 12 }, async (_, round) => {
        const { id } = await aPartner(portal);
        const actions: PartnerAction[] = round % 2 ? ['SUSPEND', 'TERMINATE'] : ['SUSPEND', 'SUSPEND'];
        const answers = await Promise.all(actions.map((action) => act(operations.subject, action, id)));
        return { answers, after: await everythingOf(id) };
      }),
    );
    for (const { answers, after } of rounds) {
      expect(answers.filter(({ __typename }) => __typename === 'Partner')).toHaveLength(1);
      const [loser] = answers.filter(({ code }) => code);
      expect(['STALE_VERSION', 'INVALID_STATE']).toContain(loser.code);
      expect(after.changes).toHaveLength(1);
      expect(after.events).toHaveLength(1);
      expect(after.partner).toMatchObject({ version: 2, status: after.changes[0]?.toStatus });
    }
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
  ] as const)('%s is refused every transition, and nothing changes', async (role) => {
    const { id } = await aPartner(portal);
    const subjectOf = async () => {
      if (role === 'ANONYMOUS') return null;
      if (role === 'PARTNER_ADMIN' || role === 'PARTNER_MEMBER')
        return (await aMember(portal, id, role)).subject;
      const staff = await aStaffMember(portal, role);
      if (role === 'CHANNEL_MANAGER') await anAssignment(portal, id, staff.personId);
      return staff.subject;
    };
    const subject = await subjectOf();
    const before = await everythingOf(id);
    for (const action of ACTIONS) {
      const answer = await act(subject, action, id, 1, agreementFor(action));
      expect(answer).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' });
    }
    expect(await everythingOf(id)).toEqual(before);
    expect(portal.unexpected).toEqual([]);
  });

  it('ADMIN is not', async () => {
    const { id } = await aPartner(portal);
    const { subject } = await aStaffMember(portal, 'ADMIN');
    expect(await act(subject, 'SUSPEND', id)).toMatchObject({ status: 'SUSPENDED' });
  });
});
