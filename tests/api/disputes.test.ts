import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { earningBalances } from '../../src/domains/ledger/ledger.service.ts';
import { aMember, anAssignment, aPartner, aStaffMember, type Member } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { DISPUTE, EUR, STATEMENTS_OF_A_MONTH } from '../support/disputes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { anEarning, booked, issued } from '../support/statements.ts';

type Staff = Readonly<{ subject: string; personId: string }>;

let portal: Portal;
let finance: Staff;
let colleague: Staff;
let manager: Staff;
let admin: Member;
let other: Member;
/** Lines of 500.00, each of an earning of its own, on the statement of July. */
const lines: { earningId: string; entryId: string }[] = [];

beforeAll(async () => {
  portal = await startPortal();
  finance = await aStaffMember(portal, 'FINANCE');
  colleague = await aStaffMember(portal, 'FINANCE');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  admin = await aMember(portal, (await aPartner(portal)).id);
  other = await aMember(portal, (await aPartner(portal)).id);
  await anAssignment(portal, admin.partnerId, manager.personId);
  for (let line = 0; line < 8; line += 1)
    lines.push(await anEarning(portal, admin.partnerId, '2026-07-03', 500_00n));
  portal.setNow(new Date('2026-08-03T10:00:00Z'));
  await issued(portal, finance, 'FY2026-P07');
  // The first is paid.
  const earningId = lines[0]!.earningId;
  await booked(portal, admin.partnerId, '2026-08-05', [
    { kind: 'PAYOUT', from: 'PAYABLE', to: 'IN_TRANSIT', amountMinor: 500_00n, earningId },
    { kind: 'SETTLEMENT', from: 'IN_TRANSIT', to: 'PAID', amountMinor: 500_00n, earningId },
  ]);
});

beforeEach(() => portal.setNow(new Date('2026-08-10T10:00:00Z')));

const send = (by: Readonly<{ subject: string }>, name: string, input: object, fields = DISPUTE) =>
  change(portal, by.subject, [name, input], fields);

const open = (by: Readonly<{ subject: string }>, line: number, claimed: string, more: object = {}) =>
  send(by, 'disputeOpen', {
    ...{ kind: 'LINE', entryId: `StatementLine_${lines[line]!.entryId}`, claimed: EUR(claimed) },
    ...{ reason: 'The rate is wrong.', ...more },
  });

const which = ({ id, version }: { id: string; version: number }) => ({ id, version });

const statementOf = async (period: string) => {
  const answer = await portal.send(admin.subject, STATEMENTS_OF_A_MONTH, { period });
  expect(answer.errors).toBeUndefined();
  return answer.data.statements.nodes[0];
};

const balancesOf = async (line: number) => {
  const { earningId } = lines[line]!;
  const balances = await portal.arrange((tx) => earningBalances(tx, [earningId]));
  return Object.fromEntries(
    balances
      .get(earningId)!
      .filter(({ balanceMinor }) => balanceMinor !== 0n)
      .map(({ account, balanceMinor }) => [account, Number(balanceMinor)]),
  );
};

const clockOf = ({ id }: { id: string }) =>
  portal.arrange(async (tx) => {
    const clocks = await tx.slaClock.findMany({
      where: { subjectType: 'Dispute', subjectId: id.slice('Dispute_'.length) },
      orderBy: { startedAt: 'asc' },
    });
    return clocks.map(({ status }) => status);
  });

