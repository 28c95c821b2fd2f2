import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { JOB_SCOPE, sqlTransaction } from '../../src/platform/database/session.ts';
import { seedPartner, seedShared } from '../support/gates/partner-data.ts';
import { type Recording, recordStatements, type Statement } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const OPERATIONS = resolve(import.meta.dirname, '../../schema/operations');
const SNAPSHOTS = resolve(import.meta.dirname, '../support/gates/statements');

const FEW = 4;
const MANY = 50;
const A_REFERRAL = { id: 'Referral_', name: 'referral:0' };

/** How each operation of the front end is run: who by, with which variables. A new one is added here. */
const RUNS: Readonly<Record<string, { by: string; variables: Record<string, unknown> }>> = {
  PartnerApply: {
    by: 'nobody',
    variables: {
      input: {
        companyName: 'Newcomer Ltd',
        type: 'REFERRAL',
        countryCode: 'GB',
        applicantName: 'Nora New',
        applicantEmail: 'nora@newcomer.example',
      },
    },
  },
  NotificationPreferences: { by: 'admin', variables: {} },
  Notifications: { by: 'admin', variables: { first: 50 } },
  ReferralDetail: { by: 'admin', variables: A_REFERRAL },
  ReferralForm: { by: 'admin', variables: {} },
  ReferralList: { by: 'admin', variables: { first: 50 } },
  ReviewQueue: { by: 'manager', variables: { first: 50 } },
};

const documents = Object.fromEntries(
  readdirSync(OPERATIONS).map((file) => [
    file.replace('.graphql', ''),
    readFileSync(join(OPERATIONS, file), 'utf8'),
  ]),
);

let portal: Portal;
let recording: Recording;

beforeAll(async () => {
  portal = await startPortal();
  portal.setNow(new Date('2026-06-15T12:00:00Z'));
  recording = recordStatements(portal.database);
  await seedShared(portal.database);
  // Twice as many, as half of them are the sub-account's.
  await seedPartner(portal.database, 'few', FEW * 2);
  await seedPartner(portal.database, 'many', MANY * 2);
});

/** Runs an operation for a partner of that size, and answers what it sent to the database. */
async function statementsOf(name: string, partner: 'few' | 'many'): Promise<Statement[]> {
  const { by, variables } = RUNS[name]!;
  const subject = by === 'nobody' ? null : by === 'manager' ? 'manager' : `${partner}-${by}`;
  const given = variables === A_REFERRAL ? { id: await referralOf(partner) } : variables;
  recording.take();
  const answer = await portal.send(subject, documents[name]!, given);
  expect(answer.errors).toBeUndefined();
  expect(portal.unexpected).toEqual([]);
  return recording.take();
}

const referralOf = async (partner: string): Promise<string> => {
  const { id } = await portal.arrange((tx) =>
    tx.referral.findFirstOrThrow({
      where: { status: 'ACCEPTED', registeredBy: { email: { endsWith: `@${partner}.example` } } },
      orderBy: { id: 'asc' },
    }),
  );
  return `Referral_${id}`;
};

const textOf = (statements: readonly Statement[]) =>
  `${statements.map(({ text }) => text.replace(/\s+/g, ' ').trim()).join('\n\n')}\n`;

describe("the front end's operations", () => {
  it('are all run here', () => {
    expect(Object.keys(RUNS).sort()).toEqual(Object.keys(documents).sort());
  });

  it.each(Object.keys(RUNS))('%s sends the statements that were reviewed', async (name) => {
    const statements = await statementsOf(name, 'few');
    await expect(textOf(statements)).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.sql`));
  });

  it.each(Object.keys(RUNS).filter((name) => documents[name]!.startsWith('query')))(
    '%s sends as many statements for many rows as for few',
    async (name) => {
      const [few, many] = [await statementsOf(name, 'few'), await statementsOf(name, 'many')];
      expect(few.length).toBeGreaterThan(0);
      expect(many).toHaveLength(few.length);
    },
  );
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
