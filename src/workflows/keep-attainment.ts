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
/** As many as surely fit into a run's time; what is left is the next run's, which finds it by itself. */
const PARTNERS_PER_RUN_MAX = 2_500;

/** What says nothing of how a partner stands. */
const UNRELATED =
  /^(sla|notification|invitation|assignments?|contest|claim|named_account|region|benefit|tier_review)\b/;
/** What changes how everybody may stand: programs, certifications, required documents, the vendor's calendar. */
const FOR_ALL = /^(program|partner_program|certification|settings|document_requirement|agreement_template)/;

/**
 * Keeps where partners stand in every program, and how with each requirement: of those whom something happened to since
 * the last run, with the rest of their master accounts, and of all whose row is not of this day, version and period, as
 * time alone changes numbers from one day to the next. Events only say whom to look at: whatever is kept follows from
 * the facts, so that a run which is repeated, killed or late leaves the same rows. Answers how many were evaluated.
 */
export async function keepAttainment(tx: Tx, asOf: Date, log: (line: string) => void): Promise<number> {
  const calendar = await fiscalCalendarFrom(tx);
  const { day, before } = dayAt(calendar.timeZone, asOf);
  const reading = { pageSize: 1_000, pagesMax: 100, asOf, beginsAt: await settledPosition(tx) };
  await followEvents(tx, ATTAINMENT_JOB, reading, (events) => outdateTouched(tx, events, before));
  const programs = await programsInForce(tx, day);
  const gone = await forgetLeavers(tx, programs);
  if (gone > 0) log(`  ${gone} standings of partners that no longer take part are gone`);
  let kept = 0;
  for (const program of programs) {
    const partnersMax = PARTNERS_PER_RUN_MAX - kept;
    if (partnersMax > 0) kept += await keepProgram(tx, program, { calendar, asOf, partnersMax }, log);
  }
  return kept + gone;
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
