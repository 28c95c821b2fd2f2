import { type GraphQLObjectType, type GraphQLUnionType, getNamedType, isInterfaceType } from 'graphql';
import { expect } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import type { Portal } from './portal.ts';

/** What a refusal tells besides its code and message, so that a test can ask how to recover. */
const RECOVERY: Readonly<Record<string, string>> = {
  ApprovalNotNeededError: 'threshold',
  ChecksFailedError: 'failingCodes',
  ConflictError: 'field',
  DisputeWindowClosedError: 'until',
  InvalidInputError: 'fields { field code }',
  InvalidStateError: 'state allowedActions',
  KpiRangeError: 'reason limit',
  PlanPeriodError: 'availableFrom',
  RenewalTooEarlyError: 'availableFrom',
  RuleNeverAppliesError: 'rules { ruleCode reason value }',
  StaleVersionError: 'currentVersion',
  UnknownKpiError: 'kpi nearest',
};

/** A mutation's document, asking for the given fields of what it changes and for all that its refusals tell. */
export function mutationDocument(name: string, fields: string): string {
  const field = schema.getMutationType()?.getFields()[name];
  if (!field) throw new RangeError(`There is no mutation ${name}`);
  const members = (getNamedType(field.type) as GraphQLUnionType).getTypes();
  const error = schema.getType('Error');
  const isRefusal = (member: GraphQLObjectType) =>
    isInterfaceType(error) && member.getInterfaces().includes(error);
  const selections = members.map((member) =>
    isRefusal(member)
      ? `... on ${member.name} { code message ${RECOVERY[member.name] ?? ''} }`
      : `... on ${member.name} { ${fields} }`,
  );
  return `mutation ($input: ${field.args[0]?.type}) { ${name}(input: $input) { __typename ${selections.join(' ')} } }`;
}

/** Sends a mutation and answers its object or refusal; anything unexpected fails the test. */
export async function change(
  portal: Portal,
  subject: string | null,
  [name, input]: readonly [name: string, input: object],
  fields: string,
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape its own fields asked for.
): Promise<any> {
  const answer = await portal.send(subject, mutationDocument(name, fields), { input });
  expect(answer.errors).toBeUndefined();
  return answer.data[name];
}
