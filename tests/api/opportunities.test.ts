import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Member;
let member: Member;
let stranger: Member;
let manager: { subject: string; personId: string };
let executive: { subject: string };
let productId: string;
let customerId: string;
let dealIds: { won: string; open: string; direct: string };

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const instant = (text: string) => new Date(text);

type Deal = Readonly<{
  name: string;
  stage: string;
  amountMinor: bigint | null;
  closeOn: Date | null;
  createdAt: Date;
}>;

/** A deal as the CRM's import writes it; with a member, an accepted referral of that member brought it. */
const aDeal = (deal: Deal, referredBy: Member | null) =>
  portal.arrange(async (tx) => {
    const currency = deal.amountMinor === null ? null : 'EUR';
    const opportunity = await tx.opportunity.create({
      data: { ...deal, currency, system: 'CRM', externalId: randomUUID(), customerId, productId },
    });
    const { id } = opportunity;
    await tx.opportunitySales.create({ data: { opportunityId: id, ownerName: 'Pat Seller' } });
    if (referredBy)
      await tx.referral.create({
        data: {
          partnerId: referredBy.partnerId,
          registeredById: referredBy.membershipId,
          status: 'ACCEPTED',
          statusSince: deal.createdAt,
          submittedAt: deal.createdAt,
          decidedAt: deal.createdAt,
          customerName: 'Hooli',
          opportunityId: id,
        },
      });
    return id;
  });

beforeAll(async () => {
  portal = await startPortal();
  const [acme, globex] = [
    await aPartner(portal, { name: 'Acme' }),
    await aPartner(portal, { name: 'Globex' }),
  ];
  admin = await aMember(portal, acme.id, 'PARTNER_ADMIN');
  member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
  stranger = await aMember(portal, globex.id, 'PARTNER_ADMIN');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  executive = await aStaffMember(portal, 'EXECUTIVE');
  await anAssignment(portal, acme.id, manager.personId);
  productId = (await aProduct(portal)).id;
  customerId = randomUUID();
  await portal.arrange((tx) =>
    tx.customer.create({
      data: { id: customerId, canonicalId: customerId, name: 'Hooli', nameKey: 'hooli' },
    }),
  );
  const won = {
    name: 'Fibre 100%',
    stage: 'WON',
    amountMinor: 12_345_67n,
    closeOn: day('2026-03-31'),
    createdAt: instant('2026-01-10T08:00:00Z'),
  };
  const open = {
    name: 'Voice',
    stage: 'PROPOSAL',
    amountMinor: null,
    closeOn: null,
    createdAt: instant('2026-02-10T08:00:00Z'),
  };
  dealIds = {
    won: await aDeal(won, member),
    open: await aDeal(open, admin),
    direct: await aDeal({ ...open, name: 'Direct', createdAt: instant('2026-02-11T08:00:00Z') }, null),
  };
});

const LIST = `query ($filter: OpportunityFilter, $first: Int, $after: String, $orderBy: OpportunityOrder) {
  opportunities(filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    totalCount nodes { name } pageInfo { endCursor hasNextPage } } }`;
const namesFor = async (subject: string, variables: object = {}) =>
  (await portal.send(subject, LIST, variables)).data.opportunities.nodes.map(
    ({ name }: { name: string }) => name,
  );

