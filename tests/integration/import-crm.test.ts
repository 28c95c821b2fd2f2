import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CurrencyCode } from '../../src/kernel/currency.ts';
import { aFolder, aPlace, mapping, type Place, PUBLIC_EXPORT, tallies, versions } from '../support/import.ts';

const NOW = new Date('2026-10-01T12:00:00Z');

const DEAL = `SELECT o.name, o.stage, o.amount_minor::int, o.currency, o.opened_on::text, o.close_on::text, o.created_at,
    c.name AS customer, p.code AS product, partner.name AS partner, m.name AS member, r.origin, r.status, r.status_since,
    r.created_at AS referral_created_at, r.customer_name, r.sales_stage, r.deal_amount_minor::int, rc.name AS reviewed,
    rr.match_decision
  FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN product p ON p.id = o.product_id
  LEFT JOIN partner ON partner.id = o.partner_id LEFT JOIN membership m ON m.id = o.referred_by_id
  JOIN referral r ON r.opportunity_id = o.id JOIN referral_review rr ON rr.referral_id = r.id
  LEFT JOIN customer rc ON rc.id = rr.customer_id WHERE o.external_id =`;

const one = async (place: Place, sql: string) => (await place.rows(sql))[0]!;

const factsOf = (place: Place, externalId: string) =>
  place.rows(`SELECT f.changed, f.stage, f.amount_minor::int, f.effective_at, f.booked_at FROM opportunity_change f
    JOIN opportunity o ON o.id = f.opportunity_id WHERE o.external_id = '${externalId}' ORDER BY f.effective_at, f.id`);

const eventsOf = (place: Place, externalId: string) =>
  place.rows(`SELECT e.type, e.occurred_at, e.partner_visible, e.data - 'opportunityId' AS data FROM event e JOIN opportunity o
    ON e.subject_id IN (o.id, (SELECT id FROM referral WHERE opportunity_id = o.id)) WHERE o.external_id = '${externalId}'
    ORDER BY e.occurred_at, e.type`);

