import { dayIn } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Statement } from '../../platform/database/execute-all.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { inSavepoint } from '../../platform/database/savepoint.ts';
import { appendEvents, eventsInserted, type NewEvent } from '../../platform/events/events.ts';
import * as repo from './attribution.repo.ts';
import {
  type AttributionDecision,
  type AttributionFacts,
  attributionOf,
  type VendorsWord,
} from './attribution.rules.ts';
import { type ProtectionCause, protectionSpansOf } from './protection.rules.ts';

const ENDED = ['WITHDRAWN', 'CLOSED', 'REJECTED'];
const WORDS: Readonly<Record<string, VendorsWord>> = { IMPORTED: 'IMPORTED', CRM: 'CREDITED_BY_CRM' };
const WHOLE = { kind: 'SOURCED', shareNumerator: 1, shareDenominator: 1 };

const dayText = (timeZone: string, at: Date): string => dayIn(timeZone, at).toISOString().slice(0, 10);

/** The facts as they are stored with the decision, from which it can be made again. */
type StoredFacts = Readonly<{ closeOn: string | null; facts: AttributionFacts }>;

function factsOf(row: repo.CreditRow, timeZone: string): StoredFacts {
  const { closeOn, wonAt, live } = row;
  const word = live?.because === 'CONTEST_DECIDED' ? 'CONTEST_DECIDED' : (WORDS[row.origin] ?? null);
  const protection = row.protection.map(({ cause, startsAt, endsAt }) => ({
    cause: cause as ProtectionCause,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  }));
  return {
    closeOn,
    facts: {
      word,
      referralEndedOn: ENDED.includes(row.referralStatus) ? dayText(timeZone, row.referralStatusSince) : null,
      protectionSpans: protectionSpansOf(protection),
      openedOn: row.openedOn,
      knownAt: row.knownAt,
      stage: row.stage,
      wonOn: closeOn ?? (wonAt ? dayText(timeZone, wonAt) : null),
      tailDays: row.tailDays,
      timeZone,
    },
  };
}

type Decided = Readonly<{ row: repo.CreditRow; decision: AttributionDecision; explanation: object }>;

/** A party that a contest gave nothing has nothing, whatever becomes of the deal. */
const isDecidedAgainst = ({ because, kind, shareNumerator }: NonNullable<repo.CreditRow['live']>) =>
  because === 'CONTEST_DECIDED' && kind === 'SOURCED' && shareNumerator === 0;

/** Null where the decision stands as it is: decided alike, by the same facts. */
function decided(row: repo.CreditRow, timeZone: string, asOfDay: string): Decided | null {
  if (row.live && isDecidedAgainst(row.live)) return null;
  const { closeOn, facts } = factsOf(row, timeZone);
  const decision = attributionOf(facts, asOfDay);
  const explanation = { facts: { ...facts, closeOn }, steps: decision.steps };
  const { live } = row;
  if (live === null) return { row, decision, explanation };
  const before = { status: live.status, because: live.because, explanation: live.explanation };
  const after = { status: decision.status, because: decision.because, explanation };
  return Buffer.compare(hashOf(before), hashOf(after)) === 0 ? null : { row, decision, explanation };
}

/**
 * Decides whose deals are, anew where their facts have changed: each decision that no longer holds is ended and the new
 * one is appended. What a contest holds is left as it is. Kind and share stay what they were. What history says is no news
 * where it is imported, as the import's own events carry the dates of what happened. Speaks for a job or staff.
 * Answers how many decisions changed.
 */
export async function decideAttributions(
  tx: Tx,
  actor: Actor,
  deals: repo.DealsOf,
  timeZone: string,
  now: Date,
  tellsHistory = false,
): Promise<number> {
  const referralIds = await repo.lockCredited(tx, deals);
  if (referralIds.length === 0) return 0;
  const rows = (await repo.findCredits(tx, referralIds)).filter(
    ({ live, referralStatus }) => live?.status !== 'HELD' && referralStatus !== 'CONTESTED',
  );
  const isGone = ({ isLinked, live }: repo.CreditRow) => !isLinked && live?.because !== 'CONTEST_DECIDED';
  const gone = rows.filter(isGone);
  const asOfDay = dayText(timeZone, now);
  const changed = rows.filter((row) => !isGone(row)).flatMap((row) => decided(row, timeZone, asOfDay) ?? []);
  const ended = [...gone, ...changed.map(({ row }) => row)].flatMap(({ live }) => live?.id ?? []);
  await repo.replaceCredits(tx, ended, changed.map(creditOf), now);
  const told = changed.filter(
    ({ row, decision }) =>
      (tellsHistory || row.origin !== 'IMPORTED') && row.live?.status !== decision.status,
  );
  await appendEvents(tx, actor, attributionEvents(gone, told, now));
  return gone.length + changed.length;
}

