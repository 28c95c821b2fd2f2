import type { EventData } from '../../platform/events/events.ts';
import { isClosed, type OpportunityRow, type SalesStage, type Standing } from './opportunity-rows.ts';

/** How a deal stood from an instant on. */
export type Fact = Readonly<{
  changed: readonly ('CREATED' | 'STAGE' | 'AMOUNT' | 'CLOSE_DATE')[];
  stage: SalesStage;
  amountMinor: bigint | null;
  currency: string | null;
  closeOn: string | null;
  effectiveAt: Date;
}>;

/** What happened to a deal, for the event log. */
export type Happening = Readonly<{ type: string; occurredAt: Date; data: EventData }>;

export type History = Readonly<{ facts: readonly Fact[]; happenings: readonly Happening[] }>;

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a);

/** When a deal came to be: the day it opened; a deal of which that is not known, when it closed, or now that we learn of it. */
export function openedAt(row: OpportunityRow, now: Date): Date {
  const closedAt = isClosed(row.stage) ? row.closeOn?.at : undefined;
  return earlier(row.openedOn?.at ?? closedAt ?? row.changedAt ?? now, now);
}

/**
 * The history of a deal that is new here. A CRM tells where it stands and not how it came there: a closed deal whose
 * opening is known was open until it closed, in the first of all stages, for nothing says more.
 */
export function openingHistory(row: OpportunityRow, verb: string, now: Date): History {
  const startedAt = openedAt(row, now);
  const closedAt = isClosed(row.stage) && row.closeOn ? earlier(row.closeOn.at, now) : null;
  const current = factOf(row, ['CREATED'], startedAt);
  const created = (stage: SalesStage): Happening => ({
    type: `opportunity.${verb}`,
    occurredAt: startedAt,
    data: { stage },
  });
  if (closedAt === null || row.openedOn === null)
    return { facts: [current], happenings: [created(row.stage)] };
  const first = 'PROSPECTING';
  const effectiveAt = later(closedAt, startedAt);
  const opened: Fact = { ...current, stage: first, amountMinor: null, currency: null, closeOn: null };
  const changed = changesBetween(
    { stage: first, amountMinor: null, currency: null, closeOn: null },
    standingOf(row),
  );
  return {
    facts: [opened, { ...current, changed, effectiveAt }],
    happenings: [created(first), stageChange(first, row.stage, effectiveAt)],
  };
}

/**
 * Whether the CRM sent a row late, and the deal has moved on since. A row that does not say when the CRM changed it is
 * taken to be the latest.
 */
export const isOvertaken = ({ changedAt }: OpportunityRow, latestEffectiveAt: Date | null): boolean =>
  changedAt !== null && latestEffectiveAt !== null && changedAt < latestEffectiveAt;

/**
 * What a changed row adds to the history. A deal closes on its close date, all else changes when the CRM says or now.
 * No fact takes effect before the one it follows, so that the latest effective one is always what was known last.
 */
export function changeHistory(
  row: OpportunityRow,
  before: Standing,
  after: Standing,
  times: Readonly<{ now: Date; latestEffectiveAt: Date | null }>,
): History {
  const { now, latestEffectiveAt } = times;
  const changed = changesBetween(before, standingOf(row));
  const changedAt = earlier(row.changedAt ?? now, now);
  const closes = changed.includes('STAGE') && isClosed(row.stage) && row.closeOn !== null;
  const happenedAt = closes ? earlier(row.closeOn!.at, now) : changedAt;
  const effectiveAt = later(happenedAt, latestEffectiveAt);
  const happenings: Happening[] = [];
  if (changed.includes('STAGE')) happenings.push(stageChange(before.stage, row.stage, happenedAt));
  const others = fieldsChanged(before, after).filter((field) => field !== 'stage');
  if (others.length > 0)
    happenings.push({ type: 'opportunity.changed', occurredAt: changedAt, data: { changed: others } });
  return { facts: changed.length > 0 ? [factOf(row, changed, effectiveAt)] : [], happenings };
}

/** The names of the columns in which two standings differ. */
export const fieldsChanged = (before: Standing, after: Standing): string[] =>
  Object.keys(after).filter((field) => before[field as keyof Standing] !== after[field as keyof Standing]);

type Stated = Pick<Standing, 'stage' | 'amountMinor' | 'currency' | 'closeOn'>;

const standingOf = (row: OpportunityRow): Stated => ({
  stage: row.stage,
  amountMinor: row.amountMinor,
  currency: row.currency,
  closeOn: row.closeOn?.on ?? null,
});

function changesBetween(before: Stated, after: Stated): Fact['changed'] {
  const isAmount = before.amountMinor !== after.amountMinor || before.currency !== after.currency;
  return [
    ...(before.stage === after.stage ? [] : (['STAGE'] as const)),
    ...(isAmount ? (['AMOUNT'] as const) : []),
    ...(before.closeOn === after.closeOn ? [] : (['CLOSE_DATE'] as const)),
  ];
}

const factOf = (row: OpportunityRow, changed: Fact['changed'], effectiveAt: Date): Fact => ({
  ...standingOf(row),
  changed,
  effectiveAt,
});

const stageChange = (from: SalesStage, to: SalesStage, occurredAt: Date): Happening => ({
  type: 'opportunity.stage_changed',
  occurredAt,
  data: { from, to },
});
