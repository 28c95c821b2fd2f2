import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin, { resolveNodes } from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { GraphQLResolveInfo } from 'graphql';
import { type GlobalId, globalIdOf, parseGlobalId } from '../kernel/ids.ts';
import { type Actor, isAllowed } from '../platform/auth/actor.ts';
import type { Permission } from '../platform/auth/permissions.ts';
import type PrismaTypes from '../platform/database/generated/pothos.ts';
import { getDatamodel } from '../platform/database/generated/pothos.ts';
import type { RequestContext } from './context.ts';
import { badInput, forbidden } from './request-errors.ts';

/** What one request may ask for; a document beyond these is refused before anything is read. */
export const DOCUMENT_LIMITS = { depth: 12, breadth: 400, complexity: 20_000 } as const;

const NODES_MAX = 100;
/** Each id is a statement of its own, and what is asked of an object is asked of each. */
const NODE_COMPLEXITY = 20;

/** Prisma's plug-in throws for a row that is not there; what is hidden and what never was answer null alike. */
async function nullWhereHidden(node: unknown): Promise<unknown> {
  try {
    return await node;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'P2025') return null;
    throw error;
  }
}

/** Asked before anything is read: the database refuses a table outright to whoever may not read its type. */
function mayRead(actor: Actor, { schema }: GraphQLResolveInfo, typename: string): boolean {
  const options = schema.getType(typename)?.extensions.pothosOptions as
    | { authScopes?: { permission?: Permission } }
    | undefined;
  const permission = options?.authScopes?.permission;
  return permission !== undefined && isAllowed(actor, permission);
}

/** One at a time, as the plug-in's own loading of many fails as a whole where one is hidden. */
async function nodeById(context: RequestContext, info: GraphQLResolveInfo, id: GlobalId): Promise<unknown> {
  const [node] = await resolveNodes(builder, context, info, [id]);
  return await node;
}

export const builder = new SchemaBuilder<{
  Context: RequestContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  AuthScopes: { permission: Permission };
  Scalars: {
    ID: { Input: string; Output: string };
    Date: { Input: Date; Output: Date };
    DateTime: { Input: Date; Output: Date };
    Decimal: { Input: string; Output: string };
    CurrencyCode: { Input: string; Output: string };
    CountryCode: { Input: string; Output: string };
    TimeZone: { Input: string; Output: string };
  };
}>({
  // Outermost first: refusals become data, then permissions are checked, then the rest.
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  errors: {
    defaultTypes: [],
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description: 'The changed object, or the refusal that says why nothing changed.',
    },
  },
  scopeAuth: {
    authScopes: (context) => ({
      permission: (permission: Permission) => isAllowed(context.actor, permission),
    }),
    unauthorizedError: (_parent, context) => forbidden(context.actor),
  },
  relay: {
    cursorType: 'String',
    edgeCursorType: 'String',
    pageInfoCursorType: 'String',
    nodesOnConnection: { description: 'What is on this page.' },
    nodeTypeOptions: { description: 'Anything that has an id of its own.' },
    idFieldOptions: { description: 'Global id, `Type_<uuid>`.' },
    pageInfoTypeOptions: { description: 'Where a page stands in its list.' },
    hasNextPageFieldOptions: { description: 'Whether the list goes on after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether this page continues after a cursor.' },
    startCursorFieldOptions: { description: 'The cursor of the first on this page; null where it is empty.' },
    endCursorFieldOptions: {
      description: 'The cursor of the last on this page, to continue `after`; null where it is empty.',
    },
    pageInfoFieldOptions: { description: 'Where this page stands in the list.' },
    edgesFieldOptions: { nullable: false, description: 'What is on this page, each with its cursor.' },
    cursorFieldOptions: { description: 'Continues the list after this one; it outlives what it points to.' },
    nodeFieldOptions: { nullable: false, description: 'What is listed.' },
    encodeGlobalID: (typename, id) => globalIdOf(typename, String(id)),
    decodeGlobalID: (text) => {
      const id = parseGlobalId(text);
      if (!id) throw badInput(`"${text.slice(0, 60)}" is not an id. Ids look like Partner_<uuid>.`);
      return id;
    },
    nodeQueryOptions: {
      nullable: true,
      description: 'One object by its id; null where it does not exist or is hidden from you, alike.',
      args: { id: { description: 'Its global id.' } },
      resolve: (_root, { id }, { actor }, info, resolveNode) =>
        mayRead(actor, info, id.typename) ? nullWhereHidden(resolveNode(id)) : null,
    },
    nodesQueryOptions: {
      nullable: { list: true, items: true },
      description: `Objects by their ids, in the order of the ids; null for each that does not exist or is hidden. At most ${NODES_MAX}.`,
      complexity: ({ ids }) => ({ field: NODE_COMPLEXITY * ids.length, multiplier: Math.max(ids.length, 1) }),
      args: { ids: { description: `Their global ids, at most ${NODES_MAX}.` } },
      resolve: (_root, { ids }, context, info) => {
        if (ids.length > NODES_MAX) throw badInput(`At most ${NODES_MAX} ids in one request.`);
        return Promise.all(
          ids.map((id) =>
            mayRead(context.actor, info, id.typename) ? nullWhereHidden(nodeById(context, info, id)) : null,
          ),
        );
      },
    },
  },
  prisma: {
    client: (context) => context.db,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    filterConnectionTotalCount: true,
    onUnusedQuery: null,
  },
  complexity: { limit: { ...DOCUMENT_LIMITS }, defaultComplexity: 1, defaultListMultiplier: 1 },
});

builder.queryType({ description: 'Everything that can be read. Each answer is one snapshot of the data.' });
builder.mutationType({
  description:
    'Everything that can be changed. Each field is one transaction: it answers the changed object, or a refusal that says why nothing changed.',
});
