import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { anEarning, booked, issued, statementsOf } from '../support/statements.ts';

let portal: Portal;
let finance: { subject: string; personId: string };
let admin: Member;
let other: Member;

beforeAll(async () => {
  portal = await startPortal();
  finance = await aStaffMember(portal, 'FINANCE');
  admin = await aMember(portal, (await aPartner(portal, { name: '<Acme> & "Sons"' })).id);
  other = await aMember(portal, (await aPartner(portal)).id);
  portal.setNow(new Date('2026-09-10T10:00:00Z'));
  await booked(portal, admin.partnerId, '2026-06-15', [{ amountMinor: 100_00n }]);
  await anEarning(portal, admin.partnerId, '2026-07-03', 500_00n);
  await booked(portal, admin.partnerId, '2026-07-20', [
    { kind: 'PAYOUT', from: 'PAYABLE', to: 'IN_TRANSIT', amountMinor: 40_00n },
    { amountMinor: 7n, currency: 'JPY' },
  ]);
});

const STATEMENT = `id version status period currency lineCount sha256 opening { amount } closing { amount }
  acceptsOn acceptedByName availableActions { action available blockedBecause }
  totals { kind lineCount amount { amount } } verification { agrees sha256 closing { amount } } csv page
  lines(first: 10) { nodes { id kind orderNumber product { code } amount { amount } contest { outcome } } }`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own fields asked for.
const list = async (subject: string, filter: object = {}): Promise<any[]> => {
  const answer = await portal.send(
    subject,
    `query ($filter: StatementFilter) { statements(first: 20, filter: $filter, orderBy: { by: PERIOD, direction: ASC }) { nodes { ${STATEMENT} } } }`,
    { filter },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.statements.nodes;
};

const closing = (subject: string, label: string) =>
  change(portal, subject, ['commissionPeriodClose', { label }], 'label status closedAt');

describe('a fiscal month', () => {
  it('is refused while it is not over, unknown, or after one that is open', async () => {
    expect(await closing(finance.subject, 'FY2026-P09')).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('2026-10-01'),
    });
    expect(await closing(finance.subject, 'FY2019-P01')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await closing(finance.subject, 'August')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await closing(finance.subject, 'FY2026-P07')).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('FY2026-P06'),
    });
    expect(await closing(admin.subject, 'FY2026-P06')).toMatchObject({ code: 'FORBIDDEN' });
    const periods = await portal.arrange((tx) => tx.commissionPeriod.findMany());
    expect(periods.every(({ status }) => status === 'OPEN')).toBe(true);
    expect(await portal.arrange((tx) => tx.statement.count())).toBe(0);
  });

  it('closes in order, with the empty ones before it, and again without a change', async () => {
    expect(await closing(finance.subject, 'FY2026-P06')).toMatchObject({ status: 'CLOSED' });
    expect(await closing(finance.subject, 'FY2026-P08')).toMatchObject({ code: 'INVALID_STATE' });
    const closed = await closing(finance.subject, 'FY2026-P07');
    expect(closed.status).toBe('CLOSED');
    expect(await closing(finance.subject, 'FY2026-P07')).toEqual(closed);
    expect(await closing(finance.subject, 'FY2026-P08')).toMatchObject({ status: 'CLOSED' });
    const statements = await statementsOf(portal, admin.partnerId);
    expect(
      statements.map((s) => [s.period, s.currency, s.openingMinor, s.closingMinor, s.lineCount, s.status]),
    ).toEqual([
      ['FY2026-P06', 'EUR', 0n, 100_00n, 1, 'DRAFT'],
      ['FY2026-P07', 'EUR', 100_00n, 560_00n, 2, 'DRAFT'],
      ['FY2026-P07', 'JPY', 0n, 7n, 1, 'DRAFT'],
      ['FY2026-P08', 'EUR', 560_00n, 560_00n, 0, 'DRAFT'],
      ['FY2026-P08', 'JPY', 7n, 7n, 0, 'DRAFT'],
    ]);
    expect(await statementsOf(portal, other.partnerId)).toEqual([]);
  });

  it('books what is late in the next one that is open', async () => {
    await booked(portal, admin.partnerId, '2026-06-30', [{ amountMinor: 1n }]);
    const late = await portal.arrange((tx) =>
      tx.ledgerEntry.findFirstOrThrow({ where: { amountMinor: 1n } }),
    );
    expect(late.period).toBe('FY2026-P09');
  });
});

