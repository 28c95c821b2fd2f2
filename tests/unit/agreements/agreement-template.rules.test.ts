import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  readCode,
  readContent,
  type TemplateContentInput,
} from '../../../src/domains/agreements/agreement-template.rules.ts';
import { templateVersionStates } from '../../../src/domains/agreements/agreement-template.states.ts';
import { FieldReader } from '../../../src/kernel/fields.ts';

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const SHA256 = sha256Of('terms');

function read(input: TemplateContentInput) {
  const fields = new FieldReader();
  const content = readContent(fields, input, sha256Of);
  return { content, refused: fields.invalid.map(({ field, code }) => `${field} ${code}`) };
}

describe('the content of a version', () => {
  it('is a text with the hash of what is stored', () => {
    const { content, refused } = read({ text: '  One.\r\nTwo. ', validityMonths: 12 });
    expect(refused).toEqual([]);
    expect(content).toEqual({
      text: 'One.\nTwo.',
      url: null,
      sha256: sha256Of('One.\nTwo.'),
      validityMonths: 12,
    });
  });

  it('is an address with the hash of what is there', () => {
    const { content, refused } = read({
      url: 'https://vendor.example/terms.pdf',
      sha256: SHA256.toUpperCase(),
    });
    expect(refused).toEqual([]);
    expect(content).toMatchObject({ text: null, sha256: SHA256, validityMonths: null });
  });

  it.each([
    ['neither', {}, ['text TEXT_OR_URL']],
    ['both', { text: 'a', url: 'https://a.example' }, ['text TEXT_OR_URL']],
    ['blank', { text: ' \n ' }, ['text REQUIRED']],
    ['a text with a hash', { text: 'a', sha256: SHA256 }, ['sha256 NOT_NEEDED']],
    ['an address without a hash', { url: 'https://a.example' }, ['sha256 NOT_A_SHA256']],
    ['an open address', { url: 'http://a.example', sha256: SHA256 }, ['url NOT_HTTPS']],
    ['no address', { url: 'terms', sha256: SHA256 }, ['url NOT_HTTPS']],
    ['no time', { text: 'a', validityMonths: 0 }, ['validityMonths OUT_OF_RANGE']],
    ['half a month', { text: 'a', validityMonths: 1.5 }, ['validityMonths OUT_OF_RANGE']],
    ['too long a time', { text: 'a', validityMonths: 241 }, ['validityMonths OUT_OF_RANGE']],
    ['too long a text', { text: 'a'.repeat(100_001) }, ['text TOO_LONG']],
  ] as [string, TemplateContentInput, string[]][])('is not %s', (_case, input, refused) => {
    expect(read(input).refused).toEqual(refused);
  });
});

it.each(['nda', 'N', 'A B', '1A', 'A'.repeat(41), ''])('"%s" is no code', (text) => {
  const fields = new FieldReader();
  readCode(fields, 'code', text);
  expect(fields.invalid).toHaveLength(1);
});

it('a version is published once and retires once, by operations only', () => {
  const from = (status: 'DRAFT' | 'PUBLISHED' | 'RETIRED', role: 'ADMIN' | 'FINANCE' = 'ADMIN') =>
    templateVersionStates.actionsFrom(status, [role]);
  expect(from('DRAFT')).toEqual(['REVISE', 'PUBLISH']);
  expect(from('PUBLISHED')).toEqual(['RETIRE']);
  expect(from('RETIRED')).toEqual([]);
  expect(from('DRAFT', 'FINANCE')).toEqual([]);
});
