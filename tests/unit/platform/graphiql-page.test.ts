import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { graphiqlPage } from '../../../src/graphql/graphiql.ts';

const page = (token: string) =>
  graphiqlPage({
    personas: [{ name: 'Ops', email: 'ops@vendor.example', token }],
    examples: [
      { title: '</script><script>alert(1)//<!--', query: '{ viewer { id } }', variables: { first: 1 } },
    ],
  });

it('allows each of its scripts by hash, whatever the settings are', async () => {
  for (const { html, contentSecurityPolicy } of [await page('first'), await page('second')]) {
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);
    expect(scripts).toHaveLength(3);
    for (const text of scripts) {
      expect(contentSecurityPolicy).toContain(
        `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
      );
    }
    expect(contentSecurityPolicy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/);
  }
});

it('loads nothing from elsewhere, and keeps its settings inside their element', async () => {
  const { html } = await page('token-1');
  const outside = html.replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
  expect(outside).not.toMatch(/https?:\/\//);
  expect(html).not.toMatch(/<script[^>]+src=|<link[^>]+stylesheet|@import/);
  const settings = /<script type="application\/json" id="settings">([\s\S]*?)<\/script>/.exec(html)?.[1];
  expect(JSON.parse(settings!)).toEqual({
    personas: [{ name: 'Ops', email: 'ops@vendor.example', token: 'token-1' }],
    tabs: [
      { query: '# </script><script>alert(1)//<!--\n{ viewer { id } }\n', variables: '{\n  "first": 1\n}' },
    ],
  });
});
