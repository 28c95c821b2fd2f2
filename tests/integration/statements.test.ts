import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readyOperations } from '../../src/compiled/compiled-operations.ts';
import { JOB_SCOPE } from '../../src/platform/database/session.ts';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { PERSISTED } from '../support/compiled-operations.ts';
import { idOf, type PartnerData, seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { type Recording, recordStatements, type Statement } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const OPERATIONS = resolve(import.meta.dirname, '../../schema/operations');
const SNAPSHOTS = resolve(import.meta.dirname, '../support/gates/statements');

const FEW = 4;
const MANY = 50;

type Run = Readonly<{
  by: 'admin' | 'manager' | 'nobody';
  /** Of the admin's partner. */
  variables(data: PartnerData): object;
}>;

const A_PAGE = () => ({ first: MANY });
const ofPartner = ({ partnerId }: PartnerData) => ({ partnerId: `Partner_${partnerId}` });

/** The program that is generated for all partners; its id follows from the seed. */
const GENERATED_PROGRAM = `PartnerProgram_${idOf('shared', 'PartnerProgram', 0)}`;

/** How each operation of the front end is run: who by, with which variables. A new one is added here. */
/** It runs at the instant of the test. */
const PERIOD = '2026-Q2';

const RUNS: Readonly<Record<string, Run>> = {
  Agreements: { by: 'admin', variables: ofPartner },
  AwardCheck: { by: 'nobody', variables: () => ({ code: 'ABCD-ABCD-ABCD-ABCD-ABCD-ABCD' }) },
  Certifications: { by: 'admin', variables: (data) => ({ ...ofPartner(data), first: MANY }) },
  Earnings: { by: 'admin', variables: (data) => ({ ...ofPartner(data), first: MANY }) },
  Forecast: { by: 'manager', variables: () => ({ first: MANY, period: PERIOD }) },
  HomeDashboard: { by: 'admin', variables: (data) => ({ ...ofPartner(data), period: PERIOD }) },
  NotificationPreferences: { by: 'admin', variables: () => ({}) },
  Notifications: { by: 'admin', variables: A_PAGE },
  Onboarding: { by: 'admin', variables: ofPartner },
  OnboardingOverdue: { by: 'manager', variables: A_PAGE },
  PartnerApply: {
    by: 'nobody',
    variables: () => ({
      input: {
        ...{ companyName: 'Newcomer Ltd', type: 'REFERRAL', countryCode: 'GB' },
        ...{ applicantName: 'Nora New', applicantEmail: 'nora@newcomer.example' },
      },
    }),
  },
  PortfolioHealth: {
    by: 'manager',
    variables: () => ({ first: MANY, filter: { programId: GENERATED_PROGRAM }, period: PERIOD }),
  },
  ProgramScorecard: {
    by: 'manager',
    variables: () => ({
      ...{ programId: GENERATED_PROGRAM, period: PERIOD, currency: 'USD' },
      scope: { kind: 'PROGRAM', key: 'GENERATED' },
    }),
  },
  RatificationQueue: { by: 'manager', variables: A_PAGE },
  ReferralDetail: { by: 'admin', variables: ({ referralId }) => ({ id: `Referral_${referralId}` }) },
  ReferralForm: { by: 'admin', variables: () => ({}) },
  ReferralList: { by: 'admin', variables: A_PAGE },
  ReviewQueue: { by: 'manager', variables: A_PAGE },
  StatementDetail: {
    by: 'admin',
    variables: ({ name }) => ({ id: `Statement_${idOf(name, 'Statement', 0)}`, first: MANY }),
  },
  TierAttainment: {
    by: 'admin',
    variables: (data) => ({ ...ofPartner(data), programId: GENERATED_PROGRAM }),
  },
};

const documents = Object.fromEntries(
  readdirSync(OPERATIONS).map((file) => [
    file.replace('.graphql', ''),
    readFileSync(join(OPERATIONS, file), 'utf8'),
  ]),
);

let portal: Portal;
let recording: Recording;
let few: PartnerData;
let many: PartnerData;

beforeAll(async () => {
  portal = await startPortal({ persisted: PERSISTED.operations });
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  recording = recordStatements(portal.database);
  await seedShared(portal.database);
  // Twice as many, as half of them are the sub-account's.
  few = await seedPartner(portal.database, 'few', FEW * 2);
  many = await seedPartner(portal.database, 'many', MANY * 2);
  await portal.arrange((tx) => tx.$executeRawUnsafe(CLOCKS));
  for (const statement of ORDERS) await portal.arrange((tx) => tx.$executeRawUnsafe(statement));
});

/** All that was submitted waits for the vendor. */
const CLOCKS = `
  INSERT INTO sla_clock (subject_type, subject_id, referral_id, partner_id, standard, warn_minutes, breach_minutes, status,
    status_since, started_at, warn_at, breach_at, next_at, calendar)
  SELECT 'Referral', id, id, partner_id, 'REFERRAL_DECISION', 480, 960, 'RUNNING', submitted_at, submitted_at,
    submitted_at + interval '1 day', submitted_at + interval '2 days', submitted_at + interval '1 day', 'PLAIN'
  FROM referral WHERE status = 'SUBMITTED'`;

/** As many orders wait to be ratified as referrals wait for a decision, each with a line, a failing check and a clock. */
const ORDERS = [
  `INSERT INTO sales_order (id, system, external_id, type, status, status_since, partner_id, referral_id, currency)
    SELECT md5('waiting' || id)::uuid, 'WAITING', id, 'NEW', 'DRAFT', submitted_at, partner_id, id, 'EUR'
    FROM referral WHERE status = 'SUBMITTED'`,
  `INSERT INTO order_line (order_id, position, product_id, quantity, one_off_minor, monthly_minor)
    SELECT id, 1, (SELECT id FROM product ORDER BY id LIMIT 1), 1, 100, 10 FROM sales_order WHERE system = 'WAITING'`,
  `INSERT INTO order_check (order_id, code, area, outcome, evidence, checked_at)
    SELECT id, 'TERM_GIVEN', 'COMPLETENESS', 'FAIL', '{}', status_since FROM sales_order WHERE system = 'WAITING'`,
  `UPDATE sales_order SET status = 'SUBMITTED', submitted_at = status_since WHERE system = 'WAITING'`,
  `INSERT INTO sla_clock (subject_type, subject_id, order_id, partner_id, standard, warn_minutes, breach_minutes, status,
      status_since, started_at, warn_at, breach_at, next_at, calendar)
    SELECT 'SalesOrder', id, id, partner_id, 'ORDER_RATIFICATION', 480, 960, 'RUNNING', submitted_at, submitted_at,
      submitted_at + interval '1 day', submitted_at + interval '2 days', submitted_at + interval '1 day', 'PLAIN'
    FROM sales_order WHERE system = 'WAITING'`,
];

/** Runs an operation, and answers what it sent to the database. */
async function statementsOf(name: string, data: PartnerData, more: object = {}): Promise<Statement[]> {
  const { by, variables } = RUNS[name]!;
  const subject = { nobody: null, manager: 'manager', admin: data.admin }[by];
  recording.take();
  const answer = await portal.send(subject, documents[name]!, { ...variables(data), ...more });
  expect(answer.errors).toBeUndefined();
  expect(portal.unexpected).toEqual([]);
  return recording.take();
}

const textOf = (statements: readonly Statement[]) =>
  `${statements.map(({ text }) => text.replace(/\s+/g, ' ').trim()).join('\n\n')}\n`;

describe("the front end's operations", () => {
  it('are all run here', () => {
    expect(Object.keys(RUNS).sort()).toEqual(Object.keys(documents).sort());
  });

  it.each(Object.keys(RUNS))('%s sends the statements that were reviewed', async (name) => {
    const statements = await statementsOf(name, few);
    await expect(textOf(statements)).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.sql`));
  });

  it.each(Object.keys(RUNS).filter((name) => documents[name]!.startsWith('query')))(
    '%s sends as many statements for many rows as for few',
    async (name) => {
      const isPaged = 'first' in RUNS[name]!.variables(many);
      const one = isPaged ? await statementsOf(name, many, { first: 1 }) : await statementsOf(name, few);
      const all = await statementsOf(name, many);
      expect(one.length).toBeGreaterThan(0);
      expect(all).toHaveLength(one.length);
    },
  );
});

describe('a compiled operation', () => {
  const names = Object.values(PERSISTED.compiled).map(({ name }) => name!);

  it.each(names)('%s is one statement, besides who asks, for whom it reads, and the end', async (name) => {
    const { by, variables } = RUNS[name]!;
    const subject = { nobody: null, manager: 'manager', admin: few.admin }[by];
    portal.useCompiled(readyOperations(PERSISTED));
    recording.take();
    const answer = await portal.sendBody(subject, {
      variables: variables(few),
      extensions: { persistedQuery: { version: 1, sha256Hash: PERSISTED.names[name] } },
    });
    portal.useCompiled(null);
    expect(answer.isCompiled).toBe(true);
    const statements = recording.take();
    expect(statements.map(({ text }) => text.trim().split(/\s/)[0])).toEqual([
      'SELECT',
      'BEGIN',
      'SELECT',
      'COMMIT',
    ]);
    const [, , statement] = statements;
    await expect(`${statement!.text}\n`).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.compiled.sql`));
  });
});

describe('the gate', () => {
  it('notices a statement for each row', async () => {
    const perRow = async (count: number) => {
      recording.take();
      await sqlTransaction(portal.database, JOB_SCOPE, async (client) => {
        for (let row = 0; row < count; row += 1) await client.query('SELECT 1');
      });
      return recording.take().length;
    };
    expect(await perRow(MANY)).toBe((await perRow(FEW)) + MANY - FEW);
  });
});
