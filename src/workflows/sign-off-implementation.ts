import { recordResults } from '../domains/certifications/result.service.ts';
import { IMPLEMENTATION_SOURCE } from '../domains/certifications/result-rows.rules.ts';
import {
  type SignOffInput,
  signOffImplementation,
} from '../domains/implementations/implementation.service.ts';
import { globalIdOf } from '../kernel/ids.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { asJob } from '../platform/database/session.ts';

/**
 * Signs an implementation off, which counts for the certifications of everybody in its team. What people achieved is
 * recorded as a job, since a channel manager only reads it.
 * @throws what `signOffImplementation` throws
 */
export async function signOff(tx: Tx, actor: Actor, input: SignOffInput, now: Date): Promise<void> {
  const { implementation, team } = await signOffImplementation(tx, actor, input, now);
  const rows = team.map(({ personId, role }) => ({
    ...{ source: IMPLEMENTATION_SOURCE, sourceId: `${implementation.id} ${personId}`, personId },
    ...{ kind: 'IMPLEMENTATION', externalCode: role, outcome: 'COMPLETED', happenedAt: now },
    evidence: globalIdOf('Implementation', implementation.id),
  }));
  await asJob(tx, actor.scope, () => recordResults(tx, actor, rows, now));
}
