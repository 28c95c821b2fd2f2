import { ConflictError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { asJob } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './erasure.repo.ts';
import { mentionPattern } from './mention.rules.ts';

/** Of how many rows somebody was removed. */
export type ContactErasure = Readonly<{
  referralCount: number;
  contactCount: number;
  dealCount: number;
  mentionCount: number;
}>;

/**
 * Removes whoever has a mail address from what is known of customers: as the contact of referrals and customers, as who sells
 * a deal, as an applicant, and from free text. Where nothing is left of them, nothing happens.
 * @throws ForbiddenError, InvalidInputError, ConflictError where the address is a person's of the portal
 */
export async function eraseContact(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ email: string }>,
  now: Date,
): Promise<ContactErasure> {
  assertAllowed(actor, 'PEOPLE_ERASE');
  const fields = new FieldReader();
  const address = fields.email('email', input.email);
  fields.done();
  // Only scheduled work changes history, and takes out of it whom it names.
  return await asJob(tx, actor.scope, async () => {
    if (await repo.isOfPerson(tx, address))
      throw new ConflictError('This is the address of a person of the portal. Erase the person.', 'email');
    const whose = { personId: null, addresses: [address] };
    const mentions = await repo.mentionsOf(tx, whose);
    await repo.eraseArrivals(tx, whose);
    const erased = await repo.eraseContacts(tx, mentions);
    await appendContactsErased(tx, actor, erased, now);
    const pattern = mentionPattern(mentions);
    return {
      referralCount: erased.referrals.length,
      contactCount: erased.contactCount,
      dealCount: erased.dealCount,
      mentionCount: pattern === null ? 0 : await repo.eraseMentions(tx, pattern),
    };
  });
}

/** Says of each referral that its contact is gone, so that whoever holds a copy can remove it as well. */
export const appendContactsErased = (
  tx: Tx,
  actor: Actor,
  { referrals }: repo.ErasedContacts,
  now: Date,
): Promise<void> =>
  appendEvents(
    tx,
    actor,
    referrals.map(({ id, partnerId, version }) => ({
      ...{ type: 'referral.contact_erased', subjectType: 'Referral', subjectId: id, partnerId },
      ...{ partnerVisible: true, occurredAt: now, data: { version } },
    })),
  );
