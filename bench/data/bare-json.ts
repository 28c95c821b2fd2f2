/** An instant as the portal writes it, of a column with a time zone; null where there is none. */
export const instant = (column: string) =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** An amount in minor units as the portal writes it, of a currency that has a hundred of them. */
export const money = (minor: string, currency: string) =>
  `json_build_object('amount', round(${minor} / 100.0, 2)::text, 'currency', ${currency})`;

/** The rows of a query whose column `one` is JSON, in the order of its columns `place`; a list even where there are none. */
export const listOf = (rows: string) =>
  `(SELECT coalesce(json_agg(one ORDER BY place), '[]') FROM (${rows}) AS row)`;

/** A page: the rows of a query as `listOf` reads them, which answers one more than asked for where there are more. */
export const pageOf = (rows: string, size: number, name: 'nodes' | 'edges' = 'nodes') =>
  `(SELECT json_build_object('pageInfo', json_build_object('hasNextPage', count(*) > ${size}),
    '${name}', coalesce(json_agg(one ORDER BY place) FILTER (WHERE place <= ${size}), '[]')) FROM (${rows}) AS row)`;

/** The place of a row in an order, for a list or a page. */
export const placeBy = (order: string) => `row_number() OVER (ORDER BY ${order}) AS place`;
