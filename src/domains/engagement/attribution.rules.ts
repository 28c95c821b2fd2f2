import { Temporal } from 'temporal-polyfill';
import { dateOf, instantOf, localDateOf, startOfDay } from '../../kernel/time.ts';
import type { ProtectionSpan } from './protection.rules.ts';

/*
 * Attribution says whether a deal is a partner's, which is another question than whether its customer is protected now:
 * it pays where protection held when the deal opened, and the deal was won before the tail after protection was over.
 */

/** PENDING while the deal is open and can still be won in time. */
export type AttributionStatus = 'PENDING' | 'ATTRIBUTED' | 'NOT_ATTRIBUTED';

/** Why, as a code that a partner reads. */
export const ATTRIBUTION_REASONS = [
  'PROTECTED',
  'IMPORTED',
  'CREDITED_BY_CRM',
  'CONTEST_DECIDED',
  'DEAL_OPEN',
  'DEAL_LOST',
  'NOT_PROTECTED_WHEN_OPENED',
  'TAIL_OVER',
  'REFERRAL_ENDED',
] as const;
export type AttributionReason = (typeof ATTRIBUTION_REASONS)[number];

/** Who credits a deal whatever the clocks say: the history of a CRM, the CRM by itself, or a person who decided a contest. */
export type VendorsWord = 'IMPORTED' | 'CREDITED_BY_CRM' | 'CONTEST_DECIDED';

/** Days are `YYYY-MM-DD` in the vendor's time zone, so that they compare as text and are stored as they are read. */
export type AttributionFacts = Readonly<{
  /** Null where the clocks decide, as they do for what partners register. */
  word: VendorsWord | null;
  /** The day on which the referral was withdrawn, closed or rejected; null while it was not. */
  referralEndedOn: string | null;
  protectionSpans: readonly ProtectionSpan[];
  /** The day on which the deal opened, as the CRM says; null where it does not say. */
  openedOn: string | null;
  /** When the deal became known, which is when it opened where the CRM does not say. */
  knownAt: Date;
  stage: 'OPEN' | 'WON' | 'LOST';
  wonOn: string | null;
  /** How many days after protection's end a win still counts, by the rules in force at acceptance. */
  tailDays: number;
  timeZone: string;
}>;

/** One look that the decision took, with what it looked at. */
export type AttributionStep = Readonly<{
  code: 'VENDORS_WORD' | 'REFERRAL_STANDS' | 'PROTECTED_WHEN_OPENED' | 'WON' | 'WITHIN_TAIL';
  holds: boolean;
  from?: string;
  until?: string;
  on?: string;
  days?: number;
}>;

export type AttributionDecision = Readonly<{
  status: AttributionStatus;
  because: AttributionReason;
  /** The last day on which a win counts, as far as protection is known; null where no day bounds it. */
  tailEndsOn: string | null;
  steps: readonly AttributionStep[];
}>;

const dayAt = (instant: Date, timeZone: string): string =>
  localDateOf(instantOf(instant), timeZone).toString();

const daysLater = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** A deal that opened on a day opened at some instant of it, so protection that held at any of them held. */
function openingOf({ openedOn, knownAt, timeZone }: AttributionFacts) {
  if (openedOn === null) return { from: knownAt, until: new Date(knownAt.getTime() + 1) };
  const day = Temporal.PlainDate.from(openedOn);
  return {
    from: dateOf(startOfDay(day, timeZone)),
    until: dateOf(startOfDay(day.add({ days: 1 }), timeZone)),
  };
}

/** The last day of the tail: so many days after the day on which protection ends; a win on it counts. */
const tailEndOf = ({ until }: ProtectionSpan, { tailDays, timeZone }: AttributionFacts): string =>
  daysLater(dayAt(until, timeZone), tailDays);

/**
 * Decides whether a deal is the referral's, as of a day. Where the vendor's own word credits it, the stage alone decides. A
 * referral that was withdrawn, closed or rejected earns what was won by then, and has no tail. A lost deal earns nothing,
 * until it reopens.
 */
export function attributionOf(facts: AttributionFacts, asOfDay: string): AttributionDecision {
  const { word, referralEndedOn, wonOn, stage } = facts;
  if (referralEndedOn !== null) {
    const stands = wonOn !== null && wonOn <= referralEndedOn;
    const step: AttributionStep = { code: 'REFERRAL_STANDS', holds: stands, on: referralEndedOn };
    if (!stands) return decision('NOT_ATTRIBUTED', 'REFERRAL_ENDED', null, [step]);
  }
  if (stage === 'LOST') {
    const because = word === 'CONTEST_DECIDED' ? word : 'DEAL_LOST';
    return decision('NOT_ATTRIBUTED', because, null, [{ code: 'WON', holds: false }]);
  }
  return word === null ? clockDecision(facts, asOfDay) : decisionByWord(word, wonOn);
}

const decision = (
  status: AttributionStatus,
  because: AttributionReason,
  tailEndsOn: string | null,
  steps: readonly AttributionStep[],
): AttributionDecision => ({ status, because, tailEndsOn, steps });

function decisionByWord(word: VendorsWord, wonOn: string | null): AttributionDecision {
  const steps: AttributionStep[] = [
    { code: 'VENDORS_WORD', holds: true },
    { code: 'WON', holds: wonOn !== null, ...(wonOn && { on: wonOn }) },
  ];
  return decision(wonOn === null ? 'PENDING' : 'ATTRIBUTED', word, null, steps);
}

function clockDecision(facts: AttributionFacts, asOfDay: string): AttributionDecision {
  const { protectionSpans, wonOn, tailDays, timeZone } = facts;
  const opening = openingOf(facts);
  const held = protectionSpans.find(({ from, until }) => from < opening.until && opening.from < until);
  const opened: AttributionStep = {
    code: 'PROTECTED_WHEN_OPENED',
    holds: held !== undefined,
    on: facts.openedOn ?? dayAt(facts.knownAt, timeZone),
    ...(held && { from: held.from.toISOString(), until: held.until.toISOString() }),
  };
  if (!held) return decision('NOT_ATTRIBUTED', 'NOT_PROTECTED_WHEN_OPENED', null, [opened]);
  // Protection that was given again after a gap has a tail of its own, from when it began.
  const begun = wonOn === null ? protectionSpans : begunBy(protectionSpans, wonOn, timeZone);
  const tailEndsOn = tailEndOf(begun.at(-1) ?? held, facts);
  const won: AttributionStep = { code: 'WON', holds: wonOn !== null, ...(wonOn && { on: wonOn }) };
  const isWithin = (wonOn ?? asOfDay) <= tailEndsOn;
  const tail: AttributionStep = { code: 'WITHIN_TAIL', holds: isWithin, on: tailEndsOn, days: tailDays };
  const steps = [opened, won, tail];
  if (!isWithin) return decision('NOT_ATTRIBUTED', 'TAIL_OVER', tailEndsOn, steps);
  if (wonOn === null) return decision('PENDING', 'DEAL_OPEN', tailEndsOn, steps);
  return decision('ATTRIBUTED', 'PROTECTED', tailEndsOn, steps);
}

const begunBy = (spans: readonly ProtectionSpan[], day: string, timeZone: string) =>
  spans.filter(({ from }) => dayAt(from, timeZone) <= day);
