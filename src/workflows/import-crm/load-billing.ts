import { monthOf } from '../../domains/billing/billing-row.rules.ts';
import { formatAmount } from '../../kernel/money.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { SyncResult } from '../crm-sync/sync.ts';
import { recordBilling } from '../record-billing.ts';
import type { MappedBilling } from './rows.ts';

/** Loads a batch of a billing system's file as its service account reports it. */
export async function loadBilling(
  tx: Tx,
  system: string,
  rows: readonly MappedBilling[],
  now: Date,
): Promise<SyncResult[]> {
  const answers = await recordBilling(tx, JOB_ACTOR, { system, rows: rows.map(factOf) }, now);
  return answers.map(({ externalId, outcome, factId, errors }) => ({
    ...{ externalId, outcome, targetId: factId },
    errors: errors.map((error) => ({
      ...error,
      field: error.field === 'amount' ? 'amountMinor' : error.field,
    })),
  }));
}

const dayOf = (on: string): Date => new Date(`${on}T00:00:00Z`);

const factOf = ({ amountMinor, currency, serviceMonth, occurredOn, ...row }: MappedBilling) => ({
  ...row,
  ...{ amount: formatAmount({ amountMinor, currency }), currency, occurredOn: dayOf(occurredOn.on) },
  serviceMonth: serviceMonth && monthOf(dayOf(serviceMonth.on)),
});