describe('opportunities', () => {
  it('are seen by staff, by the partner credited with them, and by the member who referred them', async () => {
    expect(await namesFor(executive.subject)).toEqual(['Direct', 'Voice', 'Fibre 100%']);
    expect(await namesFor(manager.subject)).toEqual(['Voice', 'Fibre 100%']);
    expect(await namesFor(admin.subject)).toEqual(['Voice', 'Fibre 100%']);
    expect(await namesFor(member.subject)).toEqual(['Fibre 100%']);
    expect(await namesFor(stranger.subject)).toEqual([]);
    const anonymous = await portal.send(null, LIST);
    expect(anonymous.data).toEqual({ opportunities: null });
    expect(anonymous.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const hidden = `{ opportunity(id: "Opportunity_${dealIds.won}") { name } node(id: "Opportunity_${dealIds.won}") { id }
      absent: opportunity(id: "Opportunity_${randomUUID()}") { name } }`;
    expect((await portal.send(stranger.subject, hidden)).data).toEqual({
      opportunity: null,
      node: null,
      absent: null,
    });
    expect((await portal.send(member.subject, hidden)).data).toMatchObject({
      opportunity: { name: 'Fibre 100%' },
      node: { id: `Opportunity_${dealIds.won}` },
    });
  });

  it('are filtered, ordered and paged', async () => {
    const by = async (filter: object) => namesFor(executive.subject, { filter });
    expect(await by({ stage: ['WON', 'LOST'] })).toEqual(['Fibre 100%']);
    expect(await by({ partnerIds: [`Partner_${admin.partnerId}`] })).toEqual(['Voice', 'Fibre 100%']);
    expect(await by({ productIds: [`Product_${randomUUID()}`] })).toEqual([]);
    expect(await by({ text: '0%' })).toEqual(['Fibre 100%']);
    expect(await by({ closeFrom: '2026-03-31', closeBefore: '2026-04-01' })).toEqual(['Fibre 100%']);
    expect(await by({ closeFrom: '2026-03-30', closeBefore: '2026-03-31' })).toEqual([]);
    const orderBy = { by: 'CREATED_AT', direction: 'ASC' };
    const first = (await portal.send(executive.subject, LIST, { first: 2, orderBy })).data.opportunities;
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(await namesFor(executive.subject, { orderBy, after: first.pageInfo.endCursor })).toEqual([
      'Direct',
    ]);
  });

  it('are copied to their own referrals where they changed, and read no referral otherwise', async () => {
    const told = await portal.arrange(async (tx) => {
      const change = (data: object) => tx.opportunity.update({ where: { id: dealIds.open }, data });
      const scansOf = async () => {
        const rows = await tx.$queryRaw<{ scans: number }[]>`
          SELECT (seq_scan + idx_scan)::int AS scans FROM pg_stat_xact_user_tables WHERE relname = 'referral'`;
        return rows[0]!.scans;
      };
      const before = await scansOf();
      await change({ partnerId: stranger.partnerId });
      const scans = (await scansOf()) - before;
      await change({ partnerId: admin.partnerId, stage: 'WON' });
      const copied = await tx.referral.findFirst({ where: { opportunityId: dealIds.open } });
      await change({ stage: 'PROPOSAL' });
      return [scans, copied?.salesStage];
    });
    expect(told).toEqual([0, 'WON']);
  });

  it('are counted by stage, for each their own', async () => {
    const counts = async (subject: string) =>
      Object.fromEntries(
        (await portal.send(subject, '{ opportunityCounts { stage count } }')).data.opportunityCounts.map(
          ({ stage, count }: { stage: string; count: number }) => [stage, count],
        ),
      );
    const none = { PROSPECTING: 0, QUALIFIED: 0, PROPOSAL: 0, COMMITTED: 0, WON: 0, LOST: 0 };
    expect(await counts(executive.subject)).toEqual({ ...none, PROPOSAL: 2, WON: 1 });
    expect(await counts(member.subject)).toEqual({ ...none, WON: 1 });
    expect(await counts(stranger.subject)).toEqual(none);
  });

  it('keep their customer, owner and history from partners, and answer the rest', async () => {
    const DETAIL = `{ opportunities(filter: { stage: [WON] }) { nodes { name amount { amount currency } closeOn
      product { name } partner { name } customer { name } owner { name } changes { stage }
      asOf(effectiveAt: "2026-06-01T00:00:00Z") { stage } } } }`;
    const vendor = (await portal.send(executive.subject, DETAIL)).data.opportunities.nodes;
    const rest = {
      name: 'Fibre 100%',
      amount: { amount: '12345.67', currency: 'EUR' },
      closeOn: '2026-03-31',
      product: { name: expect.stringContaining('Product') },
      partner: { name: 'Acme' },
    };
    const known = { customer: { name: 'Hooli' }, owner: { name: 'Pat Seller' }, changes: [], asOf: null };
    expect(vendor).toEqual([{ ...rest, ...known }]);
    for (const { subject } of [admin, member]) {
      const answer = await portal.send(subject, DETAIL);
      const hidden = { customer: null, owner: null, changes: null, asOf: null };
      expect(answer.data.opportunities.nodes).toEqual([{ ...rest, ...hidden }]);
      expect(answer.errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual(
        ['customer', 'owner', 'changes', 'asOf'].map((field) => [field, 'FORBIDDEN']),
      );
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('are found from their referral and from their customer', async () => {
    const fromReferral = await portal.send(
      member.subject,
      '{ referrals { nodes { salesStage opportunity { name stage } } } }',
    );
    expect(fromReferral.data.referrals.nodes).toEqual([
      { salesStage: 'WON', opportunity: { name: 'Fibre 100%', stage: 'WON' } },
    ]);
    const fromCustomer = await portal.send(
      executive.subject,
      `{ customer(id: "Customer_${customerId}") { opportunities { name } latest: opportunities(first: 1) { name } } }`,
    );
    expect(fromCustomer.data.customer).toEqual({
      opportunities: [{ name: 'Direct' }, { name: 'Voice' }, { name: 'Fibre 100%' }],
      latest: [{ name: 'Direct' }],
    });
    const tooMany = await portal.send(
      executive.subject,
      `{ customer(id: "Customer_${customerId}") { opportunities(first: 101) { name } } }`,
    );
    expect(tooMany.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(portal.unexpected).toEqual([]);
  });

  it('are answered by the same number of statements, however many', async () => {
    const DETAIL = `query ($first: Int!) { opportunities(first: $first) { nodes { name customer { name canonical { name } } owner { name }
      changes { stage } product { name } partner { name } } } }`;
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const counts: number[] = [];
    for (const first of [1, 3]) {
      query.mockClear();
      const answer = await portal.send(executive.subject, DETAIL, { first });
      expect(answer.data.opportunities.nodes).toHaveLength(first);
      counts.push(query.mock.calls.length);
    }
    query.mockRestore();
    expect(counts[0]).toBeGreaterThan(2);
    expect(counts[1]).toBe(counts[0]);
  });
});

describe('what was known of a deal', () => {
  it('follows from its facts, at any instant by what was known at any other', async () => {
    const id = dealIds.open;
    const fact = (
      effectiveAt: string,
      bookedAt: string,
      stage: string,
      changed: string[],
      amountMinor?: bigint,
    ) => ({
      opportunityId: id,
      effectiveAt: instant(effectiveAt),
      bookedAt: instant(bookedAt),
      stage,
      changed,
      amountMinor: amountMinor ?? null,
      currency: amountMinor ? 'EUR' : null,
    });
    await portal.arrange((tx) =>
      tx.opportunityChange.createMany({
        data: [
          fact('2026-02-10T08:00:00Z', '2026-02-10T09:00:00Z', 'PROSPECTING', ['CREATED']),
          fact('2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z', 'PROPOSAL', ['STAGE', 'AMOUNT'], 500_00n),
          // Learnt late: between the two, it had been qualified.
          fact('2026-02-20T08:00:00Z', '2026-03-05T09:00:00Z', 'QUALIFIED', ['STAGE']),
          // Said again of the same instant: the later word holds.
          fact('2026-03-01T08:00:00Z', '2026-03-06T09:00:00Z', 'PROPOSAL', ['AMOUNT'], 700_00n),
        ],
      }),
    );
    const asOf = async (effectiveAt: string, bookedAt?: string) => {
      const answer = await portal.send(
        executive.subject,
        `query ($effectiveAt: DateTime!, $bookedAt: DateTime) { opportunity(id: "Opportunity_${id}") {
          asOf(effectiveAt: $effectiveAt, bookedAt: $bookedAt) { stage amount { amount } } } }`,
        { effectiveAt, bookedAt },
      );
      const found = answer.data.opportunity.asOf;
      return found && [found.stage, found.amount?.amount ?? null];
    };
    expect(await asOf('2026-02-10T07:59:59Z')).toBeNull();
    expect(await asOf('2026-02-10T08:00:00Z')).toEqual(['PROSPECTING', null]);
    expect(await asOf('2026-02-25T00:00:00Z', '2026-03-02T00:00:00Z')).toEqual(['PROSPECTING', null]);
    expect(await asOf('2026-02-25T00:00:00Z')).toEqual(['QUALIFIED', null]);
    expect(await asOf('2026-03-01T08:00:00Z', '2026-03-05T23:00:00Z')).toEqual(['PROPOSAL', '500.00']);
    expect(await asOf('2026-12-01T00:00:00Z')).toEqual(['PROPOSAL', '700.00']);
    const history = await portal.send(
      executive.subject,
      `{ opportunity(id: "Opportunity_${id}") { changes { changed stage bookedAt } } }`,
    );
    expect(history.data.opportunity.changes).toEqual([
      { changed: ['AMOUNT'], stage: 'PROPOSAL', bookedAt: '2026-03-06T09:00:00.000Z' },
      { changed: ['STAGE', 'AMOUNT'], stage: 'PROPOSAL', bookedAt: '2026-03-01T09:00:00.000Z' },
      { changed: ['STAGE'], stage: 'QUALIFIED', bookedAt: '2026-03-05T09:00:00.000Z' },
      { changed: ['CREATED'], stage: 'PROSPECTING', bookedAt: '2026-02-10T09:00:00.000Z' },
    ]);
    await expect(
      portal.arrange((tx) =>
        tx.opportunityChange.updateMany({ where: { opportunityId: id }, data: { stage: 'WON' } }),
      ),
    ).rejects.toThrow('permission denied');
  });
});
