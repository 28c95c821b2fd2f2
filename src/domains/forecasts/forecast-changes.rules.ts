import { contributionOf } from './forecast-amounts.rules.ts';

/** An open deal as a forecast kept it, with what its model made of it. */
export type KeptDeal = Readonly<{
  opportunityId: string;
  stage: string;
  amountMinor: bigint;
  ratioUnits: bigint;
  chanceUnits: bigint;
  isStale: boolean;
}>;

/** How a deal that is not open any more ended, by what was known at the later forecast. */
export type Ending = Readonly<{ opportunityId: string; outcome: 'WON' | 'LOST'; wonMinor: bigint }>;

export const CHANGE_KINDS = [
  'NEW',
  'WON',
  'LOST',
  'AMOUNT_CHANGED',
  'STAGE_MOVED',
  'SLIPPED',
  'ADVANCED',
  'NEW_BUSINESS',
  'OTHER',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export type DealChange = Readonly<{ opportunityId: string; kind: ChangeKind; effectMinor: bigint }>;
export type ChangeSum = Readonly<{ kind: ChangeKind; count: number; effectMinor: bigint }>;

export type Sides = Readonly<{
  before: Readonly<{ expectedMinor: bigint; newBusinessMinor: bigint; deals: readonly KeptDeal[] }>;
  after: Readonly<{ expectedMinor: bigint; newBusinessMinor: bigint; deals: readonly KeptDeal[] }>;
  /** Deals that ended between the two; those won count at what was won within the period. */
  endings: readonly Ending[];
}>;

const worth = ({ amountMinor, ratioUnits, chanceUnits }: KeptDeal): bigint =>
  contributionOf(amountMinor, ratioUnits, chanceUnits);

/** What happened to a deal that is open in both: first its amount at the chance that it had, then the chance. */
function changesOfOpen(before: KeptDeal, after: KeptDeal): DealChange[] {
  const { opportunityId } = after;
  const repriced = worth({ ...before, amountMinor: after.amountMinor });
  const amountEffect = repriced - worth(before);
  const chanceEffect = worth(after) - repriced;
  const kind: ChangeKind =
    before.stage !== after.stage
      ? 'STAGE_MOVED'
      : chanceEffect < 0n || after.isStale
        ? 'SLIPPED'
        : 'ADVANCED';
  return [
    ...(before.amountMinor === after.amountMinor
      ? []
      : [{ opportunityId, kind: 'AMOUNT_CHANGED' as const, effectMinor: amountEffect }]),
    ...(chanceEffect === 0n && kind !== 'STAGE_MOVED'
      ? []
      : [{ opportunityId, kind, effectMinor: chanceEffect }]),
  ];
}

/** Deal by deal, why a forecast differs from the one before. */
export function dealChanges({ before, after, endings }: Sides): DealChange[] {
  const earlier = new Map(before.deals.map((deal) => [deal.opportunityId, deal]));
  const later = new Map(after.deals.map((deal) => [deal.opportunityId, deal]));
  const opened = after.deals.flatMap((deal): DealChange[] => {
    const known = earlier.get(deal.opportunityId);
    if (known) return changesOfOpen(known, deal);
    return [{ opportunityId: deal.opportunityId, kind: 'NEW', effectMinor: worth(deal) }];
  });
  const ended = endings
    .filter(({ opportunityId }) => !later.has(opportunityId))
    .map(({ opportunityId, outcome, wonMinor }): DealChange => {
      const known = earlier.get(opportunityId);
      const won = outcome === 'WON' ? wonMinor : 0n;
      return { opportunityId, kind: outcome, effectMinor: won - (known ? worth(known) : 0n) };
    });
  return [...opened, ...ended];
}

/**
 * The changes by kind, of which the effects sum to the difference of the two forecasts exactly: what no deal explains, such
 * as a partner that moved to another portfolio or a correction of what was won before, is told as OTHER.
 */
export function changeSums(sides: Sides, changes: readonly DealChange[]): ChangeSum[] {
  const sums = new Map<ChangeKind, { count: number; effectMinor: bigint }>();
  const add = (kind: ChangeKind, count: number, effectMinor: bigint) => {
    const known = sums.get(kind) ?? { count: 0, effectMinor: 0n };
    sums.set(kind, { count: known.count + count, effectMinor: known.effectMinor + effectMinor });
  };
  for (const { kind, effectMinor } of changes) add(kind, 1, effectMinor);
  const { before, after } = sides;
  add('NEW_BUSINESS', 0, after.newBusinessMinor - before.newBusinessMinor);
  const explained = [...sums.values()].reduce((total, { effectMinor }) => total + effectMinor, 0n);
  add('OTHER', 0, after.expectedMinor - before.expectedMinor - explained);
  return CHANGE_KINDS.flatMap((kind) => {
    const sum = sums.get(kind);
    return sum && (sum.count > 0 || sum.effectMinor !== 0n) ? [{ kind, ...sum }] : [];
  });
}

const magnitudeOf = (value: bigint): bigint => (value < 0n ? -value : value);

/** The changes that weigh most first; of equals by the deal's id. */
export const weightiest = (changes: readonly DealChange[], countMax: number): DealChange[] =>
  [...changes]
    .sort((a, b) => {
      const [one, other] = [magnitudeOf(a.effectMinor), magnitudeOf(b.effectMinor)];
      return one === other ? (a.opportunityId < b.opportunityId ? -1 : 1) : one > other ? -1 : 1;
    })
    .slice(0, countMax);
