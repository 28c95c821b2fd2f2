import type { IncomingMessage } from 'node:http';
import { type Actor, ANONYMOUS } from '../../src/platform/auth/actor.ts';
import { identify } from '../../src/platform/auth/identity.ts';
import { createTokenVerifier } from '../../src/platform/auth/token.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/client.ts';

export type Asking = Readonly<{ database: Database; whoAsks(request: IncomingMessage): Promise<Actor> }>;

/** The same check of the token and the same look-up of the person as the portal's, for those that it is compared with. */
export function openAsking(): Asking {
  const config = loadConfig(process.env);
  const database = openDatabase({ ...config.database, url: config.database.url! });
  const verify = createTokenVerifier({ oidc: config.oidc });
  const whoAsks = async ({ headers }: IncomingMessage): Promise<Actor> => {
    const caller = await verify(headers.authorization ?? null);
    if (caller.kind !== 'IDENTITY') return ANONYMOUS;
    const { issuer, subject, email } = caller;
    return await identify(database, { issuer, subject, email: email ?? null });
  };
  return { database, whoAsks };
}

/** What row security compares with, as the portal's own session says it. */
export const settingsFor = ({ scope }: Actor): Readonly<Record<string, string>> => ({
  role: scope.role,
  'app.partners': scope.partnerIds.join(','),
  'app.memberships': scope.membershipIds.join(','),
  'app.actor': scope.actorId ?? '',
  transaction_read_only: 'on',
});
