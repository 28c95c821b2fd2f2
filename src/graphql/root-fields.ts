import type { ActorValue } from '../compiled/compiled-operation.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { ComputedDeclaration } from './computed.ts';
import type { RequestContext } from './context.ts';

/** What a root field says of itself so that an operation with it can be compiled: how its row or rows are found. */
export type RootDeclaration =
  | Readonly<{ is: 'row by id'; model: string; argument: string; types: readonly string[] }>
  | Readonly<{ is: 'rows'; model: string; where: object; orderBy: object | readonly object[]; take: number }>
  | Readonly<{ is: 'count'; model: string; where: object; person: string; max: number }>
  | Readonly<{ is: 'who asks' }>
  | ComputedDeclaration;

type Delegate = Readonly<Record<'findUnique' | 'findMany' | 'count', (query: object) => Promise<never>>>;

const delegateOf = ({ db }: RequestContext, model: string) =>
  (db as unknown as Record<string, Delegate>)[model]!;

/** One row by the global id of an argument; null where it does not exist or is hidden, alike. */
export const rowById = (model: string, type: string, argument = 'id') => ({
  extensions: { compiledRoot: { is: 'row by id', model, argument, types: [type] } satisfies RootDeclaration },
  resolve: (query: object, _root: unknown, given: object, context: RequestContext) =>
    delegateOf(context, model).findUnique({
      ...query,
      where: { id: (given as Readonly<Record<string, { id: string }>>)[argument]!.id },
    }),
});

/** How many rows of the person who asks there are, counted no further than is told. */
export const ownCount = (model: string, person: string, where: object, max: number) => ({
  extensions: { compiledRoot: { is: 'count', model, where, person, max } satisfies RootDeclaration },
  resolve: (_root: unknown, _given: object, context: RequestContext) =>
    delegateOf(context, model).count({
      where: { [person]: context.actor.personId ?? undefined, ...where },
      take: max,
    }),
});

/** A field of who asks, which no table holds. */
export const actorValue = (value: ActorValue) => ({ actorValue: value });

export const whoAsks = {
  extensions: { compiledRoot: { is: 'who asks' } satisfies RootDeclaration },
  resolve: (_root: unknown, _given: object, { actor }: RequestContext): Actor | null =>
    actor.kind === 'ANONYMOUS' ? null : actor,
};
