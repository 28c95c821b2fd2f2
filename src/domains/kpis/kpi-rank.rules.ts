import { compareFractions, type Fraction } from '../../kernel/fraction.ts';
import type { KpiDirection } from './kpi-definition.rules.ts';

/** A rank among fewer than so many would say whose the others are. */
export const PEERS_MIN = 5;

/** The place among so many that have a value, itself included; equal values share a place. */
export type KpiRank = Readonly<{ rank: number; of: number }>;

export const isBetter = (direction: KpiDirection, a: Fraction, b: Fraction): boolean =>
  compareFractions(a, b) === (direction === 'UP' ? 1 : -1);

/** Null where it has no value, or where too few have one. */
export function rankOf(
  direction: KpiDirection,
  own: Fraction | null,
  all: readonly (Fraction | null)[],
  peersMin = PEERS_MIN,
): KpiRank | null {
  const values = all.filter((value) => value !== null);
  if (own === null || values.length < peersMin) return null;
  return { rank: 1 + values.filter((value) => isBetter(direction, value, own)).length, of: values.length };
}

/** Whether a target is met: reached where more is better, not exceeded where less is. */
export const TARGET_STATUSES = ['MET', 'MISSED'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

export const targetStatusOf = (direction: KpiDirection, value: Fraction, target: Fraction): TargetStatus =>
  isBetter(direction, target, value) ? 'MISSED' : 'MET';
