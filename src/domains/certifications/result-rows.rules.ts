import type { InvalidField } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { dateOf, plainDateOf, startOfDay } from '../../kernel/time.ts';
import {
  isAbout,
  type RequirementTerms,
  type ResultFacts,
  requirementsOn,
} from './enrolment-progress.rules.ts';
import type { PersonFacts, Settings, Settlement } from './enrolment-settlement.rules.ts';

export const RESULT_ROWS_MAX = 5_000;

/** What the portal itself says: that staff saw it, and that an implementation was signed off. */
export const STAFF_SOURCE = 'STAFF';
export const IMPLEMENTATION_SOURCE = 'IMPLEMENTATION';

const CODE_LENGTH_MAX = 200;
const EVIDENCE_LENGTH_MAX = 1_000;

/** What a source says that somebody did: whom by the id of the person, or else by the mail address. */
export type ResultRow = Readonly<{
  source: string;
  sourceId: string;
  personId?: string | null;
  email?: string | null;
  kind: string;
  externalCode: string;
  outcome: string;
  /** From 0 to 100, with at most two decimals. */
  scorePercent?: string | number | null;
  evidence?: string | null;
  happenedAt: Date;
}>;

export type ResultAnswer =
  | Readonly<{ outcome: 'CREATED' | 'UNCHANGED'; id: string }>
  | (Readonly<{ outcome: 'REFUSED' }> & InvalidField);

/** A row that is well formed; whether its person and code are known is asked next. */
export type ReadRow = Omit<ResultFacts, 'id'> &
  Readonly<{ personId: string | null; email: string | null; evidence: string | null }>;

const PERCENT = /^\d{1,3}(\.\d{1,2})?$/;

/** Hundredths of a percent; null where the text is no percentage from 0 to 100 with at most two decimals. */
export function bpsOf(percent: string | number): number | null {
  const text = String(percent);
  const bps = PERCENT.test(text) ? Math.round(Number(text) * 100) : Number.NaN;
  return bps >= 0 && bps <= 10_000 ? bps : null;
}

export const percentOf = (bps: number | null): string | null =>
  bps === null ? null : (bps / 100).toString();

/** Reads one row and answers it, or the first thing that is wrong with it. */
export function readRow(row: ResultRow, now: Date): ReadRow | InvalidField {
  const fields = new FieldReader();
  const [source, sourceId] = [
    fields.foreignId('source', row.source, CODE_LENGTH_MAX),
    fields.foreignId('sourceId', row.sourceId, CODE_LENGTH_MAX),
  ];
  const externalCode = fields.foreignId('externalCode', row.externalCode, CODE_LENGTH_MAX);
  const evidence = fields.optionalLines('evidence', row.evidence ?? null, EVIDENCE_LENGTH_MAX);
  const email = row.personId ? null : fields.email('email', row.email);
  const scoreBps = row.scorePercent == null ? null : bpsOf(row.scorePercent);
  if (row.scorePercent != null && scoreBps === null)
    fields.refuse(
      'scorePercent',
      'NOT_A_PERCENT',
      'scorePercent is from 0 to 100, with at most two decimals.',
    );
  if (row.kind === 'EXAM' && row.outcome !== 'FAILED' && row.scorePercent == null)
    fields.refuse('scorePercent', 'REQUIRED', 'An exam is passed by its mark: scorePercent is required.');
  if (row.happenedAt > now)
    fields.refuse('happenedAt', 'IN_THE_FUTURE', 'happenedAt is now or earlier: nobody has done it yet.');
  const [refused] = fields.invalid;
  if (refused) return refused;
  return {
    ...{ source, sourceId, externalCode, email, evidence, scoreBps },
    ...{ personId: row.personId ?? null, kind: row.kind, outcome: row.outcome, happenedAt: row.happenedAt },
  };
}

export const isRefused = (row: object): row is InvalidField => 'message' in row;

/** What a source said of one thing, to tell a repeat from a contradiction. */
export const contentOf = (
  row: Omit<ResultFacts, 'id' | 'source' | 'sourceId'> &
    Readonly<{ personId: string; evidence: string | null }>,
): string =>
  JSON.stringify([
    ...[row.personId, row.kind, row.externalCode, row.outcome, row.scoreBps, row.evidence],
    row.happenedAt.getTime(),
  ]);

export const keyOf = ({ source, sourceId }: Readonly<{ source: string; sourceId: string }>): string =>
  JSON.stringify([source, sourceId]);

/** A requirement of a published or retired version, with what it belongs to. */
export type KnownCode = Readonly<{
  kind: string;
  externalCode: string;
  versionId: string;
  programId: string;
  isOffered: boolean;
}>;

/**
 * Whether something was done for a certification that its person held already when they did it. It is fine within an
 * enrolment that it is for, and where it belongs to another certification that the person does not hold.
 */
export function isAfterAward(
  result: ResultFacts,
  person: PersonFacts,
  settled: readonly Settlement[],
  codes: readonly KnownCode[],
  settings: Settings,
): boolean {
  if (result.kind === 'IMPLEMENTATION') return false;
  const at = result.happenedAt;
  const settlements = new Map(settled.map((settlement) => [settlement.enrolment.id, settlement]));
  const concerns = (path: string, versionId: string) =>
    requirementsOn(path, settings.versions.get(versionId)?.requirements ?? []).some(
      (terms: RequirementTerms) => isAbout(terms, result),
    );
  const isWithinEnrolment = person.enrolments.some(({ id, status, path, versionId }) => {
    if (status !== 'OPEN' || !concerns(path, versionId)) return false;
    const settlement = settlements.get(id);
    return !settlement?.award || !settlement.completedAt || at <= settlement.completedAt;
  });
  if (isWithinEnrolment) return false;
  const held = heldAwards(person, settled, settings).filter(
    ({ heldFrom, heldUntil }) => heldFrom < at && (heldUntil === null || at < heldUntil),
  );
  if (!held.some(({ versionId }) => concerns('FULL', versionId))) return false;
  return !codes.some(
    (code) =>
      code.isOffered && isAbout(code, result) && held.every((one) => one.programId !== code.programId),
  );
}

type Held = Readonly<{ programId: string; versionId: string; heldFrom: Date; heldUntil: Date | null }>;

/** Since and until which instant the person holds what they hold, new awards included. */
function heldAwards(person: PersonFacts, settled: readonly Settlement[], { timeZone }: Settings): Held[] {
  const settledIds = new Set(settled.map(({ enrolment }) => enrolment.id));
  const existing = person.awards
    .filter(({ enrolmentId, revokedAt }) => !revokedAt && !(enrolmentId && settledIds.has(enrolmentId)))
    .map(({ programId, versionId, awardedOn, endsOn }) => ({
      ...{ programId, versionId },
      heldFrom: instantAfter(awardedOn, timeZone),
      heldUntil: endsOn && instantOfDay(endsOn, timeZone),
    }));
  const decided = settled.flatMap(({ enrolment, award, completedAt }) => {
    if (!award || !completedAt) return [];
    const { programId, versionId } = enrolment;
    const heldFrom = completedAt;
    return [
      { programId, versionId, heldFrom, heldUntil: award.endsOn && instantOfDay(award.endsOn, timeZone) },
    ];
  });
  return [...existing, ...decided];
}

const instantOfDay = (day: Date, timeZone: string): Date => dateOf(startOfDay(plainDateOf(day), timeZone));

/** The first instant after a day, as it is not kept at what instant of the day an award was completed. */
const instantAfter = (day: Date, timeZone: string): Date =>
  dateOf(startOfDay(plainDateOf(day).add({ days: 1 }), timeZone));