describe('a line that is paid', () => {
  it('is disputed as 650 and upheld at +90: the old statement stays, the next shows both sides', async () => {
    const before = await statementOf('FY2026-P07');
    const opened = await open(admin, 0, '650.00');
    expect(opened).toMatchObject({ status: 'OPEN', stated: { amount: '500.00' }, held: { amount: '0.00' } });
    const decided = await send(finance, 'disputeDecide', {
      ...which(opened),
      ...{ outcome: 'UPHELD', granted: EUR('90.00'), message: 'Nine percent hold from July on.' },
    });
    expect(decided).toMatchObject({
      ...{ status: 'UPHELD', granted: { amount: '90.00' }, decision: 'Nine percent hold from July on.' },
      postedLines: [{ amount: { amount: '90.00' }, period: 'FY2026-P08' }],
    });
    expect(await statementOf('FY2026-P07')).toEqual(before);
    portal.setNow(new Date('2026-09-02T10:00:00Z'));
    await issued(portal, finance, 'FY2026-P08');
    expect(await statementOf('FY2026-P07')).toEqual(before);
    const next = await statementOf('FY2026-P08');
    expect(next).toMatchObject({
      ...{ opening: before.closing, verification: { agrees: true } },
      lines: {
        nodes: [
          { kind: 'PAYOUT', amount: { amount: '-500.00' } },
          {
            ...{ kind: 'ADJUSTMENT', amount: { amount: '90.00' }, orderNumber: expect.stringMatching(/^O-/) },
            earning: { id: `CommissionEarning_${lines[0]!.earningId}` },
            explanation: {
              steps: [
                { code: 'DIFFERENCE', operands: [{ code: 'GRANTED', value: '90.00', unit: 'EUR' }, {}] },
              ],
              contestedLine: {
                ...{ kind: 'RELEASE', period: 'FY2026-P07', stated: { amount: '500.00' } },
                explanation: { steps: [{ code: 'RATE', result: '50000' }] },
              },
            },
            contest: {
              ...{ outcome: 'UPHELD', stated: { amount: '500.00' } },
              ...{ claimed: { amount: '650.00' }, granted: { amount: '90.00' } },
            },
          },
        ],
      },
    });
    expect(next.csv).toContain(',90.00,EUR,UPHELD,500.00,650.00,90.00');
    expect(next.page).toContain('Said: 500.00. Claimed: 650.00. Decided: UPHELD, 90.00.');
    const entry = await portal.arrange((tx) =>
      tx.ledgerEntry.findFirstOrThrow({ where: { partnerId: admin.partnerId, kind: 'ADJUSTMENT' } }),
    );
    expect(entry.explanation).toMatchObject({
      line: { statedMinor: '50000', explanation: { rule: { code: 'BASE' } } },
      decision: { outcome: 'UPHELD', grantedMinor: '9000' },
    });
    expect(await clockOf(opened)).toEqual(['STOPPED']);
  });
});

