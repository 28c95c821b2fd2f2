import { BILLING_ROWS_MAX } from '../../domains/billing/billing-row.rules.ts';
import { recordHistory } from '../../domains/certifications/history.service.ts';
import { RESULT_ROWS_MAX, type ResultAnswer } from '../../domains/certifications/result-rows.rules.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { upsertAccounts } from '../crm-sync/accounts.ts';
import { upsertOpportunities } from '../crm-sync/opportunities.ts';
import { upsertProducts } from '../crm-sync/products.ts';
import { lockSystem, SYNC_ROWS_MAX, type SyncResult } from '../crm-sync/sync.ts';
import { type TeamResult, upsertPartnersFromTeams } from '../crm-sync/teams.ts';
import { ORDER_ROWS_MAX } from '../upsert-orders.ts';
import { type LoadedIds, loadedIds } from './known-ids.ts';
import { loadBilling } from './load-billing.ts';
import { loadOrders, loadOrdersApart } from './load-orders.ts';
import type { Mapping } from './mapping.ts';
import type { FileKind, MappedLearning, MappedOpportunity, MappedOrder, MappedRowOf } from './rows.ts';

/** How long a batch waits for another import of the same system to finish one of its own. */
const LOCK_WAIT = '60s';

/** How many rows of a file one transaction loads at most, of orders how many orders; results are settled for thousands of people as for one. */
export const BATCH_ROWS_MAX: Readonly<Record<FileKind, number>> = {
  products: SYNC_ROWS_MAX,
  partners: SYNC_ROWS_MAX,
  accounts: SYNC_ROWS_MAX,
  opportunities: SYNC_ROWS_MAX,
  learning: RESULT_ROWS_MAX,
  orders: ORDER_ROWS_MAX,
  billing: BILLING_ROWS_MAX,
};

export type RowResult = SyncResult & Partial<Pick<TeamResult, 'warnings'>>;
type Rows<Kind extends FileKind> = readonly MappedRowOf[Kind][];
type Loaders = { readonly [Kind in FileKind]: (tx: Tx, rows: Rows<Kind>) => Promise<RowResult[]> };

/** What an import does with the database. */
export type Loader = Readonly<{
  /** The external ids that the portal knew before. */
  ids: LoadedIds;
  /** Loads one batch in one transaction: killed half way, it has changed nothing. */
  load<Kind extends FileKind>(kind: Kind, rows: Rows<Kind>): Promise<RowResult[]>;
}>;

export async function openLoader(database: Database, mapping: Mapping, now: Date): Promise<Loader> {
  const { system, currency } = mapping;
  const { ids, timeZone } = await writeTransaction(database, JOB_SCOPE, async (tx) => ({
    ids: await loadedIds(tx, system),
    timeZone: (await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } })).timeZone,
  }));
  const ordersStated = new Set(Object.keys(mapping.files.orders?.fields ?? {}));
  const requestOf = <Row>(rows: readonly Row[]) => ({ system, origin: 'IMPORTED' as const, rows });
  const defaults = { currency, timeZone };
  const loaders: Loaders = {
    products: (tx, rows) => upsertProducts(tx, JOB_ACTOR, requestOf(rows), now),
    partners: (tx, rows) => upsertPartnersFromTeams(tx, JOB_ACTOR, { ...requestOf(rows), defaults }, now),
    accounts: (tx, rows) => upsertAccounts(tx, JOB_ACTOR, requestOf(rows), now),
    opportunities: (tx, rows) =>
      upsertOpportunities(tx, JOB_ACTOR, requestOf(rows.map(opportunityRowOf)), now),
    learning: async (tx, rows) => {
      await lockSystem(tx, system);
      const isEnrolling = mapping.files.learning?.enrol ?? false;
      const results = rows.map((row) => resultRowOf(system, row));
      const answers = await recordHistory(tx, JOB_ACTOR, { rows: results, isEnrolling }, now);
      return answers.map((answer, at) => rowResultOf(rows[at]!.externalId, answer));
    },
    orders: (tx, rows) => loadOrders(tx, { system, currency, stated: ordersStated }, rows, now),
    billing: (tx, rows) => loadBilling(tx, system, rows, now),
  };
  const inTransaction: Loader['load'] = (kind, rows) =>
    writeTransaction(database, JOB_SCOPE, async (tx) => {
      await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
      return await loaders[kind](tx, rows);
    });
  const load: Loader['load'] = (kind, rows) =>
    kind === 'orders'
      ? loadOrdersApart(rows as readonly MappedOrder[], (some) => inTransaction('orders', some))
      : inTransaction(kind, rows);
  return { ids, load };
}

/** A file is history: it names no referral of the portal, and does not say when it changed. */
const opportunityRowOf = (row: MappedOpportunity) => ({
  ...row,
  partnerId: null,
  referralId: null,
  changedAt: null,
});

const resultRowOf = (system: string, { externalId, personEmail, happenedAt, ...result }: MappedLearning) => ({
  ...result,
  ...{ source: system, sourceId: externalId, email: personEmail, happenedAt: happenedAt.at },
});

/** What a result's fields are called in a file. */
const FIELD_NAMES: Readonly<Record<string, string>> = { sourceId: 'externalId', email: 'personEmail' };

function rowResultOf(externalId: string, answer: ResultAnswer): RowResult {
  if (answer.outcome !== 'REFUSED')
    return { externalId, outcome: answer.outcome, errors: [], targetId: answer.id };
  const { code, message } = answer;
  const field = FIELD_NAMES[answer.field] ?? answer.field;
  return { externalId, outcome: 'REJECTED', errors: [{ field, code, message }], targetId: null };
}
