import { type AwardFacts, renewableFrom } from './award-days.rules.ts';
import type { EnrolmentPath } from './enrolment-progress.rules.ts';
import { latestOf } from './enrolment-settlement.rules.ts';

export type OfferedVersion = Readonly<{
  id: string;
  number: number;
  status: string;
  launchOn: Date | null;
  transition: string | null;
  renewalWindowDays: number;
  hasBridge: boolean;
}>;

export type PathChoice =
  | Readonly<{ path: EnrolmentPath }>
  /** Null where what is held has no end. */
  | Readonly<{ tooEarlyUntil: Date | null }>;

/** The version that was launched before another one. */
export const versionBefore = (
  versions: readonly OfferedVersion[],
  { launchOn }: OfferedVersion,
): OfferedVersion | null =>
  versions
    .filter((version) => version.launchOn && launchOn && version.launchOn < launchOn)
    .reduce<OfferedVersion | null>(
      (last, version) => (last === null || version.launchOn! > last.launchOn! ? version : last),
      null,
    );

/**
 * How somebody becomes certified on the version in effect, by what they hold. Who holds the version before needs only the
 * bridge, where there is one; who holds the present one renews it once its renewal window is open.
 */
export function pathOf(
  inEffect: OfferedVersion,
  versions: readonly OfferedVersion[],
  awards: readonly AwardFacts[],
  today: Date,
): PathChoice {
  const held = latestOf(
    awards.filter(({ revokedAt, endsOn }) => revokedAt === null && (endsOn === null || endsOn > today)),
  );
  if (!held) return { path: 'FULL' };
  const isOnVersionBefore = versionBefore(versions, inEffect)?.id === held.versionId;
  if (isOnVersionBefore && inEffect.transition === 'BRIDGE' && inEffect.hasBridge) return { path: 'BRIDGE' };
  const windowDays = versions.find(({ id }) => id === held.versionId)?.renewalWindowDays ?? 0;
  const opens = renewableFrom(held.endsOn, windowDays);
  if (opens && opens <= today) return { path: 'RENEWAL' };
  return held.versionId === inEffect.id ? { tooEarlyUntil: opens } : { path: 'FULL' };
}
