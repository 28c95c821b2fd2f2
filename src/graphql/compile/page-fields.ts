import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import type { Sql } from '../../compiled/compiled-operation.ts';
import { COUNT_MAX } from '../connection.ts';
import type { ListDeclaration } from '../list.ts';
import type { Compilation } from './compilation.ts';
import type { Model } from './data-model.ts';
import { instant } from './leaves.ts';
import { arrayOf, indented, named, objectOf } from './lines.ts';
import { rowFields } from './row-fields.ts';
import { type Selected, selectedOf } from './selection.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn } from './where.ts';

export type Order = Readonly<{ name: string; column: string; direction: 'ASC' | 'DESC'; type: string }>;

/** Lines that depend on the order, where it is for the caller to choose. */
export type ByOrder = (sqlOf: (order: Order) => Sql) => Sql;

/** The cursor of a row, in the text that the ordinary way gives it. */
function cursorSql(order: Order, alias: string, model: Model): string {
  const value = columnIn(alias, model, order.column);
  const text = order.type === 'instant' ? instant(value) : order.type === 'text' ? value : `${value}::text`;
  const json = `'["${order.name}",' || to_json(${text})::text || ',"' || ${columnIn(alias, model, 'id')} || '"]'`;
  return `rtrim(translate(encode(convert_to(${json}, 'UTF8'), 'base64'), E'+/\\n', '-_'), '=')`;
}

/** A page that was read, and what its fields are made of. */
export type PageAt = Readonly<{
  page: string;
  model: Model;
  order: Readonly<{ byOrder: ByOrder }>;
  size: string;
  isAfter: string | null;
  from: string;
  counted: Sql;
  path: readonly string[];
}>;

export const typeAt = ({ field }: Selected): GraphQLObjectType => {
  const type = getNamedType(field.type);
  return isObjectType(type) ? type : uncompilable(`${type.name} is no object type`);
};

export function connectionFields(
  compilation: Compilation,
  list: ListDeclaration,
  selected: Selected,
  at: PageAt,
): Sql[] {
  const onPage: Sql = [
    `FROM ${at.page} WHERE ${at.page}.page_place <= ${at.size}`,
    `ORDER BY ${at.page}.page_place`,
  ];
  const rowsOf = (part: Selected, path: readonly string[]) =>
    rowFields(
      compilation,
      typeAt(part),
      { alias: at.page, model: at.model, path: [...at.path, ...path] },
      part.sets,
    );
  return selectedOf(compilation, typeAt(selected), selected.sets).map((part): Sql => {
    switch (part.field.name) {
      case 'totalCount':
        return named(
          [
            '(SELECT count(*) FROM (',
            ...indented([`SELECT ${at.from}`, ...at.counted, `LIMIT ${COUNT_MAX}`]),
            ') AS counted)',
          ],
          part.key,
        );
      case 'nodes':
        return named(arrayOf(rowsOf(part, [part.key, '*']), onPage), part.key);
      case 'edges':
        return named(
          arrayOf(
            edgeFields(compilation, part, at, (node) => rowsOf(node, [part.key, '*', node.key])),
            onPage,
          ),
          part.key,
        );
      case 'pageInfo':
        return named(objectOf(pageInfoFields(compilation, part, at), []), part.key);
      default:
        return uncompilable(`${list.typeName} connection: ${part.field.name}`);
    }
  });
}

function edgeFields(
  compilation: Compilation,
  edges: Selected,
  at: PageAt,
  nodeFields: (node: Selected) => readonly Sql[],
): Sql[] {
  return selectedOf(compilation, typeAt(edges), edges.sets).map((part): Sql => {
    if (part.field.name === 'node') return named(objectOf(nodeFields(part), []), part.key);
    if (part.field.name !== 'cursor') return uncompilable(`edge: ${part.field.name}`);
    return named(
      at.order.byOrder((order) => [cursorSql(order, at.page, at.model)]),
      part.key,
    );
  });
}

function pageInfoFields(compilation: Compilation, pageInfo: Selected, at: PageAt): Sql[] {
  const cursorAt = (direction: string): Sql => [
    `(SELECT`,
    ...indented(at.order.byOrder((order) => [cursorSql(order, at.page, at.model)])),
    `FROM ${at.page} WHERE ${at.page}.page_place <= ${at.size} ORDER BY ${at.page}.page_place${direction} LIMIT 1)`,
  ];
  return selectedOf(compilation, typeAt(pageInfo), pageInfo.sets).map((part): Sql => {
    switch (part.field.name) {
      case 'hasNextPage':
        return named([`(SELECT count(*) > ${at.size} FROM ${at.page})`], part.key);
      case 'hasPreviousPage':
        if (at.isAfter === null) return named(['false'], part.key);
        return named(
          [
            { when: at.isAfter, is: 'given', sql: ['true'] },
            { when: at.isAfter, is: 'none', sql: ['false'] },
          ],
          part.key,
        );
      case 'startCursor':
        return named(cursorAt(''), part.key);
      default:
        return named(cursorAt(' DESC'), part.key);
    }
  });
}
