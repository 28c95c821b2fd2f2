const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

export type GlobalId = Readonly<{ typename: string; id: string }>;

/** Global ids are `Type_<uuid>`, readable in logs and safe in URLs. */
export const globalIdOf = (typename: string, id: string): string => `${typename}_${id}`;

/** Answers null for anything that is not of the form `Type_<uuid>`. */
export function parseGlobalId(text: string): GlobalId | null {
  const separator = text.lastIndexOf('_');
  if (separator < 1 || text.length > 100) return null;
  const typename = text.slice(0, separator);
  const id = text.slice(separator + 1).toLowerCase();
  return /^[A-Z][A-Za-z0-9]*$/.test(typename) && isUuid(id) ? { typename, id } : null;
}
