import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isFull } from '../support/gates/sample.ts';
import {
  aCopyOfTheSample,
  aFolder,
  aPlace,
  edit,
  meaning,
  type Place,
  SAMPLE,
  tallies,
  versions,
} from '../support/import.ts';
import { withClient } from '../support/migrations.ts';

const CLI = resolve(import.meta.dirname, '../../src/entry/cli.ts');
const LATER = new Date('2026-11-01T12:00:00Z');

describe('running an import again', () => {
  it('writes nothing where the files say what they said before', async () => {
    const place = await aPlace();
    const first = await place.load();
    const before = await versions(place);
    const again = await place.load({ batchRows: 10 });
    expect(await versions(place)).toEqual(before);
    expect(again.files.map(({ unchanged }) => unchanged)).toEqual(first.files.map(({ created }) => created));
  });

  it('updates what changed, remembers how it was, and deletes nothing', async () => {
    const folder = await aCopyOfTheSample();
    const place = await aPlace(folder);
    await place.load({ now: new Date('2026-10-01T12:00:00Z') });
    const deals = await place.rows('SELECT count(*)::int FROM opportunity');
    const [events] = await place.rows('SELECT max(id::text) AS last FROM event');
    await edit(folder, 'sales_pipeline.csv', (text) =>
      text
        .replace(
          'UH9FD9GD,Kofi Mensah,Lumen Plus,,Engaging,2025-07-07,,',
          'UH9FD9GD,Kofi Mensah,Lumen Plus,Corvane Labs,Won,2025-07-07,2025-12-01,1400',
        )
        .replace('Won,2026-01-13,2026-05-16,22390', 'Won,2026-01-13,2026-05-16,21000')
        .replace(/^ME2Z72CQ,.*\n/m, ''),
    );
    await edit(folder, 'products.csv', (text) => text.replace('3950', '4100'));
    await edit(folder, 'sales_teams.csv', (text) =>
      text.replace('Kofi Mensah,Omar Castellane', 'Kofi Mensah,Greta Hallam'),
    );
    await edit(folder, 'accounts.csv', (text) => text.replace('96.4,310', '96.4,333'));
    const summary = await place.load({ now: LATER });
    expect(tallies(summary)).toMatchObject({
      'products.csv': { updated: 1, unchanged: 5 },
      'sales_teams.csv': { updated: 1, unchanged: 7 },
      'accounts.csv': { updated: 1, unchanged: 11 },
      'sales_pipeline.csv': { rowsRead: 125, created: 0, updated: 2, unchanged: 117, rejected: 6 },
    });
    expect(await place.rows('SELECT count(*)::int FROM opportunity')).toEqual(deals);
    expect(
      await place.rows(`SELECT f.changed, f.stage, f.amount_minor::int, f.effective_at, f.booked_at > f.effective_at AS late
        FROM opportunity_change f JOIN opportunity o ON o.id = f.opportunity_id WHERE external_id = 'UH9FD9GD' ORDER BY f.id`),
    ).toEqual([
      {
        changed: ['CREATED'],
        stage: 'QUALIFIED',
        amount_minor: null,
        effective_at: new Date('2025-07-07'),
        late: true,
      },
      {
        changed: ['STAGE', 'AMOUNT', 'CLOSE_DATE'],
        stage: 'WON',
        amount_minor: 140_000,
        effective_at: new Date('2025-12-01'),
        late: true,
      },
    ]);
    expect(
      await place.rows(`SELECT r.customer_name, r.sales_stage, r.deal_amount_minor::int, c.name, o.version, o.name AS deal
        FROM opportunity o JOIN referral r ON r.opportunity_id = o.id JOIN referral_review rr ON rr.referral_id = r.id
        JOIN customer c ON c.id = rr.customer_id WHERE o.external_id = 'UH9FD9GD'`),
    ).toEqual([
      {
        customer_name: 'Corvane Labs',
        sales_stage: 'WON',
        deal_amount_minor: 140_000,
        name: 'Corvane Labs',
        version: 2,
        deal: 'Corvane Labs, Lumen Plus',
      },
    ]);
    expect(
      await place.rows(`SELECT f.changed, f.amount_minor::int, f.effective_at FROM opportunity_change f JOIN opportunity o
        ON o.id = f.opportunity_id WHERE external_id = 'ZUMC5NBE' ORDER BY f.id DESC LIMIT 1`),
    ).toEqual([{ changed: ['AMOUNT'], amount_minor: 2_100_000, effective_at: LATER }]);
    expect(
      await place.rows(`SELECT s.name, a.valid_to IS NULL AS current FROM assignment a JOIN partner p ON p.id = a.partner_id
        JOIN staff_member s ON s.person_id = a.staff_id WHERE p.name = 'Kofi Mensah' ORDER BY a.valid_from`),
    ).toEqual([
      { name: 'Omar Castellane', current: false },
      { name: 'Greta Hallam', current: true },
    ]);
    expect(await eventsSince(place, events)).toEqual([
      { type: 'assignment.set', count: 1 },
      { type: 'customer.updated', count: 1 },
      { type: 'opportunity.changed', count: 2 },
      { type: 'opportunity.stage_changed', count: 1 },
      { type: 'product.updated', count: 1 },
    ]);
  });

  it('moves a deal to another partner by ending one referral and making another', async () => {
    const folder = await aCopyOfTheSample();
    const place = await aPlace(folder);
    await place.load();
    await edit(folder, 'sales_pipeline.csv', (text) =>
      text.replace('ZUMC5NBE,Ana Sofia Duarte', 'ZUMC5NBE,Yuki Tanabe'),
    );
    expect(tallies(await place.load())['sales_pipeline.csv']).toMatchObject({ updated: 1, created: 0 });
    expect(
      await place.rows(`SELECT p.name, r.status, r.sales_stage, o.external_id, credited.name AS credited FROM referral r
        JOIN partner p ON p.id = r.partner_id LEFT JOIN opportunity o ON o.id = r.opportunity_id
        LEFT JOIN partner credited ON credited.id = o.partner_id
        WHERE o.external_id = 'ZUMC5NBE' OR r.status = 'WITHDRAWN' ORDER BY r.status`),
    ).toEqual([
      {
        name: 'Yuki Tanabe',
        status: 'ACCEPTED',
        sales_stage: 'WON',
        external_id: 'ZUMC5NBE',
        credited: 'Yuki Tanabe',
      },
      { name: 'Ana Sofia Duarte', status: 'WITHDRAWN', sales_stage: null, external_id: null, credited: null },
    ]);
  });
});

