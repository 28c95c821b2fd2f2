import { decimalOf, formatDecimal } from '../../kernel/decimal.ts';
import {
  type Fraction,
  fractionFrom,
  fractionOf,
  fractionQuotient,
  fractionSum,
  roundedFraction,
  ZERO,
} from '../../kernel/fraction.ts';

type Objective<Owner> = Readonly<{
  id: string;
  parentId: string | null;
  team: string | null;
  status: string;
  ownerId: string;
  owner: Owner;
  progress: Fraction | null;
  /** Of the last check-in of each key result, as decimal text. */
  confidences: readonly string[];
}>;

export type RolledUp<Owner> = Readonly<{
  team: string | null;
  owner: Owner | null;
  objectives: number;
  open: number;
  progress: Fraction | null;
  confidence: string | null;
}>;

const CONFIDENCE_DIGITS = 2;

const meanOf = (values: readonly Fraction[]): Fraction | null =>
  values.length === 0
    ? null
    : fractionQuotient(values.reduce(fractionSum, ZERO), fractionOf(BigInt(values.length)));

/** Objectives by team or owner, in order. One that contributes to another one of its group is told there already. */
export function rollUpOf<Owner>(
  objectives: readonly Objective<Owner>[],
  by: 'TEAM' | 'OWNER',
): RolledUp<Owner>[] {
  const keyOf = ({ team, ownerId }: Objective<Owner>) => (by === 'TEAM' ? (team ?? '') : ownerId);
  const groups = [...Map.groupBy(objectives, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([, group]) => {
    const ids = new Set(group.map(({ id }) => id));
    const tops = group.filter(({ parentId }) => parentId === null || !ids.has(parentId));
    const confidence = meanOf(
      group.flatMap(({ confidences }) => confidences.map((text) => fractionFrom(decimalOf(text)))),
    );
    return {
      team: by === 'TEAM' ? group[0]!.team : null,
      owner: by === 'OWNER' ? group[0]!.owner : null,
      objectives: group.length,
      open: group.filter(({ status }) => status === 'OPEN').length,
      progress: meanOf(tops.flatMap(({ progress }) => progress ?? [])),
      confidence: confidence && formatDecimal(roundedFraction(confidence, CONFIDENCE_DIGITS)),
    };
  });
}
