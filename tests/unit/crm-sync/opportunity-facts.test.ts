import { describe, expect, it } from 'vitest';
import {
  changeHistory,
  openedAt,
  openingHistory,
} from '../../../src/workflows/crm-sync/opportunity-facts.ts';
import type { OpportunityRow, Standing } from '../../../src/workflows/crm-sync/opportunity-rows.ts';
import { aDay, anOpportunityRow } from './support.ts';

const NOW = new Date('2026-10-01T12:00:00Z');
const OPENED = aDay('2026-03-01');
const CLOSED = aDay('2026-05-01');
const FUTURE = aDay('2027-01-01');

describe('when a deal came to be', () => {
  it.each([
    { _case: 'the day it opened', row: { openedOn: OPENED, closeOn: CLOSED }, at: OPENED.at },
    {
      _case: 'the day it closed, if that is all',
      row: { stage: 'WON' as const, closeOn: CLOSED },
      at: CLOSED.at,
    },
    { _case: 'now, if it is open and only expected to close', row: { closeOn: CLOSED }, at: NOW },
    { _case: 'when the CRM last changed it', row: { changedAt: CLOSED.at }, at: CLOSED.at },
    { _case: 'now, without any date', row: {}, at: NOW },
    { _case: 'never later than now', row: { openedOn: FUTURE }, at: NOW },
  ])('$_case', ({ row, at }) => {
    expect(openedAt(anOpportunityRow(row), NOW)).toEqual(at);
  });
});

const shortFacts = ({ facts }: ReturnType<typeof openingHistory>) =>
  facts.map(({ changed, stage, amountMinor, effectiveAt }) => ({ changed, stage, amountMinor, effectiveAt }));

describe('the history of a new deal', () => {
  const money = { amountMinor: 5_00n, currency: 'EUR' };

  it('is one fact for an open deal', () => {
    const history = openingHistory(anOpportunityRow({ openedOn: OPENED, ...money }), 'created', NOW);
    expect(shortFacts(history)).toEqual([
      { changed: ['CREATED'], stage: 'QUALIFIED', amountMinor: 5_00n, effectiveAt: OPENED.at },
    ]);
    expect(history.happenings.map(({ type }) => type)).toEqual(['opportunity.created']);
  });

  it('is an opening and a closing for a closed deal of which both days are known', () => {
    const row = anOpportunityRow({ stage: 'WON', openedOn: OPENED, closeOn: CLOSED, ...money });
    const history = openingHistory(row, 'imported', NOW);
    expect(shortFacts(history)).toEqual([
      { changed: ['CREATED'], stage: 'PROSPECTING', amountMinor: null, effectiveAt: OPENED.at },
      {
        changed: ['STAGE', 'AMOUNT', 'CLOSE_DATE'],
        stage: 'WON',
        amountMinor: 5_00n,
        effectiveAt: CLOSED.at,
      },
    ]);
    expect(history.happenings).toEqual([
      { type: 'opportunity.imported', occurredAt: OPENED.at, data: { stage: 'PROSPECTING' } },
      { type: 'opportunity.stage_changed', occurredAt: CLOSED.at, data: { from: 'PROSPECTING', to: 'WON' } },
    ]);
  });

  it('is one fact for a closed deal of which the opening is not known', () => {
    const row = anOpportunityRow({ stage: 'LOST', closeOn: CLOSED });
    expect(shortFacts(openingHistory(row, 'imported', NOW))).toEqual([
      { changed: ['CREATED'], stage: 'LOST', amountMinor: null, effectiveAt: CLOSED.at },
    ]);
  });
});

describe('what a changed row adds', () => {
  const standing = (row: OpportunityRow, more: Partial<Standing> = {}): Standing => ({
    name: 'Deal',
    stage: row.stage,
    lostReason: row.lostReason,
    amountMinor: row.amountMinor,
    currency: row.currency,
    openedOn: row.openedOn?.on ?? null,
    closeOn: row.closeOn?.on ?? null,
    customerId: null,
    productId: null,
    partnerId: null,
    referredById: null,
    ownerName: null,
    ownerEmail: null,
    ...more,
  });
  const before = standing(anOpportunityRow({ openedOn: OPENED }));
  const change = (row: OpportunityRow, latestEffectiveAt: Date, more: Partial<Standing> = {}) =>
    changeHistory(row, before, standing(row, more), { now: NOW, latestEffectiveAt });

  it('takes effect on the close date where the deal closes', () => {
    const { facts, happenings } = change(
      anOpportunityRow({ stage: 'WON', openedOn: OPENED, closeOn: CLOSED }),
      OPENED.at,
    );
    expect(facts).toMatchObject([{ changed: ['STAGE', 'CLOSE_DATE'], effectiveAt: CLOSED.at }]);
    expect(happenings).toEqual([
      { type: 'opportunity.stage_changed', occurredAt: CLOSED.at, data: { from: 'QUALIFIED', to: 'WON' } },
      { type: 'opportunity.changed', occurredAt: NOW, data: { changed: ['closeOn'] } },
    ]);
  });

  it('takes effect when the CRM says, but never before the fact that it follows, nor after now', () => {
    const row = anOpportunityRow({ stage: 'PROPOSAL', openedOn: OPENED, changedAt: CLOSED.at });
    expect(change(row, OPENED.at).facts).toMatchObject([{ effectiveAt: CLOSED.at }]);
    const late = aDay('2026-06-01').at;
    expect(change(row, late).facts).toMatchObject([{ effectiveAt: late }]);
    expect(change({ ...row, changedAt: FUTURE.at }, OPENED.at).facts).toMatchObject([{ effectiveAt: NOW }]);
  });

  it('is an event and no fact where neither stage, amount nor close date changed', () => {
    const row = anOpportunityRow({ openedOn: OPENED });
    const history = change(row, OPENED.at, { customerId: 'customer' });
    expect(history).toEqual({
      facts: [],
      happenings: [{ type: 'opportunity.changed', occurredAt: NOW, data: { changed: ['customerId'] } }],
    });
  });
});
