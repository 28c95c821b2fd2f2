import { beforeAll, describe, expect, it } from 'vitest';
import { sqlTransaction } from '../../src/platform/database/sql-transaction.ts';
import { aMember, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { isFull } from '../support/gates/sample.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const change = (
  name: string,
  input: string,
) => `mutation ($input: ${input}!) { ${name}(input: $input) { __typename
  ... on Referral { id version status protectedUntil lapsesAt } ... on Error { code message } } }`;
const REGISTER = change('referralRegister', 'ReferralRegisterInput');
const SUBMIT = change('referralSubmit', 'ReferralActionInput');
const WITHDRAW = change('referralWithdraw', 'ReferralActionInput');
const ACCEPT = change('referralAccept', 'ReferralAcceptInput');
const REJECT = change('referralReject', 'ReferralRefuseInput');
const RETURN = change('referralReturn', 'ReferralRefuseInput');

type Which = { id: string; version: number; status: string };

let portal: Portal;
let first: Member;
let second: Member;
let third: Member;
let operations: { subject: string };
let productId: string;
let customerNumber = 0;

beforeAll(async () => {
  portal = await startPortal({ poolMax: 10 });
  [first, second, third] = (await Promise.all(
    [1, 2, 3].map(async () => await aMember(portal, (await aPartner(portal)).id)),
  )) as [Member, Member, Member];
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  productId = `Product_${(await aProduct(portal)).id}`;
});

/** A company that nobody referred yet, with two strong keys of its own. */
const aCompany = () => {
  customerNumber += 1;
  const vatNumber = String(100_000_000 + customerNumber);
  return {
    customerName: `Company ${customerNumber}`,
    customerDomain: `company${customerNumber}.example`,
    customerTaxId: vatNumber,
  };
};

async function draft(member: Member, details: object): Promise<Which> {
  const complete = {
    customerCountryCode: 'TH',
    contactName: 'Somebody',
    contactPhone: '1',
    productId,
    ...details,
  };
  const { data } = await portal.send(member.subject, REGISTER, { input: { details: complete } });
  expect(data.referralRegister).toMatchObject({ __typename: 'Referral' });
  return data.referralRegister;
}

const act = async (subject: string, mutation: string, which: Which, more: object = {}) => {
  const answer = await portal.send(subject, mutation, {
    input: { id: which.id, version: which.version, ...more },
  });
  return Object.values(answer.data)[0] as Which & {
    code?: string;
    message?: string;
    lapsesAt: string;
    protectedUntil: string;
  };
};

const submitted = async (member: Member, details: object) =>
  act(member.subject, SUBMIT, await draft(member, details));

const statusOf = async ({ id }: Which) =>
  (await portal.arrange((tx) =>
    tx.referral.findUniqueOrThrow({ where: { id: id.slice(9) } }),
  )) as unknown as {
    status: string;
    version: number;
  };
const now = async (which: Which): Promise<Which> => ({ ...which, ...(await statusOf(which)), id: which.id });

/** Two hundred take twenty seconds, and are run by `npm run test:full`. */
const ROUNDS = isFull ? 200 : 50;

