import { describe, expect, it } from 'vitest';
import {
  appealBlock,
  type Contest,
  checkClaim,
  type DisputeKind,
  disputeActionsAvailable,
  grantOf,
  heldMinorOf,
  movementsOf,
  windowUntil,
} from '../../../src/domains/disputes/dispute.rules.ts';
import type { DisputeOutcome } from '../../../src/domains/disputes/dispute.states.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const LINE: Contest = {
  ...{ kind: 'LINE', statedMinor: 500n, claimedMinor: 650n, grantedMinor: null },
  ...{ isAppeal: false, firstOutcome: null },
};
const MISSING: Contest = { ...LINE, kind: 'MISSING', statedMinor: null, claimedMinor: 80n };
const OVER: Contest = { ...LINE, kind: 'OVERPAYMENT', claimedMinor: 400n };
const appealed = (contest: Contest, grantedMinor: bigint, firstOutcome: DisputeOutcome): Contest => ({
  ...contest,
  ...{ isAppeal: true, grantedMinor, firstOutcome },
});

const granted = (contest: Contest, outcome: DisputeOutcome, given: bigint | null) => {
  const fields = new FieldReader();
  const { grantedMinor, differenceMinor, status } = grantOf(fields, contest, outcome, given);
  return fields.invalid[0]?.code ?? `${status} ${grantedMinor} ${differenceMinor}`;
};

describe('a decision', () => {
  it.each<[string, Contest, DisputeOutcome, bigint | null, string]>([
    ['upholds all that is claimed', LINE, 'UPHELD', null, 'UPHELD 150 150'],
    ['upholds an amount', LINE, 'UPHELD', 90n, 'UPHELD 90 90'],
    ['upholds a part', LINE, 'PARTLY_UPHELD', 90n, 'PARTLY_UPHELD 90 90'],
    ['names the part', LINE, 'PARTLY_UPHELD', null, 'REQUIRED'],
    ['grants less than all as a part', LINE, 'PARTLY_UPHELD', 150n, 'NOT_A_PART'],
    ['grants no more than is claimed', LINE, 'UPHELD', 151n, 'OUT_OF_RANGE'],
    ['takes nothing of whom it is for', LINE, 'UPHELD', -1n, 'OUT_OF_RANGE'],
    ['does not uphold for nothing', LINE, 'UPHELD', 0n, 'NOTHING'],
    ['rejects', LINE, 'REJECTED', null, 'REJECTED 0 0'],
    ['does not reject and grant', LINE, 'REJECTED', 5n, 'NOT_REJECTED'],
    ['grants what is missing', MISSING, 'UPHELD', null, 'UPHELD 80 80'],
    ['takes what was too much', OVER, 'UPHELD', null, 'UPHELD -100 -100'],
    ['takes a part of it', OVER, 'PARTLY_UPHELD', -30n, 'PARTLY_UPHELD -30 -30'],
    ['does not take more', OVER, 'UPHELD', -101n, 'OUT_OF_RANGE'],
    ['does not give where the vendor contests', OVER, 'UPHELD', 5n, 'OUT_OF_RANGE'],
    ['on appeal books the difference', appealed(LINE, 90n, 'PARTLY_UPHELD'), 'UPHELD', null, 'UPHELD 150 60'],
    ['on appeal takes nothing back', appealed(LINE, 90n, 'UPHELD'), 'PARTLY_UPHELD', 20n, 'LESS_THAN_BEFORE'],
    ['on appeal stands where it is rejected', appealed(LINE, 90n, 'UPHELD'), 'REJECTED', null, 'UPHELD 90 0'],
    ['on appeal stays rejected', appealed(LINE, 0n, 'REJECTED'), 'REJECTED', null, 'REJECTED 0 0'],
    ['on appeal gives back', appealed(OVER, -100n, 'UPHELD'), 'REJECTED', null, 'REJECTED 0 100'],
    ['on appeal takes less', appealed(OVER, -100n, 'UPHELD'), 'PARTLY_UPHELD', -40n, 'PARTLY_UPHELD -40 60'],
  ])('%s', (_what, contest, outcome, given, expected) => {
    expect(granted(contest, outcome, given)).toBe(expected);
  });
});

