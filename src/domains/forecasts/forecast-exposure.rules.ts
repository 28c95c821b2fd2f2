import type { ForecastCalendar } from './forecast-calendar.rules.ts';
import type { DealSpell } from './forecast-deal.rules.ts';

export const OPEN_STAGES = ['PROSPECTING', 'QUALIFIED', 'PROPOSAL', 'COMMITTED'] as const;

/** What stands for every stage where stages are not tracked. */
export const ANY_STAGE = 'ANY';

export type StageCode = (typeof OPEN_STAGES)[number] | typeof ANY_STAGE;

/** Ages in days, half-open: weeks for half a year, then four weeks each; the last ends with the oldest age at which a deal closed. */
export type AgeBucket = Readonly<{ fromDays: number; untilDays: number }>;

const WEEK_DAYS = 7;
const WEEKS_OF_SINGLES = 26;
const LATER_WIDTH_DAYS = 28;

export function ageBucketsUntil(lastAgeDays: number): AgeBucket[] {
  const buckets: AgeBucket[] = [];
  for (let fromDays = 0; fromDays <= lastAgeDays; ) {
    const width = fromDays < WEEK_DAYS * WEEKS_OF_SINGLES ? WEEK_DAYS : LATER_WIDTH_DAYS;
    const untilDays = Math.min(fromDays + width, lastAgeDays + 1);
    buckets.push({ fromDays, untilDays });
    fromDays += width;
  }
  return buckets;
}

/** Which bucket an age is in; -1 beyond the last, where nothing ever closed. */
export function bucketAt(ageDays: number, lastAgeDays: number): number {
  if (ageDays > lastAgeDays || ageDays < 0) return -1;
  const week = Math.floor(ageDays / WEEK_DAYS);
  return week < WEEKS_OF_SINGLES
    ? week
    : WEEKS_OF_SINGLES + Math.floor((ageDays - WEEK_DAYS * WEEKS_OF_SINGLES) / LATER_WIDTH_DAYS);
}

/** Days at risk of one deal that share stage, age bucket and fiscal month; `event` happened on the last of them. */
export type Piece = Readonly<{
  stage: number;
  bucket: number;
  /** The age of the first of these days. */
  ageDays: number;
  month: number;
  days: number;
  event: string | null;
}>;

export type Observed = Readonly<{
  calendar: ForecastCalendar;
  lastAgeDays: number;
  /** Before the first closing that is known, nothing could be seen to close, so those days teach nothing. */
  firstDay: number;
  stages: readonly StageCode[];
}>;

/** Where a stage stands among those that are told apart; -1 where it is none of them. */
export const stageIndexOf = (stages: readonly StageCode[], stage: string): number =>
  stages[0] === ANY_STAGE ? 0 : stages.indexOf(stage as StageCode);

/** Cuts what a deal was at risk of into pieces and hands each on. */
export function eachPiece(spell: DealSpell, observed: Observed, take: (piece: Piece) => void): void {
  const { calendar, lastAgeDays, stages } = observed;
  const isPooled = stages[0] === ANY_STAGE;
  for (const stretch of spell.stretches) {
    const stage = stageIndexOf(stages, stretch.stage);
    if (stage < 0) continue;
    const isEvent = stretch.next !== null && (!isPooled || stretch.next === 'WON' || stretch.next === 'LOST');
    let day = Math.max(stretch.from, observed.firstDay);
    while (day < stretch.until) {
      const age = day - spell.openedDay;
      const bucket = bucketAt(age, lastAgeDays);
      if (bucket < 0) break;
      const month = calendar.monthOf(day);
      const monthUntil = calendar.months[month + 1]?.fromDay ?? calendar.untilDay;
      const ageUntil = Math.min(bucketEnd(bucket), lastAgeDays + 1);
      const until = Math.min(stretch.until, monthUntil, spell.openedDay + ageUntil);
      const isLast = until === stretch.until;
      take({
        stage,
        bucket,
        ageDays: age,
        month,
        days: until - day,
        event: isLast && isEvent ? stretch.next : null,
      });
      day = until;
    }
  }
}

const bucketEnd = (bucket: number): number =>
  bucket < WEEKS_OF_SINGLES
    ? (bucket + 1) * WEEK_DAYS
    : WEEKS_OF_SINGLES * WEEK_DAYS + (bucket - WEEKS_OF_SINGLES + 1) * LATER_WIDTH_DAYS;
