import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql';
import type { Projection } from '../../compiled/compiled-operation.ts';
import type { Compilation } from './compilation.ts';
import { declarationOf, type Selected, selectedOf } from './selection.ts';
import { uncompilable } from './uncompilable.ts';

type Told = Projection[string];

/** What is asked of an object that a rule answers: which of its properties, under which names. */
export function projectionOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: Selected['sets'],
): Projection {
  return Object.fromEntries(
    selectedOf(compilation, type, sets).map((selected) => [
      selected.key,
      propertyOf(compilation, type, selected),
    ]),
  );
}

function propertyOf(compilation: Compilation, type: GraphQLObjectType, selected: Selected): Told {
  const { field } = selected;
  if (field.name === '__typename') return { is: type.name };
  if (selected.includedBy) uncompilable(`${selected.key}: @include below a root field`);
  const declaration = declarationOf(selected);
  if (declaration?.is === 'global id')
    return { of: declaration.of, select: null, as: { id: declaration.type } };
  const of = declaration?.is === 'column' ? declaration.path[0] : field.extensions.pothosExposedField;
  if (typeof of !== 'string')
    return uncompilable(`${type.name}.${field.name}: not a property of what the rule answers`);
  const inner = getNamedType(field.type);
  if (isObjectType(inner)) return { of, select: projectionOf(compilation, inner, selected.sets) };
  if (!isLeafType(inner)) return uncompilable(`${type.name}.${field.name}: of several types`);
  return { of, select: null, ...(inner.name === 'Date' && { as: 'Date' as const }) };
}
