import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callersOf, type Sources, violationsOf } from './support/gates/architecture.ts';

const root = resolve(import.meta.dirname, '..');

function sourcesUnder(...folders: string[]): Sources {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('node_modules/'))
      .map((path) => `${folder}/${path}`),
  );
  const isOurs = (path: string) => /\.(ts|mjs)$/.test(path) && !path.includes('/generated/');
  return Object.fromEntries(
    paths.filter(isOurs).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

const sources = sourcesUnder('src', 'tests', 'bench');

describe('the sources', () => {
  it('keep the layers and the habits', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(150);
    expect(violationsOf(sources)).toEqual([]);
  });

  it('open writing transactions in few places only', () => {
    expect(callersOf(sources, 'writeTransaction')).toEqual([
      'src/entry/commands/new-epoch.ts', // Begins a new epoch, for the command that follows a restore.
      'src/entry/commands/reencrypt.ts', // Some hundred rows at a time, for the command that changes keys.
      'src/entry/commands/report.ts', // One snapshot for each page, for the command that writes them.
      'src/graphql/context.ts', // ctx.transaction, for a mutation's root field.
      'src/platform/jobs/jobs.ts', // The job runner.
      'src/workflows/demo-data/settle-months.ts', // What finance of the demo issued.
      'src/workflows/demo-data/watch-partners.ts', // What who watches partners of the demo did.
      'src/workflows/import-crm/load-rows.ts', // A batch of a file, for the import command.
    ]);
    expect(callersOf(sources, 'sqlTransaction')).toEqual([
      'src/entry/usage.ts', // Counts of what people used, apart from their requests, and without loading Prisma for it.
      'src/workflows/demo-data/demo-data.ts', // Generated data in bulk, for commands.
    ]);
    expect(callersOf(sources, '\\$transaction')).toEqual(['src/platform/database/session.ts']);
  });

  it('read more than the caller may in few places only', () => {
    expect(callersOf(sources, 'readAsVendor')).toEqual([
      // Whoever sees open deals is told what they may bring, by a plan and tier that are the vendor's; of it only the sum.
      'src/domains/accruals/commission-summary.schema.ts',
      // A partner that the caller sees is measured by facts of its whole master account; those hidden are only counted.
      'src/domains/attainment/attainment-reading.schema.ts',
      // Whoever sees an enrolment sees what was done for it, which is evidence of the vendor's.
      'src/domains/certifications/enrolment-attempts.schema.ts',
      // What somebody still misses follows from what they did, which is evidence of the vendor's.
      'src/domains/certifications/person-certification.schema.ts',
      // A call of a portfolio names no partner, so that its own manager could not read back what was just called.
      'src/domains/forecasts/forecast-call.schema.ts',
      // A portfolio's line and calls name no partner; its own manager reads them, and of a partner only who sees the partner.
      'src/domains/forecasts/forecast.schema.ts',
      // A value that was shown tells its events, of which a partner's people see those that are theirs to see.
      'src/domains/kpis/kpi-fact.schema.ts',
      // Where a scope that the caller sees stands among its peers: a place and a number, never who they are.
      'src/domains/kpis/kpi-scorecard.schema.ts',
      // Whoever sees an objective is told how far it has come, by figures and contributions that are only counted.
      'src/domains/objectives/objective-progress.schema.ts',
      // What a visible partner would be paid depends on bank details that channel managers may not read; they learn codes and amounts.
      'src/domains/payouts/next-payout.schema.ts',
      // A partner is told what SPIFFs offer, without what is left of their budgets.
      'src/domains/plans/spiff-consent.schema.ts',
      // Whoever sees a referral is told what it would earn, by a plan and tier that are the vendor's; margin and hidden rules are left out.
      'src/domains/plans/what-if.schema.ts',
    ]);
  });

  it('see more than the caller in few places only', () => {
    expect(callersOf(sources, 'asJob')).toEqual([
      // Until when a missing commission can be asked for counts from the day of the partner's own order, which it does not read itself.
      'src/domains/disputes/dispute-opening.service.ts',
      // A channel manager calls the own portfolio, which names no partner that row security could compare.
      'src/domains/forecasts/forecast-call.service.ts',
      // The public reads nothing, and an application takes the vendor's time zone and currency where it names none.
      'src/domains/partners/partner-application.service.ts',
      // An administrator erases whoever is named anywhere: in mail on its way out and in history that nobody changes.
      'src/domains/people/contact-erasure.service.ts',
      // As before: of whoever is erased, sign-ins, mail and mentions go that staff neither see nor change.
      'src/domains/people/person-erasure.service.ts',
      // A partner consents to a SPIFF that it was told of, whose budget it does not see.
      'src/domains/plans/spiff-consent.service.ts',
      // An appeal that is upheld takes the claim again, or waits behind another partner's.
      'src/workflows/appeal-referral.ts',
      // What a partner asks is compared with others' claims; it learns whether there is one, and about until when.
      'src/workflows/check-referral.ts',
      // A channel manager's finding can concern other partners' referrals, which the manager does not see.
      'src/workflows/contest-referrals.ts',
      // Claims belong to the vendor: a decision takes one, and whatever ends a referral lets the next one move up.
      'src/workflows/decide-referral.ts',
      // What people achieve is read by their partners only: whoever enrols or signs off is found to be allowed to, then it is written.
      'src/workflows/enrol-people.ts',
      // Protection is the vendor's to give: a request asks for what the rules allow, and a grant may take the claim again.
      'src/workflows/extend-protection.ts',
      // Whoever moves a referral moves its clock, which partners never see.
      'src/workflows/referral-clocks.ts',
      // Objectives are the vendor's to write: an owner who is a channel manager is found to be allowed to, then it is written.
      'src/workflows/set-objectives.ts',
      // What people achieved is the vendor's to write: a channel manager's sign-off counts for the team's certifications.
      'src/workflows/sign-off-implementation.ts',
      // Whatever else waits for the vendor has a clock too.
      'src/workflows/sla-clocks.ts',
      // A partner's referral is compared with all customers, and the partner learns nothing of it.
      'src/workflows/submit-referral.ts',
    ]);
  });
});

