import fc from 'fast-check';
import { always, number, oneOf } from './anything.ts';
import { appendTold, numbered, ownerOf, partnerOf, SPARE_SUBJECT } from './cast.ts';
import { type Booked, type Counted, type HistorySource, told, toldBy } from './history.ts';

/** What waits again after its clock was stopped starts another. Told as soon as it is so. */
export type ClockStep = Readonly<{
  what: 'CLOCK';
  referral: number;
  step: 'START' | 'WARN' | 'BREACH' | 'STOP';
}>;

const LEVELS = { WARN: 1, BREACH: 2 } as const;

export const slaClocks: HistorySource<ClockStep> = {
  kinds: ['CLOCK'],
  sources: ['REFERRAL'],
  weight: 7,
  edges: (['START', 'WARN', 'STOP', 'START', 'BREACH', 'STOP'] as const).map((step) => ({
    ...{ what: 'CLOCK', referral: SPARE_SUBJECT, step },
  })),
  steps: (subjects) =>
    fc.record({
      what: always('CLOCK'),
      referral: number(subjects),
      step: oneOf('START', 'START', 'WARN', 'WARN', 'BREACH', 'STOP', 'STOP'),
    }),
  async tell(tx, cast, { referral, step, bookedAt: at }) {
    const [referralId, partnerId] = [cast.referrals[referral]!, partnerOf(cast, referral)];
    const clocks = await tx.slaClock.findMany({ where: { referralId }, orderBy: { startedAt: 'asc' } });
    const open = clocks.find(({ status }) => status !== 'STOPPED');
    if (step === 'START' && !open) {
      const id = numbered(cast, `clock ${referral}`, clocks.length);
      await tx.$executeRaw`
        INSERT INTO sla_clock (id, subject_type, subject_id, referral_id, partner_id, standard, warn_minutes, breach_minutes, status,
          status_since, started_at, warn_at, breach_at, next_at, calendar)
        VALUES (${id}::uuid, 'Referral', ${referralId}::uuid, ${referralId}::uuid, ${partnerId}::uuid, 'REFERRAL', 1, 2,
          'RUNNING', ${at}, ${at}, ${at}, ${at}, ${at}, 'test')`;
    }
    if ((step === 'WARN' || step === 'BREACH') && open)
      await tx.$executeRaw`
        UPDATE sla_clock SET level = greatest(level, ${LEVELS[step]}::smallint) WHERE id = ${open.id}::uuid`;
    const stopped = step === 'STOP' ? (open ?? clocks.at(-1)) : undefined;
    if (!stopped) return;
    if (open)
      await tx.$executeRaw`
        UPDATE sla_clock SET status = 'STOPPED', status_since = ${at}, next_at = NULL WHERE id = ${open.id}::uuid`;
    const subject = { subjectType: 'SlaClock', subjectId: stopped.id, partnerId };
    await appendTold(tx, { type: 'sla.stopped', ...subject, at, bookedAt: at });
  },
  *facts(history) {
    for (const [referral, steps] of toldBy(told<ClockStep>(history, 'CLOCK'), (one) => one.referral))
      yield* firstAnswerOf(ownerOf(referral), steps);
  },
};

/** Only the first clock counts, and only once it was stopped. */
function* firstAnswerOf(partner: number, steps: readonly Booked<ClockStep>[]): Generator<Counted> {
  const ran = steps.slice(steps.findIndex(({ step }) => step === 'START'));
  const stop = ran.findIndex(({ step }) => step === 'STOP');
  if (ran[0]?.step !== 'START' || stop < 0) return;
  const at = ran[stop]!.bookedAt;
  yield { partner, measure: 'RESPONSES_MEASURED', at, value: 1 };
  if (ran.slice(0, stop).some(({ step }) => step === 'BREACH')) return;
  yield { partner, measure: 'RESPONSES_IN_TIME', at, value: 1 };
}
