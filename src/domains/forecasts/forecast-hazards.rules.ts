import type { DealSpell } from './forecast-deal.rules.ts';
import {
  type AgeBucket,
  ageBucketsUntil,
  bucketAt,
  eachPiece,
  type Observed,
  type Piece,
} from './forecast-exposure.rules.ts';

/** So many events of the stage's own average count as if they had been seen in each age bucket. */
export const BUCKET_PRIOR_EVENTS = 0.5;
/** So many events as expected count as if they had been seen in each month of a quarter. */
export const SEASON_PRIOR_EVENTS = 20;
const ROUNDS = 8;

type ByPlace = readonly [number, number, number];

/** Deals of four weeks and less follow the quarter in another way than older ones, so each has its own months. */
const YOUNG_BUCKETS = 4;
export const bandOf = (bucket: number): 0 | 1 => (bucket < YOUNG_BUCKETS ? 0 : 1);

/** What hazards are multiplied by in the first, second and third month of a quarter: of young deals, then of older ones. */
export type Season = readonly [ByPlace, ByPlace];

/** The chance, on a day in a stage at an age, that a deal is won, lost, or moves on to another stage. */
export type Hazards = Readonly<{
  observed: Observed;
  buckets: readonly AgeBucket[];
  /** By stage, then age bucket. */
  exposureDays: readonly (readonly number[])[];
  wins: readonly (readonly number[])[];
  losses: readonly (readonly number[])[];
  win: readonly (readonly number[])[];
  loss: readonly (readonly number[])[];
  /** By stage, then age in days: where within its bucket deals close, such as always on the last day of a trial. */
  winByDay: readonly (readonly number[])[];
  lossByDay: readonly (readonly number[])[];
  /** By stage, then the stage moved to, then age bucket. */
  move: readonly (readonly (readonly number[])[])[];
  seasonWin: Season;
  seasonLoss: Season;
}>;

type Counts = Readonly<{
  /** By stage, bucket and place in the quarter. */
  days: number[][][];
  wins: number[][];
  losses: number[][];
  /** By band of ages and place in the quarter. */
  winsByPlace: number[][];
  lossesByPlace: number[][];
  moves: number[][][];
  /** By stage, age in days and place in the quarter. */
  atAge: number[][][];
  winsAtAge: number[][];
  lossesAtAge: number[][];
}>;

const zeros = (length: number): number[] => new Array<number>(length).fill(0);
const table = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => zeros(columns));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function counted(spells: readonly DealSpell[], observed: Observed, bucketCount: number): Counts {
  const { stages, calendar } = observed;
  const ages = observed.lastAgeDays + 1;
  const counts: Counts = {
    days: stages.map(() => table(bucketCount, 3)),
    wins: table(stages.length, bucketCount),
    losses: table(stages.length, bucketCount),
    winsByPlace: table(2, 3),
    lossesByPlace: table(2, 3),
    moves: stages.map(() => table(stages.length, bucketCount)),
    ...{ atAge: stages.map(() => table(ages, 3)), winsAtAge: table(stages.length, ages) },
    lossesAtAge: table(stages.length, ages),
  };
  const take = ({ stage, bucket, ageDays, month, days, event }: Piece) => {
    const { place } = calendar.months[month]!;
    counts.days[stage]![bucket]![place]! += days;
    for (let age = ageDays; age < ageDays + days; age += 1) counts.atAge[stage]![age]![place]! += 1;
    const lastAge = ageDays + days - 1;
    if (event === null) return;
    if (event === 'WON') {
      counts.wins[stage]![bucket]! += 1;
      counts.winsAtAge[stage]![lastAge]! += 1;
      counts.winsByPlace[bandOf(bucket)]![place]! += 1;
    } else if (event === 'LOST') {
      counts.losses[stage]![bucket]! += 1;
      counts.lossesAtAge[stage]![lastAge]! += 1;
      counts.lossesByPlace[bandOf(bucket)]![place]! += 1;
    } else {
      const next = stages.indexOf(event as (typeof stages)[number]);
      if (next >= 0) counts.moves[stage]![next]![bucket]! += 1;
    }
  };
  for (const spell of spells) eachPiece(spell, observed, take);
  return counts;
}

