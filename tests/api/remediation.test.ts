import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { FEW_REFERRALS, reviewAt, submittedIn } from '../support/remediation.ts';

type Staff = Readonly<{ subject: string; personId: string }>;

let portal: Portal;
let operations: Staff;
let manager: Staff;
let executive: Staff;
let stranger: Staff;
let admin: Member;
let member: Member;
let other: Member;

const NOW = '2026-04-05T10:00:00Z';
const PLAN =
  'id version status cause dueOn closingCode closingNote progress { percent unclampedPercent } actions { id version title doneAt } availableActions { action available }';

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  stranger = await aStaffMember(portal, 'CHANNEL_MANAGER');
  executive = await aStaffMember(portal, 'EXECUTIVE');
  const [first, second] = await Promise.all(
    [1, 2].map(() => aPartner(portal, { createdAt: new Date('2020-01-01') })),
  );
  admin = await aMember(portal, first!.id);
  member = await aMember(portal, first!.id, 'PARTNER_MEMBER');
  other = await aMember(portal, second!.id);
  await anAssignment(portal, first!.id, manager.personId);
  for (const month of [2, 3]) await submittedIn(portal, first!.id, month, 1);
  for (const month of [2, 3]) await submittedIn(portal, second!.id, month, 5);
  await send(operations, 'remediationRuleCreate', FEW_REFERRALS, 'id');
  await reviewAt(portal, '2026-04-01T10:00:00Z');
  portal.setNow(new Date(NOW));
});

const send = (by: Readonly<{ subject: string }>, name: string, input: object, fields = PLAN) =>
  change(portal, by.subject, [name, input], fields);

async function plansOf({ subject }: Readonly<{ subject: string }>, filter: object = {}, fields = PLAN) {
  const query = `query ($filter: RemediationPlanFilter) { remediationPlans(filter: $filter) { nodes { ${fields} } } }`;
  return await portal.send(subject, query, { filter });
}

const nodesOf = async (by: Readonly<{ subject: string }>, filter: object = {}) =>
  (await plansOf(by, filter)).data.remediationPlans.nodes;

const activation = (plan: { id: string; version: number }, more: object = {}) => ({
  ...{ id: plan.id, version: plan.version, cause: 'ENABLEMENT', ownerId: `Person_${manager.personId}` },
  actions: [
    { title: 'Train two', membershipId: `Membership_${admin.membershipId}`, dueOn: '2026-05-01' },
    { title: 'Visit them', ownerId: `Person_${manager.personId}`, dueOn: '2026-04-20' },
  ],
  ...more,
});

