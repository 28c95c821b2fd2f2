import { createHash } from 'node:crypto';
import type { Page } from '../platform/http/shell.ts';
import { PAGE_STYLE, START_SCRIPT } from './graphiql-start.ts';

export type Persona = Readonly<{ name: string; email: string; token: string }>;
export type Example = Readonly<{
  title: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
}>;

export type GraphiqlOptions = Readonly<{
  /** Who a visitor can ask as; the first one is chosen until they choose. Tokens end up in the page. */
  personas: readonly Persona[];
  /** Each becomes a tab. */
  examples: readonly Example[];
}>;

type Assets = Readonly<{ head: string; scripts: string; contentSecurityPolicy: string }>;

let assets: Promise<Assets> | undefined;

/**
 * GraphiQL in one page without any other host: scripts, workers, fonts and styles are inline, and the page's policy
 * allows these scripts by hash and connections to its own origin only. The nine megabytes that never change are put
 * together once; the personas' tokens are new each time, as they expire.
 */
export async function graphiqlPage({ personas, examples }: GraphiqlOptions): Promise<Page> {
  assets ??= loadAssets();
  const { head, scripts, contentSecurityPolicy } = await assets;
  const settings = {
    personas,
    tabs: examples.map(({ title, query, variables }) => ({
      query: `# ${title}\n${query.trim()}\n`,
      variables: variables ? JSON.stringify(variables, null, 2) : '',
    })),
  };
  const data = `<script type="application/json" id="settings">${inlineJson(settings)}</script>`;
  return { html: `${head}${data}${scripts}</body></html>`, contentSecurityPolicy };
}

/** Loaded when first wanted: production never pays for it. */
async function loadAssets(): Promise<Assets> {
  const { css, editorWorkerService, favicon, graphqlWorker, js, jsonWorker } = await import(
    '@graphql-yoga/render-graphiql/graphiql'
  );
  const workers = inlineJson({ editorWorkerService, json: jsonWorker, graphql: graphqlWorker });
  const scripts = [`globalThis.graphiqlWorkers=${workers};`, inlineScript(js), START_SCRIPT];
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return {
    head: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Partner Portal</title>
<link rel="icon" href="${favicon}"><style>${css}</style><style>${PAGE_STYLE}</style></head><body class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<header id="portal"><strong>Partner Portal</strong><label for="persona">Ask as</label><select id="persona"></select>
<button type="button" id="examples">Restore the examples</button></header><div id="root"></div>`,
    scripts: scripts.map((text) => `<script>${text}</script>`).join(''),
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src ${hashes.join(' ')}`,
      // The editor writes style elements and attributes of its own.
      "style-src 'unsafe-inline'",
      'img-src data:',
      'font-src data:',
      'worker-src blob:',
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  };
}

/** JSON that cannot end the script element that it stands in. */
const inlineJson = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** What opens a comment in HTML occurs in texts and patterns only, where an escape means the same. */
const inlineScript = (text: string) =>
  text.replaceAll('<!--', '\\x3c!--').replaceAll('</script', '\\x3c/script');
