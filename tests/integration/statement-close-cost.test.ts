import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillEarnings } from '../../bench/data/earnings.ts';
import { fillAccruals, fillReleases, type Month, monthsUntilJanuary2026 } from '../../bench/data/ledger.ts';
import { partnersToDraft } from '../../src/domains/statements/statement-draft.repo.ts';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { closePeriod } from '../../src/workflows/close-period.ts';
import { pagesRead, recordStatements, type Statement } from '../support/gates/statements.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const PARTNERS = 40;
const EARNINGS = 10;
const LINES = 4;
const SECOND_CURRENCY_EVERY = 10;
const OTHER_MONTHS_MANY = 10;
const OTHER_MONTHS_FEW = OTHER_MONTHS_MANY / 5;
/** Trees of indexes gain a level now and then. */
const GROWTH_MAX = 1.25;

const NO_INDEXES: Statement = {
  text: `SELECT set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_indexonlyscan', 'off', true)`,
  values: [],
};

const months = monthsUntilJanuary2026(OTHER_MONTHS_MANY + 1);
const closing = months.at(-1)!;

let portal: Portal;
let superuser: Client;
let statements: Statement[];

beforeAll(async () => {
  portal = await startPortal();
  superuser = new Client({ connectionString: portal.testDatabase.superuserUrl });
  await superuser.connect();
  await fillEarnings(superuser, {
    ...{ partners: PARTNERS, earningsPerPartner: EARNINGS, amountMinor: 100_000 },
    orderedOn: months[0]!.startsOn,
    secondCurrencyEvery: SECOND_CURRENCY_EVERY,
  });
  await superuser.query(`SET session_replication_role = 'replica'`);
  // All of them at once, so that the close finds nothing but its month to close, however many have lines.
  await superuser.query(
    `INSERT INTO commission_period (label, starts_on, ends_on, status)
     SELECT label, "startsOn", "endsOn", CASE label WHEN $2 THEN 'OPEN' ELSE 'CLOSED' END
     FROM jsonb_to_recordset($1::jsonb) AS month(label text, "startsOn" date, "endsOn" date)`,
    [JSON.stringify(months), closing.label],
  );
  await fillAccruals(superuser, months[0]!, 100_000);
  await fillReleases(superuser, closing, LINES);
  await fillLines(months.slice(0, OTHER_MONTHS_FEW));
  statements = await statementsOfClose();
});

afterAll(() => superuser.end());

async function fillLines(added: readonly Month[]) {
  for (const month of added) await fillReleases(superuser, month, LINES);
  // Visible to all and counted, whatever the server did by itself meanwhile.
  await superuser.query('VACUUM (ANALYZE)');
}

/** What a whole close sends; nothing of it stays, so that it can be sent again. */
async function statementsOfClose(): Promise<Statement[]> {
  const recording = recordStatements(portal.database);
  const isDone = new Error('The close is taken back.');
  const closed = writeTransaction(portal.database, JOB_SCOPE, async (tx) => {
    await closePeriod((work) => work(tx), JOB_ACTOR, closing.label, new Date('2026-02-01T12:00:00Z'));
    expect(await tx.statement.count({ where: { period: closing.label } })).toBe(
      PARTNERS + PARTNERS / SECOND_CURRENCY_EVERY,
    );
    throw isDone;
  });
  await expect(closed).rejects.toBe(isDone);
  return recording.take();
}

/** The same statements where the ledger's indexes are of no use. */
const withoutIndexes = (): Statement[] =>
  statements.flatMap((statement) =>
    statement.text.includes("set_config('role'") ? [statement, NO_INDEXES] : [statement],
  );

it('reads the lines of its month, however many there are of other months', async () => {
  const pages = async () => ({
    asItIs: await pagesRead(portal.database, statements),
    wholeLedger: await pagesRead(portal.database, withoutIndexes()),
  });
  const few = await pages();
  await fillLines(months.slice(OTHER_MONTHS_FEW, -1));
  const many = await pages();
  expect(many.asItIs / few.asItIs).toBeLessThan(GROWTH_MAX);
  expect(many.wholeLedger / few.wholeLedger).toBeGreaterThan(GROWTH_MAX);
});

it.each([
  { _case: 'as many lines as fit', partnersMax: 10, linesMax: 3 * EARNINGS * LINES + 1, taken: 3 },
  { _case: 'as many partners as may be', partnersMax: 4, linesMax: 1_000_000, taken: 4 },
  { _case: 'a partner that alone has more lines', partnersMax: 10, linesMax: 1, taken: 1 },
])('takes into a batch $_case', async ({ taken, ...limits }) => {
  const ids = await portal.arrange((tx) => partnersToDraft(tx, closing.label, limits));
  const { rows } = await superuser.query<{ id: string }>('SELECT id FROM partner ORDER BY id LIMIT $1', [
    taken,
  ]);
  expect(ids).toEqual(rows.map(({ id }) => id));
});
