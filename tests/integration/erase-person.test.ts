import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { change } from '../support/change.ts';
import { asSuperuser } from '../support/database.ts';
import { columnsWith, personalDataFaults, readTextColumns } from '../support/gates/personal-data.ts';
import { nameInAllWords } from '../support/mentioned.ts';
import { aReferralOf } from '../support/notifications.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const NAME = 'Adaline Plantworth';
const WORD = 'plantworth';
const MENTION = 'Call ADALINE  plantworth, or write to Adaline.Plantworth@people.test.';
/** What is counted and paid, and certifications. */
const NUMBERS = [
  ...[
    'ledger_entry',
    'statement',
    'kpi_fact',
    'kpi_cell',
    'attainment',
    'partner_standing',
    'standing_change',
    'opportunity_sales',
  ],
  ...['commission_earning', 'certification_award', 'payout', 'sales_order', 'earning_revision'],
];

const CONTACT = 'cora.contactby@customer.test';

let portal: Portal;
let administrator: Awaited<ReturnType<typeof aStaffMember>>;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  administrator = await aStaffMember(portal, 'ADMIN');
});

const inDatabase = <T>(work: (client: Client) => Promise<T>) =>
  asSuperuser(portal.testDatabase.superuserUrl, work);

const erase = (by: Readonly<{ subject: string }>, personId: string, more: object = {}) =>
  change(
    portal,
    by.subject,
    ['personErase', { id: `Person_${personId}`, version: 1, reason: 'REQUESTED', ...more }],
    'id name email active erasedAt version identities { subject }',
  );

const personIn = (tx: { subject: string; personId: string }) =>
  portal.arrange((client) => client.person.findUniqueOrThrow({ where: { id: tx.personId } }));

/** Somebody whom every text in the database names that people write, in every row. */
async function aMentionedMember() {
  const partnerId = (await aPartner(portal)).id;
  const member = await aMember(portal, partnerId);
  await aReferralOf(portal, member);
  const email = 'adaline.plantworth@people.test';
  await portal.arrange(async (tx) => {
    await tx.person.update({ where: { id: member.personId }, data: { name: NAME, email } });
    await tx.membership.update({
      where: { id: member.membershipId },
      data: { name: 'A. Plantworth', email: 'a@plantworth.test' },
    });
    await tx.invitation.create({
      data: {
        ...{ partnerId, email, name: NAME, role: 'PARTNER_MEMBER', invitedById: administrator.personId },
        ...{ codeHash: new Uint8Array(32), expiresAt: new Date('2999-01-01T00:00:00Z') },
      },
    });
  });
  await change(
    portal,
    member.subject,
    [
      'payeeAccountSet',
      {
        ...{ holder: NAME, iban: 'DE89370400440532013000', countryCode: 'DE', currency: 'EUR' },
        membershipId: `Membership_${member.membershipId}`,
      },
    ],
    'id',
  );
  const planted = await inDatabase(async (client) => {
    await client.query('SET session_replication_role = replica');
    const words = await nameInAllWords(client, MENTION, NUMBERS);
    await client.query(
      `UPDATE referral SET contact_name = $1, contact_email = $2, contact_phone = '1' WHERE contact_email IS NULL`,
      [NAME, email],
    );
    await client.query(`UPDATE opportunity_sales SET owner_name = $1, owner_email = $2`, [NAME, email]);
    await client.query('RESET session_replication_role');
    return words;
  });
  return { ...member, planted };
}

