import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { rateOn } from '../../src/domains/billing/exchange-rate.service.ts';
import { formatDecimal } from '../../src/kernel/decimal.ts';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { type Portal, startPortal } from '../support/portal.ts';

let portal: Portal;
let finance: Readonly<{ subject: string }>;

const GOOD = { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: '2026-03-01', rate: '1.1', source: 'ECB' };
const set = (input: object, subject = finance.subject) =>
  change(portal, subject, ['exchangeRateSet', { ...GOOD, ...input }], 'id rate validFrom bookedAt source');

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const at = (text: string) => portal.setNow(new Date(text));
const rate = async (from: string, to: string, on: string, asOf?: string) => {
  const found = await portal.arrange((tx) => rateOn(tx, from, to, day(on), asOf ? new Date(asOf) : null));
  return found && formatDecimal(found);
};

beforeAll(async () => {
  portal = await startPortal();
  finance = await aStaffMember(portal, 'FINANCE');
});

describe('exchange rates', () => {
  it('hold from their day until the next, and are corrected by a later booking that history can tell', async () => {
    at('2026-03-10T09:00:00Z');
    await set({});
    await set({ validFrom: '2026-03-05', rate: '1.12' });
    at('2026-03-11T09:00:00Z');
    expect(await set({ rate: '1.105000000001' })).toMatchObject({
      ...{ rate: '1.105000000001', validFrom: '2026-03-01', bookedAt: '2026-03-11T09:00:00.000Z' },
    });
    expect(await rate('EUR', 'USD', '2026-02-28')).toBeNull();
    expect(await rate('EUR', 'USD', '2026-03-04')).toBe('1.105000000001');
    expect(await rate('EUR', 'USD', '2026-03-04', '2026-03-10T12:00:00Z')).toBe('1.1');
    expect(await rate('EUR', 'USD', '2026-09-01')).toBe('1.12');
    expect(await rate('EUR', 'EUR', '2000-01-01')).toBe('1');
    expect(await rate('USD', 'EUR', '2026-03-05')).toBe('0.892857142857');
    await set({ fromCurrency: 'USD', toCurrency: 'EUR', validFrom: '2026-03-01', rate: '0.9' });
    expect(await rate('USD', 'EUR', '2026-03-05')).toBe('0.9');
    expect(await rate('EUR', 'USD', '2026-03-05')).toBe('1.12');
    expect(await rate('EUR', 'JPY', '2026-03-05')).toBeNull();
  });

  it('are one for a key, and refused for another input of it', async () => {
    at('2026-03-12T09:00:00Z');
    const key = { idempotencyKey: randomUUID(), fromCurrency: 'GBP' };
    const [first, again] = [await set(key), await set(key)];
    expect(again.id).toBe(first.id);
    expect(await set({ ...key, rate: '1.2' })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('are refused where they cannot be, and to whoever may not set them', async () => {
    at('2026-03-12T09:00:00Z');
    const count = () => portal.arrange((tx) => tx.exchangeRate.count());
    const before = await count();
    expect(await set({ fromCurrency: 'EURO', rate: '0', validFrom: '2027-03-13' })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [
        { field: 'fromCurrency', code: 'UNKNOWN_CURRENCY' },
        { field: 'rate', code: 'NOT_POSITIVE' },
        { field: 'validFrom', code: 'TOO_LATE' },
      ],
    });
    const executive = await aStaffMember(portal, 'EXECUTIVE');
    expect(await set({}, executive.subject)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await count()).toBe(before);
  });

  it('are listed for everybody, the latest day first', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const { data } = await portal.send(
      member.subject,
      `{ exchangeRates(filter: { fromCurrency: "EUR" }) { totalCount nodes { rate validFrom } } }`,
    );
    expect(data.exchangeRates.totalCount).toBe(3);
    expect(data.exchangeRates.nodes.map((one: { rate: string }) => one.rate)).toEqual([
      ...['1.12', '1.105000000001', '1.1'],
    ]);
    expect(portal.unexpected).toEqual([]);
  });
});
