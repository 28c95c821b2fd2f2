import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { BARE_STATEMENTS } from '../data/bare-screens.ts';
import { serve } from './contender.ts';
import { openAsking, settingsFor } from './who-asks.ts';

type Body = Readonly<{ screen: string; values: readonly unknown[] }>;

/** The least that a server can do: who asks, row security, one statement written by hand that answers text of JSON. */
await serve(async () => {
  const { database, whoAsks } = openAsking();
  const answer = async (actor: Parameters<typeof settingsFor>[0], { screen, values }: Body) => {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await client.query({
        name: 'settings',
        text: `SELECT ${[1, 3, 5, 7, 9].map((at) => `set_config($${at}, $${at + 1}, true)`).join(', ')}`,
        values: Object.entries(settingsFor(actor)).flat(),
      });
      const { rows } = await client.query({
        name: screen,
        text: BARE_STATEMENTS[screen]!,
        values: [...values],
      });
      await client.query('COMMIT');
      return `{"data":${rows[0].data}}`;
    } finally {
      client.release();
    }
  };
  const server = createServer((request, response) => {
    const answered = async () => answer(await whoAsks(request), (await json(request)) as Body);
    answered().then(
      (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
});
