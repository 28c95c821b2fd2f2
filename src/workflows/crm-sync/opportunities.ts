import { businessCalendarFrom } from '../../domains/settings/settings.service.ts';
import type { InvalidField } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { executeAll, type Statement } from '../../platform/database/execute-all.ts';
import { eventsInserted } from '../../platform/events/events.ts';
import { recheckCustomers } from '../contest-referrals.ts';
import { opportunitiesAttributed } from './attribution.ts';
import { type KnownOpportunity, knownOpportunities, opportunitiesWritten } from './opportunities-store.ts';
import { type Attribution, opportunityDecision } from './opportunity-decision.ts';
import { opportunityEvents } from './opportunity-events.ts';
import {
  changeHistory,
  fieldsChanged,
  type History,
  isOvertaken,
  openedAt,
  openingHistory,
} from './opportunity-facts.ts';
import {
  type OpportunityRow,
  type OpportunitySource,
  opportunitySourceOf,
  type Standing,
} from './opportunity-rows.ts';
import {
  type Candidate,
  candidatesOf,
  eventVerb,
  lockSystem,
  outcomeOf,
  REPEATED,
  rejection,
  type SyncOrigin,
  type SyncRequest,
  type SyncResult,
  sourcesRemembered,
  type Written,
  withoutRepeats,
} from './sync.ts';

/** A row that changes something, with all that follows from it. */
export type Change = Readonly<{
  id: string;
  isNew: boolean;
  row: OpportunityRow;
  known: KnownOpportunity;
  standing: Standing;
  attribution: Attribution;
  history: History;
  createdAt: Date;
}>;

/**
 * Loads deals. A row says all that the CRM knows of a deal, so what it leaves out is no more. A deal with a partner is
 * credited to it by a referral: the partner's own that the row names, else one that is made for it, accepted and
 * without any claim on the customer. Rows that cannot be loaded are rejected, and the others load; rows that a later
 * change has overtaken change nothing.
 * @throws ForbiddenError
 */
export async function upsertOpportunities(
  tx: Tx,
  actor: Actor,
  request: SyncRequest<OpportunityRow>,
  now: Date,
): Promise<SyncResult[]> {
  assertAllowed(actor, 'CRM_SYNC');
  const { system, origin, rows } = request;
  await lockSystem(tx, system);
  const { firsts, repeats } = withoutRepeats(rows);
  const candidates = await candidatesOf(tx, system, 'OPPORTUNITY', firsts.map(opportunitySourceOf));
  const stale = candidates.filter(({ isUnchanged }) => !isUnchanged);
  const rowById = new Map(firsts.map((row) => [row.externalId, row]));
  const known = stale.length === 0 ? new Map() : await knownOpportunities(tx, system, stale);
  const { changes, written, refused } = decide(stale, rowById, known, eventVerb(origin), now);
  await executeAll(tx, decisionsWritten(tx, actor, { system, origin, changes, written }, now));
  const changedIds = new Set(changes.map(({ id }) => id));
  const writtenById = new Map(written.map((deal) => [deal.row.external_id, deal]));
  const candidateById = new Map(candidates.map((candidate) => [candidate.row.external_id, candidate]));
  return rows.map((row) => {
    const { externalId } = row;
    if (repeats.has(row)) return rejection(externalId, [REPEATED]);
    const errors = refused.get(externalId);
    if (errors) return rejection(externalId, errors);
    const deal = writtenById.get(externalId);
    const result = outcomeOf(candidateById.get(externalId)!, deal);
    return deal && changedIds.has(deal.id) ? result : { ...result, outcome: 'UNCHANGED' };
  });
}

type Decisions = Readonly<{
  system: string;
  origin: SyncOrigin;
  changes: readonly Change[];
  written: readonly Written[];
}>;

/** The statements by which everything follows from what was decided; those that others depend on are run in between. */
async function* decisionsWritten(
  tx: Tx,
  actor: Actor,
  { system, origin, changes, written }: Decisions,
  now: Date,
): AsyncGenerator<Statement> {
  if (changes.length > 0) {
    const { timeZone } = await businessCalendarFrom(tx);
    const deals = changes.map(({ row, history, ...deal }) => ({
      ...deal,
      ...{ externalId: row.externalId, facts: history.facts },
    }));
    yield* opportunitiesWritten(system, deals, now);
    yield* opportunitiesAttributed(tx, actor, { system, origin, changes, timeZone }, now);
    const events = opportunityEvents(system, changes);
    if (events.length > 0) yield eventsInserted(actor, events);
    const direct = changes.filter(({ standing }) => standing.partnerId === null);
    const customerIds = direct.flatMap(({ standing }) => standing.customerId ?? []);
    if (customerIds.length > 0) await recheckCustomers(tx, customerIds, now);
  }
  if (written.length > 0) yield sourcesRemembered(system, 'OPPORTUNITY', written, now);
}

/**
 * A row that is worded differently and means the same is remembered, and changes nothing else. One that was overtaken is
 * not even remembered, so that the one that overtook it is still what was loaded last.
 */
function decide(
  stale: readonly Candidate<OpportunitySource>[],
  rowById: ReadonlyMap<string, OpportunityRow>,
  knownById: ReadonlyMap<string, KnownOpportunity>,
  verb: string,
  now: Date,
) {
  const changes: Change[] = [];
  const written: Written[] = [];
  const refused = new Map<string, readonly InvalidField[]>();
  const taken = new Set<string>();
  for (const candidate of stale) {
    const { external_id, referral_id } = candidate.row;
    const row = rowById.get(external_id)!;
    const known = knownById.get(external_id)!;
    if (isOvertaken(row, known.effectiveAt)) continue;
    const decision = opportunityDecision(row, known, referral_id !== null && taken.has(referral_id));
    if (decision.errors.length > 0 || !('standing' in decision)) {
      refused.set(external_id, decision.errors);
      continue;
    }
    if (referral_id !== null) taken.add(referral_id);
    const { standing, attribution } = decision;
    const { before, effectiveAt } = known;
    const id = known.id ?? candidate.freshId;
    written.push({ ...candidate, id, isNew: before === null });
    const isMoved =
      attribution.link !== null || attribution.create !== null || attribution.release.length > 0;
    if (before !== null && !isMoved && fieldsChanged(before, standing).length === 0) continue;
    const history =
      before === null
        ? openingHistory(row, verb, now)
        : changeHistory(row, before, standing, { now, latestEffectiveAt: effectiveAt });
    const createdAt = openedAt(row, now);
    changes.push({ id, isNew: before === null, row, known, standing, attribution, history, createdAt });
  }
  return { changes, written, refused };
}
