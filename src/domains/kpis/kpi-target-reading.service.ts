import { type Fraction, fractionOf, fractionProduct, fractionQuotient } from '../../kernel/fraction.ts';
import type { Tx } from '../../platform/database/client.ts';
import { exactOf, numberText } from './kpi-combine.rules.ts';
import { type TargetStatus, targetStatusOf } from './kpi-rank.rules.ts';
import type { Scorecard, ScorecardEntry } from './kpi-scorecard.service.ts';
import { targetsOf } from './kpi-target.repo.ts';

export type EntryTarget = Readonly<{
  value: string;
  currency: string | null;
  status: TargetStatus | null;
  percent: string | null;
}>;

/** What the KPIs of a scorecard should be, and whether they are. It runs in the role of the transaction. */
export async function targetsOfScorecard(
  tx: Pick<Tx, 'kpiTarget'>,
  card: Pick<Scorecard, 'scope' | 'period' | 'entries'>,
): Promise<ReadonlyMap<string, EntryTarget>> {
  const entries = new Map(card.entries.map((entry) => [entry.kpi.code as string, entry]));
  const targets = await targetsOf(tx, card.scope, card.period.label);
  return new Map(
    targets.flatMap((target) => {
      const entry = entries.get(target.kpi);
      return entry ? [[target.kpi, comparedWith(entry, target)] as const] : [];
    }),
  );
}

function comparedWith(
  { kpi, value }: ScorecardEntry,
  target: Readonly<{ value: string; currency: string | null }>,
): EntryTarget {
  const told = { value: target.value, currency: target.currency };
  const isComparable = kpi.unit !== 'MONEY' || value.currency === null || value.currency === target.currency;
  const own: Fraction | null = value.exact.value;
  if (own === null || !isComparable) return { ...told, status: null, percent: null };
  const wanted = exactOf(target.value, kpi, target.currency);
  const percent =
    wanted.numerator === 0n
      ? null
      : numberText(fractionProduct(fractionQuotient(own, wanted), fractionOf(100n)));
  return { ...told, status: targetStatusOf(kpi.direction, own, wanted), percent };
}
