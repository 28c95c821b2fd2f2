import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { aMember, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const REFUSAL = `... on Error { code message } ... on InvalidInputError { fields { field code } }`;
const FIELDS = `id version name nameKey countryCode employees annualRevenue { amount currency } parent { id }
  keys { kind value countryCode system } contacts { id name email } accounts { kind system number } canonical { id }`;
const CREATE = `mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) {
  __typename ... on Customer { ${FIELDS} } ${REFUSAL} ... on ConflictError { field } } }`;
const UPDATE = `mutation ($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
  __typename ... on Customer { ${FIELDS} } ${REFUSAL} ... on ConflictError { field } ... on StaleVersionError { currentVersion } } }`;

let portal: Portal;
let operations: { subject: string };
let executive: { subject: string };

beforeAll(async () => {
  portal = await startPortal();
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  executive = await aStaffMember(portal, 'EXECUTIVE');
});

const create = async (details: object, idempotencyKey?: string) =>
  (await portal.send(operations.subject, CREATE, { input: { details, idempotencyKey } })).data.customerCreate;
const update = async (customer: { id: string; version: number }, details: object) =>
  (
    await portal.send(operations.subject, UPDATE, {
      input: { id: customer.id, version: customer.version, details },
    })
  ).data.customerUpdate;
const rowsOf = (id: string) =>
  portal.arrange((tx) =>
    tx.customer.findUnique({
      where: { id: id.slice('Customer_'.length) },
      include: { keys: true, contacts: true, accounts: true },
    }),
  );

const acme = (taxId = '136695976') => ({
  name: '  Acmé GmbH & Co. KG ',
  countryCode: 'DE',
  employees: 1200,
  annualRevenue: { amount: '1250000.50', currency: 'EUR' },
  keys: [
    { kind: 'TAX_ID', value: `DE ${taxId}` },
    { kind: 'DOMAIN', value: 'https://www.Acme.example/about' },
    { kind: 'CRM_ACCOUNT', system: 'SALESFORCE', value: randomUUID() },
  ],
  contacts: [{ name: 'Jo', email: 'JO@acme.example' }],
  accounts: [{ kind: 'BILLING', system: 'SAP', number: randomUUID() }],
});

describe('a customer', () => {
  it('is created with what identifies it, in one spelling', async () => {
    const customer = await create(acme());
    expect(customer).toMatchObject({
      __typename: 'Customer',
      version: 1,
      name: 'Acmé GmbH & Co. KG',
      nameKey: 'acme',
      annualRevenue: { amount: '1250000.50', currency: 'EUR' },
      parent: null,
      canonical: { id: customer.id },
      keys: [
        { kind: 'CRM_ACCOUNT', system: 'SALESFORCE', countryCode: null },
        { kind: 'DOMAIN', value: 'acme.example', system: null, countryCode: null },
        { kind: 'TAX_ID', value: '136695976', countryCode: 'DE', system: null },
      ],
      contacts: [{ name: 'Jo', email: 'jo@acme.example' }],
    });
    const read = await portal.send(
      executive.subject,
      `{ customer(id: "${customer.id}") { name } node(id: "${customer.id}") { id ... on Customer { nameKey } } }`,
    );
    expect(read.data).toEqual({
      customer: { name: 'Acmé GmbH & Co. KG' },
      node: { id: customer.id, nameKey: 'acme' },
    });
    const events = await portal.arrange((tx) =>
      tx.event.findMany({ where: { subjectId: customer.id.slice(9) } }),
    );
    expect(events).toMatchObject([{ type: 'customer.created', partnerId: null, partnerVisible: false }]);
    expect(portal.unexpected).toEqual([]);
  });

  it('repeats its answer for a repeated key, and refuses the key with other input', async () => {
    const first = await create({ name: 'Once' }, 'key-1');
    expect((await create({ name: 'Once' }, 'key-1')).id).toBe(first.id);
    expect(await create({ name: 'Twice' }, 'key-1')).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('changes what is given, leaves the rest, and replaces lists whole', async () => {
    const customer = await create(acme());
    const [contact] = customer.contacts;
    const changed = await update(customer, {
      employees: null,
      contacts: [{ id: contact.id, name: 'Joanna' }, { name: 'New' }],
      keys: customer.keys.filter(({ kind }: { kind: string }) => kind !== 'DOMAIN'),
    });
    expect(changed).toMatchObject({
      version: 2,
      name: customer.name,
      employees: null,
      annualRevenue: customer.annualRevenue,
      contacts: [{ id: contact.id, name: 'Joanna', email: null }, { name: 'New' }],
      accounts: customer.accounts,
    });
    expect(changed.keys).toEqual(customer.keys.filter(({ kind }: { kind: string }) => kind !== 'DOMAIN'));
  });

  it('is refused with everything that is wrong, and nothing changes', async () => {
    const customer = await create(acme());
    const before = await rowsOf(customer.id);
    const refused = await update(customer, {
      name: ' ',
      employees: -1,
      annualRevenue: { amount: '-1.00', currency: 'EUR' },
      keys: [
        { kind: 'DOMAIN', value: 'someone@gmail.com' },
        { kind: 'TAX_ID', value: 'DE136695977' },
      ],
      contacts: [{ name: 'A', email: 'not an address' }],
    });
    expect(refused.fields).toEqual([
      { field: 'name', code: 'REQUIRED' },
      { field: 'employees', code: 'OUT_OF_RANGE' },
      { field: 'annualRevenue', code: 'NEGATIVE' },
      { field: 'keys.0', code: 'PUBLIC_MAIL' },
      { field: 'keys.1', code: 'CHECK_DIGITS' },
      { field: 'contacts.0.email', code: 'NOT_AN_EMAIL' },
    ]);
    expect(await update({ ...customer, version: 9 }, { name: 'Other' })).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: 1,
    });
    const stranger = await create({ ...acme(), contacts: [{ name: 'Elsewhere' }] });
    expect(
      await update(customer, { contacts: [{ id: stranger.contacts[0].id, name: 'Stolen' }] }),
    ).toMatchObject({ fields: [{ field: 'contacts.0.id', code: 'NOT_FOUND' }] });
    expect(await rowsOf(customer.id)).toEqual(before);
    expect(await create({ name: '' })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(portal.unexpected).toEqual([]);
  });

  it('has its CRM account and its account numbers to itself', async () => {
    const customer = await create(acme());
    expect(await create({ name: 'Other', keys: [customer.keys[0]] })).toMatchObject({
      code: 'CONFLICT',
      field: 'keys',
    });
    expect(await create({ name: 'Other', accounts: customer.accounts })).toMatchObject({
      code: 'CONFLICT',
      field: 'accounts',
    });
    const shared = await create({ name: 'Acme Subsidiary', keys: [customer.keys[1]] });
    expect(shared.keys).toEqual([customer.keys[1]]);
    expect(portal.unexpected).toEqual([]);
  });

  it('gives one of two who take a CRM account at the same instant', async () => {
    const key = { kind: 'CRM_ACCOUNT', system: 'SALESFORCE', value: randomUUID() };
    const answers = await Promise.all([1, 2, 3].map((n) => create({ name: `Racer ${n}`, keys: [key] })));
    expect(answers.map((answer) => answer.code ?? answer.__typename).sort()).toEqual([
      'CONFLICT',
      'CONFLICT',
      'Customer',
    ]);
    expect(portal.unexpected).toEqual([]);
  });

  it('never belongs to itself, to what is below it, or to nothing', async () => {
    const top = await create({ name: 'Top' });
    const middle = await create({ name: 'Middle', parentId: top.id });
    const bottom = await create({ name: 'Bottom', parentId: middle.id });
    for (const parentId of [top.id, middle.id, bottom.id])
      expect(await update(top, { parentId })).toMatchObject({
        fields: [{ field: 'parentId', code: 'CYCLE' }],
      });
    expect(await update(top, { parentId: `Customer_${randomUUID()}` })).toMatchObject({
      fields: [{ field: 'parentId', code: 'NOT_FOUND' }],
    });
    const tree = await portal.send(
      executive.subject,
      `{ customer(id: "${bottom.id}") { parent { parent { id subsidiaries { id } } } } }`,
    );
    expect(tree.data.customer.parent.parent).toEqual({ id: top.id, subsidiaries: [{ id: middle.id }] });
    expect(await update(bottom, { parentId: null })).toMatchObject({ parent: null });
  });

  it('cannot close a cycle by two changes at the same instant', async () => {
    const [a, b] = [await create({ name: 'Left' }), await create({ name: 'Right' })];
    const answers = await Promise.all([update(a, { parentId: b.id }), update(b, { parentId: a.id })]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Customer', 'InvalidInputError']);
  });
});

describe('the customer master', () => {
  it('is closed to partners, anonymous callers and strangers, and nothing changes', async () => {
    const customer = await create(acme());
    const before = await rowsOf(customer.id);
    const partner = await aPartner(portal);
    const clients = [
      (await aMember(portal, partner.id, 'PARTNER_ADMIN')).subject,
      (await aMember(portal, partner.id, 'PARTNER_MEMBER')).subject,
      'nobody-known',
      null,
    ];
    const contactId = customer.contacts[0].id;
    for (const subject of clients) {
      const read = await portal.send(
        subject,
        `{ customer(id: "${customer.id}") { name } customers { totalCount }
          customerMatches(input: { name: "Acme" }) { decision }
          node(id: "${customer.id}") { id } contact: node(id: "${contactId}") { id }
          unknown: node(id: "Customer_${randomUUID()}") { id } nodes(ids: ["${customer.id}"]) { id } }`,
      );
      expect(read.data).toEqual({
        customer: null,
        customers: null,
        customerMatches: null,
        node: null,
        contact: null,
        unknown: null,
        nodes: [null],
      });
      const written = await portal.send(subject, UPDATE, {
        input: { id: customer.id, version: 1, details: { name: 'Theirs' } },
      });
      expect(written.data.customerUpdate).toMatchObject({ code: 'FORBIDDEN' });
      const created = await portal.send(subject, CREATE, { input: { details: { name: 'Theirs' } } });
      expect(created.data.customerCreate).toMatchObject({ code: 'FORBIDDEN' });
    }
    const reader = await portal.send(executive.subject, UPDATE, {
      input: { id: customer.id, version: 1, details: { name: 'Theirs' } },
    });
    expect(reader.data.customerUpdate).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rowsOf(customer.id)).toEqual(before);
    expect(await portal.arrange((tx) => tx.customer.count({ where: { name: 'Theirs' } }))).toBe(0);
    expect(portal.unexpected).toEqual([]);
  });

  it('is listed by name, filtered and counted', async () => {
    const group = await create({ name: 'Zeta Group' });
    for (const name of ['Zeta 2%', 'Zeta 10', 'zeta 1']) await create({ name, parentId: group.id });
    const LIST = `query ($filter: CustomerFilter, $first: Int, $after: String) {
      customers(filter: $filter, first: $first, after: $after) { totalCount nodes { name } pageInfo { endCursor } } }`;
    const list = async (variables: object) =>
      (await portal.send(executive.subject, LIST, variables)).data.customers;
    const filter = { parentIds: [group.id] };
    const first = await list({ filter, first: 2 });
    expect(first).toMatchObject({ totalCount: 3, nodes: [{ name: 'Zeta 10' }, { name: 'Zeta 2%' }] });
    const second = await list({ filter, first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes).toEqual([{ name: 'zeta 1' }]);
    expect((await list({ filter: { text: '2%' } })).nodes).toEqual([{ name: 'Zeta 2%' }]);
    expect((await list({ filter: { text: 'ZETA', parentIds: [] } })).nodes).toEqual([]);
  });

  it('answers a page of any size by the same number of statements', async () => {
    const group = await create({ name: 'Omega Group' });
    for (let n = 0; n < 20; n += 1) await create({ ...acme(), name: `Omega ${n}`, parentId: group.id });
    const LIST = `query ($first: Int!, $filter: CustomerFilter) { customers(first: $first, filter: $filter) { nodes {
      name parent { name } canonical { name } keys { value } contacts { name } accounts { number }
      mergeHistory { reason survivor { name } } aliases { name } subsidiaries { name } } } }`;
    const query = vi.spyOn(pg.Client.prototype, 'query');
    const counts: number[] = [];
    for (const first of [1, 20]) {
      query.mockClear();
      const answer = await portal.send(executive.subject, LIST, { first, filter: { parentIds: [group.id] } });
      expect(answer.data.customers.nodes).toHaveLength(first);
      counts.push(query.mock.calls.length);
    }
    query.mockRestore();
    expect(counts[0]).toBeGreaterThan(2);
    expect(counts[1]).toBe(counts[0]);
  });
});
