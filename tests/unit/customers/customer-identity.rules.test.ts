import { describe, expect, it } from 'vitest';
import {
  identityKeyFrom,
  identityKeyParts,
  identityKeysOf,
} from '../../../src/domains/customers/customer-identity.rules.ts';

describe('identity keys', () => {
  it('are sorted and without duplicates, whatever order and spelling they came in', () => {
    const keys = ['CRM_ACCOUNT:SALES:a:7', 'DOMAIN:acme.com', 'DOMAIN:acme.de', 'TAX_ID:DE:136695976'];
    expect(
      identityKeysOf({
        countryCode: 'DE',
        taxIds: ['DE 136 695 976', '136695976'],
        webAddresses: ['https://www.acme.de', 'jane@acme.com', 'ACME.com'],
        crmAccounts: [{ system: 'SALES', externalId: ' a:7 ' }],
      }),
    ).toEqual({ keys, ignored: [] });
    expect(
      identityKeysOf({
        crmAccounts: [{ system: 'SALES', externalId: 'a:7' }],
        webAddresses: ['acme.com', 'acme.de'],
        taxIds: ['DE136695976'],
      }).keys,
    ).toEqual(keys);
  });

  it('keep the case of a CRM id', () => {
    const keysOf = (externalId: string) =>
      identityKeysOf({ crmAccounts: [{ system: 'SALES', externalId }] }).keys;
    expect(keysOf('001aB')).not.toEqual(keysOf('001Ab'));
  });

  it('list what identifies nobody by its place, not by its value', () => {
    expect(
      identityKeysOf({
        countryCode: 'US',
        taxIds: ['91-1144442', '000000000'],
        webAddresses: ['jane@gmail.com'],
        crmAccounts: [
          { system: 'sales', externalId: '1' },
          { system: 'SALES', externalId: ' ' },
          { system: 'SALES', externalId: 'x'.repeat(201) },
        ],
      }),
    ).toEqual({
      keys: ['TAX_ID:US:911144442'],
      ignored: [
        { kind: 'TAX_ID', index: 1, reason: 'PLACEHOLDER' },
        { kind: 'DOMAIN', index: 0, reason: 'PUBLIC_MAIL' },
        { kind: 'CRM_ACCOUNT', index: 0, reason: 'SYSTEM_CODE' },
        { kind: 'CRM_ACCOUNT', index: 1, reason: 'EMPTY' },
        { kind: 'CRM_ACCOUNT', index: 2, reason: 'TOO_LONG' },
      ],
    });
  });

  it('come apart into kind and value, and together again', () => {
    const parts = { kind: 'CRM_ACCOUNT', value: 'SALES:a:7' } as const;
    expect(identityKeyParts('CRM_ACCOUNT:SALES:a:7')).toEqual(parts);
    expect(identityKeyFrom(parts)).toBe('CRM_ACCOUNT:SALES:a:7');
  });

  it('of nothing are none', () => {
    expect(identityKeysOf({})).toEqual({ keys: [], ignored: [] });
  });
});
