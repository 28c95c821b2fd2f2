import type { ReferenceTarget } from './fields.ts';

type Ids = Readonly<{ has(id: string): boolean }>;

/** The external ids that exist, from files read before and from the database. A kind that is absent is not checked. */
export type KnownIds = Readonly<Partial<Record<ReferenceTarget, Ids>>> & Readonly<{ accountsInCycles?: Ids }>;

/** The accounts that would be their own ancestors, given each one's parent. */
export function accountsInCycles(parents: ReadonlyMap<string, string>): Set<string> {
  const inCycles = new Set<string>();
  const done = new Set<string>();
  for (const start of parents.keys()) {
    const path = new Map<string, number>();
    let id: string | undefined = start;
    while (id !== undefined && !done.has(id) && !path.has(id)) {
      path.set(id, path.size);
      id = parents.get(id);
    }
    const cycleStart = id === undefined ? undefined : path.get(id);
    for (const [step, position] of path) {
      if (cycleStart !== undefined && position >= cycleStart) inCycles.add(step);
      done.add(step);
    }
  }
  return inCycles;
}
