import { InvalidInputError, InvalidStateError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { ProtectionExtension, Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './protection.repo.ts';
import {
  isProtectedAt,
  type ProtectionCause,
  type ProtectionFact,
  type ProtectionSpan,
  protectionSpansOf,
} from './protection.rules.ts';

const EVIDENCE_LENGTH_MAX = 4_000;
const MESSAGE_LENGTH_MAX = 1_000;

type Protected = Readonly<Pick<Referral, 'id' | 'partnerId'>>;

/** Writes a fact into a referral's history of protection. Speaks for a job, as partners only read it. */
export async function recordProtection(
  tx: Tx,
  { id, partnerId }: Protected,
  fact: ProtectionFact,
  now: Date,
): Promise<void> {
  await repo.insertFact(tx, { referralId: id, partnerId, ...fact, bookedAt: now });
}

/** When the referral was and is protected. */
export async function protectionOf(tx: Tx, { id, partnerId }: Protected): Promise<ProtectionSpan[]> {
  const facts = await repo.factsOf(tx, id, partnerId);
  return protectionSpansOf(facts.map((fact) => ({ ...fact, cause: fact.cause as ProtectionCause })));
}

/** Cuts protection that still holds, and says whether there was any. Speaks for a job. */
export async function cutProtection(tx: Tx, referral: Protected, now: Date): Promise<boolean> {
  const spans = await protectionOf(tx, referral);
  if (!isProtectedAt(spans, now) && !spans.some(({ from }) => from > now)) return false;
  await recordProtection(tx, referral, { cause: 'ENDED', startsAt: now, endsAt: now }, now);
  return true;
}

export type ExtensionRequest = Readonly<{ days: number; evidence: string }>;

/**
 * Asks for a referral to stay protected for longer. The caller has checked who may and in which state.
 * @throws InvalidInputError, InvalidStateError where one is waiting already
 */
export async function requestExtension(
  tx: Tx,
  actor: Actor & Readonly<{ personId: string }>,
  referral: Referral,
  request: ExtensionRequest & Readonly<{ daysMax: number }>,
  now: Date,
): Promise<ProtectionExtension> {
  const fields = new FieldReader();
  const evidence = fields.optionalLines('evidence', request.evidence, EVIDENCE_LENGTH_MAX);
  if (!evidence) fields.refuse('evidence', 'REQUIRED', 'evidence says what has been done and what is next.');
  refuseDays(fields, request.days, request.daysMax);
  fields.done();
  if (await repo.findOpenExtension(tx, referral.id, referral.partnerId))
    throw new InvalidStateError(
      'REQUEST_EXTENSION',
      referral.status,
      [],
      'a request waits for its decision.',
    );
  const extension = await repo.insertExtension(tx, {
    partnerId: referral.partnerId,
    referralId: referral.id,
    evidence: evidence ?? '',
    requestedDays: request.days,
    requestedAt: now,
    requestedById: actor.personId,
  });
  await appendExtensionEvent(tx, actor, 'referral.extension_requested', extension, now, {
    days: request.days,
  });
  return extension;
}

/**
 * The request that waits for its decision.
 * @throws InvalidStateError where none does
 */
export async function openExtension(tx: Tx, referral: Referral): Promise<ProtectionExtension> {
  const extension = await repo.findOpenExtension(tx, referral.id, referral.partnerId);
  if (extension) return extension;
  throw new InvalidStateError('DECIDE_EXTENSION', referral.status, [], 'no extension waits for a decision.');
}

export type ExtensionDecision =
  | Readonly<{ decision: 'GRANT'; days: number; message: string | null }>
  | Readonly<{ decision: 'REFUSE'; message: string }>;

/** The decision as it is asked for. @throws InvalidInputError with every field that is missing, or not expected */
export function extensionDecisionOf(
  input: Readonly<{ decision: 'GRANT' | 'REFUSE'; days: number | null; message: string | null }>,
  daysMax: number,
): ExtensionDecision {
  const fields = new FieldReader();
  const message = fields.optionalLines('message', input.message, MESSAGE_LENGTH_MAX);
  const { days } = input;
  if (input.decision === 'GRANT') {
    if (days === null) fields.refuse('days', 'REQUIRED', 'days says for how long protection is extended.');
    else refuseDays(fields, days, daysMax);
  } else {
    if (days !== null) fields.refuse('days', 'NOT_EXPECTED', 'A refusal extends by no days: leave them out.');
    if (!message) fields.refuse('message', 'REQUIRED', 'Say why, in words that the partner will read.');
  }
  fields.done();
  return input.decision === 'GRANT'
    ? { decision: 'GRANT', days: days ?? 0, message }
    : { decision: 'REFUSE', message: message ?? '' };
}

function refuseDays(fields: FieldReader, days: number, daysMax: number): void {
  if (daysMax === 0)
    throw new InvalidInputError([
      { field: 'days', code: 'NOT_EXTENDABLE', message: 'The rules of this referral know no extension.' },
    ]);
  if (days >= 1 && days <= daysMax) return;
  fields.refuse('days', 'OUT_OF_RANGE', `days is from 1 to ${daysMax} by the rules of this referral.`);
}

/** Closes a request with what was decided; the caller books the protection that a grant gives. */
export async function closeExtension(
  tx: Tx,
  actor: Actor,
  extension: ProtectionExtension,
  outcome: Readonly<{ message: string | null; grantedUntil: Date | null }>,
  now: Date,
): Promise<void> {
  const isGranted = outcome.grantedUntil !== null;
  await repo.decideExtension(tx, extension.id, {
    status: isGranted ? 'GRANTED' : 'REFUSED',
    decidedAt: now,
    ...outcome,
  });
  const type = isGranted ? 'referral.extension_granted' : 'referral.extension_refused';
  await appendExtensionEvent(tx, actor, type, extension, now, {
    grantedUntil: outcome.grantedUntil?.toISOString() ?? null,
  });
}

const appendExtensionEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, referralId, partnerId }: ProtectionExtension,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Referral',
      subjectId: referralId,
      partnerId,
      partnerVisible: true,
      occurredAt,
      data: { extensionId: id, ...data },
    },
  ]);
