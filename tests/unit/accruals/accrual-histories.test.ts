import { describe, expect, it } from 'vitest';
import { replayOf } from '../../../src/domains/accruals/accrual-replay.rules.ts';
import { targetOf } from '../../../src/domains/accruals/accrual-target.rules.ts';
import type { BilledFacts, EarningFacts } from '../../../src/domains/accruals/earning-facts.rules.ts';
import { NOTHING_BILLED } from '../../../src/domains/accruals/earning-facts.rules.ts';
import type { FrozenEarning } from '../../../src/domains/accruals/earning-terms.rules.ts';
import { balancesOf } from '../../../src/domains/ledger/ledger.rules.ts';
import { fractionOf } from '../../../src/kernel/fraction.ts';
import { allocate } from '../../../src/kernel/rounding.ts';
import { aLedger, type Ledger } from '../../support/accrual-ledger.ts';
import { aFact, anEarning, dayAt } from '../../support/accruals.ts';

const HISTORIES = 1_000;
const END = dayAt('2029-01-01');

/** The same numbers for the same seed, so that a history that fails can be looked at. */
function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  const shuffled = <Item>(items: readonly Item[]): Item[] => {
    const left = [...items];
    return items.map(() => left.splice(below(left.length), 1)[0]!);
  };
  return { below, one, shuffled };
}
type Chance = ReturnType<typeof chance>;

const day = (offset: number) => new Date(dayAt('2026-01-01').getTime() + offset * 86_400_000);
const text = (date: Date) => date.toISOString().slice(0, 10);

const termsOf = ({ below, one }: Chance): Partial<FrozenEarning['terms']> => ({
  payable: one(['ON_ACTIVATION', 'PRO_RATA', 'PRO_RATA']),
  holdDays: one([0, 0, 10, 45]),
  disconnectTakes: one(['BY_SCHEDULE', 'UNPAID_ONLY']),
  clawback: one([
    [],
    [{ untilMonth: 1 + below(12), percent: '100' }],
    [
      { untilMonth: 6, percent: '100' },
      { untilMonth: 18, percent: '33.3' },
    ],
  ]),
  ...one<object>([
    {},
    {},
    {},
    { recurring: { months: 1 + below(6), rate: '0.125' } },
    { milestone: { event: one(['FIRST_PAYMENT', 'MONTHS_ACTIVE']), months: below(8) } },
  ]),
});

type Change = (facts: EarningFacts) => EarningFacts;

/** What happens to an order in the end; it becomes known in any order. */
function changesOf(random: Chance, revenue: number): Change[] {
  const { below, one } = random;
  const fact = (list: keyof BilledFacts): Change => {
    const on = day(below(700));
    const isMonthly = below(2) === 0;
    const made = aFact({
      on: text(on),
      minor: BigInt(1 + below(Math.max(1, Math.floor(revenue / (list === 'collected' ? 2 : 5))))),
      fault: below(6) === 0,
      charge: isMonthly ? 'MONTHLY' : 'ONE_OFF',
      ...(isMonthly ? { month: `${text(on).slice(0, 7)}-01` } : {}),
    });
    return (facts) => ({ ...facts, billing: { ...facts.billing, [list]: [...facts.billing[list], made] } });
  };
  const activatedOn = day(below(60));
  const disconnectedOn = day(60 + below(600));
  const isVendorFault = below(4) === 0;
  const lists = [
    'invoiced',
    'collected',
    'collected',
    'collected',
    'refunded',
    'credited',
    'writtenOff',
  ] as const;
  return [
    ...(below(10) === 0
      ? [(facts: EarningFacts) => ({ ...facts, cancelledOn: activatedOn })]
      : [(facts: EarningFacts) => ({ ...facts, activatedOn })]),
    ...(below(3) === 0 ? [(facts: EarningFacts) => ({ ...facts, disconnectedOn, isVendorFault })] : []),
    ...Array.from({ length: below(9) }, () => fact(one(lists))),
  ];
}

const NOTHING: EarningFacts = {
  activatedOn: null,
  cancelledOn: null,
  disconnectedOn: null,
  isVendorFault: false,
  billing: NOTHING_BILLED,
};

const NEVER_OVERDRAWN = ['ACCRUED', 'PAYABLE', 'HELD', 'IN_TRANSIT', 'PAID', 'WITHHOLDING'];

/** What is wrong with the books; nothing is expected. Said rather than expected one by one, as there are very many. */
function faultsOf(ledger: Ledger): string[] {
  const faults: string[] = [];
  const sums = new Map<string, bigint>();
  for (const { account, currency, balanceMinor } of balancesOf(ledger.flows)) {
    sums.set(currency, (sums.get(currency) ?? 0n) + balanceMinor);
    const isOverdrawn = NEVER_OVERDRAWN.includes(account) ? balanceMinor < 0n : false;
    if (isOverdrawn || (account === 'EXPENSE' && balanceMinor > 0n))
      faults.push(`${account} ${currency} stands at ${balanceMinor}`);
  }
  for (const [currency, sum] of sums) {
    if (sum !== 0n) faults.push(`${currency} sums to ${sum}`);
    if (-ledger.balance('RECOVERABLE', currency) > ledger.balance('PAID', currency))
      faults.push(`more ${currency} came back than was paid`);
  }
  return faults;
}

