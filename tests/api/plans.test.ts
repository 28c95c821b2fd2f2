import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aProduct, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import {
  aPlanCode,
  aPublishedPlan,
  createPlan,
  publishPlan,
  RULE,
  revisePlan,
  VERSION,
} from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';
import { aPublishedProgram } from '../support/programs.ts';

const portal = await startPortal();
let staff: string;

beforeAll(async () => {
  staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  await aProduct(portal, 'FIBRE');
});

const rule = (more: object) => ({ ...RULE, ...more });
const daysOf = ({ versions }: { versions: { number: number; validFrom: string; validTo: string }[] }) =>
  versions.map(({ number, validFrom, validTo }) => [number, validFrom, validTo]);

describe('a plan', () => {
  it('has versions that follow one another without a gap, of which the published never change', async () => {
    const created = await createPlan(portal, staff, {
      holdDays: 30,
      clawback: [
        { untilMonth: 6, percent: '100' },
        { untilMonth: 12, percent: '50' },
      ],
    });
    expect(created.versions).toMatchObject([
      {
        ...{ number: 1, status: 'DRAFT', validFrom: null, payable: 'PRO_RATA', holdDays: 30 },
        clawback: [
          { untilMonth: 6, percent: '100' },
          { untilMonth: 12, percent: '50' },
        ],
        rules: [{ code: 'BASE', arguments: { rate: '0.1' } }],
      },
    ]);
    const published = await publishPlan(portal, staff, created, { validFrom: '2026-01-01' });
    expect(daysOf(published)).toEqual([[1, '2026-01-01', null]]);
    const revised = await revisePlan(portal, staff, published, {
      rules: [rule({ arguments: { rate: '0.12' } })],
    });
    const again = await revisePlan(portal, staff, revised, {
      rules: [rule({ arguments: { rate: '0.15' } })],
    });
    expect(again.versions.map(({ rules }: { rules: object[] }) => rules)).toMatchObject([
      [{ arguments: { rate: '0.15' } }],
      [{ arguments: { rate: '0.1' } }],
    ]);
    const second = await publishPlan(portal, staff, again, {
      validFrom: '2026-07-01',
      validTo: '2026-10-01',
    });
    expect(daysOf(second)).toEqual([
      [2, '2026-07-01', '2026-10-01'],
      [1, '2026-01-01', '2026-07-01'],
    ]);
    const third = await revisePlan(portal, staff, second);
    const gap = await publishPlan(portal, staff, third, { validFrom: '2026-10-02' });
    expect(gap).toMatchObject({ code: 'PLAN_GAP', availableFrom: '2026-10-01' });
    const overlap = await publishPlan(portal, staff, third, { validFrom: '2026-09-30' });
    expect(overlap).toMatchObject({ code: 'PLAN_OVERLAP', availableFrom: '2026-10-01' });
    const fits = await publishPlan(portal, staff, third, { validFrom: '2026-10-01' });
    expect(daysOf(fits)[0]).toEqual([3, '2026-10-01', null]);
    const none = await publishPlan(portal, staff, fits, { validFrom: '2027-01-01' });
    expect(none).toMatchObject({ code: 'INVALID_STATE', state: 'PUBLISHED' });
    const stale = await revisePlan(portal, staff, created);
    expect(stale).toMatchObject({ code: 'STALE_VERSION', currentVersion: fits.version });
  });

  it('does not begin before the version that it follows', async () => {
    const plan = await aPublishedPlan(portal, staff, {}, '2026-05-01');
    const draft = await revisePlan(portal, staff, plan);
    const refused = await publishPlan(portal, staff, draft, { validFrom: '2026-05-01' });
    expect(refused).toMatchObject({ code: 'PLAN_OVERLAP', availableFrom: '2026-05-02' });
    expect(daysOf(await publishPlan(portal, staff, draft, { validFrom: '2026-05-02' }))).toEqual([
      [2, '2026-05-02', null],
      [1, '2026-05-01', '2026-05-02'],
    ]);
  });

  it('repeats its answer for a repeated key, and refuses other input with it', async () => {
    const input = { code: aPlanCode(), name: 'Plan', ...VERSION, idempotencyKey: aPlanCode() };
    const create = (more: object) =>
      change(portal, staff, ['commissionPlanCreate', { ...input, ...more }], 'id');
    const first = await create({});
    expect(await create({})).toEqual(first);
    expect(await create({ name: 'Another' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it.each([
    { _case: 'no rule', more: { rules: [] }, fields: ['rules REQUIRED'] },
    {
      _case: 'ten for ten percent',
      more: { rules: [rule({ arguments: { rate: '10' } })] },
      fields: ['rules.0.arguments.rate OUT_OF_BOUNDS'],
    },
    {
      _case: 'a negative rate',
      more: { rules: [rule({ arguments: { rate: '-0.1' } })] },
      fields: ['rules.0.arguments.rate OUT_OF_BOUNDS'],
    },
    {
      _case: 'a code twice',
      more: { rules: [RULE, rule({ group: 'B' })] },
      fields: ['rules.1.code REPEATED'],
    },
    {
      _case: 'arguments of another formula',
      more: { rules: [rule({ arguments: { months: 3 } })] },
      fields: ['rules.0.arguments.rate REQUIRED', 'rules.0.arguments.months NOT_ASKED'],
    },
    {
      _case: 'an amount without a currency',
      more: { rules: [rule({ formula: 'FLAT', arguments: { amount: '5', per: 'LINE' } })] },
      fields: ['rules.0.currency REQUIRED'],
    },
    {
      _case: 'too many digits for the currency',
      more: { rules: [rule({ cap: '1.5', currency: 'JPY' })] },
      fields: ['rules.0.cap TOO_MANY_FRACTION_DIGITS'],
    },
    {
      _case: 'a floor above the cap',
      more: { rules: [rule({ cap: '1', floor: '2', currency: 'EUR' })] },
      fields: ['rules.0.floor ABOVE_CAP'],
    },
    {
      _case: 'bands that do not rise',
      more: {
        rules: [
          rule({
            formula: 'MARGINAL_TIERS',
            currency: 'EUR',
            arguments: {
              period: 'YEAR',
              bands: [
                { from: '5', rate: '0.1' },
                { from: '5', rate: '0.2' },
              ],
            },
          }),
        ],
      },
      fields: ['rules.0.arguments.bands.1.from NOT_RISING'],
    },
    {
      _case: 'months that do not rise',
      more: {
        clawback: [
          { untilMonth: 6, percent: '100' },
          { untilMonth: 6, percent: '50' },
        ],
      },
      fields: ['clawback.1.untilMonth NOT_RISING'],
    },
    {
      _case: 'more than all of it back',
      more: { clawback: [{ untilMonth: 6, percent: '101' }] },
      fields: ['clawback.0.percent OUT_OF_BOUNDS'],
    },
    { _case: 'a hold of years', more: { holdDays: 731 }, fields: ['holdDays OUT_OF_BOUNDS'] },
  ])('is refused with $_case', async ({ more, fields }) => {
    const refused = await createPlan(portal, staff, more);
    expect(refused.code).toBe('INVALID_INPUT');
    const found = refused.fields.map(
      ({ field, code }: { field: string; code: string }) => `${field} ${code}`,
    );
    expect(found).toEqual(fields);
  });

  it.each([
    { reason: 'UNKNOWN_PRODUCT', value: 'NOPE', conditions: { productCodes: ['FIBRE', 'NOPE'] } },
    { reason: 'UNKNOWN_PRODUCT_FAMILY', value: 'NOPE', conditions: { productFamilies: ['NOPE'] } },
    { reason: 'UNKNOWN_REGION', value: 'NOPE', conditions: { regions: ['NOPE'] } },
    { reason: 'UNKNOWN_TIER', value: 'NOPE', conditions: { tierCodes: ['NOPE'] } },
    { reason: 'EMPTY_LIST', value: 'productCodes', conditions: { productCodes: [] } },
    { reason: 'ORDER_TYPE_NEVER_PAYS', value: 'TRANSFER', conditions: { orderTypes: ['TRANSFER'] } },
    { reason: 'SIZE_MIN_ABOVE_MAX', value: null, conditions: { sizeMin: '2', sizeMax: '1' } },
    {
      reason: 'EMPTY_INTERVAL',
      value: '2026-05-01 to 2026-05-01',
      conditions: { orderedFrom: '2026-05-01', orderedUntil: '2026-05-01' },
    },
  ])('is refused with a rule that can never apply: $reason', async ({ reason, value, conditions }) => {
    const refused = await createPlan(portal, staff, { rules: [rule({ conditions, currency: 'EUR' })] });
    expect(refused).toMatchObject({
      code: 'RULE_NEVER_APPLIES',
      rules: [{ ruleCode: 'BASE', reason, value }],
    });
  });

  it('is refused with a rule behind one of its group that takes all', async () => {
    const rules = [RULE, rule({ code: 'SECOND', conditions: { orderTypes: ['NEW'] } })];
    expect(await createPlan(portal, staff, { rules })).toMatchObject({
      code: 'RULE_NEVER_APPLIES',
      rules: [{ ruleCode: 'SECOND', reason: 'BEHIND_ANOTHER', value: 'BASE' }],
    });
  });

  it('is not published for days on which a rule could never apply', async () => {
    const rules = [rule({ conditions: { orderedUntil: '2026-02-01' } })];
    const draft = await createPlan(portal, staff, { rules });
    const refused = await publishPlan(portal, staff, draft, { validFrom: '2026-02-01' });
    expect(refused).toMatchObject({
      code: 'RULE_NEVER_APPLIES',
      rules: [{ ruleCode: 'BASE', reason: 'ENDS_BEFORE_VERSION', value: '2026-02-01' }],
    });
    const published = await publishPlan(portal, staff, draft, { validFrom: '2026-01-31' });
    expect(published.versions[0].status).toBe('PUBLISHED');
  });
});

describe('who earns by a plan', () => {
  it('is said for a program or a tier, one plan at a time', async () => {
    const plan = await aPublishedPlan(portal, staff);
    const program = await aPublishedProgram(portal, { subject: staff });
    const set = (more: object) =>
      change(
        portal,
        staff,
        ['planAssignmentSet', { planId: plan.id, programId: program.id, validFrom: '2026-01-01', ...more }],
        'id version tierCode validFrom validTo',
      );
    const whole = await set({});
    expect(await set({ tierCode: 'GOLD' })).toMatchObject({ tierCode: 'GOLD', validTo: null });
    expect(await set({ validFrom: '2026-06-01' })).toMatchObject({ code: 'CONFLICT', field: 'validFrom' });
    expect(await set({ tierCode: 'NOPE' })).toMatchObject({ code: 'INVALID_INPUT' });
    const end = (version: number) =>
      change(
        portal,
        staff,
        ['planAssignmentEnd', { id: whole.id, version, validTo: '2026-06-01' }],
        'version validTo',
      );
    expect(await end(1)).toMatchObject({ version: 2, validTo: '2026-06-01' });
    expect(await end(1)).toMatchObject({ code: 'STALE_VERSION' });
    expect(await end(2)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await set({ validFrom: '2026-06-01' })).toMatchObject({ validFrom: '2026-06-01' });
  });

  it('can be said for a partner alone, one plan at a time', async () => {
    const plan = await aPublishedPlan(portal, staff);
    const partner = await aPartner(portal);
    const input = {
      planId: plan.id,
      partnerId: `Partner_${partner.id}`,
      reason: 'Agreed.',
      validFrom: '2026-01-01',
    };
    const set = (more: object) =>
      change(portal, staff, ['planOverrideSet', { ...input, ...more }], 'id version reason validTo');
    const override = await set({ validTo: '2026-06-01' });
    expect(await set({ validFrom: '2026-05-31' })).toMatchObject({ code: 'CONFLICT' });
    expect(await set({ validFrom: '2026-06-01' })).toMatchObject({ validTo: null });
    expect(await set({ validTo: '2025-06-01' })).toMatchObject({ code: 'INVALID_INPUT' });
    const input2 = { id: override.id, version: 1, validTo: '2026-03-01' };
    expect(await change(portal, staff, ['planOverrideEnd', input2], 'validTo')).toMatchObject({
      validTo: '2026-03-01',
    });
  });
});

describe('plans are designed by staff', () => {
  it('and no one else, which changes nothing', async () => {
    const partner = await aPartner(portal);
    const member = await aMember(portal, partner.id);
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    for (const { subject } of [member, manager])
      expect(await createPlan(portal, subject, { code: 'DENIED' })).toMatchObject({ code: 'FORBIDDEN' });
    const found = await portal.arrange((tx) => tx.commissionPlan.count({ where: { code: 'DENIED' } }));
    expect(found).toBe(0);
  });

  it('and a partner sees none that it never earned by, hidden like one that is not there', async () => {
    const plan = await aPublishedPlan(portal, staff);
    const member = await aMember(portal, (await aPartner(portal)).id);
    const document = `{ commissionPlan(id: "${plan.id}") { id } node(id: "${plan.id}") { id } commissionPlans { nodes { id } } }`;
    const seen = await portal.send(member.subject, document);
    expect(seen.data).toEqual({ commissionPlan: null, node: null, commissionPlans: { nodes: [] } });
    const bySaff = await portal.send(staff, document);
    expect(bySaff.data.commissionPlan).toEqual({ id: plan.id });
  });
});