/** What was counted, as text of all that it holds. */
const KEPT = {
  ledger: 'SELECT t::text FROM ledger_entry AS t',
  statements: 'SELECT t::text FROM statement AS t',
  facts: 'SELECT t::text FROM kpi_fact AS t',
  totals: 'SELECT t::text FROM kpi_cell AS t',
  attainment: 'SELECT t::text FROM attainment AS t',
  standings: 'SELECT t::text FROM partner_standing AS t',
  standingChanges: 'SELECT t::text FROM standing_change AS t',
  earnings: 'SELECT t::text FROM commission_earning AS t',
  awards: 'SELECT row(id, person_id, program_id, code)::text FROM certification_award',
  payouts: 'SELECT row(id, amount_minor, status, payee_account_id)::text FROM payout',
  orders: 'SELECT row(id, status, external_id, currency)::text FROM sales_order',
  referrals: 'SELECT row(id, status, registered_by_id, customer_name, opportunity_id)::text FROM referral',
} as const;

const kept = () =>
  inDatabase(async (client) => {
    const hashes: Record<string, { count: number; hash: string }> = {};
    for (const [name, sql] of Object.entries(KEPT)) {
      const { rows } = await client.query(
        `SELECT count(*)::integer AS count, md5(string_agg(t, ';' ORDER BY t)) AS hash FROM (${sql}) AS kept (t)`,
      );
      hashes[name] = rows[0];
    }
    return hashes;
  });

describe('erasing a person', () => {
  it('removes who they were from every text of every table, and keeps every number', async () => {
    const member = await aMentionedMember();
    const before = await kept();
    const { version } = await personIn(member);
    const named = await inDatabase((client) => columnsWith(client, WORD));
    expect(named).toEqual(expect.arrayContaining([...member.planted, 'person.email', 'membership.name']));
    expect(named.length).toBeGreaterThan(80);
    const erased = await erase(administrator, member.personId, { version });
    expect(erased).toMatchObject({ name: 'Erased person', email: null, active: false, identities: [] });
    expect(await inDatabase((client) => columnsWith(client, WORD))).toEqual([]);
    expect(await kept()).toEqual(before);
    for (const { count } of Object.values(before)) expect(count).toBeGreaterThan(0);
    // What stands around a mention stays, and so does the rest of a document.
    const [left] = await inDatabase(
      async (client) => (await client.query(`SELECT notes FROM referral WHERE notes LIKE 'Call %'`)).rows,
    );
    expect(left).toEqual({ notes: 'Call [erased], or write to [erased].' });
    const triggers = await inDatabase(
      async (client) => (await client.query(`SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'`)).rows,
    );
    expect(triggers).toEqual([]);

    expect((await portal.send(member.subject, '{ viewer { kind roles } }')).data.viewer.kind).toBe('UNKNOWN');
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: member.personId, type: 'person.erased' } }),
    );
    expect(events.map(({ data }) => data)).toEqual([{ reason: 'REQUESTED', version: version + 1 }]);
    const again = await erase(administrator, member.personId, { version });
    expect(again).toEqual(erased);
    expect(
      await change(
        portal,
        administrator.subject,
        ['personUpdate', { id: `Person_${member.personId}`, version: erased.version, name: NAME }],
        'id',
      ),
    ).toMatchObject({ code: 'INVALID_STATE', state: 'ERASED' });
    const { partnerId } = member;
    const invited = await change(
      portal,
      administrator.subject,
      [
        'invitationCreate',
        {
          partnerId: `Partner_${partnerId}`,
          email: 'adaline.plantworth@people.test',
          name: NAME,
          role: 'PARTNER_MEMBER',
        },
      ],
      'invitationCode',
    );
    const joined = await portal.send(
      'somebody-new',
      'mutation ($code: String!) { invitationAccept(input: { code: $code }) { __typename } }',
      { code: invited.invitationCode },
      'adaline.plantworth@people.test',
    );
    expect(joined.data.invitationAccept.__typename).toBe('InvitationAccepted');
  });

  it('is refused with nothing changed', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
    const service = await aStaffMember(portal, 'SERVICE');
    const { personId } = member;
    expect(await erase(operations, personId)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await erase(member, operations.personId)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await erase(administrator, administrator.personId)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await erase(administrator, service.personId)).toMatchObject({ code: 'INVALID_STATE' });
    expect(await erase(administrator, personId, { version: 2 })).toMatchObject({ code: 'STALE_VERSION' });
    expect(await erase(administrator, '019cbc22-0000-7000-8000-000000000000')).toMatchObject({
      code: 'NOT_FOUND',
    });
    for (const somebody of [member, service, administrator])
      expect(await personIn(somebody)).toMatchObject({ erasedAt: null, deactivatedAt: null, version: 1 });
  });

  it('leaves an administrator, though two erase each other', async () => {
    const pair = [await aStaffMember(portal, 'ADMIN'), await aStaffMember(portal, 'ADMIN')] as const;
    await portal.arrange((tx) =>
      tx.staffRole.updateMany({
        where: { role: 'ADMIN', validTo: null, personId: { notIn: pair.map(({ personId }) => personId) } },
        data: { validTo: new Date() },
      }),
    );
    const answers = await Promise.all([erase(pair[0], pair[1].personId), erase(pair[1], pair[0].personId)]);
    expect(answers.filter(({ erasedAt }) => erasedAt)).toHaveLength(1);
    expect(answers.filter(({ code }) => ['CONFLICT', 'FORBIDDEN'].includes(code))).toHaveLength(1);
    administrator = answers[0].erasedAt ? pair[0] : pair[1];
  });
});

