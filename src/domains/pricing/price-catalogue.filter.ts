import { anyOf, idsFilter, textFilter } from '../../graphql/filters.ts';

type Filter = Readonly<{
  productIds?: readonly { id: string }[] | null;
  validOn?: Date | null;
  kinds?: readonly string[] | null;
  text?: string | null;
}>;

/** What a list of what holds for a time can be asked for; each list knows which of it applies. */
export const datedWhere = (filter: Filter | null | undefined): object => ({
  ...(filter?.productIds ? { productId: idsFilter('productIds', filter.productIds) } : {}),
  ...(filter?.kinds ? { kind: anyOf('kinds', filter.kinds) } : {}),
  ...(filter?.text?.trim() ? { code: textFilter(filter.text) } : {}),
  ...(filter?.validOn
    ? { validFrom: { lte: filter.validOn }, OR: [{ validTo: null }, { validTo: { gt: filter.validOn } }] }
    : {}),
});
