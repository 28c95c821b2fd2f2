import { addDays } from '../../kernel/days.ts';
import { ConflictError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed, type Membership } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './agreement.repo.ts';
import {
  type AgreementMethod,
  agreementStatusOf,
  earlierOf,
  expiryOf,
  isExpiring,
} from './agreement.rules.ts';
import { findVersion } from './agreement-template.repo.ts';
import { readSha256, type TemplateKind } from './agreement-template.rules.ts';

const REFERENCE_LENGTH_MAX = 500;

type Version = NonNullable<Awaited<ReturnType<typeof findVersion>>>;

export type AcceptInput = Readonly<{ versionId: string; sha256: string; idempotencyKey?: string | null }>;

/**
 * Accepts the offered version of an agreement for the partner of the actor, by the hash of what was read. It holds from
 * today on. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the version is retired,
 * ConflictError where it is in force already, IdempotencyConflictError
 */
export async function acceptAgreement(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: AcceptInput,
  now: Date,
): Promise<string> {
  const membership = membershipFor(actor);
  const request = { mutation: 'agreementAccept', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { partnerId } = membership;
    await repo.lockAgreementsOf(tx, partnerId);
    const version = await versionOf(tx, input.versionId, 'AGREEMENT');
    assertOffered(version, 'ACCEPT');
    const fields = new FieldReader();
    const sha256 = readSha256(fields, 'sha256', input.sha256);
    fields.done();
    if (sha256 !== version.sha256)
      throw refusal('sha256', 'HASH_MISMATCH', 'sha256 is not that of this version: read it again.');
    const today = await repo.vendorDayOf(tx, now);
    await assertDue(tx, partnerId, version, today);
    const effectiveTo = expiryOf(today, version.validityMonths);
    return await record(tx, actor, version, { ...by(membership), effectiveFrom: today, effectiveTo }, now);
  });
}

export type SignatureInput = Readonly<{
  partnerId: string;
  versionId: string;
  signedOn: Date;
  signatureReference: string;
  effectiveFrom?: Date | null;
  idempotencyKey?: string | null;
}>;

/**
 * Records that a partner signed a version, as the signing service knows it by its reference. A retired version can
 * still be recorded where it was signed before it retired. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError, ConflictError, IdempotencyConflictError
 */
export async function recordSignature(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: SignatureInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const request = { mutation: 'agreementRecordSignature', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { partnerId, signedOn } = input;
    if (!(await repo.partnerExists(tx, partnerId))) throw new NotFoundError('partner', 'partnerId');
    await repo.lockAgreementsOf(tx, partnerId);
    const version = await versionOf(tx, input.versionId, 'AGREEMENT');
    if (!version.retiredAt || signedOn > (await repo.vendorDayOf(tx, version.retiredAt)))
      assertOffered(version, 'RECORD_SIGNATURE');
    const fields = new FieldReader();
    const signatureReference = fields.line(
      'signatureReference',
      input.signatureReference,
      REFERENCE_LENGTH_MAX,
    );
    const today = await repo.vendorDayOf(tx, now);
    const effectiveFrom = input.effectiveFrom ?? signedOn;
    const effectiveTo = expiryOf(effectiveFrom, version.validityMonths);
    if (signedOn > today) fields.refuse('signedOn', 'IN_THE_FUTURE', 'signedOn is today or earlier.');
    if (effectiveFrom < signedOn)
      fields.refuse('effectiveFrom', 'BEFORE_SIGNATURE', 'effectiveFrom is not before signedOn.');
    fields.done();
    await assertDue(tx, partnerId, version, today);
    const facts = { method: 'SIGNED', partnerId, signedOn, signatureReference } as const;
    return await record(tx, actor, version, { ...facts, effectiveFrom, effectiveTo }, now);
  });
}

export type SubmitInput = Readonly<{
  versionId: string;
  fileReference: string;
  fileSha256: string;
  issuedOn?: Date | null;
  validUntil?: Date | null;
  idempotencyKey?: string | null;
}>;

/**
 * Hands in a document for the partner of the actor: where its file is and the hash of its bytes. It counts from the day
 * on which it was issued, once staff has verified it. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the version is retired,
 * IdempotencyConflictError
 */
