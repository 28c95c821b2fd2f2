import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  isAbstractType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { Permission } from '../../platform/auth/permissions.ts';
import type { FieldDeclaration } from '../columns.ts';
import type { Compilation } from './compilation.ts';
import { uncompilable } from './uncompilable.ts';

/** A field of the answer: its key there, and all that is asked of it in however many places. */
export type Selected = {
  key: string;
  node: FieldNode;
  field: GraphQLField<unknown, unknown>;
  /** The variable that says whether it is there at all; null where it always is. */
  includedBy: string | null;
  sets: SelectionSetNode[];
};

/** A column of a row is named by its key, and PostgreSQL cuts longer names. */
const KEY_LENGTH_MAX = 63;

/** The fields that a type is asked for, in the order of the answer, as graphql-js collects them. */
export function selectedOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): readonly Selected[] {
  needs(compilation, type.extensions);
  const found = new Map<string, Selected>();
  for (const set of sets) collect(compilation, type, set, found);
  return [...found.values()];
}

function collect(
  compilation: Compilation,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  found: Map<string, Selected>,
): void {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') {
      add(compilation, type, selection, found);
      continue;
    }
    if ((selection.directives ?? []).length > 0) uncompilable('a directive on a fragment');
    const fragment =
      selection.kind === 'FragmentSpread' ? compilation.fragments.get(selection.name.value)! : selection;
    const condition = fragment.typeCondition?.name.value;
    const named = condition === undefined ? type : compilation.schema.getType(condition);
    const applies = named === type || (isAbstractType(named) && compilation.schema.isSubType(named, type));
    if (applies) collect(compilation, type, fragment.selectionSet, found);
  }
}

function add(
  compilation: Compilation,
  type: GraphQLObjectType,
  node: FieldNode,
  found: Map<string, Selected>,
): void {
  const key = node.alias?.value ?? node.name.value;
  if (key.length > KEY_LENGTH_MAX) uncompilable(`${key}: a name of more than ${KEY_LENGTH_MAX} characters`);
  // JavaScript would take it for what the answer inherits from.
  if (key === '__proto__') uncompilable(`${key}: a name that objects have themselves`);
  const known = found.get(key);
  if (known) {
    if (known.includedBy !== includedBy(node.directives ?? [])) uncompilable(`${key}: asked for in two ways`);
    if (node.selectionSet) known.sets.push(node.selectionSet);
    return;
  }
  const name = node.name.value;
  const field =
    name === TypeNameMetaFieldDef.name
      ? TypeNameMetaFieldDef
      : (type.getFields()[name] ?? uncompilable(`${name}: no field of ${type.name}`));
  const variable = includedBy(node.directives ?? []);
  needs({ ...compilation, includedBy: variable ?? compilation.includedBy }, field.extensions);
  found.set(key, {
    key,
    node,
    field,
    includedBy: variable,
    sets: node.selectionSet ? [node.selectionSet] : [],
  });
}

function includedBy(directives: readonly DirectiveNode[]): string | null {
  const [directive, ...others] = directives;
  if (!directive) return null;
  const value = directive.arguments?.[0]?.value;
  if (others.length > 0 || directive.name.value !== 'include' || value?.kind !== 'Variable')
    return uncompilable(`@${directive.name.value}: only @include of a variable is compiled`);
  return value.name.value;
}

type Options = Readonly<{ authScopes?: Readonly<{ permission?: Permission }> | object }>;

/** Who may not read every type and field that is asked for is answered by the ordinary way. */
function needs(compilation: Compilation, extensions: Readonly<Record<string, unknown>>): void {
  const { authScopes } = (extensions.pothosOptions ?? {}) as Options;
  if (!authScopes) return;
  if (!('permission' in authScopes) || Object.keys(authScopes).length !== 1)
    uncompilable('access that is not one permission');
  allow(compilation, authScopes.permission as Permission);
}

/** Notes that whoever may not do this is answered by the ordinary way. */
export function allow({ permissions, includedBy }: Compilation, permission: Permission): void {
  permissions.set(includedBy, (permissions.get(includedBy) ?? new Set()).add(permission));
}

export const declarationOf = ({ field }: Selected): FieldDeclaration | undefined =>
  field.extensions.compiled as FieldDeclaration | undefined;
