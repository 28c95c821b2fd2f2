import { dateOf, startOfDay } from '../../kernel/time.ts';
import type { Plan, RequirementTerms } from './attainment-plan.rules.ts';
import { horizonOf, type Moment, windowOf } from './attainment-window.rules.ts';
import type { MetricCode } from './metric-catalogue.rules.ts';

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
  byMetric: ReadonlyMap<MetricCode, ReadonlyMap<string, Ask>>;
  /** Under which key a requirement of a partner is answered. */
  keyOf(partnerId: string, terms: RequirementTerms): string;
}>;

/** What has to be asked for partners: each metric once for each window and account, however many requirements share it. */
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
    const { metric, windowKind, windowMonths, certificationProgramId } = terms;
    return [metric, windowKind, windowMonths, certificationProgramId, subject].join(' ');
  };
  const accountsOf = (partnerId: string, { level }: RequirementTerms) =>
    level === 'MASTER_ACCOUNT'
      ? families
          .get(rootOf.get(partnerId)!)!
          .map((account) => account.partnerId)
          .sort()
      : [partnerId];
  const byMetric = new Map<MetricCode, Map<string, Ask>>();
  for (const terms of tiers.flatMap(({ requirements }) => requirements)) {
    const asks = byMetric.get(terms.metric) ?? new Map<string, Ask>();
    byMetric.set(terms.metric, asks);
    const days = daysOf(moment, terms);
    for (const partnerId of partnerIds) {
      const key = keyOf(partnerId, terms);
      if (!asks.has(key)) asks.set(key, { ...days, accounts: accountsOf(partnerId, terms) });
    }
  }
  return { byMetric, keyOf };
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