/** A deal with the referral that was made for it, both of this transaction; see `CreditRow`. */
export type NewDeal = Pick<
  repo.CreditRow,
  | 'referralId'
  | 'partnerId'
  | 'opportunityId'
  | 'origin'
  | 'openedOn'
  | 'knownAt'
  | 'stage'
  | 'closeOn'
  | 'wonAt'
>;

/** What is read of others is known of these: nobody protected, ended or decided what nobody else has seen. */
const creditRowOf = (deal: NewDeal): repo.CreditRow => ({
  ...deal,
  ...{ isLinked: true, referralStatus: 'ACCEPTED', referralStatusSince: deal.knownAt },
  ...{ tailDays: 0, protection: [], live: null },
});

/** The statements by which new deals get the decisions that `decideAttributions` would come to, without reading them again. */
export function* newDealsDecided(
  actor: Actor,
  deals: readonly NewDeal[],
  timeZone: string,
  now: Date,
): Generator<Statement> {
  const asOfDay = dayText(timeZone, now);
  const made = deals.flatMap((deal) => decided(creditRowOf(deal), timeZone, asOfDay) ?? []);
  if (made.length > 0) yield repo.creditsInserted(made.map(creditOf), now);
  const told = made.filter(({ row }) => row.origin !== 'IMPORTED');
  if (told.length > 0) yield eventsInserted(actor, attributionEvents([], told, now));
}

function creditOf({ row, decision, explanation }: Decided): repo.NewCredit {
  const { referralId, partnerId, opportunityId, live } = row;
  const { kind, shareNumerator, shareDenominator } = live ?? WHOLE;
  const { status, because, tailEndsOn } = decision;
  return {
    referralId,
    partnerId,
    opportunityId,
    kind,
    status,
    because,
    shareNumerator,
    shareDenominator,
    explanation,
    tailEndsOn,
  };
}

function attributionEvents(
  gone: readonly repo.CreditRow[],
  decided: readonly Decided[],
  now: Date,
): NewEvent[] {
  const event = (type: string, row: repo.CreditRow, data: Readonly<Record<string, string | null>>) => ({
    type,
    subjectType: 'Referral',
    subjectId: row.referralId,
    partnerId: row.partnerId,
    partnerVisible: true,
    occurredAt: now,
    data: { opportunityId: row.opportunityId, ...data },
  });
  return [
    ...gone.map((row) => event('referral.attribution_ended', row, {})),
    ...decided.map(({ row, decision: { status, because } }) =>
      event('referral.attribution_decided', row, { before: row.live?.status ?? null, status, because }),
    ),
  ];
}

const BATCH_ROWS = 1_000;
/** One run looks at so many pages, within the time of its transaction; what is decided leaves the list of the next. */
const RUN_PAGES_MAX = 20;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Decides all deals that are not decided as they stand at the instant. Each page is a step of its own, which somebody who
 * works with one of its referrals can make fail; the next run tries it again. Answers how many decisions changed.
 */
export async function decideUndecided(
  tx: Tx,
  actor: Actor,
  timeZone: string,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  let changed = 0;
  let afterId = FIRST_ID;
  for (let page = 0; page < RUN_PAGES_MAX; page += 1) {
    const rows = await repo.findUndecided(tx, dayText(timeZone, asOf), afterId, BATCH_ROWS);
    if (rows.length === 0) break;
    const referralIds = rows.map(({ id }) => id);
    afterId = referralIds.at(-1) ?? afterId;
    const failure = await inSavepoint(tx, async () => {
      // The import has told its events by now, so that only these can say what is decided after it.
      changed += await decideAttributions(tx, actor, { referralIds }, timeZone, asOf, true);
    });
    const outcome = failure ? `failed and are left for the next run: ${failure.name}` : `${changed} changed`;
    log(`  deals of referrals up to ${afterId}: ${outcome}`);
  }
  return changed;
}
