import type { InvalidField } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { attributeDeals } from '../attribute-deals.ts';
import { recheckCustomers } from '../contest-referrals.ts';
import { attributeOpportunities } from './attribution.ts';
import { type KnownOpportunity, knownOpportunities, writeOpportunities } from './opportunities-store.ts';
import { type Attribution, opportunityDecision } from './opportunity-decision.ts';
import { appendOpportunityEvents } from './opportunity-events.ts';
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
  rememberSources,
  type SyncRequest,
  type SyncResult,
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
  if (changes.length > 0) {
    const deals = changes.map(({ id, row, standing, history, createdAt }) => ({
      id,
      externalId: row.externalId,
      standing,
      facts: history.facts,
      createdAt,
    }));
    await writeOpportunities(tx, system, deals, now);
    await attributeOpportunities(tx, actor, { system, origin, changes }, now);
    await attributeDeals(tx, actor, { opportunityIds: changes.map(({ id }) => id) }, now);
    await appendOpportunityEvents(tx, actor, system, changes);
    const direct = changes.filter(({ standing }) => standing.partnerId === null);
    await recheckCustomers(
      tx,
      direct.flatMap(({ standing }) => standing.customerId ?? []),
      now,
    );
  }
  if (written.length > 0) await rememberSources(tx, system, 'OPPORTUNITY', written, now);
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
