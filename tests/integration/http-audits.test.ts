import { serverAudits } from 'graphql-http';
import { createYoga } from 'graphql-yoga';
import { beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { startProduction } from '../support/gates/edge/production.ts';

/** As many as `graphql-http` has; a release that had fewer would check less without anybody noticing. */
const AUDITS = 61;

let url: string;
let authorization: string;

beforeAll(async () => {
  const edge = await startProduction();
  url = edge.url;
  // Valid, and of nobody that the portal knows: what is audited is HTTP, which is the same for everybody.
  authorization = await edge.bearer('operator');
});

/** What an operator's client sends with each request besides what the audit itself is about. */
const asOperator: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};

const audits = serverAudits({ url: () => url, fetchFn: asOperator });

describe("the audits of GraphQL over HTTP, with an operator's token", () => {
  it('are all there', () => {
    expect(new Set(audits.map(({ id }) => id)).size).toBe(AUDITS);
  });

  // A recommendation and what is optional count as much as what must be.
  it.each(audits.map((audit) => [audit.id, audit.name, audit.fn] as const))(
    '%s %s',
    async (_id, _name, run) => {
      expect(await run()).toMatchObject({ status: 'ok' });
    },
  );
});

/** The audits that a handler fails, asked without a server. */
async function failedBy(answer: (request: Request) => Response | Promise<Response>): Promise<string[]> {
  const fetchFn: typeof fetch = async (input, init) => await answer(new Request(input, init));
  const results = await Promise.all(
    serverAudits({ url: 'http://portal.test/graphql', fetchFn }).map(({ fn }) => fn()),
  );
  return results.filter(({ status }) => status !== 'ok').map(({ id }) => id);
}

describe('the gate', () => {
  const yoga = createYoga({ schema, graphiql: false, landingPage: false, logging: false });

  it.each([
    [
      'answers everything with 200',
      (response: Response) => new Response(response.body, { headers: response.headers }),
    ],
    [
      'says that all is plain JSON',
      (response: Response) =>
        new Response(response.body, {
          status: response.status,
          headers: { 'content-type': 'application/json' },
        }),
    ],
  ])('catches a server that %s', async (_what, faulty) => {
    const failed = await failedBy(async (request) => faulty(await yoga.fetch(request)));
    const sound = await failedBy(async (request) => await yoga.fetch(request));
    expect(failed.filter((id) => !sound.includes(id)).length).toBeGreaterThan(0);
  });
});
