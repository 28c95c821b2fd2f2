import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_SCOPE } from '../../src/platform/database/session.ts';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { anAssignment, aStaffMember } from '../support/builders.ts';
import { asSuperuser, withoutAutovacuum } from '../support/database.ts';
import { pagesRead, type Recording, recordStatements } from '../support/gates/statements.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { aLadder, type Ladder } from '../support/tier-reviews.ts';

const PARTNERS = 10_000;
const PERIODS_PAST = 8;
/** A page of 20 with its partner and tiers touches this many at most: three indexes and a row for each of them. */
const PAGES_MAX = 400;

let portal: Portal;
let recording: Recording;
let ladder: Ladder;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let before: Map<string, number>;
let after: Map<string, number>;

const SEED = `
  INSERT INTO partner (id, name, name_key, type, status, time_zone, currency, status_since)
  SELECT md5('p' || n)::uuid, 'Partner ' || n, 'partner ' || n, 'RESELLER', 'ACTIVE', 'UTC', 'EUR', '2020-01-01'
  FROM generate_series(1, ${PARTNERS}) AS n;
  INSERT INTO partner_standing (partner_id, program_id, version_id, tier_id, tier_rank, attained_tier_id, next_tier_id, status,
    movement, moved_on, is_at_risk, requirements_met, requirements_total, period, period_from, period_until, as_of)
  SELECT md5('p' || n)::uuid, version.program_id, version.id, tier.id, tier.rank, tier.id, NULL,
    CASE WHEN n % 50 = 0 THEN 'AT_RISK' ELSE 'MET' END, CASE WHEN n % 40 = 0 THEN 'UP' END,
    CASE WHEN n % 40 = 0 THEN date '2026-05-01' END, n % 50 = 0, 1, 2, 'FY2026-Q2', '2026-04-01', '2026-07-01', '2026-06-01'
  FROM generate_series(1, ${PARTNERS}) AS n
  CROSS JOIN (SELECT * FROM program_version WHERE status = 'PUBLISHED') AS version
  JOIN program_tier AS tier ON tier.version_id = version.id
    AND tier.rank = CASE WHEN n % 100 = 0 THEN 3 WHEN n % 10 = 0 THEN 2 ELSE 1 END;`;

/** What quarters leave behind: how everybody stood, and what was decided on every third. */
const HISTORY = `
  INSERT INTO attainment (partner_id, program_id, version_id, requirement_id, period, period_from, period_until, actual, target,
    percent, gap, status, is_provisional, as_of)
  SELECT standing.partner_id, standing.program_id, standing.version_id, asked.id, 'FY' || 2010 + n || '-Q2', '2020-04-01',
    '2020-07-01', 1, 2, 50, 1, 'MISSED', false, '2020-07-01'
  FROM generate_series(1, ${PERIODS_PAST}) AS n CROSS JOIN partner_standing AS standing
  JOIN program_requirement AS asked ON asked.version_id = standing.version_id;
  INSERT INTO tier_review (partner_id, program_id, version_id, period, outcome, status, from_tier_id, to_tier_id, explanation, as_of,
    proposed_at, decided_at)
  SELECT partner_id, program_id, version_id, 'FY' || 2010 + n || '-Q2', 'RETAIN', 'APPROVED', tier_id, tier_id,
    '{"evaluations": []}', '2020-07-01', '2020-07-01', '2020-07-02'
  FROM generate_series(1, ${PERIODS_PAST}) AS n JOIN partner_standing ON hashtext(partner_id::text) % 3 = n % 3;`;

beforeAll(async () => {
  portal = await startPortal();
  await withoutAutovacuum(portal.testDatabase.superuserUrl);
  recording = recordStatements(portal.database);
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  ladder = await aLadder(portal, operations);
  await fill(SEED);
  const mine = await portal.arrange((tx) => tx.partner.findMany({ take: 30, orderBy: { id: 'asc' } }));
  for (const { id } of mine) await anAssignment(portal, id, manager.personId);
  portal.setNow(new Date('2026-06-01T10:00:00Z'));
  before = await measured();
  await fill(HISTORY);
  after = await measured();
}, 120_000);