export async function submitDocument(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: SubmitInput,
  now: Date,
): Promise<string> {
  const membership = membershipFor(actor);
  const request = { mutation: 'documentSubmit', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    await repo.lockAgreementsOf(tx, membership.partnerId);
    const version = await versionOf(tx, input.versionId, 'DOCUMENT');
    assertOffered(version, 'SUBMIT');
    const fields = new FieldReader();
    const fileReference = fields.line('fileReference', input.fileReference, REFERENCE_LENGTH_MAX);
    const fileSha256 = readSha256(fields, 'fileSha256', input.fileSha256);
    const today = await repo.vendorDayOf(tx, now);
    const effectiveFrom = input.issuedOn ?? today;
    if (effectiveFrom > today) fields.refuse('issuedOn', 'IN_THE_FUTURE', 'issuedOn is today or earlier.');
    const statedEnd = input.validUntil ? addDays(input.validUntil, 1) : null;
    const effectiveTo = earlierOf(statedEnd, expiryOf(effectiveFrom, version.validityMonths));
    if (effectiveTo && effectiveTo <= today)
      fields.refuse('validUntil', 'EXPIRED', 'The document is no longer valid today; hand in a newer one.');
    fields.done();
    const facts = { ...by(membership), method: 'SUBMITTED', fileReference, fileSha256 } as const;
    return await record(tx, actor, version, { ...facts, effectiveFrom, effectiveTo }, now);
  });
}

/** Only somebody of the partner speaks for it. */
function membershipFor(actor: Actor): Membership {
  assertAllowed(actor, 'AGREEMENTS_ACCEPT');
  if (!actor.membership) throw new NotFoundError('partner of yours');
  return actor.membership;
}

const by = ({ id, partnerId }: Membership) => ({ method: 'ACCEPTED', membershipId: id, partnerId }) as const;

const refusal = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

async function versionOf(tx: Tx, id: string, kind: TemplateKind): Promise<Version> {
  const version = await findVersion(tx, id);
  if (!version) throw new NotFoundError('version', 'versionId');
  if (version.template.kind === kind) return version;
  throw refusal(
    'versionId',
    'WRONG_KIND',
    kind === 'AGREEMENT'
      ? 'versionId is of a document, which is handed in: documentSubmit.'
      : 'versionId is of an agreement, which is accepted: agreementAccept.',
  );
}

function assertOffered({ status }: Version, action: string) {
  if (status === 'PUBLISHED') return;
  throw new InvalidStateError(action, status, [], 'take the version that is offered now.');
}

/** An agreement is renewed when it is about to end, not while it holds. */
async function assertDue(tx: Tx, partnerId: string, version: Version, today: Date) {
  const earlier = await repo.agreementsUnder(tx, partnerId, version.id);
  const holds = earlier.some(
    (one) => ['IN_FORCE', 'PENDING'].includes(agreementStatusOf(one, today)) && !isExpiring(one, today),
  );
  if (holds) throw new ConflictError('This version is agreed to already, and not about to end.', 'versionId');
}

type Facts = Omit<repo.NewAgreement, 'templateId' | 'versionId' | 'recordedById' | 'recordedAt'> &
  Readonly<{ method: AgreementMethod; effectiveFrom: Date; effectiveTo: Date | null }>;

const EVENT_TYPES: Readonly<Record<AgreementMethod, string>> = {
  ACCEPTED: 'agreement.accepted',
  SIGNED: 'agreement.accepted',
  SUBMITTED: 'document.submitted',
};

async function record(tx: Tx, actor: Actor, version: Version, facts: Facts, now: Date): Promise<string> {
  const { partnerId, method, effectiveFrom, effectiveTo } = facts;
  const { id } = await repo.insertAgreement(tx, {
    ...facts,
    templateId: version.templateId,
    versionId: version.id,
    recordedById: actor.personId,
    recordedAt: now,
  });
  await appendEvents(tx, actor, [
    {
      type: EVENT_TYPES[method],
      subjectType: method === 'SUBMITTED' ? 'Document' : 'Agreement',
      subjectId: id,
      partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: {
        method,
        templateCode: version.template.code,
        number: version.number,
        effectiveFrom: effectiveFrom.toISOString().slice(0, 10),
        effectiveTo: effectiveTo?.toISOString().slice(0, 10) ?? null,
      },
    },
  ]);
  return id;
}
