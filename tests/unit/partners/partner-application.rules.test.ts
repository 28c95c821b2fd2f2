import { expect, it } from 'vitest';
import { applicationOf } from '../../../src/domains/partners/partner-application.rules.ts';

const input = {
  companyName: 'Umbrella AG',
  type: 'REFERRAL',
  countryCode: 'CH',
  applicantName: 'A. W.',
  applicantEmail: 'aw@mail.umbrella.example',
} as const;

it.each([
  ['the website', { website: 'https://shop.umbrella.example/de?x=1' }, 'umbrella.example'],
  ['the mail address where there is no website', {}, 'umbrella.example'],
  ['the mail address where the website is blank', { website: '  ' }, 'umbrella.example'],
  ['nothing where anybody can have the address', { applicantEmail: 'aw@gmail.com' }, null],
  [
    'the website, though anybody can have the address',
    { applicantEmail: 'aw@gmail.com', website: 'umbrella.example' },
    'umbrella.example',
  ],
])('takes the domain from %s', (_case, more, domain) => {
  expect(applicationOf({ ...input, ...more }).domain).toBe(domain);
});

it.each([
  ['localhost', 'LOCAL_NAME'],
  ['http://10.0.0.1/', 'IP_ADDRESS'],
  ['co.uk', 'PUBLIC_SUFFIX'],
  ['two words', 'NOT_A_DOMAIN'],
  ['www.linkedin.com/company/umbrella', 'SHARED_PLATFORM'],
])('refuses %s as a website', (website, code) => {
  expect(() => applicationOf({ ...input, website })).toThrow(
    expect.objectContaining({ fields: [expect.objectContaining({ field: 'website', code })] }),
  );
});
