import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityKeysOf } from '../../src/domains/customers/customer-identity.rules.ts';
import { limitSimilarity, recordsQuery } from '../../src/domains/customers/customer-match.repo.ts';
import { Prisma } from '../../src/platform/database/generated/client/client.ts';
import type { DatabaseRole } from '../../src/platform/database/session.ts';
import { writeTransaction } from '../../src/platform/database/session.ts';
import { aStaffMember } from '../support/builders.ts';
import { asSuperuser } from '../support/database.ts';
import { type Portal, startPortal } from '../support/portal.ts';

const CUSTOMERS = 100_000;

const MATCHES = `query ($input: CustomerMatchInput!, $first: Int) { customerMatches(input: $input, first: $first) { decision
  ignored { kind reason } matches { isSame scoreBps matchedOn customer { id name keys { value } parent { name } }
  contributions { code measure pointsBps } } } }`;

let portal: Portal;
let executive: { subject: string };

/** Names of three syllables each, so that trigrams are as common as in real names. */
const fill = (tx: { $executeRawUnsafe(sql: string): Promise<number> }) =>
  tx.$executeRawUnsafe(`
    WITH syllable AS (SELECT ARRAY['ba','cor','den','fil','gra','hol','jen','kal','lum','mor','nex','ova','pri','qui','ros',
        'sol','tur','vin','wes','yor','zan','tech','soft','plan'] AS s),
    made AS (SELECT uuidv7() AS id, n, s[1 + n % 24] || s[1 + n / 24 % 24] || s[1 + n / 576 % 24] || ' '
        || (ARRAY['systems','trading','logistics','energy','foods','media','labs','partners'])[1 + n % 8] AS name
      FROM generate_series(1, ${CUSTOMERS}) AS n, syllable),
    stored AS (INSERT INTO customer (id, canonical_id, name, name_key, country_code)
      SELECT id, id, initcap(name) || ' Ltd', name, 'GB' FROM made)
    INSERT INTO customer_key (customer_id, kind, value) SELECT id, 'DOMAIN', 'customer-' || n || '.example' FROM made`);

beforeAll(async () => {
  portal = await startPortal();
  executive = await aStaffMember(portal, 'EXECUTIVE');
  await portal.arrange(fill);
  await asSuperuser(portal.testDatabase.superuserUrl, (client) =>
    client.query('VACUUM ANALYZE customer, customer_key'),
  );
}, 120_000);

const aRecord = (
  name: string,
  nameKey: string,
  keys: { kind: string; value: string }[],
  canonicalId?: string,
) =>
  portal.arrange(async (tx) => {
    const id = randomUUID();
    await tx.customer.create({
      data: { id, canonicalId: canonicalId ?? id, name, nameKey, countryCode: 'GB' },
    });
    await tx.customerKey.createMany({ data: keys.map((key) => ({ customerId: id, ...key })) });
    return id;
  });

const match = async (input: object, first?: number) =>
  (await portal.send(executive.subject, MATCHES, { input, first })).data.customerMatches;

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] };
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

