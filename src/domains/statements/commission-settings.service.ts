import { StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './commission-settings.repo.ts';
import { type CommissionSettingsChange, checkDays } from './commission-settings.rules.ts';

export const { readCommissionSettings } = repo;

/** There is one set of settings, so events name it by an id that nothing else has. */
const SETTINGS_SUBJECT_ID = '00000000-0000-0000-0000-000000000002';
const CODE_LENGTH_MAX = 80;

/**
 * Changes how statements and payouts are run; what was issued keeps its days. What already is as asked writes nothing.
 * @throws ForbiddenError, StaleVersionError, InvalidInputError
 */
export async function updateCommissionSettings(
  tx: Tx,
  actor: Actor,
  { version, ...change }: CommissionSettingsChange & Readonly<{ version: number }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'COMMISSION_SETTINGS_WRITE');
  const before = await repo.lockCommissionSettings(tx);
  if (before.version !== version) throw new StaleVersionError(before.version);
  const fields = new FieldReader();
  checkDays(fields, change);
  const taxFormTemplate = fields.optionalLine('taxFormTemplate', change.taxFormTemplate, CODE_LENGTH_MAX);
  if (taxFormTemplate && !(await repo.isAgreementTemplate(tx, taxFormTemplate)))
    fields.refuse('taxFormTemplate', 'UNKNOWN', 'taxFormTemplate is the code of an agreement template.');
  fields.done();
  const after = {
    acceptanceDays: change.acceptanceDays ?? before.acceptanceDays,
    disputeDays: change.disputeDays ?? before.disputeDays,
    bankHoldDays: change.bankHoldDays ?? before.bankHoldDays,
    taxFormTemplate: taxFormTemplate === undefined ? before.taxFormTemplate : taxFormTemplate,
  };
  const changed = (Object.keys(after) as (keyof typeof after)[]).filter((key) => after[key] !== before[key]);
  if (changed.length === 0) return;
  await repo.writeCommissionSettings(tx, after);
  await appendEvents(tx, actor, [
    {
      ...{ type: 'commission_settings.updated', subjectType: 'CommissionSettings', occurredAt: now },
      ...{ subjectId: SETTINGS_SUBJECT_ID, partnerId: null, data: { changed, version: before.version + 1 } },
    },
  ]);
}
