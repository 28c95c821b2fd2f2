import { escapeLiteral } from 'pg';
import { approveStatements, issueStatements } from '../../src/domains/statements/statement.service.ts';
import type { Actor } from '../../src/platform/auth/actor.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import { openDatabase } from '../../src/platform/database/client.ts';
import { writeTransaction } from '../../src/platform/database/session.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { seedDatabase } from '../../src/workflows/demo-data/demo-data.ts';
import { attainment } from '../../src/workflows/jobs/attainment.ts';
import { commissionAccrual } from '../../src/workflows/jobs/commission-accrual.ts';
import { kpiRebuild } from '../../src/workflows/jobs/kpi-rebuild.ts';
import { statementClose } from '../../src/workflows/jobs/statement-close.ts';
import type { Arena } from '../harness/benchmark.ts';
import { AGREED, MONTHLY_WORK, PEOPLE_OF_THE_VENDOR, STARTED, TOLD, WAITING } from './lived-in-rows.ts';

/** As the dashboards that were measured before there was a project have it. */
export const REFERRALS_PER_PARTNER = 20;
export const LIVED_IN_SEED = 'bench';
export const LIVED_IN_ISSUER = 'urn:bench';
const MONTHS = 12;
const SEEDED_UNTIL = new Date('2026-07-01T00:00:00Z');
/** When it is looked at: the last month is closed, and the quarter has just begun. */
export const LIVED_IN_UNTIL = new Date('2026-07-04T12:00:00Z');
/** When the last months are settled; what came before is booked with the first of them. */
const SETTLED_AT = ['2026-05-03', '2026-06-03', '2026-07-03'].map((day) => new Date(`${day}T06:00:00Z`));
/** Nobody waits for it, and a busy machine may take longer than a server may. */
const PATIENT = { statementMillisecondsMax: 600_000, transactionMillisecondsMax: 600_000 };
/** As many as one run of the attainment job surely evaluates, in a program with as many requirements as the seed's. */
const PARTNERS_PER_RUN = 250;

/**
 * A portal whose every screen has something to show for every partner: what `npm run seed` makes, what the jobs then make of
 * it, and what only people would have done.
 */
export async function fillLivedIn(given: Arena, partners: number): Promise<void> {
  const app = openDatabase({ ...given.app.settings, ...PATIENT });
  try {
    await fill({ ...given, app }, partners);
  } finally {
    await app.end();
  }
}

async function fill(arena: Arena, partners: number): Promise<void> {
  const { app, superuser, log } = arena;
  const referrals = partners * REFERRALS_PER_PARTNER;
  const options = { partners, referrals, months: MONTHS, seed: LIVED_IN_SEED, until: SEEDED_UNTIL };
  await seedDatabase(app, options, log);
  const given = [LIVED_IN_SEED, partners, LIVED_IN_ISSUER, LIVED_IN_UNTIL.toISOString()];
  for (const statement of PEOPLE_OF_THE_VENDOR) await superuser.query(filledIn(statement, given));
  const finance = await identify(app, { issuer: LIVED_IN_ISSUER, subject: 'finance', email: null });
  for (const at of SETTLED_AT) await settle(arena, finance, at);
  for (const statement of [...AGREED, ...STARTED, ...TOLD, ...WAITING, ...MONTHLY_WORK])
    await superuser.query(filledIn(statement, given));
  await superuser.query('ANALYZE');
  for (let from = 0; from < partners; from += PARTNERS_PER_RUN)
    await runJob(app, attainment, LIVED_IN_UNTIL, log);
  await runJob(app, kpiRebuild, LIVED_IN_UNTIL, log);
}

/** Books what is due, closes the month before, and issues its statements. */
async function settle({ app, superuser, log }: Arena, finance: Actor, at: Date): Promise<void> {
  for (const job of [commissionAccrual, statementClose]) {
    // Nothing is analysed by itself while a benchmark runs, and these tables have just grown.
    await superuser.query('ANALYZE');
    await runJob(app, job, at, log);
  }
  const { rows } = await superuser.query<{ label: string }>(
    `SELECT label FROM commission_period WHERE status = 'CLOSED' ORDER BY label`,
  );
  await writeTransaction(app, finance.scope, async (tx) => {
    for (const { label } of rows) {
      await approveStatements(tx, finance, label, at);
      await issueStatements(tx, finance, label, at);
    }
  });
}

/** Written into the text, as PostgreSQL refuses a parameter that a statement does not name. */
const filledIn = (statement: string, given: readonly unknown[]): string =>
  statement.replace(/\$(\d)/g, (_, number: string) => escapeLiteral(String(given[Number(number) - 1])));
