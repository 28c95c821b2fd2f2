import { FieldReader } from '../../kernel/fields.ts';
import { registrableDomainOf } from '../customers/web-domain.rules.ts';
import { type PartnerTypeCode, readCompanyName } from './partner.rules.ts';

/** What somebody who is not signed in tells about their company. */
export type ApplicationInput = Readonly<{
  companyName: string;
  type: PartnerTypeCode;
  website?: string | null;
  countryCode: string;
  timeZone?: string | null;
  applicantName: string;
  applicantEmail: string;
  message?: string | null;
}>;

export type Application = Readonly<{
  companyName: string;
  nameKey: string;
  type: PartnerTypeCode;
  domain: string | null;
  countryCode: string;
  timeZone: string | null;
  applicantName: string;
  applicantEmail: string;
  message: string | null;
}>;

/** @throws InvalidInputError with every malformed field. */
export function applicationOf(input: ApplicationInput): Application {
  const fields = new FieldReader();
  const { name, nameKey } = readCompanyName(fields, 'companyName', input.companyName);
  const applicantEmail = fields.email('applicantEmail', input.applicantEmail);
  const application = {
    companyName: name,
    nameKey,
    type: input.type,
    domain: domainOf(fields, input.website, applicantEmail),
    countryCode: input.countryCode,
    timeZone: input.timeZone ?? null,
    applicantName: fields.line('applicantName', input.applicantName, 120),
    applicantEmail,
    message: fields.optionalLines('message', input.message ?? null, 4_000),
  };
  fields.done();
  return application;
}

/** Where no website is given, the mail address tells the domain, unless it is one at which anybody has an address. */
function domainOf(fields: FieldReader, website: string | null | undefined, email: string): string | null {
  const told = website?.trim() ? website : null;
  const result = registrableDomainOf(told ?? email);
  if (result.ok) return result.value;
  if (told)
    fields.refuse(
      'website',
      result.reason,
      "website is an address on the company's own domain; leave it out where it has none.",
    );
  return null;
}
