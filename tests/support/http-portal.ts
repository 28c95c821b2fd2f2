import { createPortal } from '../../src/entry/portal.ts';
import { createLocalIssuer } from '../../src/platform/auth/local-issuer.ts';
import { loadConfig } from '../../src/platform/config.ts';
import type { Database } from '../../src/platform/database/client.ts';
import { listen } from '../../src/platform/http/node.ts';
import { createLogger } from '../../src/platform/logging.ts';
import { temporaryDataFolder } from './temporary-folder.ts';

export type HttpAnswer = Readonly<{
  status: number;
  retryAfter: string | null;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own document asked for.
  body: any;
}>;

/** The whole portal as `npm start` serves it, on a free port of the loopback; `lines` is what it logged. */
export async function servePortal(database: Database, environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const config = loadConfig({ PORTAL_DATA: temporaryDataFolder(), LOG_LEVEL: 'info', ...environment });
  const issuer = createLocalIssuer(config);
  const logger = createLogger(config, { write: (line) => void lines.push(line) });
  const shell = createPortal({ config, database, logger, localKeys: issuer.jwks() });
  const server = await listen(shell, { port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const tokenOf = (subject: string, email = `${subject}@people.test`) => issuer.sign({ subject, email });
  const sendWith = async (token: string, body: object): Promise<HttpAnswer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      text,
      body: JSON.parse(text),
    };
  };
  return { url, lines, config, logger, tokenOf, sendWith, stop: server.close };
}

export type ServedPortal = Awaited<ReturnType<typeof servePortal>>;
