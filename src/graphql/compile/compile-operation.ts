import { createHash } from 'node:crypto';
import { type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, parse, print } from 'graphql';
import type { CompiledOperation, Sql } from '../../compiled/compiled-operation.ts';
import { type Compilation, decisionOf, needsOf, parameterFrom } from './compilation.ts';
import { calendarSql } from './computed-field.ts';
import type { DataModel } from './data-model.ts';
import { indented, named } from './lines.ts';
import { pageSizeMax } from './page-size.ts';
import { rootField } from './root-field.ts';
import { type Selected, selectedOf } from './selection.ts';
import { UncompilableError, uncompilable, within } from './uncompilable.ts';
import { variablesOf } from './variables.ts';

export type Outcome = Readonly<{ compiled: CompiledOperation } | { reasons: readonly string[] }>;

/**
 * Compiles a valid document to one statement, or says of each root field that it cannot what stands in its way.
 */
export function compileOperation(schema: GraphQLSchema, models: DataModel, text: string): Outcome {
  const document = parse(text);
  const [operation, ...others] = document.definitions.filter((one) => one.kind === 'OperationDefinition');
  if (!operation || others.length > 0) return { reasons: ['It holds more than one operation.'] };
  if (operation.operation !== 'query') return { reasons: ['A mutation runs its service.'] };
  const sizeMax = pageSizeMax(schema, document);
  if (sizeMax === 0) return { reasons: ['It is refused by the limits on documents.'] };
  const compilation = newCompilation(schema, models, document, sizeMax);
  const reasons: string[] = [];
  const attempt = <Value>(compile: () => Value): Value | undefined => {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof UncompilableError)) throw error;
      reasons.push(...error.reasons);
      return undefined;
    }
  };
  const variables = attempt(() => variablesOf(schema, operation));
  const roots =
    attempt(() => selectedOf(compilation, schema.getQueryType()!, [operation.selectionSet])) ?? [];
  const items = roots.map((root, place) => attempt(() => itemOf(compilation, root, place === 0)) ?? []);
  if (reasons.length > 0 || !variables) return { reasons: [...new Set(reasons)] };
  const calendar = calendarSql(compilation);
  return {
    compiled: {
      name: operation.name?.value ?? null,
      logHash: createHash('sha256').update(print(document)).digest('hex').slice(0, 16),
      variables,
      ...needsOf(compilation),
      sql: [
        'SELECT row_to_json(answer)::text AS data',
        ...calendar,
        'FROM (SELECT',
        ...indented(items.flat()),
        ') AS answer',
      ],
    },
  };
}

function newCompilation(
  schema: GraphQLSchema,
  models: DataModel,
  document: DocumentNode,
  sizeMax: number,
): Compilation {
  const fragments = document.definitions.filter(
    (one): one is FragmentDefinitionNode => one.kind === 'FragmentDefinition',
  );
  return {
    schema,
    models,
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    pageSizeMax: sizeMax,
    includedBy: null,
    permissions: new Map(),
    notAs: new Set(),
    finishes: [],
    computed: new Map(),
    parameters: new Map(),
    decisions: new Map(),
    aliases: new Map(),
  };
}

/** A root field after the first; one that a variable leaves out takes its comma with it. */
function itemOf(compilation: Compilation, root: Selected, isFirst: boolean): Sql {
  const at = { ...compilation, includedBy: root.includedBy };
  const sql = within(root.key, () => named(rootField(at, root), root.key));
  const item = isFirst ? sql : [`, ${sql[0] as string}`, ...sql.slice(1)];
  if (!root.includedBy) return item;
  if (isFirst) return uncompilable(`${root.key}: @include on the first field`);
  const from = { variable: root.includedBy, path: [] };
  const parameter = parameterFrom(compilation, from, { as: 'boolean' });
  return [
    { when: decisionOf(compilation, `${parameter}!`, { by: 'value', parameter }), is: 'true', sql: item },
  ];
}
