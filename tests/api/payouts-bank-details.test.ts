import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundTo, reencryptPayeeAccounts } from '../../src/domains/payouts/payee-account.service.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { openBankKeys } from '../../src/platform/secrets/bank-keys.ts';
import { createKeyRing, SecretUnreadableError } from '../../src/platform/secrets/key-ring.ts';
import { aMember, aStaffMember } from '../support/builders.ts';
import { HOLDER, IBAN, type Payouts, setUpPayouts } from '../support/payouts.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const OLDER = { id: 'older', key: new Uint8Array(32).fill(1) };
const NEWER = { id: 'newer', key: new Uint8Array(32).fill(2) };
const ring = (...keys: (typeof OLDER)[]) => createKeyRing(() => keys);
const SECRETS = [IBAN, IBAN.slice(4, 18), HOLDER, 'Plantedname'];

const folder = mkdtempSync(join(tmpdir(), 'portal-bank-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let portal: Portal;
let place: Payouts;

beforeAll(async () => {
  portal = await startPortal({ bankKeys: ring(OLDER) });
  portal.setNow(new Date('2026-06-20T12:00:00Z'));
  place = await setUpPayouts(portal);
});

const MASKED =
  '{ nodes { status masked holderMasked countryCode currency withholdingPercent availableActions } }';

describe('bank details', () => {
  it('are masked in every answer, and nowhere in the database, the events or the log', async () => {
    const { admin, partnerId } = await place.aPayee({}, '12.5');
    const answers = [admin.subject, place.finance.subject].map((subject) =>
      portal.send(
        subject,
        `query ($filter: PayeeAccountFilter) { payeeAccounts(filter: $filter) ${MASKED} }`,
        {
          filter: { partnerIds: [`Partner_${partnerId}`] },
        },
      ),
    );
    const [asAdmin] = await Promise.all(answers);
    expect(asAdmin?.data.payeeAccounts.nodes).toEqual([
      {
        ...{
          status: 'VERIFIED',
          masked: 'DE** **** **** 3000',
          holderMasked: 'P***',
          countryCode: 'DE',
          currency: 'USD',
        },
        ...{ withholdingPercent: '12.5', availableActions: ['REVOKE'] },
      },
    ]);
    const events = await portal.arrange((tx) => tx.$queryRaw`SELECT to_jsonb(e) AS row FROM event AS e`);
    const rows = await portal.arrange(
      (tx) =>
        tx.$queryRaw`SELECT to_jsonb(a) AS row, encode(cipher, 'escape') AS cipher FROM payee_account AS a`,
    );
    const keys = await portal.arrange(
      (tx) => tx.$queryRaw`SELECT to_jsonb(k) AS row FROM idempotency_key AS k`,
    );
    const lines: string[] = [];
    const logger = createLogger(
      { stage: 'test', logLevel: 'info' },
      { write: (line) => void lines.push(line) },
    );
    logger.info(
      { input: { iban: IBAN }, holder: HOLDER, details: { accountNumber: IBAN } },
      `paid to ${IBAN}`,
    );
    logger.error(new SecretUnreadableError('older'), 'unreadable');
    const everything = JSON.stringify([await Promise.all(answers), events, rows, keys, lines]);
    expect(everything).toContain('payee_account.entered');
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
  });

  it('are refused with the field and never repeated', async () => {
    const { admin } = await place.aPayee();
    const input = { countryCode: 'DE', currency: 'EUR', holder: HOLDER, iban: IBAN.replace('3000', '3001') };
    const refused = await place.send(admin, 'payeeAccountSet', input);
    expect(refused).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: 'iban', code: 'WRONG_CHECK_DIGITS' }],
    });
    expect(JSON.stringify(refused)).not.toContain(input.iban);
    expect(
      await place.send(admin, 'payeeAccountSet', { ...input, currency: 'USD', iban: IBAN }),
    ).toMatchObject({ code: 'CONFLICT' });
    expect(await place.send(place.finance, 'payeeAccountSet', { ...input, iban: IBAN })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('revoke those before, hold for some days, and are verified by somebody else', async () => {
    const payee = await place.aPayee();
    await portal.arrange((tx) =>
      tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 7 } }),
    );
    const input = {
      countryCode: 'US',
      currency: 'USD',
      holder: HOLDER,
      accountNumber: '000123456789',
      routingNumber: '021000021',
    };
    const [one, two] = await Promise.all([
      place.send(payee.admin, 'payeeAccountSet', { ...input, idempotencyKey: 'k' }),
      place.send(payee.admin, 'payeeAccountSet', { ...input, idempotencyKey: 'k' }),
    ]);
    expect(one.id).toBe(two.id);
    const other = await place.send(payee.admin, 'payeeAccountSet', {
      ...input,
      routingNumber: '011401533',
      idempotencyKey: 'k',
    });
    expect(other).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await place.send(payee.admin, 'payeeAccountVerify', one)).toMatchObject({ code: 'FORBIDDEN' });
    await place.send(place.finance, 'payeeAccountVerify', one);
    const document = `query ($id: ID!) { node(id: $id) { ... on Partner { nextPayout { holds { code next until } } } } }`;
    const { data } = await portal.send(payee.admin.subject, document, { id: payee.partner });
    expect(data.node.nextPayout.holds).toEqual([
      { code: 'BANK_DETAILS_JUST_CHANGED', next: 'WAIT_UNTIL_DATE', until: '2026-06-27' },
    ]);
    await portal.arrange((tx) =>
      tx.commissionSettings.update({ where: { id: 1 }, data: { bankHoldDays: 0 } }),
    );
    const stranger = await aMember(portal, (await place.aPayee()).partnerId);
    expect(await place.send(stranger, 'payeeAccountRevoke', { id: one.id, version: 2 })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
    expect((await portal.send(manager.subject, `{ payeeAccounts ${MASKED} }`)).data.payeeAccounts).toBeNull();
  });

  it('are encrypted anew under a new key, after which the old one can go', async () => {
    const { accountId } = await place.aPayee();
    const id = accountId.slice('PayeeAccount_'.length);
    const read = () => portal.arrange((tx) => tx.payeeAccount.findUniqueOrThrow({ where: { id } }));
    const before = await read();
    const place1 = boundTo(before.partnerId, id);
    expect(() => ring(NEWER).open(before, place1)).toThrow(SecretUnreadableError);
    expect(() => ring(OLDER).open(before, boundTo(before.partnerId, before.partnerId))).toThrow(
      SecretUnreadableError,
    );
    const both = ring(NEWER, OLDER);
    while ((await portal.arrange((tx) => reencryptPayeeAccounts(tx, JOB_ACTOR, both, 2))) > 0);
    const after = await read();
    expect([before.keyId, after.keyId, after.version]).toEqual(['older', 'newer', before.version]);
    expect(JSON.parse(ring(NEWER).open(after, place1))).toMatchObject({ iban: IBAN, holder: HOLDER });
    expect(() => ring(OLDER).open(after, place1)).toThrow(SecretUnreadableError);
  });
});