describe('a claim', () => {
  it.each<[DisputeKind, bigint | null, bigint, string | undefined]>([
    ['LINE', 500n, 650n, undefined],
    ['LINE', 500n, 500n, 'NOT_MORE'],
    ['LINE', -100n, 0n, undefined],
    ['MISSING', null, 0n, 'NOT_POSITIVE'],
    ['MISSING', null, 1n, undefined],
    ['OVERPAYMENT', 500n, 0n, undefined],
    ['OVERPAYMENT', 500n, 500n, 'NOT_LESS'],
    ['OVERPAYMENT', 500n, -1n, 'NOT_LESS'],
    ['OVERPAYMENT', -5n, -9n, 'NOT_A_PAYMENT'],
  ])('%s of %s as %s: %s', (kind, stated, claimed, code) => {
    const fields = new FieldReader();
    checkClaim(fields, kind, stated, claimed);
    expect(fields.invalid[0]?.code).toBe(code);
  });
});

describe('the ledger', () => {
  it.each<[string, bigint, bigint, bigint, bigint, string[]]>([
    ['pays what is granted', 90n, 0n, 0n, 0n, ['ADJUSTMENT EXPENSE>PAYABLE 90']],
    ['does nothing for nothing', 0n, 0n, 0n, 0n, []],
    ['takes what is held', -100n, 100n, 400n, 100n, ['ADJUSTMENT HELD>EXPENSE 100']],
    [
      'takes a part of what is held and lets go of the rest',
      ...([-30n, 100n, 400n, 100n] as const),
      ['ADJUSTMENT HELD>EXPENSE 30', 'HOLD_LIFTED HELD>PAYABLE 70'],
    ],
    [
      'takes what is not paid after what is held, and is owed the rest',
      ...([-100n, 50n, 20n, 50n] as const),
      ['ADJUSTMENT HELD>EXPENSE 50', 'ADJUSTMENT PAYABLE>EXPENSE 20', 'ADJUSTMENT RECOVERABLE>EXPENSE 30'],
    ],
    ['lets go of what is rejected', 0n, 100n, 0n, 100n, ['HOLD_LIFTED HELD>PAYABLE 100']],
    ['lets go of no more than is there', 0n, 100n, 0n, 60n, ['HOLD_LIFTED HELD>PAYABLE 60']],
  ])('%s', (_what, difference, held, payableMinor, heldMinor, expected) => {
    const movements = movementsOf(difference, held, { payableMinor, heldMinor });
    expect(movements.map((m) => `${m.kind} ${m.from}>${m.to} ${m.amountMinor}`)).toEqual(expected);
  });

  it('holds the contested part alone, as far as it is not paid', () => {
    expect(heldMinorOf(-100n, { payableMinor: 500n, heldMinor: 0n })).toBe(100n);
    expect(heldMinorOf(-100n, { payableMinor: 60n, heldMinor: 0n })).toBe(60n);
    expect(heldMinorOf(-100n, { payableMinor: 0n, heldMinor: 0n })).toBe(0n);
  });
});

describe('an appeal', () => {
  it('is made once, and against something', () => {
    expect(appealBlock({ ...LINE, grantedMinor: 90n })).toBeNull();
    expect(appealBlock({ ...LINE, grantedMinor: 150n })).toMatch(/granted/);
    expect(appealBlock({ ...OVER, grantedMinor: 0n })).toMatch(/granted/);
    expect(appealBlock({ ...OVER, grantedMinor: -1n })).toBeNull();
    expect(appealBlock(appealed(LINE, 0n, 'REJECTED'))).toMatch(/final/);
  });

  it('has its last day in the window', () => {
    const until = windowUntil(new Date('2026-01-31T00:00:00Z'), 90);
    expect(until).toEqual(new Date('2026-05-01T00:00:00Z'));
    const seen = {
      ...({ ...LINE, grantedMinor: 0n, status: 'REJECTED', partnerId: 'p' } as const),
      ...{ openedById: 'a', firstDecidedById: null, appealUntil: until },
    };
    const asking = { roles: ['PARTNER_ADMIN'], personId: 'a', ownPartnerId: 'p' } as const;
    const appeal = (today: Date) =>
      disputeActionsAvailable(seen, asking, today).find(({ action }) => action === 'APPEAL');
    expect(appeal(until)?.available).toBe(true);
    expect(appeal(new Date('2026-05-02T00:00:00Z'))?.blockedBecause).toMatch(/2026-05-01/);
    expect(disputeActionsAvailable(seen, { ...asking, ownPartnerId: 'q' }, until)).toEqual([]);
  });
});
