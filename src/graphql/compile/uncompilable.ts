/** Why fields, and with them their operation, take the ordinary way. */
export class UncompilableError extends Error {
  override readonly name = 'UncompilableError';
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join('; '));
    this.reasons = reasons;
  }
}

export function uncompilable(reason: string): never {
  throw new UncompilableError([reason]);
}

/** A reason names the field that it is about. */
export function within<Value>(place: string, compile: () => Value): Value {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof UncompilableError)) throw error;
    throw new UncompilableError(
      error.reasons.map((reason) => (reason.includes(': ') ? reason : `${place}: ${reason}`)),
    );
  }
}

/** Compiles each of them, so that all that stands in the way is told at once. */
export function eachOf<Item, Value>(items: readonly Item[], compile: (item: Item) => Value): Value[] {
  const reasons: string[] = [];
  const values = items.flatMap((item) => {
    try {
      return [compile(item)];
    } catch (error) {
      if (!(error instanceof UncompilableError)) throw error;
      reasons.push(...error.reasons);
      return [];
    }
  });
  if (reasons.length > 0) throw new UncompilableError([...new Set(reasons)]);
  return values;
}
