import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Sql } from '../../../src/compiled/compiled-operation.ts';
import { compileOperation } from '../../../src/graphql/compile/compile-operation.ts';
import { dataModelOf } from '../../../src/graphql/compile/data-model.ts';
import { schema } from '../../../src/graphql/schema.ts';

const FOLDER = resolve(import.meta.dirname, '../../../prisma/schema');

const MODELS = dataModelOf(
  readdirSync(FOLDER)
    .map((file) => readFileSync(resolve(FOLDER, file), 'utf8'))
    .join('\n'),
);

const compile = (text: string) => compileOperation(schema, MODELS, text);

const textOf = (sql: Sql): string =>
  sql.map((line) => (typeof line === 'string' ? line : textOf(line.sql))).join('\n');

const sqlOf = (text: string): string => {
  const outcome = compile(text);
  if ('reasons' in outcome) throw new Error(outcome.reasons.join('\n'));
  return textOf(outcome.compiled.sql);
};

const DASHBOARD = `query Dashboard($partnerId: ID!) {
  partner(id: $partnerId) { id name status }
  referralCounts { status count }
  opportunityCounts { stage count }
  referrals(first: 20) {
    pageInfo { hasNextPage }
    nodes { id status customerName createdAt version product { id name } }
  }
  ledgerEntries(partnerId: $partnerId, first: 20) {
    edges { node { id kind amount { amount currency } period } }
  }
}`;

const PARTNERS = `query Partners {
  partners(first: 50) {
    totalCount
    pageInfo { hasNextPage }
    nodes { id name status type createdAt region { id name } }
  }
}`;

const REFERRAL = `query Referral($id: ID!) {
  referral(id: $id) { id status customerName createdAt version product { id name } }
}`;

it.each([
  { text: DASHBOARD, tables: ['partner', 'referral', 'opportunity', 'product', 'ledger_entry'] },
  { text: PARTNERS, tables: ['partner', 'region'] },
  { text: REFERRAL, tables: ['referral', 'product'] },
])('compiles $text', ({ text, tables }) => {
  const sql = sqlOf(text);
  for (const table of tables) expect(sql).toMatch(new RegExp(`FROM ${table} AS`));
});

it('answers null for the entries of a partner that is not seen', () => {
  expect(sqlOf(DASHBOARD)).toContain('WHERE EXISTS (SELECT FROM partner AS');
});

const TIERS = ['tier_placement', 'program_requirement'];
const PROGRESS = ['enrolment_progress', 'certification_group'];

it.each([
  { told: 'held nextLossOn', read: [], spared: [...TIERS, ...PROGRESS] },
  { told: 'required { needed }', read: TIERS, spared: PROGRESS },
  { told: 'closest { name }', read: PROGRESS, spared: TIERS },
  { told: 'requiredForTier closest { name }', read: [...TIERS, ...PROGRESS], spared: [] },
])('reads for a computed field what $told asks for', ({ told, read, spared }) => {
  const sql = sqlOf(`query Q($id: ID!) { certificationStatus(partnerId: $id) { ${told} } }`);
  for (const table of read) expect(sql).toContain(`FROM ${table}`);
  for (const table of spared) expect(sql).not.toContain(`FROM ${table}`);
});

it('takes an order that the document fixes', () => {
  const sql = sqlOf('query Q { partners(orderBy: { by: CREATED_AT, direction: DESC }) { nodes { id } } }');
  expect(sql).toContain('ORDER BY partner.created_at DESC, partner.id DESC');
  expect(sql).not.toContain('partner.name');
});

it.each([
  {
    text: 'query Q($d: OrderDirection!) { partners(orderBy: { by: NAME, direction: $d }) { nodes { id } } }',
    reason: 'partners: an order that a variable is a part of',
  },
  {
    text: 'query Q { certificationAwards(filter: { status: [VALID] }) { nodes { id } } }',
    reason: 'certificationAwards: its filter by status',
  },
  {
    text: 'query Q($id: ID!) { ledgerEntries(partnerId: $id) { edges { runningBalance { amount } } } }',
    reason: 'edge: runningBalance',
  },
  {
    text: 'query Q($id: ID!) { partner(id: $id) { __proto__: name } }',
    reason: '__proto__: a name that objects have themselves',
  },
])('says why it does not compile $text', ({ text, reason }) => {
  expect(compile(text)).toEqual({ reasons: [reason] });
});

it('leaves a filter that only the ordinary way knows to it, once it is given', () => {
  const outcome = compile(
    'query Q($filter: CertificationAwardFilter) { certificationAwards(filter: $filter) { nodes { id } } }',
  );
  if ('reasons' in outcome) throw new Error(outcome.reasons.join('\n'));
  expect(outcome.compiled.parameters['filter.status']).toEqual({
    from: { variable: 'filter', path: ['status'] },
    reads: { as: 'nothing' },
  });
});

const SEARCHES =
  'query Q($id: ID!) { ledgerEntries(partnerId: $id, first: 20) { nodes { orderNumber product { id name } } } }';

it('looks up a row that several fields of a page lead to once', () => {
  expect(sqlOf(SEARCHES).match(/FROM commission_earning/g)).toHaveLength(1);
});
