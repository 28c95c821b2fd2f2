import { bucketAt, stageIndexOf } from './forecast-exposure.rules.ts';
import { bandOf, type Hazards } from './forecast-hazards.rules.ts';

/** How many times as often as the program a partner wins and loses what it has at risk. */
export type Factors = Readonly<{ win: number; loss: number }>;

export const SAME_AS_PROGRAM: Factors = { win: 1, loss: 1 };

/** Days that are ahead, half-open: what is won before `from` does not count, and nothing from `until` on. */
export type Ahead = Readonly<{ today: number; from: number; until: number }>;

const PROBABILITY_DIGITS = 8;
const PROBABILITY_UNIT = 10 ** PROBABILITY_DIGITS;

/** A probability as whole hundred millionths, the one rounding that probabilities have: half up. */
export const probabilityUnits = (probability: number): bigint =>
  BigInt(Math.min(PROBABILITY_UNIT, Math.max(0, Math.floor(probability * PROBABILITY_UNIT + 0.5))));

export const PROBABILITY_UNITS = BigInt(PROBABILITY_UNIT);

/** Whether it is older than any deal that ever closed; such a deal is not expected to. Where none ever closed, none is. */
export const isStale = ({ observed }: Hazards, ageDays: number): boolean =>
  observed.lastAgeDays >= 0 && ageDays > observed.lastAgeDays;

/**
 * The chance that a deal of a stage and age is won within the days ahead. Each day it may be won, lost or moved, and only
 * what is left goes on to the next: winning and losing compete.
 */
export function winProbability(
  hazards: Hazards,
  deal: Readonly<{ stage: string; ageDays: number }>,
  ahead: Ahead,
  factors: Factors = SAME_AS_PROGRAM,
): number {
  const { observed } = hazards;
  const start = stageIndexOf(observed.stages, deal.stage);
  if (start < 0) return 0;
  let open: number[] = observed.stages.map((_, stage) => (stage === start ? 1 : 0));
  let won = 0;
  for (let day = ahead.today; day < ahead.until; day += 1) {
    const age = deal.ageDays + day - ahead.today;
    const bucket = bucketAt(age, observed.lastAgeDays);
    if (bucket < 0) break;
    const place = observed.calendar.placeOf(day);
    const winScale = factors.win * hazards.seasonWin[bandOf(bucket)][place];
    const lossScale = factors.loss * hazards.seasonLoss[bandOf(bucket)][place];
    const next = open.map(() => 0);
    open.forEach((share, stage) => {
      if (share === 0) return;
      const win = hazards.winByDay[stage]![age]! * winScale;
      const loss = hazards.lossByDay[stage]![age]! * lossScale;
      const moves = hazards.move[stage]!;
      const leaving = win + loss + moves.reduce((total, chances) => total + chances[bucket]!, 0);
      // Multiplied hazards of a day may exceed certainty together; then they share it.
      const scale = leaving > 1 ? 1 / leaving : 1;
      if (day >= ahead.from) won += share * win * scale;
      moves.forEach((chances, target) => {
        next[target]! += share * chances[bucket]! * scale;
      });
      next[stage]! += share * (1 - Math.min(1, leaving));
    });
    open = next;
  }
  return Math.min(1, won);
}
