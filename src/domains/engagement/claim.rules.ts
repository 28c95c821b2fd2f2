/** What a claim is on: strong identity keys, within a product family, and a territory where the program says so. */
export type ClaimTarget = Readonly<{ keys: readonly string[]; productFamily: string; territory: string }>;

export type ClaimScope = 'CUSTOMER_AND_FAMILY' | 'CUSTOMER_FAMILY_AND_TERRITORY';

/** Everywhere, where the program does not divide by territory. */
export const ANY_TERRITORY = '*';

/**
 * Keys in one order for everybody, so that two who claim at the same instant meet at the same key first and neither
 * waits for the other in a circle. The customer that a strong key found is a key too: it covers its other names.
 */
export function claimTargetOf(
  identityKeys: readonly string[],
  customerId: string | null,
  productFamily: string,
  scope: ClaimScope,
  countryCode: string | null,
): ClaimTarget {
  const keys = customerId ? [...identityKeys, `CUSTOMER:${customerId}`] : [...identityKeys];
  return {
    keys: [...new Set(keys)].sort(),
    productFamily,
    territory: scope === 'CUSTOMER_FAMILY_AND_TERRITORY' ? (countryCode ?? ANY_TERRITORY) : ANY_TERRITORY,
  };
}
