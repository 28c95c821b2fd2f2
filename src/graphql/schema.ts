import './scalars.ts';
import './refusals.ts';
import '../domains/products/product.schema.ts';
import '../domains/partners/partner.schema.ts';
import '../domains/partners/partner-list.schema.ts';
import '../domains/people/viewer.schema.ts';
import '../domains/referrals/referral.schema.ts';
import '../domains/referrals/referral-history.schema.ts';
import '../domains/referrals/referral-list.schema.ts';
import '../domains/referrals/referral-mutations.schema.ts';
import '../domains/settings/settings.schema.ts';
import '../domains/settings/settings-mutations.schema.ts';
import '../domains/settings/fiscal-period.schema.ts';
import '../domains/customers/customer.schema.ts';
import '../domains/customers/customer-list.schema.ts';
import '../domains/customers/customer-mutations.schema.ts';
import '../domains/customers/customer-merge.schema.ts';
import '../domains/customers/customer-match.schema.ts';
import { builder } from './builder.ts';

/** Every domain registers its part of the schema by being imported here. */
export const schema = builder.toSchema({ sortSchema: true });