describe('a claim', () => {
  it(`is one among two who race by several keys in opposite orders, ${ROUNDS} times`, async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const company = aCompany();
      const [a, b] = [
        await draft(first, company),
        await draft(second, {
          customerTaxId: company.customerTaxId,
          customerDomain: company.customerDomain,
          customerName: company.customerName,
        }),
      ];
      const answers = await Promise.all([act(first.subject, SUBMIT, a), act(second.subject, SUBMIT, b)]);
      outcomes.push(
        answers
          .map(({ status }) => status)
          .sort()
          .join(),
      );
    }
    expect(new Set(outcomes)).toEqual(new Set(['SUBMITTED,WAITLISTED']));
    expect(portal.unexpected).toEqual([]);
  }, 120_000);

  it('meets by either key, and not in another product family', async () => {
    const company = aCompany();
    expect((await submitted(first, company)).status).toBe('SUBMITTED');
    expect(
      (await submitted(second, { customerName: 'X', customerDomain: company.customerDomain })).status,
    ).toBe('WAITLISTED');
    expect((await submitted(third, { customerName: 'Y', customerTaxId: company.customerTaxId })).status).toBe(
      'WAITLISTED',
    );
    const other = await portal.arrange((tx) =>
      tx.product.create({ data: { code: 'OTHER', name: 'Other', family: 'OTHER' } }),
    );
    expect((await submitted(second, { ...company, productId: `Product_${other.id}` })).status).toBe(
      'SUBMITTED',
    );
  });

  it('passes to those who wait, in their order, when the one before fails', async () => {
    const company = aCompany();
    const held = await submitted(first, company);
    const [next, last] = [await submitted(second, company), await submitted(third, company)];
    await act(operations.subject, REJECT, held, { code: 'NOT_QUALIFIED', message: 'No budget.' });
    expect([(await statusOf(next)).status, (await statusOf(last)).status]).toEqual([
      'SUBMITTED',
      'WAITLISTED',
    ]);
    await act(second.subject, WITHDRAW, await now(next));
    expect((await statusOf(last)).status).toBe('SUBMITTED');
  });

  it('is kept by a returned referral, and by an accepted one with its protection', async () => {
    const company = aCompany();
    portal.setNow(new Date('2026-06-05T14:00:00Z'));
    const held = await submitted(first, company);
    const returned = await act(operations.subject, RETURN, held, {
      code: 'INCOMPLETE',
      message: 'Which site?',
    });
    expect(returned).toMatchObject({ status: 'RETURNED', lapsesAt: '2026-06-19T14:00:00.000Z' });
    expect((await submitted(second, company)).status).toBe('WAITLISTED');
    const again = await act(first.subject, SUBMIT, returned);
    expect(again).toMatchObject({ status: 'SUBMITTED', lapsesAt: null });
    const accepted = await act(operations.subject, ACCEPT, again);
    expect(accepted).toMatchObject({ status: 'ACCEPTED', protectedUntil: '2026-09-03T14:00:00.000Z' });
    portal.setNow(null);
  });

  it('stores every rule’s result with the version of the rules', async () => {
    const { id } = await submitted(first, aCompany());
    const decision = await portal.arrange((tx) =>
      tx.referralDecision.findFirstOrThrow({ where: { referralId: id.slice(9) }, include: { rules: true } }),
    );
    expect(decision).toMatchObject({ outcome: 'REVIEW', rules: { version: 1 } });
    expect(
      (decision.results as { code: string; outcome: string }[]).map(
        ({ code, outcome }) => `${code} ${outcome}`,
      ),
    ).toEqual([
      'MINIMUM_INFORMATION PASS',
      'PARTNER_STANDING PASS',
      'SELF_REFERRAL PASS',
      'EXISTING_CUSTOMER PASS',
      'DIRECT_OPPORTUNITY PASS',
      'OTHER_CLAIM PASS',
      'NAMED_ACCOUNT PASS',
      'TERRITORY PASS',
      'CAPACITY PASS',
    ]);
  });
});

it('lets the partner change in each status what that status lets change, and never the customer that was claimed', async () => {
  const EDIT = change('referralEdit', 'ReferralEditInput').replace(
    '... on Error',
    '... on InvalidInputError { fields { field code } } ... on Error',
  );
  const company = aCompany();
  const held = await submitted(first, company);
  const told = await act(first.subject, EDIT, held, {
    details: { contactName: 'Else', customerName: company.customerName },
  });
  expect(told).toMatchObject({ status: 'SUBMITTED', version: held.version + 1 });
  const moved = await act(first.subject, EDIT, told, {
    details: { customerTaxId: '999', estimatedAmount: { amount: '5', currency: 'EUR' } },
  });
  expect(moved).toMatchObject({
    code: 'INVALID_INPUT',
    fields: [{ field: 'customerTaxId', code: 'NOT_EDITABLE' }],
  });
  const accepted = await act(operations.subject, ACCEPT, told);
  const estimated = await act(first.subject, EDIT, accepted, {
    details: { estimatedAmount: { amount: '5', currency: 'EUR' } },
  });
  expect(estimated).toMatchObject({ status: 'ACCEPTED', protectedUntil: accepted.protectedUntil });
  const withdrawn = await act(first.subject, WITHDRAW, estimated);
  expect(await act(first.subject, EDIT, withdrawn, { details: { notes: 'late' } })).toMatchObject({
    code: 'INVALID_STATE',
  });
});

it.each([
  ["status = 'ACCEPTED'"],
  ["status = 'EXPIRED'"],
  ["protected_from = now(), protected_until = now() + interval '9 years'"],
  ['decided_at = now()'],
])('is not decided by its partner in SQL either: %s', async (assignment) => {
  const held = await submitted(first, aCompany());
  const scope = {
    role: 'portal_partner',
    partnerIds: [first.partnerId],
    membershipIds: [first.membershipId],
    actorId: first.personId,
  } as const;
  const decide = sqlTransaction(portal.database, scope, (client) =>
    client.query(`UPDATE referral SET ${assignment} WHERE id = $1`, [held.id.slice(9)]),
  );
  await expect(decide).rejects.toThrow(/decides|row-level security/);
  expect((await statusOf(held)).status).toBe('SUBMITTED');
});
