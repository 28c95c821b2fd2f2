import fc from 'fast-check';
import { always, number } from './anything.ts';
import { PARTNERS, partnerOf } from './cast.ts';
import { type Booked, type History, type HistorySource, told } from './history.ts';

/** What an evaluation of a partner finds of a quarter: what is asked, and how much of each is there. */
export type StandingStep = Readonly<{
  what: 'STANDING';
  partner: number;
  quarter: number;
  isAtRisk: boolean;
  shares: readonly number[];
}>;

const QUARTERS = ['2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01', '2026-01-01'] as const;
const WHOLE_SHARE = 10_000;

/** Without an event. */
export const standings: HistorySource<StandingStep> = {
  kinds: ['STANDING'],
  sources: ['STANDING'],
  weight: 4,
  steps: () =>
    fc.record({
      what: always('STANDING'),
      partner: number(PARTNERS),
      quarter: number(QUARTERS.length - 1),
      isAtRisk: fc.boolean(),
      shares: fc.array(fc.integer({ min: 0, max: WHOLE_SHARE }), { maxLength: 3 }),
    }),
  async tell(tx, cast, { partner, quarter, isAtRisk, shares, bookedAt }) {
    await tx.$executeRaw`
      INSERT INTO standing_change (partner_id, program_id, period, period_from, period_until, is_at_risk, requirements, shares, as_of)
      VALUES (${partnerOf(cast, partner)}::uuid, ${cast.program.id}::uuid, ${`Q${quarter}`}, ${QUARTERS[quarter]}::date,
        ${QUARTERS[quarter + 1]}::date, ${isAtRisk}, ${shares.length}, ${sumOf(shares)}, ${bookedAt})`;
  },
  *facts(history) {
    for (let partner = 0; partner < PARTNERS; partner += 1) {
      for (const [measure, levelOf] of Object.entries(LEVELS)) {
        // A quarter of which nothing is known, or that is as the one before it, changes nothing.
        let before = 0;
        for (const [quarter, day] of QUARTERS.entries()) {
          const found = lastFound(history, partner, quarter);
          const level = found ? levelOf(found) : 0;
          if (level !== before) yield { partner, measure, day, value: level - before };
          before = level;
        }
      }
    }
  },
};

const LEVELS: Readonly<Record<string, (found: StandingStep) => number>> = {
  PARTNERS_AT_RISK: ({ isAtRisk }) => Number(isAtRisk),
  ATTAINMENT_SHARES: ({ shares }) => sumOf(shares),
  ATTAINMENT_REQUIREMENTS: ({ shares }) => shares.length * WHOLE_SHARE,
};

const sumOf = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0);

const lastFound = (history: History, partner: number, quarter: number): Booked<StandingStep> | undefined =>
  told<StandingStep>(history, 'STANDING').findLast(
    (one) => one.partner === partner && one.quarter === quarter,
  );
