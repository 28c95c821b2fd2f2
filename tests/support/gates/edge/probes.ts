/** Sends a request to the server that is probed. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Whether the server has the weakness that the probe is named after. */
export type Probe = (ask: Ask) => Promise<boolean>;

// biome-ignore lint/suspicious/noExplicitAny: a probe looks into whatever the server answers.
type Answer = any;

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** What is no JSON has nothing in it that a probe of JSON looks for. */
const jsonOf = async (response: Response): Promise<Answer> => {
  try {
    return JSON.parse(await response.text()) ?? {};
  } catch {
    return {};
  }
};

const answerTo = async (ask: Ask, body: unknown): Promise<Answer> =>
  jsonOf(await ask('/graphql', { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) }));

const send = (ask: Ask, query: string): Promise<Answer> => answerTo(ask, { query });

const hasData = ({ data }: Answer): boolean => Boolean(data && Object.keys(data).length > 0);

const messagesOf = ({ errors }: Answer): string => JSON.stringify(errors ?? []);

const IDE_PATHS = ['/graphiql', '/playground', '/console', '/graphql', '/altair', '/voyager', '/'];
const IDE = /graphiql|playground|apollo (sandbox|studio)|altair|voyager/i;

const times = (count: number, textOf: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => textOf(at));

const byAddress = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;

const TYPES_OF_FIELDS = times(5, () => 'fields { type {').join(' ');

/** What graphql-cop looks for, and what it says against it: twelve probes, and field duplication. */
export const PROBES: Readonly<Record<string, Probe>> = {
  'field suggestions': async (ask) =>
    /did you mean/i.test(messagesOf(await send(ask, '{ viewr { nam } }'))) ||
    /did you mean/i.test(messagesOf(await send(ask, 'query cop { __schema { directive } }'))),
  introspection: async (ask) =>
    hasData(await send(ask, '{ __schema { types { name fields { name } } } }')) ||
    hasData(await send(ask, '{ __type(name: "Query") { name } }')),
  'an IDE': async (ask) => {
    for (const path of IDE_PATHS) {
      const answer = await ask(path, { headers: { accept: 'text/html,*/*' } });
      if (IDE.test(await answer.text())) return true;
    }
    return false;
  },
  'queries by GET': async (ask) => hasData(await jsonOf(await ask(byAddress('{ __typename }')))),
  'mutations by GET': async (ask) => hasData(await jsonOf(await ask(byAddress('mutation { __typename }')))),
  'alias overload': async (ask) =>
    hasData(await send(ask, `{ ${times(101, (at) => `alias${at}: __typename`).join(' ')} }`)),
  'array batching': async (ask) => {
    const answers = await answerTo(ask, Array(10).fill({ query: '{ __typename }' }));
    return Array.isArray(answers) && answers.length >= 10;
  },
  'a tracing extension': async (ask) => {
    const answer = await send(ask, '{ __typename }');
    return Boolean(answer.extensions?.tracing) || /"tracing"|"stacktrace"/i.test(JSON.stringify(answer));
  },
  'directive overload': async (ask) => {
    const { errors = [], ...answer } = await send(ask, `{ __typename ${'@aa'.repeat(10)} }`);
    return errors.length >= 10 || hasData(answer);
  },
  'circular introspection': async (ask) =>
    hasData(await send(ask, `{ __schema { types { ${TYPES_OF_FIELDS} name ${'} }'.repeat(5)} } } }`)),
  'a urlencoded POST': async (ask) =>
    hasData(
      await jsonOf(
        await ask('/graphql', { method: 'POST', body: new URLSearchParams({ query: '{ __typename }' }) }),
      ),
    ),
  'unhandled errors': async (ask) => {
    for (const query of ['qwerty cop { abc }', '{ __typename', 'query ($a: Nope!) { __typename }']) {
      if (/"exception"|"stack"|"stacktrace"|\bat .+:\d+:\d+/i.test(messagesOf(await send(ask, query))))
        return true;
    }
    return false;
  },
  'field duplication': async (ask) => hasData(await send(ask, `{ ${'__typename '.repeat(500)} }`)),
};
