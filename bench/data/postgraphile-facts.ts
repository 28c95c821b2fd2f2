/** What PostGraphile answers of a row. */
export type Row = Readonly<Record<string, unknown>>;
export type List = Readonly<{ totalCount: number; pageInfo: Row; nodes: Row[]; edges: { node: Row }[] }>;

export const instant = (value: unknown) => new Date(String(value)).toISOString();
export const instantOrNull = (value: unknown) => (value === null ? null : instant(value));

export const named = (type: string, row: Row | null) => row && { id: `${type}_${row.rowId}`, name: row.name };

/** An amount in minor units of a row's currency, as the portal writes it. */
export const amountOf = (minor: unknown, { currency }: Row) => ({
  ...{ amount: (Number(minor) / 100).toFixed(2), currency },
});
