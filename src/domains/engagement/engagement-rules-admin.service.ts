import { ConflictError, InvalidInputError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { NamedAccount } from '../../platform/database/generated/client/client.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './engagement-rules-admin.repo.ts';
import { assertTerms, type RuleSet, type RulesTerms, rulesFrom } from './engagement-rules-admin.rules.ts';

const REASON_LENGTH_MAX = 1_000;

/**
 * Writes the one draft of the rules: changes the one there is, or begins the next version. Answers its id.
 * @throws ForbiddenError, InvalidInputError
 */
export async function draftRules(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ terms: RulesTerms; rules: RuleSet }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  assertTerms(input.terms);
  const rules = rulesFrom(input.rules);
  await repo.lockRules(tx);
  const draft = await repo.findDraft(tx);
  const data = { ...input.terms, rules, validFrom: now, createdById: actor.personId };
  const { id, version } = draft
    ? await repo.updateRules(tx, draft.id, data)
    : await repo.insertRules(tx, { ...data, version: (await repo.lastVersion(tx)) + 1 });
  await appendRulesEvent(tx, actor, 'engagement_rules.drafted', id, now, { version });
  return id;
}

/**
 * Publishes the draft from an instant on, at which those before it end. What is published never changes.
 * @throws ForbiddenError, NotFoundError, InvalidStateError, InvalidInputError, ConflictError where others begin later
 */
export async function publishRules(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; validFrom: Date | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  await repo.lockRules(tx);
  const draft = await repo.findRules(tx, input.id);
  if (!draft) throw new NotFoundError('rules', 'id');
  if (draft.status !== 'DRAFT') throw new InvalidStateError('PUBLISH', draft.status, []);
  const validFrom = input.validFrom ?? now;
  if (validFrom < now) throw refused('validFrom', 'IN_THE_PAST', 'Rules begin now or later, never before.');
  await repo.endRulesBefore(tx, validFrom);
  try {
    await repo.updateRules(tx, draft.id, { status: 'PUBLISHED', validFrom, publishedAt: now });
  } catch (error) {
    if (!violates(error, 'engagement_rules_one_at_a_time')) throw error;
    throw new ConflictError('Other rules are published for then. Begin after they did.', 'validFrom');
  }
  const data = { version: draft.version, validFrom: validFrom.toISOString() };
  await appendRulesEvent(tx, actor, 'engagement_rules.published', draft.id, now, data);
}

export type NamedAccountInput = Readonly<{ customerId: string; reason: string; validFrom: Date | null }>;

/**
 * Keeps a customer for the vendor, from an instant on.
 * @throws ForbiddenError, InvalidInputError, ConflictError where it is kept then already
 */
export async function addNamedAccount(
  tx: Tx,
  actor: Actor,
  { customerId, reason: text, validFrom }: NamedAccountInput,
  now: Date,
): Promise<NamedAccount> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  const fields = new FieldReader();
  const reason = fields.line('reason', text, REASON_LENGTH_MAX);
  if (!(await repo.isCustomer(tx, customerId)))
    fields.refuse('customerId', 'NOT_FOUND', 'customerId is the id of a customer.');
  fields.done();
  try {
    const account = await repo.insertNamedAccount(tx, { customerId, reason, validFrom: validFrom ?? now });
    await appendAccountEvent(tx, actor, 'named_account.added', account, now);
    return account;
  } catch (error) {
    const isTaken = violates(error, 'named_account_once_at_a_time') || violates(error, 'named_account_pkey');
    throw isTaken ? new ConflictError('The customer is a named account then already.', 'customerId') : error;
  }
}

/**
 * Ends a named account at an instant, now where none is given.
 * @throws ForbiddenError, InvalidInputError, NotFoundError where the customer is none then
 */
export async function endNamedAccount(
  tx: Tx,
  actor: Actor,
  { customerId, validTo: asked }: Readonly<{ customerId: string; validTo: Date | null }>,
  now: Date,
): Promise<NamedAccount> {
  assertAllowed(actor, 'ENGAGEMENT_WRITE');
  const validTo = asked ?? now;
  if (validTo < now) throw refused('validTo', 'IN_THE_PAST', 'It ends now or later, never before.');
  const account = await repo.endNamedAccount(tx, customerId, now, validTo);
  if (!account) throw new NotFoundError('named account', 'customerId');
  await appendAccountEvent(tx, actor, 'named_account.ended', account, now);
  return account;
}

const refused = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

const appendRulesEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  subjectId: string,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    { type, subjectType: 'EngagementRules', subjectId, partnerId: null, occurredAt, data },
  ]);

const appendAccountEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { customerId, validFrom, validTo }: NamedAccount,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Customer',
      subjectId: customerId,
      partnerId: null,
      occurredAt,
      data: { validFrom: validFrom.toISOString(), validTo: validTo?.toISOString() ?? null },
    },
  ]);
