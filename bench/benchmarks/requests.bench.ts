import { join } from 'node:path';
import type { Role } from '../../src/kernel/roles.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { seedDatabase } from '../../src/workflows/demo-data/demo-data.ts';
import { issueClosed } from '../../src/workflows/demo-data/settle-months.ts';
import { attainment } from '../../src/workflows/jobs/attainment.ts';
import { commissionAccrual } from '../../src/workflows/jobs/commission-accrual.ts';
import { statementClose } from '../../src/workflows/jobs/statement-close.ts';
import { benchOperations } from '../data/bench-operations.ts';
import { ACCOUNTS } from '../data/postgraphile-earnings.ts';
import { POSTGRAPHILE_FUNCTIONS } from '../data/postgraphile-functions.ts';
import {
  postgraphileDocuments,
  postgraphileFacts,
  REFERRAL_STATUSES,
  STAGES,
} from '../data/postgraphile-screens.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import { type Issuer, startIssuer } from '../harness/issuer.ts';
import { type RunningServer, startContender } from '../harness/load.ts';
import type { RequestContender, RequestContest } from '../harness/request-contest.ts';

const UNTIL = new Date('2026-07-01T00:00:00Z');
/** When in the month after it the last month is closed and its statements are issued. */
const SETTLED = new Date('2026-07-03T00:00:00Z');
const SCREENS = [
  'BenchDashboard',
  'BenchPartners',
  'BenchReferral',
  'BenchEarnings',
  'BenchProgram',
] as const;
type Screen = (typeof SCREENS)[number];

export const benchmark = defineBenchmark({
  name: 'requests',
  summary:
    'a dashboard, a list, one object, earnings and a program by 20 connections, against PostGraphile and a bare handler',
  sizes: {
    'seed-partners': { fallback: 500, min: 2, max: 5_000, meaning: 'partners of the seed' },
    'seed-referrals': { fallback: 20_000, min: 50, max: 1_000_000, meaning: 'referrals of the seed' },
    seconds: { fallback: 4, min: 1, max: 60, meaning: 'how long each is asked in a round' },
  },
  async prepare(arena, sizes): Promise<RequestContest> {
    const { app, superuser, log } = arena;
    await seedDatabase(
      app,
      {
        partners: sizes['seed-partners'],
        referrals: sizes['seed-referrals'],
        months: 24,
        seed: '1',
        until: UNTIL,
      },
      log,
    );
    for (const job of [attainment, commissionAccrual]) await runJob(app, job, UNTIL, log);
    await runJob(app, statementClose, SETTLED, log);
    const issuer = await startIssuer();
    await issueAsFinance(arena, issuer);
    await superuser.query(POSTGRAPHILE_FUNCTIONS);
    await superuser.query('VACUUM (ANALYZE)');
    const people = await signedIn(arena, issuer);
    const environment = environmentOf(app.settings.url, issuer);
    const [portal, postgraphile, bare] = await Promise.all(
      ['portal.ts', 'postgraphile.mjs', 'bare.ts'].map((file) =>
        startContender(join(import.meta.dirname, '../servers', file), environment),
      ),
    );
    return {
      screens: SCREENS,
      contenders: await contendersOf(people, portal!, postgraphile!, bare!),
      goals: [
        {
          ours: 'persisted',
          against: 'PostGraphile',
          requestsRatioMin: 1.8,
          cpuRatioMax: 0.5,
          p99RatioMax: 1,
        },
        { ours: 'persisted', against: 'bare pg', requestsRatioMin: 0.8 },
        { ours: 'ad hoc', against: 'PostGraphile', requestsRatioMin: 0.8 },
      ],
      seconds: sizes.seconds,
      superuser,
      async stop() {
        await Promise.all([portal, postgraphile, bare].map((server) => server!.stop()));
        issuer.stop();
      },
    };
  },
});

const environmentOf = (databaseUrl: string, { issuer, audience }: Issuer): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_MAX: '10',
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: audience,
  OIDC_JWKS_URL: `${issuer}/keys`,
  LOG_LEVEL: 'error',
});

type People = Readonly<{ partnerId: string; referralId: string; tokenOf: Readonly<Record<Screen, string>> }>;

async function addStaff(
  { superuser }: Arena,
  { issuer }: Issuer,
  subject: string,
  role: Role,
): Promise<void> {
  await superuser.query(
    `WITH staff AS (INSERT INTO person (name) VALUES ($2) RETURNING id),
       role AS (INSERT INTO staff_role (person_id, role) SELECT id, $3 FROM staff)
     INSERT INTO person_identity (issuer, subject, person_id) SELECT $1, $2, id FROM staff`,
    [issuer, subject, role],
  );
}

