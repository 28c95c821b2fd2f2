import type { FragmentDefinitionNode, GraphQLSchema } from 'graphql';
import type {
  CompiledOperation,
  Computed,
  Decision,
  Finish,
  Parameter,
  Reading,
  Source,
} from '../../compiled/compiled-operation.ts';
import type { Permission } from '../../platform/auth/permissions.ts';
import type { DataModel } from './data-model.ts';

/** What is known while one operation is compiled: what it reads from, and what its statement turned out to need. */
export type Compilation = Readonly<{
  schema: GraphQLSchema;
  models: DataModel;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The largest page that the limit on complexity lets pass. */
  pageSizeMax: number;
  /** The variable that says whether what is compiled now is there at all; null where it always is. */
  includedBy: string | null;
  /** What has to be allowed, by the variable without which it need not be. */
  permissions: Map<string | null, Set<Permission>>;
  notAs: Set<string>;
  finishes: Finish[];
  computed: Map<string, Computed>;
  parameters: Map<string, Parameter>;
  decisions: Map<string, Decision>;
  aliases: Map<string, number>;
}>;

/** A name in the statement for a row of a table, readable and used once. */
export function aliasFor({ aliases }: Compilation, table: string): string {
  const count = (aliases.get(table) ?? 0) + 1;
  aliases.set(table, count);
  return count === 1 ? table : `${table}_${count}`;
}

const nameOf = (source: Source): string =>
  'variable' in source ? [source.variable, ...source.path].join('.') : 'literal';

/** The same value read the same way is one parameter; its name is where it comes from. */
export function parameterFrom({ parameters }: Compilation, from: Source, reads: Reading): string {
  return registered(parameters, nameOf(from), { from, reads });
}

export const parameterOf = ({ parameters }: Compilation, name: string, parameter: Parameter): string =>
  registered(parameters, name, parameter);

export const decisionOf = ({ decisions }: Compilation, name: string, decision: Decision): string =>
  registered(decisions, name, decision);

function registered<Value>(known: Map<string, Value>, name: string, value: Value): string {
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}~${count}`;
    const other = known.get(candidate);
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(value)) continue;
    known.set(candidate, value);
    return candidate;
  }
}

export type Compiled = Omit<CompiledOperation, 'name' | 'logHash' | 'variables' | 'sql'>;

export const needsOf = ({
  permissions,
  notAs,
  parameters,
  decisions,
  finishes,
  computed,
}: Compilation): Compiled => ({
  permissions: allowed(permissions, null),
  permissionsIf: Object.fromEntries(
    [...permissions.keys()].flatMap((variable) =>
      variable === null ? [] : [[variable, allowed(permissions, variable)]],
    ),
  ),
  notAs: [...notAs].sort(),
  parameters: Object.fromEntries(parameters),
  decisions: Object.fromEntries(decisions),
  finishes,
  computed: Object.fromEntries(computed),
});

const allowed = (permissions: Compilation['permissions'], includedBy: string | null): string[] =>
  [...(permissions.get(includedBy) ?? [])].sort();