describe(`among ${CUSTOMERS} customers`, () => {
  it.each(['portal_staff', 'portal_job', 'portal_portfolio'] satisfies DatabaseRole[])(
    'records are found by indexes as %s, whose tables have row security',
    async (role) => {
      const { keys } = identityKeysOf({ countryCode: 'GB', webAddresses: ['customer-77.example'] });
      const query = recordsQuery({ keys, nameKey: 'banexcor logistics', countryCode: null });
      const scope = { role, partnerIds: [], membershipIds: [], actorId: null };
      const [row] = await writeTransaction(portal.database, scope, async (tx) => {
        await limitSimilarity(tx);
        return await tx.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
          Prisma.sql`EXPLAIN (FORMAT JSON) ${query}`,
        );
      });
      const nodes = nodesOf(row!['QUERY PLAN'][0].Plan);
      expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      const indexes = nodes.map((node) => node['Index Name']);
      expect(indexes).toContain('customer_name_key_trigram');
      expect(indexes).toContain('customer_key_pkey');
    },
  );

  it('a name alone suggests, the likeliest first, and never decides', async () => {
    const found = await match({ name: 'Banexcor Logistic', countryCode: 'GB' }, 5);
    expect(found).toMatchObject({ decision: 'POSSIBLE', ignored: [] });
    expect(found.matches).toHaveLength(5);
    const scores = found.matches.map(({ scoreBps }: { scoreBps: number }) => scoreBps);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { isSame, scoreBps, contributions } of found.matches) {
      expect(isSame).toBe(false);
      expect(scoreBps).toBeLessThan(10_000);
      const sum = contributions.reduce(
        (total: number, { pointsBps }: { pointsBps: number }) => total + pointsBps,
        0,
      );
      expect(scoreBps).toBe(Math.min(sum, 9_500));
    }
  });

  it.each([
    ['日本株式会社', '日本', '日本'],
    ['Ромашка', 'ромашка', 'Ромашки'],
    ['مرحبا', 'مرحبا', 'مرحبا'],
  ])('names of every script suggest: %s', async (name, nameKey, wanted) => {
    const id = await aRecord(name, nameKey, []);
    const found = await match({ name: wanted });
    expect(found.decision).toBe('POSSIBLE');
    expect(found.matches).toMatchObject([{ customer: { id: `Customer_${id}` } }]);
  });

  it('a strong key decides, however the name is written', async () => {
    const found = await match({
      name: 'Something Else',
      domain: 'https://Customer-77.example/',
      countryCode: 'FR',
    });
    expect(found.decision).toBe('SAME');
    expect(found.matches[0]).toMatchObject({
      isSame: true,
      scoreBps: 10_000,
      customer: { keys: [{ value: 'customer-77.example' }] },
    });
    expect(found.matches[0].matchedOn[0]).toBe('DOMAIN');
  });

  it('a merged record counts as its customer, and one customer is one candidate', async () => {
    const survivor = await aRecord('Zyxwonder', 'zyxwonder', [{ kind: 'TAX_ID', value: 'GB:980780684' }]);
    await aRecord('Zyxwonder UK', 'zyxwonder uk', [{ kind: 'DOMAIN', value: 'zyxwonder.example' }], survivor);
    const found = await match({ name: 'Zyxwonder UK', domain: 'zyxwonder.example' });
    expect(found.decision).toBe('SAME');
    expect(found.matches).toMatchObject([{ customer: { id: `Customer_${survivor}` }, isSame: true }]);
    expect(found.matches[0].matchedOn).toEqual(expect.arrayContaining(['DOMAIN', 'NAME_EQUAL']));
  });

  it('a shared domain with another tax id is left to a person', async () => {
    const group = [{ kind: 'DOMAIN', value: 'quizzical.example' }];
    await aRecord('Quizzical', 'quizzical', [...group, { kind: 'TAX_ID', value: 'GB:980780684' }]);
    const found = await match({ domain: 'quizzical.example', taxId: 'GB434031494', countryCode: 'GB' });
    expect(found.decision).toBe('POSSIBLE');
    expect(found.matches[0].contributions).toContainEqual({
      code: 'TAX_ID_DIFFERENT',
      measure: 1,
      pointsBps: 0,
    });
  });

  it('nothing like it is nothing, and what identifies nobody is named', async () => {
    expect(
      await match({ name: 'Ωμέγα', domain: 'someone@gmail.com', taxId: '123', countryCode: 'DE' }),
    ).toEqual({
      decision: 'NONE',
      matches: [],
      ignored: [
        { kind: 'TAX_ID', reason: 'FORMAT' },
        { kind: 'DOMAIN', reason: 'PUBLIC_MAIL' },
      ],
    });
    for (const [input, first] of [
      [{}, 1],
      [{ countryCode: 'DE', name: ' ' }, 1],
      [{ name: 'A' }, 0],
      [{ name: 'A' }, 51],
      [{ name: 'x'.repeat(2_001) }, 1],
    ] as const) {
      const answer = await portal.send(executive.subject, MATCHES, { input, first });
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(portal.unexpected).toEqual([]);
  });

  it('is searched by text through an index too', async () => {
    const scope = { role: 'portal_staff', partnerIds: [], membershipIds: [], actorId: null } as const;
    const [row] = await writeTransaction(
      portal.database,
      scope,
      (tx) =>
        tx.$queryRaw<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>`
        EXPLAIN (FORMAT JSON) SELECT id FROM customer WHERE name ILIKE '%zansoftyor%' ORDER BY name, id LIMIT 21`,
    );
    const indexes = nodesOf(row!['QUERY PLAN'][0].Plan).map((node) => node['Index Name']);
    expect(indexes).toContain('customer_name_trigram');
  });
});