describe('a plan', () => {
  it('is the vendor’s until it is taken up, then its partner’s admins see it, and nobody else’s', async () => {
    const seen = async () => {
      const people = [operations, manager, executive, stranger, admin, other];
      return (await Promise.all(people.map((by) => nodesOf(by)))).map((nodes) => nodes.length);
    };
    expect(await seen()).toEqual([1, 1, 1, 0, 0, 0]);
    expect((await plansOf(member)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const [plan] = await nodesOf(manager);
    expect(plan.availableActions.map(({ action }: { action: string }) => action)).toEqual([
      'ACTIVATE',
      'CANCEL',
    ]);
    expect(await send(stranger, 'remediationPlanActivate', activation(plan))).toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const by of [executive, admin, other])
      expect(await send(by, 'remediationPlanActivate', activation(plan))).toMatchObject({
        code: 'FORBIDDEN',
      });
    const wrong = activation(plan, {
      ...{ dueOn: '2026-04-04', ownerId: `Person_${admin.personId}` },
      actions: [{ title: ' ', membershipId: `Membership_${other.membershipId}`, dueOn: '2026-06-01' }],
    });
    expect((await send(manager, 'remediationPlanActivate', wrong)).fields).toEqual([
      { field: 'dueOn', code: 'OUT_OF_RANGE' },
      { field: 'actions.0.title', code: 'REQUIRED' },
      { field: 'actions.0.dueOn', code: 'OUT_OF_RANGE' },
      { field: 'ownerId', code: 'NOT_STAFF' },
      { field: 'actions.0.membershipId', code: 'NOT_A_MEMBER' },
    ]);
    const active = await send(manager, 'remediationPlanActivate', activation(plan));
    expect(active).toMatchObject({ status: 'ACTIVE', dueOn: '2026-07-04', progress: { percent: '0' } });
    expect(await send(manager, 'remediationPlanActivate', activation(plan))).toMatchObject({
      currentVersion: 2,
    });
    expect(await seen()).toEqual([1, 1, 1, 0, 1, 0]);
  });

  it('tells a partner its terms, and not the rule', async () => {
    const terms =
      'explanation { terms { ruleCode threshold clearsAt } periods { period value state } } observations { period value }';
    expect((await plansOf(admin, {}, terms)).data.remediationPlans.nodes).toEqual([
      {
        explanation: {
          terms: { ruleCode: 'FEW_REFERRALS', threshold: '2', clearsAt: '3' },
          periods: [
            { period: 'FY2026-P02', value: '1', state: 'BREACH' },
            { period: 'FY2026-P03', value: '1', state: 'BREACH' },
          ],
        },
        observations: [
          { period: 'FY2026-P02', value: '1' },
          { period: 'FY2026-P03', value: '1' },
        ],
      },
    ]);
    expect((await plansOf(admin, {}, 'rule { code }')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const rules = await portal.send(admin.subject, '{ remediationRules { nodes { code } } }');
    expect(rules.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is acted on by its partner’s admins as far as it is theirs, and by staff, once', async () => {
    const [plan] = await nodesOf(admin);
    const [theirs, ours] = plan.actions;
    const complete = (by: Readonly<{ subject: string }>, { id, version }: { id: string; version: number }) =>
      send(by, 'remediationActionComplete', { id, version }, 'id version doneAt');
    expect(await complete(other, theirs)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await complete(member, theirs)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await complete(admin, ours)).toMatchObject({ code: 'FORBIDDEN' });
    const both = await Promise.all([complete(admin, theirs), complete(admin, theirs)]);
    expect(both.map(({ doneAt, code }) => doneAt ?? code).sort()).toEqual([
      '2026-04-05T10:00:00.000Z',
      'STALE_VERSION',
    ]);
    expect(await complete(manager, { ...theirs, version: 2 })).toMatchObject({
      code: 'INVALID_STATE',
      state: 'DONE',
    });
    expect((await nodesOf(manager, { isOverdue: true })).length).toBe(0);
    portal.setNow(new Date('2026-04-21T10:00:00Z'));
    expect((await nodesOf(manager, { isOverdue: true })).length).toBe(1);
    expect(await complete(manager, ours)).toMatchObject({ version: 2 });
    expect((await nodesOf(manager, { isOverdue: true })).length).toBe(0);
    expect((await nodesOf(admin))[0].availableActions).toEqual([
      { action: 'COMPLETE_ACTION', available: false },
    ]);
    portal.setNow(new Date(NOW));
  });

  it('changes nothing of an action for a partner that its completion does not, whatever the code does', async () => {
    const { setting, partnerId } = { setting: 'portal_partner', partnerId: admin.partnerId };
    const tampered = portal.arrange(async (tx) => {
      await tx.$queryRaw`SELECT set_config('role', ${setting}, true), set_config('app.partners', ${`{${partnerId}}`}, true)`;
      await tx.$executeRaw`UPDATE remediation_action SET title = 'Nothing' WHERE partner_id = ${partnerId}::uuid`;
    });
    await expect(tampered).rejects.toThrow('A partner completes actions');
  });

  it('is ended by hand with a reason, and then nothing more is done with it', async () => {
    const [plan] = await nodesOf(manager);
    const input = {
      id: plan.id,
      version: plan.version,
      outcome: 'SUCCEEDED',
      reason: 'The figures come late.',
    };
    expect(await send(admin, 'remediationPlanClose', input)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send(manager, 'remediationPlanClose', { ...input, reason: ' ' })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const closed = await send(manager, 'remediationPlanClose', input);
    expect(closed).toMatchObject({
      status: 'SUCCEEDED',
      closingCode: 'BY_HAND',
      closingNote: 'The figures come late.',
    });
    const cancel = { id: plan.id, version: closed.version, reason: 'Too late.' };
    expect(await send(operations, 'remediationPlanCancel', cancel)).toMatchObject({
      state: 'SUCCEEDED',
      allowedActions: [],
    });
    const add = {
      planId: plan.id,
      title: 'More',
      ownerId: `Person_${manager.personId}`,
      dueOn: '2026-05-01',
    };
    expect(await send(manager, 'remediationActionAdd', add, 'id')).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a rule', () => {
  const create = (more: object) =>
    send(operations, 'remediationRuleCreate', { ...FEW_REFERRALS, code: 'OTHER', ...more }, 'id');
  it.each([
    ['unknown KPI', { kpi: 'NOPE' }, [['kpi', 'UNKNOWN_KPI']]],
    ['a KPI that partners do not see', { kpi: 'SLA_MET_RATE' }, [['kpi', 'NOT_SHOWN_TO_PARTNERS']]],
    ['clears on the bad side', { clearsAt: '1' }, [['clearsAt', 'WRONG_SIDE']]],
    ['an amount without a currency', { kpi: 'REVENUE_WON' }, [['currency', 'REQUIRED']]],
    ['a count in a currency', { currency: 'EUR' }, [['currency', 'NOT_ASKED']]],
    [
      'no periods',
      { breachPeriods: 0, dueDays: 731 },
      [
        ['breachPeriods', 'OUT_OF_RANGE'],
        ['dueDays', 'OUT_OF_RANGE'],
      ],
    ],
    [
      'a requirement without its program',
      { kind: 'REQUIREMENT', kpi: null, requirementCode: 'DEALS' },
      [
        ['programId', 'REQUIRED'],
        ['grain', 'WRONG_GRAIN'],
      ],
    ],
  ])('is refused: %s', async (_case, more, fields) => {
    const refused = await create(more);
    expect(refused.fields?.map(({ field, code }: { field: string; code: string }) => [field, code])).toEqual(
      fields,
    );
  });

  it('is made once, changed by version, and deactivated for good', async () => {
    expect(await create({ code: 'FEW_REFERRALS' })).toMatchObject({ code: 'CONFLICT' });
    const { id } = await create({});
    expect(
      await send(manager, 'remediationRuleUpdate', { id, version: 1, threshold: '1' }, 'id'),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await send(operations, 'remediationRuleUpdate', { id, version: 1, clearsAt: '1.5' }, 'id'),
    ).toMatchObject({ code: 'INVALID_INPUT' });
    const changed = await send(
      operations,
      'remediationRuleUpdate',
      { id, version: 1, threshold: '1' },
      'version threshold clearsAt',
    );
    expect(changed).toEqual({ __typename: 'RemediationRule', version: 2, threshold: '1', clearsAt: '3' });
    expect(await send(operations, 'remediationRuleDeactivate', { id, version: 1 }, 'id')).toMatchObject({
      currentVersion: 2,
    });
    expect(await send(operations, 'remediationRuleDeactivate', { id, version: 2 }, 'isActive')).toMatchObject(
      { isActive: false },
    );
    expect(
      await send(operations, 'remediationRuleUpdate', { id, version: 3, name: 'Other' }, 'id'),
    ).toMatchObject({ state: 'INACTIVE' });
  });
});
