/** The same arguments make the same rows: ids and values follow from the seed and the row's number. */
export const idOf = (kind: string, number: string) => `md5($1 || ':${kind}:' || (${number}))::uuid`;
export const chance = (kind: string, number = 'n') =>
  `((hashtextextended($1 || ':${kind}:' || (${number}), 0) & 2147483647) / 2147483648.0)`;
export const pick = (words: readonly string[], kind: string, number = 'n') =>
  `(ARRAY[${words.map((word) => `'${word}'`).join(',')}])[1 + floor(${chance(kind, number)} * ${words.length})::int]`;
