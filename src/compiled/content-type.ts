const GRAPHQL = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** Whoever takes anything is given plain JSON. */
const CHOSEN: Readonly<Record<string, string>> = {
  [GRAPHQL]: GRAPHQL,
  [JSON_TYPE]: JSON_TYPE,
  'application/*': JSON_TYPE,
  '*/*': JSON_TYPE,
};

/**
 * The content type that the ordinary way chooses for an answer: the first that the caller names and that it has, whatever
 * the weights say. Null where it has to say itself that it has none, or answers in parts.
 */
export function contentTypeFor(accept: string | null): string | null {
  for (const accepted of (accept || '*/*').replace(/\s/g, '').toLowerCase().split(',')) {
    const [mediaType, ...parameters] = accepted.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const chosen = Object.hasOwn(CHOSEN, mediaType!) ? CHOSEN[mediaType!] : undefined;
    if (chosen) return `${chosen}; charset=utf-8`;
  }
  return null;
}
