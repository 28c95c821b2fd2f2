import type { Client } from 'pg';
import { identify } from '../../src/platform/auth/identity.ts';
import { type Copies, copiedId, copyPartners } from '../data/copies.ts';
import { fillLivedIn, LIVED_IN_ISSUER, LIVED_IN_UNTIL, REFERRALS_PER_PARTNER } from '../data/lived-in.ts';
import { defineBenchmark } from '../harness/benchmark.ts';
import type { GrowthContest, Whose } from '../harness/growth-contest.ts';
import { COMPILED_NAMES, readOperation } from '../harness/operation-pages.ts';
import { heightsOf } from '../harness/tree-heights.ts';

const GROWTH_MAX = 1.1;
/** As many as are made and worked on one by one; from these on, partners are copied. */
const REFERRALS_SEEDED = 2_000;
const PERIOD = '2026-Q2';
/** Without which an operation must be seen to read what is others'. */
const INDEXES_TO_MISS = {
  Notifications: 'notification_person_id_created_at_id_idx',
  OnboardingOverdue: 'onboarding_step_partner_id_due_on_id_idx',
};

export const benchmark = defineBenchmark({
  name: 'growth',
  summary: 'pages that each compiled operation of the front end reads, among few referrals and among many',
  sizes: {
    'referrals-few': {
      ...{ fallback: 10_000, min: REFERRALS_SEEDED, max: 100_000 },
      meaning: `referrals at first, ${REFERRALS_PER_PARTNER} of each partner`,
    },
    'referrals-many': {
      ...{ fallback: 1_000_000, min: 2 * REFERRALS_SEEDED, max: 2_000_000 },
      meaning: 'referrals then, of as many more partners',
    },
  },
  async prepare(arena, sizes): Promise<GrowthContest> {
    const { app, superuser, log } = arena;
    const first = Math.round(sizes['referrals-few'] / REFERRALS_SEEDED);
    const times = Math.round(sizes['referrals-many'] / REFERRALS_SEEDED / first);
    await fillLivedIn(arena, REFERRALS_SEEDED / REFERRALS_PER_PARTNER);
    // Checkpoints every few seconds would be most of the loading.
    await configure(superuser, `ALTER SYSTEM SET max_wal_size = '16GB'`);
    const looked = await middlingPartner(superuser);
    const copied = async (copies: Copies) => {
      const began = performance.now();
      const rows = await copyPartners(superuser, copies, () => undefined);
      await superuser.query('VACUUM (ANALYZE)');
      log(`  ${rows} rows, loaded in ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
    };
    await copied({ count: first - 1, step: 1 });
    // What is copied gets its indexes anew, so nobody else may have looser ones.
    await superuser.query('REINDEX SCHEMA public');
    const copy = first * Math.ceil((times - 1) / 2);
    return {
      operations: COMPILED_NAMES,
      growthMax: GROWTH_MAX,
      async read(name, whose) {
        const { by, variables, tells } = SCREENS[name]!;
        const seen = whose === 'copy' ? copyOf(looked, copy) : looked;
        const identity = { issuer: LIVED_IN_ISSUER, subject: seen[by], email: null };
        const actor = await identify(app, identity);
        const read = await readOperation(app, {
          name,
          actor,
          variables: variables(seen),
          now: LIVED_IN_UNTIL,
        });
        for (const path of tells) assertTold(name, whose, path, read.data);
        return read;
      },
      heights: () => heightsOf(superuser),
      grow: () => copied({ count: times - 1, step: first }),
      faults: Object.entries(INDEXES_TO_MISS).map(([operation, index]) => ({
        ...{ operation, name: `without ${index}` },
        plant: async () => void (await superuser.query(`DROP INDEX ${index}`)),
      })),
      stop: () => configure(superuser, 'ALTER SYSTEM RESET max_wal_size'),
    };
  },
});

async function configure(superuser: Client, statement: string): Promise<void> {
  await superuser.query(statement);
  await superuser.query('SELECT pg_reload_conf()');
}

type Looked = Readonly<{
  admin: string;
  manager: string;
  partnerId: string;
  referralId: string;
  statementId: string;
  programId: string;
  programCode: string;
}>;

const copyOf = (looked: Looked, copy: number): Looked => ({
  ...looked,
  ...{ admin: `${looked.admin}-${copy}`, manager: `${looked.manager}-${copy}` },
  ...{ partnerId: copiedId(looked.partnerId, copy), referralId: copiedId(looked.referralId, copy) },
  statementId: copiedId(looked.statementId, copy),
});

type Screen = Readonly<{
  by: 'admin' | 'manager';
  variables(looked: Looked): object;
  /** What must be told, or the page of somebody who has nothing is counted: lists must not be empty. */
  tells: readonly string[];
}>;

const ofPartner = ({ partnerId }: Looked) => ({ partnerId: `Partner_${partnerId}` });
const nothing = () => ({});

/** Who looks at each, with what a front end sends first. Whose screens are of the vendor looks after twenty partners. */
const SCREENS: Readonly<Record<string, Screen>> = {
  Agreements: { by: 'admin', variables: ofPartner, tells: ['partner.agreements', 'partner.documents'] },
  Certifications: {
    by: 'admin',
    variables: ofPartner,
    tells: ['certificationStatus', 'certificationAwards.nodes'],
  },
  Earnings: {
    ...{ by: 'admin', variables: ofPartner },
    tells: [
      'commissionSummary.totals',
      'commissionSummary.byProduct',
      'ledgerBalance',
      'ledgerEntries.edges',
    ],
  },
  HomeDashboard: {
    ...{ by: 'admin', variables: (looked) => ({ ...ofPartner(looked), period: PERIOD }) },
    tells: [
      ...['referralCounts', 'partner.standings', 'partner.onboarding.nextSteps', 'commissionSummary.totals'],
      ...['latestStatement.nodes', 'remediationPlans.nodes', 'kpiScorecard.entries'],
    ],
  },
  NotificationPreferences: { by: 'admin', variables: nothing, tells: ['notificationPreferences.topics'] },
  Notifications: {
    by: 'admin',
    variables: nothing,
    tells: ['unreadNotificationCount', 'notifications.nodes'],
  },
  Onboarding: { by: 'admin', variables: ofPartner, tells: ['partner.onboarding.steps'] },
  OnboardingOverdue: { by: 'manager', variables: nothing, tells: ['onboardingOverdue.nodes'] },
  ProgramScorecard: {
    by: 'manager',
    variables: ({ programId, programCode }) => ({
      ...{ programId: `PartnerProgram_${programId}`, period: PERIOD, currency: 'EUR' },
      scope: { kind: 'PROGRAM', key: programCode },
    }),
    tells: ['programScorecard.tiers', 'kpiScorecard.entries'],
  },
  RatificationQueue: { by: 'manager', variables: nothing, tells: ['ratificationQueue.nodes'] },
  ReferralDetail: {
    ...{ by: 'admin', variables: ({ referralId }) => ({ id: `Referral_${referralId}` }) },
    tells: ['referral.attributions'],
  },
  ReferralForm: { by: 'admin', variables: nothing, tells: ['viewer.partner', 'products'] },
  ReferralList: { by: 'admin', variables: nothing, tells: ['referrals.nodes', 'referralCounts'] },
  ReviewQueue: { by: 'manager', variables: nothing, tells: ['reviewQueue.nodes'] },
  StatementDetail: {
    ...{ by: 'admin', variables: ({ statementId }) => ({ id: `Statement_${statementId}` }) },
    tells: ['statement.totals', 'statement.lines.nodes'],
  },
};

function assertTold(name: string, whose: Whose, path: string, data: unknown): void {
  const told = path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data);
  if (told === undefined || told === null || told === 0 || (Array.isArray(told) && told.length === 0))
    throw new Error(`${name} tells nothing of ${path} to the ${whose}.`);
}

/** Neither the largest nor the smallest: as many entries as most have, and a statement with lines. */
async function middlingPartner(superuser: Client): Promise<Looked> {
  const { rows } = await superuser.query<Looked>(
    `WITH booked AS (SELECT partner_id, count(*) AS entries FROM ledger_entry GROUP BY partner_id)
     SELECT known.subject AS admin, looks_after.subject AS manager, booked.partner_id AS "partnerId",
       stated.id AS "statementId", program.id AS "programId", program.code AS "programCode",
       (SELECT min(r.id::text) FROM referral AS r WHERE r.partner_id = booked.partner_id AND r.status = 'ACCEPTED') AS "referralId"
     FROM booked
     JOIN LATERAL (SELECT id FROM statement WHERE statement.partner_id = booked.partner_id AND line_count > 0
       ORDER BY line_count DESC, id LIMIT 1) AS stated ON true
     JOIN membership AS m ON m.partner_id = booked.partner_id AND m.role = 'PARTNER_ADMIN'
     JOIN person_identity AS known ON known.person_id = m.person_id
     JOIN assignment AS a ON a.partner_id = booked.partner_id
     JOIN person_identity AS looks_after ON looks_after.person_id = a.staff_id
     CROSS JOIN LATERAL (SELECT id, code FROM partner_program ORDER BY code LIMIT 1) AS program
     WHERE EXISTS (SELECT FROM certification_award AS c WHERE c.partner_id = booked.partner_id)
     ORDER BY abs(booked.entries - (SELECT avg(entries) FROM booked)), booked.partner_id LIMIT 1`,
  );
  return rows[0]!;
}
