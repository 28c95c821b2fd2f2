import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from './builders.ts';
import { arrangeFacts } from './kpi-facts.ts';
import { type Portal, startPortal } from './portal.ts';

/** The instant of all requests. */
export const KPI_NOW = new Date('2026-08-15T12:00:00Z');
const day = (text: string) => new Date(`${text}T00:00:00Z`);

export type CountedPortal = Awaited<ReturnType<typeof startCountedPortal>>;

/** Two partners of which facts are there that can be counted by hand. */
export async function startCountedPortal() {
  const portal = await startPortal();
  portal.setNow(KPI_NOW);
  const staff = (await aStaffMember(portal, 'PARTNER_OPERATIONS')).subject;
  const manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  const formerManager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  const acme = (await aPartner(portal, { name: 'Acme' })).id;
  const globex = (await aPartner(portal, { name: 'Globex' })).id;
  const admin = await aMember(portal, acme);
  await anAssignment(portal, acme, manager.personId);
  const member = randomUUID();
  const then = { managerId: formerManager.personId, tiers: 'CORE:SILVER' };
  await arrangeFacts(portal, [
    // Acme: one deal won of one in June, none of three in July. Globex: two won of two in July.
    { partnerId: acme, measure: 'DEALS_WON', day: '2026-06-10', ...then },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-02',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-03',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    {
      partnerId: acme,
      measure: 'DEALS_LOST',
      day: '2026-07-31',
      managerId: manager.personId,
      tiers: 'CORE:GOLD',
    },
    { partnerId: globex, measure: 'DEALS_WON', day: '2026-07-04' },
    { partnerId: globex, measure: 'DEALS_WON', day: '2026-07-05' },
    { partnerId: acme, measure: 'REVENUE_WON', day: '2026-06-10', value: 100_00n, currency: 'USD', ...then },
    { partnerId: globex, measure: 'REVENUE_WON', day: '2026-07-04', value: 50_00n, currency: 'EUR' },
    { partnerId: globex, measure: 'REVENUE_WON', day: '2026-06-30', value: 10_00n, currency: 'EUR' },
    // Half of all took 100: the median of the medians 1 and 100 would be neither.
    { partnerId: acme, measure: 'GO_LIVE_DAYS', day: '2026-06-10', value: 1n, ...then },
    { partnerId: globex, measure: 'GO_LIVE_DAYS', day: '2026-07-05', value: 100n },
    { partnerId: globex, measure: 'GO_LIVE_DAYS', day: '2026-07-06', value: 100n },
    // The same person on two days and at two partners is one user.
    { partnerId: acme, measure: 'PORTAL_USERS', day: '2026-07-01', memberId: member, source: 'USAGE' },
    { partnerId: acme, measure: 'PORTAL_USERS', day: '2026-07-02', memberId: member, source: 'USAGE' },
    { partnerId: globex, measure: 'PORTAL_USERS', day: '2026-07-02', memberId: member, source: 'USAGE' },
    // A certified person who was so from May to the 20th of July, and again from August on.
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-05-01', memberId: member, source: 'PERSON' },
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-05-09', memberId: member, source: 'PERSON' },
    {
      partnerId: acme,
      measure: 'CERTIFIED_PEOPLE',
      day: '2026-07-20',
      value: -2n,
      memberId: member,
      source: 'PERSON',
    },
    { partnerId: acme, measure: 'CERTIFIED_PEOPLE', day: '2026-08-01', memberId: member, source: 'PERSON' },
    // Open from the 20th of May to the 10th of July.
    { partnerId: acme, measure: 'OPEN_DEALS', day: '2026-05-20', ...then },
    { partnerId: acme, measure: 'OPEN_DEALS', day: '2026-07-10', value: -1n, ...then },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-01-01',
      value: 80_00n,
      currency: 'USD',
      memberId: acme,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-01',
      value: 40_00n,
      currency: 'USD',
      memberId: acme,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-01',
      value: 500_00n,
      currency: 'USD',
      memberId: member,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-02-01',
      value: 20_00n,
      currency: 'USD',
      memberId: globex,
      isVisible: false,
    },
    {
      partnerId: acme,
      measure: 'MONTHLY_CHARGES',
      day: '2026-07-31',
      value: -20_00n,
      currency: 'USD',
      memberId: globex,
      isVisible: false,
    },
    { partnerId: acme, measure: 'RESPONSES_MEASURED', day: '2026-07-01', isVisible: false },
  ]);
  await portal.arrange((tx) =>
    tx.exchangeRate.createMany({
      data: [
        { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: day('2026-06-01'), rate: '1.2', source: 'test' },
        { fromCurrency: 'EUR', toCurrency: 'USD', validFrom: day('2026-07-31'), rate: '1.1', source: 'test' },
      ],
    }),
  );
  return { portal, staff, manager, formerManager, acme, globex, admin };
}

export const VALUE = '{ value numerator denominator currency }';
const REFUSALS = `... on Error { code message } ... on UnknownKpiError { nearest } ... on KpiRangeError { reason limit }
  ... on MixedCurrenciesError { currencies }`;

/** The arguments of a call as a client would write them. */
export const ask = async (portal: Portal, subject: string | null, field: string, selection: string) => {
  const answer = await portal.send(subject, `{ it: ${field} { __typename ${REFUSALS} ${selection} } }`);
  expect(answer.errors, answer.text).toBeUndefined();
  expect(portal.unexpected).toEqual([]);
  return answer.data.it;
};

export const series = async (portal: Portal, subject: string, call: string) => {
  const found = await ask(
    portal,
    subject,
    `kpiSeries(${call})`,
    `... on KpiSeries { points { period { label } value ${VALUE} } }`,
  );
  if (found.__typename !== 'KpiSeries') return found;
  return found.points.map(
    ({ period, value }: { period: { label: string }; value: { value: string | null } }) => [
      period.label,
      value.value,
    ],
  );
};
