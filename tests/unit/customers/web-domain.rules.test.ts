import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLIC_MAIL_DOMAINS } from '../../../src/domains/customers/public-domains.rules.ts';
import { registrableDomainOf } from '../../../src/domains/customers/web-domain.rules.ts';

describe('the registrable domain', () => {
  it.each([
    ['acme.com', 'acme.com'],
    ['WWW.Acme.COM.', 'acme.com'],
    ['https://www.acme.co.uk:8080/path?x=a@b.example', 'acme.co.uk'],
    ['http://user:secret@acme.com/', 'acme.com'],
    ['//acme.com/', 'acme.com'],
    ['acme.com:8080', 'acme.com'],
    ['acme.com/@jane', 'acme.com'],
    ['jane@mail.acme.com', 'acme.com'],
    ['mailto:jane@acme.com', 'acme.com'],
    ['Jane Doe <jane@acme.com>', 'acme.com'],
    ['食狮.公司.cn', 'xn--85x722f.xn--55qx5d.cn'],
    ['bücher.de', 'xn--bcher-kva.de'],
    ['one.myshopify.com', 'one.myshopify.com'],
    ['www.two.github.io', 'two.github.io'],
    ['initech.example', 'initech.example'],
  ])('of %j is %j', (text, domain) => {
    expect(registrableDomainOf(text)).toEqual({ ok: true, value: domain });
  });

  it.each([
    ['', 'EMPTY'],
    ['   ', 'EMPTY'],
    ['n/a', 'NOT_A_DOMAIN'],
    ['acme', 'NOT_A_DOMAIN'],
    ['foo bar.com', 'NOT_A_DOMAIN'],
    ['acme.com, acme.de', 'NOT_A_DOMAIN'],
    ['a..com', 'NOT_A_DOMAIN'],
    ['http://', 'NOT_A_DOMAIN'],
    ['javascript:alert(1)', 'NOT_A_DOMAIN'],
    ['co.uk', 'PUBLIC_SUFFIX'],
    ['github.io', 'PUBLIC_SUFFIX'],
    ['10.0.0.1', 'IP_ADDRESS'],
    ['http://[::1]/', 'IP_ADDRESS'],
    ['0x7f.1', 'IP_ADDRESS'],
    ['localhost', 'LOCAL_NAME'],
    ['intranet.local', 'LOCAL_NAME'],
    ['router.home.arpa', 'LOCAL_NAME'],
    ['jane@gmail.com', 'PUBLIC_MAIL'],
    ['yahoo.co.uk', 'PUBLIC_MAIL'],
    ['jane@mail.yahoo.co.jp', 'PUBLIC_MAIL'],
    ['https://www.facebook.com/acme', 'SHARED_PLATFORM'],
    [`${'a'.repeat(2_001)}.com`, 'TOO_LONG'],
  ])('of case %# is refused', (text, reason) => {
    expect(registrableDomainOf(text)).toEqual({ ok: false, reason });
  });

  it('never throws, and its answer answers itself', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.emailAddress(), fc.domain()),
        (text) => {
          const result = registrableDomainOf(text);
          if (result.ok) expect(registrableDomainOf(result.value)).toEqual(result);
        },
      ),
    );
  });

  it('refuses every public mail domain on the list', () => {
    expect(PUBLIC_MAIL_DOMAINS.size).toBeGreaterThan(300);
    for (const domain of PUBLIC_MAIL_DOMAINS)
      expect([domain, registrableDomainOf(`jane@${domain}`)]).toEqual([
        domain,
        { ok: false, reason: 'PUBLIC_MAIL' },
      ]);
  });
});
