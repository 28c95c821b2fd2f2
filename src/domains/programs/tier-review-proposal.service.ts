import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { TierReview } from '../../platform/database/generated/client/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { PartnerEvaluation } from '../attainment/attainment.rules.ts';
import { baseTierOf, sameTierIn } from './program-tier.rules.ts';
import * as repo from './tier-review.repo.ts';
import {
  type Decision,
  graceDecision,
  periodDecision,
  promotionFor,
  promotionFrom,
  type Rung,
} from './tier-review.rules.ts';
import { applyReviews } from './tier-review-application.service.ts';
import { noticeEvent, reviewEvent } from './tier-review-events.rules.ts';
import { storedEvaluation } from './tier-review-explanation.rules.ts';
import * as written from './tier-review-write.repo.ts';

export const { graceIsOver, lastReviewedPeriod, lockReviews, promisedOn, promotable, reviewedPrograms } =
  repo;
export const { unreviewedPartners } = repo;
export type { EndedPeriod, ReviewedProgram } from './tier-review.repo.ts';

/** What reviews are proposed by. `today` is the vendor's day of `asOf`, `timeZone` the vendor's. */
export type ReviewSetting = Readonly<{
  program: repo.ReviewedProgram;
  asOf: Date;
  today: Date;
  timeZone: string;
}>;

/** A period that is reviewed, its first day after it, and what the version of it promised. */
export type ReviewedPeriod = Readonly<{ label: string; until: Date; graceDays: number; noticeDays: number }>;

/** A partner's evaluation in the period that is reviewed, and where its grace is over in the current one. */
export type Evaluated = Readonly<{
  partnerId: string;
  reviewed: PartnerEvaluation | null;
  since: PartnerEvaluation | null;
}>;

type Proposal = Readonly<{
  row: repo.ReviewedPartner;
  present: Rung | null;
  decision: Decision;
  evaluations: readonly PartnerEvaluation[];
}>;

/**
 * Proposes what follows for partners from a period that ended, or from a grace that is over. Where the program says so
 * it is decided at once. Repeated, it changes nothing. Answers how many are new.
 * @throws ForbiddenError
 */
export async function proposePeriodReviews(
  tx: Tx,
  actor: Actor,
  setting: ReviewSetting,
  period: ReviewedPeriod,
  evaluated: readonly Evaluated[],
): Promise<number> {
  const rows = await rowsOf(tx, setting, period.label, evaluated);
  const proposals = evaluated.map(({ partnerId, reviewed, since }): Proposal => {
    const row = rows.get(partnerId)!;
    const present = presentOf(setting.program, row);
    const attained = attainedIn(setting.program, reviewed);
    const facts = {
      ...{ present, attained, presentSince: row.placedOn, periodUntil: period.until, today: setting.today },
      isMet: reviewed === null || rankOf(reviewed, reviewed.attainedTierId) >= reviewed.tierRank,
      tiers: setting.program.tiers,
      ...{ graceDays: period.graceDays, noticeDays: period.noticeDays, grace: graceOf(setting, row) },
    };
    const decided = since
      ? graceDecision(facts, attainedIn(setting.program, since))
      : periodDecision(facts, row.decidedFor);
    return { row, present, decision: decided, evaluations: [reviewed, since].filter((one) => one !== null) };
  });
  return await propose(tx, actor, setting, period.label, proposals);
}

/**
 * Proposes the tier that partners have attained above their own within a period, each at most once in it.
 * @throws ForbiddenError
 */
export async function proposePromotions(
  tx: Tx,
  actor: Actor,
  setting: ReviewSetting,
  period: string,
  evaluations: readonly PartnerEvaluation[],
): Promise<number> {
  const rows = await rowsOf(tx, setting, period, evaluations);
  const proposals = evaluations.flatMap((evaluation): Proposal[] => {
    const row = rows.get(evaluation.partnerId)!;
    const present = presentOf(setting.program, row);
    const to = promotionFor(present, attainedIn(setting.program, evaluation));
    if (!to || row.decidedFor.includes(to.id)) return [];
    const effectiveOn = promotionFrom({ today: setting.today, presentSince: row.placedOn });
    return [{ row, present, decision: { outcome: 'PROMOTE', to, effectiveOn }, evaluations: [evaluation] }];
  });
  return await propose(tx, actor, setting, period, proposals);
}

/**
 * Closes the open proposals that no longer hold. Answers how many.
 * @throws ForbiddenError
 */
