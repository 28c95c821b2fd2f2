import { join } from 'node:path';
import { runJob } from '../../src/platform/jobs/jobs.ts';
import { seedDatabase } from '../../src/workflows/demo-data/demo-data.ts';
import { attainment } from '../../src/workflows/jobs/attainment.ts';
import { commissionAccrual } from '../../src/workflows/jobs/commission-accrual.ts';
import { benchOperations } from '../data/bench-operations.ts';
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
const SCREENS = ['BenchDashboard', 'BenchPartners', 'BenchReferral'] as const;
type Screen = (typeof SCREENS)[number];

export const benchmark = defineBenchmark({
  name: 'requests',
  summary: 'a dashboard, a list and one object by 20 connections, against PostGraphile and a bare handler',
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
    await superuser.query('VACUUM (ANALYZE)');
    const issuer = await startIssuer();
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

/** An administrator of the partner with the most referrals, and somebody of the vendor's who sees all partners. */
async function signedIn({ superuser }: Arena, issuer: Issuer): Promise<People> {
  const { rows } = await superuser.query<{ partnerId: string; personId: string; referralId: string }>(
    `SELECT r.partner_id AS "partnerId", m.person_id AS "personId", min(r.id::text) AS "referralId"
     FROM referral AS r JOIN membership AS m ON m.partner_id = r.partner_id AND m.role = 'PARTNER_ADMIN'
     WHERE r.product_id IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC, 1 LIMIT 1`,
  );
  const { partnerId, personId, referralId } = rows[0]!;
  await superuser.query('INSERT INTO person_identity (issuer, subject, person_id) VALUES ($1, $2, $3)', [
    issuer.issuer,
    'partner',
    personId,
  ]);
  await superuser.query(
    `WITH staff AS (INSERT INTO person (name) VALUES ('Operations') RETURNING id),
       role AS (INSERT INTO staff_role (person_id, role) SELECT id, 'PARTNER_OPERATIONS' FROM staff)
     INSERT INTO person_identity (issuer, subject, person_id) SELECT $1, 'staff', id FROM staff`,
    [issuer.issuer],
  );
  const [partner, staff] = await Promise.all([issuer.token('partner'), issuer.token('staff')]);
  return {
    ...{ partnerId, referralId },
    tokenOf: { BenchDashboard: partner, BenchPartners: staff, BenchReferral: partner },
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
  const given = {
    BenchDashboard: { partnerId: `Partner_${partnerId}` },
    BenchPartners: {},
    BenchReferral: { id: `Referral_${referralId}` },
  };
  const raw = { BenchDashboard: { partnerId }, BenchPartners: {}, BenchReferral: { id: referralId } };
  const values = {
    BenchDashboard: [partnerId, REFERRAL_STATUSES, STAGES],
    BenchPartners: [],
    BenchReferral: [referralId],
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
