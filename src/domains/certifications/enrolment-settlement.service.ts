import { randomBytes, randomUUID } from 'node:crypto';
import { dateOf, dayIn, plainDateOf, startOfDay } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { AWARD_CODE_BYTES, awardCodeOf } from './award-code.rules.ts';
import { transitionEndsOf } from './certification-version.service.ts';
import * as facts from './enrolment-facts.repo.ts';
import * as repo from './enrolment-settlement.repo.ts';
import {
  type PersonFacts,
  type Settings,
  type Settlement,
  settlePerson,
  type VersionTerms,
} from './enrolment-settlement.rules.ts';
import { changedProgress, eventsOf, type Outcome, outcomeOf } from './settlement-outcome.rules.ts';

/** Everything that decides about some people. */
export type Known = Readonly<{
  settings: Settings;
  people: ReadonlyMap<string, PersonFacts & Readonly<{ employment: facts.Employment | null }>>;
}>;

/** Locks people and reads all that decides about them, so that nobody else settles them meanwhile. */
export async function lockAndRead(
  tx: Tx,
  personIds: readonly string[],
  now: Date,
  alsoVersionIds: readonly string[] = [],
): Promise<Known> {
  await facts.lockPeople(tx, personIds);
  return await readPeople(tx, personIds, now, alsoVersionIds, transitionEndsOf);
}

/**
 * Reads all that people did and are enrolled in, by as many statements for one as for thousands. When transitions end is
 * read by whoever awards something, as that locks.
 */
export async function readPeople(
  tx: Tx,
  personIds: readonly string[],
  now: Date,
  alsoVersionIds: readonly string[] = [],
  transitionEnds: typeof transitionEndsOf = async () => new Map(),
): Promise<Known> {
  const timeZone = await facts.timeZoneOf(tx);
  const today = dayIn(timeZone, now);
  const enrolments = await facts.enrolmentsOf(tx, personIds);
  const awards = await facts.awardsOf(tx, personIds);
  const versionIds = [...enrolments, ...awards].map(({ versionId }) => versionId).concat(alsoVersionIds);
  const versions = await facts.versionTermsOf(tx, [...new Set(versionIds)]);
  const results = await facts.resultsOf(tx, personIds);
  const employments = await facts.employmentsOf(tx, personIds, now);
  const since = await agreementsSince(tx, versions, employments, { timeZone, today });
  const by = <Row extends Readonly<{ personId: string }>>(rows: readonly Row[]) =>
    Map.groupBy(rows, ({ personId }) => personId);
  const [enrolmentsBy, awardsBy, resultsBy] = [by(enrolments), by(awards), by(results)];
  const employmentBy = new Map(employments.map((employment) => [employment.personId, employment]));
  const settings = {
    versions: new Map(versions.map((version) => [version.id, version])),
    transitionEnds: await transitionEnds(tx, [...new Set(versionIds)]),
    ...{ timeZone, today },
  };
  const people = new Map(
    personIds.map((id) => [
      id,
      {
        enrolments: enrolmentsBy.get(id) ?? [],
        awards: awardsBy.get(id) ?? [],
        results: resultsBy.get(id) ?? [],
        agreementSince: since.get(id) ?? new Map(),
        employment: employmentBy.get(id) ?? null,
      },
    ]),
  );
  return { settings, people };
}

/** Since when each template is in force for whom each person works for; not before the person began there. */
async function agreementsSince(
  tx: Tx,
  versions: readonly VersionTerms[],
  employments: readonly facts.Employment[],
  { timeZone, today }: Pick<Settings, 'timeZone' | 'today'>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Date>>> {
  const templateIds = versions.flatMap(({ requirements }) =>
    requirements.flatMap((terms) => terms.templateId ?? []),
  );
  if (templateIds.length === 0) return new Map();
  const partnerIds = [...new Set(employments.map(({ partnerId }) => partnerId))];
  const inForce = await facts.agreementsInForce(tx, partnerIds, templateIds, today);
  const byPartner = Map.groupBy(inForce, ({ partnerId }) => partnerId);
  return new Map(
    employments.map(({ personId, partnerId, since: joinedAt }) => {
      const held = (byPartner.get(partnerId) ?? []).map(({ templateId, since }) => {
        const effectiveAt = dateOf(startOfDay(plainDateOf(since), timeZone));
        return [templateId, new Date(Math.max(effectiveAt.getTime(), joinedAt.getTime()))] as const;
      });
      return [personId, new Map(held)];
    }),
  );
}

/** Writes what was decided about people who are locked, and tells of it; a handful of statements for all of them. */
export async function writeSettlements(
  tx: Tx,
  actor: Actor,
  { settings, people }: Known,
  settlements: readonly Settlement[],
  now: Date,
): Promise<void> {
  const outcomes = settlements.map((settlement): Outcome => {
    const { awards } = people.get(settlement.enrolment.personId)!;
    return outcomeOf(settlement, awards, randomUUID);
  });
  await repo.saveProgress(tx, settlements.flatMap(changedProgress));
  await repo.moveEnrolments(
    tx,
    outcomes.flatMap(({ settlement, move }) => (move ? [{ id: settlement.enrolment.id, status: move }] : [])),
    now,
  );
  const newCode = () => awardCodeOf(randomBytes(AWARD_CODE_BYTES));
  await repo.updateAwards(
    tx,
    outcomes.flatMap(({ changed }) => changed ?? []),
    now,
  );
  await repo.insertAwards(
    tx,
    outcomes.flatMap(({ added }) => (added ? [{ ...added, code: newCode() }] : [])),
    now,
  );
  await repo.bookAwardChanges(
    tx,
    outcomes.flatMap(({ booked }) => booked ?? []),
    actor.personId,
    now,
  );
  await appendEvents(
    tx,
    actor,
    outcomes.flatMap((outcome) => eventsOf(outcome, settings, now)),
  );
}

/**
 * Settles what these people are enrolled in by all that is known of them, as when an agreement came into force. Answers
 * how many enrolments led to an award. For whoever has authorized; the transaction sees all partners.
 */
export async function settlePersons(
  tx: Tx,
  actor: Actor,
  personIds: readonly string[],
  now: Date,
): Promise<number> {
  if (personIds.length === 0) return 0;
  const known = await lockAndRead(tx, [...new Set(personIds)], now);
  const settlements = [...known.people.values()].flatMap((person) => settlePerson(person, known.settings));
  await writeSettlements(tx, actor, known, settlements, now);
  return settlements.filter(({ enrolment, award }) => award && enrolment.status === 'OPEN').length;
}

const SWEEP_PEOPLE = 2_000;

/**
 * Settles open enrolments that something else than a result can complete: an agreement that came into force, or a
 * certification that is held from today on. Answers how many led to an award.
 */
export async function settleWaiting(tx: Tx, actor: Actor, now: Date): Promise<number> {
  let awarded = 0;
  for (let after: string | null = null; ; ) {
    const personIds: string[] = await facts.peopleWaiting(tx, after, SWEEP_PEOPLE);
    awarded += await settlePersons(tx, actor, personIds, now);
    if (personIds.length < SWEEP_PEOPLE) return awarded;
    after = personIds.at(-1)!;
  }
}
