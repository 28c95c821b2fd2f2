import fc from 'fast-check';
import { businessMillisecondsBetween } from '../../../src/kernel/business-time.ts';
import { instantOf } from '../../../src/kernel/time.ts';
import { always, instant, number, oneOf } from './anything.ts';
import { appendTold, ownerOf, partnerOf, SPARE_SUBJECT } from './cast.ts';
import {
  type Booked,
  type Counted,
  type History,
  type HistorySource,
  inOrder,
  told,
  toldBy,
} from './history.ts';

export type ReferralStep = Readonly<{
  what: 'REFERRAL';
  referral: number;
  type: string;
  at: Date;
  data?: object;
}>;

const VERBS = [
  ...(['submitted', 'submitted', 'accepted', 'rejected', 'returned'] as const),
  ...(['waitlisted', 'contested', 'withdrawn', 'reopened'] as const),
];

export const referrals: HistorySource<ReferralStep> = {
  kinds: ['REFERRAL'],
  sources: ['REFERRAL'],
  weight: 6,
  // Before every other one, and told after them.
  edges: [
    {
      ...{ what: 'REFERRAL', referral: SPARE_SUBJECT, type: 'referral.submitted' },
      at: new Date('2025-01-01T17:00:00Z'),
    },
  ],
  steps: (subjects) =>
    fc.record({
      what: always('REFERRAL'),
      referral: number(subjects),
      type: oneOf(...VERBS).map((verb) => `referral.${verb}`),
      at: instant,
    }),
  async tell(tx, cast, { referral, type, at, bookedAt, data }) {
    const subject = { subjectType: 'Referral', subjectId: cast.referrals[referral]! };
    await appendTold(tx, { type, ...subject, partnerId: partnerOf(cast, referral), at, bookedAt, data });
  },
  *facts(history) {
    for (const [referral, steps] of toldBy(told<ReferralStep>(history, 'REFERRAL'), (one) => one.referral))
      yield* factsOf(ownerOf(referral), inOrder(steps), history);
  },
};

function* factsOf(
  partner: number,
  steps: readonly Booked<ReferralStep>[],
  { business }: History,
): Generator<Counted> {
  const submitted = steps.find(({ type }) => type === 'referral.submitted');
  let verdict: 'ACCEPTED' | 'REJECTED' | null = null;
  let acceptedAt: Date | null = null;
  let rejectedAt: Date | null = null;
  let waitingSince: Date | null = null;
  let firstDecidedAt: Date | null = null;
  let [waitedMs, everWaited] = [0, false];
  for (const { type, at } of steps) {
    if (firstDecidedAt === null) {
      if (waitingSince !== null && !['referral.contested', 'referral.reopened'].includes(type)) {
        waitedMs += businessMillisecondsBetween(business, instantOf(waitingSince), instantOf(at));
        waitingSince = null;
      }
      if (type === 'referral.submitted') [waitingSince, everWaited] = [at, true];
    }
    if (type === 'referral.accepted')
      [verdict, acceptedAt, firstDecidedAt] = ['ACCEPTED', at, firstDecidedAt ?? at];
    if (type === 'referral.rejected')
      [verdict, rejectedAt, firstDecidedAt] = ['REJECTED', at, firstDecidedAt ?? at];
    if (type === 'referral.reopened' || type === 'referral.withdrawn') verdict = null;
  }
  const has = (type: string) => steps.some((step) => step.type === type);
  if (submitted) {
    yield { partner, measure: 'REFERRALS_SUBMITTED', at: submitted.at, value: 1 };
    if (has('referral.waitlisted'))
      yield { partner, measure: 'REFERRALS_WAITLISTED', at: submitted.at, value: 1 };
    if (has('referral.contested'))
      yield { partner, measure: 'REFERRALS_CONTESTED', at: submitted.at, value: 1 };
  }
  if (verdict === 'ACCEPTED') {
    yield { partner, measure: 'REFERRALS_ACCEPTED', at: acceptedAt!, value: 1 };
    yield { partner, measure: 'DECISIONS_ACCEPTED', at: acceptedAt!, value: 1 };
  }
  if (verdict === 'REJECTED') yield { partner, measure: 'DECISIONS_REJECTED', at: rejectedAt!, value: 1 };
  if (firstDecidedAt && everWaited)
    yield { partner, measure: 'DECISION_MINUTES', at: firstDecidedAt, value: Math.floor(waitedMs / 60_000) };
}