const eventsSince = (place: Place, events: Record<string, unknown> | undefined) =>
  place.rows(
    `SELECT type, count(*)::int FROM event WHERE id > '${events!.last}' GROUP BY type ORDER BY type`,
  );

const undisturbed = async (folder: string, batchRows: number) => {
  const place = await aPlace(folder);
  await place.load({ batchRows });
  return await meaning(place);
};

let ofSample: ReturnType<typeof undisturbed> | undefined;
const undisturbedSample = () => {
  ofSample ??= undisturbed(SAMPLE, 10);
  return ofSample;
};

/** After batches of each kind of file; by default of fewer, since each takes two seconds. */
const STOPPED_AFTER = isFull ? [1, 2, 4, 9, 15] : [1, 4, 9];

describe('an import that does not run alone or to its end', () => {
  it('is finished by running it again, wherever it stopped', async () => {
    const expected = await undisturbedSample();
    for (const stopAfter of STOPPED_AFTER) {
      const place = await aPlace();
      let batches = 0;
      const stop = () => {
        batches += 1;
        if (batches === stopAfter) throw new Error('stopped');
      };
      await expect(place.load({ batchRows: 10, afterBatch: stop })).rejects.toThrow('stopped');
      expect(await meaning(place)).not.toEqual(expected);
      await place.load({ batchRows: 10 });
      expect(await meaning(place)).toEqual(expected);
    }
  });

  it('waits its turn where two load the same system, and both leave what one would have', async () => {
    const expected = await undisturbedSample();
    const place = await aPlace();
    const [one, other] = await Promise.all([place.load({ batchRows: 10 }), place.load({ batchRows: 10 })]);
    expect(await meaning(place)).toEqual(expected);
    const createdByBoth = one.files.map(({ created }, index) => created + other.files[index]!.created);
    expect(createdByBoth).toEqual([6, 8, 12, 120]);
  });

  it('survives the death of its process', async () => {
    const folder = await aCopyOfTheSample();
    await writeManyDeals(folder, DEALS_MANY);
    const expected = await undisturbed(folder, 1_000);
    const place = await aPlace(folder);
    const killed = importProcess(place, folder, await aFolder());
    await untilSomeDeals(place, DEALS_MANY);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await meaning(place)).not.toEqual(expected);
    const again = importProcess(place, folder, await aFolder());
    const [exitCode] = await once(again, 'exit');
    expect(exitCode).toBe(0);
    expect(await meaning(place)).toEqual(expected);
  });
});

/** Of three batches, so that the process is killed between them. */
const DEALS_MANY = 2_100;

/** The sample's deals over and over, under ids of their own. */
async function writeManyDeals(folder: string, count: number): Promise<void> {
  const path = join(folder, 'sales_pipeline.csv');
  const [header, ...rows] = (await readFile(path, 'utf8')).split('\n');
  const good = rows.filter(
    (row) =>
      /,(Won|Lost|Engaging),2025-0[1-9]-[012]\d,/.test(row) && !/^(BAD|FWH)/.test(row) && !row.includes(',-'),
  );
  const many = Array.from(
    { length: count },
    (_, index) => `D${index}${good[index % good.length]!.replace(/^[^,]*/, '')}`,
  );
  await writeFile(path, [header, ...many, ''].join('\n'));
}

const importProcess = (place: Place, folder: string, dataFolder: string) =>
  spawn(process.execPath, [CLI, 'import', folder], {
    env: {
      ...process.env,
      PORTAL_STAGE: 'test',
      DATABASE_URL: place.appUrl,
      DATABASE_MIGRATE_URL: '',
      PORTAL_DATA: dataFolder,
    },
    stdio: 'ignore',
  });

/** Asks on one connection, since opening another for each question would miss the moment. */
async function untilSomeDeals(place: Place, all: number): Promise<void> {
  await withClient(place.superuserUrl, async (client) => {
    for (let count = 0; count === 0; ) {
      const { rows } = await client.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM opportunity',
      );
      count = rows[0]!.count;
      expect(count).toBeLessThan(all);
      await sleep(10);
    }
  });
}
