import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { type AnEarning, anEarningOf, bookAt, isBilled, isPaidInUsd } from '../support/earnings.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let admin: Member;
let stranger: Member;
let finance: { subject: string };
let partnerId: string;
let earnings: AnEarning[];
let productCode: string;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  partnerId = (await aPartner(portal, { currency: 'USD' })).id;
  admin = await aMember(portal, partnerId);
  stranger = await aMember(portal, (await aPartner(portal)).id);
  finance = await aStaffMember(portal, 'FINANCE');
  const product = await aProduct(portal);
  productCode = product.code;
  earnings = [];
  for (const month of ['02', '03', '04']) {
    const earning = await anEarningOf(portal, { partnerId, productId: product.id });
    await isBilled(portal, earning, 'COLLECTED', 4_000_00n, `2026-${month}-10`);
    await bookAt(portal, [earning], `2026-${month}-11T10:00:00Z`);
    earnings.push(earning);
  }
  await isPaidInUsd(portal, earnings[0]!, 400_00n, 440_00n, '2026-05-15');
});

const id = () => `Partner_${partnerId}`;

describe('the balance of a ledger', () => {
  const BALANCE = `query ($partnerId: ID!, $asOf: DateTime) {
    ledgerBalance(partnerId: $partnerId, asOf: $asOf) { account currency balance { amount } } }`;
  const read = async (subject: string, asOf?: string) => {
    const { data } = await portal.send(subject, BALANCE, { partnerId: id(), asOf });
    return data.ledgerBalance?.map(
      (row: { account: string; currency: string; balance: { amount: string } }) =>
        `${row.account} ${row.currency} ${row.balance.amount}`,
    );
  };

  it('says what stands in each account, now and as of an instant', async () => {
    expect(await read(admin.subject)).toEqual([
      'EXPENSE EUR -3600.00',
      'ACCRUED EUR 2400.00',
      'PAYABLE EUR 800.00',
      'CLEARING EUR 400.00',
      'PAYABLE USD 0.00',
      'IN_TRANSIT USD 0.00',
      'PAID USD 440.00',
      'CLEARING USD -440.00',
    ]);
    expect(await read(finance.subject, '2026-02-28T00:00:00Z')).toEqual([
      'EXPENSE EUR -1200.00',
      'ACCRUED EUR 800.00',
      'PAYABLE EUR 400.00',
    ]);
  });

  it('is hidden from other partners, and refuses the future', async () => {
    expect(await read(stranger.subject)).toBeUndefined();
    const { errors } = await portal.send(admin.subject, BALANCE, {
      partnerId: id(),
      asOf: '2027-01-01T00:00:00Z',
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the entries of a ledger', () => {
  const ENTRIES = `query ($partnerId: ID!, $first: Int, $after: String, $filter: LedgerEntryFilter) {
    ledgerEntries(partnerId: $partnerId, first: $first, after: $after, filter: $filter) {
      totalCount
      edges { runningBalance { amount currency } node { kind from to amount { amount } period orderNumber product { code }
        explanation { commission { rule { code planCode } steps { code result } } steps { code result } notCounted { code } } } }
      pageInfo { hasNextPage endCursor } } }`;
  const page = async (filter: object | null, after: string | null = null, first = 2) => {
    const answer = await portal.send(admin.subject, ENTRIES, { partnerId: id(), first, after, filter });
    expect(answer.errors).toBeUndefined();
    return answer.data.ledgerEntries;
  };

  it('has the balance of the account after each entry, whichever page it is on', async () => {
    const filter = { account: 'PAYABLE', currency: 'EUR' };
    const lines: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo, totalCount } = await page(filter, after);
      expect(totalCount).toBe(4);
      for (const { node, runningBalance } of edges)
        lines.push(`${node.kind} ${node.amount.amount} ${runningBalance.amount}`);
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(lines).toEqual([
      'RELEASE 400.00 400.00',
      'RELEASE 400.00 800.00',
      'RELEASE 400.00 1200.00',
      'EXCHANGE 400.00 800.00',
    ]);
  });

  it('has none where the filter names no account, and restricts by month, earning and kind', async () => {
    const { edges } = await page({
      period: 'FY2026-P03',
      earningId: `CommissionEarning_${earnings[1]!.id}`,
      kinds: ['RELEASE'],
    });
    expect(edges).toHaveLength(1);
    const [{ node, runningBalance }] = edges;
    expect(runningBalance).toBeNull();
    expect(node).toMatchObject({ period: 'FY2026-P03', orderNumber: earnings[1]!.orderNumber });
    expect(node.product.code).toBe(productCode);
  });

  it('explains an entry by the commission’s arithmetic and its own', async () => {
    const { edges } = await page({ kinds: ['RELEASE'] }, null, 1);
    const { commission, steps, notCounted } = edges[0].node.explanation;
    expect(commission).toMatchObject({
      rule: { code: 'BASE', planCode: 'STANDARD' },
      steps: [{ code: 'BASIS_TIMES_RATE', result: '1200.00' }],
    });
    expect(steps[0]).toEqual({ code: 'EARNED_BY_COLLECTED', result: '400.00' });
    expect(steps.at(-1)).toEqual({ code: 'PAYABLE_LESS_BOOKED', result: '400.00' });
    expect(notCounted).toEqual([]);
  });

  it('is hidden from other partners, and refuses what is no month', async () => {
    const { data } = await portal.send(stranger.subject, ENTRIES, { partnerId: id() });
    expect(data.ledgerEntries).toBeNull();
    const { errors } = await portal.send(admin.subject, ENTRIES, {
      partnerId: id(),
      filter: { period: 'FY2026-Q1' },
    });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the summary', () => {
  const SUMMARY = `query ($partnerId: ID!, $asOf: DateTime) { commissionSummary(partnerId: $partnerId, asOf: $asOf) {
    totals { ...T } byMonth { period totals { ...T } } byProduct { product { code } totals { ...T } } } }
    fragment T on CommissionTotals { currency earned { amount } accrued { amount } payable { amount } paid { amount }
      recoverable { amount } expected { amount } }`;
  type Totals = Record<
    'earned' | 'accrued' | 'payable' | 'paid' | 'recoverable' | 'expected',
    { amount: string }
  > & {
    currency: string;
  };
  const text = (totals: Totals[]) =>
    totals.map(
      ({ currency, earned, accrued, payable, paid, recoverable, expected }) =>
        `${currency} ${[earned, accrued, payable, paid, recoverable, expected].map(({ amount }) => amount).join(' ')}`,
    );
  const read = async (subject: string, asOf?: string) =>
    (await portal.send(subject, SUMMARY, { partnerId: id(), asOf })).data.commissionSummary;

  it('says what was made and paid, by month and product, as the ledger has it', async () => {
    const { totals, byMonth, byProduct } = await read(admin.subject);
    expect(text(totals)).toEqual([
      'EUR 3600.00 2400.00 800.00 0.00 0.00 0.00',
      'USD 0.00 0.00 0.00 440.00 0.00 0.00',
    ]);
    expect(
      byMonth.map(({ period, totals: of }: { period: string; totals: Totals[] }) => [period, text(of)]),
    ).toEqual([
      ['FY2026-P05', ['EUR 0.00 0.00 -400.00 0.00 0.00 0.00', 'USD 0.00 0.00 0.00 440.00 0.00 0.00']],
      ['FY2026-P04', ['EUR 0.00 -400.00 400.00 0.00 0.00 0.00']],
      ['FY2026-P03', ['EUR 0.00 -400.00 400.00 0.00 0.00 0.00']],
      ['FY2026-P02', ['EUR 0.00 -400.00 400.00 0.00 0.00 0.00']],
      ['FY2026-P01', ['EUR 3600.00 3600.00 0.00 0.00 0.00 0.00']],
    ]);
    expect(byProduct).toHaveLength(1);
    expect(byProduct[0].product.code).toBe(productCode);
    expect(await read(stranger.subject)).toBeNull();
  });

  it('expects of an open deal its amount by the weight of its stage and the last commission', async () => {
    await portal.arrange(async (tx) => {
      const program = await tx.partnerProgram.create({
        data: { code: 'EXPECT', name: 'Expect', currency: 'EUR' },
      });
      await tx.programVersion.create({
        data: {
          ...{ programId: program.id, number: 1, status: 'DRAFT', partnerTypes: [], approval: 'MANUAL' },
          ...{
            reviewGrain: 'QUARTER',
            graceDays: 0,
            noticeDays: 0,
            rates: {},
            stageWeights: { PROPOSAL: '0.5' },
          },
          tierDates: { commission: 'REFERRAL_ACCEPTED' },
          validFrom: new Date('2026-01-01T00:00:00Z'),
        },
      });
      await tx.programVersion.updateMany({
        where: { programId: program.id },
        data: { status: 'PUBLISHED', publishedAt: new Date('2025-12-01T00:00:00Z') },
      });
      const opportunity = await tx.opportunity.create({
        data: {
          ...{ system: 'crm', externalId: 'expected', name: 'Deal', stage: 'PROPOSAL', partnerId },
          ...{ amountMinor: 20_000_00n, currency: 'EUR', closeOn: new Date('2026-08-20T00:00:00Z') },
        },
      });
      await tx.referral.create({
        data: {
          ...{ partnerId, registeredById: admin.membershipId, customerName: 'Open', status: 'ACCEPTED' },
          ...{ statusSince: new Date('2026-05-01T00:00:00Z'), opportunityId: opportunity.id },
          ...{ submittedAt: new Date('2026-04-20T00:00:00Z'), decidedAt: new Date('2026-05-01T00:00:00Z') },
        } as never,
      });
    });
    // 20,000.00 x 0.5 x 1,200 / 12,000
    const { totals, byMonth } = await read(admin.subject);
    expect(text(totals)[0]).toBe('EUR 3600.00 2400.00 800.00 0.00 0.00 1000.00');
    expect(byMonth[0].period).toBe('FY2026-P08');
    expect(text(byMonth[0].totals)).toEqual(['EUR 0.00 0.00 0.00 0.00 0.00 1000.00']);
  });
});
