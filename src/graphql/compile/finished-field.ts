import { getNamedType, isObjectType } from 'graphql';
import type { Sql } from '../../compiled/compiled-operation.ts';
import type { Compilation } from './compilation.ts';
import type { Column } from './data-model.ts';
import { named, objectOf } from './lines.ts';
import { projectionOf } from './projection.ts';
import { joinedTo, type Row } from './row-fields.ts';
import type { Selected } from './selection.ts';
import { uncompilable } from './uncompilable.ts';
import { columnIn, columnOf, quoted } from './where.ts';

/**
 * A field that a rule in TypeScript finishes: the statement brings what the field selects for its resolver, and the
 * answer tells of the rule's result what is asked for.
 */
export function finishedField(
  compilation: Compilation,
  row: Row,
  selected: Selected,
  { rule, more }: Readonly<{ rule: string; more: Readonly<Record<string, string>> }>,
): Sql {
  const { field, key, node } = selected;
  if (node.arguments?.length) uncompilable('a rule with arguments');
  const select = field.extensions.pothosPrismaSelect;
  if (typeof select !== 'object' || select === null) uncompilable('a selection that is not constant');
  const type = getNamedType(field.type);
  const projection = isObjectType(type) ? projectionOf(compilation, type, selected.sets) : null;
  compilation.finishes.push({ path: [...row.path, key], rule, select: projection });
  const told = Object.entries(more).map(([name, expression]) => named([expression], name));
  return objectOf([...inputItems(compilation, row, select as Selection), ...told], []);
}

type Selection = Readonly<Record<string, true | Readonly<{ select: Selection }>>>;

/** The columns and rows that a resolver selects, under Prisma's names. */
function inputItems(compilation: Compilation, row: Row, selection: Selection): readonly Sql[] {
  return Object.entries(selection).map(([name, what]): Sql => {
    if (what === true)
      return named([input(columnOf(row.model, name), columnIn(row.alias, row.model, name))], name);
    const { relation, other, joined } = joinedTo(compilation, row, name);
    if (relation.isList) return uncompilable(`${name} is a list`);
    const inner = objectOf(inputItems(compilation, other, what.select), []);
    return named(
      [
        '(SELECT',
        ...inner,
        `FROM ${quoted(other.model.table)} AS ${other.alias} WHERE ${joined.join(' AND ')})`,
      ],
      name,
    );
  });
}

/** What JSON's numbers cannot hold exactly travels as text. */
const input = ({ type }: Column, expression: string): string =>
  type === 'BigInt' || type === 'Decimal' ? `${expression}::text` : expression;
