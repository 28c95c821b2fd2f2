import { InvalidInputError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { type AccountInput, accountRowOf } from './account-input.ts';
import { upsertAccounts } from './accounts.ts';
import { upsertOpportunities } from './opportunities.ts';
import { type OpportunityInput, opportunityRowOf } from './opportunity-input.ts';
import { rejection, type SyncRequest, type SyncResult } from './sync.ts';

/** So many rows a request: one transaction of well under a second. */
export const REPORTED_ROWS_MAX = 500;

export type Reported<Input> = Readonly<{ system: string; rows: readonly Input[] }>;

/**
 * Takes accounts from the CRM. A row that is wrong is rejected, and the others load.
 * @throws ForbiddenError, InvalidInputError for the system's code and too many rows
 */
export async function reportAccounts(
  tx: Tx,
  actor: Actor,
  { system, rows }: Reported<AccountInput>,
  now: Date,
): Promise<SyncResult[]> {
  assertReportable(actor, system, rows);
  return await loadReadable(
    rows,
    (input, fields) => accountRowOf(system, input, fields),
    (readable) => upsertAccounts(tx, actor, requestOf(system, readable), now),
  );
}

/**
 * Takes deals from the CRM. A row that is wrong is rejected, and the others load.
 * @throws ForbiddenError, InvalidInputError for the system's code and too many rows
 */
export async function reportOpportunities(
  tx: Tx,
  actor: Actor,
  { system, rows }: Reported<OpportunityInput>,
  now: Date,
): Promise<SyncResult[]> {
  assertReportable(actor, system, rows);
  const { timeZone } = await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } });
  return await loadReadable(
    rows,
    (input, fields) => opportunityRowOf(timeZone, input, fields),
    (readable) => upsertOpportunities(tx, actor, requestOf(system, readable), now),
  );
}

const requestOf = <Row>(system: string, rows: readonly Row[]): SyncRequest<Row> => ({
  system,
  origin: 'CRM',
  rows,
});

function assertReportable(actor: Actor, system: string, rows: readonly unknown[]): void {
  assertAllowed(actor, 'CRM_SYNC');
  const fields = new FieldReader();
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(system))
    fields.refuse(
      'system',
      'NOT_A_CODE',
      'system is a code in capitals such as SALES_CRM, the same in every request.',
    );
  if (rows.length > REPORTED_ROWS_MAX)
    fields.refuse(
      'rows',
      'TOO_MANY',
      `rows are at most ${REPORTED_ROWS_MAX}. Send the others in further requests.`,
    );
  if (fields.invalid.length > 0) throw new InvalidInputError(fields.invalid);
}

/** Answers for every row in its place, whether it could be read or not. */
async function loadReadable<Input extends Readonly<{ externalId: string }>, Row>(
  inputs: readonly Input[],
  read: (input: Input, fields: FieldReader) => Row,
  load: (rows: readonly Row[]) => Promise<SyncResult[]>,
): Promise<SyncResult[]> {
  const readings = inputs.map((input) => {
    const fields = new FieldReader();
    const row = read(input, fields);
    return { input, row, errors: fields.invalid };
  });
  const loaded = await load(readings.filter(({ errors }) => errors.length === 0).map(({ row }) => row));
  const pending = loaded.values();
  return readings.map(({ input, errors }) =>
    errors.length > 0 ? rejection(input.externalId, errors) : pending.next().value!,
  );
}
