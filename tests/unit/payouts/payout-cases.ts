export type Given = Readonly<{
  id?: string | null;
  in?: string;
  payable?: bigint;
  recoverable?: bigint;
  booked?: string | null;
  settles?: string;
}>;

/** Each worked out by hand; movements are written as `KIND FROM>TO amount CURRENCY earning`. */
export const CASES: readonly {
  _case: string;
  given: Given[];
  rates?: Record<string, string>;
  into?: string;
  withheld?: string;
  net: bigint;
  amount: bigint;
  movements: string[];
}[] = [
  {
    _case: 'the same currency: nothing is converted',
    given: [{ payable: 12_345n }],
    net: 12_345n,
    amount: 12_345n,
    movements: ['PAYOUT PAYABLE>IN_TRANSIT 12345 USD a'],
  },
  {
    _case: 'EUR 400.00 booked at 1.08 and paid at 1.10: 440.00, of which 8.00 is exchange loss',
    given: [{ in: 'EUR', payable: 40_000n, booked: '1.08' }],
    rates: { EUR: '1.1' },
    net: 44_000n,
    amount: 44_000n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 40000 EUR a',
      'EXCHANGE CLEARING>PAYABLE 43200 USD a',
      'EXCHANGE EXCHANGE>PAYABLE 800 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 44000 USD a',
    ],
  },
  {
    _case: 'paid below the booking rate: a gain',
    given: [{ in: 'EUR', payable: 40_000n, booked: '1.08' }],
    rates: { EUR: '1.05' },
    net: 42_000n,
    amount: 42_000n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 40000 EUR a',
      'EXCHANGE CLEARING>PAYABLE 42000 USD a',
      'EXCHANGE CLEARING>EXCHANGE 1200 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 42000 USD a',
    ],
  },
  {
    _case: 'at the booking rate there is no difference',
    given: [{ in: 'EUR', payable: 40_000n, booked: '1.1' }],
    rates: { EUR: '1.1' },
    net: 44_000n,
    amount: 44_000n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 40000 EUR a',
      'EXCHANGE CLEARING>PAYABLE 44000 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 44000 USD a',
    ],
  },
  {
    _case: 'yen have no minor unit: EUR 12.34 at 163.27 is 2014.7518 yen, 2015',
    given: [{ in: 'EUR', payable: 1_234n, booked: '160', settles: 'JPY' }],
    rates: { EUR: '163.27' },
    into: 'JPY',
    net: 2_015n,
    amount: 2_015n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 1234 EUR a',
      // 12.34 x 160 = 1974.4
      'EXCHANGE CLEARING>PAYABLE 1974 JPY a',
      'EXCHANGE EXCHANGE>PAYABLE 41 JPY a',
      'PAYOUT PAYABLE>IN_TRANSIT 2015 JPY a',
    ],
  },
  {
    _case: 'dinars have three digits: JPY 1000 at 0.0020455 is KWD 2.0455, 2.046',
    given: [{ in: 'JPY', payable: 1_000n }],
    rates: { JPY: '0.0020455' },
    into: 'KWD',
    net: 2_046n,
    amount: 2_046n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 1000 JPY a',
      'EXCHANGE CLEARING>PAYABLE 2046 KWD a',
      'PAYOUT PAYABLE>IN_TRANSIT 2046 KWD a',
    ],
  },
  {
    _case:
      'three lots of EUR 0.10 at 1.05: 31.5 cents are 32, by largest remainder 11, 11, 10; each at its own booking rate',
    given: [
      { id: 'a', in: 'EUR', payable: 10n, booked: '1' },
      { id: 'b', in: 'EUR', payable: 10n, booked: '1.2' },
      { id: 'c', in: 'EUR', payable: 10n, booked: '1.05' },
    ],
    rates: { EUR: '1.05' },
    net: 32n,
    amount: 32n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 10 EUR a',
      'EXCHANGE CLEARING>PAYABLE 10 USD a',
      'EXCHANGE EXCHANGE>PAYABLE 1 USD a',
      'EXCHANGE PAYABLE>CLEARING 10 EUR b',
      'EXCHANGE CLEARING>PAYABLE 11 USD b',
      'EXCHANGE CLEARING>EXCHANGE 1 USD b',
      'EXCHANGE PAYABLE>CLEARING 10 EUR c',
      // 10 x 1.05 = 10.5, booked as 11.
      'EXCHANGE CLEARING>PAYABLE 10 USD c',
      'EXCHANGE CLEARING>EXCHANGE 1 USD c',
      'PAYOUT PAYABLE>IN_TRANSIT 11 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 11 USD b',
      'PAYOUT PAYABLE>IN_TRANSIT 10 USD c',
    ],
  },
  {
    _case: 'what is owed is taken from the earliest lots first',
    given: [
      { id: 'b', payable: 5_000n },
      { id: 'a', payable: 3_000n },
      { id: 'c', recoverable: -4_000n },
    ],
    net: 4_000n,
    amount: 4_000n,
    movements: [
      'OFFSET PAYABLE>RECOVERABLE 3000 USD a',
      'OFFSET PAYABLE>RECOVERABLE 1000 USD b',
      'PAYOUT PAYABLE>IN_TRANSIT 4000 USD b',
    ],
  },
  {
    _case: 'more owed than payable: nothing is paid, all carries forward',
    given: [{ payable: 3_000n }, { id: 'c', recoverable: -4_000n }],
    net: -1_000n,
    amount: 0n,
    movements: [],
  },
  {
    _case: 'as much owed as payable: nothing is paid',
    given: [{ payable: 3_000n }, { id: 'c', recoverable: -3_000n }],
    net: 0n,
    amount: 0n,
    movements: [],
  },
  {
    _case: 'an offset of before stands against the earning that gave it, and not again',
    given: [
      { id: 'a', recoverable: 4_000n },
      { id: 'c', recoverable: -4_000n },
      { id: 'd', payable: 100n },
    ],
    net: 100n,
    amount: 100n,
    movements: ['PAYOUT PAYABLE>IN_TRANSIT 100 USD d'],
  },
  {
    _case:
      'owed in one currency, payable in another: what is owed is converted, at a gain on its booking rate',
    given: [
      { id: 'a', payable: 50_000n },
      { id: 'c', in: 'EUR', recoverable: -10_000n, booked: '1.08' },
    ],
    rates: { EUR: '1.1' },
    net: 39_000n,
    amount: 39_000n,
    movements: [
      'EXCHANGE CLEARING>RECOVERABLE 10000 EUR c',
      'EXCHANGE RECOVERABLE>CLEARING 11000 USD c',
      'EXCHANGE CLEARING>EXCHANGE 200 USD c',
      'OFFSET PAYABLE>RECOVERABLE 11000 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 39000 USD a',
    ],
  },
  {
    _case: 'what is owed below its booking rate is a loss',
    given: [
      { id: 'a', payable: 50_000n },
      { id: 'c', in: 'EUR', recoverable: -10_000n, booked: '1.12' },
    ],
    rates: { EUR: '1.1' },
    net: 39_000n,
    amount: 39_000n,
    movements: [
      'EXCHANGE CLEARING>RECOVERABLE 10000 EUR c',
      'EXCHANGE RECOVERABLE>CLEARING 11000 USD c',
      'EXCHANGE EXCHANGE>CLEARING 200 USD c',
      'OFFSET PAYABLE>RECOVERABLE 11000 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 39000 USD a',
    ],
  },
  {
    _case: 'owed and payable in a foreign currency: only the difference is converted',
    given: [
      { id: 'a', in: 'EUR', payable: 10_000n, booked: '1' },
      { id: 'b', in: 'EUR', recoverable: -4_000n, booked: '1' },
    ],
    rates: { EUR: '1.1' },
    net: 6_600n,
    amount: 6_600n,
    movements: [
      'OFFSET PAYABLE>RECOVERABLE 4000 EUR a',
      'EXCHANGE PAYABLE>CLEARING 6000 EUR a',
      'EXCHANGE CLEARING>PAYABLE 6000 USD a',
      'EXCHANGE EXCHANGE>PAYABLE 600 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 6600 USD a',
    ],
  },
  {
    _case: 'an earning that settles elsewhere has no booking rate into this currency',
    given: [{ in: 'EUR', payable: 10_000n, booked: '0.85', settles: 'GBP' }],
    rates: { EUR: '1.1' },
    net: 11_000n,
    amount: 11_000n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 10000 EUR a',
      'EXCHANGE CLEARING>PAYABLE 11000 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 11000 USD a',
    ],
  },
  {
    _case: '30 percent of 100.01 is withheld: 30.003, 30.00, shared by largest remainder',
    given: [
      { id: 'a', payable: 5_000n },
      { id: 'b', payable: 5_001n },
    ],
    withheld: '30',
    net: 10_001n,
    amount: 7_001n,
    movements: [
      'WITHHOLDING PAYABLE>WITHHOLDING 1500 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 3500 USD a',
      'WITHHOLDING PAYABLE>WITHHOLDING 1500 USD b',
      'PAYOUT PAYABLE>IN_TRANSIT 3501 USD b',
    ],
  },
  {
    _case: 'one earning in two currencies is one transfer',
    given: [{ payable: 100n }, { in: 'EUR', payable: 100n, booked: '1' }],
    rates: { EUR: '1' },
    net: 200n,
    amount: 200n,
    movements: [
      'EXCHANGE PAYABLE>CLEARING 100 EUR a',
      'EXCHANGE CLEARING>PAYABLE 100 USD a',
      'PAYOUT PAYABLE>IN_TRANSIT 200 USD a',
    ],
  },
];
