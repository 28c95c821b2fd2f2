import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aProduct, aStaffMember, type Member } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FIELDS =
  'id status version customerName decisionCode decisionMessage availableActions { action available blockedBecause }';
const ON_CHANGE =
  '... on InvalidStateError { state allowedActions } ... on StaleVersionError { currentVersion }';
const mutation = (name: string, input: string, more = ON_CHANGE) =>
  `mutation ($input: ${input}!) { ${name}(input: $input) { __typename ... on Referral { ${FIELDS} }
    ... on Error { code message } ... on InvalidInputError { fields { field code } } ${more} } }`;
const REGISTER = mutation(
  'referralRegister',
  'ReferralRegisterInput',
  '... on InvalidStateError { state allowedActions }',
);
const EDIT = mutation('referralEdit', 'ReferralEditInput');
const SUBMIT = mutation('referralSubmit', 'ReferralActionInput');
const WITHDRAW = mutation('referralWithdraw', 'ReferralActionInput');
const ACCEPT = mutation('referralAccept', 'ReferralAcceptInput');
const RETURN = mutation('referralReturn', 'ReferralRefuseInput');

let portal: Portal;
let admin: Member;
let member: Member;
let stranger: Member;
let operations: { subject: string };
let manager: { subject: string; personId: string };
let productId: string;

beforeAll(async () => {
  portal = await startPortal();
  const [acme, globex] = [
    await aPartner(portal, { name: 'Acme' }),
    await aPartner(portal, { name: 'Globex' }),
  ];
  admin = await aMember(portal, acme.id, 'PARTNER_ADMIN');
  member = await aMember(portal, acme.id, 'PARTNER_MEMBER');
  stranger = await aMember(portal, globex.id, 'PARTNER_ADMIN');
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  manager = await aStaffMember(portal, 'CHANNEL_MANAGER');
  await anAssignment(portal, acme.id, manager.personId);
  productId = `Product_${(await aProduct(portal)).id}`;
});

const complete = () => ({
  customerName: 'Initech',
  customerCountryCode: 'GB',
  contactName: 'Bill L.',
  contactEmail: 'Bill@Initech.example',
  productId,
});

const register = async (who: Member, details: object = complete(), idempotencyKey?: string) =>
  (await portal.send(who.subject, REGISTER, { input: { details, idempotencyKey } })).data.referralRegister;

