import { type GraphQLObjectType, isObjectType } from 'graphql';
import type { ActorValue, Sql } from '../../compiled/compiled-operation.ts';
import { COUNT_MAX } from '../connection.ts';
import type { CountsDeclaration } from '../list.ts';
import type { RootDeclaration } from '../root-fields.ts';
import { aliasFor, type Compilation, parameterFrom, parameterOf } from './compilation.ts';
import { computedField } from './computed-field.ts';
import { itemsOf } from './items.ts';
import { arrayOf, indented, objectOf } from './lines.ts';
import { countsOf, declaredList, listOf } from './list-field.ts';
import { objectTypeOf, rowFields } from './row-fields.ts';
import type { Selected } from './selection.ts';
import { sourceOf } from './sources.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, conditionsIn, orderIn, quoted } from './where.ts';

const declarationOf = ({ field }: Selected) => field.extensions.compiledRoot as RootDeclaration | undefined;

export function rootField(compilation: Compilation, selected: Selected): Sql {
  if (selected.field.name === '__typename') return [`'${compilation.schema.getQueryType()!.name}'`];
  const list = declaredList(selected.field);
  if (list) return listOf(compilation, list, selected);
  const counts = selected.field.extensions.compiledCounts as CountsDeclaration | undefined;
  if (counts) return countsOf(compilation, counts, selected);
  if (selected.field.name === 'node') return nodeOf(compilation, selected);
  const declaration = declarationOf(selected) ?? uncompilable('how it reads is not declared');
  switch (declaration.is) {
    case 'row by id':
      return rowOf(compilation, selected, { ...declaration, type: objectTypeOf(selected) });
    case 'rows':
      return rowsOf(compilation, selected, declaration);
    case 'count':
      return countOf(compilation, declaration);
    case 'who asks':
      return whoAsks(compilation, selected);
    case 'computed':
      return computedField(compilation, selected, declaration);
  }
}

const modelOf = ({ models }: Compilation, name: string) =>
  models[`${name.charAt(0).toUpperCase()}${name.slice(1)}`] ?? uncompilable(`no model ${name}`);

type ById = Readonly<{ model: string; argument: string; types: readonly string[]; type: GraphQLObjectType }>;

function rowOf(
  compilation: Compilation,
  selected: Selected,
  { model: name, argument, types, type }: ById,
): Sql {
  const model = modelOf(compilation, name);
  const alias = aliasFor(compilation, model.table);
  const from = sourceOf(selected.node, argument) ?? uncompilable(`no ${argument}`);
  const id = parameterFrom(compilation, from, { as: 'id', types });
  const items = rowFields(compilation, type, { alias, model, path: [selected.key] }, selected.sets);
  return objectOf(items, [
    `FROM ${quoted(model.table)} AS ${alias}`,
    `WHERE ${columnIn(alias, model, 'id')} = \${${id}}::uuid`,
  ]);
}

/** `node(id:)` with what is asked of one type: an id of another is answered by the ordinary way. */
function nodeOf(compilation: Compilation, selected: Selected): Sql {
  const conditions = selected.sets.flatMap(({ selections }) =>
    selections.map((one) => (one.kind === 'InlineFragment' ? one.typeCondition?.name.value : undefined)),
  );
  const [name] = conditions;
  const type = name === undefined ? undefined : compilation.schema.getType(name);
  if (conditions.length !== 1 || !isObjectType(type)) return uncompilable('fields of more than one type');
  const model = type.extensions.pothosPrismaModel;
  if (typeof model !== 'string') return uncompilable(`${name} is no table`);
  return rowOf(compilation, selected, { model, argument: 'id', types: [type.name], type });
}

function rowsOf(
  compilation: Compilation,
  selected: Selected,
  { model: name, where, orderBy, take }: RootDeclaration & { is: 'rows' },
): Sql {
  if (selected.node.arguments?.length) return uncompilable('its arguments');
  const model = modelOf(compilation, name);
  const alias = aliasFor(compilation, model.table);
  const at = { alias, model, path: [selected.key, '*'] };
  return arrayOf(rowFields(compilation, objectTypeOf(selected), at, selected.sets), [
    `FROM ${quoted(model.table)} AS ${alias}`,
    `WHERE ${['true', ...conditionsIn(alias, model, where as Record<string, unknown>)].join(' AND ')}`,
    `ORDER BY ${orderIn(alias, model, orderBy as Record<string, unknown>)}`,
    `LIMIT ${take}`,
  ]);
}

function countOf(
  compilation: Compilation,
  { model: name, where, person, max }: RootDeclaration & { is: 'count' },
): Sql {
  const model = modelOf(compilation, name);
  const alias = aliasFor(compilation, model.table);
  const personId = parameterOf(compilation, 'personId', { actor: 'personId' });
  const conditions = [
    `${columnIn(alias, model, person)} = \${${personId}}::uuid`,
    ...conditionsIn(alias, model, where as Record<string, unknown>),
  ];
  return [
    '(SELECT count(*) FROM (',
    ...indented([
      `SELECT FROM ${quoted(model.table)} AS ${alias}`,
      `WHERE ${conditions.join(' AND ')}`,
      `LIMIT ${Math.min(max, COUNT_MAX)}`,
    ]),
    ') AS counted)',
  ];
}

const ACTOR_CASTS: Partial<Readonly<Record<ActorValue, string>>> = {
  ...{ roles: 'text[]', permissions: 'text[]', name: 'text' },
};

/** Who asks is known before the statement runs; the statement only puts it where it belongs. */
function whoAsks(compilation: Compilation, selected: Selected): Sql {
  const items = itemsOf(compilation, objectTypeOf(selected), selected.sets, (part) => {
    const value = part.field.extensions.actorValue as ActorValue | undefined;
    if (value === 'ownPartnerId') return ownPartner(compilation, part, selected.key);
    const cast = value && ACTOR_CASTS[value];
    if (!value || !cast) return uncompilable(`Viewer.${part.field.name}: not declared`);
    return [`\${${parameterOf(compilation, `actor.${value}`, { actor: value })}}::${cast}`];
  });
  return objectOf(items, []);
}

function ownPartner(compilation: Compilation, part: Selected, parent: string): Sql {
  const model = modelOf(compilation, 'Partner');
  const alias = aliasFor(compilation, model.table);
  const id = parameterOf(compilation, 'actor.ownPartnerId', { actor: 'ownPartnerId' });
  const at = { alias, model, path: [parent, part.key] };
  return objectOf(rowFields(compilation, objectTypeOf(part), at, part.sets), [
    `FROM ${quoted(model.table)} AS ${alias}`,
    `WHERE ${columnIn(alias, model, 'id')} = \${${id}}::uuid`,
  ]);
}
