import {
  dayAt,
  forgetLeavers,
  keepProgram,
  outdate,
  outdateAll,
  programsInForce,
} from '../domains/attainment/standing.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import type { Tx } from '../platform/database/client.ts';
import { followEvents, type LogEvent, settledPosition } from '../platform/events/reader.ts';

export const ATTAINMENT_JOB = 'attainment';
/**
 * Evaluations of a partner in a period, as many as surely fit into a transaction's time: a thousand took 5 s. What is left
 * is the next run's, which finds it by itself.
 */
const EVALUATIONS_PER_RUN_MAX = 1_250;

/** What says nothing of how a partner stands. */
const UNRELATED =
  /^(sla|notification|invitation|assignments?|contest|claim|named_account|region|benefit|tier_review|standing)\b/;
/** What changes how everybody may stand: programs, certifications, required documents, the vendor's calendar. */
const FOR_ALL = /^(program|partner_program|certification|settings|document_requirement|agreement_template)/;

/**
 * Keeps where partners stand in every program, and how with each requirement: of those whom something happened to since
 * the last run, with the rest of their master accounts, and of all whose row is not of this day, version and period, as
 * time alone changes numbers from one day to the next. Events only say whom to look at: whatever is kept follows from
 * the facts, so that a run which is repeated, killed or late leaves the same rows. Answers how many were evaluated.
 */
export async function keepAttainment(
  tx: Tx,
  asOf: Date,
  log: (line: string) => void,
  evaluationsMax = EVALUATIONS_PER_RUN_MAX,
): Promise<number> {
  const calendar = await fiscalCalendarFrom(tx);
  const { day, before } = dayAt(calendar.timeZone, asOf);
  const reading = { pageSize: 1_000, pagesMax: 100, asOf, beginsAt: await settledPosition(tx) };
  await followEvents(tx, ATTAINMENT_JOB, reading, (events) => outdateTouched(tx, events, before));
  const programs = await programsInForce(tx, day);
  const gone = await forgetLeavers(tx, programs, asOf);
  if (gone > 0) log(`  ${gone} standings of partners that no longer take part are gone`);
  let [partners, left] = [0, evaluationsMax];
  for (const program of programs) {
    if (left <= 0) break;
    const kept = await keepProgram(tx, program, { calendar, asOf, evaluationsMax: left }, log);
    partners += kept.partners;
    left -= kept.evaluations;
  }
  return partners + gone;
}

async function outdateTouched(tx: Tx, events: readonly LogEvent[], before: Date): Promise<void> {
  const related = events.filter(({ type }) => !UNRELATED.test(type));
  if (related.some(({ type, partnerId, subjectType }) => partnerId === null && isForAll(type, subjectType))) {
    await outdateAll(tx, before);
    return;
  }
  const partnerIds = [...new Set(related.flatMap(({ partnerId }) => partnerId ?? []))];
  const subjectIds = [...new Set(related.filter(isOfPerson).map(({ subjectId }) => subjectId))];
  if (partnerIds.length + subjectIds.length > 0) await outdate(tx, { partnerIds, subjectIds }, before);
}

/** What is certified goes with a person, whom a partner that they left still counts for a while. */
const isOfPerson = ({ subjectType }: Pick<LogEvent, 'subjectType'>): boolean =>
  subjectType === 'CertificationAward' || subjectType === 'Enrolment';

const isForAll = (type: string, subjectType: string): boolean =>
  FOR_ALL.test(type) && !isOfPerson({ subjectType });
