import type { Tx } from '../../platform/database/client.ts';
import { companyNameOf } from './company-name.rules.ts';
import { type CustomerFinding, findingOf } from './customer-finding.rules.ts';
import { type CrmAccount, type IgnoredIdentity, identityKeysOf } from './customer-identity.rules.ts';
import * as repo from './customer-match.repo.ts';
import type { MatchParty } from './customer-match.rules.ts';

/** What somebody told about a company, as they wrote it. */
export type Party = Readonly<{
  name: string | null;
  /** A web address or domain. */
  domain: string | null;
  taxId: string | null;
  countryCode: string | null;
  crmAccount?: CrmAccount | null;
}>;

export type PartyFinding = CustomerFinding & Readonly<{ ignored: readonly IgnoredIdentity[] }>;

const partyOf = (party: Party): MatchParty & Readonly<{ ignored: readonly IgnoredIdentity[] }> => {
  const name = companyNameOf(party.name ?? '');
  const { keys, ignored } = identityKeysOf({
    countryCode: party.countryCode,
    taxIds: party.taxId ? [party.taxId] : [],
    webAddresses: party.domain ? [party.domain] : [],
    crmAccounts: party.crmAccount ? [party.crmAccount] : [],
  });
  return { keys, nameKey: name.ok ? name.value.nameKey : '', countryCode: party.countryCode, ignored };
};

/**
 * Which customer somebody means. It reads the whole customer master, so the transaction must speak for staff or a job,
 * and nothing of the answer may reach a partner. What cannot be read as a key is ignored, and listed.
 */
export async function matchCustomer(tx: Tx, party: Party): Promise<PartyFinding> {
  const { ignored, ...wanted } = partyOf(party);
  const records = await repo.findRecords(tx, wanted);
  return { ...findingOf(wanted, records), ignored };
}