describe('a referral', () => {
  it('goes draft, submitted, returned, resubmitted, accepted', async () => {
    const draft = await register(member, { customerName: '  Initech  ' });
    expect(draft).toMatchObject({
      __typename: 'Referral',
      status: 'DRAFT',
      customerName: 'Initech',
      version: 1,
    });
    const blocked = draft.availableActions.find(({ action }: { action: string }) => action === 'SUBMIT');
    expect(blocked).toMatchObject({ available: false });
    const early = await portal.send(member.subject, SUBMIT, { input: { id: draft.id, version: 1 } });
    expect(early.data.referralSubmit.fields.map(({ field }: { field: string }) => field)).toEqual([
      'customerCountryCode',
      'contactName',
      'contactEmail',
      'productId',
    ]);
    const edited = await portal.send(member.subject, EDIT, {
      input: { id: draft.id, version: 1, details: complete() },
    });
    expect(edited.data.referralEdit).toMatchObject({ version: 2, status: 'DRAFT' });
    const submitted = await portal.send(member.subject, SUBMIT, { input: { id: draft.id, version: 2 } });
    expect(submitted.data.referralSubmit).toMatchObject({ status: 'SUBMITTED', version: 3 });
    const returned = await portal.send(manager.subject, RETURN, {
      input: { id: draft.id, version: 3, code: 'INCOMPLETE', message: 'Which site?' },
    });
    expect(returned.data.referralReturn).toMatchObject({
      status: 'RETURNED',
      decisionCode: 'INCOMPLETE',
      decisionMessage: 'Which site?',
    });
    const again = await portal.send(member.subject, SUBMIT, { input: { id: draft.id, version: 4 } });
    expect(again.data.referralSubmit).toMatchObject({ status: 'SUBMITTED', decisionCode: null });
    const accepted = await portal.send(operations.subject, ACCEPT, { input: { id: draft.id, version: 5 } });
    expect(accepted.data.referralAccept).toMatchObject({ status: 'ACCEPTED', version: 6 });
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: draft.id.slice(9) }, orderBy: { id: 'asc' } }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'referral.registered',
      'referral.edited',
      'referral.submitted',
      'referral.matched',
      'referral.returned',
      'referral.submitted',
      'referral.matched',
      'referral.accepted',
    ]);
    const HISTORY = `{ referral(id: "${draft.id}") { history { type by from to } } }`;
    const history = (await portal.send(admin.subject, HISTORY)).data.referral.history;
    expect(history).toHaveLength(6);
    expect(history[0]).toEqual({ type: 'referral.accepted', by: 'STAFF', from: 'SUBMITTED', to: 'ACCEPTED' });
    const denied = await portal.send(member.subject, HISTORY);
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(portal.unexpected).toEqual([]);
  });

  it('repeats its answer for a repeated key, and refuses the key with other input', async () => {
    const first = await register(admin, complete(), 'key-1');
    expect((await register(admin, complete(), 'key-1')).id).toBe(first.id);
    expect(await register(admin, { ...complete(), notes: 'other' }, 'key-1')).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect((await register(member, complete(), 'key-1')).id).not.toBe(first.id);
  });

  it('is hidden from other partners, other members and other portfolios, and nothing changes', async () => {
    const draft = await register(admin);
    const before = await portal.arrange((tx) =>
      tx.referral.findUniqueOrThrow({ where: { id: draft.id.slice(9) } }),
    );
    const other = await aStaffMember(portal, 'CHANNEL_MANAGER');
    for (const { subject } of [stranger, member, other]) {
      const read = await portal.send(
        subject,
        `{ referral(id: "${draft.id}") { id } node(id: "${draft.id}") { id } }`,
      );
      expect(read.data).toEqual({ referral: null, node: null });
    }
    for (const { subject } of [stranger, member]) {
      const denied = await portal.send(subject, WITHDRAW, { input: { id: draft.id, version: 1 } });
      expect(denied.data.referralWithdraw).toMatchObject({ code: 'NOT_FOUND' });
    }
    const accepted = await portal.send(admin.subject, ACCEPT, { input: { id: draft.id, version: 1 } });
    expect(accepted.data.referralAccept).toMatchObject({ code: 'FORBIDDEN' });
    expect(await portal.arrange((tx) => tx.referral.findUniqueOrThrow({ where: { id: before.id } }))).toEqual(
      before,
    );
  });

  it('refuses a stale version and a wrong state, and says how to go on', async () => {
    const draft = await register(admin);
    const stale = await portal.send(admin.subject, WITHDRAW, { input: { id: draft.id, version: 7 } });
    expect(stale.data.referralWithdraw).toMatchObject({ code: 'STALE_VERSION', currentVersion: 1 });
    const early = await portal.send(operations.subject, ACCEPT, { input: { id: draft.id, version: 1 } });
    expect(early.data.referralAccept).toMatchObject({
      code: 'INVALID_STATE',
      state: 'DRAFT',
      allowedActions: [],
    });
  });
});

describe('a partner whose account has ended', () => {
  it.each(['TERMINATED', 'DECLINED'])(
    '%s registers and edits nothing, and reads what it brought',
    async (status) => {
      const { id: partnerId } = await aPartner(portal);
      const leaver = await aMember(portal, partnerId);
      const draft = await register(leaver);
      await portal.arrange((tx) => tx.partner.update({ where: { id: partnerId }, data: { status } }));
      const written = () =>
        portal.arrange(async (tx) => ({
          referrals: await tx.referral.findMany({ where: { partnerId } }),
          events: await tx.event.findMany({ where: { partnerId } }),
        }));
      const before = await written();
      const refusal = {
        code: 'INVALID_STATE',
        state: status,
        message: expect.stringContaining(`partner account is ${status}`),
      };
      expect(await register(leaver)).toMatchObject(refusal);
      const edit = { id: draft.id, version: 1, details: { notes: 'More.' } };
      const edited = await portal.send(leaver.subject, EDIT, { input: edit });
      expect(edited.data.referralEdit).toMatchObject(refusal);
      expect(await written()).toEqual(before);
      const read = await portal.send(
        leaver.subject,
        `{ referral(id: "${draft.id}") { customerName availableActions { action available } } }`,
      );
      expect(read.data.referral.customerName).toBe('Initech');
      expect(read.data.referral.availableActions).toContainEqual({ action: 'EDIT', available: false });
      expect(portal.unexpected).toEqual([]);
    },
  );
});

