import type pg from 'pg';
import type { Role } from '../../kernel/roles.ts';
import { identify } from '../../platform/auth/identity.ts';
import type { Database } from '../../platform/database/client.ts';
import { JOB_SCOPE } from '../../platform/database/session.ts';
import { sqlTransaction } from '../../platform/database/sql-transaction.ts';
import { runJob } from '../../platform/jobs/jobs.ts';
import { attainment } from '../jobs/attainment.ts';
import { tierReview } from '../jobs/tier-review.ts';
import { generateData, generateMoney } from './generate.ts';
import type { GenerateOptions } from './referral-facts.ts';
import { settleMonths } from './settle-months.ts';
import { watchPartners } from './watch-partners.ts';

type DemoUser = Readonly<{ email: string; name: string; role: Role; partner?: 'Acme' | 'Globex' }>;

/** Who can be signed in as on this machine. The password-less tokens of the local issuer exist for these only here. */
export const DEMO_USERS: readonly DemoUser[] = [
  { email: 'admin@acme.example', name: 'Ada, admin of Acme', role: 'PARTNER_ADMIN', partner: 'Acme' },
  { email: 'rep@acme.example', name: 'Rob, representative at Acme', role: 'PARTNER_MEMBER', partner: 'Acme' },
  { email: 'admin@globex.example', name: 'Gwen, admin of Globex', role: 'PARTNER_ADMIN', partner: 'Globex' },
  { email: 'ops@vendor.example', name: 'Olga, partner operations', role: 'PARTNER_OPERATIONS' },
  { email: 'manager@vendor.example', name: 'Max, channel manager', role: 'CHANNEL_MANAGER' },
  { email: 'salesops@vendor.example', name: 'Sam, sales operations', role: 'SALES_OPERATIONS' },
  { email: 'finance@vendor.example', name: 'Fay, finance', role: 'FINANCE' },
  { email: 'exec@vendor.example', name: 'Eve, executive', role: 'EXECUTIVE' },
  { email: 'admin@vendor.example', name: 'Ann, administrator', role: 'ADMIN' },
  { email: 'crm@vendor.example', name: 'CRM', role: 'SERVICE' },
];

/** Who issues the demo's statements, who says what falls behind, and who looks after Acme. */
const FINANCE = 'finance@vendor.example';
const OPERATIONS = 'ops@vendor.example';
const MANAGER = 'manager@vendor.example';

const DEMO_SIZE = { partners: 12, referrals: 360, months: 18, seed: 'demo' } as const;

/** What schedules would have kept by now: where partners stand, and what is proposed for their tiers. */
const FIRST_JOBS = [attainment, tierReview];

/** Loads the demo users and a small, lively portal into an empty database; does nothing where that was done. */
export async function loadDemoDataOnce(
  database: Database,
  issuer: string,
  log: (line: string) => void,
): Promise<void> {
  const today = new Date();
  const isNew = await sqlTransaction(database, JOB_SCOPE, async (client) => {
    if (!(await claimSeed(client, DEMO_SIZE.seed))) return false;
    log('Loading demo data (once) ...');
    const options = { ...DEMO_SIZE, until: today };
    await generateData(client, options, () => undefined);
    await generateMoney(client, options, () => undefined);
    await nameDemoPartners(client);
    for (const user of DEMO_USERS) await addDemoUser(client, user, issuer);
    await givePortfolio(client);
    return true;
  });
  if (!isNew) return;
  for (const job of FIRST_JOBS) await runJob(database, job, today, () => undefined);
  const staff = (email: string) => identify(database, { issuer, subject: email, email });
  await settleMonths(database, await staff(FINANCE), today);
  const watchers = { operations: await staff(OPERATIONS), manager: await staff(MANAGER) };
  // By now, as what was booked meanwhile is measured too.
  await watchPartners(database, watchers, 'Acme', new Date());
}

/** Adds generated data of any size to what is there. The same seed is loaded once. */
export async function seedDatabase(
  database: Database,
  options: GenerateOptions,
  log: (line: string) => void,
): Promise<boolean> {
  return await sqlTransaction(database, JOB_SCOPE, async (client) => {
    if (!(await claimSeed(client, options.seed))) return false;
    await generateData(client, options, log);
    await generateMoney(client, options, log);
    return true;
  });
}

/** Two that load the same seed at once meet at the primary key: the second waits, and then finds it done. */
async function claimSeed(client: pg.PoolClient, seed: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO source_record (system, entity, external_id, target_id, row_hash) VALUES ('seed', 'seed', $1, md5($1)::uuid, '')
     ON CONFLICT DO NOTHING`,
    [seed],
  );
  return rowCount === 1;
}

/** The first two generated partners get names of their own, and Acme a sub-account. */
async function nameDemoPartners(client: pg.PoolClient): Promise<void> {
  const rename = `UPDATE partner SET name = $2, name_key = lower($2), status = 'ACTIVE' WHERE id = md5('demo:partner:' || $1::int)::uuid`;
  await client.query(rename, [0, 'Acme']);
  await client.query(rename, [1, 'Globex']);
  await client.query(rename, [2, 'Acme North']);
  await client.query(
    `UPDATE partner SET master_id = md5('demo:partner:0')::uuid WHERE id = md5('demo:partner:2')::uuid`,
  );
}

/** The users of Acme and Globex take the places of the first generated people, so that they have a history. */
async function addDemoUser(
  client: pg.PoolClient,
  { email, name, role, partner }: DemoUser,
  issuer: string,
): Promise<void> {
  if (partner) {
    const number = (partner === 'Acme' ? 0 : 3) + (role === 'PARTNER_ADMIN' ? 0 : 1);
    await client.query(
      `UPDATE person SET name = $2, email = $3 WHERE id = md5('demo:person:' || $1::int)::uuid`,
      [number, name, email],
    );
    await client.query(
      `UPDATE membership SET name = $2, email = $3 WHERE id = md5('demo:membership:' || $1::int)::uuid`,
      [number, name, email],
    );
    await client.query(
      `INSERT INTO person_identity (issuer, subject, person_id) VALUES ($1, $2, md5('demo:person:' || $3::int)::uuid)`,
      [issuer, email, number],
    );
    return;
  }
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO person (id, kind, name, email) VALUES (md5('demo:staff:' || $3)::uuid, $1, $2, $3) RETURNING id`,
    [role === 'SERVICE' ? 'SERVICE' : 'HUMAN', name, email],
  );
  const id = rows[0]?.id;
  await client.query('INSERT INTO person_identity (issuer, subject, person_id) VALUES ($1, $2, $3)', [
    issuer,
    email,
    id,
  ]);
  await client.query('INSERT INTO staff_role (person_id, role) VALUES ($1, $2)', [id, role]);
  if (role !== 'SERVICE')
    await client.query('INSERT INTO staff_member (person_id, name, email) VALUES ($1, $2, $3)', [
      id,
      name,
      email,
    ]);
}

/** Max looks after Acme and every third partner, with Olga as his backup. */
async function givePortfolio(client: pg.PoolClient): Promise<void> {
  await client.query(
    `INSERT INTO assignment (partner_id, function, staff_id, backup_id, valid_from)
     SELECT md5('demo:partner:' || n)::uuid, 'CHANNEL_MANAGER', md5('demo:staff:manager@vendor.example')::uuid,
       md5('demo:staff:ops@vendor.example')::uuid, now() - interval '1 year'
     FROM generate_series(0, ${DEMO_SIZE.partners - 1}, 3) AS n`,
  );
}
