import { plainDateOf } from '../../kernel/time.ts';
import type { PartnerEvaluation } from './attainment.rules.ts';
import type { FactsFound } from './attainment-explanation.rules.ts';
import { type PlacementFact, placedTierOf } from './attainment-placement.rules.ts';
import type { Plan, RequirementTerms } from './attainment-plan.rules.ts';
import type { AccountFact } from './attainment-question.rules.ts';
import { standingOf } from './attainment-requirement.rules.ts';
import { type TierStanding, tierStandingOf } from './attainment-tier.rules.ts';
import { type Moment, storedDaysOf } from './attainment-window.rules.ts';

/** What a partner's standing follows from. */
export type PartnerFacts = Readonly<{
  partnerId: string;
  plan: Plan;
  moment: Moment;
  account: AccountFact;
  waivers: readonly Readonly<{ id: string; requirementCode: string; validTo: Date }>[];
  placements: readonly PlacementFact[];
  factsFor(terms: RequirementTerms): FactsFound;
}>;

/** An evaluation with the numbers that the way to the next tier is found by. */
export type PartnerStanding = Readonly<{
  evaluation: PartnerEvaluation;
  tiers: readonly TierStanding[];
  moment: Moment;
  plan: Plan;
}>;

/** How one partner stands in all tiers of a version. */
export function evaluationOf(given: PartnerFacts): PartnerStanding {
  const { partnerId, plan, moment, account } = given;
  const waivers = given.waivers.map((waiver) => ({ ...waiver, validTo: plainDateOf(waiver.validTo) }));
  const joinedOn = plainDateOf(account.joinedOn);
  const tiers = plan.tiers.map((terms) => {
    const standings = terms.requirements.map((requirement) =>
      standingOf({
        ...{ plan, moment, joinedOn, terms: requirement },
        facts: given.factsFor(requirement),
        waiver: waivers.findLast(({ requirementCode }) => requirementCode === requirement.code) ?? null,
      }),
    );
    return tierStandingOf(terms, standings, moment.isProvisional);
  });
  const placed = placedTierOf(given.placements, plan.tiers);
  const tierRank = placed.tier?.rank ?? 0;
  const attained = tiers.findLast(({ evaluation }) => evaluation.isMet);
  return {
    ...{ tiers, moment, plan },
    evaluation: {
      partnerId,
      programId: plan.programId,
      versionId: plan.versionId,
      period: { label: moment.label, ...storedDaysOf(moment.dates) },
      asOf: moment.asOf,
      isProvisional: moment.isProvisional,
      tierId: placed.tier?.id ?? null,
      tierRank,
      tierSince: placed.tier && placed.since,
      attainedTierId: attained?.terms.id ?? null,
      nextTierId: plan.tiers.find(({ rank }) => rank > tierRank)?.id ?? null,
      tiers: tiers.map(({ evaluation }) => evaluation),
    },
  };
}
