import type { Role } from '../../kernel/roles.ts';
import {
  type CertificationVersionAction,
  type CertificationVersionStatus,
  certificationVersionStates,
} from './certification-version.states.ts';

export const CERTIFICATION_AUDIENCES = ['SALES', 'PRESALES', 'TECHNICAL', 'DELIVERY', 'SUPPORT'] as const;
export type CertificationAudience = (typeof CERTIFICATION_AUDIENCES)[number];

export const NAME_LENGTH_MAX = 200;

/** What of a version decides what can be done with its program. */
export type VersionStanding = Readonly<{
  number: number;
  status: string;
  launchOn: Date | null;
}>;

/** The published version that was launched last by a day; versions come in any order. */
export function inEffectOn<Version extends VersionStanding>(
  versions: readonly Version[],
  on: Date,
): Version | null {
  const launched = versions.filter(
    ({ status, launchOn }) => status === 'PUBLISHED' && launchOn && launchOn <= on,
  );
  return launched.reduce<Version | null>(
    (last, version) => (last === null || version.launchOn! > last.launchOn! ? version : last),
    null,
  );
}

export type ProgramActionAvailability = Readonly<{
  action: CertificationVersionAction;
  available: boolean;
  blockedBecause: string | null;
}>;

/** What somebody can do with a program, with what stands in the way. A program without a draft can begin one. */
export function programActionsAvailable(
  versions: readonly Readonly<{ status: CertificationVersionStatus; isEmpty: boolean }>[],
  roles: readonly Role[],
): ProgramActionAvailability[] {
  const statuses = [
    ...new Set<CertificationVersionStatus>(['DRAFT', ...versions.map(({ status }) => status)]),
  ];
  const actions = new Set(
    statuses.flatMap((status) => certificationVersionStates.actionsFrom(status, roles)),
  );
  const draft = versions.find(({ status }) => status === 'DRAFT');
  const blockOf = (action: CertificationVersionAction): string | null => {
    if (action !== 'PUBLISH') return null;
    if (!draft) return 'It has no draft; begin one with certificationProgramRevise.';
    return draft.isEmpty ? 'Its draft has no requirement yet.' : null;
  };
  return [...actions].map((action) => {
    const blockedBecause = blockOf(action);
    return { action, available: blockedBecause === null, blockedBecause };
  });
}
