/** The outcome of reading or deciding something that may be refused for a reason the caller must handle. */
export type Result<T, R extends string = string> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{ ok: false; reason: R }>;

export const ok = <T>(value: T): Readonly<{ ok: true; value: T }> => ({ ok: true, value });

export const refuse = <R extends string>(reason: R): Readonly<{ ok: false; reason: R }> => ({
  ok: false,
  reason,
});
