import { describe, expect, it } from 'vitest';
import { balancesOf } from '../../../src/domains/ledger/ledger.rules.ts';
import {
  currenciesToConvert,
  type PayoutPlan,
  planPayout,
} from '../../../src/domains/payouts/payout.rules.ts';
import { convertedMinor } from '../../../src/domains/payouts/payout-exchange.rules.ts';
import type { Position } from '../../../src/domains/payouts/payout-lot.rules.ts';
import { decimalOf } from '../../../src/kernel/decimal.ts';
import { CASES, type Given } from './payout-cases.ts';

const position = ({ id = 'a', booked = null, ...given }: Given): Position => ({
  earningId: id,
  currency: given.in ?? 'USD',
  payableMinor: given.payable ?? 0n,
  recoverableMinor: given.recoverable ?? 0n,
  bookingRate: booked === null ? null : decimalOf(booked),
  settlementCurrency: booked === null ? null : (given.settles ?? 'USD'),
});

const plan = (
  given: readonly Given[],
  rates: Record<string, string> = {},
  into = 'USD',
  withheld = '0',
): PayoutPlan =>
  planPayout({
    positions: given.map(position),
    currency: into,
    rates: new Map(Object.entries(rates).map(([currency, rate]) => [currency, decimalOf(rate)])),
    withholdingPercent: withheld,
  });

/** Movements as `KIND FROM>TO amount CURRENCY earning`, to be read beside a table that was worked out by hand. */
const said = ({ movements }: PayoutPlan) =>
  movements.map(
    ({ kind, from, to, amountMinor, currency, earningId }) =>
      `${kind} ${from}>${to} ${amountMinor} ${currency} ${earningId ?? '-'}`,
  );

describe('a payout', () => {
  it.each(CASES)('$_case', ({ given, rates, into, withheld, net, amount, movements }) => {
    const planned = plan(given, rates, into, withheld);
    expect(said(planned)).toEqual(movements);
    expect({ net: planned.netMinor, amount: planned.amountMinor }).toEqual({ net, amount });
  });

  it('says what it converted, what is owed as less than nothing', () => {
    const { conversions } = plan(
      [
        { id: 'a', in: 'EUR', payable: 40_000n, booked: '1.08' },
        { id: 'b', in: 'GBP', recoverable: -1_000n },
        { id: 'c', payable: 1n },
      ],
      { EUR: '1.1', GBP: '1.3' },
    );
    expect(conversions).toEqual([
      { currency: 'EUR', amountMinor: 40_000n, rate: '1.1', settledMinor: 44_000n },
      { currency: 'GBP', amountMinor: -1_000n, rate: '1.3', settledMinor: -1_300n },
    ]);
  });

  it('asks for rates of what there is to convert only, and does not guess one', () => {
    const positions = [
      { in: 'EUR', payable: 100n },
      { id: 'b', in: 'EUR', recoverable: -100n },
      { id: 'c', in: 'GBP', payable: 1n },
      { id: 'd', payable: 5n },
    ].map(position);
    expect(currenciesToConvert(positions, 'USD')).toEqual(['GBP']);
    expect(() => plan([{ in: 'GBP', payable: 1n }])).toThrow(RangeError);
  });

  it('takes and gives the same in every currency over 1,000 random positions, and leaves nothing payable', () => {
    let seed = 20_260_701;
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    let paid = 0;
    for (let round = 0; round < 1_000; round += 1) {
      const given: Given[] = Array.from({ length: 1 + next(6) }, (_, place) => ({
        id: `e${place}`,
        in: ['USD', 'EUR', 'JPY', 'KWD'][next(4)]!,
        payable: BigInt(next(100_000)),
        recoverable: next(4) === 0 ? -BigInt(next(60_000)) : 0n,
        booked: next(2) ? '1.0375' : null,
      }));
      const planned = plan(
        given,
        { EUR: '1.1031', JPY: '0.00671', KWD: '3.2519' },
        'USD',
        ['0', '15', '12.5'][next(3)],
      );
      if (planned.amountMinor === 0n) continue;
      paid += 1;
      const before = given.map(position);
      const balances = balancesOf(planned.movements);
      const balance = (account: string, currency: string) =>
        balances.find((one) => one.account === account && one.currency === currency)?.balanceMinor ?? 0n;
      for (const currency of ['USD', 'EUR', 'JPY', 'KWD']) {
        const sum = balances
          .filter((one) => one.currency === currency)
          .reduce((total, { balanceMinor }) => total + balanceMinor, 0n);
        expect(sum).toBe(0n);
        const payable = before
          .filter((one) => one.currency === currency)
          .reduce((total, one) => total + one.payableMinor, 0n);
        expect(payable + balance('PAYABLE', currency)).toBe(0n);
        const owed = before
          .filter((one) => one.currency === currency)
          .reduce((total, one) => total + one.recoverableMinor, 0n);
        expect(owed + balance('RECOVERABLE', currency)).toBe(0n);
      }
      expect(balance('IN_TRANSIT', 'USD')).toBe(planned.amountMinor);
      expect(balance('WITHHOLDING', 'USD')).toBe(planned.withheldMinor);
    }
    expect(paid).toBeGreaterThan(500);
  });
});

it.each([
  ['a half cent away from zero', 5n, 'EUR', 'USD', '1.1', 6n],
  ['yen into dollars', 1n, 'JPY', 'USD', '0.00671', 1n],
  ['dollars into yen', 100n, 'USD', 'JPY', '149.5', 150n],
  ['dinars into yen', 1_500n, 'KWD', 'JPY', '488.8333', 733n],
  ['nothing', 0n, 'EUR', 'USD', '1.1', 0n],
])('converts %s', (_case, amountMinor, from, into, rate, expected) => {
  expect(convertedMinor(amountMinor, from, into, decimalOf(rate))).toBe(expected);
});
