import { expect, it } from 'vitest';
import { JOB_ACTOR } from '../../src/platform/auth/actor.ts';
import { JOB_SCOPE, writeTransaction } from '../../src/platform/database/session.ts';
import { attributeDeals } from '../../src/workflows/attribute-deals.ts';
import { upsertOpportunities } from '../../src/workflows/crm-sync/opportunities.ts';
import type { OpportunityRow, SalesStage } from '../../src/workflows/crm-sync/opportunity-rows.ts';
import type { SyncOrigin } from '../../src/workflows/crm-sync/sync.ts';
import { aPlace, mapping, meaning, type Place } from '../support/import.ts';
import { withClient } from '../support/migrations.ts';

const NOW = new Date('2026-11-01T12:34:56.789Z');
const OPENED = { on: '2026-03-01', at: new Date('2026-02-28T23:00:00Z') };
const CLOSED = { on: '2026-05-02', at: new Date('2026-05-01T22:00:00Z') };
const PARTNER = 'Kofi Mensah';

/** Open, won and lost, with the dates of which each may lack either, by a partner and by direct sales. */
const deals = (origin: SyncOrigin): OpportunityRow[] =>
  (['PROSPECTING', 'QUALIFIED', 'WON', 'LOST'] satisfies SalesStage[]).flatMap((stage) =>
    [OPENED, null].flatMap((openedOn) =>
      [CLOSED, null].flatMap((closeOn) =>
        [PARTNER, null].map((partnerExternalId) => ({
          externalId: [origin, stage, openedOn?.on, closeOn?.on, partnerExternalId].join(' '),
          ...{ name: null, stage, lostReason: null, amountMinor: null, currency: null, openedOn, closeOn },
          ...{ accountExternalId: null, productExternalId: null, partnerExternalId, partnerId: null },
          ...{ personExternalId: null, referralId: null, ownerName: null, ownerEmail: null, changedAt: null },
        })),
      ),
    ),
  );

const report = (place: Place, origin: SyncOrigin) =>
  writeTransaction(place.database, JOB_SCOPE, (tx) =>
    upsertOpportunities(tx, JOB_ACTOR, { system: mapping.system, origin, rows: deals(origin) }, NOW),
  );

const decisions = (place: Place) =>
  place.rows(`SELECT deal.external_id, credit.kind, credit.status, credit.because, credit.share_numerator, credit.share_denominator,
      credit.explanation, credit.tail_ends_on, credit.decided_at, credit.ended_at, event.data AS told, event.occurred_at
    FROM attribution AS credit JOIN opportunity AS deal ON deal.id = credit.opportunity_id
    LEFT JOIN event ON event.subject_id = credit.referral_id AND event.type = 'referral.attribution_decided'
    WHERE deal.external_id LIKE 'CRM %' OR deal.external_id LIKE 'IMPORTED %' ORDER BY deal.external_id`);

it('decides whose new deals are as it would by reading them again', async () => {
  const place = await aPlace();
  await place.load();
  const results = [...(await report(place, 'IMPORTED')), ...(await report(place, 'CRM'))];
  expect(results.map(({ outcome }) => outcome)).toEqual(results.map(() => 'CREATED'));
  const opportunityIds = results.flatMap(({ targetId }) => targetId ?? []);
  const decided = await decisions(place);
  expect(decided).toHaveLength(results.length / 2);
  expect(new Set(decided.map(({ status, because }) => `${status} ${because}`))).toEqual(
    new Set([
      ...['PENDING IMPORTED', 'ATTRIBUTED IMPORTED', 'PENDING CREDITED_BY_CRM', 'ATTRIBUTED CREDITED_BY_CRM'],
      'NOT_ATTRIBUTED DEAL_LOST',
    ]),
  );
  expect(decided.filter(({ told }) => told !== null)).toHaveLength(results.length / 4);
  const decideAgain = () =>
    writeTransaction(place.database, JOB_SCOPE, (tx) =>
      attributeDeals(tx, JOB_ACTOR, { opportunityIds }, NOW),
    );
  expect(await decideAgain()).toBe(0);
  await withClient(place.superuserUrl, async (client) => {
    await client.query(`SET session_replication_role = 'replica'`);
    await client.query('DELETE FROM attribution');
    await client.query(`DELETE FROM event WHERE type = 'referral.attribution_decided'`);
  });
  expect(await decideAgain()).toBe(decided.length);
  expect(await decisions(place)).toEqual(decided);
});

it('makes new deals and changes known ones in the same batch', async () => {
  const place = await aPlace();
  await place.load();
  const rows = deals('IMPORTED');
  const load = (some: readonly OpportunityRow[]) =>
    writeTransaction(place.database, JOB_SCOPE, (tx) =>
      upsertOpportunities(tx, JOB_ACTOR, { system: mapping.system, origin: 'IMPORTED', rows: some }, NOW),
    );
  const known = rows.filter((_, index) => index % 3 === 0);
  await load(known);
  const changed = rows.map((row) => ({ ...row, name: known.includes(row) ? 'Renamed' : row.name }));
  const results = await load(changed);
  expect(results.map(({ outcome }) => outcome)).toEqual(
    rows.map((row) => (known.includes(row) ? 'UPDATED' : 'CREATED')),
  );
  expect(
    await place.rows(`SELECT count(*)::int AS deals, count(*) FILTER (WHERE deal.name = 'Renamed')::int AS renamed,
        count(*) FILTER (WHERE deal.version > 1)::int AS updated, count(referral.id)::int AS referrals,
        count(review.referral_id)::int AS reviews, count(credit.id)::int AS credits
      FROM opportunity AS deal LEFT JOIN referral ON referral.opportunity_id = deal.id
      LEFT JOIN referral_review AS review ON review.referral_id = referral.id
      LEFT JOIN attribution AS credit ON credit.referral_id = referral.id WHERE deal.external_id LIKE 'IMPORTED %'`),
  ).toEqual([
    {
      ...{ deals: rows.length, renamed: known.length, updated: known.length },
      ...{ referrals: rows.length / 2, reviews: rows.length / 2, credits: rows.length / 2 },
    },
  ]);
});

it('loads a batch once where another transaction makes it begin again half way', async () => {
  const [disturbed, undisturbed] = [await aPlace(), await aPlace()];
  // A sequence counts on whatever is rolled back.
  await withClient(disturbed.superuserUrl, (client) =>
    client.query(`CREATE SEQUENCE attempts; GRANT ALL ON SEQUENCE attempts TO portal_job;
      CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') IN (2, 5) THEN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER disturb AFTER INSERT ON attribution FOR EACH STATEMENT EXECUTE FUNCTION disturb();`),
  );
  for (const place of [disturbed, undisturbed]) await place.load({ batchRows: 30, now: NOW });
  expect(await disturbed.rows('SELECT last_value > 6 AS "wasDisturbed" FROM attempts')).toEqual([
    { wasDisturbed: true },
  ]);
  expect(await meaning(disturbed)).toEqual(await meaning(undisturbed));
});
