import type { GraphQLObjectType } from 'graphql';
import type { Sql } from '../../compiled/compiled-operation.ts';
import type { Compilation } from './compilation.ts';
import { named } from './lines.ts';
import { type Selected, selectedOf } from './selection.ts';
import { eachOf, uncompilable } from './uncompilable.ts';

/** The fields that a type is asked for, each as an item of a select list under its key. */
export const itemsOf = (
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: Selected['sets'],
  sqlOf: (selected: Selected) => Sql,
): Sql[] =>
  eachOf(selectedOf(compilation, type, sets), (selected) => {
    if (selected.includedBy) uncompilable(`${selected.key}: @include below a root field`);
    const isTypename = selected.field.name === '__typename';
    return named(isTypename ? [`'${type.name}'`] : sqlOf(selected), selected.key);
  });
