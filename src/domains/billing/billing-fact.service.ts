import { randomUUID } from 'node:crypto';
import { type InvalidField, InvalidInputError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './billing-fact.repo.ts';
import { joinFacts } from './billing-join.repo.ts';
import { limitsBroken } from './billing-limits.rules.ts';
import {
  BILLING_ROWS_MAX,
  type BillingRow,
  contentOf,
  type ReadFact,
  readBillingRow,
} from './billing-row.rules.ts';
import { vendorDayOf } from './exchange-rate.repo.ts';

export type BillingAnswer = Readonly<{
  externalId: string;
  outcome: 'CREATED' | 'UNCHANGED' | 'REJECTED';
  /** Null where it was rejected. */
  factId: string | null;
  errors: readonly InvalidField[];
}>;

export type BillingDelivery = Readonly<{ system: string; rows: readonly BillingRow[] }>;

export type Recorded = Readonly<{
  /** One for each row, in the order of the rows. */
  answers: readonly BillingAnswer[];
  /** The orders of which more is known now. */
  orderIds: readonly string[];
}>;

const SYSTEM = /^[A-Z][A-Z0-9_]{0,39}$/;

/**
 * Records what a billing system says, each row by itself: a row that is refused keeps none of the others from being recorded.
 * What was recorded before is known by its id and content. What a fact is of may come later; it is kept until then. The number
 * of statements does not grow with the number of rows.
 * @throws ForbiddenError, InvalidInputError for a system that is no code, RangeError for more than 5,000 rows
 */
export async function recordFacts(
  tx: Tx,
  actor: Actor,
  { system, rows }: BillingDelivery,
  now: Date,
): Promise<Recorded> {
  assertAllowed(actor, 'BILLING_SYNC');
  if (rows.length > BILLING_ROWS_MAX) throw new RangeError(`At most ${BILLING_ROWS_MAX} rows at once.`);
  if (!SYSTEM.test(system)) {
    const message = 'system is a code in capitals of at most 40 characters, such as BILLING.';
    throw new InvalidInputError([{ field: 'system', code: 'NOT_A_CODE', message }]);
  }
  const today = await vendorDayOf(tx, now);
  const readings = rows.map((row) => readBillingRow(row, today));
  const firsts = firstOfEach(readings.flatMap(({ fact }) => fact ?? []));
  await repo.lockSystem(tx, system);
  const known = new Map(
    (await repo.findFacts(tx, system, [...firsts.keys()])).map((fact) => [fact.externalId, fact]),
  );
  const fresh = [...firsts.values()].filter(({ externalId }) => !known.has(externalId));
  const broken = fresh.length === 0 ? [] : limitsBroken(fresh, await repo.stateOf(tx, system, fresh));
  const refused = new Map(
    fresh.flatMap(({ externalId }, at) => (broken[at] ? [[externalId, broken[at]] as const] : [])),
  );
  const created = fresh.filter(({ externalId }) => !refused.has(externalId));
  await repo.insertFacts(tx, system, created, now);
  const orderIds = await settle(tx, created);
  const answers = answersTo(rows, readings, { known, created, refused });
  await appendRecorded(tx, actor, { system, created, answers, orderIds }, now);
  return { answers, orderIds };
}

/** Joins the facts to their orders, and answers all orders that they are about. */
async function settle(tx: Tx, created: readonly repo.NewFact[]): Promise<string[]> {
  if (created.length === 0) return [];
  const factIds = created.map(({ id }) => id);
  await joinFacts(tx, { factIds });
  return await repo.touchedOrders(tx, factIds);
}

const hashOfFact = (fact: ReadFact): string => Buffer.from(hashOf(contentOf(fact))).toString('hex');

/** Of rows with one id the first counts. */
function firstOfEach(facts: readonly ReadFact[]): Map<string, repo.NewFact> {
  const firsts = new Map<string, repo.NewFact>();
  for (const fact of facts)
    if (!firsts.has(fact.externalId))
      firsts.set(fact.externalId, { ...fact, id: randomUUID(), hash: hashOfFact(fact) });
  return firsts;
}

type Sorted = Readonly<{
  known: ReadonlyMap<string, repo.KnownFact>;
  created: readonly repo.NewFact[];
  refused: ReadonlyMap<string, InvalidField>;
}>;

function answersTo(
  rows: readonly BillingRow[],
  readings: readonly ReturnType<typeof readBillingRow>[],
  { known, created, refused }: Sorted,
): BillingAnswer[] {
  const now = new Map<string, repo.KnownFact>([
    ...known,
    ...created.map((fact) => [fact.externalId, fact] as const),
  ]);
  const news = new Set(created.map(({ externalId }) => externalId));
  return readings.map(({ fact, errors }, place) => {
    const reject = (...all: InvalidField[]): BillingAnswer => ({
      ...{ externalId: rows[place]!.externalId, outcome: 'REJECTED', factId: null, errors: all },
    });
    if (!fact) return reject(...errors);
    const { externalId } = fact;
    const stored = now.get(externalId);
    if (!stored) return reject(refused.get(externalId)!);
    if (stored.hash !== hashOfFact(fact)) return reject(CONTENT_DIFFERS);
    // Only the first row of a new id made it; what repeats it in the same delivery is known by then.
    const outcome = news.delete(externalId) ? 'CREATED' : 'UNCHANGED';
    return { externalId, outcome, factId: stored.id, errors: [] };
  });
}

const CONTENT_DIFFERS: InvalidField = {
  ...{ field: 'externalId', code: 'CONTENT_DIFFERS' },
  message:
    'This id was used for other content. A fact never changes: send what corrects it under an id of its own.',
};

async function appendRecorded(
  tx: Tx,
  actor: Actor,
  {
    system,
    created,
    answers,
    orderIds,
  }: Omit<BillingDelivery, 'rows'> & Readonly<{ created: readonly repo.NewFact[] }> & Recorded,
  now: Date,
): Promise<void> {
  const [first] = created;
  if (!first) return;
  const countOf = (wanted: BillingAnswer['outcome']) =>
    answers.filter(({ outcome }) => outcome === wanted).length;
  await appendEvents(tx, actor, [
    {
      ...{ type: 'billing.recorded', subjectType: 'BillingFact', subjectId: first.id, partnerId: null },
      occurredAt: now,
      data: {
        ...{ system, created: countOf('CREATED'), unchanged: countOf('UNCHANGED') },
        ...{ rejected: countOf('REJECTED'), orders: orderIds.length },
      },
    },
  ]);
}