describe('an import of the sample', () => {
  it('loads every row that can be, and counts each once', async () => {
    const place = await aPlace();
    const summary = await place.load({ now: NOW });
    expect(tallies(summary)).toEqual({
      'products.csv': { rowsRead: 6, created: 6, updated: 0, unchanged: 0, rejected: 0 },
      'sales_teams.csv': { rowsRead: 8, created: 8, updated: 0, unchanged: 0, rejected: 0 },
      'accounts.csv': { rowsRead: 12, created: 12, updated: 0, unchanged: 0, rejected: 0 },
      'sales_pipeline.csv': { rowsRead: 126, created: 120, updated: 0, unchanged: 0, rejected: 6 },
    });
    expect(
      await place.rows('SELECT stage, count(*)::int FROM opportunity GROUP BY stage ORDER BY stage'),
    ).toEqual([
      { stage: 'LOST', count: 30 },
      { stage: 'PROSPECTING', count: 12 },
      { stage: 'QUALIFIED', count: 26 },
      { stage: 'WON', count: 52 },
    ]);
  });

  it('rejects partners who would be paid in a currency that the vendor does not deal in', async () => {
    const place = await aPlace();
    const { partners } = mapping.files;
    const abroad = { ...mapping, currency: 'GBP' as CurrencyCode, files: { partners } };
    const issuesFile = join(await aFolder(), 'issues.csv');
    expect(tallies(await place.load({ mapping: abroad, issuesFile }))).toMatchObject({
      'sales_teams.csv': { rowsRead: 8, created: 0, rejected: 8 },
    });
    expect(await place.rows('SELECT id FROM partner')).toEqual([]);
    expect(await readFile(issuesFile, 'utf8')).toMatch(
      /ERROR,CURRENCY_NOT_DEALT_IN,sales_teams\.csv,2,.*GBP, and the vendor deals in USD/,
    );
    await place.rows(`INSERT INTO vendor_currency (code) VALUES ('GBP')`);
    expect(tallies(await place.load({ mapping: abroad }))).toMatchObject({
      'sales_teams.csv': { rowsRead: 8, created: 8, rejected: 0 },
    });
  });

  it('credits a deal to its partner by a referral, with the dates of the file', async () => {
    const place = await aPlace();
    await place.load({ now: NOW });
    const opened = new Date('2026-01-13T00:00:00Z');
    const closed = new Date('2026-05-16T00:00:00Z');
    expect(await one(place, `${DEAL} 'ZUMC5NBE'`)).toEqual({
      name: 'Brightwater Clinics, Relay One',
      stage: 'WON',
      amount_minor: 22_390_00,
      currency: 'USD',
      opened_on: '2026-01-13',
      close_on: '2026-05-16',
      created_at: opened,
      customer: 'Brightwater Clinics',
      product: 'Relay One',
      partner: 'Ana Sofia Duarte',
      member: 'Ana Sofia Duarte',
      origin: 'IMPORTED',
      status: 'ACCEPTED',
      status_since: opened,
      referral_created_at: opened,
      customer_name: 'Brightwater Clinics',
      sales_stage: 'WON',
      deal_amount_minor: 22_390_00,
      reviewed: 'Brightwater Clinics',
      match_decision: 'SAME',
    });
    expect(await factsOf(place, 'ZUMC5NBE')).toEqual([
      {
        changed: ['CREATED'],
        stage: 'PROSPECTING',
        amount_minor: null,
        effective_at: opened,
        booked_at: NOW,
      },
      {
        changed: ['STAGE', 'AMOUNT', 'CLOSE_DATE'],
        stage: 'WON',
        amount_minor: 22_390_00,
        effective_at: closed,
        booked_at: NOW,
      },
    ]);
    const system = 'SALES_CRM';
    expect(await eventsOf(place, 'ZUMC5NBE')).toEqual([
      {
        type: 'opportunity.imported',
        occurred_at: opened,
        partner_visible: true,
        data: { system, stage: 'PROSPECTING' },
      },
      {
        type: 'referral.imported',
        occurred_at: opened,
        partner_visible: true,
        data: { system, to: 'ACCEPTED' },
      },
      {
        type: 'opportunity.stage_changed',
        occurred_at: closed,
        partner_visible: true,
        data: { system, from: 'PROSPECTING', to: 'WON' },
      },
    ]);
  });

  it('dates what has no dates by the import, and says when it does not know the customer', async () => {
    const place = await aPlace();
    await place.load({ now: NOW });
    expect(await one(place, `${DEAL} 'W97HYMCJ'`)).toMatchObject({
      name: 'Harbor 500',
      stage: 'PROSPECTING',
      amount_minor: null,
      opened_on: null,
      created_at: NOW,
      status_since: NOW,
      customer: null,
      customer_name: '(unknown customer)',
      reviewed: null,
      match_decision: 'NONE',
    });
    expect(await factsOf(place, 'W97HYMCJ')).toEqual([
      { changed: ['CREATED'], stage: 'PROSPECTING', amount_minor: null, effective_at: NOW, booked_at: NOW },
    ]);
  });

  it('makes partners of agents, channel managers of managers, regions of offices', async () => {
    const place = await aPlace();
    await place.load({ now: NOW });
    const partners = await place.rows(`
      SELECT p.name, p.type, p.status, p.currency, p.time_zone, region.code, m.role, x.external_id, s.name AS manager, r.role AS staff_role,
        c.to_status
      FROM partner p JOIN region ON region.id = p.region_id JOIN membership m ON m.partner_id = p.id
      JOIN partner_external_id x ON x.partner_id = p.id JOIN assignment a ON a.partner_id = p.id AND a.function = 'CHANNEL_MANAGER'
      JOIN staff_member s ON s.person_id = a.staff_id JOIN staff_role r ON r.person_id = a.staff_id
      JOIN partner_status_change c ON c.partner_id = p.id ORDER BY p.name`);
    expect(partners).toHaveLength(8);
    expect(partners.find(({ name }) => name === "Seán O'Dowd")).toEqual({
      name: "Seán O'Dowd",
      type: 'REFERRAL',
      status: 'ACTIVE',
      currency: 'USD',
      time_zone: 'UTC',
      code: 'NORTH',
      role: 'PARTNER_ADMIN',
      external_id: "Seán O'Dowd",
      manager: 'Greta Hallam',
      staff_role: 'CHANNEL_MANAGER',
      to_status: 'ACTIVE',
    });
    expect(await place.rows('SELECT code, name FROM region ORDER BY code')).toEqual([
      { code: 'COAST', name: 'Coast' },
      { code: 'NORTH', name: 'North' },
      { code: 'SOUTH', name: 'South' },
    ]);
    expect(await place.rows('SELECT count(*)::int FROM staff_member')).toEqual([{ count: 3 }]);
  });

  it('makes customers of accounts, parents before or after, and prices of products', async () => {
    const place = await aPlace();
    await place.load({ now: NOW, batchRows: 3 });
    const customer = `SELECT c.name, c.name_key, c.sector, c.location, c.country_code, c.employees, c.annual_revenue_minor::text,
      c.currency, parent.name AS parent, k.kind, k.value FROM customer c LEFT JOIN customer parent ON parent.id = c.parent_id
      JOIN customer_key k ON k.customer_id = c.id WHERE c.name =`;
    expect(await place.rows(`${customer} 'Quillon Cloud'`)).toEqual([
      {
        name: 'Quillon Cloud',
        name_key: 'quillon cloud',
        sector: 'software',
        location: 'United States',
        country_code: 'US',
        employees: 720,
        annual_revenue_minor: '15430000000',
        currency: 'USD',
        parent: 'Quillon Software',
        kind: 'CRM_ACCOUNT',
        value: 'SALES_CRM:Quillon Cloud',
      },
    ]);
    expect(await place.rows('SELECT count(parent_id)::int FROM customer')).toEqual([{ count: 3 }]);
    expect(
      await place.rows(
        `SELECT family, amount_minor::int, currency FROM product JOIN product_price ON product_id = id WHERE code = 'Relay One'`,
      ),
    ).toEqual([{ family: 'Relay', amount_minor: 21_400_00, currency: 'USD' }]);
  });
});

