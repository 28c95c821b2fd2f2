import { expect } from 'vitest';
import { targetOf } from '../../src/domains/accruals/accrual-target.rules.ts';
import type { EarningFacts } from '../../src/domains/accruals/earning-facts.rules.ts';
import type { FrozenEarning } from '../../src/domains/accruals/earning-terms.rules.ts';
import { anEarning, dayAt } from './accruals.ts';

/** All of a commission comes back for six months, half of it until a year has passed. */
export const SCHEDULE = [
  { untilMonth: 6, percent: '100' },
  { untilMonth: 12, percent: '50' },
];
export const atOnce = (terms: object = {}, data: object = {}) =>
  anEarning({ payable: 'ON_ACTIVATION', disconnectTakes: 'BY_SCHEDULE', ...terms }, data);
/** What an earning is worth on a day, the last of 2026 where none is said, and when that changes next. */
export type Case = Readonly<{
  _case: string;
  frozen: FrozenEarning;
  facts: EarningFacts;
  day?: string;
  earned: bigint;
  payable: bigint;
  next?: string | null;
}>;

export const checkWorth = ({ frozen, facts, day = '2026-12-31', earned, payable, next }: Case) => {
  const target = targetOf(frozen, facts, dayAt(day));
  expect([target.earnedMinor, target.payableMinor]).toEqual([earned, payable]);
  if (next !== undefined) expect(target.nextDueOn?.toISOString().slice(0, 10) ?? null).toBe(next);
};