/** Each fault, planted in a file that exists only here, and what the gate says of it. */
const PLANTS: [what: string, path: string, source: string, said: RegExp][] = [
  [
    'an upward import',
    'src/kernel/money.ts',
    `import { x } from '../domains/referrals/referral.service.ts';`,
    /kernel does not import service/,
  ],
  [
    'an upward type',
    'src/domains/a/a.rules.ts',
    `import type { Tx } from '../../platform/database/client.ts';`,
    /rules does not import platform/,
  ],
  [
    'an upward dynamic import',
    'src/domains/a/a.service.ts',
    `const m = await import('./a.schema.ts');`,
    /service does not import schema/,
  ],
  [
    'an upward re-export',
    'src/platform/x.ts',
    `export * from '../graphql/builder.ts';`,
    /platform does not import schema/,
  ],
  [
    'an import for its effect',
    'src/domains/a/a.repo.ts',
    `import './a.service.ts';`,
    /repo does not import service/,
  ],
  [
    'an import over several lines',
    'src/domains/a/a.rules.ts',
    `import {\n  a,\n  type B,\n} from './a.repo.ts';`,
    /rules does not import repo/,
  ],
  [
    'Prisma in rules',
    'src/domains/a/a.rules.ts',
    `import { Prisma } from '@prisma/client';`,
    /rules does not import the package @prisma/,
  ],
  [
    'rules in a metric',
    'src/domains/attainment/metrics/a.metric.ts',
    `import { a } from '../attainment.rules.ts';`,
    /metric does not import rules/,
  ],
  [
    'files in rules',
    'src/domains/a/a.rules.ts',
    `import { readFileSync } from 'node:fs';`,
    /rules does not import the package node:fs/,
  ],
  [
    'GraphQL in a service',
    'src/domains/a/a.service.ts',
    `import { GraphQLError } from 'graphql';`,
    /service does not import the package graphql/,
  ],
  [
    "another domain's repo",
    'src/domains/a/a.service.ts',
    `import * as repo from '../b/b.repo.ts';`,
    /private to its domain/,
  ],
  [
    "another domain's service",
    'src/domains/a/a.service.ts',
    `import { b } from '../b/b.service.ts';`,
    /what spans domains is a workflow/,
  ],
  [
    'a repo in a workflow',
    'src/workflows/a.ts',
    `import { b } from '../domains/b/b.repo.ts';`,
    /workflow does not import repo/,
  ],
  [
    'a repo in a schema',
    'src/domains/a/a.schema.ts',
    `import { b } from './a.repo.ts';`,
    /schema does not import repo/,
  ],
  [
    'a domain in the ground',
    'src/graphql/builder.ts',
    `import { b } from '../domains/b/b.schema.ts';`,
    /does not know the domains/,
  ],
  ['a file of no layer', 'src/domains/a/helpers.ts', '', /belongs to no layer/],
  ['a file too long', 'src/kernel/long.ts', 'export const a = 1;\n'.repeat(301), /301 lines/],
  [
    'a function too long',
    'src/kernel/long.ts',
    `export function f(a: number): number {\n${'  a += 1;\n'.repeat(70)}}`,
    /a function of 72 lines/,
  ],
  [
    'a method too long',
    'src/kernel/long.ts',
    `const o = { m() {\n${'  if (x) { y(); }\n'.repeat(70)}} };`,
    /a function of 72 lines/,
  ],
  ['a banner', 'src/kernel/a.ts', '// ------------ helpers ------------\n', /a banner/],
  [
    'a clock in rules',
    'src/domains/a/a.rules.ts',
    'export const age = (then: Date) => Date.now() - then.getTime();',
    /reads the clock/,
  ],
  ['a clock in a service', 'src/domains/a/a.service.ts', 'const now = new Date();', /reads the clock/],
  [
    'an environment in the platform',
    'src/platform/a.ts',
    'const url = process.env.DATABASE_URL;',
    /reads the environment/,
  ],
];

describe('the gate', () => {
  it.each(PLANTS)('reports %s', (_what, path, source, said) => {
    expect(violationsOf({ [path]: source })).toEqual([expect.stringMatching(said)]);
  });

  it('is not misled by texts, comments, templates and patterns', () => {
    const source = [
      `// import { a } from './a.service.ts';`,
      `const text = "import { a } from './a.service.ts'; // new Date()";`,
      `const template = \`new Date() \${[{ a: \`process.env\` }].length} Date.now()\`;`,
      'const pattern = /["\'`{]/; const half = 4 / 2; const third = 9 / 3;',
      'export const instant = (text: string) => new Date(text);',
    ].join('\n');
    expect(violationsOf({ 'src/domains/a/a.rules.ts': source })).toEqual([]);
  });

  it('finds calls, and tells them from definitions', () => {
    const planted = {
      'src/a.ts': 'export async function asJob<T>(tx: Tx) {}',
      'src/b.ts': 'await asJob(tx, scope, step);',
      'src/c.ts': 'await asJob<Map<string, number>>(tx, scope, step);',
      'src/d.ts': '// asJob(tx) does not run here',
    };
    expect(callersOf(planted, 'asJob')).toEqual(['src/b.ts', 'src/c.ts']);
  });
});
