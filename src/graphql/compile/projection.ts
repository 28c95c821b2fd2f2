import { type GraphQLObjectType, getNamedType, isLeafType, isObjectType } from 'graphql';
import type { Projection, Told } from '../../compiled/compiled-operation.ts';
import type { FieldDeclaration } from '../columns.ts';
import type { Compilation } from './compilation.ts';
import { declarationOf, type Selected, selectedOf } from './selection.ts';
import { eachOf, uncompilable, within } from './uncompilable.ts';

/** A field of a rule's answer that is the row that the answer names, and under which name its rows are brought. */
export type RowAsked = Readonly<{
  selected: Selected;
  declaration: FieldDeclaration & { is: 'row by' };
  among: string;
}>;

/** What is told of what a rule answered; which rows it may name is noted. */
export function projectionOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  sets: Selected['sets'],
  rowsAsked: RowAsked[],
): Projection {
  const told = eachOf(selectedOf(compilation, type, sets), (selected): [string, Told] => [
    selected.key,
    within(`${type.name}.${selected.field.name}`, () => toldOf(compilation, type, selected, rowsAsked)),
  ]);
  return Object.fromEntries(told);
}

const AMOUNT: Told = { amount: 'amountMinor', currency: 'currency' };

function toldOf(
  compilation: Compilation,
  type: GraphQLObjectType,
  selected: Selected,
  rowsAsked: RowAsked[],
): Told {
  const { field } = selected;
  if (field.name === '__typename') return { is: type.name };
  if (selected.includedBy) uncompilable('@include below a root field');
  if (type.name === 'Money' && field.name === 'amount') return AMOUNT;
  const declaration = declarationOf(selected);
  if (declaration?.is === 'row by') {
    const among = String(rowsAsked.length);
    rowsAsked.push({ selected, declaration, among });
    return { rowBy: declaration.key, among };
  }
  if (declaration?.is === 'global id')
    return { of: declaration.of, select: null, as: { id: declaration.type } };
  const inner = getNamedType(field.type);
  if (declaration?.is === 'money') {
    const { amount, currency } = declaration;
    const parts = selectedOf(compilation, inner as GraphQLObjectType, selected.sets).map(
      (part): [string, Told] => [part.key, partOfMoney(part, inner.name, { amount, currency })],
    );
    return { amount, currency, select: Object.fromEntries(parts) };
  }
  const of = declaration?.is === 'column' ? declaration.path[0] : field.extensions.pothosExposedField;
  if (typeof of !== 'string') return uncompilable('not a property of what the rule answers');
  if (isObjectType(inner)) return { of, select: projectionOf(compilation, inner, selected.sets, rowsAsked) };
  if (!isLeafType(inner)) return uncompilable('of several types');
  if (inner.name === 'Date' || inner.name === 'DateTime') return { of, select: null, as: inner.name };
  return { of, select: null };
}

function partOfMoney(
  { key, field, includedBy }: Selected,
  typeName: string,
  money: Readonly<{ amount: string; currency: string }>,
): Told {
  if (includedBy) return uncompilable(`${key}: @include below a root field`);
  if (field.name === '__typename') return { is: typeName };
  return field.name === 'amount' ? money : { of: money.currency, select: null };
}
