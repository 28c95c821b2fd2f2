import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { GOOD_TOKEN, malformedRequest } from '../support/gates/edge/malformed.ts';
import { type Edge, startProduction } from '../support/gates/edge/production.ts';
import { chanceOf } from '../support/gates/edge/random.ts';
import { faultIn, sentRaw } from '../support/gates/edge/sending.ts';
import { isFull, seed, seedNumber } from '../support/gates/sample.ts';
import { answering, startShell } from '../support/http-shell.ts';

const REQUESTS = isFull ? 60_000 : 2_500;
const AT_ONCE = 8;
/** After so many, a good request must be answered as if nothing had been. */
const GOOD_EVERY = 50;
const MINUTES_MAX = 20;

type Seen = { faults: string[]; hashes: Set<string>; statuses: Map<string, number> };

const shown = (bytes: Buffer) => JSON.stringify(bytes.subarray(0, 2_000).toString('latin1'));

/** Sends so many, several at a time, each made from a seed of its own so that it can be sent again alone. */
async function sendMalformed(
  port: number,
  { count, token, good }: { count: number; token: string; good: () => Promise<string | null> },
): Promise<Seen> {
  const seen: Seen = { faults: [], hashes: new Set(), statuses: new Map() };
  let next = 0;
  const lane = async () => {
    while (next < count && seen.faults.length < 20) {
      const at = next++;
      const { bytes, isCutShort } = malformedRequest(chanceOf(seedNumber * 1_000_003 + at));
      const answer = await sentRaw(port, withToken(bytes, token), isCutShort);
      const status = String(answer.status ?? 'closed');
      seen.hashes.add(createHash('sha1').update(bytes).digest('base64'));
      seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
      const fault = faultIn(answer) ?? (at % GOOD_EVERY === 0 ? await good() : null);
      if (fault) seen.faults.push(`${at}: ${fault} ${answer.text.slice(-400)} to ${shown(bytes)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return seen;
}

const PLACEHOLDER = Buffer.from(`authorization: ${GOOD_TOKEN}\r\n`);

/** Puts the token where the made up request has a word for it. */
function withToken(bytes: Buffer, token: string): Buffer {
  const at = bytes.indexOf(PLACEHOLDER);
  const header = Buffer.from(`authorization: ${token}\r\n`);
  return at < 0
    ? bytes
    : Buffer.concat([bytes.subarray(0, at), header, bytes.subarray(at + PLACEHOLDER.length)]);
}

const mixOf = ({ statuses }: Seen) =>
  [...statuses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${count} x ${status}`)
    .join(', ');

describe('malformed requests', () => {
  let edge: Edge;
  let token: string;

  const good = async () => {
    const headers = { 'content-type': 'application/json', authorization: token };
    const body = '{"query":"{ viewer { kind } }"}';
    const answer = await (await fetch(edge.url, { method: 'POST', headers, body })).text();
    return answer === '{"data":{"viewer":{"kind":"STAFF"}}}'
      ? null
      : `the next good request is answered ${answer}`;
  };

  beforeAll(async () => {
    edge = await startProduction({ LOG_LEVEL: 'error' });
    await edge.employ('operator');
    token = await edge.bearer('operator');
    // The first to reach GraphQL waits until it is loaded, which is no silence of the kind that is looked for.
    expect(await good()).toBeNull();
  });

  it(
    'are refused without a failure of ours or a word about our inside, and the next good one is answered',
    async () => {
      const seen = await sendMalformed(edge.server.port, { count: REQUESTS, token, good });
      console.info(
        `${REQUESTS} malformed requests (SEED=${seed}), ${seen.hashes.size} distinct: ${mixOf(seen)}`,
      );
      expect(seen.faults).toEqual([]);
      expect(seen.hashes.size).toBeGreaterThan(REQUESTS * 0.9);
      // Refused in many ways, and some got as far as being executed.
      expect([...seen.statuses.keys()]).toEqual(
        expect.arrayContaining(['200', '400', '401', '405', '413', '415']),
      );
      expect(await good()).toBeNull();
      expect(edge.lines.filter((line) => line.includes('unexpected'))).toEqual([]);
    },
    MINUTES_MAX * 60_000,
  );
});

describe('the gate', () => {
  const good = async () => null;
  const token = 'Bearer a.b.c';

  it.each([
    ['throws at some requests', () => Promise.reject(new Error('planted')), 'status 500'],
    ['tells where its own code is', async () => answering(new Error('planted').stack!, 400), 'leaks'],
  ])('finds a server that %s', async (_what, planted, said) => {
    const sound = async () => answering('{"data":{}}');
    const { server } = await startShell({
      graphql: async ({ body }) => (/first/.test(JSON.stringify(body)) ? await planted() : await sound()),
    });
    const { faults } = await sendMalformed(server.port, { count: 500, token, good });
    expect(faults[0]).toContain(said);
  });

  it('finds a server that does not answer the next good request', async () => {
    const { server } = await startShell();
    const dead = async () => 'the next good request is not answered';
    const { faults } = await sendMalformed(server.port, { count: 10, token, good: dead });
    expect(faults).toHaveLength(1);
  });
});
