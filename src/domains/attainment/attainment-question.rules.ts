import { dateOf, startOfDay } from '../../kernel/time.ts';
import type { Plan, RequirementTerms } from './attainment-plan.rules.ts';
import { horizonOf, type Moment, windowOf } from './attainment-window.rules.ts';
import { METRICS, type MetricCode } from './metric-catalogue.rules.ts';

/** An account as it was on the evaluated day, and which master account it belongs to. */
export type AccountFact = Readonly<{
  partnerId: string;
  rootId: string;
  type: string;
  status: string;
  joinedOn: Date;
}>;

const STATUSES_TAKING_PART = ['ONBOARDING', 'ACTIVE', 'SUSPENDED'];

/** Partners of all types take part where none is named. */
export const isTakingPart = ({ type, status }: AccountFact, partnerTypes: readonly string[]): boolean =>
  STATUSES_TAKING_PART.includes(status) && (partnerTypes.length === 0 || partnerTypes.includes(type));

/** Of whom a metric is asked, over which days. Days are `YYYY-MM-DD`. */
export type Ask = Readonly<{
  accounts: readonly string[];
  /** The window as far as it has passed, half-open. */
  fromAt: Date;
  untilAt: Date;
  onDay: string;
  /** The last day of the period. */
  endDay: string;
  /** Null where the window does not move on with the days. */
  trailingMonths: number | null;
  certificationProgramId: string | null;
}>;

export type Questions = Readonly<{
  /** Metrics that read one history and are asked the same of it, with what they are asked by its key. */
  groups: readonly Readonly<{ metrics: readonly MetricCode[]; asks: ReadonlyMap<string, Ask> }>[];
  /** Under which key a requirement of a partner is answered among those of its metric. */
  keyOf(partnerId: string, terms: RequirementTerms): string;
}>;

/**
 * What has to be asked for partners: each metric once for each window and account, however many requirements share it, and
 * together with those that read the same history and are asked the same.
 */
export function questionsOf(
  { tiers }: Plan,
  moment: Moment,
  partnerIds: readonly string[],
  accounts: readonly AccountFact[],
): Questions {
  const rootOf = new Map(accounts.map(({ partnerId, rootId }) => [partnerId, rootId]));
  const families = Map.groupBy(accounts, ({ rootId }) => rootId);
  const keyOf = (partnerId: string, terms: RequirementTerms) => {
    const subject = terms.level === 'MASTER_ACCOUNT' ? `all ${rootOf.get(partnerId)}` : partnerId;
    const { windowKind, windowMonths, certificationProgramId } = terms;
    return [windowKind, windowMonths, certificationProgramId, subject].join(' ');
  };
  const accountsOf = (partnerId: string, { level }: RequirementTerms) =>
    level === 'MASTER_ACCOUNT'
      ? families
          .get(rootOf.get(partnerId)!)!
          .map((account) => account.partnerId)
          .sort()
      : [partnerId];
  const asksOf = (asking: Iterable<RequirementTerms>) => {
    const asks = new Map<string, Ask>();
    for (const terms of asking) {
      const days = daysOf(moment, terms);
      for (const partnerId of partnerIds) {
        const key = keyOf(partnerId, terms);
        if (!asks.has(key)) asks.set(key, { ...days, accounts: accountsOf(partnerId, terms) });
      }
    }
    return asks;
  };
  const groups = askedTogether(tiers.flatMap(({ requirements }) => requirements)).map(
    ({ metrics, asking }) => ({ metrics, asks: asksOf(asking) }),
  );
  return { groups, keyOf };
}

type Together = Readonly<{ metrics: readonly MetricCode[]; asking: readonly RequirementTerms[] }>;

/** Metrics by what they read and are asked, with a requirement for each of the questions that they share. */
function askedTogether(requirements: readonly RequirementTerms[]): Together[] {
  const byMetric = new Map<MetricCode, Map<string, RequirementTerms>>();
  for (const terms of requirements) {
    const { metric, level, windowKind, windowMonths, certificationProgramId } = terms;
    const asking = byMetric.get(metric) ?? new Map<string, RequirementTerms>();
    byMetric.set(
      metric,
      asking.set([level, windowKind, windowMonths, certificationProgramId].join(' '), terms),
    );
  }
  const together = Map.groupBy(byMetric, ([metric, asking]) =>
    [METRICS[metric].history ?? metric, ...[...asking.keys()].sort()].join('\n'),
  );
  return [...together.values()].map((group) => ({
    metrics: group.map(([metric]) => metric),
    asking: [...group[0]![1].values()],
  }));
}

function daysOf(moment: Moment, terms: RequirementTerms): Omit<Ask, 'accounts'> {
  const { windowKind, windowMonths, certificationProgramId } = terms;
  const window = windowOf(moment, windowKind, windowMonths);
  return {
    fromAt: dateOf(startOfDay(window.from, moment.calendar.timeZone)),
    untilAt: moment.untilAt,
    onDay: moment.day.toString(),
    endDay: horizonOf(moment, window, windowKind).toString(),
    trailingMonths: windowKind === 'TRAILING_MONTHS' ? windowMonths : null,
    certificationProgramId,
  };
}
