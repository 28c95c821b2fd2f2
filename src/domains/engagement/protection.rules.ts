import { addDays } from '../../kernel/days.ts';

/*
 * Protection is exclusivity: while it holds, nobody else can claim the customer. It is never edited. It is given at
 * acceptance, given for longer, given again after a gap, or ended early, and what held when follows from these facts.
 */

/** ENDED cuts whatever was given before at its instant; the others give protection from one instant to another. */
export const PROTECTION_CAUSES = ['ACCEPTED', 'EXTENDED', 'RESTORED', 'ENDED'] as const;
export type ProtectionCause = (typeof PROTECTION_CAUSES)[number];

export type ProtectionFact = Readonly<{ cause: ProtectionCause; startsAt: Date; endsAt: Date }>;

/** A half-open stretch of protection: it holds at `from`, and no longer at `until`. */
export type ProtectionSpan = Readonly<{ from: Date; until: Date }>;

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date): Date => (a > b ? a : b);

const cutAt = (spans: readonly ProtectionSpan[], at: Date): ProtectionSpan[] =>
  spans.filter(({ from }) => from < at).map(({ from, until }) => ({ from, until: earlier(until, at) }));

/** Spans that touch or overlap are one: an extension leaves no gap. */
function joined(spans: readonly ProtectionSpan[], added: ProtectionSpan): ProtectionSpan[] {
  const apart = spans.filter(({ from, until }) => until < added.from || added.until < from);
  const touching = spans.filter((span) => !apart.includes(span));
  const from = touching.reduce((least, span) => earlier(least, span.from), added.from);
  const until = touching.reduce((most, span) => later(most, span.until), added.until);
  return [...apart, { from, until }].sort((a, b) => a.from.getTime() - b.from.getTime());
}

/** When protection held, from the facts in the order in which they were booked; the earliest span first. */
export function protectionSpansOf(facts: readonly ProtectionFact[]): ProtectionSpan[] {
  let spans: ProtectionSpan[] = [];
  for (const { cause, startsAt, endsAt } of facts)
    spans = cause === 'ENDED' ? cutAt(spans, endsAt) : joined(spans, { from: startsAt, until: endsAt });
  return spans;
}

/** Whether protection held at an instant: at its first one it does, at its end no longer. */
export const isProtectedAt = (spans: readonly ProtectionSpan[], at: Date): boolean =>
  spans.some(({ from, until }) => from <= at && at < until);

/** An extension asked for before the end keeps the claim while it waits; at the end itself it is too late. */
export const isRequestedInTime = (requestedAt: Date, protectedUntil: Date): boolean =>
  requestedAt < protectedUntil;

export type ExtensionAsked = Readonly<{
  requestedAt: Date;
  decidedAt: Date;
  /** When the protection ends that is to be extended. */
  protectedUntil: Date;
  /** Whether the claim has been let go since, so that it has to be taken again. */
  isLetGo: boolean;
  days: number;
}>;

/**
 * What granting an extension gives. One that was asked for in time goes on where the protection ends, however late it is
 * decided; one that came too late, or after the claim was let go, starts at the decision and leaves the gap.
 */
export function extensionOf(asked: ExtensionAsked): ProtectionFact {
  const goesOn = isRequestedInTime(asked.requestedAt, asked.protectedUntil) && !asked.isLetGo;
  const startsAt = goesOn ? asked.protectedUntil : asked.decidedAt;
  return { cause: goesOn ? 'EXTENDED' : 'RESTORED', startsAt, endsAt: addDays(startsAt, asked.days) };
}
