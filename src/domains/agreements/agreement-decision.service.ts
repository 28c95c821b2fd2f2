import { InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './agreement.repo.ts';
import { type AgreementOutcome, agreementActionsAvailable, agreementStatusOf } from './agreement.rules.ts';
import type { AgreementAction } from './agreement.states.ts';
import type { TemplateKind } from './agreement-template.rules.ts';

const REASON_LENGTH_MAX = 1_000;

const OUTCOMES: Readonly<Record<AgreementAction, AgreementOutcome>> = {
  VERIFY: 'VERIFIED',
  REFUSE: 'REFUSED',
  REVOKE: 'REVOKED',
};

export type DecisionInput = Readonly<{
  id: string;
  kind: TemplateKind;
  action: AgreementAction;
  reason?: string | null;
  effectiveOn?: Date | null;
}>;

/**
 * Decides on something that a partner handed in or agreed to: verifies or refuses a document, revokes either kind.
 * Refusing and revoking say why, in words that the partner reads. Revoking holds from today, or from an earlier day on.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, InvalidInputError
 */
export async function decideOnAgreement(
  tx: Tx,
  actor: Actor,
  { id, kind, action, ...input }: DecisionInput,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const noun = kind === 'DOCUMENT' ? 'Document' : 'Agreement';
  const seen = await repo.findAgreement(tx, id);
  if (seen?.templateVersion.template.kind !== kind) throw new NotFoundError(noun.toLowerCase(), 'id');
  await repo.lockAgreementsOf(tx, seen.partnerId);
  // Read again under the lock, as somebody may have decided meanwhile.
  const agreement = (await repo.findAgreement(tx, id)) ?? seen;
  const today = await repo.vendorDayOf(tx, now);
  const available = agreementActionsAvailable(agreement, today, actor.roles);
  if (!available.includes(action))
    throw new InvalidStateError(action, agreementStatusOf(agreement, today), available);
  const reason = reasonOf(action, input.reason);
  const effectiveOn = effectiveDayOf(input.effectiveOn ?? null, agreement.effectiveFrom, today);
  await repo.insertDecision(tx, {
    agreementId: id,
    partnerId: agreement.partnerId,
    outcome: OUTCOMES[action],
    reason,
    effectiveOn,
    decidedById: actor.personId,
    decidedAt: now,
  });
  await appendEvents(tx, actor, [
    {
      type: `${noun.toLowerCase()}.${OUTCOMES[action].toLowerCase()}`,
      subjectType: noun,
      subjectId: id,
      partnerId: agreement.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: {
        templateCode: agreement.templateVersion.template.code,
        number: agreement.templateVersion.number,
        effectiveOn: effectiveOn.toISOString().slice(0, 10),
      },
    },
  ]);
}

function reasonOf(action: AgreementAction, given: string | null | undefined): string | null {
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', given?.trim() || null, REASON_LENGTH_MAX) ?? null;
  if (action !== 'VERIFY' && reason === null && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', 'Say why, in words that the partner will read.');
  fields.done();
  return reason;
}

/** Not before it began, as it held nowhere before; and not in the future, where somebody may still decide otherwise. */
function effectiveDayOf(given: Date | null, effectiveFrom: Date, today: Date): Date {
  const earliest = effectiveFrom < today ? effectiveFrom : today;
  const day = given ?? today;
  if (day >= earliest && day <= today) return day;
  throw new InvalidInputError([
    {
      field: 'effectiveOn',
      code: 'OUT_OF_RANGE',
      message: `effectiveOn is a day from ${earliest.toISOString().slice(0, 10)} to ${today.toISOString().slice(0, 10)}.`,
    },
  ]);
}
