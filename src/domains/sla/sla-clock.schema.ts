import { builder } from '../../graphql/builder.ts';
import { declared } from '../../graphql/columns.ts';
import { about, finishedBy } from '../../graphql/finished.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { BUSINESS_CALENDAR } from '../settings/business-calendar.sql.ts';
import { type ClockState, clockStateAt, STEPS, type Step } from './sla-clock.rules.ts';

const ESCALATIONS_MAX = 50;
export const SlaClockStateType = builder.enumType('SlaClockState', {
  description: 'Where a response clock stands at this instant.',
  values: {
    OK: { description: 'It runs, within time.' },
    WARNED: { description: 'It runs, and the response standard will soon be broken.' },
    BREACHED: { description: 'It runs, and the response standard is broken.' },
    PAUSED: { description: 'It waits for somebody else, such as the partner, and no time counts.' },
    STOPPED: { description: 'What it measured is done.' },
  } satisfies Record<ClockState, object>,
});

const SlaStepType = builder.enumType('SlaClockStep', {
  description: 'What a response clock reaches.',
  values: {
    WARNED: { description: 'The warning of its standard: told to the channel manager.' },
    BREACHED: { description: "The standard is broken: told to the channel manager's backup too." },
    ESCALATED: {
      description:
        'As long after the breach as the warning came before it: told to channel operations, or to all of partner operations.',
    },
  } satisfies Record<Step, object>,
});

const SlaEscalationType = builder.prismaObject('SlaEscalation', {
  name: 'SlaEscalation',
  description: 'Whom a step of a response clock was told to.',
  authScopes: { permission: 'REFERRALS_REVIEW_READ' },
  fields: (t) => ({
    step: t.field({
      type: SlaStepType,
      description: 'Which step.',
      select: { level: true },
      extensions: declared({
        is: 'expression',
        sql: ({ column }) => `(ARRAY[${STEPS.map((step) => `'${step}'`).join(', ')}])[${column('level')}]`,
      }),
      resolve: ({ level }) => STEPS[level - 1]!,
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When the clock reached it.' }),
    to: t.relation('staff', { type: StaffContactType, description: 'Who was told.' }),
  }),
});

const INSTANT = { status: true, level: true, warnAt: true, breachAt: true } as const;

const ELAPSED = {
  ...INSTANT,
  ...{
    statusSince: true,
    startedAt: true,
    elapsedMs: true,
    nextAt: true,
    warnMinutes: true,
    breachMinutes: true,
  },
} as const;

export const SlaClockType = builder.prismaObject('SlaClock', {
  name: 'SlaClock',
  description:
    "How long something has waited for the vendor, in the vendor's business hours, against a response standard. Partners never see it.",
  authScopes: { permission: 'REFERRALS_REVIEW_READ' },
  fields: (t) => ({
    state: t.field({
      type: SlaClockStateType,
      description: 'Where it stands at the instant of this request.',
      select: INSTANT,
      // As `clockStateAt` says.
      extensions: declared({
        is: 'expression',
        sql: ({ column, now }) =>
          `CASE WHEN ${column('status')} <> 'RUNNING' THEN ${column('status')} WHEN ${column('breachAt')} <= ${now} THEN 'BREACHED' WHEN ${column('warnAt')} <= ${now} THEN 'WARNED' ELSE 'OK' END`,
      }),
      resolve: (clock, _args, { now }) => clockStateAt(clock, now),
    }),
    elapsedMinutes: t.int({
      description:
        'How long it has waited so far, in whole business minutes; what was paused does not count.',
      ...finishedBy('slaClock.elapsedMinutes', ELAPSED, {
        rows: { calendars: about(BUSINESS_CALENDAR, {}) },
      }),
    }),
    warnMinutes: t.exposeInt('warnMinutes', {
      description: 'After how many business minutes it warns, as the standard was when it started.',
    }),
    breachMinutes: t.exposeInt('breachMinutes', {
      description: 'After how many business minutes the standard is broken, as it was when it started.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it started.' }),
    statusSince: t.expose('statusSince', {
      type: 'DateTime',
      description: 'Since when it runs, is paused, or is stopped.',
    }),
    warnAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it warned, or will if it runs on; null where it neither did nor runs.',
      select: INSTANT,
      extensions: declared({
        is: 'expression',
        sql: (row) =>
          row.instant(
            `CASE WHEN ${row.column('status')} = 'RUNNING' OR ${row.column('level')} >= 1 THEN ${row.column('warnAt')} END`,
          ),
      }),
      resolve: ({ status, level, warnAt }) => (status === 'RUNNING' || level >= 1 ? warnAt : null),
    }),
    breachAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the standard was broken, or will be if it runs on; null where neither.',
      select: INSTANT,
      extensions: declared({
        is: 'expression',
        sql: (row) =>
          row.instant(
            `CASE WHEN ${row.column('status')} = 'RUNNING' OR ${row.column('level')} >= 2 THEN ${row.column('breachAt')} END`,
          ),
      }),
      resolve: ({ status, level, breachAt }) => (status === 'RUNNING' || level >= 2 ? breachAt : null),
    }),
    escalations: t.relation('escalations', {
      type: SlaEscalationType,
      description: `Who was told of what it reached, the latest first; at most ${ESCALATIONS_MAX}.`,
      complexity: { field: 2, multiplier: 5 },
      query: { orderBy: [{ at: 'desc' }, { level: 'desc' }, { personId: 'asc' }], take: ESCALATIONS_MAX },
    }),
  }),
});
