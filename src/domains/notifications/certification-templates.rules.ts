import { partnerTemplate, type Recipient, type Template } from './notification-template.rules.ts';

/** Codes and days alone: whose certification it is, its holder knows, and the partner's admins see in the portal. */
const CONCERNED: readonly Recipient[] = ['CERTIFIED_PERSON', 'PARTNER_ADMINS'];

type Words = Readonly<{
  programCode: string | number | null;
  endsOn: string | number | null;
  daysLeft: string | number | null;
}>;

const certification = (
  code: string,
  event: string,
  title: (words: Words) => string,
  body: (words: Words) => string,
): Template =>
  partnerTemplate({
    ...{ code, version: 1, event, topic: 'CERTIFICATIONS', to: CONCERNED, title, body },
    arguments: ['programCode', 'endsOn', 'daysLeft'],
  });

const nameOf = ({ programCode }: Words): string => String(programCode ?? 'a program');

/** What becomes of people's certifications. */
export const CERTIFICATION_TEMPLATES: readonly Template[] = [
  certification(
    'CERTIFICATION_AWARDED',
    'certification.awarded',
    (words) => `Certified: ${nameOf(words)}`,
    (words) =>
      `A certification in ${nameOf(words)} was awarded. The portal shows it, with the code to check it by.`,
  ),
  certification(
    'CERTIFICATION_RENEWED',
    'certification.renewed',
    (words) => `Renewed: ${nameOf(words)}`,
    (words) => `A certification in ${nameOf(words)} was renewed. The portal shows until when.`,
  ),
  certification(
    'CERTIFICATION_EXPIRING',
    'certification.expiring',
    (words) => `A certification in ${nameOf(words)} ends in ${words.daysLeft ?? 'a few'} days`,
    (words) =>
      `A certification in ${nameOf(words)} ends on ${words.endsOn ?? 'a day to come'}. Renewed before, it goes on from that day.`,
  ),
  certification(
    'CERTIFICATION_EXPIRED',
    'certification.expired',
    (words) => `A certification in ${nameOf(words)} has ended`,
    (words) =>
      `A certification in ${nameOf(words)} ended on ${words.endsOn ?? 'its last day'}, and counts no more. It can be earned anew.`,
  ),
  certification(
    'CERTIFICATION_REVOKED',
    'certification.revoked',
    (words) => `A certification in ${nameOf(words)} was taken back`,
    (words) => `A certification in ${nameOf(words)} was taken back, and counts no more. The portal says why.`,
  ),
];
