import { describe, expect, it } from 'vitest';
import { entriesDue } from '../../../src/domains/accruals/accrual-booking.rules.ts';
import type { BookedFlow } from '../../../src/domains/accruals/booked-flows.rules.ts';
import type { EarningFacts } from '../../../src/domains/accruals/earning-facts.rules.ts';
import type { FrozenEarning } from '../../../src/domains/accruals/earning-terms.rules.ts';
import { budgetUsedBy } from '../../../src/domains/accruals/spiff-budget.rules.ts';
import { aLedger, type Ledger } from '../../support/accrual-ledger.ts';
import { anEarning, dayAt, whatHappened } from '../../support/accruals.ts';

const FIRST_PAYMENT = { on: '2026-02-01', minor: 4_000_00n };

/** Books what is due, and answers the movements as text, each with its day. */
const book = (ledger: Ledger, frozen: FrozenEarning, facts: EarningFacts, day = '2026-12-31') =>
  ledger.book(frozen, facts, dayAt(day)).map((entry) => {
    const on = entry.effectiveOn.toISOString().slice(5, 10);
    return `${on} ${entry.kind} ${entry.from}>${entry.to} ${entry.amountMinor} ${entry.currency}`;
  });

describe('booking', () => {
  it('books each movement on the day that made it due, once', () => {
    const ledger = aLedger();
    const facts = whatHappened({ collected: [FIRST_PAYMENT, { on: '2026-03-01', minor: 2_000_00n }] });
    expect(book(ledger, anEarning(), facts)).toEqual([
      '01-01 ACCRUAL EXPENSE>ACCRUED 120000 EUR',
      '02-01 RELEASE ACCRUED>PAYABLE 40000 EUR',
      '03-01 RELEASE ACCRUED>PAYABLE 20000 EUR',
    ]);
    expect(book(ledger, anEarning(), facts)).toEqual([]);
  });

  it('names a movement by what it leaves moved in all, so that equal bookings are equal postings', () => {
    const facts = whatHappened({ collected: [FIRST_PAYMENT] });
    const input = {
      frozen: anEarning(),
      facts,
      day: dayAt('2026-12-31'),
      flows: [] as BookedFlow[],
      bookedUntil: null,
      booking: {
        partnerId: 'p',
        earningId: 'e',
        currency: 'EUR',
        isSpiff: false,
        cause: { type: 'Job', id: null },
      },
    };
    const keys = () => entriesDue(input).map(({ postingKey }) => postingKey);
    expect(keys()).toEqual(['e:ACCRUAL:EXPENSE>ACCRUED:EUR:120000', 'e:RELEASE:ACCRUED>PAYABLE:EUR:40000']);
    expect(keys()).toEqual(keys());
  });

  it('settles the worked case: what is unpaid reverses, what was paid comes back at its rate', () => {
    const ledger = aLedger();
    book(ledger, anEarning(), whatHappened({ collected: [FIRST_PAYMENT] }));
    ledger.pay({ currency: 'USD', rate: '1.10', bookingRate: '1.10' });
    expect(ledger.balance('PAID', 'USD')).toBe(440_00n);
    const facts = whatHappened(
      { collected: [FIRST_PAYMENT], refunded: [{ on: '2026-05-20', minor: 1_000_00n }] },
      { disconnectedOn: '2026-05-20' },
    );
    expect(book(ledger, anEarning(), facts)).toEqual([
      '05-20 REVERSAL ACCRUED>EXPENSE 80000 EUR',
      '05-20 RECOVERY RECOVERABLE>CLEARING 11000 USD',
      '05-20 RECOVERY CLEARING>EXPENSE 10000 EUR',
    ]);
    expect(ledger.balance('RECOVERABLE', 'USD')).toBe(-110_00n);
    expect(ledger.balance('EXPENSE', 'EUR')).toBe(-300_00n);
  });

  it.each([
    { _case: 'a loss of the exchange', rate: '1.15', exchange: -20_00n, back: '46000' },
    { _case: 'a gain of the exchange', rate: '1.05', exchange: 20_00n, back: '42000' },
  ])('gives $_case back with what was paid', ({ rate, exchange, back }) => {
    const ledger = aLedger();
    book(ledger, anEarning(), whatHappened({ collected: [FIRST_PAYMENT] }));
    ledger.pay({ currency: 'USD', rate, bookingRate: '1.10' });
    expect(ledger.balance('EXCHANGE', 'USD')).toBe(exchange);
    const facts = whatHappened({
      collected: [FIRST_PAYMENT],
      refunded: [{ on: '2026-05-20', minor: 12_000_00n }],
    });
    book(ledger, anEarning(), facts);
    expect(ledger.balance('RECOVERABLE', 'USD')).toBe(-BigInt(back));
    for (const account of ['EXCHANGE', 'CLEARING'] as const) expect(ledger.balance(account, 'USD')).toBe(0n);
    expect(ledger.balance('CLEARING', 'EUR')).toBe(0n);
    expect(ledger.balance('EXPENSE', 'EUR')).toBe(0n);
  });

  it('gives back lot after lot at the rate of each, and all of it exactly', () => {
    const ledger = aLedger();
    const frozen = anEarning({}, { amountMinor: 1_000n, revenueMinor: 1_000n });
    const collected = [
      { on: '2026-02-01', minor: 333n },
      { on: '2026-03-01', minor: 667n },
    ];
    book(ledger, frozen, whatHappened({ collected: [collected[0]!] }));
    ledger.pay({ currency: 'USD', rate: '1.1', bookingRate: '1.08' });
    book(ledger, frozen, whatHappened({ collected }));
    ledger.pay({ currency: 'USD', rate: '1.3', bookingRate: '1.08' });
    // 333 x 1.1 = 366.3 and 667 x 1.3 = 867.1 were paid.
    expect(ledger.balance('PAID', 'USD')).toBe(366n + 867n);
    const back = (...minors: bigint[]) => {
      const refunded = minors.map((minor, place) => ({ on: `2026-0${4 + place}-01`, minor }));
      book(ledger, frozen, whatHappened({ collected, refunded }));
      return -ledger.balance('RECOVERABLE', 'USD');
    };
    // 100 of the first lot: 100 x 366 / 333 = 109.9; then the rest of it, and 67 of the second: 67 x 867 / 667 = 87.09.
    expect(back(100n)).toBe(110n);
    expect(back(100n, 300n)).toBe(366n + 87n);
    expect(back(100n, 300n, 600n)).toBe(366n + 867n);
    for (const account of ['EXCHANGE', 'CLEARING'] as const) expect(ledger.balance(account, 'USD')).toBe(0n);
  });

  it('takes what is not paid before what is', () => {
    const ledger = aLedger();
    const collected = [FIRST_PAYMENT, { on: '2026-04-01', minor: 2_000_00n }];
    book(ledger, anEarning(), whatHappened({ collected: [FIRST_PAYMENT] }));
    ledger.pay({ currency: 'EUR', rate: '1', bookingRate: '1' });
    book(ledger, anEarning(), whatHappened({ collected }));
    const facts = whatHappened(
      { collected, refunded: [{ on: '2026-05-01', minor: 3_000_00n }] },
      { disconnectedOn: '2026-05-01' },
    );
    expect(book(ledger, anEarning(), facts)).toEqual([
      '05-01 REVERSAL ACCRUED>EXPENSE 60000 EUR',
      '05-01 CLAWBACK PAYABLE>EXPENSE 20000 EUR',
      '05-01 RECOVERY RECOVERABLE>EXPENSE 10000 EUR',
    ]);
  });

  it('takes what the bank returned before what it paid', () => {
    const ledger = aLedger();
    book(ledger, anEarning(), whatHappened({ collected: [FIRST_PAYMENT] }));
    ledger.pay({ currency: 'USD', rate: '1.15', bookingRate: '1.10', isReturned: true });
    expect(ledger.balance('PAYABLE', 'USD')).toBe(460_00n);
    const facts = whatHappened({
      collected: [FIRST_PAYMENT],
      refunded: [{ on: '2026-05-20', minor: 12_000_00n }],
    });
    book(ledger, anEarning(), facts);
    expect(ledger.balance('PAYABLE', 'USD')).toBe(0n);
    expect(ledger.balance('RECOVERABLE', 'USD')).toBe(0n);
    expect(ledger.balance('EXPENSE', 'EUR')).toBe(0n);
  });

  it('spends and restores the budget of a SPIFF', () => {
    const ledger = aLedger({ isSpiff: true });
    const frozen = anEarning({ payable: 'ON_ACTIVATION' });
    book(ledger, frozen, whatHappened());
    expect(ledger.balance('SPIFF_BUDGET', 'EUR')).toBe(-1_200_00n);
    book(ledger, frozen, whatHappened({ refunded: [{ on: '2026-02-01', minor: 12_000_00n }] }));
    expect(ledger.balance('SPIFF_BUDGET', 'EUR')).toBe(0n);
  });

  it.each([
    { _case: 'all is reserved before it is accrued', moved: [], used: 100n },
    { _case: 'what is accrued stays used', moved: [['ACCRUAL', 100n]], used: 100n },
    {
      _case: 'what is reversed is free',
      moved: [
        ['ACCRUAL', 100n],
        ['REVERSAL', 30n],
      ],
      used: 70n,
    },
    {
      _case: 'what came back from payable is not',
      moved: [
        ['ACCRUAL', 100n],
        ['CLAWBACK', 40n],
      ],
      used: 100n,
    },
    {
      _case: 'nor is what replaces it taken',
      moved: [
        ['ACCRUAL', 140n],
        ['CLAWBACK', 40n],
      ],
      used: 100n,
    },
  ] as const)('knows of the budget of a SPIFF that $_case', ({ moved, used }) => {
    const flows = moved.map(([kind, amountMinor]) => ({
      ...{ kind, amountMinor, currency: 'EUR' },
      ...(kind === 'ACCRUAL'
        ? ({ from: 'SPIFF_BUDGET', to: 'ACCRUED' } as const)
        : ({ from: kind === 'REVERSAL' ? 'ACCRUED' : 'PAYABLE', to: 'SPIFF_BUDGET' } as const)),
    }));
    expect(budgetUsedBy(flows, { amountMinor: 100n, currency: 'EUR' })).toBe(used);
  });

  it('leaves what a dispute decided, and never takes more than there is', () => {
    const ledger = aLedger();
    const frozen = anEarning({ payable: 'ON_ACTIVATION' });
    book(ledger, frozen, whatHappened());
    ledger.move('ADJUSTMENT', 'EXPENSE', 'PAYABLE', 90_00n);
    expect(book(ledger, frozen, whatHappened())).toEqual([]);
    ledger.move('ADJUSTMENT', 'PAYABLE', 'EXPENSE', 290_00n);
    expect(book(ledger, frozen, whatHappened())).toEqual([]);
    book(ledger, frozen, whatHappened({ refunded: [{ on: '2026-02-01', minor: 12_000_00n }] }));
    expect(ledger.balance('PAYABLE', 'EUR')).toBe(0n);
    expect(ledger.balance('EXPENSE', 'EUR')).toBe(0n);
  });

  it('posts the difference where corrected terms say more, on the day of the correction', () => {
    const ledger = aLedger();
    const facts = whatHappened({ collected: [FIRST_PAYMENT] });
    book(ledger, anEarning({}, { amountMinor: 960_00n }), facts, '2026-05-31');
    const corrected = anEarning({}, { amountMinor: 1_200_00n, correctedOn: dayAt('2026-06-10') });
    expect(book(ledger, corrected, facts)).toEqual([
      '06-10 ACCRUAL EXPENSE>ACCRUED 24000 EUR',
      '06-10 RELEASE ACCRUED>PAYABLE 8000 EUR',
    ]);
  });

  it('takes back by steps that say what was compared', () => {
    const ledger = aLedger();
    book(ledger, anEarning(), whatHappened({ collected: [FIRST_PAYMENT] }));
    ledger.pay({ currency: 'USD', rate: '1.10', bookingRate: '1.10' });
    const facts = whatHappened(
      { collected: [FIRST_PAYMENT], refunded: [{ on: '2026-05-20', minor: 1_000_00n }] },
      { disconnectedOn: '2026-05-20' },
    );
    const entries = ledger.book(anEarning(), facts, dayAt('2026-12-31'));
    const { steps } = entries.find(({ from }) => from === 'RECOVERABLE')!.explanation as {
      steps: { code: string; result: string }[];
    };
    expect(steps.map(({ code, result }) => `${code} ${result}`)).toEqual([
      'EARNED_BY_COLLECTED 400.00',
      'TAKEN_BY_REFUND 100.00',
      'KEPT_OF_COLLECTED 100',
      'EARNED 300.00',
      'PAYABLE 300.00',
      'EARNED_LESS_BOOKED -900.00',
      'PAYABLE_LESS_BOOKED -100.00',
      'RECOVERED_AS_SETTLED 110.00',
    ]);
  });
});