export async function supersedeContradicted(
  tx: Tx,
  actor: Actor,
  { program, asOf }: ReviewSetting,
  period: string,
): Promise<number> {
  assertAllowed(actor, 'TIERS_WRITE');
  const ids = await repo.contradictedReviews(tx, { ...program, period });
  const closed = ids.length > 0 ? await written.supersede(tx, ids) : [];
  await appendEvents(
    tx,
    actor,
    closed.map((review) => reviewEvent('superseded', review, asOf)),
  );
  return closed.length;
}

async function propose(
  tx: Tx,
  actor: Actor,
  setting: ReviewSetting,
  period: string,
  proposals: readonly Proposal[],
): Promise<number> {
  assertAllowed(actor, 'TIERS_WRITE');
  if (proposals.length === 0) return 0;
  const reviews = proposals.map((proposal) => newReview(setting, period, proposal));
  const superseded = await written.supersedeOthers(tx, reviews);
  const proposed = await written.writeReviews(tx, reviews);
  const told = new Set(proposals.filter(({ row }) => row.graceNoticedAt).map(({ row }) => row.partnerId));
  const noticedNow = proposed.filter(({ noticedAt, partnerId }) => noticedAt && !told.has(partnerId));
  await appendEvents(tx, actor, [
    ...superseded.map((review) => reviewEvent('superseded', review, setting.asOf)),
    ...proposed.map((review) =>
      reviewEvent(review.status === 'APPROVED' ? 'approved' : 'proposed', review, setting.asOf),
    ),
    ...noticedNow.map((review) => noticeEvent(review, namesOf(setting, review.fromTierId), setting.asOf)),
  ]);
  await applyReviews(
    tx,
    actor,
    proposed.filter(({ status }) => status === 'APPROVED'),
    setting.asOf,
  );
  return proposed.length;
}

function newReview(setting: ReviewSetting, period: string, proposal: Proposal): written.NewReview {
  const { program, asOf } = setting;
  const { row, present, decision, evaluations } = proposal;
  const isAutomatic = program.approval === 'AUTOMATIC';
  const isNoticed = decision.outcome === 'DEMOTE' || (decision.outcome === 'GRACE' && isAutomatic);
  return {
    partnerId: row.partnerId,
    ...{ programId: program.programId, versionId: program.versionId, period, outcome: decision.outcome },
    status: isAutomatic ? 'APPROVED' : 'PROPOSED',
    fromTierId: present?.id ?? null,
    toTierId: decision.to?.id ?? null,
    explanation: { evaluations: evaluations.map(storedEvaluation) },
    ...{ asOf, proposedAt: asOf, effectiveOn: decision.effectiveOn },
    noticedAt:
      decision.outcome === 'GRACE' || decision.outcome === 'DEMOTE'
        ? (row.graceNoticedAt ?? (isNoticed ? asOf : null))
        : null,
    decidedAt: isAutomatic ? asOf : null,
  };
}

const rowsOf = async (
  tx: Tx,
  { program, asOf }: ReviewSetting,
  period: string,
  partners: readonly Readonly<{ partnerId: string }>[],
) => {
  const partnerIds = partners.map(({ partnerId }) => partnerId);
  const rows = await repo.reviewedPartners(tx, { programId: program.programId, period, asOf }, partnerIds);
  return new Map(rows.map((row) => [row.partnerId, row] as const));
};

/** The tier that it is in, or is due to be in, by the version in force. */
const presentOf = ({ tiers }: repo.ReviewedProgram, row: repo.ReviewedPartner): Rung | null =>
  row.placedCode !== null && row.placedRank !== null
    ? sameTierIn(tiers, { code: row.placedCode, rank: row.placedRank })
    : baseTierOf(tiers);

function attainedIn({ tiers }: repo.ReviewedProgram, evaluation: PartnerEvaluation | null): Rung | null {
  const attained = evaluation?.tiers.find(({ tierId }) => tierId === evaluation.attainedTierId);
  return attained ? sameTierIn(tiers, attained) : null;
}

const rankOf = ({ tiers }: PartnerEvaluation, id: string | null): number =>
  tiers.find(({ tierId }) => tierId === id)?.rank ?? 0;

const graceOf = ({ timeZone }: ReviewSetting, row: repo.ReviewedPartner) =>
  row.graceLastDay && {
    lastDay: row.graceLastDay,
    noticedOn: row.graceNoticedAt && dayIn(timeZone, row.graceNoticedAt),
  };

const namesOf = ({ program }: ReviewSetting, id: TierReview['fromTierId']) => ({
  programCode: program.code,
  tierCode: program.tiers.find((tier) => tier.id === id)?.code ?? null,
});
