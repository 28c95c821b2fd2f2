import type { FieldReader } from '../../kernel/fields.ts';
import type { VersionStanding } from './certification-program.rules.ts';

export const TRANSITIONS = ['UNTIL_EXPIRY', 'UNTIL_DATE', 'BRIDGE'] as const;
export type Transition = (typeof TRANSITIONS)[number];

export type LaunchInput = Readonly<{
  launchOn?: Date | null;
  transition?: Transition | null;
  transitionUntil?: Date | null;
}>;

/** Days are midnights in UTC. `transitionUntil` is the first day on which awards of earlier versions no longer hold. */
export type Launch = Readonly<{ launchOn: Date; transition: Transition; transitionUntil: Date | null }>;

/** What a launch is decided by: the other versions of the program, and the draft's own requirements. */
export type LaunchFacts = Readonly<{
  today: Date;
  others: readonly VersionStanding[];
  hasBridgeRequirement: boolean;
}>;

/** Reads when a draft is launched and what becomes of those certified before. Refuses into `fields`, everything at once. */
export function readLaunch(fields: FieldReader, input: LaunchInput, facts: LaunchFacts): Launch {
  const launchOn = readLaunchDay(fields, input.launchOn ?? facts.today, facts);
  const transition = input.transition ?? 'UNTIL_EXPIRY';
  const hasVersionBefore = facts.others.some(({ status }) => status !== 'DRAFT');
  if (transition !== 'UNTIL_EXPIRY' && !hasVersionBefore)
    fields.refuse(
      'transition',
      'NO_VERSION_BEFORE',
      'transition is UNTIL_EXPIRY, or left out, for the first version: nobody is certified yet.',
    );
  else if (transition === 'BRIDGE' && !facts.hasBridgeRequirement)
    fields.refuse(
      'transition',
      'NO_BRIDGE_REQUIREMENT',
      'transition is BRIDGE only where at least one requirement is marked with isBridge; revise the draft first.',
    );
  const transitionUntil = readTransitionUntil(fields, transition, input.transitionUntil ?? null, launchOn);
  return { launchOn, transition, transitionUntil };
}

/**
 * No two versions are launched on one day, and none before another that is published: a version is never in effect
 * after the one that replaces it. One that was retired before its launch is in nobody's way.
 */
function readLaunchDay(fields: FieldReader, launchOn: Date, { today, others }: LaunchFacts): Date {
  if (launchOn < today)
    fields.refuse('launchOn', 'IN_THE_PAST', "launchOn is the vendor's today or later, never in the past.");
  const inTheWay = others.find(
    (other) =>
      other.status !== 'DRAFT' &&
      other.launchOn !== null &&
      (other.launchOn.getTime() === launchOn.getTime() ||
        (other.status === 'PUBLISHED' && other.launchOn > launchOn)),
  );
  if (inTheWay)
    fields.refuse(
      'launchOn',
      'NOT_AFTER_VERSION_BEFORE',
      `launchOn is later than ${inTheWay.launchOn!.toISOString().slice(0, 10)}, when version ${inTheWay.number} is launched.`,
    );
  return launchOn;
}

function readTransitionUntil(
  fields: FieldReader,
  transition: Transition,
  until: Date | null,
  launchOn: Date,
): Date | null {
  if (transition === 'UNTIL_DATE' && until === null)
    fields.refuse('transitionUntil', 'REQUIRED', 'transitionUntil is required for UNTIL_DATE.');
  if (transition === 'UNTIL_EXPIRY' && until !== null)
    fields.refuse(
      'transitionUntil',
      'NOT_NEEDED',
      'transitionUntil goes with UNTIL_DATE and BRIDGE, not with UNTIL_EXPIRY: leave it out.',
    );
  if (until !== null && until < launchOn)
    fields.refuse('transitionUntil', 'BEFORE_LAUNCH', 'transitionUntil is the day of the launch or later.');
  return until;
}

/**
 * The versions that are retired: the one of this number with those that it replaced, so that none of them comes into
 * effect again; only itself where it is not launched yet; all that are published where no number is given.
 */
export function retiredWith<Version extends VersionStanding>(
  versions: readonly Version[],
  number: number | null,
  today: Date,
): Version[] {
  const published = versions.filter(({ status }) => status === 'PUBLISHED');
  if (number === null) return published;
  const named = published.find((version) => version.number === number);
  if (!named) return [];
  const isLaunched = named.launchOn !== null && named.launchOn <= today;
  return published.filter(
    (version) => version === named || (isLaunched && version.launchOn! < named.launchOn!),
  );
}