it('keys: production refuses to start without, elsewhere one is made once that only its owner reads', () => {
  const production = { stage: 'production' as const, dataFolder: folder, bankKeys: undefined };
  expect(() => openBankKeys(production)).toThrow(/PORTAL_BANK_KEYS: Production needs it/);
  expect(() => loadConfig({ PORTAL_BANK_KEYS: 'one:short' })).toThrow(
    /PORTAL_BANK_KEYS: Set it to id:base64/,
  );
  const sealed = openBankKeys({ ...production, stage: 'development' }).seal('text', 'here');
  expect(openBankKeys({ ...production, stage: 'development' }).open(sealed, 'here')).toBe('text');
  expect(statSync(join(folder, 'local-bank-keys')).mode & 0o777).toBe(0o600);
});

describe('the file for the bank', () => {
  it('holds details whole, no formula, and leaves an event; for who may verify alone', async () => {
    // The accounts before were encrypted anew, which this portal's own ring does not read.
    const payee = await place.aPayee({ holder: '=Plantedname Holder' });
    await place.payable(payee.partnerId, await place.anEarning(payee.partnerId), 12_345n);
    await place.issue(payee.partnerId);
    const approved = await place.approved(payee.partner);
    const input = { status: ['APPROVED'], ids: [approved.id] };
    const { csv, payoutCount, totals, sha256 } = await place.send(
      ...([
        place.finance,
        'payoutExport',
        input,
        'csv sha256 payoutCount totals { amount currency }',
      ] as const),
    );
    expect([payoutCount, totals]).toEqual([1, [{ amount: '123.45', currency: 'USD' }]]);
    const [heading, row] = csv.split('\r\n');
    expect(heading).toMatch(/^"reference","status","partnerName","holder"/);
    expect(row).toContain(`"'=Plantedname Holder","DE","${IBAN}","","","123.45","USD"`);
    const events = await portal.arrange((tx) => tx.event.findMany({ where: { type: 'payout.exported' } }));
    expect(events).toMatchObject([{ partnerVisible: false, data: { sha256, payoutCount: 1 } }]);
    for (const by of [payee.admin, await aStaffMember(portal, 'SALES_OPERATIONS')])
      expect(await place.send(by, 'payoutExport', input, 'csv')).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the totals of a year', () => {
  it('count what the bank paid in it, at the rates of those days, against the threshold', async () => {
    portal.setNow(new Date('2026-06-18T12:00:00Z'));
    const payee = await place.aPayee({}, '10');
    await place.rate('USD', 'EUR', '0.9');
    await place.rate('USD', 'EUR', '0.8', '2026-06-19');
    const threshold = { countryCode: 'DE', year: 2026, amount: { amount: '170', currency: 'EUR' } };
    await place.send(place.finance, 'reportingThresholdSet', threshold, 'year');
    for (const [sentAt, settledOn] of [
      ['2026-06-18T12:00:00Z', '2026-06-18'],
      ['2026-06-20T12:00:00Z', '2026-06-20'],
    ] as const) {
      portal.setNow(new Date(sentAt));
      await place.payable(payee.partnerId, await place.anEarning(payee.partnerId), 10_000n);
      await place.issue(payee.partnerId);
      const { id, version } = await place.sent(payee.partner);
      await place.send(place.finance, 'payoutSettle', { id, version, settledOn });
    }
    const fields =
      'payoutCount paid { amount } withheld { amount } reportable { amount currency } isReportable';
    const document = `query ($year: Int!, $id: ID!) { payeeYearTotals(year: $year, partnerId: $id) { totalCount nodes { ${fields} } } }`;
    const read = async (year: number) =>
      (await portal.send(payee.admin.subject, document, { year, id: payee.partner })).data.payeeYearTotals
        .nodes;
    // USD 100 at 0.90 and USD 100 at 0.80.
    expect(await read(2026)).toEqual([
      {
        ...{ payoutCount: 2, paid: { amount: '180.00' }, withheld: { amount: '20.00' } },
        ...{ reportable: { amount: '170.00', currency: 'EUR' }, isReportable: true },
      },
    ]);
    expect(await read(2025)).toEqual([]);
    const late = await place.send(place.finance, 'payoutSettle', {
      id: 'Payout_00000000-0000-7000-8000-000000000000',
      version: 1,
      settledOn: '2026-06-20',
    });
    expect(late).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what is owed', () => {
  it('ages by the oldest that nothing has covered, and is given up by two people, never more than is owed', async () => {
    const payee = await place.aPayee();
    const earning = await place.anEarning(payee.partnerId);
    await place.payable(payee.partnerId, earning, 10_000n);
    await place.issue(payee.partnerId);
    await place.sent(payee.partner);
    await place.post(payee.partnerId, earning, [['RECOVERY', 'RECOVERABLE', 'EXPENSE', 3_000n]], {
      on: '2026-03-01',
    });
    await place.post(payee.partnerId, earning, [['RECOVERY', 'RECOVERABLE', 'EXPENSE', 1_000n]], {
      on: '2026-05-01',
    });
    const document = `query ($id: ID!) { recoverables(partnerId: $id) { totalCount nodes { owed { amount } owedSince ageDays age } } }`;
    const read = async () =>
      (await portal.send(payee.admin.subject, document, { id: payee.partner })).data.recoverables;
    expect(await read()).toEqual({
      totalCount: 1,
      nodes: [{ owed: { amount: '40.00' }, owedSince: '2026-03-01', ageDays: 111, age: 'OVER_90_DAYS' }],
    });
    const propose = (amount: string) =>
      place.send(place.finance, 'recoverableWriteOffPropose', {
        ...{ partnerId: payee.partner, amount: { amount, currency: 'USD' }, reason: 'Insolvent.' },
      });
    expect(await propose('40.01')).toMatchObject({ code: 'EXCEEDS_RECOVERABLE' });
    const [first, second] = [await propose('30'), await propose('30')];
    expect(await place.send(place.finance, 'recoverableWriteOffApprove', first)).toMatchObject({
      code: 'FORBIDDEN',
    });
    const approvals = await Promise.all(
      [first, second].map((one) =>
        place.send(place.colleague, 'recoverableWriteOffApprove', one, 'id status version'),
      ),
    );
    expect(approvals.map(({ status, code }) => status ?? code).sort()).toEqual([
      'APPROVED',
      'EXCEEDS_RECOVERABLE',
    ]);
    expect(await place.balances(payee.partnerId)).toMatchObject({
      'RECOVERABLE USD': -1_000n,
      'WRITTEN_OFF USD': -3_000n,
    });
    expect((await read()).nodes).toEqual([
      { owed: { amount: '10.00' }, owedSince: '2026-05-01', ageDays: 50, age: 'UP_TO_60_DAYS' },
    ]);
    expect(portal.unexpected).toEqual([]);
  });
});
