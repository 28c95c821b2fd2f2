import type { CommissionExplanation, ExplainedStep } from '../plans/plan-explanation.rules.ts';

/** Why an entry was booked: the arithmetic of the movement, and that of the commission that it is of. */
export type EntryExplanation = Readonly<{
  commission: CommissionExplanation | null;
  steps: readonly ExplainedStep[];
  notCounted: readonly Readonly<{ code: string; factId: string | null }>[];
}>;

type Stored = Readonly<Record<string, unknown>>;

const isStored = (value: unknown): value is Stored => typeof value === 'object' && value !== null;
const listIn = <Item>(stored: unknown, key: string): readonly Item[] => {
  const value = isStored(stored) ? stored[key] : null;
  return Array.isArray(value) ? value : [];
};

/** What is stored with a commission's terms, with what is missing there as empty. */
export function commissionExplanationOf(stored: unknown): CommissionExplanation | null {
  if (!isStored(stored)) return null;
  return {
    inputs: listIn(stored, 'inputs'),
    rule: (isStored(stored.rule) ? stored.rule : null) as CommissionExplanation['rule'],
    conditions: listIn(stored, 'conditions'),
    steps: listIn(stored, 'steps'),
    rounding: (isStored(stored.rounding)
      ? stored.rounding
      : { exact: '0', rounded: '0', residue: '0' }) as CommissionExplanation['rounding'],
    others: listIn(stored, 'others'),
  };
}

/** A revision counts for what was booked from its own instant on; the last before an entry is that entry's. */
export function entryExplanationOf(
  entry: Readonly<{ explanation: unknown; bookedAt: Date }>,
  revisions: readonly Readonly<{ explanation: unknown; bookedAt: Date; number: number }>[],
): EntryExplanation {
  const counted = revisions
    .filter(({ bookedAt }) => bookedAt <= entry.bookedAt)
    .reduce<(typeof revisions)[number] | null>(
      (latest, one) => (latest && latest.number > one.number ? latest : one),
      null,
    );
  return {
    commission: commissionExplanationOf(counted?.explanation),
    steps: listIn(entry.explanation, 'steps'),
    notCounted: listIn(entry.explanation, 'notCounted'),
  };
}
