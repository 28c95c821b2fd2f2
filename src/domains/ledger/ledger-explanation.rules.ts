import type { CommissionExplanation, ExplainedStep } from '../plans/plan-explanation.rules.ts';

/** Why an entry was booked: the arithmetic of the movement, and that of the commission that it is of. */
export type EntryExplanation = Readonly<{
  commission: CommissionExplanation | null;
  steps: readonly ExplainedStep[];
  notCounted: readonly Readonly<{ code: string; factId: string | null }>[];
  /** The line that a dispute was about, with what it said of itself; null of every other entry. */
  contestedLine: ContestedLineSaid | null;
}>;

export type ContestedLineSaid = Readonly<{
  kind: string;
  period: string;
  statedMinor: bigint;
  explanation: EntryExplanation;
}>;

type Revision = Readonly<{ explanation: unknown; bookedAt: Date; number: number }>;
type BookedEntry = Readonly<{ explanation: unknown; bookedAt: Date }>;

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

/** A step with operands as values; the first explanations said them as bare text. */
const stepOf = ({ code, operands = [], result, unit = '' }: ExplainedStep): ExplainedStep => ({
  ...{ code, unit, result: String(result ?? '') },
  operands: (operands as readonly (ExplainedStep['operands'][number] | string)[]).map((operand) =>
    typeof operand === 'string' ? { code: 'VALUE', value: operand, unit: '' } : operand,
  ),
});

/** A revision counts for what was booked from its own instant on; the last before an entry is that entry's. */
export function entryExplanationOf(
  entry: BookedEntry,
  revisions: readonly Revision[],
  contested: BookedEntry | null = null,
): EntryExplanation {
  const counted = revisions
    .filter(({ bookedAt }) => bookedAt <= entry.bookedAt)
    .reduce<Revision | null>((latest, one) => (latest && latest.number > one.number ? latest : one), null);
  return {
    commission: commissionExplanationOf(counted?.explanation),
    steps: listIn<ExplainedStep>(entry.explanation, 'steps').map(stepOf),
    notCounted: listIn(entry.explanation, 'notCounted'),
    contestedLine: contestedLineOf(entry.explanation, revisions, contested),
  };
}

/** A decision is booked on the earning of the line that it is about, so that both have the same revisions. */
function contestedLineOf(
  explanation: unknown,
  revisions: readonly Revision[],
  contested: BookedEntry | null,
): ContestedLineSaid | null {
  const line = isStored(explanation) ? explanation.line : null;
  if (!isStored(line) || !isWhole(line.statedMinor) || contested === null) return null;
  return {
    ...{ kind: String(line.kind), period: String(line.period), statedMinor: BigInt(line.statedMinor) },
    explanation: entryExplanationOf(
      { explanation: line.explanation, bookedAt: contested.bookedAt },
      revisions,
    ),
  };
}

const isWhole = (value: unknown): value is string => typeof value === 'string' && /^-?\d{1,19}$/.test(value);

/** More than facts of one line ever come to; what is beyond is left out. */
export const STEPS_MAX = 200;

/** What an entry says of itself, in the currency that it is in. */
export type ExplainedEntry = Omit<EntryExplanation, 'contestedLine'> &
  Readonly<{
    currency: string;
    contestedLine:
      | (Omit<ContestedLineSaid, 'explanation'> & Readonly<{ currency: string; explanation: ExplainedEntry }>)
      | null;
  }>;

/** An entry as it is stored, with the revisions of its earning and the entry that a dispute about it was of. */
export type StoredEntry = BookedEntry &
  Readonly<{
    currency: string;
    earning: Readonly<{ revisions: readonly Revision[] }> | null;
    dispute?: Readonly<{ entry: BookedEntry | null }> | null;
  }>;

export const explainedEntry = (entry: StoredEntry): ExplainedEntry =>
  toldIn(
    entryExplanationOf(entry, entry.earning?.revisions ?? [], entry.dispute?.entry ?? null),
    entry.currency,
  );

const toldIn = (
  { steps, notCounted, contestedLine, ...explanation }: EntryExplanation,
  currency: string,
): ExplainedEntry => ({
  ...explanation,
  ...{ currency, steps: steps.slice(0, STEPS_MAX), notCounted: notCounted.slice(0, STEPS_MAX) },
  contestedLine: contestedLine && {
    ...{ ...contestedLine, currency },
    explanation: toldIn(contestedLine.explanation, currency),
  },
});
