import {
  candidateFor,
  type EnrolmentInput,
  enrol,
  withdrawableFor,
  withdrawEnrolment,
} from '../domains/certifications/enrolment.service.ts';
import { type SignOff, signOff, signOffFor } from '../domains/certifications/result-sign-off.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { once } from '../platform/database/idempotency.ts';
import { asJob } from '../platform/database/session.ts';

type Keyed = Readonly<{ idempotencyKey?: string | null }>;

/**
 * Enrols somebody in a certification. Repeating a key with the same input repeats the answer: the enrolment's id.
 * @throws what `candidateFor` and `enrol` throw, IdempotencyConflictError
 */
export async function openEnrolment(
  tx: Tx,
  actor: Actor,
  input: EnrolmentInput & Keyed,
  now: Date,
): Promise<string> {
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'enrolmentOpen', key, input: request }, async () => {
    const candidate = await candidateFor(tx, actor, request.membershipId, now);
    const { programId } = request;
    return await asJob(tx, actor.scope, () => enrol(tx, actor, { programId, candidate }, now));
  });
}

/**
 * Withdraws an enrolment.
 * @throws what `withdrawableFor` and `withdrawEnrolment` throw
 */
export async function closeEnrolment(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  await withdrawableFor(tx, actor, input);
  await asJob(tx, actor.scope, () => withdrawEnrolment(tx, actor, input, now));
}

/**
 * Signs off practical work. A channel manager does so for the portfolio's people only, whom alone it sees.
 * @throws what `signOffFor` and `signOff` throw, IdempotencyConflictError
 */
export async function signOffPracticum(
  tx: Tx,
  actor: Actor,
  input: SignOff & Keyed,
  now: Date,
): Promise<string> {
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'certificationResultSignOff', key, input: request }, async () => {
    const about = await signOffFor(tx, actor, request, now);
    await asJob(tx, actor.scope, () => signOff(tx, actor, about, now));
    return request.enrolmentId;
  });
}
