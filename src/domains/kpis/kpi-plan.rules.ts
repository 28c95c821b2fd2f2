import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import type { KpiCombination, KpiDefinition } from './kpi-definition.rules.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { daysInOrder, type KpiSegment, levelWindows, segmentsOf } from './kpi-segment.rules.ts';

/** What is read at one place of a plan: cells or buckets of a grain, or facts, within days. */
export type KpiPlace = Readonly<{ place: number; measure: string }> & KpiSegment;

export const PLACE_KINDS = ['cells', 'histograms', 'distinct', 'distinctLevels', 'retentions'] as const;
type PlaceKind = (typeof PLACE_KINDS)[number];

/**
 * By what is read: sums of cells; buckets of histograms; members with a fact within the days; members whose deltas before
 * `until` sum to more than nothing; members with a level before `from`, and what they have before `until`.
 */
export type KpiPlaces = Readonly<Record<PlaceKind, readonly KpiPlace[]>>;

/** A sum of one place, by the key of a group. */
export type KpiSum = Readonly<{
  place: number;
  key: string;
  slice: string;
  currency: string;
  /** The first day of the month whose rate counts, where amounts are converted; null for days, whose place tells it. */
  month: Date | null;
  bucket: number | null;
  count: bigint;
  total: bigint;
  /** Of retentions: what is left, of each member at most what it had, and what is left of them altogether. */
  gross: bigint | null;
  net: bigint | null;
}>;

/** How one part of a KPI is read. */
export type PartReading = 'FLOW' | 'LEVEL' | 'BUCKETS' | 'DISTINCT' | 'DISTINCT_LEVEL' | 'RETENTION';

export type NeededPart = Readonly<{
  role: 'NUMERATOR' | 'DENOMINATOR';
  measure: string;
  reading: PartReading;
}>;

const READING_OF = {
  SUM: 'FLOW',
  RATIO: 'FLOW',
  COMPLEMENT: 'FLOW',
  AVERAGE: 'FLOW',
  LEVEL: 'LEVEL',
  WEIGHTED_LEVEL: 'LEVEL',
  LEVEL_RATIO: 'LEVEL',
  DISTINCT: 'DISTINCT',
  DISTINCT_LEVEL: 'DISTINCT_LEVEL',
  DISTINCT_SHARE: 'DISTINCT',
  PERCENTILE: 'BUCKETS',
  RETENTION: 'RETENTION',
} as const satisfies Record<KpiCombination['kind'], PartReading>;

/** Which parts a KPI is made of, and how each is read. */
export function neededParts({ combine }: Pick<KpiDefinition, 'combine'>): NeededPart[] {
  const reading = READING_OF[combine.kind];
  if (!('numerator' in combine)) return [{ role: 'NUMERATOR', measure: combine.measure, reading }];
  const ofWhole = combine.kind === 'DISTINCT_SHARE' ? 'DISTINCT_LEVEL' : reading;
  return [
    ...[combine.numerator].flat().map((measure) => ({ role: 'NUMERATOR', measure, reading }) as const),
    ...[combine.denominator]
      .flat()
      .map((measure) => ({ role: 'DENOMINATOR', measure, reading: ofWhole }) as const),
  ];
}

/** Which places make up each part of each range. */
export type KpiPlan = Readonly<{
  places: KpiPlaces;
  placesOf: (part: NeededPart, range: number) => readonly number[];
}>;

const PLACES_OF: Readonly<Record<PartReading, PlaceKind>> = {
  FLOW: 'cells',
  LEVEL: 'cells',
  BUCKETS: 'histograms',
  DISTINCT: 'distinct',
  DISTINCT_LEVEL: 'distinctLevels',
  RETENTION: 'retentions',
};

/** What has to be read for some KPIs in some ranges, each thing once however many of them need it. */
export function planOf(
  kpis: readonly Pick<KpiDefinition, 'combine'>[],
  ranges: readonly KpiRange[],
  calendar: FiscalCalendar,
  segmenting: 'MONTHS' | 'DAYS' = 'MONTHS',
): KpiPlan {
  const places: Record<PlaceKind, KpiPlace[]> = {
    cells: [],
    histograms: [],
    distinct: [],
    distinctLevels: [],
    retentions: [],
  };
  const known = new Map<string, readonly number[]>();
  let count = 0;
  const add = (kind: PlaceKind, measure: string, segments: readonly KpiSegment[]): number[] =>
    (segmenting === 'MONTHS' ? segments : segments.map((one) => ({ ...one, grain: 'DAY' as const }))).map(
      (segment) => {
        places[kind].push({ place: count, measure, ...segment });
        count += 1;
        return count - 1;
      },
    );
  const days = daysInOrder(ranges.map(({ until }) => until));
  const windows = levelWindows(calendar, days);
  const addLevels = (measure: string) => {
    const added = windows.map((window) => add('cells', measure, window));
    for (const [place, day] of days.entries())
      known.set(textOf('LEVEL', measure, day), added.slice(0, place + 1).flat());
  };
  const parts = kpis.flatMap(neededParts);
  for (const { reading, measure } of new Map(
    parts.map((part) => [`${part.reading} ${part.measure}`, part]),
  ).values()) {
    if (reading === 'LEVEL') addLevels(measure);
    else
      ranges.forEach((range, place) => {
        const isSplit = reading === 'FLOW' || reading === 'BUCKETS';
        const segments = isSplit ? segmentsOf(calendar, range) : [{ grain: 'DAY' as const, ...range }];
        known.set(textOf(reading, measure, place), add(PLACES_OF[reading], measure, segments));
      });
  }
  const placesOf = ({ reading, measure }: NeededPart, range: number) =>
    known.get(textOf(reading, measure, reading === 'LEVEL' ? ranges[range]!.until : range)) ?? [];
  return { places, placesOf };
}

const textOf = (reading: PartReading, measure: string, at: Date | number): string =>
  `${reading} ${measure} ${at instanceof Date ? at.getTime() : at}`;

const dayText = (day: Date): string => day.toISOString().slice(0, 10);

/** Places as the query of their kind reads them. */
export const placesText = (places: readonly KpiPlace[]): string =>
  JSON.stringify(
    places.map(({ from, until, ...place }) => ({
      ...place,
      from_day: dayText(from),
      until_day: dayText(until),
    })),
  );
