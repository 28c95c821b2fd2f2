import { instantOf, localDateOf } from '../../kernel/time.ts';
import { type Actor, ANONYMOUS, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { asJob } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './partner.repo.ts';
import { insertApplication, possibleDuplicatesOf } from './partner-application.repo.ts';
import { type ApplicationInput, applicationOf } from './partner-application.rules.ts';

/**
 * Hands in an application, for review by partner operations. The transaction speaks for the public whoever asks, and
 * looks nobody up, so that neither the answer nor its time tells whether the applicant is known.
 * @throws InvalidInputError
 */
export async function applyForPartnership(tx: Tx, input: ApplicationInput, now: Date): Promise<void> {
  const application = applicationOf(input);
  const vendor = await asJob(tx, ANONYMOUS.scope, () => repo.vendorDefaultsOf(tx));
  const applicant = {
    ...application,
    timeZone: application.timeZone ?? vendor.timeZone,
    currency: vendor.currency,
    since: localDateOf(instantOf(now), vendor.timeZone).toString(),
  };
  const id = await insertApplication(tx, applicant, now);
  await appendEvents(tx, ANONYMOUS, [
    {
      type: 'partner.applied',
      subjectType: 'Partner',
      subjectId: id,
      partnerId: id,
      partnerVisible: true,
      occurredAt: now,
      data: { to: 'APPLIED', type: application.type, countryCode: application.countryCode },
    },
  ]);
}

export const DUPLICATES_MAX = 10;

/**
 * Partners that may be the applicant's company, likeliest first. Fuzzy search needs a role without row conditions.
 * @throws ForbiddenError
 */
export async function findPossibleDuplicates(tx: Tx, actor: Actor, applicationId: string) {
  assertAllowed(actor, 'PARTNERS_WRITE');
  return await possibleDuplicatesOf(tx, applicationId, DUPLICATES_MAX);
}