describe('erasing a contact of a customer', () => {
  const eraseContact = (email: string) =>
    change(
      portal,
      administrator.subject,
      ['customerContactErase', { email }],
      'referrals customerContacts opportunities mentions',
    );

  it('removes them from referrals, customers and free text', async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    const { id } = await aReferralOf(portal, member);
    await portal.arrange(async (tx) => {
      const contact = {
        contactName: 'Cora Contactby',
        contactEmail: CONTACT,
        contactPhone: '+49 30 1234567',
      };
      const notes = 'Cora Contactby (+49 30 1234567) knows.';
      await tx.referral.update({ where: { id }, data: { ...contact, notes } });
      const customerId = randomUUID();
      const customer = { id: customerId, name: 'Initech', nameKey: 'initech', canonicalId: customerId };
      await tx.customer.create({ data: customer });
      await tx.customerContact.create({ data: { customerId, name: 'C. Contactby', email: CONTACT } });
    });
    expect(await eraseContact(CONTACT.toUpperCase())).toMatchObject({
      ...{ referrals: 1, customerContacts: 1, opportunities: 0, mentions: 1 },
    });
    expect(await inDatabase((client) => columnsWith(client, 'contactby'))).toEqual([]);
    const { notes } = await portal.arrange((tx) => tx.referral.findUniqueOrThrow({ where: { id } }));
    expect(notes).toBe('[erased] ([erased]) knows.');
    expect(await eraseContact(CONTACT)).toMatchObject({ referrals: 0, customerContacts: 0, mentions: 0 });
  });

  it("is refused for a person's address", async () => {
    const member = await aMember(portal, (await aPartner(portal)).id);
    expect(await eraseContact(`${member.subject}@people.test`)).toMatchObject({
      code: 'CONFLICT',
      field: 'email',
    });
  });
});

describe('the list of personal data', () => {
  it('says of every column of text what it holds', async () => {
    expect(personalDataFaults(await inDatabase(readTextColumns))).toEqual([]);
  });

  it.each([
    [
      'a column that nobody classified',
      'ALTER TABLE referral ADD nickname text',
      'referral.nickname: is nothing',
    ],
    ['a table that nobody classified', 'CREATE TABLE planted (said jsonb)', 'planted.said: is nothing'],
    ['a column that is gone', 'ALTER TABLE check_in DROP note', 'check_in.note: is in PERSONAL_DATA and not'],
  ])('catches %s', async (_what, sql, said) => {
    const faults = await inDatabase(async (client) => {
      await client.query('BEGIN');
      await client.query(sql);
      const found = personalDataFaults(await readTextColumns(client));
      await client.query('ROLLBACK');
      return found;
    });
    expect(faults).toEqual([expect.stringContaining(said)]);
  });
});
