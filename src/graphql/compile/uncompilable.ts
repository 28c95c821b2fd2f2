/** Why a field, and with it its operation, takes the ordinary way. */
export class UncompilableError extends Error {
  override readonly name = 'UncompilableError';
}

export function uncompilable(reason: string): never {
  throw new UncompilableError(reason);
}
