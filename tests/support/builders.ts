import { randomUUID } from 'node:crypto';
import type { PartnerRole, StaffRole } from '../../src/kernel/roles.ts';
import type { Tx } from '../../src/platform/database/client.ts';
import { type Portal, TEST_ISSUER } from './portal.ts';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** A partner in any state, as if it had been there for long. */
export const aPartner = (
  portal: Portal,
  data: Partial<Parameters<Tx['partner']['create']>[0]['data']> = {},
) =>
  portal.arrange((tx) => {
    const name = data.name ?? `Partner ${randomUUID().slice(0, 8)}`;
    const defaults = {
      type: 'REFERRAL',
      status: 'ACTIVE',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      statusSince: LONG_AGO,
    };
    return tx.partner.create({ data: { name, nameKey: name.toLowerCase(), ...defaults, ...data } as never });
  });

async function aPerson(tx: Tx, name: string, subject: string, kind = 'HUMAN') {
  const email = `${subject}@people.test`;
  const person = await tx.person.create({ data: { name, kind, email } });
  await tx.personIdentity.create({ data: { issuer: TEST_ISSUER, subject, personId: person.id } });
  return person;
}

export type Member = Readonly<{ subject: string; personId: string; membershipId: string; partnerId: string }>;

/** Somebody who works for a partner; `subject` is what `portal.send` takes. */
export const aMember = (
  portal: Portal,
  partnerId: string,
  role: PartnerRole = 'PARTNER_ADMIN',
  seesAllReferrals = false,
): Promise<Member> =>
  portal.arrange(async (tx) => {
    const subject = `member-${randomUUID().slice(0, 8)}`;
    const person = await aPerson(tx, `Member ${subject}`, subject);
    const membership = await tx.membership.create({
      data: {
        partnerId,
        personId: person.id,
        name: person.name,
        email: person.email,
        role,
        seesAllReferrals,
        validFrom: LONG_AGO,
      },
    });
    return { subject, personId: person.id, membershipId: membership.id, partnerId };
  });

/** One of the vendor's staff, or a service account. */
export const aStaffMember = (
  portal: Portal,
  ...roles: StaffRole[]
): Promise<Readonly<{ subject: string; personId: string }>> =>
  portal.arrange(async (tx) => {
    const subject = `staff-${randomUUID().slice(0, 8)}`;
    const person = await aPerson(
      tx,
      `Staff ${subject}`,
      subject,
      roles.includes('SERVICE') ? 'SERVICE' : 'HUMAN',
    );
    await tx.staffMember.create({ data: { personId: person.id, name: person.name, email: person.email } });
    await tx.staffRole.createMany({
      data: roles.map((role) => ({ personId: person.id, role, validFrom: LONG_AGO })),
    });
    return { subject, personId: person.id };
  });

export const anAssignment = (
  portal: Portal,
  partnerId: string,
  staffId: string,
  data: { backupId?: string } = {},
) =>
  portal.arrange((tx) =>
    tx.assignment.create({
      data: { partnerId, staffId, function: 'CHANNEL_MANAGER', validFrom: LONG_AGO, ...data },
    }),
  );

export const aProduct = (portal: Portal, code = `P-${randomUUID().slice(0, 8)}`) =>
  portal.arrange((tx) => tx.product.create({ data: { code, name: `Product ${code}`, family: 'CORE' } }));
