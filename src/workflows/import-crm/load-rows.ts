import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Database, Tx } from '../../platform/database/client.ts';
import { JOB_SCOPE, writeTransaction } from '../../platform/database/session.ts';
import { upsertAccounts } from '../crm-sync/accounts.ts';
import { upsertOpportunities } from '../crm-sync/opportunities.ts';
import { upsertProducts } from '../crm-sync/products.ts';
import type { SyncResult } from '../crm-sync/sync.ts';
import { type TeamResult, upsertPartnersFromTeams } from '../crm-sync/teams.ts';
import type { Mapping } from './mapping.ts';
import type { FileKind, MappedOpportunity, MappedRowOf } from './rows.ts';

/** How long a batch waits for another import of the same system to finish one of its own. */
const LOCK_WAIT = '60s';

export type RowResult = SyncResult & Partial<Pick<TeamResult, 'warnings'>>;
type Rows<Kind extends FileKind> = readonly MappedRowOf[Kind][];
type Loaders = { readonly [Kind in FileKind]: (tx: Tx, rows: Rows<Kind>) => Promise<RowResult[]> };

/** Loads one batch in one transaction: killed half way, it has changed nothing. */
export function batchLoaderOf(database: Database, mapping: Mapping, vendorTimeZone: string, now: Date) {
  const { system, currency } = mapping;
  const requestOf = <Row>(rows: readonly Row[]) => ({ system, origin: 'IMPORTED' as const, rows });
  const defaults = { currency, timeZone: vendorTimeZone };
  const loaders: Loaders = {
    products: (tx, rows) => upsertProducts(tx, JOB_ACTOR, requestOf(rows), now),
    partners: (tx, rows) => upsertPartnersFromTeams(tx, JOB_ACTOR, { ...requestOf(rows), defaults }, now),
    accounts: (tx, rows) => upsertAccounts(tx, JOB_ACTOR, requestOf(rows), now),
    opportunities: (tx, rows) =>
      upsertOpportunities(tx, JOB_ACTOR, requestOf(rows.map(opportunityRowOf)), now),
  };
  return <Kind extends FileKind>(kind: Kind, rows: Rows<Kind>): Promise<RowResult[]> =>
    writeTransaction(database, JOB_SCOPE, async (tx) => {
      await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
      return await loaders[kind](tx, rows);
    });
}

/** A file is history: it names no referral of the portal, and does not say when it changed. */
const opportunityRowOf = (row: MappedOpportunity) => ({
  ...row,
  partnerId: null,
  referralId: null,
  changedAt: null,
});