/** What was known and booked at an instant, as a later replay of that instant reads it. */
type Moment = Readonly<{ facts: EarningFacts; on: Date; flows: number; entries: number; until: Date | null }>;

/** Replays each moment of a history after all of it has happened: what came later plays no part. */
function replayFaults(ledger: Ledger, frozen: FrozenEarning, moments: readonly Moment[]): string[] {
  const booking = { partnerId: 'partner', earningId: 'earning', currency: 'EUR', isSpiff: false };
  return moments.flatMap(({ facts, on, flows, entries, until }) => {
    const { differences, isDue } = replayOf({
      ...{ frozen, facts, day: on, bookedUntil: until, flows: ledger.flows.slice(0, flows) },
      booking: { ...booking, cause: { type: 'Replay', id: null } },
      entries: ledger.entries.slice(0, entries).map((entry) => ({ ...entry, id: entry.postingKey })),
    });
    const said = differences.map(({ code, movement, amountMinor }) => `${code} ${movement} ${amountMinor}`);
    return [...said, ...(isDue ? ['waits'] : [])].map((fault) => `${text(on)}: ${fault}`);
  });
}

/** Each change becomes known on some day after the one before; payouts come in between. */
function live(random: Chance, frozen: FrozenEarning, changes: readonly Change[], isPaying: boolean): Ledger {
  const ledger = aLedger();
  let facts = NOTHING;
  let now = 0;
  const faults: string[] = [];
  const moments: Moment[] = [];
  for (const change of changes) {
    facts = change(facts);
    now += random.below(120);
    ledger.book(frozen, facts, day(now));
    if (ledger.book(frozen, facts, day(now)).length > 0) faults.push('booked twice');
    if (isPaying && random.below(2) === 0)
      ledger.pay({
        currency: random.one(['EUR', 'USD', 'USD', 'JPY']),
        rate: random.one(['1.1', '0.9137', '161.27']),
        bookingRate: random.one(['1.1', '1.03', '158.5']),
        isReturned: random.below(4) === 0,
      });
    faults.push(...faultsOf(ledger));
    const { flows, entries } = ledger;
    const until = ledger.bookedUntil();
    moments.push({ facts, on: day(now), flows: flows.length, entries: entries.length, until });
  }
  ledger.book(frozen, facts, END);
  faults.push(...replayFaults(ledger, frozen, moments));
  if (ledger.book(frozen, facts, END).length > 0) faults.push('booked twice in the end');
  expect(faults).toEqual([]);
  return ledger;
}

describe(`${HISTORIES} random histories`, () => {
  it('keep the books, replay as of each instant, end alike however they arrive, and come back to exactly nothing', () => {
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const random = chance(seed);
      const revenue = random.one([1, 3, 100, 9_999, 1_000_000]);
      const total = BigInt(random.below(revenue * 2));
      const weights = [1n, 2n, 4n].map((weight) => weight * BigInt(1 + random.below(3)));
      const parts = allocate(total, weights);
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(total);
      const frozen = anEarning(termsOf(random), {
        amountMinor: parts[0]!,
        revenueMinor: BigInt(random.below(8) === 0 ? 0 : revenue),
        share: fractionOf(
          weights[0]!,
          weights.reduce((sum, weight) => sum + weight, 0n),
        ),
      });
      const changes = changesOf(random, revenue);
      const facts = changes.reduce<EarningFacts>((known, change) => change(known), NOTHING);
      const target = targetOf(frozen, facts, END);
      expect(target.nextDueOn).toBeNull();
      expect(target.payableMinor).toBeLessThanOrEqual(target.earnedMinor);
      expect(target.earnedMinor).toBeLessThanOrEqual(frozen.amountMinor);
      const ledgers = [
        live(random, frozen, changes, false),
        live(random, frozen, random.shuffled(changes), false),
        live(random, frozen, random.shuffled(changes), true),
      ];
      for (const ledger of ledgers) {
        expect([seed, -ledger.balance('EXPENSE', 'EUR')]).toEqual([seed, target.earnedMinor]);
        expect([seed, ledger.balance('ACCRUED', 'EUR')]).toEqual([
          seed,
          target.earnedMinor - target.payableMinor,
        ]);
      }
      for (const ledger of ledgers.slice(0, 2))
        expect(ledger.balance('PAYABLE', 'EUR')).toBe(target.payableMinor);
      comesBack(ledgers[2]!, frozen, facts);
    }
  });
});

/** Once nothing is earned any more, all that was paid is owed, and nothing stands anywhere in between. */
function comesBack(ledger: Ledger, frozen: FrozenEarning, facts: EarningFacts): void {
  ledger.book({ ...frozen, amountMinor: 0n, correctedOn: END }, facts, END);
  expect(faultsOf(ledger)).toEqual([]);
  for (const { account, currency, balanceMinor } of balancesOf(ledger.flows)) {
    if (account === 'PAID') expect(ledger.balance('RECOVERABLE', currency)).toBe(-balanceMinor);
    else if (account !== 'RECOVERABLE')
      expect([account, currency, balanceMinor]).toEqual([account, currency, 0n]);
  }
}
