import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { aMember, anAssignment, aPartner, aStaffMember } from '../support/builders.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const FIELDS = `id name status statusSince type timeZone currency version agreementReference region { code } master { id }
  subAccounts { id } addresses { kind line1 city postalCode countryCode } externalIds { system externalId }
  statusHistory { kind to reason }`;
const mutation = (
  name: string,
  input: string,
) => `mutation ($input: ${input}!) { ${name}(input: $input) { __typename
  ... on Partner { ${FIELDS} } ... on Region { id code name } ... on Error { code message }
  ... on InvalidInputError { fields { field code } } ... on ConflictError { field } ... on NotFoundError { field } } }`;
const withoutRegion = (text: string) => text.replace('... on Region { id code name } ', '');
const CREATE = withoutRegion(mutation('partnerCreate', 'PartnerCreateInput'));
const UPDATE = withoutRegion(mutation('partnerUpdate', 'PartnerUpdateInput')).replace(
  '... on ConflictError { field } ',
  '',
);
const ADDRESSES = withoutRegion(mutation('partnerSetAddresses', 'PartnerSetAddressesInput')).replace(
  '... on ConflictError { field } ',
  '',
);
const LINK = withoutRegion(mutation('partnerLinkExternalId', 'PartnerExternalIdLinkInput'));
const UNLINK = withoutRegion(mutation('partnerUnlinkExternalId', 'PartnerExternalIdLinkInput'));
const REGION = mutation('regionCreate', 'RegionCreateInput').replace(
  /\.\.\. on Partner \{[\s\S]*?\} \} \.\.\./,
  '...',
);

const HEADQUARTERS = {
  kind: 'HEADQUARTERS',
  line1: '1 Main St',
  city: 'Austin',
  postalCode: '78701',
  countryCode: 'US',
};

let portal: Portal;
let operations: { subject: string };

const send = async (document: string, input: object, subject: string | null = operations.subject) => {
  const answer = await portal.send(subject, document, { input });
  return Object.values(answer.data ?? { none: answer.errors })[0] as Record<string, never> & {
    fields: object[];
  };
};

const newPartner = (more: object = {}) => ({
  name: `Vandelay ${randomUUID().slice(0, 8)} LLC`,
  type: 'RESELLER',
  timeZone: 'America/New_York',
  currency: 'USD',
  reason: 'Signed at the fair.',
  ...more,
});

const everything = () =>
  portal.arrange(async (tx) => ({
    regions: await tx.region.findMany({ orderBy: { id: 'asc' } }),
    partners: await tx.partner.findMany({ orderBy: { id: 'asc' } }),
    addresses: await tx.partnerAddress.findMany({ orderBy: [{ partnerId: 'asc' }, { kind: 'asc' }] }),
    externalIds: await tx.partnerExternalId.findMany({ orderBy: { externalId: 'asc' } }),
    events: await tx.event.findMany({ orderBy: { id: 'asc' } }),
  }));

const unchangedBy = async (work: () => Promise<unknown>) => {
  const before = await everything();
  const answer = await work();
  expect(await everything()).toEqual(before);
  return answer;
};

beforeAll(async () => {
  portal = await startPortal({ poolMax: 8 });
  operations = await aStaffMember(portal, 'PARTNER_OPERATIONS');
  await portal.arrange((tx) => tx.vendorCurrency.create({ data: { code: 'EUR' } }));
});

describe('an account that staff creates', () => {
  it('starts approved, with all that it was given', async () => {
    const region = await send(REGION, { code: 'na-east', name: ' North America, East ' });
    expect(region).toMatchObject({ __typename: 'Region', code: 'NA-EAST', name: 'North America, East' });
    const created = await send(
      CREATE,
      newPartner({
        name: 'Vandelay  Industries, LLC',
        regionId: region.id,
        agreementReference: 'AGR-1',
        addresses: [HEADQUARTERS],
        externalIds: [{ system: 'crm', externalId: 'V-1' }],
      }),
    );
    expect(created).toMatchObject({
      __typename: 'Partner',
      name: 'Vandelay Industries, LLC',
      status: 'APPROVED',
      version: 1,
      agreementReference: 'AGR-1',
      region: { code: 'NA-EAST' },
      master: null,
      addresses: [HEADQUARTERS],
      externalIds: [{ system: 'crm', externalId: 'V-1' }],
      statusHistory: [{ kind: 'CREATE', to: 'APPROVED', reason: 'Signed at the fair.' }],
    });
    const { regions } = (await portal.send(operations.subject, '{ regions { code name } }')).data;
    expect(regions).toContainEqual({ code: 'NA-EAST', name: 'North America, East' });
    expect(portal.unexpected).toEqual([]);
  });

  it('is made once for a key, also by two requests at once', async () => {
    const input = newPartner({ idempotencyKey: 'create-1' });
    const [one, two] = await Promise.all([send(CREATE, input), send(CREATE, input)]);
    expect(one.id).toBe(two.id);
    expect(await unchangedBy(() => send(CREATE, { ...input, name: 'Other' }))).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it.each([
    ['name', { name: ' -- ' }, 'NO_LETTER_OR_DIGIT'],
    ['reason', { reason: '' }, 'REQUIRED'],
    ['addresses.1.kind', { addresses: [HEADQUARTERS, HEADQUARTERS] }, 'DUPLICATE'],
    ['addresses.0.city', { addresses: [{ ...HEADQUARTERS, city: ' ' }] }, 'REQUIRED'],
    ['externalIds.0.system', { externalIds: [{ system: '', externalId: 'x' }] }, 'REQUIRED'],
    ['externalIds', { externalIds: Array(21).fill({ system: 'a', externalId: 'b' }) }, 'TOO_MANY'],
  ])('is refused for its %s, and nothing is written', async (field, more, code) => {
    const answer = await unchangedBy(() => send(CREATE, newPartner(more)));
    expect(answer).toMatchObject({ code: 'INVALID_INPUT', fields: [{ field, code }] });
  });
});

describe('details', () => {
  it('hold a currency that the vendor deals in', async () => {
    const refusal = {
      code: 'INVALID_INPUT',
      message: 'currency is one that the vendor deals in: EUR, USD.',
      fields: [{ field: 'currency', code: 'NOT_DEALT_IN' }],
    };
    expect(await unchangedBy(() => send(CREATE, newPartner({ currency: 'GBP' })))).toMatchObject(refusal);
    const { id } = await send(CREATE, newPartner());
    const change = { id, version: 1, currency: 'GBP' };
    expect(await unchangedBy(() => send(UPDATE, change))).toMatchObject(refusal);
    expect(await send(UPDATE, { ...change, currency: 'EUR' })).toMatchObject({ currency: 'EUR', version: 2 });
  });

  it('change one by one; what is left out stays and null clears what can be empty', async () => {
    const region = await send(REGION, { code: 'EMEA', name: 'EMEA' });
    const created = await send(CREATE, newPartner({ regionId: region.id }));
    const renamed = await send(UPDATE, { id: created.id, version: 1, name: 'Kruger GmbH', currency: 'EUR' });
    expect(renamed).toMatchObject({
      name: 'Kruger GmbH',
      currency: 'EUR',
      version: 2,
      region: { code: 'EMEA' },
    });
    expect(await send(UPDATE, { id: created.id, version: 2, regionId: null })).toMatchObject({
      region: null,
    });
    const stale = await unchangedBy(() => send(UPDATE, { id: created.id, version: 2, name: 'Late' }));
    expect(stale).toMatchObject({ code: 'STALE_VERSION' });
    const cleared = await unchangedBy(() =>
      send(UPDATE, { id: created.id, version: 3, name: null, type: null }),
    );
    expect(cleared).toMatchObject({
      fields: [
        { field: 'name', code: 'REQUIRED' },
        { field: 'type', code: 'REQUIRED' },
      ],
    });
    const key = await portal.arrange((tx) =>
      tx.partner.findUniqueOrThrow({ where: { id: String(created.id).slice(8) } }),
    );
    expect(key.nameKey).toBe('kruger');
  });

  it('replace the addresses as a whole', async () => {
    const created = await send(CREATE, newPartner({ addresses: [HEADQUARTERS] }));
    const billing = { ...HEADQUARTERS, kind: 'BILLING', line1: 'PO Box 1' };
    expect(await send(ADDRESSES, { id: created.id, version: 1, addresses: [billing] })).toMatchObject({
      addresses: [billing],
      version: 2,
    });
    expect(await send(ADDRESSES, { id: created.id, version: 2, addresses: [] })).toMatchObject({
      addresses: [],
    });
  });

  it('have an external id once in a system, whoever asks first', async () => {
    const [one, two] = [await send(CREATE, newPartner()), await send(CREATE, newPartner())];
    const id = { system: 'billing', externalId: 'B-7' };
    const answers = await Promise.all(
      [one, two].map((partner) => send(LINK, { id: partner.id, version: 1, ...id })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ConflictError', 'Partner']);
    const winner = answers.find(({ __typename }) => __typename === 'Partner')!;
    const again = await unchangedBy(() => send(LINK, { id: winner.id, version: 2, ...id }));
    expect(again).toMatchObject({ code: 'CONFLICT', field: 'externalId' });
    expect(await send(UNLINK, { id: winner.id, version: 2, ...id })).toMatchObject({
      externalIds: [],
      version: 3,
    });
    expect(await unchangedBy(() => send(UNLINK, { id: winner.id, version: 3, ...id }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    const loser = one.id === winner.id ? two : one;
    expect(await send(LINK, { id: loser.id, version: 1, ...id })).toMatchObject({ externalIds: [id] });
    expect(portal.unexpected).toEqual([]);
  });

  it('refuse an external id that would have to be cleaned', async () => {
    const { id } = await send(CREATE, newPartner());
    for (const externalId of ['B-8\u0000', 'B-8\ud800', 'B-8\n', 'B\u200b-8'])
      expect(
        await unchangedBy(() => send(LINK, { id, version: 1, system: 'billing', externalId })),
      ).toMatchObject({ fields: [{ field: 'externalId', code: 'NOT_PLAIN' }] });
    const externalIds = [
      { system: 'billing', externalId: 'B-8' },
      { system: 'billing', externalId: 'B-8\ud801' },
    ];
    expect(await unchangedBy(() => send(CREATE, newPartner({ externalIds })))).toMatchObject({
      fields: [{ field: 'externalIds.1.externalId', code: 'NOT_PLAIN' }],
    });
    expect(portal.unexpected).toEqual([]);
  });

  it('refuse a region twice', async () => {
    await send(REGION, { code: 'APAC', name: 'Asia' });
    expect(await unchangedBy(() => send(REGION, { code: 'apac', name: 'Again' }))).toMatchObject({
      code: 'CONFLICT',
      field: 'code',
    });
    expect(await unchangedBy(() => send(REGION, { code: 'a b', name: 'Blank' }))).toMatchObject({
      fields: [{ field: 'code', code: 'NOT_A_CODE' }],
    });
  });
});

describe('whoever is not partner operations', () => {
  it.each([
    'PARTNER_ADMIN',
    'PARTNER_MEMBER',
    'CHANNEL_MANAGER',
    'SALES_OPERATIONS',
    'FINANCE',
    'EXECUTIVE',
    'SERVICE',
    'ANONYMOUS',
  ] as const)('%s writes no account, and nothing changes', async (role) => {
    const { id } = await aPartner(portal);
    const subjectOf = async () => {
      if (role === 'ANONYMOUS') return null;
      if (role === 'PARTNER_ADMIN' || role === 'PARTNER_MEMBER')
        return (await aMember(portal, id, role)).subject;
      const staff = await aStaffMember(portal, role);
      if (role === 'CHANNEL_MANAGER') await anAssignment(portal, id, staff.personId);
      return staff.subject;
    };
    const subject = await subjectOf();
    const which = { id: `Partner_${id}`, version: 1 };
    for (const [document, input] of [
      [CREATE, newPartner()],
      [UPDATE, { ...which, name: 'Mine now' }],
      [ADDRESSES, { ...which, addresses: [HEADQUARTERS] }],
      [LINK, { ...which, system: 'crm', externalId: 'X' }],
      [UNLINK, { ...which, system: 'crm', externalId: 'X' }],
      [REGION, { code: 'MINE', name: 'Mine' }],
    ] as const) {
      expect(await unchangedBy(() => send(document, input, subject))).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(portal.unexpected).toEqual([]);
  });
});
