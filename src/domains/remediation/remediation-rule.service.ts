import {
  ConflictError,
  ForbiddenError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RemediationRule } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import type { RuleKind } from './remediation.rules.ts';
import * as repo from './remediation-rule.repo.ts';
import { type RuleContent, type RuleInput, readContent, readSubject } from './remediation-rule.rules.ts';

type Created = RuleInput & Readonly<{ idempotencyKey: string | null }>;

/**
 * Makes a rule, by which the next review opens proposals. Answers its id.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, ConflictError, IdempotencyConflictError
 */
export async function createRule(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: Created,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'REMEDIATION_RULES_WRITE');
  const createdById = actor.personId;
  if (createdById === null) throw new ForbiddenError('A person makes rules.');
  return await once(
    tx,
    actor,
    { mutation: 'remediationRuleCreate', key: idempotencyKey, input },
    async () => {
      const fields = new FieldReader();
      const subject = readSubject(fields, input);
      const content = readContent(fields, input, input);
      fields.done();
      await assertAsked(tx, input);
      const rule = await repo.insertRule(tx, { ...subject, ...content, createdById, createdAt: now });
      if (!rule) throw new ConflictError(`There is a rule ${input.code} already; change that one.`, 'code');
      await append(tx, actor, 'remediation_rule.created', rule, now, { kind: rule.kind, grain: rule.grain });
      return rule.id;
    },
  );
}

/** What is measured must be asked by the program, in periods of the same length. */
async function assertAsked(tx: Tx, { programId, requirementCode, grain }: RuleInput): Promise<void> {
  if (programId === null || requirementCode === null) return;
  if (!(await repo.findProgram(tx, programId))) throw new NotFoundError('program', 'programId');
  const grains = await repo.grainsAsking(tx, programId, requirementCode);
  const fields = new FieldReader();
  if (grains.length === 0) {
    const message = 'requirementCode is the code of a requirement of a published version of the program.';
    fields.refuse('requirementCode', 'NOT_ASKED', message);
  } else if (!grains.includes(grain))
    fields.refuse(
      'grain',
      'WRONG_GRAIN',
      `grain is the program's: it is reviewed by the ${grains.join(' or ')}.`,
    );
  fields.done();
}

export type RuleChange = Partial<RuleContent> & Readonly<{ id: string; version: number }>;

/**
 * Changes when a rule breaches and clears, for the proposals to come; plans that are open keep the terms that they were
 * opened by.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function updateRule(
  tx: Tx,
  actor: Actor,
  { id, version, ...change }: RuleChange,
  now: Date,
): Promise<void> {
  const before = await lockActive(tx, actor, { id, version }, 'UPDATE');
  const fields = new FieldReader();
  const content = readContent(
    fields,
    { ...contentOf(before), ...change },
    {
      kind: before.kind as RuleKind,
      kpi: before.kpi,
    },
  );
  fields.done();
  const rule = await repo.updateRule(tx, before, content);
  await append(tx, actor, 'remediation_rule.changed', rule, now, { version: rule.version });
}

const contentOf = (rule: RemediationRule): RuleContent => ({
  ...{ name: rule.name, breaches: rule.breaches as 'BELOW', currency: rule.currency },
  ...{ threshold: rule.threshold.toFixed(), clearsAt: rule.clearsAt.toFixed() },
  ...{ breachPeriods: rule.breachPeriods, clearPeriods: rule.clearPeriods, dueDays: rule.dueDays },
});

/**
 * Opens no more proposals by a rule, for good. Its plans go on.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function deactivateRule(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  const rule = await lockActive(tx, actor, input, 'DEACTIVATE');
  const { version } = await repo.updateRule(tx, rule, { isActive: false });
  await append(tx, actor, 'remediation_rule.changed', rule, now, { version, isActive: false });
}

async function lockActive(
  tx: Tx,
  actor: Actor,
  { id, version }: Readonly<{ id: string; version: number }>,
  action: string,
): Promise<RemediationRule> {
  assertAllowed(actor, 'REMEDIATION_RULES_WRITE');
  const rule = await repo.lockRule(tx, id);
  if (!rule) throw new NotFoundError('remediation rule', 'id');
  if (rule.version !== version) throw new StaleVersionError(rule.version);
  if (!rule.isActive) throw new InvalidStateError(action, 'INACTIVE', [], 'it was deactivated for good.');
  return rule;
}

const append = (
  tx: Tx,
  actor: Actor,
  type: string,
  rule: RemediationRule,
  occurredAt: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'RemediationRule', subjectId: rule.id, partnerId: null, occurredAt },
      data: { code: rule.code, ...data },
    },
  ]);
