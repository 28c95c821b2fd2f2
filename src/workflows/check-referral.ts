import { agreementDayFrom, inForce } from '../domains/agreements/agreements.service.ts';
import { companyNameOf } from '../domains/customers/company-name.rules.ts';
import { identityKeysOf } from '../domains/customers/customer-identity.rules.ts';
import { matchCustomer } from '../domains/customers/customer-match.service.ts';
import { registrableDomainOf } from '../domains/customers/web-domain.rules.ts';
import { type CheckResult, checkCustomer } from '../domains/engagement/referral-check.service.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { FieldReader } from '../kernel/fields.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { asJob } from '../platform/database/session.ts';

export type CheckInput = Readonly<{
  customerName: string;
  customerDomain?: string | null;
  customerTaxId?: string | null;
  customerCountryCode: string;
  productId: string;
}>;

/**
 * Answers coarsely whether a customer is free to be registered. It does the same work, and answers alike, whether or not
 * the vendor knows the customer.
 * @throws ForbiddenError, NotFoundError, InvalidInputError
 */
export async function checkReferral(
  tx: Tx,
  actor: Actor,
  input: CheckInput,
  now: Date,
): Promise<CheckResult> {
  assertAllowed(actor, 'REFERRALS_REGISTER');
  const { membership, personId } = actor;
  if (!membership || !personId) throw new NotFoundError('partner of yours');
  const fields = new FieldReader();
  const name = fields.line('customerName', input.customerName, 200);
  const domain = fields.optionalLine('customerDomain', input.customerDomain ?? null, 253);
  const taxId = fields.optionalLine('customerTaxId', input.customerTaxId ?? null, 40);
  fields.done();
  const { customerCountryCode: countryCode, productId } = input;
  const { keys } = identityKeysOf({
    countryCode,
    taxIds: taxId ? [taxId] : [],
    webAddresses: domain ? [domain] : [],
  });
  const companyName = companyNameOf(name);
  const registrable = registrableDomainOf(domain ?? '');
  const { partnerId } = membership;
  return await asJob(tx, actor.scope, async () => {
    const { decision, candidates } = await matchCustomer(tx, { name, domain, taxId, countryCode });
    const agreement = await inForce(tx, partnerId, await agreementDayFrom(tx, now));
    const customer = {
      nameKey: companyName.ok ? companyName.value.nameKey : '',
      domain: registrable.ok ? registrable.value : null,
      countryCode,
      keys,
      customerId: decision === 'SAME' ? (candidates[0]?.customerId ?? null) : null,
      productId,
    };
    return await checkCustomer(
      tx,
      { partnerId, personId, agreementInForce: agreement.inForce },
      customer,
      now,
    );
  });
}