/** Events over days at risk, drawn to the average of the stage by half an event. */
function rates(events: readonly number[], days: readonly number[]): number[] {
  const all = sum(days);
  const average = all > 0 ? sum(events) / all : 0;
  if (average === 0) return zeros(events.length);
  return events.map((count, bucket) =>
    Math.min(1, (count + BUCKET_PRIOR_EVENTS) / (days[bucket]! + BUCKET_PRIOR_EVENTS / average)),
  );
}

/**
 * Hazards by stage and age together with what a month of a quarter does to them: each is fitted to what the other leaves,
 * in turn. A month of a quarter that was never seen multiplies by about one.
 */
function fitted(
  events: readonly (readonly number[])[],
  eventsByPlace: readonly (readonly number[])[],
  days: Counts['days'],
): Readonly<{ hazard: number[][]; season: Season }> {
  let season = table(2, 3).map((places) => places.map(() => 1));
  let hazard: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const held = season;
    const scaled = (places: readonly number[], bucket: number) =>
      sum(places.map((count, place) => count * held[bandOf(bucket)]![place]!));
    hazard = events.map((counts, stage) => rates(counts, days[stage]!.map(scaled)));
    const expected = table(2, 3);
    days.forEach((buckets, stage) => {
      buckets.forEach((places, bucket) => {
        places.forEach((count, place) => {
          expected[bandOf(bucket)]![place]! += count * hazard[stage]![bucket]!;
        });
      });
    });
    season = expected.map((places, band) =>
      places.map(
        (count, place) =>
          (eventsByPlace[band]![place]! + SEASON_PRIOR_EVENTS) / (count + SEASON_PRIOR_EVENTS),
      ),
    );
  }
  return { hazard, season: season as unknown as Season };
}

/** The hazard of each day of age, drawn to that of its bucket by half an event. */
function byDay(
  { hazard, season }: Readonly<{ hazard: number[][]; season: Season }>,
  eventsAtAge: readonly (readonly number[])[],
  atAge: Counts['atAge'],
  lastAgeDays: number,
): number[][] {
  return eventsAtAge.map((events, stage) =>
    events.map((count, age) => {
      const bucket = bucketAt(age, lastAgeDays);
      const average = hazard[stage]![bucket]!;
      if (average === 0) return 0;
      const days = sum(atAge[stage]![age]!.map((deals, place) => deals * season[bandOf(bucket)][place]!));
      return Math.min(1, (count + BUCKET_PRIOR_EVENTS) / (days + BUCKET_PRIOR_EVENTS / average));
    }),
  );
}

/** What history teaches about all deals together. */
export function hazardsOf(spells: readonly DealSpell[], observed: Observed): Hazards {
  const buckets = ageBucketsUntil(observed.lastAgeDays);
  const counts = counted(spells, observed, buckets.length);
  const exposureDays = counts.days.map((byBucket) => byBucket.map(sum));
  const won = fitted(counts.wins, counts.winsByPlace, counts.days);
  const lost = fitted(counts.losses, counts.lossesByPlace, counts.days);
  const move = counts.moves.map((targets, stage) =>
    targets.map((events) => rates(events, exposureDays[stage]!)),
  );
  return {
    ...{ observed, buckets, exposureDays, wins: counts.wins, losses: counts.losses },
    winByDay: byDay(won, counts.winsAtAge, counts.atAge, observed.lastAgeDays),
    lossByDay: byDay(lost, counts.lossesAtAge, counts.atAge, observed.lastAgeDays),
    ...{ win: won.hazard, loss: lost.hazard, move, seasonWin: won.season, seasonLoss: lost.season },
  };
}
