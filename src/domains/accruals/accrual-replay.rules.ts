import type { EntryKind } from '../ledger/ledger.rules.ts';
import { type Booking, differencesOf, postingKeyOf } from './accrual-booking.rules.ts';
import { targetsUntil } from './accrual-target.rules.ts';
import { type BookedFlow, bookedOf } from './booked-flows.rules.ts';
import type { EarningFacts } from './earning-facts.rules.ts';
import type { FrozenEarning } from './earning-terms.rules.ts';

/** An entry that booking by terms and facts made, or claims to have made. */
export type ReplayedEntry = Readonly<{
  id: string;
  kind: EntryKind;
  from: string;
  to: string;
  amountMinor: bigint;
  currency: string;
  postingKey: string;
}>;

export type ReplayDifference = Readonly<{
  /** MISSING: a movement that terms and facts ask for. FOREIGN: an entry that they never made. */
  code: 'MISSING' | 'FOREIGN';
  earningId: string;
  entryId: string | null;
  movement: string;
  amountMinor: bigint;
  currency: string;
}>;

export type Replayed = Readonly<{
  differences: readonly ReplayDifference[];
  /** Whether all that is missing is what only time has made due since it was last booked. */
  isDue: boolean;
}>;

type Input = Readonly<{
  frozen: FrozenEarning;
  facts: EarningFacts;
  day: Date;
  flows: readonly BookedFlow[];
  bookedUntil: Date | null;
  booking: Booking;
  entries: readonly ReplayedEntry[];
}>;

/**
 * What an earning's ledger should hold by its terms and facts, compared with what it holds. A booking of a day that has not
 * come yet when the last movement was booked is no difference: the next run books it.
 */
export function replayOf({ frozen, facts, day, flows, bookedUntil, booking, entries }: Input): Replayed {
  const foreign = foreignOf(booking.earningId, entries);
  const until = bookedUntil !== null && bookedUntil > day ? bookedUntil : day;
  const booked = bookedOf(flows, frozen.currency);
  const targets = targetsUntil(frozen, facts, until);
  const last = targets.at(-1);
  const missing = last ? differencesOf(last, booked, booking) : [];
  const later = targets.filter(({ on }) => bookedUntil !== null && on > bookedUntil);
  const before = targets.at(-1 - later.length);
  const isDue =
    foreign.length === 0 &&
    missing.length > 0 &&
    [before, ...later].some((target) => target && differencesOf(target, booked, booking).length === 0);
  const differences = missing.map(
    ({ kind, from, to, amountMinor, currency }): ReplayDifference => ({
      code: 'MISSING',
      earningId: booking.earningId,
      entryId: null,
      movement: `${kind} ${from}>${to}`,
      amountMinor,
      currency,
    }),
  );
  return { differences: [...foreign, ...(isDue ? [] : differences)], isDue };
}

/** Each posting is named by what the movements of its kind come to with it; what is not was not posted by the rules. */
function foreignOf(earningId: string, entries: readonly ReplayedEntry[]): ReplayDifference[] {
  const flowOf = ({ kind, from, to, currency }: ReplayedEntry) => `${kind}:${from}>${to}:${currency}`;
  return [...Map.groupBy(entries, flowOf)].flatMap(([flow, ofFlow]) => {
    const left = new Map(ofFlow.map((entry) => [entry.postingKey, entry]));
    // Walks from nothing to what all come to, over the entries whose keys say that they belong there.
    let inAll = 0n;
    for (let found = true; found; ) {
      found = false;
      for (const entry of left.values())
        if (entry.postingKey === postingKeyOf(earningId, flow, inAll + entry.amountMinor)) {
          inAll += entry.amountMinor;
          left.delete(entry.postingKey);
          found = true;
        }
    }
    return [...left.values()].map(
      ({ id, kind, from, to, amountMinor, currency }): ReplayDifference => ({
        ...{ code: 'FOREIGN', earningId, entryId: id, movement: `${kind} ${from}>${to}` },
        ...{ amountMinor, currency },
      }),
    );
  });
}