async function fill(sql: string): Promise<void> {
  await sqlTransaction(portal.database, JOB_SCOPE, (client) => client.query(sql));
  // What a running server does by itself, at once: statistics, and pages known to be visible to all.
  await asSuperuser(portal.testDatabase.superuserUrl, (client) =>
    client.query('VACUUM (ANALYZE) partner, partner_standing, attainment, tier_review'),
  );
}

const LIST = `query ($filter: PartnerStandingFilter!, $after: String) { partnerStandings(filter: $filter, first: 20, after: $after) {
  pageInfo { endCursor } nodes { id partner { id name } tier { code } nextTier { code } status movement isAtRisk nextTierPercent } } }`;
const CARD = `query ($id: ID!) { programScorecard(programId: $id) { partners movedUp atRisk pendingReviews overdueBenefits
  tiers { tier { code } partners } } }`;

const tier = (code: string) => ({ tierIds: [`ProgramTier_${ladder.tierIds[code]}`] });

const FILTERS = {
  all: () => ({}),
  'the highest tier': () => tier('GOLD'),
  'the tier of most': () => tier('BASE'),
  'a status': () => ({ status: ['AT_RISK'] }),
  'a movement': () => ({ movement: 'UP' }),
  'a risk': () => ({ isAtRisk: true }),
} as const;

const BY = () => ({ operations, manager });
const CASES = Object.keys(FILTERS).flatMap((filter) =>
  (['operations', 'manager'] as const).map((by) => ({ name: `${filter}, by ${by}`, filter, by })),
);

async function measured(): Promise<Map<string, number>> {
  const pages = new Map<string, number>();
  for (const { name, filter, by } of CASES)
    pages.set(name, await pagesOf(BY()[by], filter as keyof typeof FILTERS));
  recording.take();
  const card = await portal.send(operations.subject, CARD, { id: `PartnerProgram_${ladder.id}` });
  expect(card.data.programScorecard).toMatchObject({ partners: PARTNERS, movedUp: 250, atRisk: 200 });
  pages.set('scorecard', await pagesRead(portal.database, recording.take()));
  return pages;
}

/** Of the second page, as far as there is one. */
async function pagesOf(by: { subject: string }, filter: keyof typeof FILTERS): Promise<number> {
  const variables = { filter: { programId: `PartnerProgram_${ladder.id}`, ...FILTERS[filter]() } };
  const first = await portal.send(by.subject, LIST, variables);
  expect(first.errors).toBeUndefined();
  recording.take();
  await portal.send(by.subject, LIST, {
    ...variables,
    after: first.data.partnerStandings.pageInfo.endCursor,
  });
  return await pagesRead(portal.database, recording.take());
}

describe(`a list of the standings of ${PARTNERS} partners`, () => {
  it.each(CASES)('reads a page of them, whatever they did before: $name', ({ name }) => {
    expect(before.get(name)!).toBeLessThanOrEqual(PAGES_MAX);
    expect(after.get(name)!).toBeLessThanOrEqual(before.get(name)! + 5);
  });

  it('is counted by a scorecard that reads each of them once, whatever they did before', () => {
    expect(after.get('scorecard')!).toBeLessThanOrEqual(before.get('scorecard')! + 10);
    expect(before.get('scorecard')!).toBeLessThan(PARTNERS / 10);
  });
});

describe('the gate', () => {
  it('notices that an index is missing', async () => {
    const bounded = after.get('all, by operations')!;
    await withClient(portal.testDatabase.ownerUrl, (owner) =>
      owner.query('DROP INDEX partner_standing_program_id_tier_rank_id_idx'),
    );
    expect(await pagesOf(operations, 'all')).toBeGreaterThan(bounded + 5);
  });
});