describe('a statement', () => {
  it('is the vendor’s own until it is issued, and goes through finance', async () => {
    expect(await list(admin.subject)).toEqual([]);
    const [june] = await list(finance.subject, { period: 'FY2026-P06' });
    const { id, version } = june;
    expect(june.availableActions).toEqual([{ action: 'APPROVE', available: true, blockedBecause: null }]);
    const approve = (subject: string, input: object) =>
      change(portal, subject, ['statementApprove', input], 'id version status');
    expect(await approve(admin.subject, { id, version })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await approve(finance.subject, { id, version: 9 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await change(portal, finance.subject, ['statementIssue', { id, version }], 'id')).toMatchObject({
      code: 'INVALID_STATE',
      allowedActions: ['APPROVE'],
    });
    const approved = await approve(finance.subject, { id, version });
    expect(approved.status).toBe('APPROVED');
    expect(await list(admin.subject)).toEqual([]);
    const out = await change(
      portal,
      finance.subject,
      ['statementIssue', { id, version: approved.version }],
      STATEMENT,
    );
    expect(out).toMatchObject({ status: 'ISSUED', acceptsOn: '2026-09-24', sha256: june.sha256 });
    expect(await list(admin.subject)).toMatchObject([
      { id, availableActions: [{ action: 'ACCEPT', available: true }] },
    ]);
    expect(await list(other.subject)).toEqual([]);
    const seen = await portal.send(other.subject, `query ($id: ID!) { node(id: $id) { id } }`, { id });
    expect(seen.data.node).toBeNull();
  });

  it('is accepted by its own partner’s admins', async () => {
    const [june] = await list(admin.subject);
    const input = { id: june.id, version: june.version };
    const accept = (subject: string) =>
      change(portal, subject, ['statementAccept', input], 'status acceptedByName');
    expect(await accept(finance.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await accept(other.subject)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await accept(admin.subject)).toMatchObject({
      status: 'ACCEPTED',
      acceptedByName: expect.stringContaining('Member'),
    });
    expect(await accept(admin.subject)).toMatchObject({ code: 'STALE_VERSION' });
  });

  it('moves with its whole month', async () => {
    const all = (name: string) =>
      change(portal, finance.subject, [name, { period: 'FY2026-P07' }], 'changedCount remainingCount');
    expect(await all('statementsIssue')).toMatchObject({ changedCount: 0, remainingCount: 0 });
    expect(await all('statementsApprove')).toMatchObject({ changedCount: 2, remainingCount: 0 });
    expect(await all('statementsIssue')).toMatchObject({ changedCount: 2, remainingCount: 0 });
    expect(await all('statementsIssue')).toMatchObject({ changedCount: 0, remainingCount: 0 });
    expect(
      await change(portal, finance.subject, ['statementsApprove', { period: 'FY2026-P09' }], 'changedCount'),
    ).toMatchObject({ code: 'INVALID_STATE' });
    const told = await portal.arrange((tx) =>
      tx.event.findMany({ where: { type: 'statement.issued', partnerId: admin.partnerId } }),
    );
    expect(told).toHaveLength(3);
    expect(told.every(({ partnerVisible }) => partnerVisible)).toBe(true);
  });

  it('says its lines, totals, and what the ledger says now, in every form', async () => {
    const [july] = await list(admin.subject, { period: 'FY2026-P07', currency: 'EUR' });
    expect(july.lines.nodes).toMatchObject([
      { kind: 'RELEASE', amount: { amount: '500.00' }, orderNumber: expect.stringMatching(/^O-/) },
      { kind: 'PAYOUT', amount: { amount: '-40.00' }, orderNumber: null, product: null },
    ]);
    expect(july.totals).toEqual([
      { kind: 'PAYOUT', lineCount: 1, amount: { amount: '-40.00' } },
      { kind: 'RELEASE', lineCount: 1, amount: { amount: '500.00' } },
    ]);
    expect(july.verification).toEqual({ agrees: true, sha256: july.sha256, closing: { amount: '560.00' } });
    const rows = july.csv.trimEnd().split('\r\n');
    expect(rows).toHaveLength(5);
    expect(rows[1]).toBe('OPENING,,,,,,100.00,EUR,,,,');
    expect(rows[2]).toMatch(/^LINE,[0-9a-f-]{36},2026-07-03,RELEASE,O-\w+,P-\w+,500.00,EUR,,,,$/);
    expect(rows[4]).toBe('CLOSING,,,,,,560.00,EUR,,,,');
    expect(july.page).toContain('&lt;Acme&gt; &amp; &quot;Sons&quot;');
    expect(july.page).not.toMatch(/<script|<Acme|https?:/);
    expect(july.page).toContain(july.sha256);
  });

  it('stays as it is when the partner takes another name, and notices where the ledger does not agree', async () => {
    const [before] = await list(admin.subject, { period: 'FY2026-P07', currency: 'EUR' });
    await portal.arrange((tx) =>
      tx.partner.update({ where: { id: admin.partnerId }, data: { name: 'Renamed' } }),
    );
    const [after] = await list(admin.subject, { period: 'FY2026-P07', currency: 'EUR' });
    expect(after).toEqual(before);
    const drafts = await list(finance.subject, { period: 'FY2026-P08', currency: 'EUR' });
    await portal.arrange((tx) =>
      tx.statement.update({ where: { id: drafts[0].id.slice(10) }, data: { closingMinor: 561_00n } }),
    );
    const [planted] = await list(finance.subject, { period: 'FY2026-P08', currency: 'EUR' });
    expect(planted.verification).toMatchObject({ agrees: false, closing: { amount: '560.00' } });
  });

  it('is seen by a channel manager of the portfolio only', async () => {
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect(await list(manager.subject)).toEqual([]);
    await anAssignment(portal, admin.partnerId, manager.personId);
    expect((await list(manager.subject)).length).toBeGreaterThan(2);
  });
});

describe('the settings', () => {
  it('change within bounds, for finance', async () => {
    const update = (subject: string, input: object) =>
      change(portal, subject, ['commissionSettingsUpdate', input], 'acceptanceDays disputeDays version');
    expect(await update(admin.subject, { version: 1, acceptanceDays: 3 })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      await update(finance.subject, {
        version: 1,
        acceptanceDays: 0,
        disputeDays: -1,
        taxFormTemplate: 'NOPE',
      }),
    ).toMatchObject({
      fields: [
        { field: 'acceptanceDays', code: 'OUT_OF_RANGE' },
        { field: 'disputeDays', code: 'OUT_OF_RANGE' },
        { field: 'taxFormTemplate', code: 'UNKNOWN' },
      ],
    });
    expect(await update(finance.subject, { version: 1, acceptanceDays: 3 })).toMatchObject({
      acceptanceDays: 3,
      version: 2,
    });
    expect(await update(finance.subject, { version: 1, acceptanceDays: 4 })).toMatchObject({
      code: 'STALE_VERSION',
    });
    await booked(portal, other.partnerId, '2026-09-05', [{ amountMinor: 5n }]);
    portal.setNow(new Date('2026-10-01T10:00:00Z'));
    await issued(portal, finance, 'FY2026-P09');
    expect(await list(other.subject)).toMatchObject([{ acceptsOn: '2026-10-04' }]);
  });
});
