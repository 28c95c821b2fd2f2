import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { upsertAccounts } from '../crm-sync/accounts.ts';
import { upsertOpportunities } from '../crm-sync/opportunities.ts';
import { upsertProducts } from '../crm-sync/products.ts';
import type { SyncResult } from '../crm-sync/sync.ts';
import { type TeamResult, upsertPartnersFromTeams } from '../crm-sync/teams.ts';
import { type LoadedIds, loadedIds } from './known-ids.ts';
import type { Mapping } from './mapping.ts';
import type { FileKind, MappedOpportunity, MappedRowOf } from './rows.ts';

/** How long a batch waits for another import of the same system to finish one of its own. */
const LOCK_WAIT = '60s';

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
  const requestOf = <Row>(rows: readonly Row[]) => ({ system, origin: 'IMPORTED' as const, rows });
  const defaults = { currency, timeZone };
  const loaders: Loaders = {
    products: (tx, rows) => upsertProducts(tx, JOB_ACTOR, requestOf(rows), now),
    partners: (tx, rows) => upsertPartnersFromTeams(tx, JOB_ACTOR, { ...requestOf(rows), defaults }, now),
    accounts: (tx, rows) => upsertAccounts(tx, JOB_ACTOR, requestOf(rows), now),
    opportunities: (tx, rows) =>
      upsertOpportunities(tx, JOB_ACTOR, requestOf(rows.map(opportunityRowOf)), now),
  };
  const load: Loader['load'] = (kind, rows) =>
    writeTransaction(database, JOB_SCOPE, async (tx) => {
      await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
      return await loaders[kind](tx, rows);
    });
  return { ids, load };
}

/** A file is history: it names no referral of the portal, and does not say when it changed. */
const opportunityRowOf = (row: MappedOpportunity) => ({
  ...row,
  partnerId: null,
  referralId: null,
  changedAt: null,
});
