import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import persisted from '../../schema/persisted.json' with { type: 'json' };
import { bundleFunctions } from '../../src/entry/packaging/bundle.ts';
import { seedDatabase } from '../../src/workflows/demo-data/demo-data.ts';
import { type ColdStart, coldStart, eventOf } from '../cold/cold-start.ts';
import { type Arena, defineBenchmark } from '../harness/benchmark.ts';
import type { Contender } from '../harness/contest.ts';
import { type Issuer, startIssuer } from '../harness/issuer.ts';
import { medianOf } from '../harness/statistics.ts';

const SEED = { partners: 20, referrals: 400, months: 12, seed: '1', until: new Date('2026-07-01T00:00:00Z') };
const WHO_ASKS = 'partner';

const hashes: Readonly<Record<string, string>> = persisted.names;
const PERSISTED = {
  extensions: { persistedQuery: { version: 1, sha256Hash: hashes.ReferralList } },
  variables: { first: 10 },
};
const HELLO = { query: '{ hello }' };

export const benchmark = defineBenchmark({
  name: 'cold',
  summary: 'from import to the first answer of a packaged function, against a bare Yoga hello',
  sizes: {
    starts: { fallback: 5, min: 1, max: 200, meaning: 'processes in a run, whose median counts' },
  },
  async prepare(arena, { starts }) {
    await seedDatabase(arena.app, SEED, arena.log);
    const issuer = await startIssuer();
    const token = await signedIn(arena, issuer);
    const environment = environmentOf(arena.app.settings.url, issuer);
    const folder = mkdtempSync(join(tmpdir(), 'portal-cold-'));
    let answers = 0;
    /** Each is bundled by itself, so that nothing of one is in a chunk of another. */
    const contenderOf = async (name: string, file: string, body: object): Promise<Contender> => {
      const own = join(folder, name.replaceAll(' ', '-'));
      await bundleFunctions(own, [file]);
      const handlerFile = join(own, file.replace(/\.ts$/, '.mjs'));
      let last = Number.NaN;
      const run = async () => {
        const times: ColdStart[] = [];
        while (times.length < starts)
          times.push(await coldStart(handlerFile, environment, eventOf(token, body)));
        answers += times.length;
        last = medianOf(times.map(({ milliseconds }) => milliseconds));
        const processor = medianOf(times.map(({ processorMilliseconds }) => processorMilliseconds));
        arena.log(`  ${name}: ${processor.toFixed(0)} ms of processor time`);
      };
      return { name, run, milliseconds: () => last };
    };
    return {
      ours: await contenderOf('persisted operation', 'src/entry/lambda/graphql.ts', PERSISTED),
      rivals: [
        { ...(await contenderOf('Yoga hello', 'bench/cold/yoga-hello.ts', HELLO)), ratioMax: 1.3 },
        { ...(await contenderOf('bare pg', 'bench/cold/bare-pg.ts', HELLO)), ratioMax: null },
      ],
      async restore() {
        answers = 0;
      },
      // They cannot answer the same; a start that answers an error or nothing is none.
      outcome: async () => ({ answers }),
      async stop() {
        issuer.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

const environmentOf = (databaseUrl: string, { issuer, audience }: Issuer): Record<string, string> => ({
  PORTAL_STAGE: 'test',
  LOG_LEVEL: 'error',
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_MAX: '2',
  OIDC_ISSUER: issuer,
  OIDC_AUDIENCE: audience,
  OIDC_JWKS_URL: `${issuer}/keys`,
  PORTAL_BANK_KEYS: `bench:${Buffer.alloc(32, 7).toString('base64')}`,
  WHO_ASKS,
});

/** The token of an administrator of the partner with the most referrals. */
async function signedIn({ superuser }: Arena, issuer: Issuer): Promise<string> {
  await superuser.query(
    `INSERT INTO person_identity (issuer, subject, person_id)
     SELECT $1, $2, m.person_id FROM membership AS m JOIN referral AS r ON r.partner_id = m.partner_id
     WHERE m.role = 'PARTNER_ADMIN' GROUP BY m.person_id ORDER BY count(*) DESC, m.person_id LIMIT 1`,
    [issuer.issuer, WHO_ASKS],
  );
  await superuser.query('VACUUM (ANALYZE)');
  return await issuer.token(WHO_ASKS);
}
