import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import type { Sql } from '../../compiled/compiled-operation.ts';
import { COUNT_MAX } from '../connection.ts';
import type { ListDeclaration } from '../list.ts';
import type { Compilation } from './compilation.ts';
import type { Model } from './data-model.ts';
import { itemsOf } from './items.ts';
import { instant } from './leaves.ts';
import { arrayOf, indented, objectOf } from './lines.ts';
import { joinsOf, type Lookups } from './lookups.ts';
import { rowFields } from './row-fields.ts';
import type { Selected } from './selection.ts';
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
  const rowsOf = (part: Selected, path: readonly string[], lookups: Lookups) =>
    rowFields(
      compilation,
      typeAt(part),
      { alias: at.page, model: at.model, path: [...at.path, ...path], lookups },
      part.sets,
    );
  return itemsOf(compilation, typeAt(selected), selected.sets, (part) => {
    switch (part.field.name) {
      case 'totalCount':
        return [
          '(SELECT count(*) FROM (',
          ...indented([`SELECT ${at.from}`, ...at.counted, `LIMIT ${COUNT_MAX}`]),
          ') AS counted)',
        ];
      case 'nodes':
        return onPage(at, (lookups) => rowsOf(part, [part.key, '*'], lookups));
      case 'edges':
        return onPage(at, (lookups) =>
          edgeFields(compilation, part, at, (node) => rowsOf(node, [part.key, '*', node.key], lookups)),
        );
      case 'pageInfo':
        return objectOf(pageInfoFields(compilation, part, at), []);
      default:
        return uncompilable(`${list.typeName} connection: ${part.field.name}`);
    }
  });
}

/** A list of the page's rows, each beside what its fields were found to lead to. */
function onPage({ page, size }: PageAt, itemsOf: (lookups: Lookups) => readonly Sql[]): Sql {
  const lookups: Lookups = new Map();
  const items = itemsOf(lookups);
  const joins = joinsOf(lookups);
  return arrayOf(items, [
    `FROM ${page}`,
    ...joins,
    `WHERE ${page}.page_place <= ${size}`,
    `ORDER BY ${page}.page_place`,
  ]);
}

function edgeFields(
  compilation: Compilation,
  edges: Selected,
  at: PageAt,
  nodeFields: (node: Selected) => readonly Sql[],
): Sql[] {
  return itemsOf(compilation, typeAt(edges), edges.sets, (part) => {
    if (part.field.name === 'node') return objectOf(nodeFields(part), []);
    if (part.field.name !== 'cursor') return uncompilable(`edge: ${part.field.name}`);
    return at.order.byOrder((order) => [cursorSql(order, at.page, at.model)]);
  });
}

function pageInfoFields(compilation: Compilation, pageInfo: Selected, at: PageAt): Sql[] {
  const cursorAt = (direction: string): Sql => [
    `(SELECT`,
    ...indented(at.order.byOrder((order) => [cursorSql(order, at.page, at.model)])),
    `FROM ${at.page} WHERE ${at.page}.page_place <= ${at.size} ORDER BY ${at.page}.page_place${direction} LIMIT 1)`,
  ];
  return itemsOf(compilation, typeAt(pageInfo), pageInfo.sets, (part) => {
    switch (part.field.name) {
      case 'hasNextPage':
        return [`(SELECT count(*) > ${at.size} FROM ${at.page})`];
      case 'hasPreviousPage':
        if (at.isAfter === null) return ['false'];
        return [
          { when: at.isAfter, is: 'given', sql: ['true'] },
          { when: at.isAfter, is: 'none', sql: ['false'] },
        ];
      case 'startCursor':
        return cursorAt('');
      case 'endCursor':
        return cursorAt(' DESC');
      default:
        return uncompilable(`PageInfo.${part.field.name}: not known`);
    }
  });
}
