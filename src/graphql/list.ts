import type { ObjectParam, OutputType } from '@pothos/core';
import { builder } from './builder.ts';
import { type OrderColumn, OrderDirection, type Page, totalCountField } from './connection.ts';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;

/** The page type of a list: edges, nodes, page info, and a count that is made only where it is asked for. */
export const connectionOf = <Type extends OutputType<Types> & ObjectParam<Types>>(
  type: Type,
  name: string,
  what: Readonly<{ one: string; many: string }>,
) =>
  builder.connectionObject(
    {
      type,
      name: `${name}Connection`,
      description: `A page of ${what.many}.`,
      fields: (t) => ({
        totalCount: t.int({ ...totalCountField, resolve: (page) => (page as unknown as Page).totalCount() }),
      }),
    },
    { name: `${name}Edge`, description: `${what.one} in a page.` },
  );

/** How a list can run, from the columns that it may be ordered by; each is never null, and the id settles ties. */
export function orderOf<
  const Columns extends Readonly<Record<string, OrderColumn & { description: string }>>,
>(name: string, many: string, columns: Columns) {
  const by = builder.enumType(`${name}OrderBy`, {
    description: `What ${many} can be ordered by.`,
    values: Object.fromEntries(
      Object.entries(columns).map(([key, { description }]) => [key, { description }]),
    ) as { [Key in keyof Columns]: { description: string } },
  });
  return builder.inputType(`${name}Order`, {
    description: `How a list of ${many} runs; the id settles ties.`,
    fields: (t) => ({
      by: t.field({ type: by, required: true, description: 'By what.' }),
      direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
    }),
  });
}