describe('opening', () => {
  it('is refused for what is no line of theirs, twice, and with a claim that cannot be', async () => {
    expect(await open(other, 1, '650.00')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await open(finance, 1, '650.00')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await open(admin, 1, '500.00')).toMatchObject({
      fields: [{ field: 'claimed', code: 'NOT_MORE' }],
    });
    expect(await open(admin, 1, '650.00', { claimed: { amount: '650.00', currency: 'USD' } })).toMatchObject({
      fields: [{ code: 'OTHER_CURRENCY' }],
    });
    expect(await open(admin, 1, '650.00', { reason: ' ' })).toMatchObject({
      fields: [{ field: 'reason', code: 'REQUIRED' }],
    });
    const twice = await Promise.all([1, 2, 3].map(() => open(admin, 1, '650.00')));
    expect(twice.filter(({ code }) => code === 'CONFLICT')).toHaveLength(2);
    const [opened] = twice.filter(({ id }) => id);
    expect(await send(other, 'disputeWithdraw', which(opened))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(finance, 'disputeWithdraw', which(opened))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send(admin, 'disputeWithdraw', which(opened))).toMatchObject({ status: 'WITHDRAWN' });
    expect(await open(admin, 1, '600.00')).toMatchObject({ status: 'OPEN' });
  });

  it('repeats the answer for the same key, and refuses it for another input', async () => {
    const key = { idempotencyKey: 'once' };
    const one = await open(admin, 2, '650.00', key);
    expect((await open(admin, 2, '650.00', key)).id).toBe(one.id);
    expect(await open(admin, 2, '651.00', key)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('is possible until the last day of the window, and says so', async () => {
    portal.setNow(new Date('2026-11-02T10:00:00Z'));
    const late = await send(
      admin,
      'disputeOpen',
      {
        ...{ kind: 'LINE', entryId: `StatementLine_${lines[7]!.entryId}`, claimed: EUR('650.00') },
        reason: 'Late.',
      },
      'id',
    );
    expect(late).toMatchObject({
      code: 'DISPUTE_WINDOW_CLOSED',
      until: '2026-11-01',
    });
    portal.setNow(new Date('2026-11-01T10:00:00Z'));
    expect(await open(admin, 7, '650.00')).toMatchObject({ status: 'OPEN' });
  });

  it('asks for a commission that is missing', async () => {
    const missing = (more: object) =>
      send(admin, 'disputeOpen', { kind: 'MISSING', claimed: EUR('80.00'), reason: 'It was won.', ...more });
    expect(await missing({})).toMatchObject({ fields: [{ field: 'referralId', code: 'REQUIRED' }] });
    const opened = await missing({ orderNumber: 'O-1' });
    expect(opened).toMatchObject({ status: 'OPEN', stated: null, line: null });
    const rejected = await send(finance, 'disputeDecide', {
      ...which(opened),
      ...{ outcome: 'UPHELD', message: 'It was left out.' },
    });
    expect(rejected).toMatchObject({ status: 'UPHELD', postedLines: [{ amount: { amount: '80.00' } }] });
  });
});

describe('a dispute', () => {
  it('waits for the partner while it is asked, and is commented by both', async () => {
    const opened = await open(admin, 3, '600.00');
    expect(await clockOf(opened)).toEqual(['RUNNING']);
    const asked = await send(finance, 'disputeRequestInfo', { ...which(opened), text: 'Which offer?' });
    expect(asked.status).toBe('NEEDS_INFO');
    expect(await clockOf(opened)).toEqual(['PAUSED']);
    expect(await send(admin, 'disputeAnswer', { ...which(opened), text: 'Late' })).toMatchObject({
      code: 'STALE_VERSION',
    });
    const answered = await send(admin, 'disputeAnswer', { ...which(asked), text: 'The one of May.' });
    expect(answered.status).toBe('OPEN');
    expect(await clockOf(opened)).toEqual(['RUNNING']);
    // Sent again, as by somebody who was not answered, it is not said twice.
    for (let time = 1; time <= 2; time += 1) {
      const [comment, note] = [{ text: 'I know them.' }, { text: 'Watch out.' }];
      await send(manager, 'disputeComment', { id: opened.id, idempotencyKey: 'one', ...comment });
      await send(finance, 'disputeNote', { id: opened.id, idempotencyKey: 'one', ...note });
    }
    expect(await send(admin, 'disputeNote', { id: opened.id, text: 'x' })).toMatchObject({
      code: 'FORBIDDEN',
    });
    const seen = async (subject: string, fields: string) =>
      await portal.send(subject, `query ($id: ID!) { node(id: $id) { ... on Dispute { ${fields} } } }`, {
        id: opened.id,
      });
    const partner = await seen(admin.subject, DISPUTE);
    expect(partner.data.node.comments.map(({ authorKind }: { authorKind: string }) => authorKind)).toEqual([
      'STAFF',
      'PARTNER',
      'STAFF',
    ]);
    expect(partner.text).not.toMatch(/Staff staff|Watch out/);
    expect((await seen(admin.subject, 'notes { text }')).data.node.notes).toBeNull();
    expect((await seen(other.subject, 'id')).data.node).toBeNull();
    const staff = await seen(finance.subject, 'notes { text author { name } } clock { state }');
    expect(staff.data.node).toMatchObject({
      ...{ notes: [{ text: 'Watch out.', author: { name: expect.stringContaining('Staff') } }] },
      clock: { state: 'OK' },
    });
  });

  it('is decided once by many at once', async () => {
    const opened = await open(admin, 4, '600.00');
    const input = { ...which(opened), outcome: 'UPHELD', message: 'Yes.' };
    const decisions = await Promise.all(
      [finance, colleague, finance].map((by) => send(by, 'disputeDecide', input)),
    );
    expect(decisions.filter(({ status }) => status === 'UPHELD')).toHaveLength(1);
    const posted = await portal.arrange((tx) =>
      tx.ledgerEntry.count({ where: { disputeId: opened.id.slice('Dispute_'.length) } }),
    );
    expect(posted).toBe(1);
    expect(await open(admin, 4, '900.00')).toMatchObject({ code: 'CONFLICT' });
  });

  it('is appealed once, and decided by somebody else', async () => {
    const opened = await open(admin, 5, '650.00');
    const first = await send(finance, 'disputeDecide', {
      ...which(opened),
      ...{ outcome: 'PARTLY_UPHELD', granted: EUR('50.00'), message: 'A part.' },
    });
    const appealed = await send(admin, 'disputeAppeal', { ...which(first), reason: 'All of it.' });
    expect(appealed).toMatchObject({ status: 'OPEN', isAppeal: true });
    const input = { ...which(appealed), outcome: 'UPHELD', message: 'All of it.' };
    expect(await send(finance, 'disputeDecide', input)).toMatchObject({ code: 'FORBIDDEN' });
    const final = await send(colleague, 'disputeDecide', input);
    expect(final).toMatchObject({
      ...{ status: 'UPHELD', granted: { amount: '150.00' } },
      postedLines: [{ amount: { amount: '50.00' } }, { amount: { amount: '100.00' } }],
    });
    expect(await send(admin, 'disputeAppeal', { ...which(final), reason: 'More.' })).toMatchObject({
      code: 'INVALID_STATE',
    });
    expect(await clockOf(opened)).toEqual(['STOPPED', 'STOPPED']);
  });
});

describe('an overpayment', () => {
  it('holds the contested part alone, is decided by another, and given back on appeal', async () => {
    const over = { kind: 'OVERPAYMENT' };
    expect(await open(admin, 6, '400.00', over)).toMatchObject({ code: 'FORBIDDEN' });
    const opened = await open(finance, 6, '400.00', over);
    expect(opened.held).toEqual({ amount: '100.00' });
    expect(await balancesOf(6)).toEqual({ EXPENSE: -500_00, PAYABLE: 400_00, HELD: 100_00 });
    const withdrawn = await send(finance, 'disputeWithdraw', which(opened));
    expect(withdrawn).toMatchObject({ status: 'WITHDRAWN', held: { amount: '0.00' } });
    expect(await balancesOf(6)).toEqual({ EXPENSE: -500_00, PAYABLE: 500_00 });
    const again = await open(finance, 6, '400.00', over);
    const input = { ...which(again), outcome: 'UPHELD', message: 'Twice the fee.' };
    expect(await send(finance, 'disputeDecide', input)).toMatchObject({ code: 'FORBIDDEN' });
    const decided = await send(colleague, 'disputeDecide', input);
    expect(decided).toMatchObject({ status: 'UPHELD', granted: { amount: '-100.00' } });
    expect(await balancesOf(6)).toEqual({ EXPENSE: -400_00, PAYABLE: 400_00 });
    const appealed = await send(admin, 'disputeAppeal', { ...which(decided), reason: 'It was agreed.' });
    const last = { ...which(appealed), outcome: 'REJECTED', message: 'It was.' };
    for (const by of [finance, colleague])
      expect(await send(by, 'disputeDecide', last)).toMatchObject({ code: 'FORBIDDEN' });
    const final = await send(await aStaffMember(portal, 'FINANCE'), 'disputeDecide', last);
    expect(final).toMatchObject({ status: 'REJECTED', granted: { amount: '0.00' } });
    expect(await balancesOf(6)).toEqual({ EXPENSE: -500_00, PAYABLE: 500_00 });
  });
});
