import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { JOB_SCOPE } from '../../src/platform/database/session.ts';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { pagesRead, recordStatements } from '../support/gates/statements.ts';
import { withClient } from '../support/migrations.ts';
import { aNotificationScene, type Person } from '../support/notifications.ts';
import { startPortal } from '../support/portal.ts';

const NOTIFICATIONS = readFileSync(
  resolve(import.meta.dirname, '../../schema/operations/Notifications.graphql'),
  'utf8',
);
const MINE = 100;
const portal = await startPortal();
const recording = recordStatements(portal.database);

/** As many notifications for this person, the newest unread. */
const tell = ({ personId }: Person, referralId: string, partnerId: string, count: number) =>
  sqlTransaction(portal.database, JOB_SCOPE, (client) =>
    client.query(
      `INSERT INTO notification (person_id, partner_id, referral_id, event_id, template, template_version, arguments, in_portal,
         occurred_at, created_at, read_at)
       SELECT $1, $2, $3, uuidv7(), 'REFERRAL_ACCEPTED', 1, '{}', true, now(), now() - make_interval(mins => n),
         CASE WHEN n > 50 THEN now() END
       FROM generate_series(1, $4::int) AS n`,
      [personId, partnerId, referralId, count],
    ),
  );

it('reads one person’s page of notifications at the same cost however many others have', async () => {
  const { admin, registrant, manager, referral } = await aNotificationScene(portal);
  for (const person of [admin, manager]) await tell(person, referral.id, referral.partnerId, MINE);
  const costOf = async ({ subject }: Person) => {
    await withClient(portal.testDatabase.ownerUrl, (client) => client.query('VACUUM ANALYZE notification'));
    recording.take();
    const answer = await portal.send(subject, NOTIFICATIONS, { first: 20 });
    expect(answer.data.notifications.nodes).toHaveLength(20);
    expect(answer.data.unreadNotificationCount).toBe(50);
    const statements = recording.take();
    return { statements: statements.length, pages: await pagesRead(portal.database, statements) };
  };
  const before = [await costOf(admin), await costOf(manager)];
  await tell(registrant, referral.id, referral.partnerId, 60_000);
  const after = [await costOf(admin), await costOf(manager)];
  expect(after.map(({ statements }) => statements)).toEqual(before.map(({ statements }) => statements));
  for (const [place, { pages }] of after.entries())
    expect(pages).toBeLessThanOrEqual(before[place]!.pages + 5);
  expect(portal.unexpected).toEqual([]);
});