describe.skipIf(!existsSync(PUBLIC_EXPORT))('an import of the public export', () => {
  it('has the counts of the file, and writes nothing when it runs again', async () => {
    const place = await aPlace(PUBLIC_EXPORT);
    const summary = await place.load();
    expect(tallies(summary)['sales_pipeline.csv']).toMatchObject({ rowsRead: 8_800, created: 8_800 });
    expect(
      await place.rows('SELECT stage, count(*)::int FROM opportunity GROUP BY stage ORDER BY stage'),
    ).toEqual([
      { stage: 'LOST', count: 2_473 },
      { stage: 'PROSPECTING', count: 500 },
      { stage: 'QUALIFIED', count: 1_589 },
      { stage: 'WON', count: 4_238 },
    ]);
    const counts = `SELECT (SELECT count(*) FROM referral WHERE origin = 'IMPORTED' AND status = 'ACCEPTED' AND registered_by_id IS NOT NULL)::int
      AS referrals, (SELECT count(*) FROM referral WHERE customer_name = '(unknown customer)')::int AS "withoutCustomer",
      (SELECT count(*) FROM customer)::int AS customers, (SELECT count(parent_id) FROM customer)::int AS subsidiaries,
      (SELECT count(*) FROM product)::int AS products, (SELECT count(*) FROM partner)::int AS partners,
      (SELECT count(DISTINCT partner_id) FROM opportunity)::int AS "partnersWithDeals",
      (SELECT count(*) FROM staff_role WHERE role = 'CHANNEL_MANAGER')::int AS managers,
      (SELECT count(*) FROM region)::int AS regions, (SELECT count(*) FROM claim)::int AS claims`;
    expect(await one(place, counts)).toEqual({
      referrals: 8_800,
      withoutCustomer: 1_425,
      customers: 85,
      subsidiaries: 15,
      products: 7,
      partners: 35,
      partnersWithDeals: 30,
      managers: 6,
      regions: 3,
      claims: 0,
    });
    const before = await versions(place);
    expect(tallies(await place.load())).toMatchObject({
      'products.csv': { unchanged: 7 },
      'sales_teams.csv': { unchanged: 35 },
      'accounts.csv': { unchanged: 85 },
      'sales_pipeline.csv': { unchanged: 8_800 },
    });
    expect(await versions(place)).toEqual(before);
  });
});
