import type { Tx } from '../../platform/database/client.ts';
import { type AwardFacts, isHeldOn, renewableFrom } from './award-days.rules.ts';
import { inEffectOn } from './certification-program.rules.ts';
import * as repo from './certification-status.repo.ts';
import { countsUntil } from './certification-status.rules.ts';
import { type Missing, missingOf } from './enrolment-missing.rules.ts';
import { pathOf } from './enrolment-path.rules.ts';
import type { EnrolmentPath, RequirementProgress } from './enrolment-progress.rules.ts';
import {
  type EnrolmentFacts,
  type PersonFacts,
  type Settings,
  standingOf,
} from './enrolment-settlement.rules.ts';
import { readPeople } from './enrolment-settlement.service.ts';
import { STATUS_PROGRAMS_MAX } from './partner-certification.rules.ts';

export type PersonCertification = Readonly<{
  programId: string;
  programCode: string;
  programName: string;
  isHeld: boolean;
  heldUntil: Date | null;
  renewableFrom: Date | null;
  enrolmentId: string | null;
  /** The path of the open enrolment, or the one that is open to the person now; null where none is. */
  path: EnrolmentPath | null;
  missing: readonly Missing[];
  missingProgramCodes: readonly string[];
}>;

type Known = Readonly<{
  settings: Settings;
  person: PersonFacts;
  names: ReadonlyMap<string, Awaited<ReturnType<typeof repo.versionNames>>[number]>;
  codes: ReadonlyMap<string, string>;
}>;

/**
 * What somebody is certified in until when, and what is missing for the rest: of an open enrolment, or else of one that
 * could be opened now. For who has found the membership; the transaction sees what the vendor sees.
 */
export async function certificationsOfPerson(
  tx: Tx,
  { personId, partnerType }: Readonly<{ personId: string; partnerType: string }>,
  now: Date,
): Promise<PersonCertification[]> {
  const programs = await repo.programsOffered(tx, STATUS_PROGRAMS_MAX);
  const published = await repo.versionsPublished(
    tx,
    programs.map(({ id }) => id),
  );
  const versions = published.map(({ requirements, ...version }) => ({
    ...version,
    hasBridge: requirements.length > 0,
  }));
  const versionIds = versions.map(({ id }) => id);
  const { settings, people } = await readPeople(tx, [personId], now, versionIds);
  const person = people.get(personId)!;
  const { enrolments, awards } = person;
  const { today } = settings;
  const names = await repo.versionNames(tx, versionIds);
  const terms = [...settings.versions.values()];
  const known: Known = {
    ...{ settings, person },
    names: new Map(names.map((one) => [one.id, one])),
    codes: new Map(terms.map(({ programId, programCode }) => [programId, programCode])),
  };
  return programs.map((program) => {
    const ofProgram = versions.filter(({ programId }) => programId === program.id);
    const inEffect = inEffectOn(ofProgram, today);
    const isFor =
      inEffect && (inEffect.partnerTypes.length === 0 || inEffect.partnerTypes.includes(partnerType));
    const held = awards.filter(({ programId }) => programId === program.id);
    const open = enrolments.find((one) => one.programId === program.id && one.status === 'OPEN');
    const choice = isFor ? pathOf(inEffect, ofProgram, held, today) : null;
    const path = open?.path ?? (choice && 'path' in choice ? choice.path : null);
    const wanted = open ?? (path && inEffect ? hypothetical(program.id, inEffect.id, path, now) : null);
    return {
      ...{ programId: program.id, programCode: program.code, programName: program.name },
      ...standing(held, ofProgram, today),
      ...{ enrolmentId: open?.id ?? null, path },
      ...missingFor(wanted, known),
    };
  });
}

function standing(
  awards: readonly AwardFacts[],
  versions: readonly Readonly<{ id: string; renewalWindowDays: number }>[],
  today: Date,
): Pick<PersonCertification, 'isHeld' | 'heldUntil' | 'renewableFrom'> {
  const until = countsUntil(
    awards.map(({ validFrom, endsOn }) => ({ from: validFrom, until: endsOn })),
    today,
  );
  if (until === undefined || !awards.some((award) => isHeldOn(award, today)))
    return { isHeld: false, heldUntil: null, renewableFrom: null };
  const last = awards.find(({ endsOn }) => endsOn?.getTime() === until?.getTime());
  const windowDays = versions.find(({ id }) => id === last?.versionId)?.renewalWindowDays ?? 0;
  return { isHeld: true, heldUntil: until, renewableFrom: renewableFrom(until, windowDays) };
}

/** An enrolment as it would be if it were opened now. */
const hypothetical = (
  programId: string,
  versionId: string,
  path: EnrolmentPath,
  openedAt: Date,
): EnrolmentFacts => ({
  ...{ id: '', personId: '', partnerId: null, membershipId: null, programId, versionId, path, openedAt },
  ...{ status: 'OPEN', progress: [] },
});

function missingFor(
  enrolment: EnrolmentFacts | null,
  { settings, person, names, codes }: Known,
): Pick<PersonCertification, 'missing' | 'missingProgramCodes'> {
  if (!enrolment) return { missing: [], missingProgramCodes: [] };
  const progress: readonly RequirementProgress[] = standingOf(enrolment, person, settings);
  const { prerequisites } = settings.versions.get(enrolment.versionId)!;
  const isHeld = (programId: string) =>
    person.awards.some((award) => award.programId === programId && isHeldOn(award, settings.today));
  return {
    missing: missingOf(enrolment.path, names.get(enrolment.versionId)!, progress),
    missingProgramCodes: prerequisites.filter((id) => !isHeld(id)).map((id) => codes.get(id) ?? id),
  };
}
