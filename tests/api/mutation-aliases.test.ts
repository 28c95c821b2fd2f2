import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLUnionType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { rootFields } from '../support/gates/arguments.ts';
import { agreements } from '../support/gates/scenarios/agreements.ts';
import { billing } from '../support/gates/scenarios/billing.ts';
import { certifications } from '../support/gates/scenarios/certifications.ts';
import { commissions } from '../support/gates/scenarios/commissions.ts';
import { customers } from '../support/gates/scenarios/customers.ts';
import { disputes } from '../support/gates/scenarios/disputes.ts';
import { engagement } from '../support/gates/scenarios/engagement.ts';
import { forecasts } from '../support/gates/scenarios/forecasts.ts';
import { implementations } from '../support/gates/scenarios/implementations.ts';
import { kpis } from '../support/gates/scenarios/kpis.ts';
import { learning } from '../support/gates/scenarios/learning.ts';
import { objectives } from '../support/gates/scenarios/objectives.ts';
import { orders } from '../support/gates/scenarios/orders.ts';
import { partners } from '../support/gates/scenarios/partners.ts';
import { payouts } from '../support/gates/scenarios/payouts.ts';
import { people } from '../support/gates/scenarios/people.ts';
import { plans } from '../support/gates/scenarios/plans.ts';
import { pricing } from '../support/gates/scenarios/pricing.ts';
import { programs } from '../support/gates/scenarios/programs.ts';
import { referrals } from '../support/gates/scenarios/referrals.ts';
import { remediation } from '../support/gates/scenarios/remediation.ts';
import { statements } from '../support/gates/scenarios/statements.ts';
import { tierReviews } from '../support/gates/scenarios/tier-reviews.ts';
import { vendor } from '../support/gates/scenarios/vendor.ts';
import { type Scenarios, startWorld, type World } from '../support/gates/scenarios/world.ts';
import type { Answer } from '../support/portal.ts';

const SCENARIOS: Scenarios = {
  ...agreements,
  ...billing,
  ...certifications,
  ...commissions,
  ...customers,
  ...disputes,
  ...engagement,
  ...forecasts,
  ...implementations,
  ...kpis,
  ...learning,
  ...objectives,
  ...orders,
  ...partners,
  ...payouts,
  ...people,
  ...pricing,
  ...plans,
  ...programs,
  ...referrals,
  ...remediation,
  ...statements,
  ...tierReviews,
  ...vendor,
};

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

beforeEach(() => world.portal.setNow(null));

type Field = GraphQLField<unknown, unknown>;

const fieldsOf = (type: GraphQLObjectType): Field[] =>
  Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));

const leavesOf = (type: GraphQLObjectType) =>
  fieldsOf(type).filter((field) => isLeafType(getNamedType(field.type)));

/** Fields of a type that lead to other objects, read through a page where they are lists of them. */
const relationsOf = (type: GraphQLObjectType) =>
  fieldsOf(type).filter((field) => isObjectType(getNamedType(field.type)));

/** A third of what one document may have, since pages below have relations of their own. */
const RELATIONS_MAX = 10;

/** Each relation twice: once with one field and one row, once with all fields and more rows. */
function relationsTwice(type: GraphQLObjectType): string {
  const relations = relationsOf(type).slice(0, RELATIONS_MAX);
  if (relations.length === 0) {
    const [first] = leavesOf(type);
    return `first: ${first!.name} second: ${first!.name}`;
  }
  return relations
    .map((field, at) => {
      const call = (rows: number) =>
        field.args.some(({ name }) => name === 'first') ? `${field.name}(first: ${rows})` : field.name;
      const target = getNamedType(field.type) as GraphQLObjectType;
      return `a${at}: ${call(1)} { ${oneOf(target)} } b${at}: ${call(2)} { ${allOf(target)} }`;
    })
    .join(' ');
}

const oneOf = (type: GraphQLObjectType): string =>
  type.name.endsWith('Connection') ? `nodes { id }` : (leavesOf(type)[0]?.name ?? '__typename');

const allOf = (type: GraphQLObjectType): string => {
  if (type.name.endsWith('Connection')) {
    return `totalCount nodes { ${allOf(getNamedType(type.getFields().nodes!.type) as GraphQLObjectType)} }`;
  }
  const leaves = leavesOf(type).map(({ name }) => name);
  return leaves.length > 0 ? leaves.join(' ') : '__typename';
};

function documentOf(field: Field): string {
  const members = (getNamedType(field.type) as GraphQLUnionType).getTypes();
  const answered = members.find(({ name }) => !name.endsWith('Error'))!;
  return `mutation ($input: ${field.args[0]!.type}) { ${field.name}(input: $input) { __typename
    ... on ${answered.name} { ${relationsTwice(answered)} } ... on Error { code message }
    ... on InvalidInputError { fields { field code } } } }`;
}

/** A relation that whoever may change the object may not read; it is null under both aliases. */
const isHidden = ({ path, extensions }: NonNullable<Answer['errors']>[number]) =>
  extensions.code === 'FORBIDDEN' && path?.length === 2;

const mutations = rootFields(schema, 'mutation');

describe('every mutation', () => {
  it('has a scenario in which it succeeds', () => {
    expect(Object.keys(SCENARIOS).sort()).toEqual(mutations.map(({ name }) => name).sort());
  });

  it.each(mutations.filter(({ name }) => name in SCENARIOS).map((field) => [field.name, field] as const))(
    '%s answers a relation under two aliases, each with what it asked for',
    async (name, field) => {
      const { by, input, email } = await SCENARIOS[name]!(world);
      const answer = await world.portal.send(by.subject, documentOf(field), { input }, email);
      expect(answer.errors?.filter((error) => !isHidden(error)) ?? []).toEqual([]);
      expect(answer.data[name]).not.toHaveProperty('code');
      for (const [alias, value] of Object.entries(answer.data[name])) {
        const twin = answer.data[name][alias.replace('a', 'b')];
        if (/^a\d/.test(alias)) expect([alias, value === null]).toEqual([alias, twin === null]);
      }
      expect(world.portal.unexpected).toEqual([]);
    },
  );
});

type Context = {
  db: unknown;
  transaction<T>(work: (tx: unknown) => Promise<T>): Promise<T>;
};

describe('the gate', () => {
  it('notices a mutation that reads its answer in the transaction that it has committed', async () => {
    const field = schema.getMutationType()!.getFields().referralWithdraw!;
    const { resolve } = field;
    field.resolve = (root, args, context: Context, info) => {
      const { transaction } = context;
      context.transaction = (work) =>
        transaction((tx) => {
          context.db = tx;
          return work(tx);
        });
      return resolve!(root, args, context, info);
    };
    try {
      const { by, input } = await SCENARIOS.referralWithdraw!(world);
      const answer = await world.portal.send(by.subject, documentOf(field), { input });
      expect(answer.errors?.length).toBeGreaterThan(0);
    } finally {
      field.resolve = resolve;
      world.portal.unexpected.length = 0;
    }
  });
});
