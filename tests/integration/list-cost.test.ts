import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_SCOPE } from '../../src/platform/database/session.ts';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { generateData } from '../../src/workflows/demo-data/generate.ts';
import { asSuperuser, withoutAutovacuum } from '../support/database.ts';
import { seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { isFull } from '../support/gates/sample.ts';
import { pagesRead, type Recording, recordStatements } from '../support/gates/statements.ts';
import { withClient } from '../support/migrations.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const REFERRALS_OF_ONE = 200;
/** So many that the indexes of their people are trees of the same height in both sizes. */
const PARTNERS_FEW = 440;
const REFERRALS_FEW = 8_800;
/** The full size takes minutes to load; every power of ten shows what grows. */
const REFERRALS_MANY = isFull ? 880_000 : 88_000;
const LIST = readFileSync(
  resolve(import.meta.dirname, '../../schema/operations/ReferralList.graphql'),
  'utf8',
);
/** Without counts, which for staff grow with what they count. */
const PAGE = `query ($first: Int, $after: String, $filter: ReferralFilter, $orderBy: ReferralOrder) {
  referrals(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    pageInfo { endCursor }
    nodes { id status statusSince customerName registeredByName product { name } dealAmount { amount } createdAt }
  }
}`;

const ORDERS = ['CREATED_AT', 'STATUS_SINCE', 'CUSTOMER_NAME'].flatMap((by) =>
  ['ASC', 'DESC'].map((direction) => ({ by, direction })),
);
/** A page of 20, and one to see whether there is another. */
const ROWS_READ = 21;

type SeenBy = Readonly<{ subject: string; document: string; growthMax: number; orders: typeof ORDERS }>;

const descending = ORDERS.filter(({ direction }) => direction === 'DESC');
const SEEN_BY: readonly SeenBy[] = [
  { subject: 'mine-admin', document: LIST, growthMax: 1.1, orders: ORDERS },
  { subject: 'mine-member', document: LIST, growthMax: 1.1, orders: ORDERS },
  // Several partners' rows are sorted. They are read by a plain index scan instead of a bitmap one day, which counts a
  // page once for each of the rows.
  { subject: 'family-admin', document: LIST, growthMax: 3.2, orders: descending },
  { subject: 'manager', document: LIST, growthMax: 3.2, orders: descending },
  // A page of everybody's rows has ever more different authors, whose rows it reads as well.
  { subject: 'staff', document: PAGE, growthMax: 1.25, orders: descending },
];

const CASES = SEEN_BY.flatMap(({ orders, ...seenBy }) =>
  [undefined, { status: ['ACCEPTED'] }].flatMap((filter) =>
    orders.flatMap((orderBy) =>
      [1, 2].map((page) => ({
        ...seenBy,
        name: `${seenBy.subject}, ${orderBy.by} ${orderBy.direction}, ${filter ? 'accepted' : 'all'}, page ${page}`,
        variables: { first: ROWS_READ - 1, filter, orderBy },
        page,
      })),
    ),
  ),
);
type Case = (typeof CASES)[number];

let portal: Portal;
let recording: Recording;
let few: Map<string, number>;
let many: Map<string, number>;

beforeAll(async () => {
  portal = await startPortal();
  await withoutAutovacuum(portal.testDatabase.superuserUrl);
  recording = recordStatements(portal.database);
  await seedShared(portal.database);
  await addStaff();
  await seedPartner(portal.database, 'family', REFERRALS_OF_ONE);
  // Two accounts of this size, of which the second then goes its own way.
  await seedPartner(portal.database, 'mine', REFERRALS_OF_ONE * 2);
  await portal.arrange(
    (tx) => tx.$executeRaw`UPDATE partner SET master_id = NULL WHERE id = md5('mine:partner:1')::uuid`,
  );
  await addOthers('few', REFERRALS_FEW, PARTNERS_FEW);
  few = await measured(CASES);
  await addOthers('many', REFERRALS_MANY - REFERRALS_FEW, REFERRALS_MANY / REFERRALS_OF_ONE);
  many = await measured(CASES);
}, 600_000);

/** Other partners' referrals, as they spread in time: neighbours in the table are of different partners. */
const OTHERS = `
  INSERT INTO referral (partner_id, registered_by_id, status, status_since, customer_name, product_id, submitted_at,
    decided_at, created_at, updated_at)
  SELECT md5($1 || ':partner:' || n % $3::int)::uuid, md5($1 || ':membership:' || 3 * (n % $3::int) + n / $3::int % 3)::uuid,
    (ARRAY['SUBMITTED', 'RETURNED', 'ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'REJECTED'])[1 + n % 6], day + interval '1 day',
    'Customer ' || md5(n::text), (SELECT id FROM product ORDER BY code OFFSET n % 6 LIMIT 1), day, day, day, day
  FROM generate_series(1, $2::int) AS n,
    LATERAL (SELECT timestamptz '2024-07-01' + interval '1 second' * (hashtext(n::text) & 67108863)) AS spread (day)`;

async function addOthers(seed: string, referrals: number, partners: number): Promise<void> {
  const options = { partners, referrals: 0, months: 24, seed, until: new Date('2026-07-01') };
  await sqlTransaction(portal.database, JOB_SCOPE, async (client) => {
    await generateData(client, options, () => undefined);
    await client.query(OTHERS, [seed, referrals, partners]);
  });
  // What a running server does by itself, at once: statistics, and pages known to be visible to all. Of a sample this
  // large, which is nearly all rows, statistics are the same in each run.
  await asSuperuser(portal.testDatabase.superuserUrl, async (client) => {
    await client.query('SET default_statistics_target = 1000');
    await client.query('VACUUM (ANALYZE)');
  });
}

const addStaff = () =>
  portal.arrange(async (tx) => {
    const person = await tx.person.create({ data: { name: 'Staff' } });
    await tx.personIdentity.create({ data: { issuer: 'urn:test', subject: 'staff', personId: person.id } });
    await tx.staffRole.create({
      data: { personId: person.id, role: 'PARTNER_OPERATIONS', validFrom: new Date('2020-01-01') },
    });
  });

async function measured(cases: readonly Case[]): Promise<Map<string, number>> {
  const pages = new Map<string, number>();
  for (const each of cases) pages.set(each.name, await pagesOf(each));
  return pages;
}

async function pagesOf({ subject, document, variables, page }: Case): Promise<number> {
  let after: string | null = null;
  for (let number = 1; number <= page; number += 1) {
    recording.take();
    const answer = await portal.send(subject, document, { ...variables, after });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.referrals.nodes.length).toBeGreaterThan(0);
    after = answer.data.referrals.pageInfo.endCursor;
  }
  return await pagesRead(portal.database, recording.take());
}

/** One page of rows more or less is which of two indexes the planner takes, when both would do. */
const pagesMax = (before: number, growthMax: number) => Math.max(before * growthMax, before + ROWS_READ);

describe(`a list of referrals among ${REFERRALS_MANY}`, () => {
  it.each(CASES)('reads as many pages as among few: $name', ({ name, growthMax }) => {
    const [before, after] = [few.get(name)!, many.get(name)!];
    expect(before).toBeGreaterThan(0);
    expect(after, `${before} pages among few`).toBeLessThanOrEqual(pagesMax(before, growthMax));
  });
});

describe('the gate', () => {
  it.each([
    ['referral_partner_id_created_at_id_idx', 'mine-admin, CREATED_AT ASC, all, page 2'],
    ['referral_partner_id_customer_name_id_idx', 'mine-admin, CUSTOMER_NAME DESC, all, page 1'],
  ])('notices that %s is missing', async (index, name) => {
    await withClient(portal.testDatabase.ownerUrl, (owner) => owner.query(`DROP INDEX ${index}`));
    const pages = await measured(CASES.filter((each) => each.name === name));
    expect(pages.get(name)!).toBeGreaterThan(pagesMax(few.get(name)!, 1.1));
  });
});