describe('an estimate', () => {
  it.each([
    ['92233720368547758.08', 'USD', 'AMOUNT_TOO_LARGE', 'at most 92233720368547758.07 USD'],
    ['1.5', 'JPY', 'TOO_MANY_FRACTION_DIGITS', 'at most 0 digits after the point in JPY'],
    ['1.234', 'EUR', 'TOO_MANY_FRACTION_DIGITS', 'at most 2 digits after the point in EUR'],
  ])('of %s %s is refused by its name', async (amount, currency, code, said) => {
    const draft = await register(admin);
    const details = { estimatedAmount: { amount, currency } };
    const refusal = {
      code: 'INVALID_INPUT',
      message: expect.stringContaining(said),
      fields: [{ field: 'estimatedAmount', code }],
    };
    expect(await register(admin, { ...complete(), ...details })).toMatchObject(refusal);
    const edited = await portal.send(admin.subject, EDIT, { input: { id: draft.id, version: 1, details } });
    expect(edited.data.referralEdit).toMatchObject(refusal);
    expect(portal.unexpected).toEqual([]);
  });
});

describe('the list', () => {
  it('pages by a cursor that outlives its row, filters and counts', async () => {
    const partner = await aPartner(portal);
    const seller = await aMember(portal, partner.id);
    for (const name of ['Delta', 'Alpha', 'Echo', 'Bravo', '100%'])
      await register(seller, { customerName: name });
    const LIST = `query ($after: String, $filter: ReferralFilter) { referrals(first: 2, after: $after, filter: $filter,
      orderBy: { by: CUSTOMER_NAME, direction: ASC }) { totalCount pageInfo { hasNextPage endCursor } nodes { customerName partner { name } } } }`;
    const first = (await portal.send(seller.subject, LIST)).data.referrals;
    expect(first.nodes.map((node: { customerName: string }) => node.customerName)).toEqual(['100%', 'Alpha']);
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
    await portal.arrange((tx) =>
      tx.referral.updateMany({
        where: { customerName: 'Alpha', partnerId: partner.id },
        data: { customerName: 'Zulu' },
      }),
    );
    const second = (await portal.send(seller.subject, LIST, { after: first.pageInfo.endCursor })).data
      .referrals;
    expect(second.nodes.map((node: { customerName: string }) => node.customerName)).toEqual([
      'Bravo',
      'Delta',
    ]);
    const found = (await portal.send(seller.subject, LIST, { filter: { text: '%' } })).data.referrals;
    expect(found.nodes.map((node: { customerName: string }) => node.customerName)).toEqual(['100%']);
    const counts = (await portal.send(seller.subject, '{ referralCounts { status count } }')).data
      .referralCounts;
    expect(counts).toContainEqual({ status: 'DRAFT', count: 5 });
    expect(counts).toContainEqual({ status: 'ACCEPTED', count: 0 });
  });

  it.each([
    ['{ referrals(first: 101) { nodes { id } } }'],
    ['{ referrals(first: 0) { nodes { id } } }'],
    ['{ referrals(after: "nonsense") { nodes { id } } }'],
    ['{ referral(id: "Referral_1") { id } }'],
  ])('refuses %s', async (query) => {
    const answer = await portal.send(admin.subject, query);
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(portal.unexpected).toEqual([]);
  });

  it('says of the largest page there is how large one can be', async () => {
    const answer = await portal.send(admin.subject, '{ referrals(first: 2147483647) { nodes { id } } }');
    expect(answer.errors?.[0]?.message).toBe('first is between 1 and 100.');
  });
});

it('answers null for a node of a type that the caller may not read, and nothing unexpected happens', async () => {
  const draft = await register(admin);
  for (const id of [draft.id, `Unknown_${draft.id.slice(9)}`, `Query_${draft.id.slice(9)}`]) {
    const answer = await portal.send(null, `{ node(id: "${id}") { id } nodes(ids: ["${id}"]) { id } }`);
    expect(answer.data).toEqual({ node: null, nodes: [null] });
  }
  expect(portal.unexpected).toEqual([]);
});

it.each([
  ['no document', {}, 'QUERY_REQUIRED'],
  [
    'an unknown hash',
    { extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } },
    'PERSISTED_QUERY_NOT_FOUND',
  ],
])('refuses %s as a bad request', async (_case, body, code) => {
  const answer = await portal.sendBody(admin.subject, body);
  expect(answer.status).toBe(400);
  expect(answer.errors?.[0]?.extensions.code).toBe(code);
});
