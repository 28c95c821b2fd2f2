import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { identify } from '../../src/platform/auth/identity.ts';
import { startPortal } from '../support/portal.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../docs/deploying.md'), 'utf8');

it('is made by the SQL that the guide to deploying gives, run as the owner', async () => {
  const portal = await startPortal();
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(guide)!;
  const owner = new Client({ connectionString: portal.testDatabase.ownerUrl });
  await owner.connect();
  await owner.query(sql!);
  await owner.end();
  const ann = { issuer: 'https://login.vendor.example/', subject: 'auth0|ann', email: null };
  const actor = await identify(portal.database, ann);
  expect(actor).toMatchObject({ kind: 'STAFF', roles: ['ADMIN'] });
});