/** A partner reads its statements from then on. */
async function issueAsFinance(arena: Arena, issuer: Issuer): Promise<void> {
  await addStaff(arena, issuer, 'finance', 'FINANCE');
  const finance = await identify(arena.app, { issuer: issuer.issuer, subject: 'finance', email: null });
  await issueClosed(arena.app, finance, SETTLED);
}

/** An administrator of the partner whose screens have the most to tell, and somebody of the vendor's who sees all partners. */
async function signedIn(arena: Arena, issuer: Issuer): Promise<People> {
  const { superuser } = arena;
  const { rows } = await superuser.query<{ partnerId: string; personId: string; referralId: string }>(
    `SELECT m.partner_id AS "partnerId", m.person_id AS "personId",
       (SELECT min(id::text) FROM referral WHERE partner_id = m.partner_id AND product_id IS NOT NULL) AS "referralId"
     FROM membership AS m
     CROSS JOIN LATERAL (SELECT
       EXISTS (SELECT FROM partner_standing WHERE partner_id = m.partner_id AND next_tier_id IS NOT NULL)::int
         + EXISTS (SELECT FROM benefit_entitlement WHERE partner_id = m.partner_id)::int
         + EXISTS (SELECT FROM certification_award WHERE partner_id = m.partner_id)::int
         + EXISTS (SELECT FROM enrolment WHERE partner_id = m.partner_id AND status = 'OPEN')::int AS count) AS full_parts
     WHERE m.role = 'PARTNER_ADMIN'
     ORDER BY full_parts.count DESC, (SELECT count(*) FROM ledger_entry WHERE partner_id = m.partner_id) DESC, 1, 2 LIMIT 1`,
  );
  const { partnerId, personId, referralId } = rows[0]!;
  await superuser.query('INSERT INTO person_identity (issuer, subject, person_id) VALUES ($1, $2, $3)', [
    issuer.issuer,
    'partner',
    personId,
  ]);
  await addStaff(arena, issuer, 'staff', 'PARTNER_OPERATIONS');
  const [partner, staff] = await Promise.all([issuer.token('partner'), issuer.token('staff')]);
  return {
    ...{ partnerId, referralId },
    tokenOf: {
      ...{ BenchDashboard: partner, BenchPartners: staff, BenchReferral: partner },
      ...{ BenchEarnings: partner, BenchProgram: partner },
    },
  };
}

async function contendersOf(
  { partnerId, referralId, tokenOf }: People,
  portal: RunningServer,
  postgraphile: RunningServer,
  bare: RunningServer,
): Promise<RequestContender[]> {
  const { names, operations } = await benchOperations();
  const documents = postgraphileDocuments;
  const ofPartner = { partnerId: `Partner_${partnerId}` };
  const given = {
    ...{ BenchDashboard: ofPartner, BenchEarnings: ofPartner, BenchProgram: ofPartner },
    ...{ BenchPartners: {}, BenchReferral: { id: `Referral_${referralId}` } },
  };
  const raw = {
    ...{ BenchDashboard: { partnerId }, BenchEarnings: { partnerId }, BenchProgram: { partnerId } },
    ...{ BenchPartners: {}, BenchReferral: { id: referralId } },
  };
  const values = {
    BenchDashboard: [partnerId, REFERRAL_STATUSES, STAGES],
    BenchPartners: [],
    BenchReferral: [referralId],
    BenchEarnings: [partnerId, ACCOUNTS],
    BenchProgram: [partnerId],
  };
  const asking =
    (bodyOf: (screen: Screen) => object): RequestContender['asked'] =>
    (screen) => ({
      path: '/graphql',
      body: JSON.stringify(bodyOf(screen as Screen)),
      token: tokenOf[screen as Screen],
    });
  const dataOf = (_screen: string, answer: unknown) => (answer as { data: unknown }).data;
  return [
    {
      name: 'persisted',
      server: portal,
      asked: asking((screen) => ({
        extensions: { persistedQuery: { version: 1, sha256Hash: names[screen] } },
        variables: given[screen],
      })),
      facts: dataOf,
    },
    {
      name: 'PostGraphile',
      server: postgraphile,
      asked: asking((screen) => ({ query: documents[screen], variables: raw[screen] })),
      facts: (screen, answer) => postgraphileFacts[screen]!((answer as { data: never }).data),
    },
    {
      name: 'bare pg',
      server: bare,
      asked: asking((screen) => ({ screen, values: values[screen] })),
      facts: dataOf,
    },
    {
      name: 'ad hoc',
      server: portal,
      // A blank more, and it is no document that the portal knows by heart.
      asked: asking((screen) => ({ query: `${operations[names[screen]!]} `, variables: given[screen] })),
      facts: dataOf,
    },
  ];
}
